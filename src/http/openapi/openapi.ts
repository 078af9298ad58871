/**
 * GET /openapi.json: the OpenAPI 3.1 description of the HTTP API, for programs and for those who write them. Which
 * paths there are, what they take and what they answer, from the schemas that validate requests and those of the
 * answers.
 */

import { type JsonSchema, toJsonSchema, toJsonSchemaDefs } from "@valibot/to-json-schema";
import * as v from "valibot";
import { HTTP_ERROR_CODES, PROBLEM_TYPE } from "../../api/api.ts";
import type { FACET_NAMES } from "../../search/search.ts";
import { answerFixed } from "../answers/conditional.ts";
import { publicBase } from "../answers/public-address.ts";
import type { HttpContext } from "../requests/http-context.ts";
import type { HttpSettings } from "../requests/http-options.ts";

/** The version of the interface, not of the program: it changes with what answers mean. */
const API_VERSION = "1.0.0";

/** A path with its answer, and the description of both. */
export interface Endpoint {
  /** Path in the syntax of Hono's router. */
  readonly path: string;
  readonly answer: (context: HttpContext) => Response | Promise<Response>;
  /** Description of the endpoint; pages have none. */
  readonly operation?: Operation;
  /** Operations of longer paths that the same pattern takes, by the rest of the path. */
  readonly below?: Readonly<Record<string, Operation>>;
}

interface Operation {
  readonly summary: string;
  readonly parameters?: v.ObjectSchema<v.ObjectEntries, undefined>;
  /** The answer's schema by content type, or null for text of another language. */
  readonly answers: Readonly<Record<string, AnswerName | null>>;
}

/** The one content type of answers for programs, but for problems. */
export const JSON_TYPE = "application/json";

/** Changes with the build and the settings alone. */
const CACHE_CONTROL = "public, max-age=3600";

/** GET /openapi.json. Asks nothing of the store; made anew each time, since it is asked for seldom. */
export function answerOpenApi(context: HttpContext, endpoints: readonly Endpoint[]): Response {
  const json = JSON.stringify(describeApi(endpoints, context.var.dependencies.settings, publicBase(context)));
  return answerFixed(context, json, JSON_TYPE, { "Cache-Control": CACHE_CONTROL });
}

/** The whole description, as JSON has it; `serverUrl` is where the API is, without a slash at the end. */
export function describeApi(
  endpoints: readonly Endpoint[],
  { siteName, documentation }: Pick<HttpSettings, "siteName" | "documentation">,
  serverUrl: string,
) {
  return {
    openapi: "3.1.1",
    info: {
      title: siteName,
      version: API_VERSION,
      description:
        "Full-text search over articles. It only reads. Answers may gain fields; programs pass over unknown ones.",
    },
    ...(documentation === null ? {} : { externalDocs: { url: documentation } }),
    servers: [{ url: serverUrl }],
    paths: Object.fromEntries(
      endpoints.flatMap(operationsOf).map(([path, operation]) => [path, { get: describe(path, operation) }]),
    ),
    components: { schemas: componentSchemas() },
  };
}

/** Lists the operations by path, in the syntax of OpenAPI: `/articles/{id}`. */
function operationsOf({ path, operation, below = {} }: Endpoint): [path: string, operation: Operation][] {
  const described = path.replace(/:(\w+)(?:\{.*\})?/, "{$1}");
  const longer = Object.entries(below).map(([end, other]): [string, Operation] => [described + end, other]);
  return operation === undefined ? longer : [[described, operation], ...longer];
}

function describe(path: string, { summary, parameters, answers }: Operation) {
  const all = [...pathParameters(path), ...(parameters === undefined ? [] : queryParameters(parameters))];
  return {
    summary,
    operationId: operationId(path),
    ...(all.length === 0 ? {} : { parameters: all }),
    responses: {
      "200": { description: "What was asked for.", content: contentOf(answers) },
      "304": { description: "The client holds this answer already (If-None-Match)." },
      default: {
        description: "What went wrong: problem details (RFC 9457).",
        content: { [PROBLEM_TYPE]: { schema: refTo("Problem") } },
      },
    },
  };
}

