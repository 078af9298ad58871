/**
 * The Russian analyzer: the whole chain, composed once. Pure but for caches, which change no answer.
 *
 *   text -> unicode-normalization -> tokenizer (addresses, dates, numbers, letters with digits, hyphens, mixed
 *   scripts, folding) -> tokens -> stems, case stems, abbreviations -> terms
 */

import type { TokenWord } from "../index/shared.ts";
import type { Analyzer, Token, WordPredicate, WordSpan } from "./analyzer.ts";
import type { WordBook } from "./dictionary/russian-dictionary.ts";
import { analyzeQuery } from "./query-words/query-analysis.ts";
import { joinedText } from "./tokenizer/hyphen.ts";
import { createToken, formOfUnits, isToken, tokenKey, unitBook } from "./tokenizer/token.ts";
import { isDropped, isDroppedLetter, plainToken, scanInto, scanTokens, type TokenSink } from "./tokenizer/tokenizer.ts";
import type { ScannedToken, Unit } from "./tokenizer/unit.ts";
import type { LineCases } from "./words/capitals.ts";
import { splitScripts } from "./words/mixed-script.ts";
import { type NormalizedText, normalizeUnicode } from "./words/unicode-normalization.ts";
import { foldWord, foldYo, maxTermLength } from "./words/word-folding.ts";
import { termOfWord } from "./words/word-terms.ts";

/** Changes with every rule that decides terms; an index of another version must be rebuilt. */
const VERSION = "russian-12";

/**
 * Some 400 bytes each; with 20,000 analysis took a tenth longer. As for stems (russian-stem.ts): a cleared Map beats an
 * LRU.
 */
const MAX_INTERNED_TOKENS = 50_000;
const internedTokens = new Map<string, Token>();

/** The one analyzer of Russian text, for indexing and for queries. */
export const russianAnalyzer: Analyzer = { version: VERSION, tokenize, processTerm, analyzeQuery, scanWords };

function tokenize(text: string): Token[] {
  limitInternedTokens();
  return scanTokens(normalizeUnicode(text).text).map(({ units }) => internToken(units));
}

function processTerm(token: string): string[] {
  if (isToken(token)) return [...token.terms];
  // Whoever splits a text into words himself has mostly these.
  if (isFoldedWord(token)) return [termOfWord(token)];
  return [...new Set(tokenize(token).flatMap(({ terms }) => terms))];
}

/** The words of a token, or of a string as `processTerm` takes it: one word. */
export function wordsOfToken(token: string): readonly TokenWord[] {
  return isToken(token) ? token.words : [{ form: token, terms: processTerm(token), offset: 0 }];
}

/**
 * The form under which an index has a text; null for several words and for none. Of a word of letters nothing is looked
 * up.
 */
export function formOfWord(text: string): string | null {
  const [token, second] = scanTokens(normalizeUnicode(text).text);
  if (token === undefined || second !== undefined) return null;
  const { units } = token;
  return units.length > 1 && joinedText(units) === null ? null : formOfUnits(units);
}

/** Lists the lookups of the analyzer's `tokenize` for texts. */
export function tokenBook(texts: readonly string[]): WordBook {
  return unitBook(texts.flatMap((text) => scanTokens(normalizeUnicode(text).text)).map(({ units }) => units));
}

/** Lists the lookups of {@link formOfWord} for texts. */
export function formBook(texts: readonly string[]): WordBook {
  const tokens = texts.flatMap((text) => scanTokens(normalizeUnicode(text).text));
  return unitBook(tokens.map(({ units }) => units.filter(({ kind }) => kind === "literal")));
}

function internToken(units: readonly Unit[]): Token {
  const key = tokenKey(units);
  const known = internedTokens.get(key);
  if (known !== undefined) return known;
  const token = createToken(units);
  internedTokens.set(key, token);
  return token;
}

/**
 * Drops interned tokens if there are too many. It is called only between texts: equal tokens of one text must be one
 * object.
 */
function limitInternedTokens(): void {
  if (internedTokens.size > MAX_INTERNED_TOKENS) internedTokens.clear();
}

