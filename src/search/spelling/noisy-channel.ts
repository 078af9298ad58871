/**
 * Judges whether a typed word is a slip, and which word of the index was meant (pure): a noisy channel (Kernighan,
 * Church and Gale, "A spelling correction program based on a noisy channel model", 1990). A form of the index is as
 * likely to be meant as it is frequent, and less so by each edit; against it stands how likely the word is just what
 * was meant. All in bits.
 *
 * The figures are untuned where nothing else is said. docs/decisions/search.md#corrections says what they do to
 * readers' words.
 */

import { compareText } from "../../index/shared.ts";
import { caseTerms, isDictionaryWord, isStopWord, surnameStem, termOfWord } from "../../russian/words.ts";
import { editsAllowed, LETTERS, MOST_ACCIDENTAL_DOCUMENTS } from "./word-doubts.ts";

/** A form of the index near a word. */
export interface SurfaceForm {
  readonly form: string;
  /** Documents that hold it. */
  readonly documentFrequency: number;
  /** Edits from the word, a swap of neighbours being one. */
  readonly edits: number;
}

/** A word as it was typed, folded, and what the index and the query say of it. */
export interface TypedWord {
  readonly form: string;
  /** Documents of the index, above 0. */
  readonly documents: number;
  /** The terms by which documents have it in some form; none where none has. Default none. */
  readonly liveTerms?: readonly string[];
  /** True if it has a capital that is not the query's first letter. Default false. */
  readonly isCapitalized?: boolean;
}

/** A probable intended word, and its gain in bits over the typed word: below 0 if it is less likely. */
export interface Correction {
  readonly form: string;
  readonly documentFrequency: number;
  readonly margin: number;
}

/**
 * The likeliest of the forms near a word, though it be less likely than the word; null where there is none. Never of
 * the same word in another form.
 */
export function bestCorrection(word: TypedWord, near: readonly SurfaceForm[]): Correction | null {
  const { form: typed, documents, liveTerms = [] } = word;
  const ofTyped = likelihoodOf(word);
  let best: Correction | null = null;
  for (const one of near) {
    const { form, documentFrequency } = one;
    if (!mayBeMeant(word, one)) continue;
    if (termsOf(form).some((term) => liveTerms.includes(term))) continue;
    const cost = editCost(typed, form);
    // More is guesswork: a form that is far enough more frequent would be meant by any word.
    const excess = Math.max(0, cost - MAX_COST_PER_LETTER * typed.length);
    // What ends as a surname is a name, but for a slip in a name.
    const surname = surnameStem(typed) === undefined || surnameStem(form) !== undefined ? 0 : SURNAME;
    const margin = priorOf(form, documentFrequency, documents) - cost - MAX_COST_WEIGHT * excess - ofTyped - surname;
    const isBetter = best === null || margin > best.margin || (margin === best.margin && form < best.form);
    if (isBetter) best = { form, documentFrequency, margin };
  }
  return best;
}

/** A letter of a shorter one makes another name: виво is no Виго. */
const MIN_NAME_LENGTH = 5;

/**
 * Computes the cost of a word as another spelling of a name that the dictionary lacks: except in its ending, one letter
 * differs that sounds alike, is doubled, or is a sign. Null of any other word.
 */
export function spellingCost(typed: string, form: string): number | null {
  const stemsOf = (word: string) => [word, ...caseTerms(word)].filter(({ length }) => length >= MIN_NAME_LENGTH);
  const ofForm = stemsOf(form);
  // Two letters more cost more than that.
  const costs = stemsOf(typed).flatMap((one) =>
    ofForm.filter((other) => Math.abs(one.length - other.length) <= 1).map((other) => editCost(one, other)),
  );
  const cost = Math.min(...costs);
  return cost <= OTHER_SPELLING_COST ? cost : null;
}

/** Tells whether a form may be meant, before its word is known. */
export function mayBeMeant({ form: typed }: TypedWord, { form, edits }: SurfaceForm): boolean {
  if (edits === 0 || edits > editsAllowed(typed)) return false;
  return LETTERS.test(form) && isStopWord(form) === isStopWord(typed);
}

function termsOf(form: string): readonly string[] {
  return isDictionaryWord(form) ? [termOfWord(form)] : [termOfWord(form), ...caseTerms(form)];
}

/** Shorter beginnings are near those of too many words. */
const MIN_BEGINNING_LENGTH = 6;

/** Tells whether an unfinished word is corrected to the beginning of a word. */
export function mayBeMistypedBeginning(form: string): boolean {
  return form.length >= MIN_BEGINNING_LENGTH && LETTERS.test(form);
}

/**
 * The beginning that a mistyped one was meant to be, with the form that tells of it: by the commonest of the forms that
 * begin nearly so; null where there is none that is likelier than the word as it is. Its first and its last letter are
 * right: what is wrong at the end may be another word that the index lacks.
 */
