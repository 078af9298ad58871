/**
 * The parameters of GET /search (layer 5): their schema, what is wrong with them together, and what they ask of the search.
 */
import * as v from "valibot";
import type { ArticleQuery } from "../../query/article-search.ts";
import { isDayOrder, NAME_FILTERS } from "../../query/filters/article-filter.ts";
import { FACET_NAMES } from "../../query/filters/facets.ts";
import {
  invalid,
  isoCalendarDay,
  nameText,
  oneOf,
  type ParameterFault,
  type ParameterReading,
  readParameters,
  someOf,
  wholeNumber,
} from "./parameters.ts";

/** Longer than any question; in UTF-16 units, as a text field's maxlength counts. */
const MAX_QUERY_LENGTH = 500;

export const MAX_LIMIT = 50;
export const MAX_OFFSET = 1_000;

/** More names than anybody ticks, and longer than any site, agency or place is called. Untuned. */
export const MAX_NAMES = 20;
const MAX_NAME_LENGTH = 200;

/** S3's longest key; ids are shorter. */
const MAX_ID_LENGTH = 1_024;

const names = v.optional(
  v.pipe(v.array(nameText(MAX_NAME_LENGTH)), v.maxLength(MAX_NAMES, `Give at most ${MAX_NAMES}.`)),
);

export const searchParameters = v.object({
  q: v.optional(queryText(), ""),
  limit: v.optional(wholeNumber(1, MAX_LIMIT), "10"),
  offset: v.optional(wholeNumber(0, MAX_OFFSET), "0"),
  match: v.optional(oneOf(["auto", "all", "any"]), "auto"),
  count: v.optional(oneOf(["exact", "none"]), "exact"),
  sort: v.optional(oneOf(["relevance", "newest", "oldest"]), "relevance"),
  from: v.optional(isoCalendarDay()),
  to: v.optional(isoCalendarDay()),
  source: names,
  agency: names,
  place: names,
  facets: v.optional(someOf(FACET_NAMES)),
  correct: v.optional(oneOf(["auto", "off"]), "auto"),
  collapse: v.optional(oneOf(["false", "true"]), "false"),
  explain: v.optional(oneOf(["false", "true"]), "false"),
  sameAs: v.optional(nameText(MAX_ID_LENGTH)),
  key: v.optional(nameText(MAX_ID_LENGTH)),
});

/** What somebody typed. */
export function queryText() {
  return v.pipe(v.string(), v.maxLength(MAX_QUERY_LENGTH, `Give at most ${MAX_QUERY_LENGTH} characters.`));
}

export type SearchParameters = v.InferOutput<typeof searchParameters>;

/** Names every wrong parameter. */
export function readSearchParameters(query: URLSearchParams): ParameterReading<typeof searchParameters> {
  return readParameters(query, searchParameters, {
    repeatable: NAME_FILTERS,
    findFaults,
  });
}

/** What the parameters ask of the search. */
export function toArticleQuery(values: SearchParameters): ArticleQuery {
  const { q, count, from, to, source, agency, place, collapse, explain, sameAs, key, ...asked } = values;
  return {
    ...asked,
    text: q,
    counts: count === "exact" ? "all" : "page",
    filter: { from, to, source, agency, place },
    collapse: collapse === "true",
    explain: explain === "true",
    sameAs: sameAs === undefined ? undefined : { id: sameAs, key },
  };
}

/** Of a page, not of the question: what lists the collapsed ones does not have these. */
const OF_ONE_PAGE = new Set(["limit", "offset", "count", "facets", "collapse", "explain", "sameAs", "key"]);

/** The path that lists what is collapsed under a hit of a search; `key` where another upload might claim its id. */
export function duplicatesHref(query: URLSearchParams, id: string, key: string | null): string {
  const asked = Object.keys(searchParameters.entries).filter((name) => !OF_ONE_PAGE.has(name));
  const parameters = new URLSearchParams(
    asked.flatMap((name) => query.getAll(name).map((value): [string, string] => [name, value])),
  );
  parameters.set("sameAs", id);
  if (key !== null) parameters.set("key", key);
  return `/search?${parameters}`;
}

function findFaults(values: SearchParameters): ParameterFault[] {
  const faults: ParameterFault[] = [];
  if (!isDayOrder(values)) faults.push(invalid("to", "Give a day that is not before `from`."));
  if (values.sameAs !== undefined && values.collapse === "true") {
    faults.push(invalid("collapse", "Leave this out: `sameAs` lists what is collapsed."));
  }
  if (values.sameAs !== undefined && values.facets !== undefined) {
    faults.push(invalid("facets", "Leave this out: nothing is counted of what is collapsed."));
  }
  if (values.key !== undefined && values.sameAs === undefined) {
    faults.push(invalid("key", "This goes with `sameAs` alone."));
  }
  return faults;
}
