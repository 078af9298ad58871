/**
 * How else a word of a short query may be written (layer 1, pure): in the other alphabet (latin-names.ts), covid-19 for
 * ковид-19, a time with a full stop, a century in Roman numbers. The index holds nothing for it.
 */

import type { TermAlternative } from "../analyzer.ts";
import type { ScannedToken, Unit } from "../tokenizer/unit.ts";
import { alternativeWeights } from "../words/alternative-weights.ts";
import { otherAlphabet } from "./latin-names.ts";

/** `next` is the token behind it. */
export function otherSpellings({ units }: ScannedToken, next: ScannedToken | undefined): readonly TermAlternative[] {
  const [unit, second] = units;
  if (unit === undefined || second !== undefined) return [];
  const term = unit.kind === "word" ? unit.text : (unit.alternatives[0]?.terms[0] ?? "");
  const ofCentury = isCentury(next) ? otherNumerals(term) : [];
  if (unit.kind === "word") return [...otherAlphabet(term), ...ofCentury];
  return [...inOtherAlphabet(term), ...otherTimes(term), ...ofCentury];
}

/** «ковид 19» in the other alphabet, from the term of both: covid19. None for most. */
export function inOtherAlphabet(lettersAndDigits: string): readonly TermAlternative[] {
  const [, letters, digits] = LETTERS_AND_DIGITS.exec(lettersAndDigits) ?? [];
  if (letters === undefined || digits === undefined) return [];
  return otherAlphabet(letters).flatMap(({ terms: [other = ""] }) => [
    synonym(other + digits),
    { terms: [other], weight: alternativeWeights.synonym * alternativeWeights.lettersAlone },
  ]);
}

const LETTERS_AND_DIGITS = /^([a-zа-я]{3,})(\d+)$/;

const TIME = /^0?(\d|1\d|2[0-3])([:.])([0-5]\d)$/;

function otherTimes(term: string): TermAlternative[] {
  const [, hours = "", , minutes] = TIME.exec(term) ?? [];
  if (minutes === undefined) return [];
  const ways = hours.length === 1 ? [hours, `0${hours}`] : [hours];
  const others = ways.flatMap((way) => [`${way}:${minutes}`, `${way}.${minutes}`]).filter((other) => other !== term);
  return others.map(synonym);
}

function isCentury(next: ScannedToken | undefined): boolean {
  const [unit]: readonly Unit[] = next?.units ?? [];
  return unit?.kind === "word" && /^(?:век(?:а|у|ом|е|ов)?|столети[еяюй])$/.test(unit.text);
}

const ROMAN_TENS = ["", "x", "xx"];
const ROMAN_ONES = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
/** By number, from nought to 29. */
const ROMAN_NUMBERS = ROMAN_TENS.flatMap((tens) => ROMAN_ONES.map((ones) => tens + ones));

/** 21 for xxi and back; none for what is no number of a century. */
function otherNumerals(term: string): TermAlternative[] {
  const other = /^\d+$/.test(term) ? ROMAN_NUMBERS[Number(term)] : String(Math.max(0, ROMAN_NUMBERS.indexOf(term)));
  return other === undefined || other === "" || other === "0" ? [] : [synonym(other)];
}

function synonym(term: string): TermAlternative {
  return { terms: [term], weight: alternativeWeights.synonym };
}
