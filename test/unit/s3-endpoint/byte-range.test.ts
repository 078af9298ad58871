import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseByteRange } from "../../../infra/local/s3/s3-request.ts";

describe("parseByteRange", () => {
  it.each([
    ["bytes=0-0", 10, { start: 0, end: 1 }],
    ["bytes=2-5", 10, { start: 2, end: 6 }],
    ["bytes=2-", 10, { start: 2, end: 10 }],
    ["bytes=2-99", 10, { start: 2, end: 10 }],
    ["bytes=-3", 10, { start: 7, end: 10 }],
    ["bytes=-99", 10, { start: 0, end: 10 }],
    ["BYTES = 1 - 2", 10, { start: 1, end: 3 }],
    ["bytes=0-18446744073709551615", 10, { start: 0, end: 10 }],
  ])("reads %s of %i bytes", (header, sizeBytes, range) => {
    expect(parseByteRange(header, sizeBytes)).toEqual(range);
  });

  it.each([
    ["bytes=10-", 10],
    ["bytes=10-20", 10],
    ["bytes=-0", 10],
    ["bytes=0-", 0],
    ["bytes=-1", 0],
  ])("finds %s of %i bytes unsatisfiable", (header, sizeBytes) => {
    expect(parseByteRange(header, sizeBytes)).toBe("unsatisfiable");
  });

  it.each([undefined, "", "bytes=-", "bytes=5-2", "bytes=0-1,3-4", "lines=0-1", "bytes", "bytes=a-b", "bytes=1--2"])(
    "passes over %s",
    (header) => {
      expect(parseByteRange(header, 10)).toBeNull();
    },
  );

  it("never leaves the object, whatever is asked", () => {
    const property = fc.property(
      fc.string(),
      fc.maxSafeNat(),
      fc.maxSafeNat(),
      fc.nat(1000),
      (noise, a, b, sizeBytes) => {
        for (const header of [`bytes=${a}-${b}`, `bytes=${a}-`, `bytes=-${a}`, `bytes=${noise}`]) {
          const range = parseByteRange(header, sizeBytes);
          if (range === null || range === "unsatisfiable") continue;
          expect(range.start).toBeGreaterThanOrEqual(0);
          expect(range.start).toBeLessThan(range.end);
          expect(range.end).toBeLessThanOrEqual(sizeBytes);
        }
      },
    );
    fc.assert(property);
  });
});
