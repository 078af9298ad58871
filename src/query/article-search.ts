/**
 * Search over articles (layer 4): what the HTTP endpoints and the command show, without their clothes.
 */

import { canonicalUrl, urlDigest } from "../article/canonical-url.ts";
import { countLiveDocuments } from "../manifest/manifest.ts";
import type { IndexContext } from "../manifest/manifest-store.ts";
import type { MarkedText, MarkedTitle, MatchMode } from "../search-api.ts";
import { resolvedArticleOptions, type StoredArticle, URL_FIELD } from "../segment/article-options.ts";
import type { StoredDocument } from "../segment/stored-fields.ts";
import { rejectedPrefix } from "../storage/object-keys.ts";
import { listAll } from "../storage/object-store.ts";
import { type ArticlePlan, compileArticleQuery } from "./article-query.ts";
import { wholeCharacterEnd } from "./character-edge.ts";
import { type FoldedMatches, foldMatches } from "./fold-matches.ts";
import { findMarkedWords, rangesWithin } from "./highlighter.ts";
import type { IndexSnapshot, OpenSegment } from "./index-snapshot.ts";
import { listNewest } from "./newest-articles.ts";
import { findMatches, searchPlan } from "./plan-search.ts";
import type { QueryPlan } from "./query-plan.ts";
import { loadHitDocuments } from "./searcher.ts";
import { type SnapshotOptions, SnapshotSource } from "./snapshot-source.ts";
import { makeSnippet } from "./snippet.ts";
import type { RankedHit } from "./top-hits.ts";

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

/** An article of the index. */
export interface FoundArticle {
  readonly id: string;
  readonly key: string;
  readonly article: StoredArticle;
}

/** A hit as a reader sees it. */
export interface ArticleHit extends FoundArticle {
  readonly score: number;
  /** Whether some of the words are missing. */
  readonly isPartial: boolean;
  readonly title: MarkedTitle;
  readonly snippet: MarkedText;
  /** Where others are folded under it: how many. */
  readonly duplicates?: { readonly count: number };
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

/** What the manifest tells of an index. */
export interface IndexStatus {
  readonly documents: number;
  readonly segments: number;
  readonly indexBytes: number;
  readonly sequence: number;
  readonly updatedAtMs: number | null;
  readonly analyzer: string | null;
  readonly commitId: string;
}

/** Searches the articles of one index. Keep one for a process: it holds what was read. */
export class ArticleSearch {
  readonly #context: IndexContext;
  readonly #snapshots: SnapshotSource;

  constructor(context: IndexContext, options: SnapshotOptions = {}) {
    this.#context = context;
    this.#snapshots = new SnapshotSource(context, options);
  }

  /** A page of hits, the newest articles for an empty text. Requests as searchPlan, and one a stored block. */
  async search(query: ArticleQuery): Promise<ArticleSearchResult> {
    return this.#snapshots.use(async (snapshot) => {
      if (snapshot === null) return emptyResult(query);
      return query.text.trim() === "" ? listAllArticles(snapshot, query) : searchArticles(snapshot, query);
    });
  }

  /** Every article that claims an id; of one upload where `key` is given. Two requests a large segment. */
  async findById(id: string, key?: string): Promise<FoundArticle[]> {
    return this.#snapshots.use(async (snapshot) => {
      const found = await Promise.all(
        (snapshot?.segments ?? []).map(async (open) =>
          showLive(open, await open.reader.findOrdinalsById(id), (document) => document.id === id),
        ),
      );
      return found.flat().filter((article) => key === undefined || article.key === key);
    });
  }

  /**
   * Every article of an address, however either is spelled (canonical-url.ts); none for what is no web address. One
   * request a large segment, then none, and one a stored block.
   */
  async findByUrl(url: string): Promise<FoundArticle[]> {
    const canonical = canonicalUrl(url);
    if (canonical === null) return [];
    const digest = Buffer.from(urlDigest(url), "hex");
    const isOfUrl = ({ fields }: StoredDocument): boolean =>
      typeof fields.url === "string" && canonicalUrl(fields.url) === canonical;
    return this.#snapshots.use(async (snapshot) => {
      const found = await Promise.all(
        (snapshot?.segments ?? []).map(async (open) =>
          showLive(open, await open.reader.findOrdinalsByDigest(URL_FIELD, digest), isOfUrl),
        ),
      );
      return found.flat();
    });
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

