/**
 * What kind of word a family of the dictionary is (layer 1, pure), told by the forms that only such words have: the dictionary
 * names no parts of speech.
 */
import { russianDictionary } from "../dictionary/russian-dictionary.ts";

/** `noun`: and whatever is neither of the others. */
export type WordKind = "noun" | "adjective" | "verb";

/** A cleared Map, as of terms (word-terms.ts). */
const MAX_CACHED_WORDS = 20_000;
const cachedKinds = new Map<string, WordKind>();

/** The kind of a dictionary form, folded. */
export function kindOfLemma(lemma: string): WordKind {
  const cached = cachedKinds.get(lemma);
  if (cached !== undefined) return cached;
  const kind = isVerb(lemma) ? "verb" : isAdjective(lemma) ? "adjective" : "noun";
  if (cachedKinds.size >= MAX_CACHED_WORDS) cachedKinds.clear();
  cachedKinds.set(lemma, kind);
  return kind;
}

/**
 * делать has делал, заразиться has заразился, помочь помогла, нести несла; область and дочь have none of these. No other words
 * end as найти, умереть and погибнуть do.
 */
function isVerb(lemma: string): boolean {
  const [, active = "", reflexive = ""] = /^(.+?)(с[яь])?$/.exec(lemma) ?? [];
  if (!/(?:ть|ти|чь)$/.test(active)) return false;
  if (/(?:^ид|й|рас)ти$|(?:ере|ну)ть$/.test(active)) return true;
  const past = reflexive === "" ? ["л", "ла"] : ["лся", "лась"];
  const stems = active.endsWith("чь")
    ? [`${active.slice(0, -2)}г`, `${active.slice(0, -2)}к`]
    : [active.slice(0, -2), active.replace(/[сз]?т[ьи]$/, ""), active.replace(/[сз]?т[ьи]$/, "з")];
  return stems.some((stem) => past.some((ending) => isFormOf(stem + ending, lemma)));
}

/** российский has российская; сценарий and строй have none. */
function isAdjective(lemma: string): boolean {
  if (!/(?:[ыи]й|ой)$/.test(lemma)) return false;
  const stem = lemma.slice(0, -2);
  return ["ая", "яя", "ья"].some((ending) => isFormOf(stem + ending, lemma));
}

const PATRONYMICS = ["ович", "евич"];

/** Whether a dictionary form, folded, is that of a man's first name: Сергей, of which the dictionary has Сергеевич. */
export function isFirstName(lemma: string): boolean {
  const stem = lemma.replace(/[йь]$/, "");
  return PATRONYMICS.some((ending) => russianDictionary.familiesOf(stem + ending).length > 0);
}

/** Whether the dictionary has the form in the family of the lemma. */
export function isFormOf(form: string, lemma: string): boolean {
  return russianDictionary.familiesOf(form).some((family) => family.lemma === lemma);
}
