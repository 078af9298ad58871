/**
 * Reads what corpus-file.ts wrote, in a stream.
 */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { BenchArticle } from "./news-corpus.ts";

/** A line of the corpus file: an article as people upload it. */
export type CorpusLine = Omit<BenchArticle, "publishedAt" | "datePrecision"> & { readonly date: string };

/** The articles of a corpus file, one by one. */
export async function* readCorpus(articlesPath: string): AsyncGenerator<BenchArticle> {
  for await (const line of linesOf(articlesPath)) {
    const { date, ...article } = JSON.parse(line) as CorpusLine;
    yield { ...article, publishedAt: date, datePrecision: "day" } as BenchArticle;
  }
}

/** Lines that are not blank. */
export async function* linesOf(path: string): AsyncGenerator<string> {
  const lines = createInterface({ input: createReadStream(path, "utf8"), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) if (line.trim() !== "") yield line;
}
