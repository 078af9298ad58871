/**
 * Conditions of a bucket and its index once all events are handled.
 */
import { expect } from "vitest";
import { readArticles } from "../../../src/articles/articles.ts";
import { isoTimestamp } from "../../../src/clock.ts";
import { openSearcher } from "../../../src/index/read.ts";
import { type IndexContext, isUploadKey } from "../../../src/index/shared.ts";
import { articleIndexOptions, resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { listAll } from "../../../src/store/store.ts";
import { isSameContent } from "../../fault/simulation/final-state.ts";
import { uploadVersion } from "../../support/inside/index-commit.ts";
import { liveVersions } from "../../support/live-index.ts";
import { buildOracle, expectSameResults } from "../../support/minisearch-oracle.ts";

/** Every upload is live once, at the version that the bucket holds, and nothing else is; how many there are. */
export async function expectExactIndex(context: IndexContext): Promise<number> {
  const present: Record<string, string> = {};
  for await (const upload of listAll(context.store, context.layout.uploadsPrefix)) {
    if (!isUploadKey(context.layout, upload.key)) continue;
    present[upload.key] = uploadVersion(await context.store.head(upload.key), resolvedArticleOptions.parserVersion);
  }
  const live = await liveVersions(context);
  const differing = [...new Set([...Object.keys(present), ...Object.keys(live)])].filter(
    (key) => !isSameContent(present[key], live[key]),
  );
  expect(differing).toEqual([]);
  return Object.keys(present).length;
}

/**
 * The queries give the same hits and scores as a MiniSearch freshly built from the bucket's articles; how many hits.
 */
export async function expectSameSearch(context: IndexContext, queries: readonly string[]): Promise<number> {
  const documents: { key: string; document: Record<string, unknown> }[] = [];
  for await (const { key } of listAll(context.store, context.layout.uploadsPrefix)) {
    const { bytes, lastModifiedMs } = await context.store.get(key);
    const { articles } = await readArticles(bytes, { key, lastModified: isoTimestamp(lastModifiedMs) });
    for (const [i, article] of articles.entries()) documents.push({ key: `${key} ${i}`, document: { ...article } });
  }
  const oracle = buildOracle(documents, articleIndexOptions);
  const searcher = openSearcher({ ...context, options: articleIndexOptions });
  let hits = 0;
  for (const query of queries) {
    const found = await searcher.search(query);
    expectSameResults(found, oracle.search(query));
    hits += found.length;
  }
  return hits;
}

export const SAMPLE_QUERIES = ["нефть газ", "ледокола", "урожай", "театр матч закон", "Мурманск", "сообщение номер 17"];
