/**
 * Token filter: terms with a mark, which no word of a text is (pure): `кит^` of a stem that a name left, `сми=` of an
 * abbreviation. The mark is the last character, so that such a term is in the posting block of its word, or the next.
 */

/** Declension of a surname in -ов, -ев, -ин or -ын, of the town named after it (Пушкино), and of the whole family. */
const SURNAME_FORM = /^(.{3,}(?:[ое]в|(?<=[бвгджзклмнпрстфхцчшщ])[иы]н))(?:[ауыео]|ым|ом|ой|ою|ых|ыми)?$/;

/** The mark of a stem. */
export function nameTerm(stem: string): string {
  return `${stem}^`;
}

/**
 * The stem of a surname, five letters or more, from a word in lower case that has the form of one; undefined of others.
 * лавровый, лавровая and лавровое have none: so end adjectives alone. Лаврова is лавров, and Машина, alas, машин.
 */
export function surnameStem(word: string): string | undefined {
  return SURNAME_FORM.exec(word)?.[1];
}

// Token filter: abbreviations in capitals. They do not decline, and Snowball cuts some down to another
// word (опек is a form of опека, воз a cart): they are indexed unstemmed too, under a term of their own.

const CAPITALS = /^[А-ЯЁ]{2,6}$/;
const LOWER_CASE = /^[а-я]{2,6}$/;

/** Tells whether a word is two to six Cyrillic capitals. Only the line tells whether that means anything. */
export function isInCapitals(word: string): boolean {
  return CAPITALS.test(word);
}

/** Tells whether a lower-case word has the shape of an abbreviation typed without Shift. */
export function mayBeAbbreviation(word: string): boolean {
  return LOWER_CASE.test(word);
}

/** The term of an abbreviation: `сми=`. No other term ends with `=`. */
export function abbreviationTerm(word: string): string {
  return `${word}=`;
}

/** The term of a word in lower case as an abbreviation; null of one that has no shape of one. */
export function termAsAbbreviation(word: string): string | null {
  return mayBeAbbreviation(word) ? abbreviationTerm(word) : null;
}

/** Tells whether a term is one of an abbreviation. */
export function isAbbreviationTerm(term: string): boolean {
  return term.endsWith("=");
}
