/**
 * The wire types of the HTTP answers and the bounds of what is asked, shared by the server and by whatever reads it.
 * docs/http-api.md has them in words. Fields that are null are always there; fields that may be missing are marked.
 */

// Bounds of GET /search.

/** Of `q`. Longer than any question; in UTF-16 units, as a text field's maxlength counts. */
export const MAX_QUERY_LENGTH = 500;
/** Of `limit`, and of the farthest first hit. */
export const MAX_LIMIT = 50;
export const MAX_OFFSET = 1_000;
/** Of values of one parameter: more names than anybody ticks. Untuned. */
export const MAX_NAMES = 20;

/** A text with ranges to mark: UTF-16 offsets [start, end), ascending, never inside a surrogate pair. */
export interface MarkedText {
  readonly text: string;
  readonly highlights: readonly (readonly [start: number, end: number])[];
}

/** A title; `derived` where the article has none and its first sentence stands in. */
export interface MarkedTitle extends MarkedText {
  readonly derived?: true;
}

/** Which documents a query asks for: all words first and then the rest, all words only, or any word. */
export type MatchMode = "auto" | "all" | "any";

/** In which order hits come. The empty query has no relevance: it lists the newest. */
export type SortOrder = "relevance" | "newest" | "oldest";

/** What can be counted of the matches. */
export type FacetName = "source" | "year" | "month" | "place" | "section" | "author";

/** A value and how many of the matches have it. */
export interface FacetValue {
  readonly value: string;
  readonly count: number;
}

/** Only the facets that were asked for. */
export type FacetCounts = { readonly [name in FacetName]?: readonly FacetValue[] };

/** Requests to the store and bytes read by one answer. */
export interface QueryCost {
  readonly requests: number;
  readonly bytes: number;
}

/** What search and article answers say of an article. */
export interface ArticleFields {
  readonly url: string | null;
  readonly publishedAt: string | null;
  readonly datePrecision: string;
  readonly dateRange?: readonly [string, string];
  readonly source: string | null;
  readonly agency: string | null;
  readonly author: string | null;
  readonly section: string | null;
  /** Left out where there are none. */
  readonly tags?: readonly string[];
  readonly place: string | null;
  readonly image: string | null;
  readonly notice: string | null;
}

/**
 * How a query was corrected: keyboard layout, Latin letters for Russian ones, a slip, words written together or apart.
 */
export type CorrectionKind = "layout" | "transliteration" | "typo" | "split" | "merge";

/** A stretch of the query and what was searched for in its place. */
export interface QueryCorrection {
  /** As that of an {@link UnderstoodPiece}: `typo:росия`. The parameter `ignore` takes the correction off. */
  readonly id: string;
  readonly kind: CorrectionKind;
  readonly from: string;
  readonly to: string;
}

