import fc from "fast-check";
import { expect, it } from "vitest";
import { openSearcher } from "../../../src/index/read.ts";
import { Ingester, type SourceDocuments } from "../../../src/index/write.ts";
import { articleIndexOptions, resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { makeContext } from "../../support/index-context.ts";
import { flushSegment } from "../../support/inside/index-writer.ts";
import { directProcessor } from "../../support/inside/ingest.ts";
import { liveVersions } from "../../support/live-index.ts";
import { invertByMiniSearch } from "../../support/minisearch-inverter.ts";
import { upload } from "../../support/uploads.ts";

const WORDS = ["нефть", "нефти", "Нефть", "газ", "порт", "мост", "ёлка", "Нью-Йорк", "2016", "суд"];
const text = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 30 }).map((words) => words.join(" "));
const sources: fc.Arbitrary<SourceDocuments[]> = fc.uniqueArray(
  fc.record({
    sourceKey: fc.stringMatching(/^articles\/[a-f]{1,2}$/),
    version: fc.constant("1"),
    documents: fc.uniqueArray(fc.record({ id: fc.stringMatching(/^[a-z]{1,3}$/), title: text, text }), {
      maxLength: 3,
      selector: ({ id }) => id,
    }),
  }),
  { maxLength: 8, selector: ({ sourceKey }) => sourceKey },
);
/** A source has up to 180 words, 10 of them distinct: 75 bytes each and 400 besides (inverter.ts). */
const limits = fc.record({
  segmentBytes: fc.integer({ min: 0, max: 20_000 }),
  sourceBytes: fc.integer({ min: 3_000, max: 20_000 }),
});

it("what does not fit into one segment is in the next, as if it had been flushed alone, whatever was built before", async () => {
  let [spilt, rejections] = [0, 0];
  await fc.assert(
    fc.asyncProperty(fc.array(sources, { minLength: 1, maxLength: 3 }), limits, async (batches, bounds) => {
      const warm = directProcessor(resolvedArticleOptions, bounds);
      for (const batch of batches) {
        const { segments, rejected } = await warm.build(batch);
        const fresh = await directProcessor(resolvedArticleOptions, bounds).build(batch);
        expect([segments.map(({ sourceKeys }) => sourceKeys), rejected]).toEqual([
          fresh.segments.map(({ sourceKeys }) => sourceKeys),
          fresh.rejected,
        ]);
        expect(segments.flatMap(({ sourceKeys }) => sourceKeys)).toEqual(
          batch.map(({ sourceKey }) => sourceKey).sort(),
        );
        for (const { sourceKeys, bytes, summary } of segments) {
          const held = batch.filter(({ sourceKey }) => sourceKeys.includes(sourceKey));
          const kept = held.map((source) => (rejected.has(source.sourceKey) ? { ...source, documents: [] } : source));
          const expected = flushSegment(kept, resolvedArticleOptions, invertByMiniSearch);
          expect([Buffer.compare(bytes, expected.bytes), summary]).toEqual([0, expected.summary]);
        }
        if (segments.length > 1) spilt += 1;
        rejections += rejected.size;
      }
    }),
    { numRuns: 60 },
  );
  expect([spilt > 0, rejections > 0]).toEqual([true, true]);
});

it("a commit that spills gives the answers of one that does not", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-f]{1,2}$/), text, text), {
        minLength: 1,
        maxLength: 8,
        selector: ([name]) => name,
      }),
      fc.integer({ min: 0, max: 10_000 }),
      async (uploads, segmentBytes) => {
        const answers = async (bounds: { segmentBytes: number; sourceBytes: number } | undefined) => {
          const context = makeContext();
          const keys = [];
          for (const [name, title, body] of uploads)
            keys.push(await upload(context, `${name}.json`, JSON.stringify({ id: name, title, text: body })));
          const report = await new Ingester(context, directProcessor(resolvedArticleOptions, bounds)).ingest(keys);
          expect([report.committed.length, report.articles, report.sequence]).toEqual([keys.length, keys.length, 1]);
          const searcher = openSearcher({ ...context, options: articleIndexOptions });
          const hits = await Promise.all(
            WORDS.map(async (word) => (await searcher.search(word)).map(({ id, score }) => [id, score])),
          );
          return { hits, versions: Object.keys(await liveVersions(context)).sort() };
        };
        expect(await answers({ segmentBytes, sourceBytes: 1_000_000 })).toEqual(await answers(undefined));
      },
    ),
    { numRuns: 25 },
  );
});
