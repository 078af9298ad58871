/**
 * inflate.ts and zlib take the same streams for good, and make the same of them.
 */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InflateError, inflateRaw } from "../../../../src/inflate.ts";
import { STORED_DICTIONARY } from "../../../support/inside/index-blocks.ts";

const MAX_BYTES = 1 << 20;
const NONE = new Uint8Array();

/** Bytes with repetitions, or without. */
const contents = fc.oneof(
  fc.uint8Array({ maxLength: 3_000 }),
  fc
    .array(fc.constantFrom("Москва, ", "сообщает ", "12", "\n", "{}"), { maxLength: 2_000 })
    .map((words) => new TextEncoder().encode(words.join(""))),
);
const options = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  memLevel: fc.integer({ min: 1, max: 9 }),
  strategy: fc.integer({ min: 0, max: 4 }),
});
const dictionaries = fc.constantFrom(NONE, STORED_DICTIONARY);
const withDictionary = (dictionary: Uint8Array) => (dictionary.length === 0 ? {} : { dictionary });

/** Unpacks a stream by both; null for one that refuses. */
function byBoth(packed: Uint8Array, dictionary: Uint8Array): [Uint8Array | null, Uint8Array | null] {
  const attempt = (unpack: () => Uint8Array): Uint8Array | null => {
    try {
      return Uint8Array.from(unpack());
    } catch (error) {
      if (error instanceof InflateError || (error as { code?: string }).code !== undefined) return null;
      throw error;
    }
  };
  return [
    attempt(() => inflateRaw(packed, dictionary, MAX_BYTES)),
    attempt(() => inflateRawSync(packed, { maxOutputLength: MAX_BYTES, ...withDictionary(dictionary) })),
  ];
}

describe("a stream without zlib and with it", () => {
  it("is the same content", () => {
    fc.assert(
      fc.property(contents, options, dictionaries, (content, how, dictionary) => {
        const packed = deflateRawSync(content, { ...how, ...withDictionary(dictionary) });
        expect(inflateRaw(packed, dictionary, MAX_BYTES)).toEqual(Uint8Array.from(content));
      }),
    );
  });

  it("is the same, or refused by both, where bits of it are changed or its end is missing", () => {
    const changes = fc.array(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), fc.integer({ min: 1, max: 255 })),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(
        contents,
        options,
        dictionaries,
        changes,
        fc.integer({ min: 0, max: 40 }),
        (content, how, dictionary, changed, cut) => {
          const packed = Uint8Array.from(deflateRawSync(content, { ...how, ...withDictionary(dictionary) }));
          for (const [place, bits] of changed) {
            const at = Math.floor(place * packed.length);
            packed[at] = (packed[at] ?? 0) ^ bits;
          }
          const [here, native] = byBoth(
            packed.subarray(0, Math.max(0, packed.length - Math.max(0, cut - 20))),
            dictionary,
          );
          expect(here).toEqual(native);
        },
      ),
    );
  });
});
