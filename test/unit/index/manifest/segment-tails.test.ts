import { expect, it } from "vitest";
import { codeOf } from "../../../support/error-of.ts";
import { makeContext } from "../../../support/index-context.ts";
import {
  decodeTails,
  encodeTails,
  NO_TAILS,
  readTails,
  type SegmentTails,
  tailOf,
} from "../../../support/inside/index-manifest.ts";
import { tailsKey } from "../../../support/inside/index-own.ts";
import { sampleId, sampleSegment } from "../../../support/manifest-samples.ts";

const tails: SegmentTails = new Map([
  [sampleId(2), { segmentBytes: 5_000, bytes: Uint8Array.of(1, 2, 3) }],
  [sampleId(1), { segmentBytes: 4_000, bytes: new Uint8Array() }],
]);

it("come back as they were written, in their order", () => {
  expect([...decodeTails(encodeTails(tails, 7))]).toEqual([...tails]);
  expect(decodeTails(encodeTails(NO_TAILS, 0)).size).toBe(0);
});

it("have other bytes at every sequence, so that no two states share an ETag", () => {
  expect(encodeTails(tails, 7)).not.toEqual(encodeTails(tails, 8));
});

it("are refused where a byte is another, missing or too many", async () => {
  const bytes = encodeTails(tails, 7);
  for (let place = 0; place < bytes.length; place += 1) {
    const damaged = Uint8Array.from(bytes);
    damaged[place] = (damaged[place] ?? 0) ^ 1;
    expect(await codeOf(() => decodeTails(damaged))).toBe("corrupt-segment");
    expect(await codeOf(() => decodeTails(bytes.subarray(0, place)))).toBe("corrupt-segment");
  }
  expect(await codeOf(() => decodeTails(Uint8Array.of(...bytes, 0)))).toBe("corrupt-segment");
});

it("are none to a reader where they are missing, damaged, too large, or kept from it", async () => {
  const context = makeContext();
  const read = (store = context.store) => readTails(store, context.layout);
  expect((await read()).size).toBe(0);
  const etag = await context.store.putIfAbsent(tailsKey(context.layout), encodeTails(tails, 7));
  expect((await read()).size).toBe(2);
  const whole = new Uint8Array(5 * 1024 * 1024);
  const other = await context.store.putIfMatch(tailsKey(context.layout), whole, etag);
  expect((await read()).size).toBe(0);
  await context.store.putIfMatch(tailsKey(context.layout), Uint8Array.of(1), other);
  expect((await read()).size).toBe(0);
});

it("are of a segment only where the manifest says that it is as long", () => {
  const segment = sampleSegment(2, { sizeBytes: 5_000 });
  expect(tailOf(tails, segment)).toEqual(Uint8Array.of(1, 2, 3));
  expect(tailOf(tails, { ...segment, sizeBytes: 5_001 })).toBeUndefined();
  expect(tailOf(tails, { ...segment, id: sampleId(3) })).toBeUndefined();
});
