/**
 * Makes the corpus of one run: a file of articles, one a line as people upload them, which every engine reads, and one
 * of queries. Written in a stream, so that no process holds it whole.
 */
import { createWriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { readArticles } from "../../src/articles/articles.ts";
import { type BenchArticle, NewsCorpus } from "./news-corpus.ts";
import { QueryMix } from "./query-mix.ts";
import { type CorpusLine, linesOf } from "./read-corpus.ts";

/** One to open with, fifty to warm up, the rest measured. */
export const QUERY_COUNT = 401;

/** Lines of a .jsonl that are read at once. */
const LINES_PER_READ = 500;

export interface CorpusFiles {
  readonly articles: number;
  /** UTF-8 bytes of titles, leads and texts. */
  readonly textBytes: number;
  readonly articlesPath: string;
  readonly queriesPath: string;
}

/** Makes a corpus of a seed. */
export async function generateCorpus(folder: string, articles: number, seed = 1): Promise<CorpusFiles> {
  const corpus = new NewsCorpus(seed);
  const generated = function* (): Generator<BenchArticle> {
    for (let i = 0; i < articles; i += 1) yield corpus.next();
  };
  return writeCorpus(folder, generated(), () => corpus.queries(QUERY_COUNT));
}

/** Takes the first articles of a .jsonl; its queries are words of its own, in forms of their own. */
export async function takeCorpus(folder: string, jsonlPath: string, articles: number): Promise<CorpusFiles> {
  const mix = new QueryMix();
  const taken = async function* (): AsyncGenerator<BenchArticle> {
    let count = 0;
    for await (const article of readJsonl(jsonlPath)) {
      if (count === articles) return;
      mix.add(article);
      yield { ...article, id: `bench-${count}` };
      count += 1;
    }
  };
  return writeCorpus(folder, taken(), () => mix.queries(QUERY_COUNT));
}

async function writeCorpus(
  folder: string,
  source: Iterable<BenchArticle> | AsyncIterable<BenchArticle>,
  makeQueries: () => string[],
): Promise<CorpusFiles> {
  const articlesPath = join(folder, "corpus.jsonl");
  const queriesPath = join(folder, "queries.json");
  let articles = 0;
  let textBytes = 0;
  const lines = async function* (): AsyncGenerator<string> {
    for await (const article of source) {
      articles += 1;
      for (const text of [article.title, article.lead, article.text]) textBytes += Buffer.byteLength(text);
      const { publishedAt, datePrecision, ...rest } = article;
      yield `${JSON.stringify({ ...rest, date: publishedAt } as CorpusLine)}\n`;
    }
  };
  await pipeline(Readable.from(lines()), createWriteStream(articlesPath));
  await writeFile(queriesPath, JSON.stringify(makeQueries()));
  return { articles, textBytes, articlesPath, queriesPath };
}

async function* readJsonl(path: string): AsyncGenerator<BenchArticle> {
  let lines: string[] = [];
  for await (const line of linesOf(path)) {
    lines.push(line);
    if (lines.length === LINES_PER_READ) {
      yield* await articlesOf(lines);
      lines = [];
    }
  }
  yield* await articlesOf(lines);
}

async function articlesOf(lines: readonly string[]): Promise<BenchArticle[]> {
  const { articles } = await readArticles(Buffer.from(lines.join("\n")), { key: "articles/bench.jsonl" });
  return articles.map(({ id, title, lead, text, source, publishedAt }) => ({
    id,
    title: title ?? "",
    lead: lead ?? "",
    text,
    source: source ?? "",
    publishedAt: publishedAt ?? "",
    datePrecision: "day",
  }));
}