export function bestBeginning(typed: TypedWord, begunNear: readonly SurfaceForm[]) {
  const { form: word, documents } = typed;
  const commonestFirst = [...begunNear].sort(
    (a, b) => b.documentFrequency - a.documentFrequency || compareText(a.form, b.form),
  );
  for (const near of commonestFirst) {
    const { form, documentFrequency } = near;
    const beginning = begunAs(typed, near);
    if (beginning === null) continue;
    const margin = priorOf(form, documentFrequency, documents) - editCost(word, beginning) - likelihoodOf(typed);
    if (margin >= 0) return { form, beginning };
  }
  return null;
}

/** The beginning of a form that a mistyped one may be; null of other forms. */
export function begunAs({ form: word }: TypedWord, { form }: SurfaceForm): string | null {
  if (form[0] !== word[0] || !LETTERS.test(form)) return null;
  const length = [word.length, word.length + 1, word.length - 1].find((one) => isOneEdit(word, form.slice(0, one)));
  return length === undefined || form.length <= length ? null : form.slice(0, length);
}

/**
 * The margin of a word that was written together of others, by these with their documents; the index must have each.
 */
export function splitMargin(
  typed: TypedWord,
  spaces: number,
  parts: readonly (readonly [form: string, documentFrequency: number])[],
): number {
  const priors = parts.map(([form, frequency]) =>
    frequency === 0 ? Number.NEGATIVE_INFINITY : priorOf(form, frequency, typed.documents),
  );
  return Math.min(...priors) - SPACE_COST * spaces - likelihoodOf(typed);
}

/**
 * A letter more, less or another one, or two swapped, before the last letter, by which other words differ: Иванов and
 * Иванова. True of equal words.
 */
export function isOneEdit(word: string, other: string): boolean {
  if (word.at(-1) !== other.at(-1) || Math.abs(word.length - other.length) > 1) return false;
  let at = 0;
  while (at < word.length && word[at] === other[at]) at += 1;
  const [rest, otherRest] = [word.slice(at), other.slice(at)];
  const isSwap = rest[0] === otherRest[1] && rest[1] === otherRest[0] && rest.slice(2) === otherRest.slice(2);
  return rest.slice(1) === otherRest.slice(1) || rest.slice(1) === otherRest || rest === otherRest.slice(1) || isSwap;
}

// How likely a word is.

/** Lowest log2 frequency of a dictionary word: the index is a small sample of the language. */
const RAREST_DICTIONARY_WORD = -8;
/** Another word is in one article of a thousand (docs/decisions/search.md#corrections). */
const RAREST_NAME = -10;
/** Bits subtracted from a word that only one or two documents have: it may be a slip. */
const ACCIDENTAL = -3;

function priorOf(form: string, documentFrequency: number, documents: number): number {
  const frequency = Math.log2(documentFrequency / documents);
  if (isDictionaryWord(form)) return Math.max(frequency, RAREST_DICTIONARY_WORD);
  return Math.max(frequency, RAREST_NAME) + (documentFrequency <= MOST_ACCIDENTAL_DOCUMENTS ? ACCIDENTAL : 0);
}

/**
 * Log2 frequency of a seven-letter word that neither dictionary nor index has: a new one, or a name. Fitted to
 * readers-queries, as the constants below.
 */
const NEW_WORD = -14;
/** Nearly any four letters are near some word, and hardly any ten. By number of letters. */
const SHORT_WORDS: ReadonlyMap<number, number> = new Map([
  [4, 5],
  [5, 1],
  [6, 0.5],
]);
const LETTER_FROM_EIGHTH_ON = -1.5;
const LONGEST_WORD = -8;
const SURNAME = 2.5;
const CAPITALIZED = 2;
/** A form of a word that the index has in others: Эрдогану. A stem that lacks more is mostly of another word. */
const KNOWN_IN_OTHER_FORMS = 2.5;
const LONGEST_ENDING = 2;

function likelihoodOf({ form, liveTerms = [], isCapitalized = false }: TypedWord): number {
  const byLength = SHORT_WORDS.get(form.length) ?? Math.max(LONGEST_WORD, LETTER_FROM_EIGHTH_ON * (form.length - 7));
  return (
    NEW_WORD +
    byLength +
    (isCapitalized ? CAPITALIZED : 0) +
    (liveTerms.some((term) => term.length >= form.length - LONGEST_ENDING) ? KNOWN_IN_OTHER_FORMS : 0)
  );
}

// How likely an edit is.

const ROWS = ["йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"];
/** Offset of a keyboard row to the right of the one above it, and largest distance of neighbouring keys, in keys. */
const ROW_SHIFT = 0.4;
const NEIGHBOUR_DISTANCE = 1.3;

const NEIGHBOURS: ReadonlySet<string> = (() => {
  const keys = ROWS.flatMap((row, y) => [...row].map((letter, x) => ({ letter, x: x + ROW_SHIFT * y, y })));
  return new Set(
    keys.flatMap((one) =>
      keys
        .filter((other) => other !== one && Math.hypot(one.x - other.x, one.y - other.y) < NEIGHBOUR_DISTANCE)
        .map((other) => one.letter + other.letter),
    ),
  );
})();