function isFoldedWord(text: string): boolean {
  if (text.length > maxTermLength || !/^\p{L}[\p{L}\p{M}]*$/u.test(text) || foldWord(text) !== text) return false;
  const pieces = splitScripts(text);
  return pieces.length === 1 && pieces[0]?.text === text;
}

function scanWords(text: string, mayMatter?: WordPredicate): WordSpan[] {
  limitInternedTokens();
  return scanSpans(text, mayMatter).spans();
}

/** Lists the lookups of {@link scanWords} for texts. */
export function scanBook(texts: readonly string[], mayMatter?: WordPredicate): WordBook {
  return unitBook(texts.flatMap((text) => scanSpans(text, mayMatter).lookedUp()));
}

function scanSpans(text: string, mayMatter: WordPredicate = () => true): SpanList {
  const list = new SpanList(normalizeUnicode(text), mayMatter);
  scanInto(list.normalized.text, list);
  return list;
}

/** The UTF-16 unit of a Russian letter of a text as {@link foldWord} folds most words: in lower case, ё as е. */
function smallUnit(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  if (unit === 0x401 || unit === 0x451) return 0x435;
  return unit < 0x430 ? unit + 0x20 : unit;
}

/** Collects spans. Most words of a text may not matter: of a plain one only its letters are read then. */
class SpanList implements TokenSink {
  readonly isFull = false;
  /**
   * Tokens that may matter, with their positions. Beside a word that matters others are looked up only where they may
   * be of interest together: «летний» of «25-летний» is not.
   */
  readonly #found: { readonly token: ScannedToken; readonly units: readonly Unit[]; readonly position: number }[] = [];
  readonly normalized: NormalizedText;
  readonly #mayMatter: WordPredicate;
  #position = 0;

  constructor(normalized: NormalizedText, mayMatter: WordPredicate) {
    this.normalized = normalized;
    this.#mayMatter = mayMatter;
  }

  takeToken(token: ScannedToken): void {
    if (isDropped(this.normalized.text, token)) return;
    const { units } = token;
    // Two words may be of interest as the one that they are together.
    const joined = joinedText(units);
    if (joined !== null && this.#mayMatter(joined)) this.#found.push({ token, units, position: this.#position });
    else {
      for (const [offset, unit] of units.entries()) {
        if (this.#matters(unit)) this.#found.push({ token, units: [unit], position: this.#position + offset });
      }
    }
    this.#position += units.length;
  }

  takePlainWord(start: number, end: number, lines: LineCases): void {
    const { text } = this.normalized;
    // The case of a line is told by its first word, be it of interest or not.
    lines.at(start);
    // Most words begin otherwise than those of interest.
    if (end - start > 1 && this.#mayMatter.mayBegin?.(smallUnit(text, start), smallUnit(text, start + 1)) === false) {
      this.#position += 1;
      return;
    }
    const word = foldWord(foldYo(text.slice(start, end)));
    if (this.#mayMatter(word)) this.takeToken(plainToken(text, start, end, lines));
    // One letter may be dropped, which is no place then.
    else if (word.length > 1 || !isDroppedLetter(text, end, word)) this.#position += 1;
  }

  spans(): WordSpan[] {
    const spans: WordSpan[] = [];
    for (const { token, position, units } of this.#found) {
      for (const { form, terms, offset, isWhole = false } of internToken(units).words) {
        const unit = units[offset];
        if (unit === undefined || !(isWhole || this.#matters(unit))) continue;
        const place = isWhole ? token : unit;
        const start = this.normalized.toOriginalStart(place.start);
        const end = this.normalized.toOriginalEnd(place.end);
        const span = { start, end, terms, form, position: position + offset };
        spans.push(isWhole ? { ...span, isWhole } : span);
      }
    }
    return spans;
  }

  /** The units that {@link spans} makes tokens of. */
  lookedUp(): (readonly Unit[])[] {
    return this.#found.map(({ units }) => units);
  }

  #matters(unit: Unit): boolean {
    if (unit.kind === "word") return this.#mayMatter(unit.text);
    return unit.beginnings === undefined || unit.beginnings.some(this.#mayMatter);
  }
}
