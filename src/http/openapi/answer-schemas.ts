/**
 * The shapes of the answers as schemas (layer 5), of which the OpenAPI description is made. The types of search-api.ts are the
 * same; a test holds them equal.
 */
import * as v from "valibot";
import type { FACET_NAMES } from "../../query/filters/facets.ts";
import { HTTP_ERROR_CODES } from "../problem-details.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const optionalText = v.nullable(v.string());

const markedText = {
  text: v.string(),
  highlights: v.pipe(
    v.array(v.strictTuple([count, count])),
    v.description("Ranges [start, end) of the text to mark, in UTF-16 units, ascending, never overlapping."),
  ),
};

const cost = v.object({ requests: count, bytes: count });

/** What only a server can tell of an answer: no part of what the ETag names. */
const volatile = { tookMs: v.pipe(v.number(), v.minValue(0)), cost };

const articleFields = {
  url: v.pipe(optionalText, v.description("The original, http or https.")),
  publishedAt: v.pipe(
    optionalText,
    v.description("As precisely as known: 2016, 2016-10, 2016-10-09 or 2016-10-09T12:30+03:00."),
  ),
  datePrecision: v.string(),
  dateRange: v.exactOptional(v.strictTuple([v.string(), v.string()])),
  source: optionalText,
  agency: optionalText,
  author: optionalText,
  place: optionalText,
  image: optionalText,
  notice: optionalText,
};

const articleName = {
  id: v.string(),
  href: v.pipe(v.string(), v.description("The path on this server that opens the article.")),
  key: v.pipe(v.string(), v.description("The upload that holds it.")),
};

const explainedTerm = v.object({
  term: v.string(),
  fields: v.array(
    v.object({
      field: v.string(),
      frequency: v.number(),
      opening: v.boolean(),
      length: count,
      averageLength: v.number(),
      idf: v.number(),
      weight: v.number(),
      score: v.number(),
    }),
  ),
});

const scoreExplanation = v.object({
  score: v.number(),
  allWords: v.boolean(),
  words: v.array(v.object({ word: v.string(), score: v.number(), terms: v.array(explainedTerm) })),
  roots: v.array(explainedTerm),
  allWordsFactor: v.number(),
  recency: v.number(),
});

const searchHit = v.object({
  ...articleName,
  title: v.object({ ...markedText, derived: v.exactOptional(v.literal(true)) }),
  snippet: v.object(markedText),
  ...articleFields,
  score: v.number(),
  partialMatch: v.exactOptional(v.literal(true)),
  explanation: v.exactOptional(scoreExplanation),
  duplicates: v.exactOptional(v.object({ count, href: v.string() })),
});

const facetValues = v.exactOptional(v.array(v.object({ value: v.string(), count })));

const searchAnswer = v.object({
  query: v.object({
    text: v.string(),
    applied: v.string(),
    leftOut: v.exactOptional(v.array(v.string())),
    corrections: v.array(
      v.object({
        kind: v.picklist(["layout", "transliteration", "typo", "split", "merge"]),
        from: v.string(),
        to: v.string(),
      }),
    ),
    match: v.picklist(["all", "any"]),
  }),
  total: count,
  totalRelation: v.picklist(["exact", "atLeast"]),
  totalAny: count,
  bounded: v.exactOptional(v.array(v.object({ term: v.string(), kind: v.literal("prefix"), used: count }))),
  hits: v.array(searchHit),
  facets: v.exactOptional(
    v.object({ source: facetValues, year: facetValues, place: facetValues } satisfies Record<
      (typeof FACET_NAMES)[number],
      unknown
    >),
  ),
  sequence: count,
  ...volatile,
});

const suggestAnswer = v.object({
  suggestions: v.array(v.object({ ...markedText, kind: v.picklist(["word", "title"]) })),
  sequence: count,
  ...volatile,
});

const openSearchSuggestions = v.strictTuple([v.string(), v.array(v.string())]);

const similarAnswer = v.object({
  article: v.object(articleName),
  hits: v.array(searchHit),
  sequence: count,
  ...volatile,
});

const articleAnswer = v.object({
  ...articleName,
  title: optionalText,
  lead: v.string(),
  paragraphs: v.array(v.string()),
  ...articleFields,
  sequence: count,
});

const statusAnswer = v.object({
  documents: count,
  segments: count,
  indexBytes: count,
  sequence: count,
  updatedAt: v.string(),
  analyzer: v.string(),
  rejected: count,
});

const healthAnswer = v.object({ ok: v.literal(true) });

const readinessAnswer = v.object({ ready: v.boolean() });

const problem = v.object({
  type: v.string(),
  title: v.string(),
  status: v.pipe(v.number(), v.integer()),
  detail: v.string(),
  instance: v.string(),
  code: v.pipe(v.string(), v.description(`One of: ${HTTP_ERROR_CODES.join(", ")}.`)),
  errors: v.exactOptional(v.array(v.object({ parameter: v.string(), code: v.string(), detail: v.string() }))),
  candidates: v.exactOptional(v.array(v.object({ key: v.string(), href: v.string(), title: optionalText }))),
});

/** By the name that they have in the description. */
export const answerSchemas = {
  SearchHit: searchHit,
  SearchAnswer: searchAnswer,
  SuggestAnswer: suggestAnswer,
  OpenSearchSuggestions: openSearchSuggestions,
  SimilarAnswer: similarAnswer,
  ArticleAnswer: articleAnswer,
  StatusAnswer: statusAnswer,
  HealthAnswer: healthAnswer,
  ReadinessAnswer: readinessAnswer,
  Problem: problem,
} as const;

export type AnswerName = keyof typeof answerSchemas;
