/**
 * Wraps real articles in the pages of sites of many kinds and counts what comes back:
 * `npx tsx test/eval/wrapped-articles.ts ARTICLES.jsonl [EVERY]`.
 *
 * ARTICLES.jsonl holds `{id, title, text}` a line; EVERY takes each so-manieth article. What the reader keeps of the
 * text alone, without any page around it, is taken for the article: lists of real articles hold page furniture of their
 * own.
 */
import { existsSync, readFileSync } from "node:fs";
import type { InventedArticle } from "../support/pages/invented-articles.ts";
import type { PageStyle } from "../support/pages/page-parts.ts";
import { newScore, type PageScore, scorePage } from "../support/pages/page-score.ts";
import { pageStyles } from "../support/pages/page-styles.ts";

const [path, every = "4"] = process.argv.slice(2);
if (path === undefined || !existsSync(path)) {
  console.error("Name a file of articles: npx tsx test/eval/wrapped-articles.ts ARTICLES.jsonl");
  process.exit(path === undefined ? 2 : 0);
}

const MIN_PARAGRAPHS = 3;
const MIN_TITLE_WORDS = 4;
/** Paragraphs that begin with a day of their own contradict the day of the invented page. */
const OWN_DAY = /^.{3,40}[,.] \d{1,2} \p{Ll}{3,8}/u;

const bare: PageStyle = {
  name: "no page at all",
  tells: "none",
  agency: null,
  build: ({ title, paragraphs }) => [title, ...paragraphs],
};

const articles = readFileSync(path, "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => articleOf(JSON.parse(line) as { id: string; title: string; text: string }))
  .filter((article) => article.paragraphs.length >= MIN_PARAGRAPHS && isPlainTitle(article.title))
  .filter((_, n) => n % Number(every) === 0);
const own = newScore();
const clean = articles
  .map((article) => keptOf(article, own))
  .filter(({ paragraphs }) => paragraphs.length >= 2 && !paragraphs.some((line) => OWN_DAY.test(line)));

console.log(`${articles.length} articles; alone ${percent(own.kept, own.paragraphs)} of their lines are kept`);
console.log(`${"".padEnd(76)} kept   wrong  title  date`);
for (const style of [bare, ...pageStyles]) {
  const score = newScore();
  for (const [n, article] of clean.entries()) scorePage(score, style, article, n);
  console.log(`${style.name.padEnd(75)}${report(score)}`);
}

function articleOf({ id, title, text }: { id: string; title: string; text: string }): InventedArticle {
  const lines = text.split("\n").map((line) => line.replace(/\s+/g, " ").trim());
  return { name: id, title, place: null, paragraphs: lines.filter((line) => line !== "" && line !== title) };
}

/** Titles in small letters, or with a full stop, are no titles of pages. */
function isPlainTitle(title: string): boolean {
  return title !== title.toLowerCase() && !/[.!]$/.test(title) && title.split(" ").length >= MIN_TITLE_WORDS;
}

function keptOf(article: InventedArticle, sum: PageScore): InventedArticle {
  const score = newScore();
  scorePage(score, bare, article, 1);
  sum.kept += score.kept;
  sum.paragraphs += score.paragraphs;
  const lost = new Set(score.lost);
  return { ...article, paragraphs: article.paragraphs.filter((line) => !lost.has(line)) };
}

function report({ kept, paragraphs, wrong, lines, titles, dates, pages }: PageScore): string {
  const shares = [percent(kept, paragraphs), percent(wrong, lines), percent(titles, pages), percent(dates, pages)];
  return shares.map((share) => share.padStart(7)).join("");
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "-" : `${((100 * part) / whole).toFixed(1)}%`;
}
