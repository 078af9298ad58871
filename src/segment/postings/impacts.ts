/**
 * Impacts (layer 2, pure): the few pairs of frequency and field length that bound the scores of a chunk of postings,
 * whatever the statistics and parameters are at the time of a query, as long as a score grows with frequency and falls
 * with length. Lucene calls them impacts too (CompetitiveImpactAccumulator).
 */
import { MAX_IMPACTS } from "../blocks/segment-format.ts";

/** A posting of the chunk that no other beats in both, or a pair that beats several of these. */
export interface Impact {
  readonly frequency: number;
  readonly fieldLength: number;
}

/** Frequencies and lengths descend; what is beyond the most is put together at the low end. Every posting has at most the frequency and at least the length of one of them. */
export function chunkImpacts(
  ordinals: Uint32Array,
  frequencies: Uint32Array,
  lengthOf: (ordinal: number) => number,
): Impact[] {
  const best: Impact[] = [];
  for (let i = 0; i < ordinals.length; i += 1) {
    const frequency = frequencies[i] ?? 1;
    const fieldLength = lengthOf(ordinals[i] ?? 0);
    if (isBeaten(best, frequency, fieldLength)) continue;
    dropBeaten(best, frequency, fieldLength);
    best.push({ frequency, fieldLength });
  }
  best.sort((a, b) => b.frequency - a.frequency);
  if (best.length <= MAX_IMPACTS) return best;
  const joined = { frequency: best[MAX_IMPACTS - 1]?.frequency ?? 1, fieldLength: best.at(-1)?.fieldLength ?? 0 };
  return [...best.slice(0, MAX_IMPACTS - 1), joined];
}

/** By index, as the next: every posting of a long list comes here. */
function isBeaten(best: readonly Impact[], frequency: number, fieldLength: number): boolean {
  for (let i = 0; i < best.length; i += 1) {
    const other = best[i];
    if (other !== undefined && other.frequency >= frequency && other.fieldLength <= fieldLength) return true;
  }
  return false;
}

function dropBeaten(best: Impact[], frequency: number, fieldLength: number): void {
  let kept = 0;
  for (let i = 0; i < best.length; i += 1) {
    const other = best[i];
    if (other === undefined || (other.frequency <= frequency && other.fieldLength >= fieldLength)) continue;
    best[kept] = other;
    kept += 1;
  }
  best.length = kept;
}
