/**
 * The reference of the HTTP answers: their types, and the bounds of what is asked. The server and its readers share
 * them. Fields that may be null are always there; a field with a question mark is left out where it does not apply.
 * Answers may gain fields: ignore those that you do not know.
 */

// Bounds of GET /search.

/** Longest `q` in UTF-16 units, as a text field's maxlength counts. It exceeds any real question. */
export const MAX_QUERY_LENGTH = 500;
/** Largest `limit`, and the farthest first hit. */
export const MAX_LIMIT = 50;
export const MAX_OFFSET = 1_000;
/** Most values of one parameter: more names than anybody ticks. Untuned. */
export const MAX_NAMES = 20;
/** Names that a search can be filtered by: parameters of GET /search, columns of the index, options of the command. */
export const NAME_FILTERS = ["source", "agency", "place", "section", "author"] as const;
export type NameFilter = (typeof NAME_FILTERS)[number];

/** The names that the search box and the page of results list with their counts, in this order. */
export const LISTED_NAMES = ["section", "source"] as const satisfies readonly (NameFilter & FacetName)[];
export type ListedName = (typeof LISTED_NAMES)[number];

/** A text, never HTML, with ranges to mark. */
export interface MarkedText {
  readonly text: string;
  /** UTF-16 offsets [start, end) as for `slice`, ascending, never inside a surrogate pair. */
  readonly highlights: readonly (readonly [start: number, end: number])[];
}

/** A title; `derived` where the article has none and its first sentence stands in. */
export interface MarkedTitle extends MarkedText {
  readonly derived?: true;
}

/** The documents that match: all words first and then the rest, all words only, or any word. */
export type MatchMode = "auto" | "all" | "any";

/** The order of hits. The empty query has no relevance: it lists the newest. */
export type SortOrder = "relevance" | "newest" | "oldest";

/** A facet that can be counted. */
export type FacetName = "source" | "year" | "month" | "place" | "section" | "author";

/** A value and how many of the matches have it. */
export interface FacetValue {
  readonly value: string;
  readonly count: number;
}

/** The counts of the requested facets. */
export type FacetCounts = { readonly [name in FacetName]?: readonly FacetValue[] };

/** Requests to the store and bytes read by one answer. */
export interface QueryCost {
  readonly requests: number;
  readonly bytes: number;
}

/** The fields of an article in search and article answers. */
export interface ArticleFields {
  /** Address of the original, http or https. */
  readonly url: string | null;
  /** Date as precise as known: `2016`, `2016-10`, `2016-10-09` or `2016-10-09T12:30+03:00`. */
  readonly publishedAt: string | null;
  /** `minute`, `day`, `month`, `year` or `none`. */
  readonly datePrecision: string;
  /** First and last possible day, if something but the day is known. */
  readonly dateRange?: readonly [string, string];
  /** Name, or the host until the owner names it. */
  readonly source: string | null;
  readonly agency: string | null;
  /** Several authors are one text. */
  readonly author: string | null;
  readonly section: string | null;
  /** Other labels that the site gives. */
  readonly tags?: readonly string[];
  readonly place: string | null;
  /** Address of a picture: https, or http on `127.0.0.1`. The server never fetches it. */
  readonly image: string | null;
  /** Legal marks: `18+`. */
  readonly notice: string | null;
}

/** The kind of correction: keyboard layout, Latin letters for Russian ones, a slip, words written together or apart. */
export type CorrectionKind = "layout" | "transliteration" | "typo" | "split" | "merge";

/** A stretch of the query and what was searched for in its place. */
export interface QueryCorrection {
  /** Id, as that of an {@link UnderstoodPiece}: `typo:росия`. The parameter `ignore` removes the correction. */
  readonly id: string;
  readonly kind: CorrectionKind;
  /** A stretch of `q`. */
  readonly from: string;
  readonly to: string;
}

/** A word of the query that begins more words of the index than were searched for. */
export interface BoundedExpansion {
  readonly term: string;
  readonly kind: "prefix";
  /** Number of these that were searched for, the commonest. */
  readonly used: number;
}

/**
 * One term in one field of a hit: score = weight * idf * frequency * 2.2 / (frequency + 1.2 * (0.25 + 0.75 * length /
 * averageLength)).
 */
