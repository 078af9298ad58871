/**
 * Lunr in the bench, with the Russian plug-in of lunr-languages: one JSON of the index, without texts.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BenchEngine, RESULTS_PER_PAGE } from "../engine.ts";
import { loadPeer } from "./peer-packages.ts";

interface LunrIndex {
  search(query: string): unknown[];
}

interface LunrBuilder {
  use(plugin: unknown): void;
  ref(name: string): void;
  field(name: string): void;
  add(document: unknown): void;
  build(): LunrIndex;
}

interface Lunr {
  readonly Builder: new () => LunrBuilder;
  readonly Index: { load(json: unknown): LunrIndex };
  readonly ru: unknown;
}

const pathIn = (folder: string): string => join(folder, "lunr.json");

function loadLunr(): Lunr {
  const lunr = loadPeer<Lunr>("lunr");
  loadPeer<(target: Lunr) => void>("lunr-languages/lunr.stemmer.support")(lunr);
  loadPeer<(target: Lunr) => void>("lunr-languages/lunr.ru")(lunr);
  return lunr;
}

export const lunrEngine: BenchEngine = {
  async build({ articles }, folder) {
    const lunr = loadLunr();
    const builder = new lunr.Builder();
    builder.use(lunr.ru);
    builder.ref("id");
    for (const name of ["title", "lead", "text"]) builder.field(name);
    for await (const article of articles) builder.add(article);
    await writeFile(pathIn(folder), JSON.stringify(builder.build()));
    return {};
  },
  async open(folder) {
    const lunr = loadLunr();
    const index = lunr.Index.load(JSON.parse(await readFile(pathIn(folder), "utf8")));
    return (query) => index.search(query).slice(0, RESULTS_PER_PAGE).length;
  },
};
