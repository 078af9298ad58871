/**
 * Converts units to a token, the value that MiniSearch takes from `tokenize` and gives to `processTerm` (pure): the
 * last token filters. What a query tries is query-alternatives.ts.
 *
 * A word gives its stem, a name its case stems too and the marks of a name, an abbreviation also itself.
 */

import type { TokenWord } from "../../index/shared.ts";
import type { Token } from "../analyzer.ts";
import type { WordBook } from "../dictionary/russian-dictionary.ts";
import { abbreviationTerm, nameTerm, surnameStem } from "../words/marked-terms.ts";
import { beginsWithCaseTerm, caseTerms, LESSER_SHARE, termBook, wordsOfCases, wordTerms } from "../words/word-terms.ts";
import { joinedTerm, wordsOfUnits } from "./hyphen.ts";
import type { LiteralUnit, Unit, WordUnit } from "./unit.ts";

/** MiniSearch's types call a token a string, and its code never looks into one. */
class IndexToken extends String {
  readonly words: readonly TokenWord[];
  readonly terms: readonly string[];

  constructor(units: readonly Unit[]) {
    const parts = units.map(wordOfUnit);
    const text = formOfUnits(units);
    const joined = joinedTerm(units);
    super(text);
    this.words = joined === undefined ? parts : [{ form: text, terms: [joined], offset: 0, isWhole: true }, ...parts];
    this.terms =
      parts.length === 1
        ? (parts[0]?.terms ?? [])
        : [...new Set([...parts.flatMap(({ terms }) => terms), ...(joined === undefined ? [] : [joined])])];
  }
}

export function createToken(units: readonly Unit[]): Token {
  return new IndexToken(units) as unknown as Token;
}

/** Lists the lookups of {@link createToken} and {@link tokenKey} for tokens by their units. */
export function* unitBook(tokens: readonly (readonly Unit[])[]): WordBook {
  yield* termBook(tokens.flatMap(wordsOfUnits));
  yield tokens.flat().flatMap((unit) => {
    if (unit.kind === "word") return unit.hasCaseStems ? wordsOfCases([unit.text]) : [];
    return wordsOfCases(unit.beginnings ?? []);
  });
}

/** Tells whether `tokenize` made the token; else it is a caller's string. */
export function isToken(token: string): token is Token {
  return (token as unknown) instanceof IndexToken;
}

/**
 * Makes the key of a token in tables: the places of units do not count. Units have no white space in their words and
 * terms, and a word is never empty.
 */
export function tokenKey(units: readonly Unit[]): string {
  const [first] = units;
  return units.length === 1 && first !== undefined ? unitKey(first) : units.map(unitKey).join("\n");
}

function wordOfUnit(unit: Unit, offset: number): TokenWord {
  return { form: formOfUnits([unit]), terms: unit.kind === "word" ? termsOfWord(unit) : literalTerms(unit), offset };
}

/** The form of the whole of them; no word is looked up for it. */
export function formOfUnits(units: readonly Unit[]): string {
  return units.map((unit) => (unit.kind === "word" ? unit.text : (literalTerms(unit)[0] ?? ""))).join("-");
}

function termsOfWord({ text, hasCaseStems, isName, isAbbreviation, alsoIndexed }: WordUnit): readonly string[] {
  const own = wordTerms(text).flatMap(({ term, share }) => (share < LESSER_SHARE ? [term, nameTerm(term)] : [term]));
  const [stemmed = text] = own;
  const cased = hasCaseStems ? caseTerms(text) : [];
  const surname = hasCaseStems ? surnameStem(text) : undefined;
  const terms = [
    ...own,
    ...cased,
    ...(surname === undefined ? [] : [nameTerm(surname)]),
    ...(isName && cased.length > 0 && !beginsWithCaseTerm(stemmed, cased) ? [nameTerm(stemmed)] : []),
    ...(isAbbreviation ? [abbreviationTerm(text)] : []),
    ...alsoIndexed,
  ];
  return terms.length === 1 ? terms : [...new Set(terms)];
}

/** The terms of a literal, each once. */
function literalTerms({ alternatives, indexed, alsoIndexed = [] }: LiteralUnit): string[] {
  return [...new Set([...(indexed ?? alternatives.flatMap(({ terms }) => terms)), ...alsoIndexed])];
}

function unitKey(unit: Unit): string {
  if (unit.kind === "literal") return ` ${literalTerms(unit).join(" ")}`;
  const flags = (unit.hasCaseStems ? 1 : 0) + (unit.isName ? 2 : 0) + (unit.isAbbreviation ? 4 : 0);
  if (unit.alsoIndexed.length > 0) return `${unit.text} ${flags} ${unit.alsoIndexed.join(" ")}`;
  return flags === 0 ? unit.text : `${unit.text} ${flags}`;
}
