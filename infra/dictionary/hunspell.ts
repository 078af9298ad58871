/**
 * Reads a dictionary in hunspell's format: the affix file (of which only suffix rules, SFX, are known here) and the
 * word list. An entry whose flags belong to several parts of speech (стать/NLRY: a noun and a verb) becomes one entry
 * for each.
 */

import { irregularFamilies, irregularVerbs, wordParts } from "./irregular-words.ts";

export type PartOfSpeech = "noun" | "adjective" | "verb" | "form";

/**
 * One line of the word list, or the part of it that is of one part of speech. Words are folded: small letters, е for ё.
 */
export interface Entry {
  readonly lemma: string;
  readonly isProper: boolean;
  /** `form` where the list does not say: a form listed apart, an adverb, a particle. */
  readonly kind: PartOfSpeech;
  readonly flags: string;
  readonly forms: Set<string>;
  /** The entries that this one is a form of; none of a head word. */
  readonly heads: Set<Entry>;
  /**
   * True of a word that is a form of nothing, though a rule makes it one; false of what is left of its entry for that
   * rule.
   */
  readonly isOwn?: boolean;
}

interface SuffixRule {
  readonly cut: string;
  readonly add: string;
  readonly condition: RegExp;
}

/** Flags of verbs in the Russian dictionary: verbs conjugate, adjectives decline, all others are cases of nouns. */
const VERB_FLAGS = /[LMPRUWYVTBQD]/;
const ADJECTIVE_FLAGS = /[ASXZ]/;
const INFINITIVE = /(?:ть|ти|чь)(?:ся|сь)?$/;
/** Entries whose flag adds one other ending to a form: теплее/E, разницей/H. */
const LONGER_FORM = /ее E$|[ео]й H$/;
const verbHeads: ReadonlySet<string> = new Set(irregularVerbs.map(({ infinitive }) => infinitive));
/** Nouns with a declension of their own; some end as infinitives do: путь, треть. */
const nouns: ReadonlySet<string> = new Set(
  irregularFamilies.map(([head = ""]) => head).filter((head) => !verbHeads.has(head)),
);
const RUSSIAN_WORD = /^[а-я]+$/;

/** The entries of a word list, those of one folded word and part of speech as one, in the order of the list. */
export function readHunspell(affixes: string, words: string): Entry[] {
  const rules = readRules(affixes);
  const entries = new Map<string, Entry>();
  for (const line of words.split("\n").slice(1)) {
    const [word = "", flags = ""] = line.trim().split("/");
    for (const [kind, itsFlags] of partsOfSpeech(word, flags)) {
      const forms = [word, ...inflect(word, itsFlags, rules)]
        .map(foldLetters)
        .filter((form) => RUSSIAN_WORD.test(form));
      const lemma = foldLetters(word);
      if (!RUSSIAN_WORD.test(lemma) || wordParts.has(lemma)) continue;
      const isProper = word[0] !== word[0]?.toLowerCase();
      const key = `${lemma} ${kind} ${isProper}`;
      const known = entries.get(key);
      if (known === undefined) {
        entries.set(key, { lemma, isProper, kind, flags: itsFlags, forms: new Set(forms), heads: new Set() });
      } else {
        for (const form of forms) known.forms.add(form);
      }
    }
  }
  return [...entries.values()];
}

function readRules(affixes: string): Map<string, SuffixRule[]> {
  const rules = new Map<string, SuffixRule[]>();
  for (const line of affixes.split("\n")) {
    const [kind, flag = "", cut = "", add = "", condition] = line.trim().split(/\s+/);
    if (kind !== "SFX" || condition === undefined) continue;
    const rule: SuffixRule = {
      cut: cut === "0" ? "" : cut,
      add: add === "0" ? "" : add,
      condition: new RegExp(`${condition}$`),
    };
    rules.set(flag, [...(rules.get(flag) ?? []), rule]);
  }
  return rules;
}

function* inflect(word: string, flags: string, rules: ReadonlyMap<string, readonly SuffixRule[]>): Generator<string> {
  for (const flag of flags) {
    for (const { cut, add, condition } of rules.get(flag) ?? []) {
      if (word.endsWith(cut) && condition.test(word)) yield word.slice(0, word.length - cut.length) + add;
    }
  }
}

function partsOfSpeech(word: string, flags: string): [PartOfSpeech, string][] {
  const folded = foldLetters(word);
  const isInfinitive = INFINITIVE.test(folded);
  if (flags === "") return [[isInfinitive && !nouns.has(folded) ? "verb" : "form", ""]];
  if (ADJECTIVE_FLAGS.test(flags)) return [["adjective", flags]];
  const ofVerb = [...flags].filter((flag) => VERB_FLAGS.test(flag)).join("");
  const ofNoun = [...flags].filter((flag) => !VERB_FLAGS.test(flag)).join("");
  const parts: [PartOfSpeech, string][] = [];
  if (ofVerb !== "") parts.push([isInfinitive ? "verb" : "form", ofVerb]);
  if (ofNoun !== "") parts.push([LONGER_FORM.test(`${folded} ${ofNoun}`) ? "form" : "noun", ofNoun]);
  return parts;
}

function foldLetters(word: string): string {
  return word.toLowerCase().replaceAll("ё", "е");
}
