/**
 * Which suggestions are faulty, as far as the articles and the dictionary tell (pure, but for whether a search finds
 * something).
 */
import { remember } from "../../../src/keyed.ts";
import { foldCaseAndYo, foldWord, russianDictionary } from "../../../src/russian/words.ts";
import type { JudgedArticle } from "../ranking/judged-task.ts";

/**
 * `case`: begins in another case than the nominative. `glued`: its words stand side by side in no article, or not in
 * these cases. `figure`: ends in a number or a stamp that was not typed. `fuzzy`: does not go on from what is typed,
 * though another one does. `no hits`: a search for it finds no article that has all of it.
 */
export const suggestionFaults = ["case", "glued", "figure", "fuzzy", "no hits"] as const;
export type SuggestionFault = (typeof suggestionFaults)[number];

const WORDS = /[\p{L}\p{N}]+(?:['.-][\p{L}\p{N}]+)*/gu;

function wordsOf(text: string): string[] {
  return (text.match(WORDS) ?? []).map((word) => word.split("-").map(foldWord).join("-"));
}

const MAX_CACHED_WORDS = 200_000;

const lemmasOf = remember(MAX_CACHED_WORDS, (form): ReadonlySet<string> => {
  const lemmas = russianDictionary.familiesOf(form).map(({ lemma }) => lemma);
  return new Set(lemmas.length > 0 ? lemmas : [form]);
});

/** Two forms that may be of one word: by the dictionary, or of a name by how they begin. */
function areOfOneWord(form: string, other: string): boolean {
  if (form === other) return true;
  if (form[0] !== other[0]) return false;
  // Попова, Поповой.
  if (surnameOf(form) !== undefined && surnameOf(form) === surnameOf(other)) return true;
  const lemmas = lemmasOf(form);
  if ([...lemmasOf(other)].some((lemma) => lemmas.has(lemma))) return true;
  const stem = form.slice(0, Math.max(3, form.length - 3));
  if (!other.startsWith(stem) || Math.abs(other.length - form.length) > 3) return false;
  return russianDictionary.familiesOf(form).every(({ isProper }) => isProper);
}

function surnameOf(form: string): string | undefined {
  return /^(.{2,}(?:[ое]в|[иы]н))(?:а|у|ым|е|ой)?$/.exec(form)?.[1];
}

/** Judges suggestions by the articles. */
export class SuggestionJudge {
  readonly #texts: readonly (readonly string[])[];
  readonly #forms: ReadonlySet<string>;

  constructor(articles: readonly JudgedArticle[]) {
    this.#texts = articles.map(({ title, text }) => wordsOf(`${title ?? ""} . ${text}`));
    this.#forms = new Set(this.#texts.flat());
  }

  /** But for `no hits`. `all` are the suggestions beside it. */
  faultsOf(text: string, typed: string, all: readonly string[]): SuggestionFault[] {
    const words = wordsOf(text);
    const typedWords = wordsOf(typed);
    const faults: SuggestionFault[] = [];
    const isCapitalised = text.split(" ").every((word) => word.charAt(0) !== word.charAt(0).toLowerCase());
    const declined = isCapitalised ? words : words.slice(0, 1);
    const isOfName = declined.some((word) => !typedWords.includes(word) && this.#isObliqueName(word));
    if ((typedWords.length === 1 && isOblique(words)) || isOfName) faults.push("case");
    if (words.length > 1 && !this.#isWrittenSo(words)) faults.push("glued");
    if (words.some((word) => /^\d/.test(word) && !typedWords.some((one) => word.startsWith(one))))
      faults.push("figure");
    if (!goesOn(words, typedWords) && all.some((one) => goesOn(wordsOf(one), typedWords))) faults.push("fuzzy");
    return faults;
  }

  /**
   * Tells whether an unknown word is an oblique name, by a shorter form in some article. Попова also belongs to another
   * name than Попов.
   */
  #isObliqueName(word: string): boolean {
    if (russianDictionary.familiesOf(word).length > 0 || /(?:[ое]в|[иы]н)а$/.test(word)) return false;
    const stem = /^(.{3,}[бвгджзйклмнпрстфхцчшщ])(?:а|у|е|ом|ым)$/.exec(word)?.[1];
    return stem !== undefined && this.#forms.has(stem);
  }

  /**
   * Tells whether articles have these forms; or other forms of the words up to the first noun, which a suggestion has
   * in the nominative.
   */
  #isWrittenSo(words: readonly string[]): boolean {
    const head = words.findIndex((word) => !ADJECTIVE.test(word));
    const isName = words.every((word) => russianDictionary.familiesOf(word).every(({ isProper }) => isProper));
    const declined = isName ? words.length : Math.max(1, head + 1);
    const forms = words.map((word, i) => (i < declined ? this.#formsOf(word) : new Set([word])));
    return this.#texts.some((text) => text.some((_, at) => forms.every((some, i) => some.has(text[at + i] ?? ""))));
  }

  #formsOf(word: string): ReadonlySet<string> {
    return new Set([...this.#forms].filter((form) => areOfOneWord(word, form)));
  }
}

const ADJECTIVE = /(?:[иы]й|ой|ая|яя|[ое]е|[иы]е)$/;
/** Песков is no genitive of песок. */
const SURNAME = /(?:[ое]в|[иы]н)$/;
const PLURAL = /[ыиаяе]$/;

/**
 * Tells whether the first noun, or the adjective before it, is not in the nominative of either number by the
 * dictionary.
 */
function isOblique(words: readonly string[]): boolean {
  const head = words.findIndex((word) => !ADJECTIVE.test(word) || (/[иь]е$/.test(word) && lemmasOf(word).has(word)));
  const noun = words[Math.max(0, head)] ?? "";
  const families = russianDictionary.familiesOf(noun);
  if (families.length === 0 || families.some(({ lemma }) => lemma === noun) || SURNAME.test(noun)) return false;
  return words.length === 1 || families.some(({ isProper }) => isProper) || !PLURAL.test(noun);
}

/** Tells whether each typed word begins one of the words. */
function goesOn(words: readonly string[], typed: readonly string[]): boolean {
  const folded = words.map((word) => foldCaseAndYo(word).replaceAll("-", ""));
  return typed.every((one) => {
    const letters = one.replaceAll("-", "");
    return folded.some((word) => word.startsWith(letters)) || words.some((word) => word.split("-").includes(letters));
  });
}