/** `/articles/{id}/similar` is `getArticlesIdSimilar`. */
function operationId(path: string): string {
  const words = path.split(/[^a-z]+/).filter((word) => word !== "");
  return `get${words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("")}`;
}

function contentOf(answers: Operation["answers"]) {
  return Object.fromEntries(
    Object.entries(answers).map(([type, name]) => [type, name === null ? {} : { schema: refTo(name) }]),
  );
}

function refTo(name: AnswerName): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

function componentSchemas(): Record<AnswerName, JsonSchema> {
  return toJsonSchemaDefs(answerSchemas, {
    target: "draft-2020-12",
    overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
  });
}

// The parameters of an endpoint as OpenAPI describes them, from the very schemas that validate them.

/** A parameter object of OpenAPI 3.1. */
interface OpenApiParameter {
  readonly name: string;
  readonly in: "query" | "path";
  readonly required: boolean;
  readonly description: string;
  readonly schema: JsonSchema;
  readonly explode?: boolean;
}

/** The meaning of each parameter; its bounds are in its schema. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  q: "What is looked for, in the query language of docs/http-api.md. Empty: all articles, the newest first.",
  limit: "How many at most.",
  offset: "How many to leave out at the beginning.",
  match:
    "Articles with all the words, with any of them, or (auto) those with all first and then the rest; of a query of five words or more by score alone.",
  count: "none: counts no further than one beyond the page.",
  sort: "By relevance, or by date.",
  from: "First day that an article may be of, or how many days up to today: 1, 7, 30 or 365.",
  to: "Last day that an article may be of, inclusive.",
  source: "Only of this source; given again, of any of them.",
  agency: "Only of this agency; given again, of any of them.",
  place: "Only from this place; given again, from any of them.",
  section: "Only of this section; given again, of any of them.",
  author: "Only by this author; given again, by any of them.",
  correct: "off: searches for the text as it is, without correcting it.",
  ignore:
    "The id of a piece of `query.understood` or of one of `query.corrections`: its words are searched for as they are typed; given again, of each of them.",
  facets: "What to count among the matches, with commas between.",
  facetQuery: "Only values in whose names this stands are counted; of years and months all.",
  collapse: "true: shows one of the articles that are the same.",
  sameAs: "The id of a hit: lists the articles that are collapsed under it.",
  key: "The upload that is meant, where several have the id.",
  explain: "true: says of each hit how its score came about.",
  passages: "none: snippets are the beginnings of the texts, which are quicker and cheaper to read than passages.",
  suggest: "How many suggestions come with the hits, at most.",
  format: "json, or the list that browsers ask for.",
  id: "The article's id, percent-encoded.",
  code: "The code of a problem.",
};

/** The parameters in a path such as `/articles/{id}`. Throws for one without a description. */
function pathParameters(path: string): OpenApiParameter[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    description: describedAs(name),
    schema: name === "code" ? { type: "string", enum: [...HTTP_ERROR_CODES] } : { type: "string", minLength: 1 },
  }));
}

/** The query parameters of a schema. Throws for one without a description, so that none is left undescribed. */
function queryParameters(schema: v.ObjectSchema<v.ObjectEntries, undefined>): OpenApiParameter[] {
  return Object.entries(schema.entries).map(([name, entry]) => {
    const description = describedAs(name);
    const described = describeParameter(entry);
    const isList = described.type === "array";
    // Names are given again and again; facets stand in one text, with commas.
    const explode = isList ? { explode: !isOneText(entry) } : {};
    return { name, in: "query", required: false, description, schema: described, ...explode };
  });
}

