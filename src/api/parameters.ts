/**
 * Query parameters from text to values: every wrong one is named at once, unknown names are ignored. And those of
 * GET /search, some of which other endpoints take too, and of GET /suggest.
 */
import * as v from "valibot";
import {
  type ArticleQuery,
  calendarDay,
  DEFAULT_LIMIT,
  FACET_NAMES,
  findConflicts,
  firstDay,
  MAX_SUGGESTIONS,
  oneOf,
  questionParts,
  RECENT_DAYS,
  wholeNumberMessage,
  wholeNumberValue,
} from "../search/search.ts";
import { MAX_LIMIT, MAX_OFFSET, MAX_QUERY_LENGTH, type ProblemAnswer } from "../search-api.ts";
import { clientProblem, type Problem } from "./problem-details.ts";

/** One wrong parameter. */
type ParameterFault = NonNullable<ProblemAnswer["errors"]>[number];

type ParameterSchema = v.ObjectSchema<v.ObjectEntries, undefined>;

/** Values, or the problem to answer with. */
type ParameterReading<Schema extends ParameterSchema> =
  | { readonly values: v.InferOutput<Schema>; readonly problem: null }
  | { readonly values: null; readonly problem: Problem };

/**
 * Reads what the schema names: a list of the texts that were given, in any number, where it has an optional array; else
 * text given once, or nothing. `findFaults` tells what is wrong with values that are right each by itself.
 */
export function readParameters<Schema extends ParameterSchema>(
  query: URLSearchParams,
  schema: Schema,
  findFaults: (values: v.InferOutput<Schema>) => readonly ParameterFault[] = () => [],
): ParameterReading<Schema> {
  const names = Object.keys(schema.entries);
  const isList = (name: string) => {
    const entry = schema.entries[name];
    return (
      entry?.type === "optional" && (entry as v.OptionalSchema<v.GenericSchema, undefined>).wrapped.type === "array"
    );
  };
  const repeated = names.filter((name) => query.getAll(name).length > 1 && !isList(name));
  const given = names.filter((name) => query.has(name) && !repeated.includes(name));
  const textsOf = (name: string) => (isList(name) ? query.getAll(name) : query.get(name));
  const parsed = v.safeParse(schema, Object.fromEntries(given.map((name) => [name, textsOf(name)])));
  const faults: ParameterFault[] = [
    ...repeated.map((name) => invalid(name, "Give this parameter once.")),
    ...(parsed.issues ?? []).map((issue) => invalid(String(issue.path?.[0]?.key), issue.message)),
    ...(parsed.success ? findFaults(parsed.output) : []),
  ];
  if (parsed.success && faults.length === 0) return { values: parsed.output, problem: null };
  return { values: null, problem: parameterProblem(faults.filter(isFirstOfItsName)) };
}

// What is read from a text is shown in the API's description as the value that it means: `shownAs`, a JSON Schema.

/** A whole number in plain decimal digits. */
export function wholeNumber(min: number, max: number) {
  return v.pipe(
    v.string(),
    v.regex(/^(?:0|[1-9]\d{0,8})$/, wholeNumberMessage(min, max)),
    v.transform(Number),
    wholeNumberValue(min, max),
    v.metadata({ shownAs: { type: "integer", minimum: min, maximum: max } }),
  );
}

/** A day as ISO 8601 writes it. */
const DAY_FORM = "2016-10-09";

/** A day of the calendar in that form; what is none in it is no day either. */
const dayText = v.pipe(
  v.string(),
  v.transform((text) => {
    const [year = 0, month = 0, day = 0] = text.split("-").map(Number);
    return /^\d{4}-\d\d-\d\d$/.test(text) ? { year, month, day } : null;
  }),
  calendarDay(DAY_FORM),
  v.metadata({ shownAs: { type: "string", format: "date" } }),
);

/** Schema of some of some words, separated by commas; each once in the answer, in the order of `words`. */
function someOf<const Words extends readonly string[]>(words: Words) {
  const message = `Give one or more of: ${words.join(", ")}; with commas between.`;
  return v.pipe(
    v.string(),
    v.transform((text) => text.split(",")),
    v.check((given) => given.every((word) => words.includes(word)), message),
    v.transform((given): Words[number][] => words.filter((word) => given.includes(word))),
    v.metadata({ shownAs: { type: "array", items: { type: "string", enum: words }, minItems: 1 } }),
  );
}

/** A parameter that is wrong, and what would be right. */
function invalid(parameter: string, detail: string): ParameterFault {
  return { parameter, code: "invalid-parameter", detail };
}

