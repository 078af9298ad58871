/**
 * Finds the words and phrases that titles offer (src/russian/titles, kept in segments), by how many live articles have
 * them and how recent these are.
 */

import type { IndexSnapshot, OpenSegment, TermDocuments } from "../../index/read.ts";
import { compareText } from "../../index/shared.ts";
import { groupBy } from "../../keyed.ts";
import { parsePhraseTerm } from "../../russian/titles.ts";
import { foldCaseAndYo, mayShareTerm } from "../../russian/words.ts";
import { familiesOfForm, readForms, termOfForm } from "../expansion/form-terms.ts";
import { loadRecency, type Recency } from "../ranking/recency.ts";
import { isNameOfWords, nominativeAmong, nominativeNames } from "./name-cases.ts";

/** A word or phrase of titles, written one way. */
export interface TitleOffer {
  /** Folded. */
  readonly key: string;
  /** Text as written. */
  readonly text: string;
  /** Live articles, at least one. */
  readonly documents: number;
  /** Number of texts that these count as, together. */
  readonly weight: number;
}

/** A title says what its article is about: it counts as so many texts that have the word. Untuned. */
const TITLE_WEIGHT = 8;
/** Days after which a title counts half, and the least that it counts. Untuned. */
const HALF_LIFE_DAYS = 365;
const LEAST_RECENCY = 1 / 8;

/** A phrase as one segment has it. */
interface SegmentPhrase extends TermDocuments {
  readonly segmentNumber: number;
}

