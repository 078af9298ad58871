/**
 * Which word of the index a mistyped one was meant to be (layer 4, pure): few edits, a swap of neighbours being one, and of
 * the words that are as near the commonest.
 */
import type { SurfaceForm } from "../expansion/form-expansion.ts";

/** Shorter words are near too many others. */
const MIN_TYPO_LENGTH = 4;
/** From this length on two edits leave enough of a word. */
const MIN_TWO_EDITS_LENGTH = 7;
/** Of shorter words the first letter is right, and no letter but a vowel stands for another: икеа is no икра. */
const MIN_ANY_EDIT_LENGTH = 5;
const VOWELS = "аеиоуыэюя";

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

/** A form and how many edits it is away. */
export interface TypoCandidate {
  readonly form: string;
  readonly edits: number;
}

/** The best of the forms near a word; null where none is near enough. */
export function bestCorrection(word: string, near: readonly SurfaceForm[]): TypoCandidate | null {
  const allowed = editsAllowed(word);
  let best: (TypoCandidate & { score: number }) | null = null;
  for (const { form, documentFrequency, distance: edits } of near) {
    if (!LETTERS.test(form)) continue;
    if (edits === 0 || edits > allowed || isOtherWord(word, form, edits)) continue;
    const firstLetter = word[0] === form[0] ? 0 : FIRST_LETTER_DOUBLINGS;
    const score = Math.log2(1 + documentFrequency) - EDIT_DOUBLINGS * edits - firstLetter;
    const isBetter = best === null || score > best.score || (score === best.score && form < best.form);
    if (isBetter) best = { form, edits, score };
  }
  return best;
}

/** What is more likely a word that the index lacks than a slip. */
function isOtherWord(word: string, form: string, edits: number): boolean {
  const isFirstLetterWrong = word[0] !== form[0] && !(word[0] === form[1] && word[1] === form[0]);
  if (isFirstLetterWrong && (edits > 1 || word.length < MIN_ANY_EDIT_LENGTH)) return true;
  // An end too much makes another word, unless a key was hit twice: орлан is no орла.
  if (word.startsWith(form)) return edits > 1 || word.at(-1) !== word.at(-2);
  if (word.length >= MIN_ANY_EDIT_LENGTH || word.length !== form.length) return false;
  const differing = Array.from({ length: word.length }, (_, i) => i).filter((i) => word[i] !== form[i]);
  return differing.length === 1 && !differing.every((i) => isVowel(word[i]) && isVowel(form[i]));
}

function isVowel(letter: string | undefined): boolean {
  return letter !== undefined && VOWELS.includes(letter);
}
