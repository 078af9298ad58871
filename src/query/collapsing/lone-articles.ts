/**
 * Which articles of a snapshot are alone: the same as no other of the whole index (layer 4). Nearly all are, and what is
 * alone among all articles is alone among the matches of any query, so that collapsing need not look at it.
 *
 * To know it costs as much as to collapse all articles once. So it is worked out only after as much was spent on collapsing
 * without it, and never where it would keep a query waiting for long.
 */
import type { IndexSnapshot } from "../snapshot/index-snapshot.ts";
import { liveDocuments, loadLiveDigests } from "./live-digests.ts";

/** Grouping 100,000 articles takes some 60 ms, a million 2 to 5 seconds (docs/decisions/0015-near-duplicates.md). */
const MAX_DOCUMENTS = 250_000;

/** By segment number and ordinal, 1 for an article that is alone. */
export type LoneArticles = readonly Uint8Array[];

interface Account {
  /** Matches that were collapsed without knowing. */
  spent: number;
  known: Promise<LoneArticles> | null;
}

const accounts = new WeakMap<IndexSnapshot, Account>();

/** Null while it is not worth it; `matches` are to be collapsed now. Two requests a large segment, the first time. */
export async function findLoneArticles(snapshot: IndexSnapshot, matches: number): Promise<LoneArticles | null> {
  const { documentCount } = snapshot;
  if (documentCount > MAX_DOCUMENTS) return null;
  const account = accounts.get(snapshot) ?? { spent: 0, known: null };
  accounts.set(snapshot, account);
  if (account.known !== null) return account.known;
  if (account.spent < documentCount) {
    account.spent += matches;
    return null;
  }
  account.known = workOut(snapshot).catch((error: unknown) => {
    account.known = null;
    throw error;
  });
  return account.known;
}

async function workOut(snapshot: IndexSnapshot): Promise<LoneArticles> {
  const live = liveDocuments(snapshot);
  const roots = (await loadLiveDigests(snapshot, live)).group({ text: true, address: true });
  const sizes = new Uint32Array(roots.length);
  for (const root of roots) sizes[root] = (sizes[root] ?? 0) + 1;
  return live.bySegment.map(({ firstPlace, ordinals }, segmentNumber) => {
    const lone = new Uint8Array(snapshot.segments[segmentNumber]?.segment.documents ?? 0);
    for (const [i, ordinal] of ordinals.entries()) {
      const root = roots[firstPlace + i] ?? 0;
      if (sizes[root] === 1) lone[ordinal] = 1;
    }
    return lone;
  });
}
