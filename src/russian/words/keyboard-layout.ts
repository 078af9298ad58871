/**
 * Converts text typed in the wrong keyboard layout to the other one (pure): the Russian layout of PCs and the American
 * one. Signs of punctuation are letters there (`,` is б), so a text is rewritten before it is tokenized.
 */

/** The two layouts, key for key: without Shift, and with. */
const AMERICAN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>";
const RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбюЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ";

const TO_RUSSIAN = keys(AMERICAN, RUSSIAN);
const TO_AMERICAN = keys(RUSSIAN, AMERICAN);

const RUSSIAN_LETTER = /[а-яё]/i;
const AMERICAN_LETTER = /[a-z]/i;
/** Fewest letters: a shorter text is no word, or too many. */
const MIN_LETTERS = 2;
/** Signs at the end of a stretch that are letters on the keys and may still be meant as signs. */
const END_SIGNS = /(?<![,.;:'"<>])[,.;:'"<>]+$/;

/**
 * The ways in which a stretch without white space reads in the other layout, the fullest first; none for a stretch of
 * both alphabets or of fewer than two letters. «ytanm,» is нефтьб, and нефть with a comma.
 */
export function otherLayouts(stretch: string): string[] {
  const isAmerican = AMERICAN_LETTER.test(stretch);
  if (isAmerican === RUSSIAN_LETTER.test(stretch)) return [];
  if (!isAmerican) return countLetters(stretch) < MIN_LETTERS ? [] : [rewrite(stretch, TO_AMERICAN)];
  const plain = stretch.replace(END_SIGNS, "");
  const ways = [rewrite(stretch, TO_RUSSIAN), rewrite(plain, TO_RUSSIAN) + stretch.slice(plain.length)];
  return [...new Set(ways)].filter((way) => countLetters(way) >= MIN_LETTERS);
}

/** A letter or more of one alphabet as the keys have them in the other layout; null where there is none, or both. */
export function inOtherLayout(text: string): string | null {
  const isAmerican = AMERICAN_LETTER.test(text);
  return isAmerican === RUSSIAN_LETTER.test(text) ? null : rewrite(text, isAmerican ? TO_RUSSIAN : TO_AMERICAN);
}

function keys(from: string, to: string): ReadonlyMap<string, string> {
  return new Map([...from].map((key, i) => [key, to[i] ?? key]));
}

function rewrite(text: string, key: ReadonlyMap<string, string>): string {
  return Array.from(text, (character) => key.get(character) ?? character).join("");
}

function countLetters(text: string): number {
  return Array.from(text).filter((character) => /\p{L}/u.test(character)).length;
}
