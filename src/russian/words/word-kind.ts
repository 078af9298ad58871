/**
 * What kind of word a family of the dictionary is (pure), told by the forms that only such words have: the dictionary
 * names no parts of speech.
 */

import { remember } from "../../keyed.ts";
import { readWords, russianDictionary, type WordBook } from "../dictionary/russian-dictionary.ts";

/** `noun`: and whatever is neither of the others. */
export type WordKind = "noun" | "adjective" | "verb";

const MAX_CACHED_WORDS = 20_000;

/** Reads the kinds of dictionary forms, see {@link kindOfLemma}. */
export async function readKinds(lemmas: readonly string[]): Promise<WordKind[]> {
  await readWords(() => kindBook(lemmas));
  return lemmas.map(kindOfLemma);
}

/** The kind of a dictionary form, folded. */
export const kindOfLemma = remember(MAX_CACHED_WORDS, (lemma): WordKind => {
  if (isVerb(lemma)) return "verb";
  return feminineForms(lemma).some((form) => isFormOf(form, lemma)) ? "adjective" : "noun";
});

/**
 * делать has делал, заразиться has заразился, помочь помогла, нести несла; область and дочь have none of these. No other words
 * end as найти, умереть and погибнуть do.
 */
function isVerb(lemma: string): boolean {
  return SURELY_VERB.test(lemma) || pastForms(lemma).some((form) => isFormOf(form, lemma));
}

const SURELY_VERB = /(?:(?:^ид|й|рас)ти|(?:ере|ну)ть)(?:с[яь])?$/;

/** What a verb may have. */
function pastForms(lemma: string): string[] {
  const [, active = "", reflexive = ""] = /^(.+?)(с[яь])?$/.exec(lemma) ?? [];
  if (!/(?:ть|ти|чь)$/.test(active)) return [];
  const past = reflexive === "" ? ["л", "ла"] : ["лся", "лась"];
  const stems = active.endsWith("чь")
    ? [`${active.slice(0, -2)}г`, `${active.slice(0, -2)}к`]
    : [active.slice(0, -2), active.replace(/[сз]?т[ьи]$/, ""), active.replace(/[сз]?т[ьи]$/, "з")];
  return stems.flatMap((stem) => past.map((ending) => stem + ending));
}

/** What an adjective has: российский has российская; сценарий and строй have none. */
function feminineForms(lemma: string): string[] {
  return /(?:[ыи]й|ой)$/.test(lemma) ? ["ая", "яя", "ья"].map((ending) => lemma.slice(0, -2) + ending) : [];
}

/** What {@link kindOfLemma} looks up: the next form of those that none before tells. */
function* kindBook(lemmas: readonly string[]): WordBook {
  const unsure = lemmas.filter((lemma) => !SURELY_VERB.test(lemma));
  let untold = unsure.map((lemma) => ({ lemma, forms: [...pastForms(lemma), ...feminineForms(lemma)] }));
  for (let i = 0; untold.length > 0; i += 1) {
    untold = untold.filter(({ forms }) => i < forms.length);
    yield untold.flatMap(({ forms }) => forms[i] ?? []);
    untold = untold.filter(({ lemma, forms }) => !isFormOf(forms[i] ?? "", lemma));
  }
}

const PATRONYMICS = ["ович", "евич"];

/** Whether a dictionary form, folded, is that of a man's first name: Сергей, of which the dictionary has Сергеевич. */
export function isFirstName(lemma: string): boolean {
  return patronymicsOf(lemma).some((form) => russianDictionary.familiesOf(form).length > 0);
}

/** Reads which of some dictionary forms, folded, are those of first names, see {@link isFirstName}. */
export async function readFirstNames(lemmas: readonly string[]): Promise<ReadonlySet<string>> {
  await readWords(() => [lemmas.flatMap(patronymicsOf)]);
  return new Set(lemmas.filter(isFirstName));
}

/** What {@link isFirstName} looks up. */
function patronymicsOf(lemma: string): string[] {
  return PATRONYMICS.map((ending) => lemma.replace(/[йь]$/, "") + ending);
}

/** Whether the dictionary has the form in the family of the lemma. */
export function isFormOf(form: string, lemma: string): boolean {
  return russianDictionary.familiesOf(form).some((family) => family.lemma === lemma);
}
