/**
 * Search over articles (layer 4): what the HTTP endpoints and the command show, without their clothes. Only the order of
 * the steps is here; each step has a file of its own.
 */

import type { IndexContext } from "../manifest/manifest-store.ts";
import type { MatchMode } from "../search-api.ts";
import { resolvedArticleOptions } from "../segment/article-options.ts";
import { rejectedPrefix } from "../storage/object-keys.ts";
import { listAll } from "../storage/object-store.ts";
import { type ArticleHit, showHits } from "./article-hit.ts";
import { lookUpId, lookUpUrl } from "./article-lookup.ts";
import { compileArticleQuery } from "./article-query.ts";
import { type FoldedMatches, foldMatches } from "./fold-matches.ts";
import type { FoundArticle } from "./found-article.ts";
import { type IndexSnapshot, requireFields } from "./index-snapshot.ts";
import { type IndexStatus, statusOf } from "./index-status.ts";
import { listNewest } from "./newest-articles.ts";
import { findMatches, searchPlan } from "./plan-search.ts";
import type { QueryPlan } from "./query-plan.ts";
import { type SnapshotOptions, SnapshotSource } from "./snapshot-source.ts";

export interface ArticleQuery {
  readonly text: string;
  readonly match: MatchMode;
  readonly offset: number;
  readonly limit: number;
  /** "page" counts no further than one beyond the page and may skip what is not on it. Default "all". */
  readonly counts?: "all" | "page";
  /**
   * Shows one of the articles that are the same, reprints or of one address, and counts groups instead of articles. Scores
   * every match, whatever `counts` says; an empty text lists all articles all the same. Default false.
   */
  readonly fold?: boolean;
}

/** A page of hits. `total` counts the set that `match` names, `totalRest` what matches besides. */
export interface ArticleSearchResult {
  readonly appliedText: string;
  readonly match: "all" | "any";
  readonly total: number;
  readonly totalRest: number;
  readonly hits: readonly ArticleHit[];
  readonly sequence: number;
}

/** Searches the articles of one index. Keep one for a process: it holds what was read. */
export class ArticleSearch {
  readonly #context: IndexContext;
  readonly #snapshots: SnapshotSource;

  constructor(context: IndexContext, options: SnapshotOptions = {}) {
    this.#context = context;
    this.#snapshots = new SnapshotSource(context, options);
  }

  /**
   * A page of hits, the newest articles for an empty text. Requests as searchPlan, and one a stored block.
   * `index-outdated` where the index has other fields than articles have now.
   */
  async search(query: ArticleQuery): Promise<ArticleSearchResult> {
    return this.#snapshots.use(async (snapshot) => {
      if (snapshot === null) return emptyResult(query);
      return query.text.trim() === "" ? listAllArticles(snapshot, query) : searchArticles(snapshot, query);
    });
  }

  /** Every article that claims an id; of one upload where `key` is given. Two requests a large segment. */
  async findById(id: string, key?: string): Promise<FoundArticle[]> {
    const found = await this.#snapshots.use(async (snapshot) => (snapshot === null ? [] : lookUpId(snapshot, id)));
    return found.filter((article) => key === undefined || article.key === key);
  }

  /**
   * Every article of an address, however either is spelled (canonical-url.ts); none for what is no web address. One
   * request a large segment, then none, and one a stored block.
   */
  async findByUrl(url: string): Promise<FoundArticle[]> {
    return this.#snapshots.use(async (snapshot) => (snapshot === null ? [] : lookUpUrl(snapshot, url)));
  }

  /** What the index holds; no request but the manifest's. */
  async status(): Promise<IndexStatus> {
    return this.#snapshots.use(async (snapshot) => statusOf(snapshot));
  }

  /** How many uploads have a record of rejection. One request a thousand. */
  async countRejected(): Promise<number> {
    let count = 0;
    for await (const _ of listAll(this.#context.store, rejectedPrefix(this.#context.layout))) count += 1;
    return count;
  }
}

async function searchArticles(snapshot: IndexSnapshot, query: ArticleQuery): Promise<ArticleSearchResult> {
  requireFields(snapshot, resolvedArticleOptions);
  const compiled = compileArticleQuery(query.text, query.match);
  const ranked = await (query.fold === true ? rankGroups : rankArticles)(snapshot, compiled.plan, query);
  const { hits, total, totalAllTerms, duplicates } = ranked;
  const countsAll = query.match === "all" || (query.match === "auto" && totalAllTerms > 0);
  const shown = await showHits(snapshot, hits.slice(0, query.limit), compiled, countsAll);
  return {
    appliedText: compiled.words.map((word) => word.text).join(" "),
    match: countsAll ? "all" : "any",
    total: countsAll ? totalAllTerms : total,
    totalRest: countsAll ? total - totalAllTerms : 0,
    hits: shown.map((hit, i) => withDuplicates(hit, duplicates[i] ?? 0)),
    sequence: snapshot.manifest.sequence,
  };
}

async function rankArticles(snapshot: IndexSnapshot, plan: QueryPlan, query: ArticleQuery): Promise<FoldedMatches> {
  const { counts = "all" } = query;
  // One beyond the page tells whether there is a next one.
  const beyond = counts === "page" ? 1 : 0;
  const found = await searchPlan(snapshot, plan, {
    offset: query.offset,
    limit: query.limit + beyond,
    usesMatchedTermsFactor: false,
    ranksAllTermsFirst: query.match === "auto",
    counts,
  });
  return { ...found, duplicates: [] };
}

async function rankGroups(snapshot: IndexSnapshot, plan: QueryPlan, query: ArticleQuery): Promise<FoldedMatches> {
  const ranksAllTermsFirst = query.match === "auto";
  const matches = await findMatches(snapshot, plan, { usesMatchedTermsFactor: false, ranksAllTermsFirst });
  return foldMatches(snapshot, matches, query.offset, query.limit);
}

function withDuplicates(hit: ArticleHit, count: number): ArticleHit {
  return count === 0 ? hit : { ...hit, duplicates: { count } };
}

async function listAllArticles(snapshot: IndexSnapshot, query: ArticleQuery): Promise<ArticleSearchResult> {
  const hits = await listNewest(snapshot, query.offset, query.limit);
  return {
    ...emptyResult(query),
    total: snapshot.documentCount,
    hits: (await showHits(snapshot, hits, null, true)).map((hit) => ({ ...hit, score: 0 })),
    sequence: snapshot.manifest.sequence,
  };
}

function emptyResult({ match }: ArticleQuery): ArticleSearchResult {
  return { appliedText: "", match: match === "any" ? "any" : "all", total: 0, totalRest: 0, hits: [], sequence: 0 };
}