async function showHits(
  snapshot: IndexSnapshot,
  hits: readonly RankedHit[],
  compiled: ArticlePlan | null,
  countsAll: boolean,
): Promise<ArticleHit[]> {
  const documents = await loadHitDocuments(snapshot, hits);
  const terms = compiled?.terms ?? new Set<string>();
  return documents.map((document, i) => {
    const found = toFoundArticle(document);
    const { score = 0, tier = 1 } = hits[i] ?? {};
    const parts = [found.article.lead, found.article.text].filter((part) => part !== "");
    // One line feed between paragraphs, which a snippet shows as one space.
    const body = parts.join("\n").replaceAll("\n\n", "\n");
    return {
      ...found,
      score,
      isPartial: countsAll && tier === 0,
      title: markTitle(found.article, terms),
      snippet: makeSnippet(body, terms),
    };
  });
}

/** The title with its marks; the first sentence stands in where there is none. */
function markTitle({ title, lead, text }: StoredArticle, terms: ReadonlySet<string>): MarkedTitle {
  const shown = title ?? firstSentence(lead === "" ? text : lead);
  const highlights = rangesWithin(findMarkedWords(shown, terms), 0, shown.length);
  return title === null ? { text: shown, highlights, derived: true } : { text: shown, highlights };
}

/** The longest title that stands in for a missing one. */
const DERIVED_TITLE_LENGTH = 120;

/** The first sentence, or as many words of it as a title may have. */
export function firstSentence(text: string): string {
  const line = (text.split("\n", 1)[0] ?? "").slice(0, DERIVED_TITLE_LENGTH * 4);
  const end = /[.!?…]["»)]*(?=\s|$)/.exec(line.slice(20));
  const sentence = end === null ? line : line.slice(0, 20 + end.index + end[0].length);
  if (sentence.length <= DERIVED_TITLE_LENGTH) return sentence;
  const space = sentence.lastIndexOf(" ", DERIVED_TITLE_LENGTH);
  return `${sentence.slice(0, space > 0 ? space : wholeCharacterEnd(sentence, DERIVED_TITLE_LENGTH))}…`;
}

/** The live articles among some ordinals that a hash led to. */
async function showLive(
  { reader, dead }: OpenSegment,
  ordinals: readonly number[],
  isWanted: (document: StoredDocument) => boolean,
): Promise<FoundArticle[]> {
  const documents = await reader.storedDocuments(ordinals.filter((ordinal) => dead?.[ordinal] !== 1));
  return [...documents.values()].filter(isWanted).map(toFoundArticle);
}

/** Stored fields were an article's when they were written; the analyzer and parser versions see to that. */
function toFoundArticle({ id, sourceKey, fields }: StoredDocument): FoundArticle {
  const article = Object.fromEntries(
    resolvedArticleOptions.storeFields.map((name) => [name, fields[name] ?? null]),
  ) as unknown as StoredArticle;
  return { id: String(id), key: sourceKey, article };
}

function statusOf(snapshot: IndexSnapshot | null): IndexStatus {
  if (snapshot === null) {
    return { documents: 0, segments: 0, indexBytes: 0, sequence: 0, updatedAtMs: null, analyzer: null, commitId: "" };
  }
  const { manifest } = snapshot;
  return {
    documents: countLiveDocuments(manifest),
    segments: manifest.segments.length,
    indexBytes: manifest.segments.reduce((sum, segment) => sum + segment.sizeBytes, 0),
    sequence: manifest.sequence,
    updatedAtMs: manifest.committedAtMs,
    analyzer: manifest.analyzer,
    commitId: manifest.commitId,
  };
}
