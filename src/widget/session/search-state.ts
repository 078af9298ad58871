/**
 * The search of one reader. Data alone.
 */
import { MAX_NAMES, type SortOrder } from "../../search-api.ts";
import type { SearchQuery } from "../search-client.ts";

/**
 * The reader's search. Days are `2016-10-09`, or empty for no bound. `from` also takes `today`, `week`, `month`,
 * `year`: days up to today.
 */
export interface SearchState {
  readonly text: string;
  readonly sources: readonly string[];
  readonly sections: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly sort: SortOrder;
  /** Ids of corrections that are not made and of pieces that are words and no more, in this text and in later ones. */
  readonly ignore: readonly string[];
}

/** Filters that restrict nothing. */
export const NO_FILTERS = { sources: [], sections: [], from: "", to: "" } as const;

export const EMPTY_SEARCH: SearchState = {
  text: "",
  ...NO_FILTERS,
  sort: "relevance",
  ignore: [],
};

/** Tells whether anything but the text and the order restricts the results. */
export function isFiltered({ sources, sections, from, to }: Pick<SearchState, keyof typeof NO_FILTERS>): boolean {
  return sources.length + sections.length > 0 || from + to !== "";
}

/** The question that asks for it; reprints are one hit. */
export function queryOf({ text, sources, sections, from, to, sort, ignore }: SearchState): SearchQuery {
  return {
    q: text.trimStart(),
    collapse: true,
    from,
    to,
    source: sources,
    section: sections,
    ignore: ignore.slice(0, MAX_NAMES),
    ...(sort === "relevance" ? {} : { sort }),
  };
}
