/**
 * The word that a reader is still typing (layer 4): the surface forms of the index that begin with what is there of it, and
 * the terms that these are indexed by. Stems would not do: киберпреступност is longer than the stem of киберпреступность,
 * and begins no term.
 */
import type { QueryWord, TermAlternative } from "../../analysis/analyzer.ts";
import { russianAnalyzer } from "../../analysis/russian-analyzer.ts";
import { type TokenWord, wordsOfToken } from "../../analysis/token-words.ts";
import type { BoundedExpansion } from "../../search-api.ts";
import { compareText } from "../../segment/document-order.ts";
import type { IndexSnapshot } from "../index-snapshot.ts";
import { expandForm, type SurfaceForm } from "./form-expansion.ts";

/** What the word at the end of a query may become. */
export interface WordCompletion {
  readonly word: QueryWord;
  /** What is there of it, folded. */
  readonly beginning: string;
  /** Distinct, none of the word as it is; weighs less where more of the word is missing. */
  readonly terms: readonly TermAlternative[];
  readonly bounded: BoundedExpansion | null;
}

/** One letter begins a tenth of all words. Our decision. */
const MIN_BEGINNING_LENGTH = 2;

/**
 * A page has fifty hits at most, and each term may cost a block of postings, though neighbours mostly share one. Our
 * decision: docs/decisions/0017-repair.md has what it leaves out.
 */
export const MAX_COMPLETING_TERMS = 64;

/** A match by the beginning of a word counts less than half of one by the word: MiniSearch 7.2 has 0.375. */
const COMPLETION_WEIGHT = 0.375;
/** MiniSearch 7.2 executeQuerySpec: how slowly that falls with what is missing of the word. */
const COMPLETION_FALL = 0.3;

/**
 * Null where nothing in the index goes on from the word. One round: the blocks of the lexicons of forms that hold the
 * beginning. The commonest forms are kept, as many as come to `maxTerms` terms.
 */
export async function completeWord(
  snapshot: IndexSnapshot,
  word: QueryWord,
  maxTerms = MAX_COMPLETING_TERMS,
): Promise<WordCompletion | null> {
  const typed = typedForm(word.text);
  if (typed === null) return null;
  const { beginning, termsBefore } = typed;
  const known = new Set(word.alternatives.flatMap(({ terms }) => (terms.length === 1 ? terms : [])));
  const found = await expandForm(snapshot, { form: beginning, prefix: true, maxDistance: 0 });
  const terms = new Map<string, number>();
  let used = 0;
  for (const { form } of found.sort(compareForms)) {
    if (terms.size >= maxTerms) break;
    used += 1;
    const term = termOfForm(form);
    const weight = weightOf(form, beginning);
    if (!known.has(term)) terms.set(term, Math.max(weight, terms.get(term) ?? 0));
  }
  if (terms.size === 0) return null;
  return {
    word,
    beginning,
    terms: [...terms].map(([term, weight]) => ({ terms: [...termsBefore, term], weight })),
    bounded: used < found.length ? { term: word.text, kind: "prefix", used, of: found.length } : null,
  };
}

/** The beginning of a word that is being typed. */
export interface TypedForm {
  readonly beginning: string;
  readonly termsBefore: readonly string[];
}

/** The beginning of a form, null for one letter; of a word of many parts (ростов-на-дон) that of the last one, and the terms of the others. */
export function typedForm(text: string): TypedForm | null {
  const [token, second] = russianAnalyzer.tokenize(text);
  if (token === undefined || second !== undefined) return null;
  const words = wordsOfToken(token);
  const whole = words[0]?.isWhole === true || words.length === 1 ? words[0] : undefined;
  if (whole !== undefined) {
    return whole.form.length < MIN_BEGINNING_LENGTH ? null : { beginning: whole.form, termsBefore: [] };
  }
  const last = words.at(-1);
  return last === undefined ? null : { beginning: last.form, termsBefore: words.slice(0, -1).flatMap(firstTerm) };
}

function firstTerm({ terms }: TokenWord): readonly string[] {
  return terms.slice(0, 1);
}

/** The form that a word is looked for by in a lexicon of forms; null for several words and for none. */
export function foldedForm(text: string): string | null {
  const [token, second] = russianAnalyzer.tokenize(text);
  if (token === undefined || second !== undefined) return null;
  const [first, next] = wordsOfToken(token);
  return first === undefined || (next !== undefined && first.isWhole !== true) ? null : first.form;
}

/** The term that every occurrence of a form stands under: that of a word, or the form itself of a number or an address. */
export function termOfForm(form: string): string {
  const [token, second] = russianAnalyzer.tokenize(form);
  if (token === undefined || second !== undefined) return form;
  const [first] = wordsOfToken(token);
  return first?.form === form ? (first.terms[0] ?? form) : form;
}

/** The commonest first. */
export function compareForms(a: SurfaceForm, b: SurfaceForm): number {
  return b.documentFrequency - a.documentFrequency || compareText(a.form, b.form);
}

function weightOf(form: string, beginning: string): number {
  const missing = form.length - beginning.length;
  return (COMPLETION_WEIGHT * form.length) / (form.length + COMPLETION_FALL * missing);
}
