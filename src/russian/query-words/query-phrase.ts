/**
 * A phrase of a query (pure): the terms that may stand at each of its places, as a graph, since some words
 * have several spellings of different lengths (нью-йоркский and ньюйоркский, т 34 and Т-34).
 */

import type {
  PhraseEdge as IndexPhraseEdge,
  PhraseGraph as IndexPhraseGraph,
  NameEvidence,
  PhraseForms,
} from "../../index/shared.ts";
import type { TermAlternative } from "../analyzer.ts";
import { readWords } from "../dictionary/russian-dictionary.ts";
import { joinedTerm } from "../tokenizer/hyphen.ts";
import { scanTokens } from "../tokenizer/tokenizer.ts";
import { isStopToken, type ScannedToken, type Unit } from "../tokenizer/unit.ts";
import { isAbbreviationTerm, surnameStem } from "../words/marked-terms.ts";
import { type NormalizedText, normalizeUnicode } from "../words/unicode-normalization.ts";
import { caseTerms, termOfWord, wordsOfCases } from "../words/word-terms.ts";
import { nameEvidence, queryAlternatives, tellingParts, type WordContext } from "./query-alternatives.ts";
import { joinedTermOf } from "./query-analysis.ts";

/**
 * The necessary condition of one word of the phrase, wherever it stands: one alternative of every unit, or one of the
 * others. Wider than the graph.
 */
export interface PhraseWord {
  readonly units: readonly (readonly TermAlternative[])[];
  /** Number of informative units: they count as one word, each by its share. */
  readonly parts: number;
  readonly others: readonly TermAlternative[];
  readonly isStopWord: boolean;
}

export interface QueryPhrase {
  readonly graph: PhraseGraph;
  readonly words: readonly PhraseWord[];
  /** Offset of the text beyond the longest phrase, which is left out; else its length. */
  readonly usedLength: number;
}

/**
 * Longest phrase, a long sentence; bounds the reads of a phrase. Users of Elasticsearch and Lucene find this long
 * enough.
 */
const MAX_PHRASE_WORDS = 32;

/**
 * `isExactForm`: of all words; else of those alone that an exclamation mark stands before. Null where there is no word.
 */
export function analyzePhrase(text: string, isExactForm: boolean): QueryPhrase | null {
  const normalized = normalizeUnicode(text);
  const tokens = scanTokens(normalized.text, { maxTokens: MAX_PHRASE_WORDS + 1 });
  const used = tokens.slice(0, MAX_PHRASE_WORDS);
  const beyond = tokens[MAX_PHRASE_WORDS];
  if (used.length === 0) return null;
  const hasSmallLetters = /\p{Ll}/u.test(text);
  const isInCapitals = !hasSmallLetters && /\p{Lu}/u.test(text);
  const builder = new PhraseBuilder(normalized.text, used);
  for (const [i, token] of used.entries()) {
    if (isExactForm || isMarkedExact(text, normalized, token)) builder.addExact(token);
    else builder.add(token, { capitalsTell: hasSmallLetters && i > 0, isInCapitals });
  }
  const usedLength = beyond === undefined ? text.length : normalized.toOriginalStart(beyond.start);
  return { ...builder.finish(), usedLength };
}

