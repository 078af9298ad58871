/**
 * Which suggestions are faulty, as far as the articles and the dictionary tell (pure, but for whether a search finds something).
 */
import { foldCaseAndYo, foldWord, russianDictionary } from "../../../src/russian/words.ts";
import type { JudgedArticle } from "../ranking/judged-task.ts";

/**
 * `case`: begins in another case than the nominative. `glued`: its words stand side by side in no article, or not in these cases.
 * `figure`: ends in a number or a stamp that was not typed. `fuzzy`: does not go on from what is typed, though another one does.
 * `no hits`: a search for it finds no article that has all of it.
 */
export const suggestionFaults = ["case", "glued", "figure", "fuzzy", "no hits"] as const;
export type SuggestionFault = (typeof suggestionFaults)[number];

const WORDS = /[\p{L}\p{N}]+(?:['.-][\p{L}\p{N}]+)*/gu;

function wordsOf(text: string): string[] {
  return (text.match(WORDS) ?? []).map((word) => word.split("-").map(foldWord).join("-"));
}

function lemmasOf(form: string): ReadonlySet<string> {
  const lemmas = russianDictionary.familiesOf(form).map(({ lemma }) => lemma);
  return new Set(lemmas.length > 0 ? lemmas : [form]);
}

/** Two forms that may be of one word: by the dictionary, or of a name by how they begin. */
function areOfOneWord(form: string, other: string): boolean {
  if (form === other) return true;
  const lemmas = lemmasOf(form);
  if ([...lemmasOf(other)].some((lemma) => lemmas.has(lemma))) return true;
  const isUnknown = russianDictionary.familiesOf(form).length === 0;
  const stem = form.slice(0, Math.max(3, form.length - 3));
  return isUnknown && other.startsWith(stem) && Math.abs(other.length - form.length) <= 3;
}

/** What a judge asks of the articles. */
export class SuggestionJudge {
  readonly #texts: readonly string[];
  readonly #forms: ReadonlySet<string>;

  constructor(articles: readonly JudgedArticle[]) {
    const texts = articles.map(({ title, text }) => wordsOf(`${title ?? ""} . ${text}`));
    this.#texts = texts.map((words) => ` ${words.join(" ")} `);
    this.#forms = new Set(texts.flat());
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

  /** Of what the dictionary lacks, by the shorter form that some article has. Попова is another's than Попов. */
  #isObliqueName(word: string): boolean {
    if (russianDictionary.familiesOf(word).length > 0 || /(?:[ое]в|[иы]н)а$/.test(word)) return false;
    const stem = /^(.{3,}[бвгджзйклмнпрстфхцчшщ])(?:а|у|е|ом|ым)$/.exec(word)?.[1];
    return stem !== undefined && this.#forms.has(stem);
  }

  /** In these forms; or in others of the words up to the first noun, which a suggestion has in the nominative. */
  #isWrittenSo(words: readonly string[]): boolean {
    if (this.#texts.some((text) => text.includes(` ${words.join(" ")} `))) return true;
    const head = words.findIndex((word) => !ADJECTIVE.test(word));
    const isName = words.every((word) => russianDictionary.familiesOf(word).every(({ isProper }) => isProper));
    const declined = isName ? words.length : Math.max(1, head + 1);
    // The word of which there are the fewest forms is looked for.
    const stem = (words[0] ?? "").slice(0, Math.max(2, (words[0] ?? "").length - 3));
    return this.#texts.some((text) => {
      for (let at = text.indexOf(` ${stem}`); at >= 0; at = text.indexOf(` ${stem}`, at + 1)) {
        const there = text.slice(at + 1, at + 200).split(" ", words.length);
        const isSame = words.every((word, i) =>
          i < declined ? areOfOneWord(word, there[i] ?? "") : word === there[i],
        );
        if (isSame) return true;
      }
      return false;
    });
  }
}

const ADJECTIVE = /(?:[иы]й|ой|ая|яя|[ое]е|[иы]е)$/;
const PLURAL = /[ыиаяе]$/;

/** Whether the first noun, or the adjective before it, is in the nominative of no number, as the dictionary has it. */
function isOblique(words: readonly string[]): boolean {
  const head = words.findIndex((word) => !ADJECTIVE.test(word));
  const noun = words[Math.max(0, head)] ?? "";
  const families = russianDictionary.familiesOf(noun);
  if (families.length === 0 || families.some(({ lemma }) => lemma === noun)) return false;
  return words.length === 1 || families.some(({ isProper }) => isProper) || !PLURAL.test(noun);
}

/** Whether each word that is typed begins one of the words. */
function goesOn(words: readonly string[], typed: readonly string[]): boolean {
  const folded = words.map((word) => foldCaseAndYo(word).replaceAll("-", ""));
  return typed.every((one) => {
    const letters = one.replaceAll("-", "");
    return folded.some((word) => word.startsWith(letters)) || words.some((word) => word.split("-").includes(letters));
  });
}
