/**
 * Token filter: numbers and times (layer 1, pure): «1 000 000» is 1000000, «5,2» is 5.2, «10:30» is one term.
 *
 * What stands around a number (%, №, $) is dropped. A number that is part of a word (5G, 9-летний) is not matched.
 */

import type { TermAlternative } from "../analyzer.ts";
import { alternativeWeights } from "../words/alternative-weights.ts";
import { characterClassAt, isWordCharacter } from "../words/character-class.ts";
import { cutTerm } from "../words/word-folding.ts";
import type { LiteralMatch } from "./calendar-date.ts";

const TIME = /\d{1,2}:\d{2}(?::\d{2})?(?![:\d])/y;
/** One to three digits, then groups of three over one space each, of any width: at most 10^18. */
const GROUPED = /\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3}){1,5}/y;
const DIGITS = /\d+/y;
const DECIMAL_PART = /,(\d+)(?![\d]|,\d)/y;
/** 5.2, 7.2.0, 127.0.0.1 */
const DOTTED_PARTS = /(?:\.\d+)+/y;

/** The number or time that starts at a digit of a normalised text, or undefined where the digits belong to a word. */
export function matchNumber(text: string, position: number): LiteralMatch | undefined {
  const time = endOf(TIME, text, position);
  if (time !== undefined) return { end: time, alternatives: exactly(text.slice(position, time)) };
  return matchGrouped(text, position) ?? matchDigits(text, position);
}

function matchGrouped(text: string, position: number): LiteralMatch | undefined {
  const end = endOf(GROUPED, text, position);
  if (end === undefined || continuesNumber(text, end)) return undefined;
  const groups = text.slice(position, end).split(/\D/);
  const whole = groups.join("");
  const decimalEnd = endOf(DECIMAL_PART, text, end);
  if (decimalEnd !== undefined) {
    return { end: decimalEnd, alternatives: exactly(`${whole}.${text.slice(end + 1, decimalEnd)}`) };
  }
  const parts = { terms: groups, weight: alternativeWeights.parts };
  return { end, alternatives: groups.length === 2 ? [...exactly(whole), parts] : exactly(whole) };
}

/** «15 3000» is two numbers, «8 800 555-35-35» a telephone. */
function continuesNumber(text: string, end: number): boolean {
  return isDigitAt(text, end) || (text[end] === "-" && isDigitAt(text, end + 1));
}

function matchDigits(text: string, position: number): LiteralMatch | undefined {
  const end = endOf(DIGITS, text, position) ?? position;
  const dottedEnd = endOf(DOTTED_PARTS, text, end);
  if (dottedEnd !== undefined) return { end: dottedEnd, alternatives: exactly(text.slice(position, dottedEnd)) };
  const decimalEnd = endOf(DECIMAL_PART, text, end);
  if (decimalEnd !== undefined) {
    return {
      end: decimalEnd,
      alternatives: exactly(`${text.slice(position, end)}.${text.slice(end + 1, decimalEnd)}`),
    };
  }
  const next = text[end] === "-" ? end + 1 : end;
  if (isWordCharacter(characterClassAt(text, next))) return undefined;
  return { end, alternatives: exactly(text.slice(position, end)) };
}

function endOf(pattern: RegExp, text: string, position: number): number | undefined {
  pattern.lastIndex = position;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function isDigitAt(text: string, position: number): boolean {
  const unit = text.charCodeAt(position);
  return unit >= 0x30 && unit <= 0x39;
}

function exactly(term: string): TermAlternative[] {
  return [{ terms: [cutTerm(term)], weight: alternativeWeights.exact }];
}
