/**
 * Search over articles (layer 4): what the HTTP endpoints and the command show, without their clothes. Only the order of
 * the steps is here; each step has a file of its own.
 */

import { parseQuerySyntax } from "../analysis/query-words/query-syntax.ts";
import type { Synonyms } from "../analysis/query-words/synonyms.ts";
import { foldYo } from "../analysis/words/word-folding.ts";
import type { IndexContext } from "../manifest/manifest-store.ts";
import type {
  BoundedExpansion,
  ExplainedWord,
  QueryCorrection,
  ScoreExplanation,
  SortOrder,
  Suggestion,
  UnderstoodPiece,
} from "../search-api.ts";
import { resolvedArticleOptions } from "../segment/schema/article-options.ts";
import { rejectedPrefix } from "../storage/object-store/object-keys.ts";
import { listAll } from "../storage/object-store/object-store.ts";
import { type ArticleHit, showHits } from "./article-hit.ts";
import { lookUpId, lookUpUrl, ordinalsOfId } from "./article-lookup.ts";
import type { FoundArticle } from "./found-article.ts";
import type { RankedHit } from "./hits/top-hits.ts";
import { booleanNode, type QueryPlan } from "./plan/query-plan.ts";
import { DisjunctionMaxScorer, type Scorer } from "./plan/scorer.ts";
import type { ArticlePlan } from "./ranking/article-query.ts";
import { UNCHANGED } from "./ranking/best-hits.ts";
import { type AsYouTypeQuery, runCorrectedQuery } from "./ranking/corrected-query.ts";
import { type PageQuery, type RankedPage, rankCollapsed, rankPage } from "./ranking/ranked-page.ts";
import { DEFAULT_HALF_LIFE_DAYS } from "./ranking/recency.ts";
import { findSimilar, type SimilarQuery } from "./similar-articles.ts";
import { type IndexSnapshot, requireFields } from "./snapshot/index-snapshot.ts";
import { type IndexStatus, statusOf } from "./snapshot/index-status.ts";
import { type SnapshotOptions, SnapshotSource } from "./snapshot/snapshot-source.ts";
import { type SuggestionQuery, suggest } from "./suggestions/suggester.ts";
import { findQuestion } from "./understanding/question.ts";

/**
 * An empty text asks for all articles, one of exclusions and sources alone for all that these let through; then there is
 * no relevance, and "relevance" means "newest".
 */
export interface ArticleQuery extends Omit<PageQuery, "recencyHalfLifeDays"> {
  readonly text: string;
  /** Whether hits say how their scores came about, in the order of relevance. Default false. */
  readonly explain?: boolean | undefined;
  /** "off" searches for the text as it is, though the index may have no such word. Default "auto". */
  readonly correct?: "auto" | "off" | undefined;
  /** Ids of pieces of an answer's `understood` that are taken off. Default none. */
  readonly ignore?: readonly string[] | undefined;
  /**
   * Lists what is collapsed under the article that a collapsed page shows of a group: all others of the group of this one. `key`
   * tells it from others of the same id. Goes with `collapse` false.
   */
  readonly sameAs?: { readonly id: string; readonly key?: string | undefined } | undefined;
}

/** A page of hits. `total` counts the set that `match` names, `totalRest` what matches besides; groups where it collapses. */
export interface ArticleSearchResult extends Pick<RankedPage, "total" | "totalRelation" | "totalRest" | "facets"> {
  readonly appliedText: string;
  /** Stretches of the text that were not searched for, since it is too long. */
  readonly leftOut: readonly string[];
  /** How what was searched for differs from the text. */
  readonly corrections: readonly QueryCorrection[];
  /** What the text was understood to mean, without what `ignore` names. */
  readonly understood: readonly UnderstoodPiece[];
  /** Words that stand for more terms than were searched for. */
  readonly bounded: readonly BoundedExpansion[];
  readonly match: "all" | "any";
  readonly hits: readonly ArticleHit[];
  readonly sequence: number;
}

export interface ArticleSearchOptions extends SnapshotOptions {
  /** How fast articles age in the order of relevance (recency.ts), above 0; null or 0 where they do not. Default {@link DEFAULT_HALF_LIFE_DAYS}. */
  readonly recencyHalfLifeDays?: number | null | undefined;
  /** Synonyms, and words in their very form. Default null: none. */
  readonly ownerWords?: Synonyms | null | undefined;
}