/** The offers of titles that begin with a folded text. */
export class TitleOffers {
  readonly #snapshot: IndexSnapshot;
  readonly #recency: Recency | null;
  /** Offers by term, with their live documents, all of which live in some segment. */
  readonly #found: readonly {
    readonly term: string;
    readonly documents: number;
    readonly parts: readonly SegmentPhrase[];
  }[];

  private constructor(
    snapshot: IndexSnapshot,
    recency: Recency | null,
    bySegment: readonly (readonly TermDocuments[])[],
  ) {
    this.#snapshot = snapshot;
    this.#recency = recency;
    const phrases = bySegment.flatMap((ofOne, segmentNumber) => ofOne.map((phrase) => ({ ...phrase, segmentNumber })));
    this.#found = [...groupBy(phrases, ({ term }) => [term])]
      .map(([term, parts]) => ({ term, parts, documents: sumOf(parts, (part) => this.#countLive(part)) }))
      .filter(({ documents }) => documents > 0)
      .sort((a, b) => b.documents - a.documents || compareText(a.term, b.term));
  }

  /** Requests: the blocks of phrases that begin so, one a large segment, and as loadRecency, in one round. */
  static async find(snapshot: IndexSnapshot, beginning: string): Promise<TitleOffers> {
    const [recency, ...bySegment] = await Promise.all([
      loadRecency(snapshot, HALF_LIFE_DAYS, LEAST_RECENCY),
      ...snapshot.segments.map(({ reader }) => reader.phrasesWithPrefix(beginning)),
    ]);
    return new TitleOffers(snapshot, recency, bySegment);
  }

  /** The `n` of most articles of those that are wanted, by their texts. */
  commonest(n: number, isWanted: (phrase: string) => boolean): TitleOffer[] {
    return this.#found
      .filter(({ term }) => isWanted(term))
      .slice(0, n)
      .map(({ term, parts, documents }) => {
        const recency = this.#recency;
        const weight =
          recency === null
            ? documents
            : sumOf(parts, (part) =>
                sumOf(this.#liveOrdinals(part), (ordinal) => recency.factorOf(part.segmentNumber, ordinal)),
              );
        return { ...parsePhraseTerm(term), documents, weight: TITLE_WEIGHT * weight };
      });
  }

  #segmentOf({ segmentNumber }: SegmentPhrase): OpenSegment | undefined {
    return this.#snapshot.segments[segmentNumber];
  }

  #countLive(part: SegmentPhrase): number {
    return (this.#segmentOf(part)?.dead ?? null) === null ? part.count : this.#liveOrdinals(part).length;
  }

  #liveOrdinals(part: SegmentPhrase): Uint32Array {
    const dead = this.#segmentOf(part)?.dead ?? null;
    return dead === null ? part.ordinals() : part.ordinals().filter((ordinal) => dead[ordinal] !== 1);
  }
}

/** Tells whether a folded text, or a phrase of {@link TitleOffers}, has several words. */
export function isOfWords(text: string): boolean {
  return text.includes(" ");
}

/** A phrase of titles, in one way for all its forms. */
export type TitlePhrase = TitleOffer;

/**
 * Offers are of one phrase where their words are of the same terms, «тесты на коронавирус», or are the cases of one
 * name. The first `limit` of those that are wanted, each as most titles have it, a name in the nominative. `surnames`:
 * forms that texts have besides.
 */
export async function choosePhrases(
  offers: readonly TitleOffer[],
  limit: number,
  isWanted: (phrase: TitlePhrase) => boolean,
  surnames: Iterable<string> = [],
): Promise<TitlePhrase[]> {
  await readForms(() => offers.filter(({ text }) => !isNameOfWords(text)).map((offer) => firstWordOf(offer.key)));
  const named = inNominative(offers, new Set(surnames));
  const phraseOf = await groupPhrases(named.map(({ key }) => key));
  const phrases = [...groupBy(named, ({ key }) => [phraseOf.get(key)]).values()]
    .map((ofOne) => {
      const text = writtenOf(ofOne);
      return {
        key: foldCaseAndYo(text),
        text,
        documents: sumOf(ofOne, ({ documents }) => documents),
        weight: sumOf(ofOne, ({ weight }) => weight),
      };
    })
    .sort((a, b) => b.weight - a.weight || compareText(a.key, b.key))
    .slice(0, 2 * limit);
  return phrases
    .filter(
      (phrase, i) =>
        isWanted(phrase) &&
        (phrase.documents > 1 || !phrases.slice(0, i).some((other) => phrase.key.startsWith(`${other.key} `))),
    )
    .slice(0, limit);
}

function firstWordOf(text: string): string {
  return text.split(" ", 1)[0] ?? "";
}

/**
 * Names of several words in the nominative, as an offer that is in it writes them; and phrases whose first word the
 * dictionary lacks, where texts have its nominative.
 */
function inNominative(offers: readonly TitleOffer[], surnames: ReadonlySet<string>): TitleOffer[] {
  const names = offers.filter(({ text }) => isNameOfWords(text));
  const nominatives = nominativeNames(
    names.map(({ key }) => key),
    surnames,
  );
  const written = new Map(names.map(({ key, text }) => [key, text]));
  return offers.map((offer) => {
    if (!isNameOfWords(offer.text)) return withFirstWord(offer, surnames);
    const key = nominatives.get(offer.key) ?? offer.key;
    if (key === offer.key) return offer;
    return {
      ...offer,
      key,
      text: written.get(key) ?? key.replace(/(?<![а-яё])[а-яё]/g, (letter) => letter.toUpperCase()),
    };
  });
}

function withFirstWord(offer: TitleOffer, forms: ReadonlySet<string>): TitleOffer {
  const [first = "", ...others] = offer.text.split(" ");
  const form = foldCaseAndYo(first);
  const nominative = form === first && familiesOfForm(form).length === 0 ? nominativeAmong(form, forms) : form;
  if (nominative === form) return offer;
  const text = [nominative, ...others].join(" ");
  return { ...offer, key: foldCaseAndYo(text), text };
}

/**
 * Tells which folded phrases are one: those of as many words, each of the same term. A number by phrase, the same for
 * what is one. Looked up are words alone by which phrases that are alike before them differ, and that may share their
 * term with another one: most words of titles lie in blocks of the dictionary that nothing else is asked of.
 */
export async function groupPhrases(keys: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const parted = [...new Set(keys)].map((key) => ({ key, words: key.split(" ") }));
  let groups = [...groupBy(parted, ({ words }) => [words.length]).values()];
  const longest = Math.max(0, ...parted.map(({ words }) => words.length));
  for (let place = 0; place < longest; place += 1) {
    const wordOf = ({ words }: { readonly words: readonly string[] }): string => words[place] ?? "";
    const unsure = new Set(groups.flatMap((group) => thatMayShareTerms([...new Set(group.map(wordOf))])));
    if (unsure.size > 0) await readForms(() => [...unsure]);
    const termOf = (word: string): string => (unsure.has(word) ? `term ${termOfForm(word)}` : word);
    groups = groups.flatMap((group) => [...groupBy(group, (one) => [termOf(wordOf(one))]).values()]);
  }
  return new Map(groups.flatMap((group, number) => group.map(({ key }) => [key, number] as const)));
}

/** Selects the distinct words that may have the same term as another of them. */
function thatMayShareTerms(words: readonly string[]): string[] {
  return words.filter((word) => words.some((other) => other !== word && mayShareTerm(word, other)));
}

/** Chooses the spelling of most titles for offers of one phrase or word. */
export function writtenOf(offers: readonly TitleOffer[]): string {
  const ways = [...groupBy(offers, ({ text }) => [text])].map(([text, ofWay]) => ({
    text,
    weight: sumOf(ofWay, ({ weight }) => weight),
  }));
  ways.sort((a, b) => b.weight - a.weight || compareText(a.text, b.text));
  return ways[0]?.text ?? "";
}

function sumOf<T>(items: Iterable<T>, numberOf: (item: T) => number): number {
  let sum = 0;
  for (const item of items) sum += numberOf(item);
  return sum;
}
