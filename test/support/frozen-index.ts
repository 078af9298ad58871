/**
 * The index that frozen answers are of: the judged articles, and others of their sentences, in three commits, of which
 * the last replaces, and a removal.
 */

import type { IndexContext } from "../../src/index/shared.ts";
import { BatchCommitter } from "../../src/index/write.ts";
import { resolvedArticleOptions } from "../../src/schema/schema.ts";
import { readShortQueryArticles } from "../eval/ranking/short-queries.ts";
import { seededRandom32 } from "./deterministic.ts";

const MADE_ARTICLES = 500;
const SOURCES = ["РИА Новости", "ТАСС", "Lenta.ru", "Новости недели", null];
const PLACES = ["Москва", "Минск", "Казань", null];

/** Columns of fields that came later would change what a query reads of each segment. */
const frozenOptions = {
  ...resolvedArticleOptions,
  columnFields: ["publishedAt", "dateRange", "source", "agency", "place"],
};

/** Commits the articles, and returns their texts. */
export async function buildFrozenIndex(context: IndexContext): Promise<readonly string[]> {
  const judged = await readShortQueryArticles();
  const sentences = judged.flatMap(({ text }) => text.split(/(?<=[.!?])\s+/u)).filter((one) => one.length > 20);
  const random32 = seededRandom32(5);
  const pick = <T>(from: readonly T[]): T => from[random32() % from.length] as T;
  const day = (): string => `20${10 + (random32() % 15)}-0${1 + (random32() % 9)}-1${random32() % 10}T10:00:00.000Z`;
  const made = Array.from({ length: MADE_ARTICLES }, (_, i) => {
    const text = Array.from({ length: 1 + (random32() % 12) }, () => pick(sentences)).join(" ");
    return { id: `made-${i}`, title: i % 3 === 0 ? null : pick(sentences).slice(0, 90), lead: "", text };
  });
  // Each fortieth is a reprint of the one before, and each fiftieth has its address.
  const articles = [...judged, ...made].map(({ id, title, lead, text }, i, all) => ({
    id,
    title,
    lead,
    text: i % 40 === 1 ? (all[i - 1]?.text ?? text) : text,
    url: `https://news.example/${i % 50 === 1 ? i - 1 : i}`,
    publishedAt: i % 7 === 0 ? null : day(),
    source: pick(SOURCES),
    agency: i % 5 === 0 ? "Интерфакс" : null,
    place: pick(PLACES),
    dateRange: null,
  }));
  const keyOf = (i: number): string => `articles/${String((i * 37) % articles.length).padStart(5, "0")}.json`;
  const put = async (from: number, to: number, version: string) => {
    const byKey = new Map(articles.slice(from, to).map((article, i) => [keyOf(from + i), article]));
    await new BatchCommitter(context, frozenOptions).commit([...byKey.keys()], async (key) => ({
      state: "present",
      version,
      documents: [byKey.get(key) ?? {}],
    }));
  };
  await put(0, 400, "1");
  await put(400, articles.length, "1");
  await put(100, 130, "2");
  const removed = Array.from({ length: 40 }, (_, i) => keyOf(200 + 5 * i));
  await new BatchCommitter(context, frozenOptions).commit(removed, async () => ({ state: "absent" }));
  return articles.map(({ text }) => text);
}

/** Fields that articles have since the answers were frozen; the frozen articles have no value of theirs. */
export const LATER_FIELDS: ReadonlySet<string> = new Set(["section", "tags"]);
