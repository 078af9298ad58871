/**
 * 1,404 queries as readers type them, with grades by eye over the articles of news-dev.jsonl, in seven files of
 * test/fixtures/readers-queries. Settings are chosen on `tuning`, `held-out` is reported; `fresh`, and then each of the
 * others, was written and judged when settings had been chosen on those before it, from `fourth` on before the engine
 * was asked.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { JudgedArticle } from "./judged-task.ts";
import type { Ranker } from "./rankers.ts";
import { ndcg } from "./retrieval-metrics.ts";
import { readJsonLines } from "./short-queries.ts";

/** The sets of the queries. */
export const querySets = ["tuning", "held-out", "fresh", "fourth", "fifth", "sixth", "seventh"] as const;
export type QuerySet = (typeof querySets)[number];

/**
 * 2 of just what the reader means, 1 of what is of use too, 0 of what must not stand among the first five. Without any
 * nothing answers the query.
 */
export interface ReadersQuery {
  readonly id: string;
  readonly kind: string;
  readonly query: string;
  readonly grades: Readonly<Record<string, number>>;
  /** The instant it is typed at, where that matters. */
  readonly now?: string;
  /** The days of publication that are meant, [from, to); null where none are. */
  readonly range?: readonly [string, string] | null;
}

/** The quality of an answer: nDCG of the first five at `rightNdcg` is right, at `partlyNdcg` partly. */
export interface ReadersAnswer {
  readonly query: ReadersQuery;
  readonly ndcg5: number;
  readonly outcome: "right" | "partly" | "wrong";
  /** Number of hits among the first five that must not be there. */
  readonly harmfulCount: number;
  readonly ids: readonly string[];
}

const FIXTURES = fileURLToPath(new URL("../../fixtures/readers-queries/", import.meta.url));
const DEPTH = 5;
/** Untuned: what a judge called right had four of the best five. */
const RIGHT_NDCG = 0.8;
const PARTLY_NDCG = 0.4;

export function readReadersQueries(half: QuerySet): ReadersQuery[] {
  return readJsonLines<ReadersQuery>(join(FIXTURES, `${half}.jsonl`));
}

/** The articles of news-dev.jsonl in a folder, with dates that every source writes in its own way. */
export function readDatedNews(folder: string): JudgedArticle[] {
  const lines = readJsonLines<{ id: string; title: string; text: string; date?: string | null }>(
    join(folder, "news-dev.jsonl"),
  );
  return lines.map(({ id, title, text, date }) => ({ id, title, lead: "", text, publishedAt: isoDay(date ?? "") }));
}

export async function askReadersQuery(rank: Ranker, query: ReadersQuery): Promise<ReadersAnswer> {
  const { ids } = await rank(query.query, DEPTH, query.now);
  const relevant = new Map(Object.entries(query.grades).filter(([, grade]) => grade > 0));
  const isAbsent = Object.keys(query.grades).length === 0;
  const ndcg5 = relevant.size === 0 ? Number(!isAbsent || ids.length === 0) : ndcg(ids, relevant, DEPTH);
  const harmfulCount = ids.filter((id) => query.grades[id] === 0).length;
  return {
    query,
    ndcg5,
    outcome: ndcg5 >= RIGHT_NDCG ? "right" : ndcg5 >= PARTLY_NDCG ? "partly" : "wrong",
    harmfulCount,
    ids,
  };
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const RUSSIAN_MONTHS = ["янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"];

/** «2020-05-02T…», «1914/09/16», «02 May 2020», «15 Сен. 2016»; null of others. */
function isoDay(date: string): string | null {
  const [, year, month, day] = /^(\d{4})[-/](\d\d)[-/](\d\d)/.exec(date) ?? [];
  if (year !== undefined) return `${year}-${month}-${day}`;
  const [, ofMonth = "", name = "", ofYear = ""] = /^(\d{1,2}) ([A-Za-zА-Яа-я]{3})[а-я.]* (\d{4})/.exec(date) ?? [];
  const index = Math.max(MONTHS.indexOf(name.toLowerCase()), RUSSIAN_MONTHS.indexOf(name.toLowerCase()));
  return index < 0 ? null : `${ofYear}-${String(index + 1).padStart(2, "0")}-${ofMonth.padStart(2, "0")}`;
}
