/** MiniSearch in a page: the index whole, with titles. */
import MiniSearch from "minisearch";
import type { PageEngine } from "../model.ts";
import { pageOptions } from "./minisearch-options.ts";

export const open: PageEngine["open"] = async (base, limit) => {
  const index = MiniSearch.loadJSON(await (await fetch(`${base}/minisearch.json`)).text(), pageOptions);
  return async (query) => {
    const hits = index.search(query).slice(0, limit);
    return { ids: hits.map(({ id }) => String(id)), isCorrected: false };
  };
};
