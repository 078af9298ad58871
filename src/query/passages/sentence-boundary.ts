/**
 * Where a sentence begins (layer 4, pure), for cutting a passage: a guess that prefers too few beginnings, since a passage
 * that opens behind «им.» or «г.» reads badly.
 */
import { isInsideSentence } from "../../analysis/words/capitals.ts";

/** Abbreviations before a capital: titles, towns, streets, units. One letter alone is none of the text's last words. */
const ABBREVIATIONS: ReadonlySet<string> = new Set(
  "им ул пр пл просп пер наб ст гор обл респ пос дер мкр корп кв стр др тыс млн млрд трлн руб коп долл проф акад доц канд ред св гг вв см напр англ нем фр лат греч тел".split(
    " ",
  ),
);

const SENTENCE_END = ".!?…";
const CLOSING = "»”\")]'";
const OPENING = '«“„"(—–- ';

/** The upper byte of U+0400 to U+04FF. */
const CYRILLIC_PAGE = 0x04;

/** Whether a sentence begins at `at`: at the beginning of a line, or behind the end of another before a capital or a digit. */
export function isSentenceStart(text: string, at: number): boolean {
  // Most places are within words of Cyrillic letters, of each of which a string would be made.
  if (at > 0 && text.charCodeAt(at - 1) >>> 8 === CYRILLIC_PAGE) return false;
  const before = text[at - 1];
  if (at === 0 || before === "\n") return /\S/.test(text[at] ?? "");
  if (before === undefined || !/\s/.test(before) || !beginsWithCapital(text, at)) return false;
  let end = at - 1;
  while (end > 0 && /[^\S\n]/.test(text[end - 1] ?? "")) end -= 1;
  while (end > 0 && CLOSING.includes(text[end - 1] ?? "")) end -= 1;
  const sign = text[end - 1];
  if (sign === undefined || !SENTENCE_END.includes(sign)) return false;
  return sign !== "." || (!endsWithAbbreviation(text, end - 1) && !isInsideSentence(text, at));
}

/** Behind quotation marks, dashes and spaces. */
function beginsWithCapital(text: string, start: number): boolean {
  if (/\s/.test(text[start] ?? " ")) return false;
  let at = start;
  while (at < start + 4 && OPENING.includes(text[at] ?? "x")) at += 1;
  return /[\p{Lu}\p{N}]/u.test(text[at] ?? "");
}

/** Longer words are none; so many letters are looked at. */
const MAX_ABBREVIATION = 6;

function endsWithAbbreviation(text: string, end: number): boolean {
  const word = /\p{L}+$/u.exec(text.slice(Math.max(0, end - MAX_ABBREVIATION), end))?.[0] ?? "";
  return word.length === 1 || ABBREVIATIONS.has(word.toLowerCase());
}
