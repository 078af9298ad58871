/**
 * Judges what hits show: `npm run eval:marks -- PATH`, where PATH is a folder with news-dev.jsonl. Where passages begin
 * and end, by a measure of its own; which marked words are forms of a word of the query, by the families of the
 * dictionary; and whether the forms of one word are shown the same passage.
 */

import { foldWord, isStopWord, russianDictionary, surnameStem } from "../../src/russian/words.ts";
import type { ArticleHit, ArticleSearch } from "../../src/search/search.ts";
import type { WordFamily } from "../support/inside/russian-dictionary.ts";
import { foldYo } from "../support/inside/russian-words.ts";
import { findFolder, runEvaluation } from "./evaluation-command.ts";
import type { JudgedArticle } from "./ranking/judged-task.ts";
import { indexArticles } from "./ranking/rankers.ts";
import { querySets, readDatedNews, readReadersQueries } from "./ranking/readers-queries.ts";

const HITS = 10;
/** Number of judged families of each part of speech, for the last table. */
const JUDGED_FAMILIES = 100;
const FORMS_OF_A_FAMILY = 3;

/** Words with a full stop that end no sentence before a capital: one letter, no vowel, or one of these. */
const ABBREVIATION =
  /(?:^|[^\p{L}])(?:\p{L}|[бвгджзклмнпрстфхцчшщ]{2,4}|им|ул|обл|респ|пос|стр|тыс|руб|коп|долл|проф|акад|доц|ред|англ|нем|просп|корп|инж|зам|ген)$/iu;

/**
 * Why a word is marked, by the dictionary: "typed on" begins as the last word of the query, "other" is of none of its
 * words.
 */
const markKinds = ["form", "name", "kin", "equivalent", "number", "typed on", "other"] as const;
type MarkKind = (typeof markKinds)[number];

const speech = [
  { name: "nouns in -ия", isOf: ({ lemma, isProper }: WordFamily) => !isProper && /ия$/.test(lemma) },
  {
    name: "other nouns",
    isOf: ({ lemma, isProper }: WordFamily) => !isProper && /(?:[бвгджзклмнпрстфхцчшщ]|ость|ка|ение)$/.test(lemma),
  },
  { name: "verbs", isOf: ({ lemma, isProper }: WordFamily) => !isProper && /(?:ть|ти|ться)$/.test(lemma) },
  { name: "adjectives", isOf: ({ lemma, isProper }: WordFamily) => !isProper && /[ыи]й$/.test(lemma) },
  { name: "names", isOf: ({ isProper }: WordFamily) => isProper },
] as const;

const usage = `npm run eval:marks -- PATH [--half tuning|held-out|fresh|fourth|fifth|sixth|seventh] [--show] [--sample NUMBER]

  PATH      a folder with news-dev.jsonl
  --half    one set of the queries: choose a setting on some, and report it on another
  --show    lists the marked words that are no form of a word of the query, and forms with another passage
  --sample  prints every so many-th hit as a reader sees it`;

process.exitCode = await runEvaluation(process.argv.slice(2), {
  usage,
  options: {
    half: { type: "string", default: "" },
    show: { type: "boolean", default: false },
    sample: { type: "string", default: "0" },
  },
  findFault: ({ path, values: { half, sample } }) => {
    if (path === null) return "Name a folder with news-dev.jsonl.";
    if (half !== "" && !(querySets as readonly string[]).includes(half))
      return "--half takes tuning, held-out, fresh, fourth, fifth, sixth or seventh.";
    return /^\d+$/.test(sample) ? null : "--sample takes a number.";
  },
  run: async ({ path, values }) => {
    if (path === null || !findFolder(path)) return;
    const news = readDatedNews(path);
    const search = await indexArticles(news);
    for (const half of querySets.filter((name) => values.half === "" || name === values.half)) {
      console.log(`\n${half}`);
      const shown: ShownHit[] = [];
      for (const { query } of readReadersQueries(half)) {
        const { hits, understood, corrections } = await search.search({
          text: query,
          match: "auto",
          offset: 0,
          limit: HITS,
        });
        const searched = corrections.reduce((text, { from, to }) => text.replace(from, to), query);
        const names = understood.flatMap((piece) => ("names" in piece ? (piece.names ?? []) : []));
        shown.push(...hits.map((hit) => ({ query, searched, names, hit })));
      }
      reportPassages(shown);
      reportMarks(shown, values.show);
      if (Number(values.sample) > 0) shown.filter((_, i) => i % Number(values.sample) === 0).forEach(printHit);
    }
    await reportForms(search, news, values.show);
  },
});

/** A hit of a query, corrected, and the names that the query was understood to mean too. */
interface ShownHit {
  readonly query: string;
  readonly searched: string;
  readonly names: readonly string[];
  readonly hit: ArticleHit;
}

function share(count: number, of: number): string {
  return `${((100 * count) / Math.max(1, of)).toFixed(1).padStart(5)} % (${count} of ${of})`;
}

