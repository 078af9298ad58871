/**
 * Token filter: abbreviations in capitals (layer 1, pure). They do not decline, and Snowball cuts some down to another
 * word (опек is a form of опека, воз a cart): they are indexed unstemmed too, under a term of their own.
 */

const CAPITALS = /^[А-ЯЁ]{2,6}$/;
const LOWER_CASE = /^[а-я]{2,6}$/;

/** Whether a word as written is two to six Cyrillic capitals. Only the line tells whether that means anything. */
export function isInCapitals(word: string): boolean {
  return CAPITALS.test(word);
}

/** Whether a word in lower case has the shape of an abbreviation that somebody typed without Shift. */
export function mayBeAbbreviation(word: string): boolean {
  return LOWER_CASE.test(word);
}

/** The term of an abbreviation: `=сми`. No other term begins with `=`. */
export function abbreviationTerm(word: string): string {
  return `=${word}`;
}

/** Whether a term is one of an abbreviation. */
export function isAbbreviationTerm(term: string): boolean {
  return term.startsWith("=");
}
