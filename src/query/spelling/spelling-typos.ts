/**
 * Which word of the index a mistyped one was meant to be (layer 4, pure): few edits, a swap of neighbours being one, and of
 * the words that are as near the commonest.
 */
import { compareText } from "../../segment/stored/document-order.ts";

/** A form of the index near a word. */
export interface SurfaceForm {
  readonly form: string;
  /** Documents that hold it. */
  readonly documentFrequency: number;
  /** Edits from the word, a swap of neighbours being one. */
  readonly edits: number;
}

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
/** By how many a slip of the ear outweighs one of the fingers: дерективы are директивы and no детективы. Untuned. */
const HABIT_DOUBLINGS = 4;
/** Letters that sound alike somewhere. */
const ALIKE = ["оа", "еи", "ея", "иы", "эе", "ое", "юу", "яа", "дт", "зс", "бп", "гк", "вф", "жш", "щш", "цс", "ьъ"];

/** A word of letters, which alone may be mistyped: numbers are what they are. */
const LETTERS = /^\p{L}+$/u;

/** Edits that a folded word may be away from what was meant; 0 where it is not corrected. */
export function editsAllowed(form: string): 0 | 1 | 2 {
  if (form.length < MIN_TYPO_LENGTH || !LETTERS.test(form)) return 0;
  return form.length < MIN_TWO_EDITS_LENGTH ? 1 : 2;
}

/** The best of the forms near a word; null where none is near enough. */
export function bestCorrection(word: string, near: readonly SurfaceForm[]): SurfaceForm | null {
  const allowed = editsAllowed(word);
  let best: { readonly candidate: SurfaceForm; readonly score: number } | null = null;
  for (const candidate of near) {
    const { form, documentFrequency, edits } = candidate;
    if (!LETTERS.test(form)) continue;
    if (edits === 0 || edits > allowed || isOtherWord(word, form, edits)) continue;
    const firstLetter = word[0] === form[0] ? 0 : FIRST_LETTER_DOUBLINGS;
    const habit = edits === 1 && isHabit(word, form) ? HABIT_DOUBLINGS : 0;
    const score = Math.log2(1 + documentFrequency) - EDIT_DOUBLINGS * edits - firstLetter + habit;
    const isBetter = best === null || score > best.score || (score === best.score && form < best.candidate.form);
    if (isBetter) best = { candidate, score };
  }
  return best?.candidate ?? null;
}

/** Shorter beginnings are near those of too many words. Untuned. */
const MIN_BEGINNING_LENGTH = 6;

/** Whether what may still be typed is corrected to the beginning of a word. */
export function mayBeMistypedBeginning(form: string): boolean {
  return form.length >= MIN_BEGINNING_LENGTH && LETTERS.test(form);
}

/** A beginning, and the form that tells of it. */
interface BegunForm {
  readonly form: string;
  readonly beginning: string;
}

/**
 * The beginning that a mistyped one was meant to be, by the commonest of the forms that begin nearly so; null where there is none.
 * Its first and its last letter are right: what is wrong at the end may be another word that the index lacks.
 */
export function bestBeginning(word: string, begunNear: readonly SurfaceForm[]): BegunForm | null {
  const commonestFirst = [...begunNear].sort(
    (a, b) => b.documentFrequency - a.documentFrequency || compareText(a.form, b.form),
  );
  for (const { form } of commonestFirst) {
    if (form[0] !== word[0] || !LETTERS.test(form)) continue;
    const length = [word.length, word.length + 1, word.length - 1].find((one) => isOneEdit(word, form.slice(0, one)));
    if (length !== undefined && form.length > length) return { form, beginning: form.slice(0, length) };
  }
  return null;
}

/** A letter more, less or another one, or two swapped, before the last letter. */
function isOneEdit(word: string, other: string): boolean {
  if (word.at(-1) !== other.at(-1) || Math.abs(word.length - other.length) > 1) return false;
  let at = 0;
  while (at < word.length && word[at] === other[at]) at += 1;
  const [rest, otherRest] = [word.slice(at), other.slice(at)];
  const isSwap = rest[0] === otherRest[1] && rest[1] === otherRest[0] && rest.slice(2) === otherRest.slice(2);
  return rest.slice(1) === otherRest.slice(1) || rest.slice(1) === otherRest || rest === otherRest.slice(1) || isSwap;
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

/** Whether one edit is one that people make who write as they hear: a letter for its like, one of two, a sign too much or too few. */
function isHabit(word: string, form: string): boolean {
  let at = 0;
  while (at < word.length && word[at] === form[at]) at += 1;
  if (word.length === form.length)
    return ALIKE.some((pair) => pair === `${word[at]}${form[at]}` || pair === `${form[at]}${word[at]}`);
  const longer = word.length > form.length ? word : form;
  const letter = longer[at] ?? "";
  return "ьъ".includes(letter) || letter === longer[at - 1];
}

function isVowel(letter: string | undefined): boolean {
  return letter !== undefined && VOWELS.includes(letter);
}
