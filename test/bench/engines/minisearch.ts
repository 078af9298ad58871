/**
 * MiniSearch in the bench: what most people build first, the whole index as one JSON, loaded before the first answer.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import MiniSearch, { type Options } from "minisearch";
import { articleIndexOptions } from "../../../src/schema/schema.ts";
import { type BenchEngine, RESULTS_PER_PAGE } from "../engine.ts";

function miniSearchOptions(): Options {
  const { columnFields, analyzerVersion, parserVersion, ...options } = articleIndexOptions;
  return { ...options, storeFields: ["title", "source", "publishedAt"] };
}

const pathIn = (folder: string): string => join(folder, "minisearch.json");

export const miniSearchEngine: BenchEngine = {
  async build({ articles }, folder) {
    const index = new MiniSearch(miniSearchOptions());
    for await (const article of articles) index.add(article);
    await writeFile(pathIn(folder), JSON.stringify(index));
    return {};
  },
  async open(folder) {
    const index = MiniSearch.loadJSON(await readFile(pathIn(folder), "utf8"), miniSearchOptions());
    return (query) => index.search(query).slice(0, RESULTS_PER_PAGE).length;
  },
};
