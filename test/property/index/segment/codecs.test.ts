import fc from "fast-check";
import { expect, it } from "vitest";
import type { JsonValue } from "../../../../src/index/shared.ts";
import { anyString, uint32 } from "../../../support/arbitraries.ts";
import { errorOf } from "../../../support/error-of.ts";
import {
  ByteReader,
  ByteWriter,
  decodeBlock,
  encodeBlock,
  SECTION_NUMBERS,
  type SectionName,
} from "../../../support/inside/index-blocks.ts";
import { allTerms, decodeLexiconBlock, LexiconBlockWriter } from "../../../support/inside/index-lexicon.ts";
import { decodePostingBlock, openPostingBlock, PostingBlockWriter } from "../../../support/inside/index-postings.ts";
import {
  buildKeyFilter,
  cutValues,
  decodeEntries,
  decodeLengths,
  decodeStoredBlock,
  decodeValues,
  encodeEntries,
  encodeLengths,
  encodeValues,
  joinColumns,
  mayHoldKey,
  type ValueColumn,
} from "../../../support/inside/index-stored.ts";
import { encodeStoredBlock } from "../../../support/stored-block.ts";

const section = fc.constantFrom(...(Object.keys(SECTION_NUMBERS) as SectionName[]));
const sums = fc.array(fc.maxSafeNat(), { maxLength: 3 });

it("numbers, strings and bytes come back in the order in which they were written", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(uint32, anyString, fc.uint8Array())), (items) => {
      const writer = new ByteWriter(1);
      for (const item of items) {
        if (typeof item === "number") writer.writeVarint(item);
        else if (typeof item === "string") writer.writeUnits(item);
        else writer.writeBytes(item);
      }
      const reader = new ByteReader(writer.toBytes());
      for (const item of items) {
        if (typeof item === "number") expect(reader.readVarint()).toBe(item);
        else if (typeof item === "string") expect(reader.readUnits()).toBe(item);
        else expect([...reader.readBytes(item.length)]).toEqual([...item]);
      }
      expect(reader.remaining).toBe(0);
    }),
  );
});

it("a block of any section comes back as it was, and not under another number", async () => {
  await fc.assert(
    fc.asyncProperty(
      section,
      fc.nat({ max: 0xffffff }),
      fc.uint8Array({ maxLength: 300 }),
      async (name, n, content) => {
        const block = encodeBlock(name, n, content);
        expect(Buffer.from(decodeBlock(name, n, block))).toEqual(Buffer.from(content));
        const error = await errorOf(() => decodeBlock(name, n + 1, block));
        expect(error.kind).toBe("corrupt-data");
      },
    ),
  );
});

it("posting lists of any terms and frequencies come back", () => {
  const lists = fc.uniqueArray(fc.tuple(fc.nat({ max: 9_999 }), fc.integer({ min: 1, max: 2 ** 30 - 1 })), {
    selector: ([ordinal]) => ordinal,
    minLength: 1,
    maxLength: 40,
  });
  const fields = fc.uniqueArray(fc.tuple(fc.nat({ max: 5 }), lists), {
    selector: ([field]) => field,
    minLength: 1,
    maxLength: 3,
  });
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(anyString, fields), { selector: ([term]) => term, maxLength: 20 }), (rows) => {
      const terms = rows
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([term, byField]) => ({
          term,
          fields: byField
            .sort(([a], [b]) => a - b)
            .map(([field, postings]) => {
              postings.sort(([a], [b]) => a - b);
              const ordinals = Uint32Array.from(postings, ([ordinal]) => ordinal);
              return { field, ordinals, frequencies: Uint32Array.from(postings, ([, frequency]) => frequency) };
            }),
        }));
      const writer = new PostingBlockWriter((field, ordinal) => 1 + ((field + ordinal) % 9));
      for (const term of terms) writer.add(term);
      expect([...decodePostingBlock(openPostingBlock(writer.take()), 10_000)]).toMatchObject(terms);
    }),
  );
});