interface ExplainedField {
  readonly field: string;
  /** Occurrences, without those that are of other words, and one more where `opening` is true. */
  readonly frequency: number;
  /** True if the term is among the first words of lead and text. */
  readonly opening: boolean;
  /** Distinct words of the field, here and on the average. */
  readonly length: number;
  readonly averageLength: number;
  readonly idf: number;
  readonly weight: number;
  readonly score: number;
}

/** A term of the index, or a root: `кибер…` is all terms that begin so. */
export interface ExplainedTerm {
  readonly term: string;
  readonly fields: readonly ExplainedField[];
}

/** A word of the query that the hit has, by the one alternative that counts. */
interface ExplainedWord {
  readonly word: string;
  readonly score: number;
  readonly terms: readonly ExplainedTerm[];
}

/** The parts of a score: the sum of words and roots, times the three factors. */
export interface ScoreExplanation {
  readonly score: number;
  /**
   * Hits with all words come before all others, whatever their scores; where the query is a sentence, they have a
   * factor.
   */
  readonly allWords: boolean;
  readonly words: readonly ExplainedWord[];
  readonly roots: readonly ExplainedTerm[];
  /** Factor for the matched words: above 1 for all words of a sentence, below 1 if some are missing. */
  readonly wordsFactor: number;
  /** Factor for the age of the article, in [.9, 1]. */
  readonly recency: number;
  /** Factor for the nearness of a short query's words, in [1, 2.5]; 1 for all other hits. */
  readonly nearness: number;
}

/** One hit of /search. */
export interface SearchHit extends ArticleFields {
  /** Id given in the upload, else 22 characters of a hash. */
  readonly id: string;
  /** Exact path on this server that opens the article. */
  readonly href: string;
  /** Key of the upload that holds the article. */
  readonly key: string;
  readonly title: MarkedTitle;
  /** Passage of at most 240 characters besides ellipses, or the text's beginning of at most 160. */
  readonly snippet: MarkedText;
  /** Larger is better, within one answer. 0 if hits are ordered by date. */
  readonly score: number;
  /** True for a hit that lacks some of the words, after those that have all. */
  readonly partialMatch?: true;
  /** Explanation of the score, if `explain=true` asks for it in the order of relevance. */
  readonly explanation?: ScoreExplanation;
  /** Number of articles collapsed under it in a collapsed search, and the path on this server that lists them. */
  readonly duplicates?: { readonly count: number; readonly href: string };
}

/**
 * The interpretation of a stretch of the query beyond its words. The parameter `ignore` with its `id` takes it off: the
 * stretch is then searched for as it is typed.
 */
export interface UnderstoodPiece {
  /** The kind and the text in lower case, with е for ё: `equivalent:мид`. */
  readonly id: string;
  readonly kind: "date" | "equivalent" | "question";
  /** Text as typed. */
  readonly text: string;
  /**
   * Finds more articles, leaves others out, or puts some before others. "none": what it says would leave nothing, and
   * does nothing.
   */
  readonly effect: "match" | "narrow" | "raise" | "none";
  /** Other names of an equivalent in articles. */
  readonly names?: readonly string[];
  /** First and last day of publication that a date means. Absent for a day of any year. */
  readonly days?: readonly [first: string, last: string];
  /** Number of undated articles that match besides a date that narrows. */
  readonly undated?: number;
}

/** A way to go on with what is typed: the query with its last word whole, or the title of an article. */
export interface Suggestion extends MarkedText {
  readonly kind: "word" | "title";
}

