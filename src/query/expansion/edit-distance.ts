/**
 * Terms within some edits of a word (layer 4), over sorted lists: neighbours share a prefix, and so the work for it, and
 * once a prefix is too far, all terms that begin with it are passed over undecoded.
 */

import { LexiconCursor } from "../../segment/lexicon/cursor.ts";
import type { LexiconBlock } from "../../segment/lexicon/lexicon.ts";
import { createEditAutomaton, type EditAutomaton } from "./edit-automaton.ts";

/** A term of a segment near a word. */
export interface NearTerm {
  readonly term: string;
  readonly distance: number;
  readonly documentFrequency: number;
}

/**
 * The terms of some lexicon blocks at most `maxDistance` (any number) from `word`, ascending. Time: a step a group of
 * terms passed over, and a step of the automaton a unit of each prefix that is not yet too far.
 */
export function findNearTerms(
  blocks: Iterable<LexiconBlock>,
  word: string,
  maxDistance: number,
  automaton: EditAutomaton = createEditAutomaton(word, maxDistance),
): NearTerm[] {
  if (!(maxDistance >= 0)) return [];
  const found: NearTerm[] = [];
  for (const block of blocks) {
    const cursor = new LexiconCursor(block);
    let hopelessLength: number | undefined;
    while (cursor.advance(hopelessLength)) {
      hopelessLength = pushUnits(automaton, cursor);
      if (hopelessLength !== undefined) continue;
      const distance = automaton.distance(cursor.length);
      if (distance > maxDistance) continue;
      found.push({ term: cursor.term, distance, documentFrequency: cursor.documentFrequency });
    }
  }
  return found;
}

/** Follows the units that are new in a term; the length of the first prefix that is too far, or undefined. */
function pushUnits(automaton: EditAutomaton, cursor: LexiconCursor): number | undefined {
  for (let depth = cursor.sharedLength; depth < cursor.length; depth += 1) {
    if (!automaton.push(depth, cursor.unitAt(depth))) return depth + 1;
  }
  return undefined;
}
