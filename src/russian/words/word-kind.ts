/**
 * Finds the kind of word of a dictionary family (pure), by the forms that only such words have: the dictionary names no
 * parts of speech.
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
 * делать has делал, заразиться has заразился, помочь помогла, нести несла; область and дочь have none of these. No
 * other words end as найти, умереть and погибнуть do.
 */
function isVerb(lemma: string): boolean {
  return SURELY_VERB.test(lemma) || pastForms(lemma).some((form) => isFormOf(form, lemma));
}

const SURELY_VERB = /(?:(?:^ид|й|рас)ти|(?:ере|ну)ть)(?:с[яь])?$/;

/** Lists the past forms that only a verb may have. */
function pastForms(lemma: string): string[] {
  const [, active = "", reflexive = ""] = /^(.+?)(с[яь])?$/.exec(lemma) ?? [];
  if (!/(?:ть|ти|чь)$/.test(active)) return [];
  const past = reflexive === "" ? ["л", "ла"] : ["лся", "лась"];
  const stems = active.endsWith("чь")
    ? [`${active.slice(0, -2)}г`, `${active.slice(0, -2)}к`]
    : [active.slice(0, -2), active.replace(/[сз]?т[ьи]$/, ""), active.replace(/[сз]?т[ьи]$/, "з")];
  return stems.flatMap((stem) => past.map((ending) => stem + ending));
}

/** Lists the feminine forms that only an adjective has: российский has российская; сценарий and строй have none. */
function feminineForms(lemma: string): string[] {
  return /(?:[ыи]й|ой)$/.test(lemma) ? ["ая", "яя", "ья"].map((ending) => lemma.slice(0, -2) + ending) : [];
}

/** Lists the lookups of {@link kindOfLemma}: the next form of lemmas that no earlier form decides. */
function* kindBook(lemmas: readonly string[]): WordBook {
  const unsure = lemmas.filter((lemma) => !SURELY_VERB.test(lemma));
  let untold = unsure.map((lemma) => ({ lemma, forms: [...pastForms(lemma), ...feminineForms(lemma)] }));
  for (let i = 0; untold.length > 0; i += 1) {
    untold = untold.filter(({ forms }) => i < forms.length);
    yield untold.flatMap(({ forms }) => forms[i] ?? []);
    untold = untold.filter(({ lemma, forms }) => !isFormOf(forms[i] ?? "", lemma));
  }
}

/** Women's names, of which no patronymic is made. */
const NAMES_OF_WOMEN: ReadonlySet<string> = new Set(
  `александра алена алина алиса алла амалия анастасия ангела анжела анжелика анна антонина арина валентина валерия варвара василиса
  вера вероника виктория галина гульнара дарья диана ева евгения екатерина елена елизавета жанна зинаида зоя инна ирина карина кира
  клавдия кристина ксения лариса лидия лилия лолита любовь людмила майя маргарита марианна марина мария надежда наталия наталья
  нина оксана ольга полина раиса регина римма роза светлана снежана софия софья стефания таисия тамара татьяна ульяна фаина эвелина
  элла эльвира эльмира эмма юлиана юлия яна`.split(/\s+/),
);

/**
 * Tells whether a folded dictionary form is that of a first name: Сергей, of which the dictionary has Сергеевич; or of
 * a woman's.
 */
export function isFirstName(lemma: string): boolean {
  if (NAMES_OF_WOMEN.has(lemma)) return true;
  return patronymicsOf(lemma).some((form) => russianDictionary.familiesOf(form).length > 0);
}

/** The first name that a folded form may be of, in the nominative; undefined where it is of none. */
export function firstNameOf(form: string): string | undefined {
  const lemmas = russianDictionary.familiesOf(form).map(({ lemma }) => lemma);
  const stem = form.replace(/(?:[аяыиеуюь]|[оеь][йюм])$/, "");
  return [...lemmas, ...["", "й", "а", "я", "ь"].map((end) => stem + end)].find(isFirstName);
}

/** Reads which of some dictionary forms, folded, are those of first names, see {@link isFirstName}. */
export async function readFirstNames(lemmas: readonly string[]): Promise<ReadonlySet<string>> {
  await readWords(() => [lemmas.flatMap(patronymicsOf)]);
  return new Set(lemmas.filter(isFirstName));
}

/** Lists the patronymics that {@link isFirstName} looks up. */
function patronymicsOf(lemma: string): string[] {
  if (lemma.length < MIN_NAME_LENGTH) return [];
  const [end = "", made = [""]] = FORMATIONS.find(([ending]) => lemma.endsWith(ending)) ?? [];
  return made.map((ending) => lemma.slice(0, lemma.length - end.length) + ending);
}

/** Ося is shorter than other words that a patronymic seems to be made of. */
const MIN_NAME_LENGTH = 3;

/** Changes of a first name's end in patronymics: Юрьевич, Дмитриевич, Николаевич, Михайлович, Павлович, Никитич. */
const FORMATIONS: readonly (readonly [end: string, made: readonly string[]])[] = [
  ["ий", ["ьевич", "иевич"]],
  ["й", ["евич"]],
  ["ь", ["евич"]],
  ["аил", ["айлович"]],
  ["вел", ["влович"]],
  ["а", ["ич"]],
  ["я", ["ич"]],
  ["", ["ович", "евич"]],
];

/** Tells whether the dictionary has the form in the family of the lemma. */
export function isFormOf(form: string, lemma: string): boolean {
  return russianDictionary.familiesOf(form).some((family) => family.lemma === lemma);
}
