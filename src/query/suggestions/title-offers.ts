/**
 * What titles offer to go on with (layer 4): the words and phrases that the index keeps of them (src/analysis/titles), by how many
 * live articles have them and how recent these are. An index of an older release keeps none, and offers none.
 */
import { parsePhraseTerm, phraseBeginning, type TitlePhrase } from "../../analysis/words/phrase-terms.ts";
import { BeginningForms } from "../expansion/beginning-forms.ts";
import { termOfForm } from "../expansion/form-terms.ts";
import { type Counted, commonest, type LiveCount } from "../expansion/live-counts.ts";
import type { IndexSnapshot } from "../snapshot/index-snapshot.ts";

/** A phrase of the titles of one quarter, written one way. */
export interface TitleOffer extends TitlePhrase {
  readonly count: LiveCount;
  /** What a document of it counts. */
  readonly weight: number;
}

/** A phrase, however it is declined and written. */
export interface OfferedPhrase extends Counted {
  /** As it is shown. */
  readonly text: string;
}

/** A title says what its article is about: it counts as so many texts that have the word. Untuned. */
const TITLE_WEIGHT = 8;
/** After so many quarters a title counts half, and at last this much. Untuned. */
const HALF_LIFE_QUARTERS = 4;
const LEAST_RECENCY = 1 / 8;
const UNDATED_RECENCY = 1 / 2;

/** Looked at of each segment at first; it changes no answer. Untuned. */
const FIRST_OFFERS = 128;

/** All that titles offer that begins with a folded text. Requests: as BeginningForms. */
export function findOffers(snapshot: IndexSnapshot, beginning: string): Promise<BeginningForms> {
  return BeginningForms.find(snapshot, phraseBeginning(beginning), FIRST_OFFERS);
}

/** The `n` commonest of those that are wanted, by their terms (phrase-terms.ts). Requests: as BeginningForms.commonest. */
export async function commonestOffers(
  offers: BeginningForms,
  n: number,
  isWanted: (term: string) => boolean,
): Promise<readonly TitleOffer[]> {
  const found = (await offers.commonest(n, "set", isWanted)).map(({ text, count }) => ({
    ...parsePhraseTerm(text),
    count,
  }));
  const newest = Math.max(...found.map(({ quarter }) => quarter ?? 0));
  return found.map((offer) => ({ ...offer, weight: TITLE_WEIGHT * recencyOf(offer.quarter, newest) }));
}

function recencyOf(quarter: number | null, newest: number): number {
  return quarter === null ? UNDATED_RECENCY : Math.max(LEAST_RECENCY, 2 ** ((quarter - newest) / HALF_LIFE_QUARTERS));
}

/**
 * Offers are of one phrase where their words are of the same terms: «тесты на коронавирус». The first `limit` of those of
 * `leastDocuments` or more, each as most titles have it.
 */
export async function choosePhrases(
  snapshot: IndexSnapshot,
  offers: readonly TitleOffer[],
  limit: number,
  leastDocuments: number,
): Promise<readonly OfferedPhrase[]> {
  const phrases = [...groupBy(offers, ({ key }) => termsOfPhrase(key)).values()].map(counted);
  const ordered = (await commonest(snapshot, phrases, 2 * limit, "counts")) ?? [];
  const isNeeded = (phrase: (typeof ordered)[number], i: number) =>
    documentsOf(phrase) >= leastDocuments &&
    (documentsOf(phrase) > 1 || !ordered.slice(0, i).some(({ text }) => phrase.text.startsWith(`${text} `)));
  const shown = ordered.filter(isNeeded).slice(0, limit);
  return Promise.all(shown.map(async (phrase) => ({ ...phrase, text: await writtenOf(snapshot, phrase.offers) })));
}

/** What all forms of a folded phrase have in common; it is the text of no word. */
export function termsOfPhrase(key: string): string {
  return `=${key.split(" ").map(termOfForm).join(" ")}`;
}

/** As most titles have some offers of one phrase or word. */
export async function writtenOf(snapshot: IndexSnapshot, offers: readonly TitleOffer[]): Promise<string> {
  const ways = [...groupBy(offers, ({ text }) => text)].map(([text, ofWay]) => ({ ...counted(ofWay), text }));
  const [first] = (await commonest(snapshot, ways, 1, "order")) ?? [];
  return first?.text ?? offers[0]?.text ?? "";
}

function counted(offers: readonly TitleOffer[]) {
  const counts = offers.map(({ count }) => count);
  return { text: offers[0]?.key ?? "", offers, counts, weights: offers.map(({ weight }) => weight) };
}

function documentsOf({ counts }: Counted): number {
  return counts.reduce((sum, { most }) => sum + most, 0);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