/**
 * Searches the articles of one index. Keep one for a process: it holds what was read. All reject with `no-index-yet` where no
 * index was begun, and with `missing-manifest` where one was and its manifest is gone.
 */
export class ArticleSearch {
  readonly #context: IndexContext;
  readonly #snapshots: SnapshotSource;
  readonly #recencyHalfLifeDays: number | null;
  readonly #ownerWords: Synonyms | null;

  constructor(context: IndexContext, options: ArticleSearchOptions = {}) {
    this.#context = context;
    const { recencyHalfLifeDays = DEFAULT_HALF_LIFE_DAYS } = options;
    this.#recencyHalfLifeDays = recencyHalfLifeDays !== null && recencyHalfLifeDays > 0 ? recencyHalfLifeDays : null;
    this.#ownerWords = options.ownerWords ?? null;
    this.#snapshots = new SnapshotSource(context, options);
  }

  /**
   * A page of hits. Requests as rankPage, and one a stored block; as lookUpId besides for `sameAs`. `index-outdated` where
   * the index has other fields than articles have now.
   */
  async search(query: ArticleQuery): Promise<ArticleSearchResult> {
    const ofOwner = { recencyHalfLifeDays: this.#recencyHalfLifeDays, ownerWords: this.#ownerWords };
    return this.#snapshots.use((snapshot) => searchArticles(snapshot, { ...query, ...ofOwner }));
  }

  /** Every article that claims an id; of one upload where `key` is given. Two requests a large segment. */
  async findById(id: string, key?: string): Promise<FoundArticle[]> {
    const found = await this.#snapshots.use((snapshot) => lookUpId(snapshot, id));
    return found.filter((article) => key === undefined || article.key === key);
  }

  /** Articles about the same, best first (similar-articles.ts); `article` is of findById. */
  async findSimilar(article: FoundArticle, query: SimilarQuery): Promise<ArticleHit[]> {
    return this.#snapshots.use(async (snapshot) => {
      requireFields(snapshot, resolvedArticleOptions);
      return findSimilar(snapshot, article, query);
    });
  }

  /**
   * Every article of an address, however either is spelled (canonical-url.ts); none for what is no web address. One
   * request a large segment, then none, and one a stored block.
   */
  async findByUrl(url: string): Promise<FoundArticle[]> {
    return this.#snapshots.use((snapshot) => lookUpUrl(snapshot, url));
  }

  /** What goes on from a text that is being typed; nothing for an empty one. Requests as suggester.ts says. */
  async suggest(query: SuggestionQuery): Promise<{ suggestions: readonly Suggestion[]; sequence: number }> {
    return this.#snapshots.use(async (snapshot) => {
      requireFields(snapshot, resolvedArticleOptions);
      return { suggestions: await suggest(snapshot, query, this.#ownerWords), sequence: snapshot.manifest.sequence };
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

async function searchArticles(
  snapshot: IndexSnapshot,
  asked: ArticleQuery & PageQuery & AsYouTypeQuery,
): Promise<ArticleSearchResult> {
  const { text, piece: question } = takeQuestion(asked.text, asked.ignore);
  const query = { ...asked, text };
  const isEmpty = query.text.trim() === "";
  if (!isEmpty) requireFields(snapshot, resolvedArticleOptions);
  const { compiled, page, bounded, corrections } = isEmpty
    ? { compiled: null, page: await findPage(snapshot, null, query), bounded: [], corrections: [] }
    : await runCorrectedQuery(snapshot, query, (compiled) => findPage(snapshot, compiled, query));
  const { duplicates, countsAllWords, total, totalRelation, totalRest, facets } = page;
  const shown = await showHits(snapshot, page, compiled);
  const sort = sortOf(query, compiled);
  const isExplained = query.explain === true && sort === "relevance" && compiled !== null;
  const explanations = isExplained ? page.hits.map((hit) => explainHit(page, hit)) : [];
  return {
    appliedText: compiled?.appliedText ?? "",
    leftOut: compiled?.leftOut ?? [],
    bounded,
    corrections,
    understood: [...(question === null ? [] : [question]), ...(compiled?.understood ?? [])],
    match: countsAllWords || (isListing(compiled) && query.match !== "any") ? "all" : "any",
    total,
    totalRelation,
    totalRest,
    hits: shown.map((hit, i) => describeHit(withExplanation(hit, explanations[i]), sort, duplicates[i] ?? 0)),
    facets,
    sequence: snapshot.manifest.sequence,
  };
}

/** The text with the words of a question blanked out, so that offsets stay, and what is told of them. */
function takeQuestion(text: string, ignore: readonly string[] = []): { text: string; piece: UnderstoodPiece | null } {
  const found = findQuestion(parseQuerySyntax(text).plainText);
  if (found === null) return { text, piece: null };
  const { start, end } = found;
  const typed = text.slice(start, end);
  const id = `question:${foldYo(typed.toLowerCase()).replace(/\s+/g, " ")}`;
  if (ignore.includes(id)) return { text, piece: null };
  const rest = `${text.slice(0, start)}${" ".repeat(end - start)}${text.slice(end)}`;
  return { text: rest, piece: { id, kind: "question", text: typed, effect: "match" } };
}

/** Null stands for an empty query. */
function isListing(compiled: ArticlePlan | null): boolean {
  return compiled === null || compiled.isListing;
}

function sortOf({ sort = "relevance" }: ArticleQuery, compiled: ArticlePlan | null): SortOrder {
  return isListing(compiled) && sort !== "oldest" ? "newest" : sort;
}

/** Every article matches, and has all of no words. */
const ALL_ARTICLES: QueryPlan = {
  root: booleanNode({ should: [{ kind: "wildcard", boostDocument: null }] }),
  queryTerms: [],
  storeFields: resolvedArticleOptions.storeFields,
};

async function findPage(
  snapshot: IndexSnapshot,
  compiled: ArticlePlan | null,
  asked: ArticleQuery & PageQuery,
): Promise<RankedPage> {
  const plan = compiled?.plan ?? ALL_ARTICLES;
  const query = { ...asked, sort: sortOf(asked, compiled) };
  if (query.sameAs === undefined) return rankPage(snapshot, plan, query);
  const ordinals = await ordinalsOfId(snapshot, query.sameAs.id, query.sameAs.key);
  return rankCollapsed(snapshot, plan, query, (segment, ordinal) => ordinals[segment]?.has(ordinal) === true);
}

/** What a hit by date was ranked by is no score. */
function describeHit(hit: ArticleHit, sort: SortOrder, duplicates: number): ArticleHit {
  const scored = sort === "relevance" ? hit : { ...hit, score: 0 };
  return duplicates === 0 ? scored : { ...scored, duplicates: { count: duplicates } };
}

function withExplanation(hit: ArticleHit, explanation: ScoreExplanation | undefined): ArticleHit {
  return explanation === undefined ? hit : { ...hit, explanation };
}

/**
 * The score is the sum of those of words and roots, times `allWordsFactor`, `recency` and `nearness`. As long as the query: a part for each word that the
 * document has, with its one alternative that counts, and for each root. No request.
 */
function explainHit({ weight: { plan, scorers }, bestHits }: RankedPage, hit: RankedHit): ScoreExplanation {
  const root = scorers[hit.segmentNumber];
  const { ordinal, score, hasAllWords: allWords } = hit;
  const explained = root?.explain(ordinal);
  const words = (root?.clauses ?? []).flatMap((scorer, place): ExplainedWord[] => {
    const ofClause = explained?.ofClauses[place];
    if (!ofClause) return [];
    const { score, terms } = ofClause;
    return [{ word: plan.queryTerms[numberOf(scorer) ?? -1] ?? "", score, terms }];
  });
  const allWordsFactor = (allWords ? plan.allTermsFactor : undefined) ?? 1;
  const { recency, nearness } = bestHits?.factorsOf(hit) ?? UNCHANGED;
  return { score, allWords, words, roots: explained?.boosting ?? [], allWordsFactor, recency, nearness };
}

/** A word that is being typed has its number further down. */
function numberOf(scorer: Scorer): number | null {
  const ofChild = scorer instanceof DisjunctionMaxScorer ? scorer.children.map(({ termNumber }) => termNumber) : [];
  return scorer.termNumber ?? ofChild.find((number) => number !== null) ?? null;
}
