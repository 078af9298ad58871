/**
 * Invented terms for tests of the lexicon: prefixes, roots and suffixes as Russian has them, some as common as in real
 * text and most rare, with names in Latin, numbers and dates among them. Neighbours in the sorted list share as much as
 * the terms of a news archive do (5.0 units of 9.7 on average at half a million).
 */
import { seededRandom32 } from "./deterministic.ts";

const PREFIXES = ["", "", "", "", "", ..."по при пере пре про за на раз рас вы не без под".split(" ")];
const ONSETS = [..."бвгджзклмнпрстфхцчш", "ст", "пр", "тр", "кр", "гр", "бр", "сл", "сп", "ск", "др", "хр", "вл"];
const VOWELS = [..."ааеееииоооуяюыэ"];
const CODAS = ["", "", "", "н", "р", "л", "с", "т", "к", "м", "й", "нт", "рт", "ст"];
const SUFFIXES = [
  "",
  "",
  "",
  "ост",
  "ск",
  "ов",
  "ник",
  "ени",
  "ани",
  "тел",
  "ическ",
  "енк",
  "изац",
  "ир",
  "чик",
  "оват",
];
const LATIN = [..."abcdefghijklmnoprstuvwz"];

/** `count` distinct terms, ascending by UTF-16 units. The same seed gives the same terms. */
export function russianTerms(count: number, seed = 1): string[] {
  const random32 = seededRandom32(seed);
  const fraction = () => random32() / 0x100000000;
  /** Early items are chosen far more often than late ones. */
  const pick = (items: readonly string[]): string => items[Math.floor(fraction() ** 1.6 * items.length)] ?? "";
  const syllables = (most: number): string =>
    Array.from({ length: 1 + Math.floor(fraction() * most) }, () => pick(ONSETS) + pick(VOWELS) + pick(CODAS)).join("");
  const makers: readonly [share: number, make: () => string][] = [
    [0.86, () => pick(PREFIXES) + syllables(3) + pick(SUFFIXES)],
    [0.93, () => Array.from({ length: 3 + Math.floor(fraction() * 7) }, () => pick(LATIN)).join("")],
    [1, () => String(Math.floor(fraction() ** 3 * 10_000_000))],
  ];
  const terms = new Set<string>();
  while (terms.size < count) {
    const kind = fraction();
    terms.add((makers.find(([share]) => kind < share) ?? makers[0])?.[1]() ?? "");
  }
  return [...terms].sort();
}

/** Words to look for: terms with one or two of their units changed, taken out, put in or left as they are. */
export function misspelledTerms(terms: readonly string[], count: number, seed = 2): string[] {
  const random32 = seededRandom32(seed);
  return Array.from({ length: count }, () => {
    let word = terms[random32() % terms.length] ?? "";
    for (let edits = random32() % 3; edits > 0; edits -= 1) {
      const at = random32() % (word.length + 1);
      const unit = VOWELS[random32() % VOWELS.length] ?? "";
      word = word.slice(0, at) + (random32() % 2 === 0 ? unit : "") + word.slice(at + (random32() % 2));
    }
    return word;
  });
}
