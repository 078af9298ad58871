/**
 * FlexSearch in the bench: a document index by whole words, exported and imported part by part.
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BenchEngine, RESULTS_PER_PAGE } from "../engine.ts";
import { loadPeer } from "./peer-packages.ts";
import { russianTerms } from "./russian-terms.ts";

interface FlexDocument {
  add(document: unknown): void;
  export(handler: (name: string, content: string) => Promise<void>): Promise<void>;
  import(name: string, content: string): void;
  search(query: string, options: unknown): unknown[];
}

interface FlexSearch {
  readonly Document: new (options: unknown) => FlexDocument;
}

const ENDING = ".part.json";

function newDocument(): FlexDocument {
  const { Document } = loadPeer<FlexSearch>("flexsearch");
  const field = { tokenize: "strict", encode: russianTerms };
  const index = ["title", "lead", "text"].map((name) => ({ field: name, ...field }));
  return new Document({ document: { id: "id", index, store: ["title", "source", "publishedAt"] } });
}

export const flexSearchEngine: BenchEngine = {
  async build({ articles }, folder) {
    const document = newDocument();
    for await (const article of articles) document.add(article);
    await document.export((name, content) => writeFile(join(folder, name + ENDING), content ?? ""));
    return {};
  },
  async open(folder) {
    const document = newDocument();
    for (const name of await readdir(folder)) {
      if (name.endsWith(ENDING))
        document.import(name.slice(0, -ENDING.length), await readFile(join(folder, name), "utf8"));
    }
    const options = { limit: RESULTS_PER_PAGE, suggest: true, merge: true, enrich: true };
    return (query) => document.search(query, options).slice(0, RESULTS_PER_PAGE).length;
  },
};
