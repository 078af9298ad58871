/**
 * A short hash of what an article says (pure). It tells whether a source changed the text of an article. White space
 * does not count, and counters do not: «Просмотров: 1 234», «1 235 просмотров», «👁 57».
 */
import type { Article } from "../articles/news.ts";
import { sha256, toHex } from "../content-hash.ts";

/** 64 bits: two texts of one article have one stamp by chance in no lifetime. */
const STAMP_CHARACTERS = 16;
/** A line of more words is no counter. Untuned. */
const MAX_COUNTER_WORDS = 4;
/** Most counter lines; more are a table of medals or results, and its figures are the text. Untuned. */
const MAX_COUNTER_LINES = 5;
/**
 * So many letters of a word beside a number are compared, since its ending follows the number: просмотр(а). Untuned.
 */
const MAX_STEM_LETTERS = 4;

/** A whole number, perhaps with its thousands apart, or one with a decimal before a word: `1 234`, `1,2 тыс.`. */
const NUMBER = "(?:\\d{1,3}(?:[\\s.,'’]\\d{3})+(?!\\d)|\\d+(?:[.,]\\d(?=\\s?\\p{L}))?)";
/** A number without the signs that make it a figure: `95,20`, `2:1`, `−41`, `21 %`, `$70`. */
const COUNT = new RegExp(`(?<![\\d\\p{Sc}№+−–%/-]|\\d[.,:])${NUMBER}(?!\\d|[.,:/–-]\\d|\\s?[%‰°\\p{Sc}])`, "gu");
const WORD = /\p{L}+/gu;
/** The end of a sentence, or of an item of a list. */
const END_OF_PROSE = /[.!?…;,:]["»”)]?\s*$/;
/** `2. Шишки горят лучше дров`, `1) уголь`. */
const NUMBERED = /^\s*\d{1,3}[.)]\s/;
const LINE_END = /\r\n?|\n/;

/** Sixteen hex digits. The numbers of the title and the lead always count. Linear in the text's length. */
export function textStamp({ title, lead, text }: Pick<Article, "title" | "lead" | "text">): string {
  const parts = [title ?? "", lead, withoutCounters(text)].map((part) => part.replace(/\s/g, ""));
  return toHex(sha256(JSON.stringify(parts))).slice(0, STAMP_CHARACTERS);
}

/** The text without the numbers of its counters. A text that is nothing but counters keeps them. */
export function withoutCounters(text: string): string {
  const lines = text.split(LINE_END);
  const written = lines.filter((line) => line.trim() !== "");
  const counters = new Set(written.filter(isCounter));
  const isTable = written.filter((line) => counters.has(line)).length > MAX_COUNTER_LINES;
  if (isTable || counters.size === new Set(written).size) return text;
  return lines.map((line) => (counters.has(line) ? withoutCounts(line) : line)).join("\n");
}

/** Tells whether a line may be a counter: few words, a number, and no sign of prose. */
function isCounter(line: string): boolean {
  if (END_OF_PROSE.test(line) || NUMBERED.test(line) || line.search(COUNT) === -1) return false;
  return (line.match(WORD)?.length ?? 0) <= MAX_COUNTER_WORDS;
}

function withoutCounts(line: string): string {
  return line.replace(COUNT, "").replace(WORD, (word) => word.slice(0, MAX_STEM_LETTERS));
}
