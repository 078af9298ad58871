/**
 * Which words of a text are those that a query asks for: of the words that share a term with one of the query, those
 * that are a form of it, and of the words of a phrase, those that stand in it.
 */

import { groupBy } from "../keyed.ts";
import type { WordPredicate, WordSpan } from "./analyzer.ts";
import type { WordBook } from "./dictionary/russian-dictionary.ts";
import {
  isAdjectiveForm,
  isFormOfName,
  isHomographForm,
  mayStandOn,
  type PhraseEdge,
  type PhraseGraph,
  wordsOfForm,
} from "./query-words/query-phrase.ts";
import { russianAnalyzer, scanBook } from "./russian-analyzer.ts";
import { isAbbreviationTerm, nameTerm, surnameStem } from "./words/marked-terms.ts";
import { isStopWord } from "./words/stop-words.ts";
import {
  isCommonWord,
  isLemma,
  LESSER_SHARE,
  termBook,
  termOfWord,
  wordsOfCases,
  wordTerms,
} from "./words/word-terms.ts";

/** The words of a query that are searched for in texts. */
interface AskedWords {
  /** The words as they were typed, folded. */
  readonly typed: readonly string[];
  readonly phrases: readonly PhraseGraph[];
  /** Lets through every word that may hold a term of these. */
  readonly mayMatter: WordPredicate;
  /** Tells whether a term is one of the words', in a phrase or not. */
  isAsked(term: string): boolean;
}

/**
 * Lists the lookups of a scan of texts for the words of a query, then of {@link judgeWord} and {@link findPhraseWords}.
 */
export function* textBook(texts: readonly string[], { typed, phrases, mayMatter, isAsked }: AskedWords): WordBook {
  yield* scanBook(texts, mayMatter);
  const spans = texts.flatMap((text) => russianAnalyzer.scanWords(text, mayMatter));
  const forms = spans.map(({ form }) => form);
  yield* termBook(forms.length === 0 ? [] : [...forms, ...typed]);
  const mayBeNames = spans.filter(
    ({ form, terms: own }) => !isCommonWord(form) || own.some((term) => isAsked(term) && isOnlyNamed(form, term)),
  );
  yield wordsOfCases(mayBeNames.length === 0 ? [] : [...mayBeNames.map(({ form }) => form), ...typed]);
  const edges = phrases.flatMap((graph) => graph.edges);
  yield edges.flatMap((edge) =>
    spans.flatMap((span) => (edge.terms.some((term) => span.terms.includes(term)) ? wordsOfForm(edge, span.form) : [])),
  );
}

/** The word for sure; perhaps (TermAlternative.isGuess); what a word that is being typed may become. */
export type Certainty = "sure" | "guess" | "completion";

/** A word of a query, by one of its terms. */
interface AskedWord {
  /** The word as typed, folded. */
  readonly typed: string;
  /** True if it is still being typed, and may go on. */
  readonly mayGoOn: boolean;
  /** Certainty of the term. */
  readonly certainty: Certainty;
  /** Terms that say that the word is another one (TermAlternative). */
  readonly homographs: readonly string[];
}

/** A word of a text, and whether it certainly stands inside a sentence, where capitals tell. */
interface TextWord extends WordSpan {
  readonly isInside: boolean;
}

/**
 * That a word of a text is the one asked for, and how surely; whether it is a form of the very word that was typed: no
 * guess then.
 */
interface Judgement {
  readonly certainty: Certainty;
  readonly isSame: boolean;
}

/**
 * Judges how certainly a word with a term is the typed one; null if it is another. `spansOf` finds words of the same
 * article by a term.
 */
export function judgeWord(
  word: TextWord,
  term: string,
  asked: AskedWord,
  spansOf: (term: string) => readonly WordSpan[],
): Judgement | null {
  const { form } = word;
  const { typed, certainty } = asked;
  const ofWord = certainty !== "completion";
  const isSame = ofWord && isSameWord(typed, form);
  const isTyped = isSame && (form === typed || (isAdjectiveForm(typed) && isAdjectiveForm(form)));
  if (!isTyped && isOtherWord(word, term, asked, spansOf)) {
    // The word that is being typed may become this one: долг may be Долгих, though it is another word.
    return asked.mayGoOn && form.startsWith(typed) ? { isSame: false, certainty: "completion" } : null;
  }
  if (isSame) return { isSame, certainty: "sure" };
  if (ofWord && isLesserReading(form, term)) return { isSame, certainty: "guess" };
  if (!ofWord || isAbbreviationTerm(term) || !isOnlyNamed(form, term)) return { isSame, certainty };
  // A name that is written as a word is surely no word inside a sentence alone, and Омская is more than Омск.
  const isName = word.isInside && (isAdjectiveForm(typed) || !isAdjectiveForm(form));
  return { isSame: isName, certainty: isName ? certainty : "guess" };
}

/**
 * Tells whether a word that has the term is another one: the dictionary decides for its own words, which are names at
 * most by their cases. A name says so itself, by a homograph term; but Выборов at the beginning of a sentence may be a
 * surname or not: there the rest of the article tells.
 */