it("lexicon, stored, entry blocks and columns come back", () => {
  const json = fc.jsonValue({ stringUnit: "binary" }) as fc.Arbitrary<JsonValue>;
  fc.assert(
    fc.property(
      fc.uniqueArray(anyString, { maxLength: 20 }),
      fc.array(fc.tuple(json, anyString, fc.dictionary(anyString, json, { noNullPrototype: true })), { maxLength: 5 }),
      fc.array(fc.tuple(anyString, anyString, fc.nat({ max: 1_000 }), sums), { maxLength: 5 }),
      fc.array(uint32, { maxLength: 20 }),
      fc.array(fc.option(json, { nil: undefined }), { maxLength: 20 }),
      fc.integer({ min: 1, max: 3 }),
      (terms, documents, rows, lengths, values, units) => {
        const lexicon = terms.sort().map((term, i) => ({ term, documentFrequency: i + 1 }));
        const writer = new LexiconBlockWriter();
        for (const term of lexicon) writer.add(term);
        expect(allTerms(decodeLexiconBlock(writer.take()))).toEqual(lexicon);

        // JSON knows no -0.
        const stored = documents.map(([id, sourceKey, fields]) => plain({ id, sourceKey, fields }));
        expect(decodeStoredBlock(encodeStoredBlock(stored), stored.length)).toEqual(stored);

        const entries = rows.map(([sourceKey, version, documentCount, fieldLengthSums]) => {
          return { sourceKey, version, documentCount, fieldLengthSums };
        });
        const documentsOfAll = entries.reduce((sum, { documentCount }) => sum + documentCount, 0);
        expect(decodeEntries(encodeEntries(entries), 0, 0, documentsOfAll)).toMatchObject(entries);

        expect([...decodeLengths(encodeLengths(lengths), lengths.length)]).toEqual(lengths);

        const asWritten = values.map((value) => (value === undefined ? undefined : plain(value)));
        const column = decodeValues(encodeValues(values), values.length);
        expect(valuesOf(column)).toEqual(asWritten);
        const { head, rest } = cutValues(values, units);
        const [heads, rests] = [head, rest].map((part) => decodeValues(encodeValues(part), values.length));
        const joined = joinColumns(heads!, rests!);
        expect(valuesOf(joined)).toEqual(asWritten);
        expect(new Set(joined.values.map((value) => JSON.stringify(value))).size).toBe(joined.values.length);
      },
    ),
  );
});

/** The values of a column by ordinal. */
function valuesOf({ values, items }: ValueColumn): unknown[] {
  return [...items].map((item) => (item === 0 ? undefined : values[item - 1]));
}

it("a filter never denies a key that it was built over", () => {
  fc.assert(
    fc.property(fc.array(anyString, { maxLength: 200 }), (keys) => {
      const filter = buildKeyFilter(keys);
      expect(keys.every((key) => mayHoldKey(filter, key))).toBe(true);
    }),
  );
});

it("no bytes make a decoder do anything but decode or call them corrupt", async () => {
  const decoders: ((bytes: Uint8Array) => unknown)[] = [
    (bytes) => [...decodePostingBlock(openPostingBlock(bytes), 1_000)],
    (bytes) => [...decodePostingBlock({ directory: bytes.subarray(0, 20), postings: bytes.subarray(20) }, 1_000)],
    (bytes) => allTerms(decodeLexiconBlock(bytes)),
    (bytes) => decodeStoredBlock(bytes, 1),
    (bytes) => decodeEntries(bytes, 0, 0, 3),
    (bytes) => decodeLengths(bytes, 3),
    (bytes) => decodeValues(bytes, 3),
    (bytes) => decodeBlock("postings", 0, bytes),
  ];
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), fc.constantFrom(...decoders), async (bytes, decode) => {
      try {
        decode(bytes);
      } catch (error) {
        expect((error as { kind?: string }).kind).toBe("corrupt-data");
      }
    }),
    { numRuns: 2_000 },
  );
});

function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
