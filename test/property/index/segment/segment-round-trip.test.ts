import fc from "fast-check";
import { expect, it } from "vitest";
import { findOrdinalsById } from "../../../../src/index/read.ts";
import { resolveIndexOptions } from "../../../../src/index/shared.ts";
import { anyString } from "../../../support/arbitraries.ts";
import { allDocuments, findEntry } from "../../../support/inside/index-reader.ts";
import { putSegment } from "../../../support/segment-under-test.ts";

/** Documents are lists of terms, so that any string can be one. */
const options = resolveIndexOptions({
  fields: ["a", "b"],
  storeFields: ["note"],
  columnFields: ["note"],
  tokenize: (text) => JSON.parse(text) as string[],
  processTerm: (term) => [term],
  stringifyField: (value) => JSON.stringify(value),
});

const terms = fc.array(anyString, { maxLength: 6 });
const document = fc.record({ id: fc.oneof(fc.nat(), anyString), a: terms, b: terms, note: anyString });
const sources = fc.uniqueArray(
  fc.record({ sourceKey: anyString, version: anyString, documents: fc.array(document, { maxLength: 3 }) }),
  { selector: ({ sourceKey }) => sourceKey, maxLength: 12 },
);

it("a segment finds each term, document, id and source key that it was made of, and no other", async () => {
  await fc.assert(
    fc.asyncProperty(sources, fc.array(anyString, { maxLength: 4 }), async (given, others) => {
      const reader = await (await putSegment(given, options)).open();
      const ordinalOf = new Map<string, number>();
      const stored = [];
      for await (const item of allDocuments(reader)) stored.push(item);
      expect(stored.length).toBe(given.flatMap(({ documents }) => documents).length);

      // Naive inversion, by the order of the documents in the segment.
      const expected = new Map<string, Map<string, number>>();
      const remaining = new Map(given.map(({ sourceKey, documents }) => [sourceKey, [...documents]]));
      for (const [ordinal, { id, sourceKey, fields }] of stored.entries()) {
        const rest = remaining.get(sourceKey) ?? [];
        const place = rest.findIndex((item) => item.id === id && item.note === fields.note);
        const [item] = rest.splice(place, 1);
        ordinalOf.set(JSON.stringify(id), ordinal);
        for (const [field, list] of [item!.a, item!.b].entries()) {
          expect((await reader.lengths(field))[ordinal]).toBe(new Set(list).size);
          for (const term of list) {
            const rows = expected.get(term) ?? new Map<string, number>();
            rows.set(`${field}/${ordinal}`, (rows.get(`${field}/${ordinal}`) ?? 0) + 1);
            expected.set(term, rows);
          }
        }
      }
      const found = await reader.postings([...expected.keys(), ...others]);
      expect([...found.keys()].sort()).toEqual([...expected.keys()].sort());
      for (const [term, lists] of found) {
        const rows = lists
          .map((list) => list.toPostings())
          .flatMap(({ field, ordinals, frequencies }) =>
            [...ordinals].map((ordinal, i) => [`${field}/${ordinal}`, frequencies[i]] as const),
          );
        expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(expected.get(term) ?? []));
      }
      expect((await reader.termsWithPrefix("")).map(({ term }) => term)).toEqual([...expected.keys()].sort());
      for (const [id, ordinal] of ordinalOf) expect(await findOrdinalsById(reader, JSON.parse(id))).toContain(ordinal);
      for (const { sourceKey, version, documents } of given) {
        const entry = await findEntry(reader, sourceKey);
        expect(entry).toMatchObject({ sourceKey, version, documentCount: documents.length });
      }
      const keys = new Set(given.map(({ sourceKey }) => sourceKey));
      for (const key of others) if (!keys.has(key)) expect(await findEntry(reader, key)).toBeNull();
    }),
    { numRuns: 60 },
  );
});
