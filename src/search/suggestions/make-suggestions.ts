/**
 * Makes the suggestions of a published index before its manifest is there: for the beginnings of up to three letters by
 * which most of its words begin, what the suggester answers.
 */

import { type IndexSnapshot, openSnapshot, SegmentCache } from "../../index/read.ts";
import type { IndexContext, Manifest } from "../../index/shared.ts";
import type { Suggestion } from "../../search-api.ts";
import { READY_LETTERS, READY_LIMIT, readyBeginning } from "./ready-suggestions.ts";
import { suggest } from "./suggester.ts";

/**
 * Beginnings that are made at the most: each takes 15 to 30 ms, and what is rarer costs a reader less to work out
 * (docs/decisions/widget.md#search-in-the-page).
 */
const MOST_BEGINNINGS = 500;

/** Memory for what is read again for other beginnings. */
const CACHE_BYTES = 64 * 1024 * 1024;

type Row = readonly [beginning: string, suggestions: readonly Suggestion[]];

/**
 * Makes the suggestions of beginnings, ascending. Reads the forms of all segments, and what the suggester reads; the
 * manifest that names them need not be there yet.
 */
export async function makeSuggestions(context: IndexContext, manifest: Manifest): Promise<Row[]> {
  const segments = new SegmentCache(context.store, context.layout, { cacheBytes: CACHE_BYTES });
  const snapshot = await openSnapshot(context, manifest, segments);
  const rows: Row[] = [];
  for (const text of await commonestBeginnings(snapshot)) {
    rows.push([text, await suggest(snapshot, { text, limit: READY_LIMIT, section: "cards" })]);
  }
  return rows;
}

/** Finds the beginnings of the words that most documents have, ascending. */
async function commonestBeginnings(snapshot: IndexSnapshot): Promise<string[]> {
  const counts = new Map<string, number>();
  for (const { reader } of snapshot.segments) {
    for (const { term, documentFrequency } of await reader.formsWithPrefix("")) {
      for (let length = 1; length <= Math.min(READY_LETTERS, term.length); length += 1) {
        const beginning = term.slice(0, length);
        counts.set(beginning, (counts.get(beginning) ?? 0) + documentFrequency);
      }
    }
  }
  return [...counts]
    .filter(([beginning]) => readyBeginning(beginning) === beginning)
    .sort(([a, ofA], [b, ofB]) => ofB - ofA || (a < b ? -1 : 1))
    .slice(0, MOST_BEGINNINGS)
    .map(([beginning]) => beginning)
    .sort();
}
