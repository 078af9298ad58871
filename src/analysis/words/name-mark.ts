/**
 * Token filter: terms that say of a stem that a name left it (layer 1, pure). `кит^` beside кит tells that this кит is
 * Китая and no whale, `лавров^` beside лавров that this is the minister and no bay leaf. No other term ends in `^`.
 */

/** How a surname in -ов, -ев, -ин or -ын declines, the town named after it (Пушкино) and all the family with it. */
const SURNAME_FORM = /^(.{3,}(?:[ое]в|(?<=[бвгджзклмнпрстфхцчшщ])[иы]н))(?:[ауыео]|ым|ом|ой|ою|ых|ыми)?$/;

/** The mark of a stem. */
export function nameTerm(stem: string): string {
  return `${stem}^`;
}

/** Whether a term is such a mark. */
export function isNameMark(term: string): boolean {
  return term.endsWith("^");
}

/**
 * The stem of a surname, five letters or more, from a word in lower case that has the form of one; undefined of others.
 * лавровый, лавровая and лавровое have none: so end adjectives alone. Лаврова is лавров, and Машина, alas, машин.
 */
export function surnameStem(word: string): string | undefined {
  return SURNAME_FORM.exec(word)?.[1];
}
