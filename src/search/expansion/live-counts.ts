/**
 * Counts the live documents with a term or a surface form. A lexicon counts dead documents until its segment is
 * rewritten, and an answer must not: so its count only bounds the true one, which is read where an answer hangs on it.
 */

import type { IndexSnapshot, OpenSegment } from "../../index/read.ts";
import { compareText } from "../../index/shared.ts";
import { loadLaterParts } from "../load-later-parts.ts";
/** The two lexicons of a segment. */
export type CountedKind = "terms" | "forms";

/** Bounds of a count: the number of live documents of the index with a term or form is in [least, most]. */
export interface LiveCount {
  readonly kind: CountedKind;
  readonly text: string;
  readonly least: number;
  readonly most: number;
}

interface SegmentCount extends LiveCount {
  /** Documents by the lexicon, dead ones included, by segment number. */
  readonly bySegment: readonly number[];
  least: number;
  most: number;
}

/**
 * Counts that are kept of a segment, of each kind: more than a reader types into a box between two commits. Untuned.
 */
const MAX_KNOWN = 20_000;

/** Counts that were read, by the dead documents of a segment. */
const knownByDead = new WeakMap<Uint8Array, Record<CountedKind, Map<string, number>>>();

/**
 * `bySegment` is by the lexicons. No request: exact where no segment with dead documents holds the text, or it was read
 * before.
 */
export function liveCount(
  { segments }: IndexSnapshot,
  kind: CountedKind,
  text: string,
  bySegment: readonly number[],
): LiveCount {
  const count: SegmentCount = { kind, text, bySegment, least: 0, most: 0 };
  bound(segments, count);
  return count;
}

export function isSettled({ least, most }: LiveCount): boolean {
  return least === most;
}

/**
 * Makes counts exact. Requests: of each segment with dead documents that hold one of the texts, the postings of a term,
 * and of a form the postings and occurrences of its term, once; then they are remembered.
 */
export async function settle({ segments }: IndexSnapshot, counts: Iterable<LiveCount>): Promise<void> {
  // Counts are made by liveCount alone.
  const unsettled = [...counts].filter((count) => !isSettled(count)) as SegmentCount[];
  if (unsettled.length === 0) return;
  const { countDeadWithForms, countDeadWithTerms } = await loadLaterParts();
  await Promise.all(
    segments.map(async (open, segmentNumber) => {
      const doubtful = unsettled.filter(
        (count) => exactCount(open, count, count.bySegment[segmentNumber] ?? 0) === null,
      );
      const countDead = async (kind: CountedKind): Promise<void> => {
        const texts = doubtful.filter((count) => count.kind === kind).map(({ text }) => text);
        if (texts.length === 0) return;
        const dead = await (kind === "terms" ? countDeadWithTerms : countDeadWithForms)(open, texts);
        for (const { kind: own, text, bySegment } of doubtful) {
          if (own === kind) remember(open, kind, text, (bySegment[segmentNumber] ?? 0) - (dead.get(text) ?? 0));
        }
      };
      await Promise.all([countDead("terms"), countDead("forms")]);
    }),
  );
  for (const count of unsettled) bound(segments, count);
}

/** Something that is chosen by how many live documents hold it: the sum of its counts. */
export interface Counted {
  /** Tells those of equal counts apart, ascending. */
  readonly text: string;
  readonly counts: readonly LiveCount[];
  /** Factor of each count; 1 if none is given. */
  readonly weights?: readonly number[];
}

/** The part of a choice that must be exact: its members; their order as well; or their counts as well. */
export type Exactness = "set" | "order" | "counts";

/** Bounds of the things that are not listed: none has more documents; it also tells whether equals come later. */
export interface Outsiders {
  readonly most: number;
  readonly loseTies: boolean;
}

const NO_OUTSIDERS: Outsiders = { most: 0, loseTies: true };

/**
 * The first `n` of some things by falling count, without those that no live document holds. Their upper bounds order
 * them; those on which the choice hangs are settled, and it is made again. Costs nothing where nothing is dead. Null
 * where `outsiders` may be among them. Requests as settle.
 */
export async function commonest<T extends Counted>(
  snapshot: IndexSnapshot,
  things: readonly T[],
  n: number,
  exactness: Exactness,
  outsiders = NO_OUTSIDERS,
): Promise<T[] | null> {
  for (;;) {
    // Those behind the first that is left out say nothing.
    const ranked = byFallingCount(things)
      .slice(0, n + 1)
      .filter((thing) => mostOf(thing) > 0);
    const chosen = ranked.slice(0, n);
    if (outsiders.most > 0 && !areAbove(outsiders, chosen, n)) return null;
    const doubtful = chosen.filter((thing, i) => {
      if (thing.counts.every(isSettled)) return false;
      if (exactness === "counts") return true;
      const rival = ranked[exactness === "set" ? n : i + 1];
      return leastOf(thing) <= Math.max(outsiders.most, rival === undefined ? 0 : mostOf(rival));
    });
    if (doubtful.length === 0) return chosen;
    await settle(
      snapshot,
      doubtful.flatMap(({ counts }) => counts),
    );
  }
}

/** Sorts by falling upper bounds, equal ones ascending; answers the same list if it is in this order. */
export function byFallingCount<T extends Counted>(things: readonly T[]): readonly T[] {
  const isOrdered = things.every((thing, i) => {
    const before = things[i - 1];
    return before === undefined || byMost(before, thing) <= 0;
  });
  return isOrdered ? things : [...things].sort(byMost);
}

function areAbove({ most, loseTies }: Outsiders, chosen: readonly Counted[], n: number): boolean {
  const last = chosen[n - 1];
  return last !== undefined && (mostOf(last) > most || (loseTies && mostOf(last) === most));
}

export function mostOf({ counts, weights }: Pick<Counted, "counts" | "weights">): number {
  let sum = 0;
  // By index: whatever sorts asks for it thousands of times.
  for (let i = 0; i < counts.length; i += 1) sum += (counts[i]?.most ?? 0) * (weights?.[i] ?? 1);
  return sum;
}

function leastOf({ counts, weights = [] }: Pick<Counted, "counts" | "weights">): number {
  return counts.reduce((sum, { least }, i) => sum + least * (weights[i] ?? 1), 0);
}

function byMost(a: Counted, b: Counted): number {
  return mostOf(b) - mostOf(a) || compareText(a.text, b.text);
}

function bound(segments: readonly OpenSegment[], count: SegmentCount): void {
  count.least = 0;
  count.most = 0;
  for (const [i, open] of segments.entries()) {
    const ofLexicon = count.bySegment[i] ?? 0;
    const exact = exactCount(open, count, ofLexicon);
    const dead = open.sets.deadOrdinals.length;
    count.least += exact ?? Math.max(0, ofLexicon - dead);
    count.most += exact ?? ofLexicon;
  }
}

/** Null where it must be read. */
function exactCount({ dead }: OpenSegment, { kind, text }: LiveCount, ofLexicon: number): number | null {
  if (dead === null || ofLexicon === 0) return ofLexicon;
  return knownByDead.get(dead)?.[kind].get(text) ?? null;
}

function remember({ dead }: OpenSegment, kind: CountedKind, text: string, count: number): void {
  if (dead === null) return;
  const known = knownByDead.get(dead) ?? { terms: new Map(), forms: new Map() };
  knownByDead.set(dead, known);
  if (known[kind].size >= MAX_KNOWN) known[kind].clear();
  known[kind].set(text, count);
}
