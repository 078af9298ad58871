/**
 * What one reader asks for (layer 5). Data alone.
 */
import type { SortOrder } from "../../search-api.ts";
import type { SearchQuery } from "../search-client.ts";

/** What the reader asks for. Days are `2016-10-09`, or empty for no bound; `from` also `today`, `week`, `month`, `year`: days up to today. */
export interface SearchState {
  readonly text: string;
  readonly sources: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly sort: SortOrder;
  /** Ids of corrections that are not made and of pieces that are words and no more, in this text and in later ones. */
  readonly ignore: readonly string[];
}

export const EMPTY_SEARCH: SearchState = {
  text: "",
  sources: [],
  from: "",
  to: "",
  sort: "relevance",
  ignore: [],
};

/** The question that asks for it; reprints are one hit. */
export function queryOf({ text, sources, from, to, sort, ignore }: SearchState): SearchQuery {
  return {
    q: text.trimStart(),
    collapse: true,
    from,
    to,
    source: sources,
    ignore: ignore.slice(0, 20),
    ...(sort === "relevance" ? {} : { sort }),
  };
}