/** Letters that sound alike somewhere. */
const ALIKE: ReadonlySet<string> = new Set(
  "оа еи ея ия иы эе ое юу яа дт зс бп гк вф гв жш щш чш цс гх ьъ"
    .split(" ")
    .flatMap((pair) => [pair, [...pair].reverse().join("")]),
);
const VOWELS = "аеиоуыэюя";
const SIGNS = "ьъ";

const ALIKE_COST = 3;
const NEIGHBOUR_COST = 5.5;
const VOWEL_COST = 6;
const OTHER_COST = 8;
/** Cost of two swapped letters. Of 3,418 names of real news none is another one so; 144 are one letter off. */
const SWAP_COST = 1;
const SIGN_COST = 2.5;
/** Cost of leaving out one of two equal letters, or inserting one. */
const HALVED_COST = 2;
const DOUBLED_COST = 3.5;
/** The dearest edit that leaves the sound as it is. */
const OTHER_SPELLING_COST = DOUBLED_COST;
const MISSING_COST = 5;
const SPACE_COST = 4.5;
const EXTRA_COST = 7;
/** Two keys were hit at once. */
const EXTRA_NEIGHBOUR_COST = 6.5;
/** The first letter is rarely hit wrong. */
const FIRST_LETTER_COST = 3;
/** Another end is another form. */
const LAST_LETTER_COST = 2;
/** An end too much makes another word: орлан is no орла. */
const EXTRA_END_COST = 5;
const MAX_COST_PER_LETTER = 1.25;
const MAX_COST_WEIGHT = 1.5;

const NEVER = Number.POSITIVE_INFINITY;

/**
 * The least that edits cost that make `typed` of `meant`: a weighted optimal string alignment. Quadratic in the words.
 */
export function editCost(typed: string, meant: string): number {
  let beforeLast: number[] = [];
  let last: number[] = [];
  for (let i = 0; i <= typed.length; i += 1) {
    const row: number[] = [];
    for (let j = 0; j <= meant.length; j += 1) {
      const [own = "", other = ""] = [typed[i - 1], meant[j - 1]];
      const ofLast = i === typed.length && j === meant.length ? LAST_LETTER_COST : 0;
      const replaced = own === other ? 0 : replacingCost(own, other, i + j === 2) + ofLast;
      const isSwap = own !== other && own === meant[j - 2] && other === typed[i - 2];
      const swapped = isSwap ? SWAP_COST + (i === 2 ? FIRST_LETTER_COST / 2 : 0) : NEVER;
      // What lies before the beginning of a word has no cost yet.
      row.push(
        Math.min(
          i + j === 0 ? 0 : NEVER,
          (row[j - 1] ?? NEVER) + missingCost(meant, j - 1),
          (last[j] ?? NEVER) + extraCost(typed, i - 1),
          (last[j - 1] ?? NEVER) + replaced,
          (beforeLast[j - 2] ?? NEVER) + swapped,
        ),
      );
    }
    [beforeLast, last] = [last, row];
  }
  const hasOnlyMore = typed.length > meant.length && typed.startsWith(meant) && typed.at(-1) !== typed.at(-2);
  return (last[meant.length] ?? 0) + (hasOnlyMore ? EXTRA_END_COST : 0);
}

function replacingCost(typed: string, meant: string, isFirst: boolean): number {
  if (ALIKE.has(typed + meant)) return ALIKE_COST + (isFirst ? FIRST_LETTER_COST / 2 : 0);
  const areVowels = VOWELS.includes(typed) && VOWELS.includes(meant);
  const cost = NEIGHBOURS.has(typed + meant) ? NEIGHBOUR_COST : areVowels ? VOWEL_COST : OTHER_COST;
  return cost + (isFirst ? FIRST_LETTER_COST : 0);
}

function missingCost(meant: string, at: number): number {
  const letter = meant[at] ?? "";
  if (letter === meant[at - 1] || letter === meant[at + 1]) return HALVED_COST;
  if (SIGNS.includes(letter)) return SIGN_COST;
  return MISSING_COST + (at === 0 ? FIRST_LETTER_COST : at === meant.length - 1 ? LAST_LETTER_COST : 0);
}

function extraCost(typed: string, at: number): number {
  const letter = typed[at] ?? "";
  if (letter === typed[at - 1]) return DOUBLED_COST;
  if (SIGNS.includes(letter)) return SIGN_COST;
  const isBeside = NEIGHBOURS.has(letter + (typed[at - 1] ?? "")) || NEIGHBOURS.has(letter + (typed[at + 1] ?? ""));
  return (isBeside ? EXTRA_NEIGHBOUR_COST : EXTRA_COST) + (at === 0 ? FIRST_LETTER_COST : 0);
}
