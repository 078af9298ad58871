/**
 * A query to its words (layer 1, pure): each word a group of alternatives, of which the best counts.
 */

import { maxQueryWords, type QueryWord } from "../analyzer.ts";
import { joinLettersAndDigits } from "../tokenizer/hyphen.ts";
import { raisedByWord } from "../tokenizer/literals.ts";
import { isDropped, scanTokens } from "../tokenizer/tokenizer.ts";
import { onlyWord, type ScannedToken } from "../tokenizer/unit.ts";
import { alternativeWeights } from "../words/alternative-weights.ts";
import { isStopWord } from "../words/stop-words.ts";
import { normalizeUnicode } from "../words/unicode-normalization.ts";
import { inOtherAlphabet, otherSpellings } from "./other-spellings.ts";
import { mergeAlternatives, nameEvidence, queryAlternatives } from "./query-alternatives.ts";

/** More is no query; what lies beyond is not looked at. */
export const MAX_QUERY_LENGTH = 10_000;

/** See {@link Analyzer.analyzeQuery}. `wordsBeside` are those that stand beside the text, in quotation marks and behind signs. */
export function analyzeQuery(query: string, wordsBeside = 0): QueryWord[] {
  const cut = query.length > MAX_QUERY_LENGTH ? query.slice(0, MAX_QUERY_LENGTH) : query;
  const normalized = normalizeUnicode(cut);
  // Twice as many, since the letters that fall away are scanned too: «т 34» needs them.
  const scanned = scanTokens(normalized.text, { maxTokens: 2 * maxQueryWords, keepsSingleLetters: true });
  const kept = scanned.filter((token) => !isDropped(normalized.text, token));
  const searched = new Set((kept.length > 0 ? kept : scanned).slice(0, maxQueryWords));
  const hasSmallLetters = /\p{Ll}/u.test(cut);
  const isInCapitals = !hasSmallLetters && /\p{Lu}/u.test(cut);
  const smallAreNoNames = isWrittenWithCapitals(scanned);
  const isTyped = scanned.length + wordsBeside <= MAX_TYPED_WORDS;
  const words: QueryWord[] = [];
  scanned.forEach((token, index) => {
    if (!searched.has(token)) return;
    const start = normalized.toOriginalStart(token.start);
    const end = normalized.toOriginalEnd(token.end);
    const context = { capitalsTell: hasSmallLetters && index > 0, isInCapitals, smallAreNoNames };
    const evidence = nameEvidence(token.units, context);
    words.push({
      text: cut.slice(start, end),
      start,
      end,
      alternatives: mergeAlternatives([
        ...queryAlternatives(token.units, context),
        ...raisedByWord(token, scanned[index + 1]),
        ...joinedWithNeighbour(normalized.text, scanned, index, searched),
        ...(isTyped ? otherSpellings(token, scanned[index + 1]) : []),
      ]),
      ...(evidence === undefined ? {} : { nameEvidence: evidence }),
      isStopWord: isStopWord(onlyWord(token.units)?.text) || (isTyped && isWordOfYear(scanned[index - 1], token)),
    });
  });
  return words;
}

/** Fewer words are typed as they come, «глава ЦБ набиуллина», and a telephone capitalises the first by itself. */
const MIN_SENTENCE_WORDS = 4;
const MIN_WORDS_BEHIND_A_CAPITAL = 6;

/** Whether somebody wrote the names of a query with capitals: a headline that was pasted. */
function isWrittenWithCapitals(tokens: readonly ScannedToken[]): boolean {
  const isName = ({ units: [unit] }: ScannedToken): boolean =>
    unit?.kind === "word" && unit.isCapitalized && !unit.isAbbreviation && unit.text.length > 1;
  return (
    (tokens.length >= MIN_SENTENCE_WORDS && tokens.slice(1).some(isName)) ||
    (tokens.length >= MIN_WORDS_BEHIND_A_CAPITAL && tokens.slice(0, 1).some(isName))
  );
}

/** A longer query is a sentence that somebody pasted, whose words are those of its article. */
const MAX_TYPED_WORDS = 4;

const WORD_OF_YEAR = /^(?:год[ауе]?|годом|годы|годов|годах|годам)$/;
const YEAR = /^(?:1\d|20)\d{2}(?:-\d{2}-\d{2})?$/;

/** «2016 года» and «24 февраля 2022 года» say no more than 2016 and the date, which texts write without the word as well. */
function isWordOfYear(before: ScannedToken | undefined, { units: [unit] }: ScannedToken): boolean {
  const [year, second] = before?.units ?? [];
  if (unit?.kind !== "word" || year?.kind !== "literal" || second !== undefined) return false;
  return WORD_OF_YEAR.test(unit.text) && YEAR.test(year.alternatives[0]?.terms[0] ?? "");
}

/** «т 34» is т34 as well: added to both words, or wholly to the number where the letter falls away («с 400»). */
function joinedWithNeighbour(
  text: string,
  tokens: readonly ScannedToken[],
  index: number,
  searched: ReadonlySet<ScannedToken>,
) {
  const before = joinedTermOf(text, tokens[index - 1], tokens[index]);
  const after = joinedTermOf(text, tokens[index], tokens[index + 1]);
  const term = before ?? after;
  if (term === undefined) return [];
  const neighbour = before === undefined ? tokens[index + 1] : tokens[index - 1];
  const isShared = neighbour !== undefined && searched.has(neighbour);
  const weight = isShared ? alternativeWeights.joinedHalf : alternativeWeights.exact;
  const others = inOtherAlphabet(term).filter(({ terms: [other = ""] }) => /\d$/.test(other));
  return [{ terms: [term], weight }, ...others.map((other) => ({ ...other, weight: weight * other.weight }))];
}

/** Longer letters are a word beside a number, not the name of a model. */
const MAX_JOINED_LETTERS = 8;
const JOINED_DIGITS = /^[0-9]{1,4}$/;

/** The term of a word of letters and the number behind it, where they may be one («т 34»). */
export function joinedTermOf(
  text: string,
  letters: ScannedToken | undefined,
  digits: ScannedToken | undefined,
): string | undefined {
  if (letters === undefined || digits === undefined) return undefined;
  const unit = onlyWord(letters.units);
  const number = text.slice(digits.start, digits.end);
  if (unit === undefined || unit.text.length > MAX_JOINED_LETTERS || !JOINED_DIGITS.test(number)) return undefined;
  if (!/^[ \u00a0\u2009\u202f]+$/.test(text.slice(letters.end, digits.start))) return undefined;
  return joinLettersAndDigits(text.slice(unit.start, unit.end), number);
}
