/**
 * The word that a reader is still typing: the surface forms of the index that begin with what is there of it, and the
 * terms that these are indexed by. Stems would not do: киберпреступност is longer than the stem of киберпреступность,
 * and begins no term.
 */

import type { IndexSnapshot } from "../../index/read.ts";
import { compareText, isMark, type TokenWord } from "../../index/shared.ts";
import { monthsBeginning, type QueryWord, russianAnalyzer, type TermAlternative } from "../../russian/words.ts";
import type { BoundedExpansion } from "../../search-api.ts";
import { type BeginningForm, BeginningForms, MAX_COMPLETING_FORMS } from "./beginning-forms.ts";
import { readForms, termOfForm } from "./form-terms.ts";

/** The completions of the word at the end of a query. */
export interface WordCompletion {
  readonly word: QueryWord;
  /** Typed beginning, folded. */
  readonly beginning: string;
  /** Distinct, none of the word as it is; weighs less where more of the word is missing. */
  readonly terms: readonly TermAlternative[];
  readonly bounded: BoundedExpansion | null;
}

/** One letter begins a tenth of all words. Untuned. */
const MIN_BEGINNING_LENGTH = 2;

/** The months of whole dates are no forms of the index; less of one begins too many other words. Untuned. */
const MIN_MONTH_LENGTH = 3;

/**
 * A page has fifty hits at most, and each term may cost a block of postings, though neighbours mostly share one. Of
 * 4,439 beginnings of words 21 stand for more terms.
 */
export const MAX_COMPLETING_TERMS = 64;

/** A match by the beginning of a word counts less than half of one by the word: MiniSearch 7.2 has 0.375. */
const COMPLETION_WEIGHT = 0.375;
/** MiniSearch 7.2 executeQuerySpec: how slowly that falls with what is missing of the word. */
const COMPLETION_FALL = 0.3;

/**
 * Null where nothing in the index goes on from the word. One round: that of BeginningForms; a second where nothing goes
 * on from two words with a hyphen as a whole (ростов-н). The forms that most live documents hold are kept, as many as
 * come to {@link MAX_COMPLETING_TERMS} terms.
 */
export async function completeWord(snapshot: IndexSnapshot, word: QueryWord): Promise<WordCompletion | null> {
  for (const typed of typedForms(word)) {
    const found = await BeginningForms.find(snapshot, typed.beginning);
    const completion = await completionOf(word, typed, found, MAX_COMPLETING_TERMS);
    if (completion !== null) return completion;
  }
  return null;
}

/**
 * Finds completions of a word from the forms that begin as it does; no more than `maxTerms` terms. Requests as
 * BeginningForms.commonest.
 */
export async function completionOf(
  word: QueryWord,
  { beginning, termsBefore }: TypedForm,
  forms: BeginningForms,
  maxTerms: number,
): Promise<WordCompletion | null> {
  const known = new Set(word.alternatives.flatMap(({ terms }) => (terms.length === 1 ? terms : [])));
  let terms = new Map<string, number>();
  let used = 0;
  // Each form brings one term at most: so the first number of them that brings so many is found.
  let wanted = maxTerms;
  while (used < wanted) {
    const commonest = await forms.commonest(wanted, "set");
    await readForms(() => commonest.map(({ text }) => text));
    terms = weighTerms(commonest, beginning, known);
    used = commonest.length;
    if (used < wanted) break;
    wanted = Math.min(MAX_COMPLETING_FORMS, used + maxTerms - terms.size);
  }
  terms = new Map([...terms].sort(([a], [b]) => compareText(a, b)));
  const hasMore = used > 0 && (await forms.commonest(used + 1, "set")).length > used;
  for (const { form, term } of beginning.length < MIN_MONTH_LENGTH ? [] : monthsBeginning(beginning)) {
    if (!known.has(term) && !terms.has(term)) terms.set(term, weightOf(form, beginning));
  }
  if (terms.size === 0) return null;
  return {
    word,
    beginning,
    terms: [...terms].flatMap(([term, weight]) => termsBefore.map((before) => ({ terms: [...before, term], weight }))),
    bounded: hasMore ? { term: word.text, kind: "prefix", used } : null,
  };
}

/** The terms of some forms but for those of the word as it is, each with the weight of its form that lacks least. */
function weighTerms(
  forms: readonly BeginningForm[],
  beginning: string,
  known: ReadonlySet<string>,
): Map<string, number> {
  const terms = new Map<string, number>();
  for (const { text } of forms) {
    const term = termOfForm(text);
    if (!known.has(term)) terms.set(term, Math.max(weightOf(text, beginning), terms.get(term) ?? 0));
  }
  return terms;
}

/** The beginning of a word that is being typed. */
export interface TypedForm {
  readonly beginning: string;
  /** The terms of the words that it goes on, in each way that they may be indexed. */
  readonly termsBefore: readonly (readonly string[])[];
}

/**
 * Lists the typed words that may be the beginning of others, the likeliest first; none for one letter. Of a word of
 * many parts (ростов-на-дон) that is the last one, behind the others; of one of two parts the whole, then its last
 * part.
 */
export function typedForms({ text, alternatives }: QueryWord): readonly TypedForm[] {
  const [token, second] = russianAnalyzer.tokenize(text);
  if (token === undefined || second !== undefined) return [];
  const words = token.words;
  const whole = words[0]?.isWhole === true || words.length === 1 ? words[0] : undefined;
  const parts = words.filter(({ isWhole }) => isWhole !== true);
  const last = parts.at(-1);
  const forms: TypedForm[] = [];
  if (whole !== undefined && whole.form.length >= MIN_BEGINNING_LENGTH) {
    forms.push({ beginning: whole.form, termsBefore: [[]] });
  }
  if (last !== undefined && parts.length > 1) {
    forms.push({ beginning: last.form, termsBefore: waysToIndex(parts.slice(0, -1), alternatives) });
  }
  return forms;
}

/**
 * The terms of the first parts of a word: Ростов is рост as written, and ростов in its other cases, which the surest of
 * the alternatives of the query has that asks for no name.
 */
function waysToIndex(parts: readonly TokenWord[], alternatives: readonly TermAlternative[]): readonly string[][] {
  const asWritten = parts.flatMap(({ terms }) => terms.slice(0, 1));
  const surest = alternatives.find(({ terms }) => terms.length === parts.length + 1 && !terms.some(isMark));
  const inAnyCase = surest?.terms.slice(0, -1) ?? asWritten;
  return inAnyCase.join(" ") === asWritten.join(" ") ? [asWritten] : [asWritten, inAnyCase];
}

function weightOf(form: string, beginning: string): number {
  const missing = form.length - beginning.length;
  return (COMPLETION_WEIGHT * form.length) / (form.length + COMPLETION_FALL * missing);
}