/** The passage as it stands in its article, which shows a space for a line feed. */
interface Place {
  readonly body: string;
  readonly start: number;
  readonly end: number;
}

function placeOf({ article: { lead, text }, snippet }: ArticleHit): Place | null {
  const body = [lead, text]
    .filter((part) => part !== "")
    .join("\n")
    .replaceAll("\n\n", "\n");
  const flat = body.replace(/\s/g, " ");
  for (const passage of [
    snippet.text,
    snippet.text.replace(/…$/, ""),
    snippet.text.replace(/^…/, ""),
    snippet.text.replace(/^…|…$/g, ""),
  ]) {
    const start = flat.indexOf(passage);
    if (start >= 0) return { body, start, end: start + passage.length };
  }
  return null;
}

function reportPassages(shown: readonly ShownHit[]): void {
  const passages = shown.flatMap(({ hit }) => placeOf(hit) ?? []);
  const count = (isTrue: (place: Place) => boolean): string => share(passages.filter(isTrue).length, passages.length);
  const repeated = shown.filter(({ hit }) => lettersOf(hit.snippet.text).startsWith(lettersOf(hit.title.text)));
  const lengths = passages.map(({ start, end }) => end - start);
  console.log(`  ${count(({ body, start }) => isBoundary(body, start))} passages begin with a sentence`);
  console.log(`  ${count(({ body, end }) => isBoundary(body, end))} end with one`);
  console.log(`  ${count(({ body, start, end }) => isBoundary(body, start) && isBoundary(body, end))} both`);
  console.log(
    `  ${count(({ body, start, end }) => !isBalanced(body.slice(start, end)))} leave quotation marks or brackets open`,
  );
  console.log(`  ${share(repeated.length, shown.length)} begin with the title again`);
  console.log(
    `  ${share(shown.filter(({ hit }) => hit.snippet.highlights.length === 0).length, shown.length)} have no mark`,
  );
  console.log(
    `  ${(lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length)).toFixed(0).padStart(5)}   characters on average, ${lengths.filter((length) => length < 80).length} below 80`,
  );
}

