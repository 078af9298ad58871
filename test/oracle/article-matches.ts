/**
 * Which articles match a reader's query, and which have all of it: a reference that knows nothing of indexes. Articles are
 * rows of words, a phrase is looked for at every place, a query is a tree that was never parsed.
 */
import type { TermAlternative } from "../../src/analysis/analyzer.ts";
import { joinedTerm } from "../../src/analysis/hyphen.ts";
import { queryAlternatives } from "../../src/analysis/query-alternatives.ts";
import { russianAnalyzer } from "../../src/analysis/russian-analyzer.ts";
import { decodeToken } from "../../src/analysis/token.ts";
import { scanTokens } from "../../src/analysis/tokenizer.ts";
import type { MatchMode } from "../../src/search-api.ts";

/** What is between two bars. Each word is one word: «нью-йорк» is, «нью йорк» is two. */
export type ReferenceClause =
  | { readonly kind: "word"; readonly word: string; readonly field: "title" | null }
  | {
      readonly kind: "phrase";
      readonly words: readonly ReferencePhraseWord[];
      readonly field: "title" | null;
      /** In quotation marks, and no other sign. */
      readonly isQuotation: boolean;
    }
  | { readonly kind: "source"; readonly word: string };

export interface ReferencePhraseWord {
  readonly word: string;
  readonly isExactForm: boolean;
}

export interface ReferenceGroup {
  readonly alternatives: readonly ReferenceClause[];
  readonly isExcluded: boolean;
}

export interface ReferenceArticle {
  readonly title: string | null;
  readonly lead: string;
  readonly text: string;
  readonly source: string | null;
}

/** Null for no match; else whether the article has all that is asked for. */
export function matchReference(
  groups: readonly ReferenceGroup[],
  article: ReferenceArticle,
  match: MatchMode,
): { readonly hasAll: boolean } | null {
  const rows = [article.title ?? "", article.lead, article.text].map(wordRow);
  const groupHolds = ({ alternatives, isExcluded }: ReferenceGroup): boolean =>
    alternatives.some((clause) => clauseHolds(clause, rows, article.source, isExcluded));
  const isFilter = ({ alternatives }: ReferenceGroup): boolean => alternatives.every(({ kind }) => kind === "source");
  if (groups.some((group) => group.isExcluded && groupHolds(group))) return null;
  const positive = groups.filter(({ isExcluded }) => !isExcluded);
  if (!positive.filter(isFilter).every(groupHolds)) return null;
  const asked = positive.filter((group) => !isFilter(group));
  const telling = asked.filter((group) => !isPlainStopWord(group));
  const words = telling.length > 0 ? telling : asked;
  if (words.length === 0) return groups.length > 0 ? { hasAll: true } : null;
  const isPasted = match === "auto" && countWords(groups) > 4;
  const isStrict = ({ alternatives }: ReferenceGroup): boolean =>
    alternatives.every((clause) => clauseIsStrict(clause, isPasted));
  const hasAll = words.every(groupHolds);
  if (match === "all") return hasAll ? { hasAll } : null;
  if (match === "auto" && !words.filter(isStrict).every(groupHolds)) return null;
  if (match === "auto" && words.some(isStrict)) return { hasAll };
  const loose = isPasted ? words.flatMap(loosen) : words;
  return loose.some(groupHolds) ? { hasAll } : null;
}

function clauseIsStrict(clause: ReferenceClause, isPasted: boolean): boolean {
  if (clause.kind === "word") return clause.field !== null;
  return clause.kind === "source" || !(isPasted && clause.isQuotation);
}

/** The words of a quotation that stands alone, but for stop words. */
function loosen(group: ReferenceGroup): ReferenceGroup[] {
  const [clause, second] = group.alternatives;
  if (clause?.kind !== "phrase" || !clause.isQuotation || second !== undefined) return [group];
  const telling = clause.words.filter(({ word }) => !isStopWord(word));
  if (telling.length === 0) return [group];
  return telling.map(({ word }) => ({ alternatives: [{ kind: "word", word, field: null }], isExcluded: false }));
}

function isPlainStopWord({ alternatives }: ReferenceGroup): boolean {
  const [clause] = alternatives;
  return alternatives.length === 1 && clause?.kind === "word" && clause.field === null && isStopWord(clause.word);
}

function isStopWord(word: string): boolean {
  return russianAnalyzer.analyzeQuery(word)[0]?.isStopWord === true;
}

function countWords(groups: readonly ReferenceGroup[]): number {
  return groups
    .flatMap(({ alternatives }) => alternatives)
    .reduce((sum, clause) => sum + (clause.kind === "phrase" ? clause.words.length : 1), 0);
}

