/**
 * Orama in the bench: its own save and load, as one JSON. Words count once a field, as its own tokenizer has it.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BenchEngine, RESULTS_PER_PAGE } from "../engine.ts";
import { loadPeer } from "./peer-packages.ts";
import { russianTerms } from "./russian-terms.ts";

interface OramaDatabase {
  readonly tokenizer: unknown;
}

interface Orama {
  create(options: unknown): OramaDatabase;
  insert(database: OramaDatabase, document: unknown): Promise<string> | string;
  save(database: OramaDatabase): unknown;
  load(database: OramaDatabase, raw: unknown): void;
  search(database: OramaDatabase, query: unknown): Promise<{ hits: unknown[] }> | { hits: unknown[] };
}

const orama = () => loadPeer<Orama>("@orama/orama");
const pathIn = (folder: string): string => join(folder, "orama.json");

function newDatabase(): OramaDatabase {
  const tokenizer = {
    language: "russian",
    normalizationCache: new Map<string, string>(),
    tokenize: (text: string) => [...new Set(russianTerms(text))],
  };
  const schema = { title: "string", lead: "string", text: "string" };
  return orama().create({ schema, sort: { enabled: false }, components: { tokenizer } });
}

export const oramaEngine: BenchEngine = {
  async build({ articles }, folder) {
    const database = newDatabase();
    const { insert, save } = orama();
    for await (const article of articles) await insert(database, article);
    await writeFile(pathIn(folder), JSON.stringify(save(database)));
    return {};
  },
  async open(folder) {
    const database = newDatabase();
    const { load, search } = orama();
    load(database, JSON.parse(await readFile(pathIn(folder), "utf8")));
    return async (term) => (await search(database, { term, limit: RESULTS_PER_PAGE, threshold: 1 })).hits.length;
  },
};