/** `!слово` inside a phrase. */
function isMarkedExact(text: string, normalized: NormalizedText, token: ScannedToken): boolean {
  const start = normalized.toOriginalStart(token.start);
  return text[start - 1] === "!" && (start === 1 || /[\s([{]/.test(text[start - 2] ?? ""));
}

/** Puts the graph together, token by token. */
class PhraseBuilder {
  readonly #text: string;
  readonly #tokens: readonly ScannedToken[];
  readonly #edges: PhraseEdge[] = [];
  readonly #words: PhraseWord[] = [];
  #nodes = 1;
  /** The node at which the token at hand begins, and the one before it. */
  #start = 0;
  #before = 0;
  /** The term of this token and the next one written together. */
  #joinedBefore: string | undefined;

  constructor(text: string, tokens: readonly ScannedToken[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  /** A word in all its forms. */
  add(token: ScannedToken, context: WordContext): void {
    const units = token.units.map((unit) => queryAlternatives([unit], context));
    const whole = token.units.length > 1 ? joinedTerm(token.units) : undefined;
    const [only] = units;
    const rows = units.length === 1 ? (only ?? []).map(({ terms }) => terms).filter((terms) => terms.length > 1) : [];
    const inner = units.slice(1).map(() => this.#addNode());
    const innerOfRows = rows.map((terms) => terms.slice(1).map(() => this.#addNode()));
    const end = this.#addNode();
    const nodes = [this.#start, ...inner, end];
    for (const [i, unit] of token.units.entries()) {
      this.#addWays(nodes[i] ?? 0, nodes[i + 1] ?? 0, units[i] ?? [], (way) => phraseGuess(unit, way, context));
    }
    for (const [i, terms] of rows.entries()) this.#addPath([this.#start, ...(innerOfRows[i] ?? []), end], terms);
    const others = whole === undefined ? [] : [{ terms: [whole], weight: 1 }];
    if (whole !== undefined) this.#addEdge(this.#start, end, [whole], null);
    this.#words.push({
      units,
      parts: tellingParts(token.units),
      others: [...others, ...this.#joinNeighbours(token, end)],
      isStopWord: isStopToken(token.units),
    });
    this.#moveTo(end);
  }

  /** A word in the very form that stands there. */
  addExact({ units }: ScannedToken): void {
    const inner = units.slice(1).map(() => this.#addNode());
    const nodes = [this.#start, ...inner, this.#addNode()];
    const terms = units.map(firstTerm);
    for (const [i, unit] of units.entries()) {
      this.#addEdge(nodes[i] ?? 0, nodes[i + 1] ?? 0, terms.slice(i, i + 1), unit.kind === "word" ? unit.text : null);
    }
    this.#words.push({
      units: terms.map((term) => [{ terms: [term], weight: 1 }]),
      parts: tellingParts(units),
      others: [],
      isStopWord: isStopToken(units),
    });
    this.#joinedBefore = undefined;
    this.#moveTo(nodes.at(-1) ?? 0);
  }

  finish(): Pick<QueryPhrase, "graph" | "words"> {
    const edges = this.#edges.filter(({ terms }) => terms.length > 0).sort((a, b) => a.from - b.from);
    return { graph: { nodes: this.#nodes, edges }, words: this.#words };
  }

  /** «т 34» is т34 as well: a way past both tokens, and another alternative of each. */
  #joinNeighbours(token: ScannedToken, end: number): TermAlternative[] {
    const before = this.#joinedBefore;
    if (before !== undefined) this.#addEdge(this.#before, end, [before], null);
    const after = joinedTermOf(this.#text, token, this.#tokens[this.#words.length + 1]);
    this.#joinedBefore = after;
    return [before, after].filter((term) => term !== undefined).map((term) => ({ terms: [term], weight: 1 }));
  }

  /** Adds ways. Certain ones without homographs share one edge; any other has its own. */
  #addWays(
    from: number,
    to: number,
    alternatives: readonly TermAlternative[],
    guessOf: (way: TermAlternative) => PhraseGuess | undefined,
  ): void {
    const sure: string[] = [];
    for (const way of alternatives.filter(({ terms }) => terms.length === 1)) {
      const guess = guessOf(way);
      const { terms, homographs } = way;
      if (guess === undefined && homographs === undefined) sure.push(...terms);
      else this.#edges.push({ from, to, terms, form: null, homographs, guess });
    }
    this.#addEdge(from, to, sure, null);
  }

  #addPath(nodes: readonly number[], terms: readonly string[]): void {
    for (const [i, term] of terms.entries()) this.#addEdge(nodes[i] ?? 0, nodes[i + 1] ?? 0, [term], null);
  }

  #addEdge(from: number, to: number, terms: readonly string[], form: string | null): void {
    this.#edges.push({ from, to, terms, form });
  }

  #addNode(): number {
    this.#nodes += 1;
    return this.#nodes - 1;
  }

  #moveTo(end: number): void {
    this.#before = this.#start;
    this.#start = end;
  }
}

function firstTerm(unit: Unit): string {
  return unit.kind === "word" ? termOfWord(unit.text) : (unit.alternatives[0]?.terms[0] ?? "");
}

// Which forms a guess among the terms of a phrase may stand in. Грузии and груза share the stem груз; in
// «президент Грузии» the stem counts where a form of Грузия stands, in small letters too, and not where груз does.
//
// Of a word that is no name (новая, новых) every form counts: by what an index tells (NameEvidence).

/** A word of a phrase that may be a name, an abbreviation, or neither. */
interface PhraseGuess {
  /** The word as typed, folded. */
  readonly word: string;
  readonly isAbbreviation: boolean;
  /** Evidence in the index that the word is a name; null if the query's capitals say so. */
  readonly evidence: NameEvidence | null;
}

/** Finds the guess of one way to match a unit; undefined if the way is certain. */
function phraseGuess(unit: Unit, { terms, isGuess }: TermAlternative, context: WordContext): PhraseGuess | undefined {
  if (unit.kind === "literal") return undefined;
  const word = unit.text;
  if (unit.isAbbreviation) {
    return isAbbreviationTerm(terms[0] ?? "") ? undefined : { word, isAbbreviation: true, evidence: null };
  }
  if (isGuess !== true) return undefined;
  if (unit.isCapitalized && context.capitalsTell) return { word, isAbbreviation: false, evidence: null };
  const evidence = nameEvidence([unit], context);
  if (evidence === undefined) return undefined;
  return { word, isAbbreviation: isAbbreviationTerm(evidence.mark), evidence };
}

/** Tells whether a folded form may stand on an edge of a settled graph. */
export function mayStandOn({ form: wanted, guess }: PhraseEdge, form: string): boolean {
  if (wanted !== null) return form === wanted;
  if (guess === undefined || form === guess.word) return true;
  if (!guess.isAbbreviation) return isFormOfName(guess.word, form);
  return form.startsWith(guess.word) && ABBREVIATION_ENDING.test(form.slice(guess.word.length));
}

/**
 * Tells whether a homograph at the same place means another word. Not of Выборов, the genitive of выборы, which at the
 * beginning of a sentence looks as a surname does.
 */
export function isHomographForm(term: string, form: string): boolean {
  return !GENITIVE_PLURAL.test(form.slice(term.length));
}

const GENITIVE_PLURAL = /^[ое]в$/;

/** МИДа, ВУЗом; but опеки is no form of ОПЕК. */
const ABBREVIATION_ENDING = /^(?:[ауе]|ом)?$/;

/** Whole words alone: новая and новой are one adjective, and of one paradigm. */
const ADJECTIVE_ENDING = /(?:[ыио]й|[ая]я|[ое]е|[ыи]е|его|ого|ему|ому|[ыи]м|[ую]ю|[ыи]х|[ыи]ми|ою|ею)$/;

/** Tells whether both may be forms of one name, by their case endings. */
export function isFormOfName(word: string, form: string): boolean {
  if (form === word) return true;
  const surname = surnameStem(word);
  if (surname !== undefined) return surnameStem(form) === surname;
  if (isAdjectiveForm(word) && isAdjectiveForm(form)) return true;
  const stems = stemsOfNoun(word);
  return stemsOfNoun(form).some((stem) => stems.includes(stem));
}

/** The words that {@link mayStandOn} looks up. */
export function wordsOfForm({ guess }: PhraseEdge, form: string): string[] {
  return guess === undefined || guess.isAbbreviation ? [] : wordsOfCases([guess.word, form]);
}

/** Tells whether a word ends as a form of an adjective does; so do some other words (Китая, Сергей). */
export function isAdjectiveForm(word: string): boolean {
  return ADJECTIVE_ENDING.test(word);
}

/**
 * Lists the stems of a genitive plural. The case stems read Новостей and Патриотов as names such as Андрей and Лавров.
 */
function stemsOfNoun(word: string): readonly string[] {
  const plural = word.replace(/(?:[ое]в|ей)$/, "");
  return plural === word ? caseTerms(word) : [...caseTerms(word), plural];
}

/** One word of a text: any of the terms, in that form where one is named (folded: lower case, ё as е). */
export interface PhraseEdge extends IndexPhraseEdge {
  readonly form: string | null;
  /** The terms are guesses: right in the forms alone that a name has, where the word is one. */
  readonly guess?: PhraseGuess | undefined;
}

export type PhraseGraph = IndexPhraseGraph<PhraseEdge>;

/**
 * The forms of two words with a hyphen as a whole (wordsOfToken): it takes two positions, its first part's and the
 * next.
 */
const WHOLE_FORM = /^\p{L}+-\p{L}+$/u;

/** The forms of Russian words in phrases. */
export const russianPhraseForms: PhraseForms = {
  read: (asked: Iterable<readonly [PhraseEdge, readonly string[]]>) =>
    readWords(() => [[...asked].flatMap(([edge, forms]) => forms.flatMap((form) => wordsOfForm(edge, form)))]),
  stepOf(edge: PhraseEdge, form: string): number {
    if (!mayStandOn(edge, form)) return 0;
    return WHOLE_FORM.test(form) ? 2 : 1;
  },
  isHomographForm,
};
