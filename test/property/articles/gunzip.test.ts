/**
 * gunzip.ts and zlib take the same files for good, and make the same of them.
 */
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, it } from "vitest";
import { isDataError } from "../../../src/codec-failure.ts";
import { gunzipWithoutNode } from "../../support/inside/articles-upload.ts";

const MAX_BYTES = 2_000;

/** Adds optional parts of a member's header: a field of the writer's, a name, a comment, a checksum. */
function withHeader(member: Uint8Array, flags: number): Uint8Array {
  const more = [
    ...(flags & 4 ? [3, 0, 1, 0, 2] : []),
    ...(flags & 8 ? [0x61, 0x62, 0] : []),
    ...(flags & 16 ? [0x63, 0] : []),
    ...(flags & 2 ? [0x12, 0x34] : []),
  ];
  const bytes = Uint8Array.of(...member.subarray(0, 10), ...more, ...member.subarray(10));
  bytes[3] = flags;
  return bytes;
}

const members = fc.array(
  fc.record({ content: fc.uint8Array({ maxLength: 1_200 }), flags: fc.constantFrom(0, 0, 1, 2, 4, 8, 16, 28, 32) }),
  { minLength: 1, maxLength: 3 },
);
/** Zeros, another member's beginning, or anything. */
const tails = fc.oneof(
  fc.constantFrom(
    [],
    [0],
    [0, 0, 0],
    [0, 1, 2],
    [0x1f],
    [0x1f, 0x8b],
    [0x1f, 0x8b, 0xff, 0xff, 1, 2, 3, 4, 5, 6, 7, 8],
  ),
  fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 24 }),
);
const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const changes = fc.array(fc.tuple(share, fc.integer({ min: 1, max: 255 })), { maxLength: 2 });

/** The content, or the kind of failure: too large, or bad data. */
function outcome(unpack: () => Uint8Array): unknown {
  try {
    return [...unpack()];
  } catch (error) {
    if ((error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") return "too large";
    if (isDataError(error)) return "bad data";
    throw error;
  }
}

it("a gzip file without zlib is the same as with it, or refused by both, whole, changed and cut", () => {
  fc.assert(
    fc.property(members, tails, changes, fc.option(share), (parts, tail, changed, cut) => {
      const packed = parts.map(({ content, flags }) => withHeader(gzipSync(content), flags));
      const file = Uint8Array.from([...packed.flatMap((member) => [...member]), ...tail]);
      for (const [at, by] of changed) {
        const place = Math.floor(at * file.length);
        file[place] = (file[place] ?? 0) ^ by;
      }
      const bytes = cut === null ? file : file.subarray(0, Math.floor(cut * file.length));
      // Others are never handed to either.
      fc.pre(bytes[0] === 0x1f && bytes[1] === 0x8b);
      expect(outcome(() => gunzipWithoutNode(bytes, MAX_BYTES))).toEqual(
        outcome(() => gunzipSync(bytes, { maxOutputLength: MAX_BYTES })),
      );
    }),
  );
});
