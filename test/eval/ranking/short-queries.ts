/**
 * The judged short queries of test/fixtures/ranking and the articles that they are judged on: those of that folder and
 * the samples of the local server, which are named by their paths.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readArticles } from "../../../src/articles/articles.ts";
import type { JudgedArticle, JudgedQuery } from "./judged-task.ts";

export const shortQueryKinds = ["name", "abbreviation", "number", "word", "none"] as const;

export type ShortQueryKind = (typeof shortQueryKinds)[number];

/** `relevant`: grades from 1 to 3 by the id of an article; empty for the kind `none`. */
export interface ShortQuery {
  readonly query: string;
  readonly kind: ShortQueryKind;
  readonly relevant: Readonly<Record<string, number>>;
}

const FIXTURES = fileURLToPath(new URL("../../fixtures/ranking/", import.meta.url));
const SAMPLES = fileURLToPath(new URL("../../../infra/local/samples/articles/", import.meta.url));

export function readShortQueries(): ShortQuery[] {
  return readJsonLines<ShortQuery>(join(FIXTURES, "short-queries.jsonl"));
}

/** Converts a query to the form that all tasks use. */
export function toJudgedQuery({ query, relevant }: ShortQuery): JudgedQuery {
  return { text: query, relevant: new Map(Object.entries(relevant)), excluded: null };
}

/** All articles, each once, in a fixed order. */
export async function readShortQueryArticles(): Promise<JudgedArticle[]> {
  const written = readJsonLines<Omit<JudgedArticle, "lead">>(join(FIXTURES, "articles.jsonl"));
  return [...written.map((article) => ({ ...article, lead: "" })), ...(await readSamples())];
}

async function readSamples(): Promise<JudgedArticle[]> {
  const paths = readdirSync(SAMPLES, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(SAMPLES.length))
    .sort();
  const read = paths.map(async (path) => {
    const { articles } = await readArticles(readFileSync(join(SAMPLES, path)), { key: `articles/${path}` });
    return articles.map(({ title, lead, text, publishedAt }) => ({ id: path, title, lead, text, publishedAt }));
  });
  return (await Promise.all(read)).flat();
}

/** The lines of a file, each a JSON value. */
export function readJsonLines<T>(path: string): T[] {
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as T);
}