function clauseHolds(
  clause: ReferenceClause,
  rows: readonly WordRow[],
  source: string | null,
  needsOwn: boolean,
): boolean {
  if (clause.kind === "source") {
    const named = [source ?? "", (source ?? "").replaceAll(".", " ")];
    return named.some((name) => phraseHolds([{ word: clause.word, isExactForm: false }], wordRow(name)));
  }
  const looked = clause.field === "title" ? rows.slice(0, 1) : rows;
  return clause.kind === "word"
    ? wordHolds(clause.word, looked, needsOwn)
    : looked.some((row) => phraseHolds(clause.words, row));
}

/**
 * All terms of one alternative, each in whichever field; where the word is excluded, in one where not every occurrence is
 * of another word.
 */
function wordHolds(word: string, rows: readonly WordRow[], needsOwn: boolean): boolean {
  const isThere = (term: string, rivals: readonly string[]): boolean =>
    rows.some((row) => {
      const others = needsOwn ? rivals.reduce((sum, rival) => sum + countIn(row, rival), 0) : 0;
      return countIn(row, term) > others;
    });
  const alternativeHolds = ({ terms, rivals = [] }: TermAlternative): boolean =>
    terms.every((term) => isThere(term, rivals));
  return russianAnalyzer.analyzeQuery(word).every(({ alternatives }) => alternatives.some(alternativeHolds));
}

function countIn(row: WordRow, term: string): number {
  return row.filter((place) => place.has(term)).length;
}

/** At each place the terms there, each with its forms and how many places these take. */
type WordRow = readonly ReadonlyMap<string, readonly { readonly form: string; readonly length: number }[]>[];

function wordRow(text: string): WordRow {
  const row: Map<string, { form: string; length: number }[]>[] = [];
  for (const token of russianAnalyzer.tokenize(text)) {
    const units = decodeToken(token);
    const first = row.length;
    for (const unit of units) {
      const form = unit.kind === "word" ? unit.text : (unit.terms[0] ?? "");
      const terms = russianAnalyzer.processTerm(token).length > 0 ? termsOfUnit(token, row.length - first) : [];
      row.push(new Map(terms.map((term) => [term, [{ form, length: 1 }]])));
    }
    const joined = joinedTerm(units);
    const place = row[first];
    if (joined === undefined || place === undefined) continue;
    const form = units.map((unit) => (unit.kind === "word" ? unit.text : "")).join("-");
    place.set(joined, [...(place.get(joined) ?? []), { form, length: 2 }]);
  }
  return row;
}

/** What one part of a token is indexed by: the part, tokenized alone, has its marks. */
function termsOfUnit(token: string, place: number): string[] {
  return russianAnalyzer.processTerm(token.split("\ue003")[place] ?? "");
}

function phraseHolds(words: readonly ReferencePhraseWord[], row: WordRow): boolean {
  return row.some((_, start) => standsAt(words, 0, row, start));
}

function standsAt(words: readonly ReferencePhraseWord[], next: number, row: WordRow, position: number): boolean {
  const word = words[next];
  if (word === undefined) return true;
  return lengthsAt(word, row, position).some((length) => standsAt(words, next + 1, row, position + length));
}

/** How many places the word may take there. */
function lengthsAt({ word, isExactForm }: ReferencePhraseWord, row: WordRow, position: number): number[] {
  const [token] = scanTokens(word);
  const units = token?.units ?? [];
  if (isExactForm) {
    const isThere = units.every((unit, i) => {
      const forms = [...(row[position + i]?.values() ?? [])].flat().map(({ form }) => form);
      return unit.kind === "word" ? forms.includes(unit.text) : forms.includes(unit.alternatives[0]?.terms[0] ?? "");
    });
    return isThere ? [units.length] : [];
  }
  const lengths: number[] = [];
  if (units.every((unit, i) => queryAlternatives([unit], CONTEXT).some((one) => oneTermAt(one, row, position + i)))) {
    lengths.push(units.length);
  }
  const [only] = units;
  if (units.length === 1 && only !== undefined) {
    for (const { terms } of queryAlternatives([only], CONTEXT).filter((one) => one.terms.length > 1)) {
      if (terms.every((term, i) => row[position + i]?.has(term))) lengths.push(terms.length);
    }
  }
  // A word of two parts that the text writes together; and one word that it writes in two parts.
  const written = units.length === 1 ? queryAlternatives(units, CONTEXT).flatMap(({ terms }) => terms) : [];
  const joined = joinedTerm(units);
  for (const term of joined === undefined ? written : [joined]) {
    for (const { length } of row[position]?.get(term) ?? []) if (units.length > 1 || length > 1) lengths.push(length);
  }
  return lengths;
}

const CONTEXT = { capitalsTell: false };

function oneTermAt({ terms }: TermAlternative, row: WordRow, position: number): boolean {
  const [term] = terms;
  const found = terms.length === 1 && term !== undefined ? row[position]?.get(term) : undefined;
  return found?.some(({ length }) => length === 1) === true;
}
