/**
 * Where a text may be cut (layer 4): never inside a surrogate pair, so that what is shown stays well-formed, nor between a
 * letter and its accents.
 */

/** More marks than this hang on no letter that anybody reads; bounds the way back. */
const MAX_MARKS = 30;

/** What hangs on the character before it: accents, variation selectors, and what joins pictures. */
const HANGING = /[\p{M}\u200d]/u;

/** `offset`, or the nearest one before it that is not inside a character with its marks. */
export function wholeCharacterEnd(text: string, offset: number): number {
  let end = offset;
  for (let marks = 0; marks < MAX_MARKS && end > 0 && end < text.length && HANGING.test(text[end] ?? ""); marks += 1)
    end -= 1;
  const isInside = isBetween(text, end - 1, 0xd800) && isBetween(text, end, 0xdc00);
  return isInside ? end - 1 : end;
}

/** Whether the unit at a place is one of the 1,024 surrogates from `first` on. */
function isBetween(text: string, place: number, first: number): boolean {
  const unit = text.charCodeAt(place);
  return unit >= first && unit < first + 0x400;
}
