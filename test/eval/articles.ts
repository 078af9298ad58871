/**
 * Reads a folder of saved text pages and compares each article with what people found on it: `npm run eval:articles -- PATH`.
 *
 * PATH holds `text/*.txt`, and `truth.jsonl` in PATH or above it with a line a page: `file`, `title`, `date`, `place`,
 * `first`, `last`, `not_in_body`, `url`, or `not_article`. A page is uploaded under a key that carries its url's path, or
 * under a neutral one.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Article } from "../../src/article/article.ts";
import { decodeEntities } from "../../src/article/html-entities.ts";
import { foldLine } from "../../src/article/normalize-text.ts";
import { readArticles } from "../../src/article/read-articles.ts";

interface Truth {
  readonly file: string;
  readonly url?: string;
  readonly title?: string;
  readonly date?: string;
  readonly place?: string;
  readonly first?: string;
  readonly last?: string;
  readonly not_in_body?: readonly string[];
  readonly not_article?: boolean;
}

type Check = "title" | "date" | "place" | "first" | "last" | "clean" | "rejected";

const root = process.argv[2];
if (root === undefined) {
  console.error("Name the folder that holds text/ and truth.jsonl: npm run eval:articles -- PATH");
  process.exit(2);
}
const isVerbose = process.argv.includes("--verbose");

const folder = existsSync(join(root, "text")) ? join(root, "text") : root;
const truthFile = [join(root, "truth.jsonl"), join(dirname(root), "truth.jsonl")].find((path) => existsSync(path));
const truths = new Map(
  (truthFile === undefined ? "" : readFileSync(truthFile, "utf8"))
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Truth)
    .map((truth) => [basename(truth.file), truth] as const),
);

const sums = new Map<Check, { right: number; of: number }>();
let inventedYears = 0;
for (const [n, name] of readdirSync(folder).sort().entries()) {
  if (!name.endsWith(".txt")) continue;
  await evaluatePage(name, truths.get(name) ?? { file: name }, n);
}
console.log("\nIn sum");
for (const [check, { right, of }] of sums) console.log(`  ${check.padEnd(9)} ${right} of ${of}`);
console.log(`  years invented: ${inventedYears}`);

async function evaluatePage(name: string, truth: Truth, n: number): Promise<void> {
  const key = keyOf(truth.url ?? "", n);
  const { articles, rejected } = await readArticles(readFileSync(join(folder, name)), { key });
  const [article] = articles;
  console.log(`\n${name}  (${key})`);
  if (article === undefined) console.log(`  rejected: ${rejected[0]?.code}: ${rejected[0]?.reason}`);
  else if (isVerbose) printArticle(article);
  if (truth.not_article === true)
    count("rejected", article === undefined, `is no article, but gave ${article?.text.length} characters`);
  else if (article === undefined) count("rejected", false, "is an article, but was rejected");
  else compare(article, truth);
}

function compare(article: Article, truth: Truth): void {
  const body = squash(article.text);
  const whole = squash(`${article.lead} ${article.text}`);
  if (truth.title !== undefined)
    count("title", squash(article.title ?? "") === squash(truth.title), `title: ${article.title}`);
  if (truth.date !== undefined) {
    count(
      "date",
      (article.publishedAt ?? "").slice(0, 10) === truth.date,
      `date: ${article.publishedAt}, not ${truth.date}`,
    );
    if (truth.date === "" && article.publishedAt !== null) inventedYears += 1;
  }
  if (truth.place !== undefined)
    count("place", (article.place ?? "") === truth.place, `place: ${article.place}, not ${truth.place}`);
  if (truth.first !== undefined)
    count("first", body.startsWith(squash(truth.first)), `begins: ${article.text.slice(0, 100)}`);
  if (truth.last !== undefined) count("last", body.endsWith(squash(truth.last)), `ends: …${article.text.slice(-100)}`);
  const left = (truth.not_in_body ?? []).filter((text) => whole.includes(squash(text)));
  count("clean", left.length === 0, `left in: ${left.join(" | ")}`);
}

function printArticle(article: Article): void {
  console.log(`  title:  ${article.title}`);
  console.log(`  date:   ${article.publishedAt} by ${article.dateSource}, range ${article.dateRange}`);
  console.log(
    `  from:   ${article.place} · ${article.agency} · ${article.source} · ${article.author} · ${article.url}`,
  );
  if (article.lead !== "") console.log(`  lead:   ${article.lead}`);
  for (const paragraph of article.paragraphs) console.log(`  + ${paragraph.slice(0, 160)}`);
  for (const { text, reason } of article.droppedLines) console.log(`  - ${text.slice(0, 90)}  (${reason})`);
}

function count(check: Check, isRight: boolean, complaint: string): void {
  const sum = sums.get(check) ?? { right: 0, of: 0 };
  sums.set(check, { right: sum.right + (isRight ? 1 : 0), of: sum.of + 1 });
  if (!isRight) console.log(`  ✗ ${check}: ${complaint}`);
}

function squash(text: string): string {
  return foldLine(decodeEntities(text), Number.POSITIVE_INFINITY);
}

function keyOf(url: string, n: number): string {
  if (url === "") return `articles/page-${String(n).padStart(2, "0")}.txt`;
  const { hostname, pathname } = new URL(url);
  return `articles/${hostname.replace(/^www\./, "")}${pathname.replace(/\/$/, "").replace(/\.s?html?$/, "")}.txt`;
}
