/**
 * Which ranges of a sorted list of terms may hold one of some others (layer 4, pure): decided by the ends of a range, so
 * that the other blocks of a lexicon need not be read.
 */
import { lastAtMost } from "../../segment/blocks/last-at-most.ts";
import type { MayHold } from "../../segment/reader/term-reader.ts";

/** Says of the terms from `first` on, before `end`, whether one of `sorted` may be among them. */
export function mayHoldSome(sorted: readonly string[]): MayHold {
  return (first, end) => {
    const last = end === null ? sorted.length - 1 : lastAtMost(sorted, end);
    const candidate = sorted[last] === end ? sorted[last - 1] : sorted[last];
    return candidate !== undefined && candidate >= first;
  };
}
