/**
 * Writes a search as parameters of the page's address, so that a page of results can be linked and the back button
 * works. Parameters of others stay as they are. Pure.
 */
import { MAX_NAMES, type SortOrder } from "../../search-api.ts";
import { isDay, isRecent } from "./days.ts";
import { EMPTY_SEARCH, type SearchState } from "./search-state.ts";

/** `prefix` comes before each name, where several elements share one address. What cannot be read is left out. */
export function readSearchState(address: string, prefix: string): SearchState {
  const { searchParams } = new URL(address);
  const get = (name: string): string => searchParams.get(prefix + name) ?? "";
  const names = (name: string): string[] => searchParams.getAll(prefix + name).slice(0, MAX_NAMES);
  const days = [get("from"), get("to")].map((day) => (isDay(day) ? day : ""));
  const [from = "", to = ""] = isRecent(get("from")) ? [get("from")] : days.includes("") ? days : days.sort();
  const sort = get("sort");
  return {
    text: get("q"),
    sources: names("source"),
    sections: names("section"),
    from,
    to,
    sort: /^(newest|oldest)$/.test(sort) ? (sort as SortOrder) : EMPTY_SEARCH.sort,
    ignore: searchParams.getAll(`${prefix}ignore`),
  };
}

/** The address with what is wanted in it, in one order, so that the same is the same text. */
export function writeSearchState(address: string, prefix: string, search: SearchState): string {
  const url = new URL(address);
  const set = (name: string, values: readonly string[]): void => {
    url.searchParams.delete(prefix + name);
    for (const value of values) if (value !== "") url.searchParams.append(prefix + name, value);
  };
  set("q", [search.text.trim()]);
  set("source", search.sources);
  set("section", search.sections);
  set("from", [search.from]);
  set("to", [search.to]);
  set("sort", [search.sort === EMPTY_SEARCH.sort ? "" : search.sort]);
  set("ignore", search.ignore);
  return url.href;
}