function isFirstOfItsName(fault: ParameterFault, place: number, faults: readonly ParameterFault[]): boolean {
  return faults.findIndex(({ parameter }) => parameter === fault.parameter) === place;
}

function parameterProblem(errors: readonly ParameterFault[]): Problem {
  const names = errors.map(({ parameter }) => parameter).join(", ");
  return clientProblem("invalid-parameter", `Fix these parameters: ${names}.`, { errors });
}

// GET /search: the schema of its parameters, what is wrong with them together, and what they ask of the search.

export const searchParameters = v.object({
  q: v.optional(queryText(), ""),
  limit: v.optional(wholeNumber(0, MAX_LIMIT), String(DEFAULT_LIMIT)),
  offset: v.optional(wholeNumber(0, MAX_OFFSET), "0"),
  match: questionParts.match,
  count: v.optional(oneOf(["exact", "none"]), "exact"),
  sort: questionParts.sort,
  from: v.optional(
    v.pipe(
      firstDay(dayText, DAY_FORM),
      v.metadata({ shownAs: { type: "string", anyOf: [{ format: "date" }, { enum: Object.keys(RECENT_DAYS) }] } }),
    ),
  ),
  to: v.optional(dayText),
  source: questionParts.names,
  agency: questionParts.names,
  place: questionParts.names,
  section: questionParts.names,
  author: questionParts.names,
  facets: v.optional(someOf(FACET_NAMES)),
  facetQuery: questionParts.facetQuery,
  correct: questionParts.correct,
  ignore: questionParts.ignore,
  collapse: v.optional(oneOf(["false", "true"]), "false"),
  explain: v.optional(oneOf(["false", "true"]), "false"),
  passages: questionParts.passages,
  suggest: v.optional(wholeNumber(0, 10), "0"),
  sameAs: v.optional(questionParts.id),
  key: v.optional(questionParts.id),
});

/** Schema of the text that a reader typed. */
export function queryText() {
  return v.pipe(v.string(), v.maxLength(MAX_QUERY_LENGTH, `Give at most ${MAX_QUERY_LENGTH} characters.`));
}

export type SearchParameters = v.InferOutput<typeof searchParameters>;

/** Names every wrong parameter. */
export function readSearchParameters(query: URLSearchParams): ParameterReading<typeof searchParameters> {
  return readParameters(query, searchParameters, findFaults);
}

/** Converts the parameters to a query of the search. */
export function toArticleQuery(values: SearchParameters): ArticleQuery {
  const { q, count, from, to, source, agency, place, section, author, ...others } = values;
  const { collapse, explain, suggest: _, sameAs, key, ...asked } = others;
  return {
    ...asked,
    text: q,
    counts: count === "exact" ? "all" : "page",
    filter: { from, to, source, agency, place, section, author },
    collapse: collapse === "true",
    explain: explain === "true",
    sameAs: sameAs === undefined ? undefined : { id: sameAs, key },
  };
}

/** Parameters of one page, not of the question: the list of collapsed hits does not take them. */
const OF_ONE_PAGE = new Set([
  "limit",
  "offset",
  "count",
  "facets",
  "facetQuery",
  "collapse",
  "explain",
  "passages",
  "suggest",
  "sameAs",
  "key",
]);

/** The path that lists what is collapsed under a hit of a search, which `key` tells from another upload's of its id. */
export function duplicatesHref(query: URLSearchParams, id: string, key: string): string {
  const asked = Object.keys(searchParameters.entries).filter((name) => !OF_ONE_PAGE.has(name));
  const parameters = new URLSearchParams(
    asked.flatMap((name) => query.getAll(name).map((value): [string, string] => [name, value])),
  );
  parameters.set("sameAs", id);
  parameters.set("key", key);
  return `/search?${parameters}`;
}

/** Finds faults between parameters that are each valid alone. */
export function findFaults(values: Partial<SearchParameters>): ParameterFault[] {
  const { from, to, sameAs, collapse, facets, key } = values;
  const isOfGroup = sameAs !== undefined;
  const conflicts = findConflicts({ from, to, facets, isCollapsed: collapse === "true", isOfGroup });
  const faults = conflicts.map(([part, detail]) => invalid(part, detail));
  return isOfGroup || key === undefined ? faults : [...faults, invalid("key", "This goes with `sameAs` alone.")];
}

// GET /suggest.

export const suggestParameters = v.object({
  q: v.optional(queryText(), ""),
  limit: v.optional(wholeNumber(1, MAX_SUGGESTIONS), String(DEFAULT_LIMIT)),
  format: v.optional(oneOf(["json", "opensearch"]), "json"),
});

export type SuggestParameters = v.InferOutput<typeof suggestParameters>;
