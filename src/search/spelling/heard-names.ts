/**
 * Names of the index that sound like words of a query and are written otherwise: in the other alphabet, Eminem and
 * Эминем, or with another letter, Феттель and Фетель.
 */

import { findFormsOfKeys, type IndexSnapshot } from "../../index/read.ts";
import { compareText } from "../../index/shared.ts";
import { isRussianWord, readWords, soundCost, soundKeys, wordsOfCases } from "../../russian/words.ts";
import { readForms, termOfForm } from "../expansion/form-terms.ts";
import { type LiveCount, liveCount } from "../expansion/live-counts.ts";
import { spellingCost } from "./noisy-channel.ts";

/** A form of the index that sounds like a word. */
export interface HeardName {
  readonly count: LiveCount;
  /** Cost of hearing it so (soundCost), or of spelling it so in the same alphabet. */
  readonly cost: number;
}

/** Weight of an edit of a name in its own alphabet, against the costs of sounds: both have a rarer letter for one. */
const SPELLING_WEIGHT = 1 / 3;

/**
 * Finds the forms that sound like each folded word, the most similar first. One round of requests: a block of each
 * segment for a word of Russian letters, mostly one for a word of Latin letters.
 */
export async function findHeard(
  snapshot: IndexSnapshot,
  words: readonly string[],
): Promise<ReadonlyMap<string, readonly HeardName[]>> {
  const keys = [...new Set(words.flatMap(soundKeys))];
  if (keys.length === 0) return new Map();
  const found = await findFormsOfKeys(snapshot, keys);
  const texts = found.map(({ text }) => text);
  await readWords(() => [
    wordsOfCases([...words, ...texts.filter((text) => words.some((word) => soundCost(word, text) === null))]),
  ]);
  return new Map(
    words.map((word) => {
      const names = found.flatMap(({ text, bySegment }): HeardName[] => {
        const cost = soundCost(word, text) ?? costOfSpelling(word, text);
        return cost === null ? [] : [{ cost, count: liveCount(snapshot, "forms", text, bySegment) }];
      });
      return [word, names.sort(byCost)];
    }),
  );
}

function costOfSpelling(word: string, text: string): number | null {
  const cost = spellingCost(word, text);
  return cost === null ? null : cost * SPELLING_WEIGHT;
}

function byCost(a: HeardName, b: HeardName): number {
  return a.cost - b.cost || b.count.most - a.count.most || compareText(a.count.text, b.count.text);
}

/** Tells whether a name has letters of another alphabet than a word. */
export function isOtherAlphabet(word: string, name: string): boolean {
  return isRussianWord(word) !== isRussianWord(name);
}

/**
 * So many times as many articles as a word must have what is but another spelling of it, in the same alphabet.
 * Untuned.
 */
const MUCH_COMMONER_SPELLING = 5;

/** Largest cost of each letter of a name that is searched for beside a word which some article has. Untuned. */
const MAX_EQUIVALENT_COST = 0.17;
/** Names that are searched for beside one word. Untuned. */
const MOST_EQUIVALENTS = 2;

/** Lines of equivalents, from words to names that sound like them. Requests as {@link findHeard}. */
export async function equivalentsByEar(snapshot: IndexSnapshot, words: readonly string[]): Promise<string[]> {
  const heard = await findHeard(snapshot, words);
  const sure = new Map(
    [...heard].map(([word, names]) => {
      const documents = names.find(({ count }) => count.text === word)?.count.most ?? 0;
      const isSure = ({ cost, count: { text, most } }: HeardName): boolean =>
        isOtherAlphabet(word, text)
          ? most > 0 && cost <= MAX_EQUIVALENT_COST * Math.min(word.length, text.length)
          : documents > 0 && most >= MUCH_COMMONER_SPELLING * documents;
      return [word, names.filter(isSure)];
    }),
  );
  await readForms(() => [...sure.values()].flat().map(({ count }) => count.text));
  return [...sure].flatMap(([word, names]) => {
    const byTerm = new Map([...names].reverse().map(({ count: { text } }) => [termOfForm(text), capitalised(text)]));
    const others = [...byTerm.values()].reverse().slice(0, MOST_EQUIVALENTS);
    return others.length === 0 ? [] : [`${word} => ${others.join(", ")}`];
  });
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