/** The answer of GET /search. `tookMs` and `cost` are volatile: no part of what the ETag names. */
export interface SearchAnswer {
  readonly query: {
    /** `q` as read. */
    readonly text: string;
    /** The text that was searched for. */
    readonly applied: string;
    /** Words and stretches beyond the bounds of a query, which were not searched for. */
    readonly leftOut?: readonly string[];
    /** Differences from `text`; `correct=off` searches for the text as it is. */
    readonly corrections: readonly QueryCorrection[];
    /**
     * A likely correction that was not searched for: one word is replaced by a likelier one, or by a far more frequent
     * one near it.
     */
    readonly offer: string | null;
    /** Words that no article has in any form; there only where no article has all words, and some word is such. */
    readonly missing?: readonly string[];
    /** Interpretations of the text, without those that `ignore` names. */
    readonly understood: readonly UnderstoodPiece[];
    /** The articles that `total` counts; `any` with `match=auto` only if no article has all words. */
    readonly match: "all" | "any";
  };
  /** Articles that match and pass the filters; groups with `collapse=true`. */
  readonly total: number;
  /** `atLeast` if `count=none` stopped counting. */
  readonly totalRelation: "exact" | "atLeast";
  /** Further articles, with only some of the words, with `match=auto`; else 0. */
  readonly totalAny: number;
  /** Expansions that a bound cut off, if any. */
  readonly bounded?: readonly BoundedExpansion[];
  /** The page; equal hits stand by key and id. */
  readonly hits: readonly SearchHit[];
  /** Values and counts of the facets asked for. */
  readonly facets?: FacetCounts;
  /**
   * Suggestions as GET /suggest answers them, if `suggest` asks; absent if they failed, and then the answer is
   * `no-store` without ETag.
   */
  readonly suggestions?: readonly Suggestion[];
  /** Number of undated articles in the total, if years or months are counted. */
  readonly undated?: number;
  /** There where nobody is billed for each question: a box may ask at each key. */
  readonly unmetered?: true;
  /** The commit that was searched; it only grows. */
  readonly sequence: number;
  readonly tookMs: number;
  readonly cost: QueryCost;
}

/** The answer of GET /suggest. */
export interface SuggestAnswer {
  readonly suggestions: readonly Suggestion[];
  readonly sequence: number;
  readonly tookMs: number;
  readonly cost: QueryCost;
}

/** The answer of GET /suggest with `format=opensearch`: what was typed, and the ways to go on. */
export type OpenSearchSuggestions = readonly [typed: string, suggestions: readonly string[]];

/** The answer of GET /articles/{id}/similar. `tookMs` and `cost` are volatile. */
export interface SimilarAnswer {
  /** The article that the hits are like. */
  readonly article: { readonly id: string; readonly href: string; readonly key: string };
  /** Best first; nothing is marked in them. */
  readonly hits: readonly SearchHit[];
  readonly sequence: number;
  readonly tookMs: number;
  readonly cost: QueryCost;
}

/** The answer of GET /articles/{id}. */
export interface ArticleAnswer extends ArticleFields {
  readonly id: string;
  readonly href: string;
  readonly key: string;
  readonly title: string | null;
  /** Empty if there is none. */
  readonly lead: string;
  readonly paragraphs: readonly string[];
  readonly sequence: number;
}

/** The answer of GET /status. */
export interface StatusAnswer {
  readonly documents: number;
  /** Segments that a search reads from, and their size. */
  readonly segments: number;
  readonly indexBytes: number;
  /** Number and time of the newest commit; before the first, 0 and the time of creation. */
  readonly sequence: number;
  readonly updatedAt: string;
  /** Version of the rules for words. */
  readonly analyzer: string;
  /** Uploads that could not be read, or not whole; null for a published index. */
  readonly rejected: number | null;
}

/** The answer of GET /readyz; with status 503 where `ready` is false: searches are not answered. */
export interface ReadinessAnswer {
  readonly ready: boolean;
  /** Readiness of a server that takes uploads: whether they can be written. */
  readonly uploads?: PartReadiness;
  /**
   * Readiness of a server that indexes. It is not ready after `store-full`, `store-read-only` or `store-denied`, until
   * the same work succeeds or none is left. Without a code, the indexing process does not run.
   */
  readonly indexing?: PartReadiness;
}

/** The readiness of a part of a server, and the code of the problem if it is not ready. */
export interface PartReadiness {
  readonly ready: boolean;
  readonly code?: string;
}

/** RFC 9457 problem details. */
export interface ProblemAnswer {
  /** Address that tells the meaning of the code. */
  readonly type: string;
  /** Texts for people; programs use `code`. */
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The id of the request, to be named when asking the owner. */
  readonly instance: string;
  /** Code whose meaning never changes. */
  readonly code: string;
  /** Wrong parameters, with code invalid-parameter. */
  readonly errors?: readonly { readonly parameter: string; readonly code: string; readonly detail: string }[];
  /** Articles that claim the id, with code ambiguous-id. */
  readonly candidates?: readonly { readonly key: string; readonly href: string; readonly title: string | null }[];
}