/** A word of the query that begins more words of the index than were searched for. */
export interface BoundedExpansion {
  readonly term: string;
  readonly kind: "prefix";
  /** How many of these were searched for, the commonest. */
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
  /** Whether the term is among the first words of lead and text. */
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

/** How a score came about: the sum of words and roots, times the three factors. */
export interface ScoreExplanation {
  readonly score: number;
  /**
   * Hits with all words come before all others, whatever their scores; where the query is a sentence, they have a
   * factor.
   */
  readonly allWords: boolean;
  readonly words: readonly ExplainedWord[];
  readonly roots: readonly ExplainedTerm[];
  /** For how many of the words it has: above 1 for all words of a sentence, below 1 where it lacks some. */
  readonly wordsFactor: number;
  /** By the age of the article, in [.9, 1]. */
  readonly recency: number;
  /** For having the words of a short query close together, in [1, 2.5]; 1 of all other hits. */
  readonly nearness: number;
}

/** One hit of /search. `href` is the exact path on this server that opens it. */
export interface SearchHit extends ArticleFields {
  readonly id: string;
  readonly href: string;
  readonly key: string;
  readonly title: MarkedTitle;
  readonly snippet: MarkedText;
  readonly score: number;
  /** True for a hit that lacks some of the words, after those that have all. */
  readonly partialMatch?: true;
  /** Where `explain=true` asks for it, in the order of relevance. */
  readonly explanation?: ScoreExplanation;
  /** Of a collapsed search: how many others are collapsed under it, and the path on this server that lists them. */
  readonly duplicates?: { readonly count: number; readonly href: string };
}

/**
 * What a stretch of the query was understood to mean beyond its words. The parameter `ignore` with its `id` takes it
 * off: the stretch is then searched for as it is typed.
 */
export interface UnderstoodPiece {
  /** The kind and the text in lower case, with е for ё: `equivalent:мид`. */
  readonly id: string;
  readonly kind: "date" | "equivalent" | "question";
  /** As typed. */
  readonly text: string;
  /**
   * Finds more articles, leaves others out, or puts some before others. "none": what it says would leave nothing, and
   * does nothing.
   */
  readonly effect: "match" | "narrow" | "raise" | "none";
  /** Of an equivalent, what else articles may call it. */
  readonly names?: readonly string[];
  /** Of a date, the days of publication that are meant: the first and the last. None of a day of any year. */
  readonly days?: readonly [first: string, last: string];
  /** Of a date that narrows, how many articles without a date match besides. */
  readonly undated?: number;
}

/** A way to go on with what is typed: the query with its last word whole, or the title of an article. */
export interface Suggestion extends MarkedText {
  readonly kind: "word" | "title";
}

/** The answer of GET /search. `tookMs` and `cost` are volatile: no part of what the ETag names. */
export interface SearchAnswer {
  readonly query: {
    readonly text: string;
    /** What was searched for, of what was typed. */
    readonly applied: string;
    /** What was not, since the query is longer than a query may be. */
    readonly leftOut?: readonly string[];
    /** How these differ from `text`; `correct=off` searches for the text as it is. */
    readonly corrections: readonly QueryCorrection[];
    /**
     * What may have been meant, though it was not searched for: the words with one that is likelier, or far more
     * frequent, in the place of its neighbour.
     */
    readonly offer: string | null;
    /** Words that no article has in any form; there only where no article has all words, and some word is such. */
    readonly missing?: readonly string[];
    /** What it was understood to mean; what `ignore` names is left out. */
    readonly understood: readonly UnderstoodPiece[];
    /** Which set `total` counts. */
    readonly match: "all" | "any";
  };
  readonly total: number;
  readonly totalRelation: "exact" | "atLeast";
  /** Documents with some but not all of the words. */
  readonly totalAny: number;
  /** Only where a bound cut something off. */
  readonly bounded?: readonly BoundedExpansion[];
  readonly hits: readonly SearchHit[];
  readonly facets?: FacetCounts;
  /** Where `suggest` asks for them, as GET /suggest answers them; missing where they could not be made. */
  readonly suggestions?: readonly Suggestion[];
  /** Where years or months are counted: how many of what the total counts have no date at all. */
  readonly undated?: number;
  /** There where nobody is billed for each question: a box may ask at each key. */
  readonly unmetered?: true;
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
  readonly lead: string;
  readonly paragraphs: readonly string[];
  readonly sequence: number;
}

/**
 * The answer of GET /status. `rejected` counts uploads that could not be read, or not whole; null where the index is
 * published alone.
 */
export interface StatusAnswer {
  readonly documents: number;
  readonly segments: number;
  readonly indexBytes: number;
  readonly sequence: number;
  readonly updatedAt: string;
  readonly analyzer: string;
  readonly rejected: number | null;
}

/** The answer of GET /readyz; with status 503 where `ready` is false: searches are not answered. */
export interface ReadinessAnswer {
  readonly ready: boolean;
  /** Of a server that takes uploads: whether they can be written. */
  readonly uploads?: PartReadiness;
  /** Of a server that indexes: whether it can. Without a code the process that indexes does not run. */
  readonly indexing?: PartReadiness;
}

/** Whether a part of a server does its work, and the code of the problem where not. */
export interface PartReadiness {
  readonly ready: boolean;
  readonly code?: string;
}

/** RFC 9457 problem details. */
export interface ProblemAnswer {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The id of the request, to be named when asking the owner. */
  readonly instance: string;
  readonly code: string;
  readonly errors?: readonly { readonly parameter: string; readonly code: string; readonly detail: string }[];
  /** With code ambiguous-id: the articles that claim the id. */
  readonly candidates?: readonly { readonly key: string; readonly href: string; readonly title: string | null }[];
}
