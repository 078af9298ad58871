import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createUlid, systemIdSource, ULID_PATTERN, ulidTimeMs } from "../../src/id-source.ts";

/** The same bits again and again. */
const constantIds = (word: number) => ({ random32: () => word });
const NEWEST_MS = 2 ** 48 - 1;

describe("a ULID", () => {
  it("is written as the specification has it", () => {
    // The example of https://github.com/ulid/spec: 01ARZ3NDEK is the time.
    expect(createUlid(1_469_922_850_259, constantIds(0))).toBe("01ARZ3NDEK0000000000000000");
    expect(createUlid(NEWEST_MS, constantIds(31))).toBe("7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
    expect(createUlid(0, constantIds(0))).toBe("0".repeat(26));
  });

  it("tells its time, and sorts by it as plain text", () => {
    const time = fc.integer({ min: 0, max: NEWEST_MS });
    fc.assert(
      fc.property(time, time, (a, b) => {
        const [first, second] = [a, b].map((timeMs) => createUlid(timeMs, systemIdSource));
        expect(first).toMatch(ULID_PATTERN);
        expect(ulidTimeMs(first ?? "")).toBe(a);
        if (a !== b) expect((first ?? "") < (second ?? "")).toBe(a < b);
      }),
    );
  });

  it("takes whole milliseconds of a finer clock", () => {
    expect(ulidTimeMs(createUlid(1_500.9, systemIdSource))).toBe(1_500);
  });

  it("is another one each time", () => {
    const ids = Array.from({ length: 1_000 }, () => createUlid(0, systemIdSource));
    expect(new Set(ids).size).toBe(1_000);
  });

  it.each([
    "",
    "01ARZ3NDEK",
    "01ARZ3NDEK00000000000000000",
    "8ZZZZZZZZZZZZZZZZZZZZZZZZZ",
    "01ARZ3NDEK000000000000000I",
    "01arz3ndek0000000000000000",
    "01ARZ3NDEK0000000000000000\n",
    " 01ARZ3NDEK0000000000000000",
  ])("is not %j, which has no time", (text) => {
    expect(ulidTimeMs(text)).toBeNaN();
  });
});