function describedAs(name: string): string {
  const description = DESCRIPTIONS[name];
  if (description === undefined) throw new Error(`The parameter ${name} has no description.`);
  return description;
}

function describeParameter(entry: v.GenericSchema): JsonSchema {
  const standIn = v.safeParse(entry, undefined);
  const isShown = standIn.success && ["string", "number"].includes(typeof standIn.output);
  return { ...convert(unwrap(entry)), ...(isShown ? { default: standIn.output as string | number } : {}) };
}

/** The schema of what is given, where it may be left out. */
function unwrap(entry: v.GenericSchema): v.GenericSchema {
  return "wrapped" in entry ? (entry.wrapped as v.GenericSchema) : entry;
}

function convert(schema: v.GenericSchema): JsonSchema {
  const shown = shownAs(schema);
  if (shown !== null) return shown;
  const { $schema: _, ...converted } = toJsonSchema(schema, {
    target: "draft-2020-12",
    typeMode: "input",
    // What a check refuses beyond its description, it refuses with a sentence.
    errorMode: "ignore",
  });
  const item = "item" in schema ? shownAs(schema.item as v.GenericSchema) : null;
  return item === null ? converted : { ...converted, items: item };
}

function isOneText(entry: v.GenericSchema): boolean {
  return shownAs(unwrap(entry))?.type === "array";
}

/** Converts the schema of the values that a text is parsed to (parameters.ts); null if there is none. */
function shownAs(schema: v.GenericSchema): JsonSchema | null {
  if (!("pipe" in schema)) return null;
  const { shownAs: shown } = v.getMetadata(schema) as { readonly shownAs?: JsonSchema };
  return shown ?? null;
}

// The shapes of the answers as schemas, of which the OpenAPI description is made. The types of search-api.ts are the
// same; a test holds them equal.

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

/** Fields that differ between equal answers; the ETag does not cover them. */
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
  section: optionalText,
  tags: v.exactOptional(v.array(v.string())),
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
  wordsFactor: v.number(),
  recency: v.number(),
  nearness: v.number(),
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

const queryCorrection = v.object({
  id: v.string(),
  kind: v.picklist(["layout", "transliteration", "typo", "split", "merge"]),
  from: v.string(),
  to: v.string(),
});

const suggestions = v.array(v.object({ ...markedText, kind: v.picklist(["word", "title"]) }));

const searchAnswer = v.object({
  query: v.object({
    text: v.string(),
    applied: v.string(),
    leftOut: v.exactOptional(v.array(v.string())),
    corrections: v.array(queryCorrection),
    offer: v.nullable(v.string()),
    missing: v.exactOptional(v.array(v.string())),
    understood: v.array(
      v.object({
        id: v.string(),
        kind: v.picklist(["date", "equivalent", "question"]),
        text: v.string(),
        effect: v.picklist(["match", "narrow", "raise", "none"]),
        names: v.exactOptional(v.array(v.string())),
        days: v.exactOptional(v.strictTuple([v.string(), v.string()])),
        undated: v.exactOptional(count),
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
    v.object({
      source: facetValues,
      year: facetValues,
      month: facetValues,
      place: facetValues,
      section: facetValues,
      author: facetValues,
    } satisfies Record<(typeof FACET_NAMES)[number], unknown>),
  ),
  suggestions: v.exactOptional(suggestions),
  undated: v.exactOptional(count),
  unmetered: v.exactOptional(v.literal(true)),
  sequence: count,
  ...volatile,
});

const suggestAnswer = v.object({
  suggestions,
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
  rejected: v.nullable(count),
});

const healthAnswer = v.object({ ok: v.literal(true) });

const partReadiness = v.object({ ready: v.boolean(), code: v.exactOptional(v.string()) });

const readinessAnswer = v.object({
  ready: v.boolean(),
  uploads: v.exactOptional(partReadiness),
  indexing: v.exactOptional(partReadiness),
});

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

/** Schemas of answers by their name in the description. */
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