function isOtherWord(
  { form, terms, isInside }: TextWord,
  term: string,
  { typed, homographs, certainty }: AskedWord,
  spansOf: (term: string) => readonly WordSpan[],
): boolean {
  if (certainty !== "completion" && !isAbbreviationTerm(term)) {
    const [, letters] = LETTERS_OF_MODEL.exec(typed) ?? [];
    if (letters !== undefined && isCommonWord(letters) && letters !== form && hasFamily(form, term)) return true;
    const isStemOfWord = certainty === "guess" && isCommonWord(typed) && !isLemma(term) && !isCommonWord(form);
    if ((isStemOfWord || isOnlyNamed(form, term)) && !mayBeNameOf(typed, form)) return true;
  }
  if (isLesserReading(form, term) || !homographs.some((homograph) => terms.includes(homograph))) return false;
  return isInside || isHomographForm(term, form) || hasOtherCase(form, spansOf);
}

/** Tells whether the article has the surname in another form: Лаврове beside Лавров. */
function hasOtherCase(form: string, spansOf: (term: string) => readonly WordSpan[]): boolean {
  const surname = surnameStem(form);
  return surname !== undefined && spansOf(nameTerm(surname)).some((other) => other.form !== form);
}

/** Tells whether both are forms of one word: of one family of the dictionary, or of one name that it lacks. */
function isSameWord(typed: string, form: string): boolean {
  if (form === typed) return true;
  const [isKnown, isKnownForm] = [isCommonWord(typed), isCommonWord(form)];
  if (isKnown && isKnownForm && termOfWord(typed) === termOfWord(form)) return true;
  if (isKnown || isKnownForm) return surnameStem(typed) !== undefined && surnameStem(typed) === surnameStem(form);
  return isFormOfName(typed, form);
}

/** Tells whether the term is one of the dictionary's for the word. */
function hasFamily(form: string, term: string): boolean {
  return wordTerms(form).some((own) => own.term === term);
}

/**
 * Tells whether the form belongs more often to another word, and may belong to this: паром, more often a form of пар.
 */
function isLesserReading(form: string, term: string): boolean {
  return wordTerms(form).some((own) => own.term === term && own.share < LESSER_SHARE);
}

/** Tells whether a word of the dictionary has a term as a name alone: маск of Маска. */
function isOnlyNamed(form: string, term: string): boolean {
  return isCommonWord(form) && !hasFamily(form, term);
}

/**
 * Tells whether a form may be of a name, by the cases of names: Лавров is no form of лавровая, and no small word is a
 * name.
 */
function mayBeNameOf(typed: string, form: string): boolean {
  if (isStopWord(form) || !isFormOfName(typed, form)) return false;
  return !isAdjectiveForm(typed) || isAdjectiveForm(form) || surnameStem(form) === undefined;
}

/** теле2: of the words with such letters (тело) only what is written so. */
const LETTERS_OF_MODEL = /^(\p{L}{2,64})-?\p{N}/u;

/**
 * The spans that are part of a settled phrase (query-phrase.ts): its graph walked over the words there, forwards and
 * back, so that only words of whole phrases are marked. `spans` may leave out words without a term of it. Linear in
 * both for a short phrase.
 */
export function findPhraseWords(spans: readonly WordSpan[], phrases: readonly PhraseGraph[]): Set<WordSpan> {
  const found = new Set<WordSpan>();
  if (phrases.length === 0) return found;
  const spansByTerm = groupBy(spans, ({ terms }) => terms);
  for (const phrase of phrases) addPhraseWords(found, phrase, spansByTerm);
  return found;
}

/** A span as a step of the phrase: from one node to another, from its position to the one behind it. */
interface Step {
  readonly edge: PhraseEdge;
  readonly span: WordSpan;
}

function addPhraseWords(
  found: Set<WordSpan>,
  { nodes, edges }: PhraseGraph,
  spansByTerm: ReadonlyMap<string, readonly WordSpan[]>,
): void {
  const reached = Array.from({ length: nodes }, () => new Set<number>());
  const steps: Step[] = [];
  for (const edge of edges) {
    for (const span of edge.terms.flatMap((term) => spansByTerm.get(term) ?? [])) {
      if (!isOnEdge(span, edge) || (edge.from > 0 && reached[edge.from]?.has(span.position) !== true)) continue;
      reached[edge.to]?.add(behind(span));
      steps.push({ edge, span });
    }
  }
  const ends = Array.from({ length: nodes }, () => new Set<number>());
  for (const { edge, span } of steps.reverse()) {
    if (edge.to < nodes - 1 && ends[edge.to]?.has(behind(span)) !== true) continue;
    ends[edge.from]?.add(span.position);
    found.add(span);
  }
}

function isOnEdge({ form, terms }: WordSpan, edge: PhraseEdge): boolean {
  if (!mayStandOn(edge, form)) return false;
  const isHomograph = (edge.homographs ?? []).some((homograph) => terms.includes(homograph));
  return !isHomograph || edge.terms.some((term) => terms.includes(term) && !isHomographForm(term, form));
}

/** The position of the next word; two words with a hyphen as a whole are two. */
function behind({ position, isWhole }: WordSpan): number {
  return position + (isWhole === true ? 2 : 1);
}
