/**
 * npm run words: prints the number of words and of long sentences of each page, and of all together: the English pages
 * of docs and the root, the Russian pages, and the records of docs/decisions. It refuses nothing.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { addCounts, countProse, LONG_SENTENCE_WORDS, type ProseCount } from "../support/prose.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const pages = [...pagesIn(""), ...pagesIn("docs/")];
const groups = {
  "docs and root": pages.filter((page) => !page.endsWith(".ru.md")),
  "in Russian": pages.filter((page) => page.endsWith(".ru.md")),
  decisions: pagesIn("docs/decisions/"),
};

console.log(`  words  sentences  of ${LONG_SENTENCE_WORDS} words and more`);
for (const [name, paths] of Object.entries(groups)) {
  const counts = paths.map((path) => ({ path, count: countProse(readFileSync(`${ROOT}${path}`, "utf8")) }));
  for (const { path, count } of counts) console.log(formatRow(count, path));
  console.log(`${formatRow(addCounts(counts.map(({ count }) => count)), `${name}, together`)}\n`);
}

function formatRow({ words, sentences, longSentences }: ProseCount, name: string): string {
  return `${String(words).padStart(7)} ${String(sentences).padStart(10)} ${String(longSentences).padStart(6)}  ${name}`;
}

function pagesIn(folder: string): string[] {
  const names = readdirSync(ROOT + folder).filter((name) => name.endsWith(".md"));
  return names.sort().map((name) => folder + name);
}
