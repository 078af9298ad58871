/**
 * Which articles match a reader's query, and which have all of it: a reference that knows nothing of indexes. Articles
 * are rows of words, a phrase is looked for at every place, a query is a tree that was never parsed.
 */
import type { NameEvidence } from "../../src/index/shared.ts";
import { russianAnalyzer, type TermAlternative } from "../../src/russian/words.ts";
import type { MatchMode } from "../../src/search-api.ts";
import { nameEvidence, queryAlternatives, withKin } from "../support/inside/russian-query-words.ts";
import { joinedTerm, scanTokens, type Unit } from "../support/inside/russian-tokenizer.ts";

/** A clause between two bars. Each word is one word: «нью-йорк» is, «нью йорк» is two. */
export type ReferenceClause =
  | { readonly kind: "word"; readonly word: string; readonly field: "title" | null }
  | {
      readonly kind: "phrase";
      readonly words: readonly ReferencePhraseWord[];
      readonly field: "title" | null;
      /** True in quotation marks, without another sign. */
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

/**
 * Null for no match; else whether the article has all that is asked for. `index`: all articles, which tell names from
 * words.
 */
export function matchReference(
  groups: readonly ReferenceGroup[],
  article: ReferenceArticle,
  index: readonly ReferenceArticle[],
  match: MatchMode,
): { readonly hasAll: boolean } | null {
  const found = matchAny(groups, article, index, match);
  if (found === null || match === "all" || !groups.some(isDate)) return found;
  const words = groups.filter((group) => !isDate(group));
  const dates = groups.filter(isDate);
  const holds = (some: readonly ReferenceGroup[], one: ReferenceArticle): boolean =>
    matchAny(some, one, index, match) !== null;
  const hasWord = (one: ReferenceArticle): boolean => holds(groups, one) && words.some(isAsked) && holds(words, one);
  const hasDates = (one: ReferenceArticle): boolean =>
    dates.every((date) => holds([...words.filter((group) => !isAsked(group)), date], one));
  // What has the dates, and of that what has a word; else what has a word; the dates find alone where nothing has one.
  const isOfDates = (one: ReferenceArticle): boolean => hasDates(one) && (!words.some(isAsked) || hasWord(one));
  const ways = match === "auto" && countWords(groups) <= 4 ? [isOfDates, hasWord] : [isOfDates];
  const chosen = ways.find((isChosen) => index.some(isChosen)) ?? (() => true);
  return chosen(article) ? found : null;
}

/** One that stands for itself, and finds. */
function isDate({ alternatives, isExcluded }: ReferenceGroup): boolean {
  const [clause, second] = alternatives;
  const isPlain = !isExcluded && second === undefined && clause?.kind === "word" && clause.field === null;
  return isPlain && /^\d\d\.\d\d\.\d{4}$/.test(clause.word);
}

function isAsked({ alternatives, isExcluded }: ReferenceGroup): boolean {
  return !isExcluded && !alternatives.every(({ kind }) => kind === "source");
}

function matchAny(
  groups: readonly ReferenceGroup[],
  article: ReferenceArticle,
  index: readonly ReferenceArticle[],
  match: MatchMode,
): { readonly hasAll: boolean } | null {
  const rows = rowsOf(article);
  const triesKin = countWords(groups) <= 4;
  const corpus = index.map(rowsOf);
  const groupHolds = ({ alternatives, isExcluded }: ReferenceGroup): boolean =>
    alternatives.some((clause) => clauseHolds(clause, rows, article.source, { isExcluded, triesKin }, corpus));
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
  { isExcluded, triesKin }: { readonly isExcluded: boolean; readonly triesKin: boolean },
  corpus: Corpus,
): boolean {
  if (clause.kind === "source") {
    const named = [source ?? "", (source ?? "").replaceAll(".", " ")];
    const word = { word: clause.word, isExactForm: false };
    return named.some((name) => phraseHolds([word], wordRow(name), () => false));
  }
  const ofField = (all: readonly WordRow[]): readonly WordRow[] => (clause.field === "title" ? all.slice(0, 1) : all);
  const looked = ofField(rows);
  const isName = (evidence: NameEvidence): boolean => isSurelyName(corpus.map(ofField), evidence);
  return clause.kind === "word"
    ? wordHolds(clause.word, looked, isExcluded || clause.field !== null, isName, triesKin)
    : looked.some((row) => phraseHolds(clause.words, row, isName));
}

/** Words by article, title first. */
type Corpus = readonly (readonly WordRow[])[];
type IsName = (evidence: NameEvidence) => boolean;

/** Tells whether most fields of articles that have the word's term have it of a name. */
function isSurelyName(corpus: Corpus, { term, mark }: NameEvidence): boolean {
  const count = (one: string): number => corpus.flat().filter((row) => countIn(row, one) > 0).length;
  return count(term) > 0 && count(mark) / count(term) >= 0.6;
}

/**
 * All terms of one alternative, each in whichever field; where the word is asked for by a sign, in one where not every
 * occurrence is of another word, and by no guess if it is a name.
 */
function wordHolds(
  word: string,
  rows: readonly WordRow[],
  excludeHomographs: boolean,
  isName: IsName,
  triesKin: boolean,
): boolean {
  const isThere = (term: string, homographs: readonly string[]): boolean =>
    rows.some((row) => {
      const others = excludeHomographs ? homographs.reduce((sum, homograph) => sum + countIn(row, homograph), 0) : 0;
      return countIn(row, term) > others;
    });
  const words = russianAnalyzer.analyzeQuery(word);
  const asked = triesKin && !excludeHomographs ? words.map(withKin) : words;
  return asked.every(({ alternatives, nameEvidence: evidence }) => {
    const takesGuesses = !excludeHomographs || evidence === undefined || !isName(evidence);
    return alternatives.some(
      ({ terms, homographs = [], isGuess }) =>
        (takesGuesses || isGuess !== true) && terms.every((term) => isThere(term, homographs)),
    );
  });
}

function countIn(row: WordRow, term: string): number {
  return row.filter((place) => place.has(term)).length;
}

/** Terms at each place, each with its forms and the number of places that these take. */
type WordRow = readonly ReadonlyMap<string, readonly { readonly form: string; readonly length: number }[]>[];

function rowsOf({ title, lead, text }: ReferenceArticle): readonly WordRow[] {
  return [title ?? "", `${lead}\n\n${text}`].map(wordRow);
}

function wordRow(text: string): WordRow {
  const row: Map<string, { form: string; length: number }[]>[] = [];
  for (const { words } of russianAnalyzer.tokenize(text)) {
    const first = row.length;
    for (const { form, terms } of words.filter(({ isWhole }) => isWhole !== true)) {
      row.push(new Map(terms.map((term) => [term, [{ form, length: 1 }]])));
    }
    for (const { form, terms } of words.filter(({ isWhole }) => isWhole === true)) {
      for (const term of terms) {
        row[first]?.set(term, [...(row[first]?.get(term) ?? []), { form, length: 2 }]);
      }
    }
  }
  return row;
}

function phraseHolds(words: readonly ReferencePhraseWord[], row: WordRow, isName: IsName): boolean {
  return row.some((_, start) => standsAt(words, 0, row, start, isName));
}

function standsAt(
  words: readonly ReferencePhraseWord[],
  next: number,
  row: WordRow,
  position: number,
  isName: IsName,
): boolean {
  const word = words[next];
  if (word === undefined) return true;
  return lengthsAt(word, row, position, isName).some((length) =>
    standsAt(words, next + 1, row, position + length, isName),
  );
}

/** Lists the numbers of places that the word may take there. */
function lengthsAt(
  { word, isExactForm }: ReferencePhraseWord,
  row: WordRow,
  position: number,
  isName: IsName,
): number[] {
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
  if (units.every((unit, i) => unitStandsAt(unit, row, position + i, isName))) {
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

function unitStandsAt(unit: Unit, row: WordRow, position: number, isName: IsName): boolean {
  return queryAlternatives([unit], CONTEXT).some((way) => {
    const form = oneFormAt(way, row, position);
    if (form === undefined) return false;
    const { terms, homographs = [], isGuess } = way;
    const isPlural = /^[ое]в$/.test(form.slice(terms[0]?.length));
    if (!isPlural && homographs.some((homograph) => row[position]?.has(homograph))) return false;
    const evidence = isGuess === true ? nameEvidence([unit], CONTEXT) : undefined;
    return evidence === undefined || !isName(evidence) || (unit.kind === "word" && isFormOfName(unit.text, form));
  });
}

/** The names among the words of the test: a surname and a country. */
function isFormOfName(word: string, form: string): boolean {
  const asSurname = /^лавров[ауыео]?$/;
  if (asSurname.test(word)) return asSurname.test(form);
  return word === form || (/^кита[йяюе]$/.test(word) && /^кита[йяюе]$/.test(form));
}

/** Finds the form of a word that takes one place. */
function oneFormAt({ terms }: TermAlternative, row: WordRow, position: number): string | undefined {
  const [term] = terms;
  const found = terms.length === 1 && term !== undefined ? row[position]?.get(term) : undefined;
  return found?.find(({ length }) => length === 1)?.form;
}
