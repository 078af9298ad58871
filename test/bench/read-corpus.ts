/**
 * Reads what corpus-file.ts wrote, in a stream.
 */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { BenchArticle } from "./news-corpus.ts";

/** The articles of a corpus file, one by one. */
export async function* readCorpus(articlesPath: string): AsyncGenerator<BenchArticle> {
  for await (const line of linesOf(articlesPath)) yield JSON.parse(line) as BenchArticle;
}

/** Lines that are not blank. */
export async function* linesOf(path: string): AsyncGenerator<string> {
  const lines = createInterface({ input: createReadStream(path, "utf8"), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) if (line.trim() !== "") yield line;
}
