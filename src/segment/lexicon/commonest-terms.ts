/**
 * The commonest terms of a lexicon that begin with a prefix (layer 2): two letters begin tens of thousands of terms, of
 * which a reader is shown ten. Of all of them frequencies alone are read; strings are made of those that are kept.
 */

import { foreignUnit, LexiconCursor, termsWithPrefix } from "./cursor.ts";
import {
  documentFrequenciesIn,
  GROUP_TERMS,
  type LexiconBlock,
  type LexiconTerm,
  MAX_SHARED_LENGTH,
} from "./lexicon.ts";

/** Terms that begin alike. */
export interface CommonestTerms {
  /** The commonest first, equally common ones ascending. */
  readonly terms: readonly LexiconTerm[];
  /** How many there are in all. */
  readonly count: number;
}

/** From this on frequencies are told apart by sorting; few terms have one so high. */
const COUNTED_FREQUENCIES = 4_096;

/**
 * The commonest `most` (at least 1) of the terms of ascending blocks that begin with a prefix. Time: a step a term with the
 * prefix, and some hundreds a term kept.
 */
export function commonestTerms(blocks: readonly LexiconBlock[], prefix: string, most: number): CommonestTerms {
  // What a term shares with the one before is written up to a bound: only a shorter prefix can be told by it.
  if (prefix.length > MAX_SHARED_LENGTH) {
    const terms = blocks.flatMap((block) => termsWithPrefix(block, prefix)).sort(compareFrequencies);
    return { terms: terms.slice(0, most), count: terms.length };
  }
  const runs = blocks.map((block) => findRun(block, prefix));
  const { least, room } = findLeast(runs, most);
  let left = room;
  const kept: LexiconTerm[] = [];
  for (const { block, start, frequencies } of runs) {
    // By index: an iterator takes ten times as long for the many that are passed over.
    for (let i = 0; i < frequencies.length; i += 1) {
      const documentFrequency = frequencies[i] ?? 0;
      if (documentFrequency < least || (documentFrequency === least && left === 0)) continue;
      if (documentFrequency === least) left -= 1;
      kept.push({ term: termAt(block, start + i, prefix), documentFrequency });
    }
  }
  const count = runs.reduce((sum, { frequencies }) => sum + frequencies.length, 0);
  return { terms: kept.sort(compareFrequencies).slice(0, most), count };
}

/** Neighbouring terms of a block from `start` on, by their frequencies. */
interface Run {
  readonly block: LexiconBlock;
  readonly start: number;
  readonly frequencies: Uint32Array;
}

/** The terms of a block that begin with a prefix. */
function findRun(block: LexiconBlock, prefix: string): Run {
  const start = firstWithPrefix(block, prefix);
  let end = Math.min(start + 1, block.termCount);
  while (end < block.termCount && (block.shared[end] ?? 0) >= prefix.length) {
    const group = end / GROUP_TERMS;
    const isWholeGroup = Number.isInteger(group) && (block.groupShared[group] ?? 0) >= prefix.length;
    end += isWholeGroup ? GROUP_TERMS : 1;
  }
  return { block, start, frequencies: documentFrequenciesIn(block, start, Math.min(end, block.termCount)) };
}

/** The place of the first term that begins with a prefix; that behind the last one where none does. */
function firstWithPrefix(block: LexiconBlock, prefix: string): number {
  const cursor = new LexiconCursor(block);
  let matched = 0;
  while (cursor.advance(matched + 1)) {
    matched = Math.min(cursor.sharedLength, matched);
    while (
      matched < prefix.length &&
      matched < cursor.length &&
      cursor.unitAt(matched) === prefix.charCodeAt(matched)
    ) {
      matched += 1;
    }
    if (matched === prefix.length) return cursor.place;
    if (matched < cursor.length && cursor.unitAt(matched) > prefix.charCodeAt(matched)) break;
  }
  return block.termCount;
}

/** The frequency above which all terms are kept, and how many of those that have it; all of them from a high one on. */
function findLeast(runs: readonly Run[], most: number): { least: number; room: number } {
  const counts = new Uint32Array(COUNTED_FREQUENCIES + 1);
  for (const { frequencies } of runs) {
    for (let i = 0; i < frequencies.length; i += 1) {
      const counted = Math.min(frequencies[i] ?? 0, COUNTED_FREQUENCIES);
      counts[counted] = (counts[counted] ?? 0) + 1;
    }
  }
  let above = counts[COUNTED_FREQUENCIES] ?? 0;
  if (above >= most) return { least: COUNTED_FREQUENCIES, room: Number.POSITIVE_INFINITY };
  for (let least = COUNTED_FREQUENCIES - 1; least > 0; least -= 1) {
    const count = counts[least] ?? 0;
    if (above + count >= most) return { least, room: most - above };
    above += count;
  }
  return { least: 0, room: most - above };
}

/**
 * A term by its place: its units, those of the nearest terms before it that it shares, and the prefix. Groups that only have
 * terms which share as much are passed over.
 */
function termAt(block: LexiconBlock, place: number, prefix: string): string {
  const { shared, lengths, groupShared, groupUnits } = block;
  const groupStart = place - (place % GROUP_TERMS);
  let unit = groupUnits[groupStart / GROUP_TERMS] ?? 0;
  for (let i = groupStart; i < place; i += 1) unit += lengths[i] ?? 0;
  let term = unitsOf(block, unit, lengths[place] ?? 0);
  let known = shared[place] ?? 0;
  for (let i = place - 1; known > prefix.length && i >= 0; i -= 1) {
    if (i % GROUP_TERMS === GROUP_TERMS - 1) {
      let group = (i + 1) / GROUP_TERMS;
      while (group > 0 && (groupShared[group - 1] ?? 0) >= known) group -= 1;
      unit = groupUnits[group] ?? 0;
      i = group * GROUP_TERMS - 1;
      if (i < 0) break;
    }
    unit -= lengths[i] ?? 0;
    const from = shared[i] ?? 0;
    if (from >= known) continue;
    term = unitsOf(block, unit, known - from) + term;
    known = from;
  }
  return prefix.slice(0, known) + term;
}

function unitsOf({ places, placeWidth, alphabet }: LexiconBlock, start: number, count: number): string {
  let text = "";
  for (let at = start * placeWidth; at < (start + count) * placeWidth; at += placeWidth) {
    const place = placeWidth === 1 ? (places[at] ?? 0) : (places[at] ?? 0) | ((places[at + 1] ?? 0) << 8);
    const unit = alphabet[place];
    if (unit === undefined) throw foreignUnit();
    text += String.fromCharCode(unit);
  }
  return text;
}

/** Sorting is stable: equally common ones stay ascending. */
function compareFrequencies(a: LexiconTerm, b: LexiconTerm): number {
  return b.documentFrequency - a.documentFrequency;
}
