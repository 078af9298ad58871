/**
 * Which forms a guess among the terms of a phrase may stand in (layer 1, pure). Грузии and груза share the stem груз; in
 * «президент Грузии» the stem counts where a form of Грузия stands, in small letters too, and not where груз does.
 *
 * Of a word that is no name (новая, новых) every form counts: by what an index tells (NameEvidence).
 */

import type { NameEvidence, TermAlternative } from "../analyzer.ts";
import type { Unit } from "../tokenizer/unit.ts";
import { isAbbreviationTerm } from "../words/abbreviation.ts";
import { surnameStem } from "../words/name-mark.ts";
import { caseStems } from "../words/russian-stem.ts";
import { nameEvidence, type WordContext } from "./query-alternatives.ts";

/** A word of a phrase that may be a name, an abbreviation, or neither. */
export interface PhraseGuess {
  /** As typed, folded. */
  readonly word: string;
  readonly isAbbreviation: boolean;
  /** By what an index says that the word is one; null where the query says so by its capitals. */
  readonly evidence: NameEvidence | null;
}

/** What to know of one way to match a unit; undefined where the way is sure. */
export function phraseGuess(
  unit: Unit,
  { terms, isGuess }: TermAlternative,
  context: WordContext,
): PhraseGuess | undefined {
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

/** The graph for one index: guesses at words that are no names there are as good as any other way. */
export function settleGuesses(graph: PhraseGraph, isSurelyName: (evidence: NameEvidence) => boolean): PhraseGraph {
  const isSettled = ({ guess }: PhraseEdge): boolean =>
    guess !== undefined && guess.evidence !== null && !isSurelyName(guess.evidence);
  if (!graph.edges.some(isSettled)) return graph;
  const edges = graph.edges.map((edge): PhraseEdge => {
    if (!isSettled(edge)) return edge;
    const { guess: _, ...rest } = edge;
    return rest;
  });
  return { ...graph, edges };
}

/** Whether a folded form may stand on an edge of a settled graph. */
export function mayStandOn({ form: wanted, guess }: PhraseEdge, form: string): boolean {
  if (wanted !== null) return form === wanted;
  return guess === undefined || isFormOfName(guess, form);
}

/**
 * Whether a homograph at the same place says that another word stands there. Not of Выборов, the genitive of выборы, which at the
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

function isFormOfName({ word, isAbbreviation }: PhraseGuess, form: string): boolean {
  if (form === word) return true;
  if (isAbbreviation) return form.startsWith(word) && ABBREVIATION_ENDING.test(form.slice(word.length));
  const surname = surnameStem(word);
  if (surname !== undefined) return surnameStem(form) === surname;
  if (ADJECTIVE_ENDING.test(word) && ADJECTIVE_ENDING.test(form)) return true;
  const stems = stemsOfNoun(word);
  return stemsOfNoun(form).some((stem) => stems.includes(stem));
}

/** Of Новостей and Патриотов, which the case stems take for Андрей and Лавров, what a genitive plural leaves too. */
function stemsOfNoun(word: string): readonly string[] {
  return [...caseStems(word), word.replace(/(?:[ое]в|ей)$/, "")];
}

/** One word of a text: any of the terms, in that form where one is named (folded: lower case, ё as е). */
export interface PhraseEdge {
  readonly from: number;
  readonly to: number;
  readonly terms: readonly string[];
  readonly form: string | null;
  /** Terms that say of the same place that another word stands there (TermAlternative.homographs). */
  readonly homographs?: readonly string[];
  /** The terms are guesses: right in the forms alone that a name has, where the word is one. */
  readonly guess?: PhraseGuess;
}

/** Every way from node 0 to the last is a row of neighbouring words that the phrase matches. `from` < `to`, always. */
export interface PhraseGraph {
  readonly nodes: number;
  /** Ascending by `from`. */
  readonly edges: readonly PhraseEdge[];
}
