/**
 * Which word of the index a mistyped one was meant to be (layer 4, pure): few edits, a swap of neighbours being one, and of
 * the words that are as near the commonest.
 */
import type { SurfaceForm } from "./form-expansion.ts";

/** Shorter words are near too many others. */
const MIN_TYPO_LENGTH = 4;
/** From this length on two edits leave enough of a word. */
const MIN_TWO_EDITS_LENGTH = 6;

/** By how many doublings of its frequency a word must be commoner to outweigh one edit less; the first letter is rarely hit wrong. */
const EDIT_DOUBLINGS = 6;
const FIRST_LETTER_DOUBLINGS = 2;

/** A word of letters, which alone may be mistyped: numbers are what they are. */
const LETTERS = /^\p{L}+$/u;

/** Edits that a folded word may be away from what was meant; 0 where it is not mended. */
export function editsAllowed(form: string): 0 | 1 | 2 {
  if (form.length < MIN_TYPO_LENGTH || !LETTERS.test(form)) return 0;
  return form.length < MIN_TWO_EDITS_LENGTH ? 1 : 2;
}

/** Levenshtein's distance that forms so many edits away may have: one of the edits may be a swap, which is two there. */
export function lookupDistance(edits: number): number {
  return edits === 0 ? 0 : edits + 1;
}

/** A form and how many edits it is away. */
export interface TypoCandidate {
  readonly form: string;
  readonly edits: number;
}

/** The best of the forms near a word; null where none is near enough. */
export function bestCorrection(word: string, near: readonly SurfaceForm[]): TypoCandidate | null {
  const allowed = editsAllowed(word);
  let best: (TypoCandidate & { score: number }) | null = null;
  for (const { form, documentFrequency } of near) {
    if (!LETTERS.test(form)) continue;
    const edits = swapDistance(word, form);
    if (edits === 0 || edits > allowed) continue;
    const firstLetter = word[0] === form[0] ? 0 : FIRST_LETTER_DOUBLINGS;
    const score = Math.log2(1 + documentFrequency) - EDIT_DOUBLINGS * edits - firstLetter;
    const isBetter = best === null || score > best.score || (score === best.score && form < best.form);
    if (isBetter) best = { form, edits, score };
  }
  return best;
}

/** Optimal string alignment (Boytsov 2011, 2.2.1): insertions, deletions, substitutions, and swaps of neighbours as one. */
export function swapDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let edits = Math.min(substitution, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) edits = Math.min(edits, (beforeLast[j - 2] ?? 0) + 1);
      row.push(edits);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
