/**
 * The engines that are compared: poisk as its HTTP search ranks, over a real index in memory, and MiniSearch.
 */
import MiniSearch, { type Options } from "minisearch";
import { type Clock, epochMsOf, systemClock } from "../../../src/clock.ts";
import { BatchCommitter } from "../../../src/index/write.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { ArticleSearch } from "../../../src/search/search.ts";
import { makeContext } from "../../support/index-context.ts";
import { foldYo, snowballStem } from "../../support/inside/russian-words.ts";
import type { JudgedArticle } from "./judged-task.ts";

/** An engine's answer: ids, the best first, and the number that have all words of the query, if it tells. */
export interface RankerAnswer {
  readonly ids: readonly string[];
  readonly allWordsTotal: number | null;
}

/** `now`: the instant of the query, in ISO 8601, for what is relative to it. */
export type Ranker = (query: string, limit: number, now?: string) => Promise<RankerAnswer>;

export interface RankerKind {
  readonly name: string;
  readonly build: (articles: readonly JudgedArticle[]) => Promise<Ranker>;
}

/** poisk's `/search`, and what it is compared with (docs/decisions/search.md#words-groups-and-roots). */
export const rankerKinds: readonly RankerKind[] = [
  { name: "poisk", build: buildPoisk },
  { name: "MiniSearch, defaults", build: (articles) => buildMiniSearch(articles, {}) },
  {
    name: "MiniSearch + Snowball",
    build: (articles) => buildMiniSearch(articles, { processTerm: (term) => snowballStem(term.toLowerCase()) }),
  },
  { name: "MiniSearch + Snowball, tuned", build: buildTuned },
];

/** One segment a call of up to this many articles: several segments, as an index has. */
const SEGMENT_ARTICLES = 1_000;

async function buildPoisk(articles: readonly JudgedArticle[]): Promise<Ranker> {
  let nowMs = systemClock.nowMs();
  const search = await indexArticles(articles, { ...systemClock, nowMs: () => nowMs });
  return async (text, limit, now) => {
    nowMs = now === undefined ? systemClock.nowMs() : epochMsOf(now);
    const { hits, match, total } = await search.search({ text, match: "auto", offset: 0, limit });
    return { ids: hits.map(({ id }) => id), allWordsTotal: match === "all" ? total : 0 };
  };
}

/** The search of a new index in memory. `clock` is the reader's. */
export async function indexArticles(
  articles: readonly JudgedArticle[],
  clock: Clock = systemClock,
): Promise<ArticleSearch> {
  const context = makeContext();
  const committer = new BatchCommitter(context, resolvedArticleOptions);
  const byKey = new Map(articles.map((article) => [article.id, article]));
  for (let from = 0; from < articles.length; from += SEGMENT_ARTICLES) {
    const keys = articles.slice(from, from + SEGMENT_ARTICLES).map(({ id }) => id);
    await committer.commit(keys, async (key) => {
      const article = byKey.get(key);
      return { state: "present", version: "1", documents: article === undefined ? [] : [{ ...article, url: null }] };
    });
  }
  return new ArticleSearch({ ...context, clock });
}

async function buildMiniSearch(
  articles: readonly JudgedArticle[],
  options: Partial<Options<JudgedArticle>>,
): Promise<Ranker> {
  const index = new MiniSearch<JudgedArticle>({ ...options, idField: "id", fields: ["title", "lead", "text"] });
  index.addAll(articles.map((article) => ({ ...article, title: article.title ?? "" })));
  return async (text, limit) => ({
    ids: index
      .search(text)
      .slice(0, limit)
      .map(({ id }) => String(id)),
    allWordsTotal: null,
  });
}

/** Builds a ranker without the factor of matched terms: each score is divided by it. */
async function buildTuned(articles: readonly JudgedArticle[]): Promise<Ranker> {
  const index = new MiniSearch<JudgedArticle>({
    idField: "id",
    fields: ["title", "lead", "text"],
    processTerm: (term) => snowballStem(foldYo(term.toLowerCase())),
    searchOptions: { bm25: { k: 1.2, b: 0.75, d: 0 } },
  });
  index.addAll(articles.map((article) => ({ ...article, title: article.title ?? "" })));
  return async (text, limit) => {
    const hits = index.search(text).map(({ id, score, queryTerms }) => ({ id, score: score / queryTerms.length }));
    hits.sort((a, b) => b.score - a.score);
    return { ids: hits.slice(0, limit).map(({ id }) => String(id)), allWordsTotal: null };
  };
}
