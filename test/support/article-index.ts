/**
 * An index in memory of articles that a test names by their texts, and the search over it.
 */
import { BatchCommitter } from "../../src/index/write.ts";
import { resolvedArticleOptions } from "../../src/schema/schema.ts";
import { ArticleSearch } from "../../src/search/search.ts";
import type { MatchMode } from "../../src/search-api.ts";
import { makeContext } from "./index-context.ts";

/** Gives the texts that a query finds, the best first, and those that it finds whole. */
export type FindTexts = (query: string, match?: MatchMode) => Promise<readonly string[]>;

/** One commit, one segment; equal texts are one article. Titles are empty. */
export async function indexTexts(texts: Iterable<string>): Promise<FindTexts> {
  const context = makeContext();
  const byKey = new Map([...new Set(texts)].map((text, i) => [`articles/${String(i).padStart(6, "0")}.json`, text]));
  await new BatchCommitter(context, resolvedArticleOptions).commit([...byKey.keys()], async (key) => ({
    state: "present",
    version: "1",
    documents: [{ id: key, title: null, lead: "", text: byKey.get(key) ?? "", publishedAt: null }],
  }));
  const search = new ArticleSearch(context, { revalidateMs: Number.POSITIVE_INFINITY });
  return async (text, match = "auto") => {
    const { hits } = await search.search({ text, match, offset: 0, limit: byKey.size });
    return hits.map((hit) => byKey.get(hit.key) ?? "");
  };
}
