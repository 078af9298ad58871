/**
 * The Russian analyzer (layer 1): the whole chain, composed once. Pure but for caches, which change no answer.
 *
 *   text -> unicode-normalization -> tokenizer (addresses, dates, numbers, letters with digits, hyphens, mixed
 *   scripts, folding) -> tokens -> stem, case twins, abbreviations -> terms
 */

import type { Analyzer, WordPredicate, WordSpan } from "./analyzer.ts";
import { analyzeQuery } from "./query-words/query-analysis.ts";
import { joinedTerm } from "./tokenizer/hyphen.ts";
import { decodeToken, encodeToken, encodeUnit, isEncodedToken, type Token, type Unit } from "./tokenizer/token.ts";
import { isDropped, plainToken, scanInto, scanTokens, type TokenSink } from "./tokenizer/tokenizer.ts";
import { indexTerms } from "./tokenizer/word-terms.ts";
import type { LineCases } from "./words/line-case.ts";
import { splitScripts } from "./words/mixed-script.ts";
import { stem } from "./words/russian-stem.ts";
import { type NormalizedText, normalizeUnicode } from "./words/unicode-normalization.ts";
import { foldWord, maxTermLength } from "./words/word-folding.ts";
import { foldYo } from "./words/yo.ts";

/** Changes with every rule that decides terms; an index of another version must be rebuilt. */
const VERSION = "russian-7";

/** As for stems (russian-stem.ts): a cleared Map beats an LRU. */
const MAX_CACHED_TOKENS = 50_000;
/** Our own tokens are shorter than this but for rare ones; a caller's text may have any length. */
const MAX_CACHED_TOKEN_LENGTH = 256;
const cachedTerms = new Map<string, readonly string[]>();

/** The one analyzer of Russian text, for indexing and for queries. */
export const russianAnalyzer: Analyzer = { version: VERSION, tokenize, processTerm, analyzeQuery, scanWords };

function tokenize(text: string): string[] {
  return scanTokens(normalizeUnicode(text).text).map(encodeToken);
}

function processTerm(token: string): string[] {
  return [...termsOf(token)];
}

function termsOf(token: string): readonly string[] {
  // Most tokens. Their stems are remembered as it is.
  if (PLAIN_WORD.test(token)) return [stem(token)];
  const cached = cachedTerms.get(token);
  if (cached !== undefined) return cached;
  const terms = isTokenOfOurs(token) ? indexTerms(decodeToken(token)) : termsOfText(token);
  if (token.length > MAX_CACHED_TOKEN_LENGTH) return terms;
  if (cachedTerms.size >= MAX_CACHED_TOKENS) cachedTerms.clear();
  cachedTerms.set(token, terms);
  return terms;
}

/** A folded word of one script is a token as it is; whatever else comes without marks is text nobody tokenized. */
function isTokenOfOurs(token: string): boolean {
  return isEncodedToken(token) || isFoldedWord(token);
}

const PLAIN_WORD = /^(?:[а-я]{1,64}|[a-z]{1,64})$/;

function isFoldedWord(token: string): boolean {
  if (token.length > maxTermLength || !/^\p{L}[\p{L}\p{M}]*$/u.test(token) || foldWord(token) !== token) return false;
  const pieces = splitScripts(token);
  return pieces.length === 1 && pieces[0]?.text === token;
}

function termsOfText(text: string): readonly string[] {
  return [...new Set(tokenize(text).flatMap((token) => indexTerms(decodeToken(token))))];
}

function scanWords(text: string, mayMatter: WordPredicate = () => true): WordSpan[] {
  const list = new SpanList(normalizeUnicode(text), mayMatter);
  scanInto(list.normalized.text, list);
  return list.spans;
}

/** Most words of a text may not matter: of a plain one only its letters are looked at then. */
class SpanList implements TokenSink {
  readonly isFull = false;
  readonly spans: WordSpan[] = [];
  readonly normalized: NormalizedText;
  readonly #mayMatter: WordPredicate;
  #position = 0;

  constructor(normalized: NormalizedText, mayMatter: WordPredicate) {
    this.normalized = normalized;
    this.#mayMatter = mayMatter;
  }

  takeToken(token: Token): void {
    if (isDropped(this.normalized.text, token)) return;
    addSpans(this.spans, this.normalized, token, this.#position, this.#mayMatter);
    this.#position += token.units.length;
  }

  takePlainWord(start: number, end: number, lines: LineCases): void {
    const { text } = this.normalized;
    // One letter may be dropped, which is no place then.
    if (end - start > 1 && !this.#mayMatter(foldWord(foldYo(text.slice(start, end))))) this.#position += 1;
    else this.takeToken(plainToken(text, start, end, lines));
  }
}

/** The whole of a hyphenated word first, then its parts. */
function addSpans(
  spans: WordSpan[],
  normalized: NormalizedText,
  { start, end, units }: Token,
  position: number,
  mayMatter: WordPredicate,
): void {
  const joined = units.length > 1 ? joinedTerm(units) : undefined;
  if (joined !== undefined) {
    const form = units.map(formOf).join("-");
    const place = { start: normalized.toOriginalStart(start), end: normalized.toOriginalEnd(end) };
    spans.push({ ...place, terms: [joined], form, position, isWhole: true });
  }
  for (const [i, unit] of units.entries()) {
    if (unit.kind === "word" && !mayMatter(unit.text)) continue;
    spans.push({
      start: normalized.toOriginalStart(unit.start),
      end: normalized.toOriginalEnd(unit.end),
      terms: termsOf(encodeUnit(unit)),
      form: formOf(unit),
      position: position + i,
    });
  }
}

function formOf(unit: Unit): string {
  return unit.kind === "word" ? unit.text : (unit.alternatives[0]?.terms[0] ?? "");
}
