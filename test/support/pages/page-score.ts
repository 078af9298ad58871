/**
 * Scores how well a reader recovered an article from a page: paragraphs kept, lines of the page taken for the article,
 * title, place, agency and date. Case, ё and punctuation do not count, nor where a paragraph ends.
 */

import { isRejection } from "../../../src/articles/articles.ts";
import type { Article } from "../../../src/articles/news.ts";
import { seededRandom32 } from "../deterministic.ts";
import { readTextPage } from "../inside/articles-extraction.ts";
import { foldLine } from "../inside/articles-text.ts";
import type { InventedArticle } from "./invented-articles.ts";
import { type PageMoment, PageRandom, type PageStyle } from "./page-parts.ts";

/** Sums over pages; shares are in [0, 1]. */
export interface PageScore {
  pages: number;
  paragraphs: number;
  kept: number;
  lines: number;
  wrong: number;
  titles: number;
  dates: number;
  datelines: number;
  datelinesOf: number;
  /** The lines that were lost or wrongly kept, for whoever fixes the rules. */
  readonly lost: string[];
  readonly strangers: string[];
}

export function newScore(): PageScore {
  return {
    pages: 0,
    paragraphs: 0,
    kept: 0,
    lines: 0,
    wrong: 0,
    titles: 0,
    dates: 0,
    datelines: 0,
    datelinesOf: 0,
    lost: [],
    strangers: [],
  };
}

const fold = (text: string) => ` ${foldLine(text, Number.POSITIVE_INFINITY)} `;
const two = (value: number) => String(value).padStart(2, "0");

/** Makes the page of one article in one style, reads it and adds to the sums. */
export function scorePage(score: PageScore, style: PageStyle, article: InventedArticle, seed: number): void {
  const random = new PageRandom(seededRandom32(seed));
  const when = {
    year: 2012 + random.below(12),
    month: 1 + random.below(12),
    day: 1 + random.below(28),
    hour: random.below(24),
    minute: random.below(60),
  };
  const page = style.build(article, when, random).join("\n");
  const read = readPage(page);
  score.pages += 1;
  addText(score, article, read);
  if (fold(read?.title ?? "") === fold(article.title)) score.titles += 1;
  else score.strangers.push(`title: ${read?.title}, not ${article.title}`);
  if (isDate(read, style, when)) score.dates += 1;
  else score.strangers.push(`date: ${read?.publishedAt}, not ${JSON.stringify(when)}`);
  if (article.place === null || style.agency === null) return;
  score.datelinesOf += 1;
  const place = fold(read?.place ?? "") === fold(article.place);
  if (place && read?.agency === style.agency) score.datelines += 1;
  else score.strangers.push(`dateline: ${read?.place}, ${read?.agency}`);
}

const NO_METADATA = {
  published: null,
  url: null,
  source: null,
  title: null,
  hosts: null,
  timeZone: { value: "Europe/Moscow", origins: [] },
};

/** The article of a page's text, under a key that tells nothing; undefined where it is rejected. */
function readPage(page: string): Article | undefined {
  const context = { key: "articles/page-01.txt", metadata: NO_METADATA, put: null };
  const read = readTextPage(page, { ...context, encoding: "utf-8", encodingConfidence: 1, repairedFrom: null });
  return isRejection(read) ? undefined : read;
}

function addText(score: PageScore, article: InventedArticle, read: Article | undefined): void {
  const whole = fold([read?.lead ?? "", read?.text ?? ""].join(" "));
  const own = fold(article.paragraphs.join(" "));
  for (const paragraph of article.paragraphs) {
    score.paragraphs += 1;
    if (whole.includes(fold(paragraph))) score.kept += 1;
    else score.lost.push(paragraph);
  }
  const lines = [read?.lead ?? "", ...(read?.paragraphs ?? [])].filter((line) => line !== "");
  for (const line of lines) {
    score.lines += 1;
    const bare = article.place === null ? line : line.replace(/^.{0,90}?(?:РИА Новости\.|INTERFAX\.RU -|\/\.) /u, "");
    if (own.includes(fold(bare))) continue;
    score.wrong += 1;
    score.strangers.push(line);
  }
}

function isDate(read: Article | undefined, { tells }: PageStyle, when: PageMoment): boolean {
  if (tells === "none") return (read?.publishedAt ?? null) === null;
  const day = `${when.year}-${two(when.month)}-${two(when.day)}`;
  const expected = tells === "day" ? day : `${day}T${two(when.hour)}:${two(when.minute)}`;
  return read?.publishedAt?.startsWith(expected) === true;
}