/** Tells whether a sentence or line ends before a place, and another begins behind it. */
function isBoundary(body: string, at: number): boolean {
  const before = body.slice(0, at).trimEnd();
  const after = body.slice(at).trimStart();
  if (before === "" || after === "") return true;
  if (body.slice(before.length, body.length - after.length).includes("\n")) return true;
  const [, sign = "", closing] = /([.!?…]+)["»”)\]']*$/.exec(before) ?? [undefined, "", ""];
  if (sign === "" || closing !== undefined) return false;
  if (!/^["«„“([—–-]*\s*["«„“(]*[\p{Lu}\p{N}]/u.test(after)) return false;
  return sign !== "." || !ABBREVIATION.test(before.slice(0, before.lastIndexOf(".")).slice(-12));
}

function isBalanced(passage: string): boolean {
  const count = (sign: string): number => passage.split(sign).length - 1;
  return count("«") === count("»") && count("(") === count(")");
}

function lettersOf(text: string): string {
  return foldYo(text.toLowerCase()).replace(/[^\p{L}\p{N}]/gu, "");
}

function reportMarks(shown: readonly ShownHit[], isListed: boolean): void {
  const counts = new Map<MarkKind, number>();
  const lines = new Map<string, number>();
  const addLine = (line: string): void => void lines.set(line, (lines.get(line) ?? 0) + 1);
  let forms = 0;
  let unmarked = 0;
  for (const { query, searched, names, hit } of shown) {
    const typed = wordsOf(searched).map(({ word }) => word);
    const begun = /[\p{L}\p{N}]$/u.test(searched) ? typed.at(-1) : undefined;
    for (const { text, highlights } of [hit.title, hit.snippet]) {
      for (const [from, to] of highlights) {
        const marked = text.slice(from, to);
        for (const { word } of wordsOf(marked)) {
          const kind = /\p{N}/u.test(marked) ? "number" : kindOf(word, typed, names, begun);
          counts.set(kind, (counts.get(kind) ?? 0) + 1);
          if (kind !== "form" && kind !== "number" && kind !== "name") addLine(`${kind} «${query}» ${word}`);
        }
      }
      for (const { word, start, end } of wordsOf(text)) {
        if (isStopWord(word) || !typed.some((one) => isSureForm(word, one))) continue;
        forms += 1;
        if (highlights.some(([from, to]) => from <= start && to >= end)) continue;
        unmarked += 1;
        addLine(`unmarked «${query}» ${word}`);
      }
    }
  }
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  for (const kind of markKinds) console.log(`  ${share(counts.get(kind) ?? 0, all)} of marked words: ${kind}`);
  console.log(`  ${share(unmarked, forms)} of shown forms of words of the query are not marked`);
  if (!isListed) return;
  for (const [line, count] of [...lines].sort((one, other) => other[1] - one[1])) console.log(`      ${count} ${line}`);
}

function wordsOf(text: string): { word: string; start: number; end: number }[] {
  return [...text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)].map(({ 0: written, index }) => ({
    word: foldWord(foldYo(written)),
    start: index,
    end: index + written.length,
  }));
}

function familiesOf(word: string): readonly WordFamily[] {
  return russianDictionary.familiesOf(word);
}

function kindOf(
  marked: string,
  typed: readonly string[],
  names: readonly string[],
  begun: string | undefined,
): MarkKind {
  const families = familiesOf(marked);
  const asked = typed.flatMap(familiesOf);
  const isOneOf = (some: readonly WordFamily[]): boolean =>
    families.some(({ lemma }) => some.some((other) => other.lemma === lemma));
  if (typed.includes(marked) || isOneOf(asked)) return "form";
  if (typed.some((one) => isNameForm(marked, one))) return "name";
  const ofNames = names.flatMap(wordsOf).map(({ word }) => word);
  if (ofNames.some((word) => word === marked || isOneOf(familiesOf(word)) || isNameForm(marked, word)))
    return "equivalent";
  if (asked.some(({ kin, lemma }) => families.some((one) => kin.includes(one.lemma) || one.kin.includes(lemma)))) {
    return "kin";
  }
  return begun !== undefined && marked.startsWith(begun) ? "typed on" : "other";
}

/**
 * Tells whether both are forms of one surname; or two words that the dictionary lacks, or has as names, which differ in
 * a few last letters.
 */
function isNameForm(word: string, other: string): boolean {
  const surname = surnameStem(word);
  if (surname !== undefined && surname === surnameStem(other)) return true;
  if ([word, other].some((one) => familiesOf(one).some(({ isProper }) => !isProper))) return false;
  let shared = 0;
  while (shared < word.length && word[shared] === other[shared]) shared += 1;
  return (
    shared >= 2 &&
    shared >= Math.min(word.length, other.length) - 2 &&
    Math.max(word.length, other.length) - shared <= 3
  );
}

/** Tells whether both are forms of one family, and of no other. */
function isSureForm(word: string, other: string): boolean {
  const [family, second] = familiesOf(word);
  const [ofOther, secondOfOther] = familiesOf(other);
  return second === undefined && secondOfOther === undefined && family !== undefined && family.lemma === ofOther?.lemma;
}

function printHit({ query, hit }: ShownHit): void {
  const mark = ({ text, highlights }: Pick<ArticleHit["snippet"], "text" | "highlights">): string =>
    [...highlights]
      .reverse()
      .reduce((shown, [from, to]) => `${shown.slice(0, from)}[${shown.slice(from, to)}]${shown.slice(to)}`, text);
  console.log(`\n«${query}»\n  ${mark(hit.title)}\n  ${mark(hit.snippet)}`);
}

/**
 * Families that the articles have in several forms, each form of one family alone: asked for by each form, what do the
 * first hits of one show?
 */
async function reportForms(search: ArticleSearch, news: readonly JudgedArticle[], isListed: boolean): Promise<void> {
  const found = new Map<string, { family: WordFamily; forms: Map<string, number> }>();
  for (const { text } of news) {
    for (const { word } of wordsOf(text)) {
      const [family, second] = word.length < 4 ? [] : familiesOf(word);
      if (family === undefined || second !== undefined) continue;
      const known = found.get(family.lemma) ?? { family, forms: new Map<string, number>() };
      known.forms.set(word, (known.forms.get(word) ?? 0) + 1);
      found.set(family.lemma, known);
    }
  }
  console.log("\nforms of one word");
  const shownHits: ShownHit[] = [];
  for (const { name, isOf } of speech) {
    const families = [...found.values()].filter(({ family, forms }) => isOf(family) && forms.size >= FORMS_OF_A_FAMILY);
    const step = Math.max(1, Math.floor(families.length / JUDGED_FAMILIES));
    const judged = families.filter((_, i) => i % step === 0).slice(0, JUDGED_FAMILIES);
    let same = 0;
    let all = 0;
    for (const { family, forms } of judged) {
      const frequent = [...forms].sort((one, other) => other[1] - one[1]).slice(0, FORMS_OF_A_FAMILY);
      const passages = new Map<string, { form: string; shown: string }>();
      for (const [form] of frequent) {
        const { hits, corrections } = await search.search({ text: `${form} `, match: "auto", offset: 0, limit: HITS });
        if (corrections.length > 0) continue;
        shownHits.push(...hits.map((hit) => ({ query: `${form} `, searched: `${form} `, names: [], hit })));
        for (const { id, snippet } of hits) {
          const shown = JSON.stringify(snippet);
          const other = passages.get(id);
          if (other === undefined) {
            passages.set(id, { form, shown });
            continue;
          }
          all += 1;
          if (other.shown === shown) same += 1;
          else if (isListed) {
            console.log(`      ${family.lemma}: ${other.form}, ${form}\n        ${other.shown}\n        ${shown}`);
          }
        }
      }
    }
    console.log(`  ${share(same, all)} passages are the same: ${judged.length} ${name}`);
  }
  reportPassages(shownHits);
  reportMarks(shownHits, isListed);
}
