/**
 * SQLite FTS5 in the bench, by better-sqlite3: it has no Russian stemmer, so it gets terms that are stemmed already, in
 * a contentless table, and the articles lie in a table beside it. Any of the words, ranked by its bm25.
 */
import { join } from "node:path";
import { type BenchEngine, RESULTS_PER_PAGE } from "../engine.ts";
import type { BenchArticle } from "../news-corpus.ts";
import { loadPeer } from "./peer-packages.ts";
import { russianTerms } from "./russian-terms.ts";

interface Statement {
  run(...values: (string | number | bigint)[]): { lastInsertRowid: number | bigint };
  all(...values: (string | number)[]): unknown[];
}

interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

type OpenDatabase = new (path: string, options?: { readonly: boolean }) => Database;

/** Articles a transaction. */
const BATCH_SIZE = 1_000;

const SCHEMA = `
  CREATE TABLE articles (id TEXT, title TEXT, lead TEXT, text TEXT, source TEXT, publishedAt TEXT);
  CREATE VIRTUAL TABLE terms USING fts5(title, lead, text, content='', tokenize='unicode61 remove_diacritics 0');`;
const INSERT_ARTICLE = "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?)";
const INSERT_TERMS = "INSERT INTO terms (rowid, title, lead, text) VALUES (?, ?, ?, ?)";
const BEST_TEN = `
  SELECT articles.* FROM (SELECT rowid AS number, rank FROM terms WHERE terms MATCH ? ORDER BY rank LIMIT ?) AS best
  JOIN articles ON articles.rowid = best.number ORDER BY best.rank`;

const pathIn = (folder: string): string => join(folder, "articles.sqlite");
const openDatabase = () => loadPeer<OpenDatabase>("better-sqlite3");
const termsOf = (text: string): string => russianTerms(text).join(" ");

export const sqliteEngine: BenchEngine = {
  async build({ articles }, folder) {
    const database = new (openDatabase())(pathIn(folder));
    database.exec(SCHEMA);
    await insertAll(database, articles);
    database.exec("INSERT INTO terms (terms) VALUES ('optimize')");
    database.close();
    return {};
  },
  async open(folder) {
    const database = new (openDatabase())(pathIn(folder), { readonly: true });
    const bestTen = database.prepare(BEST_TEN);
    return (query) => {
      const anyTerm = russianTerms(query).map((term) => `"${term.replaceAll('"', '""')}"`);
      return anyTerm.length === 0 ? 0 : bestTen.all(anyTerm.join(" OR "), RESULTS_PER_PAGE).length;
    };
  },
};

async function insertAll(database: Database, articles: AsyncIterable<BenchArticle>): Promise<void> {
  const insertArticle = database.prepare(INSERT_ARTICLE);
  const insertTerms = database.prepare(INSERT_TERMS);
  let count = 0;
  database.exec("BEGIN");
  for await (const { id, title, lead, text, source, publishedAt } of articles) {
    const { lastInsertRowid } = insertArticle.run(id, title, lead, text, source, publishedAt);
    insertTerms.run(lastInsertRowid, termsOf(title), termsOf(lead), termsOf(text));
    count += 1;
    if (count % BATCH_SIZE === 0) database.exec("COMMIT; BEGIN");
  }
  database.exec("COMMIT");
}
