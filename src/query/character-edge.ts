/**
 * Where a text may be cut (layer 4): never inside a surrogate pair, so that what is shown stays well-formed.
 */

/** `offset`, or the one before it where it lies between the two units of a pair. */
export function wholeCharacterEnd(text: string, offset: number): number {
  const isInside = isBetween(text, offset - 1, 0xd800) && isBetween(text, offset, 0xdc00);
  return isInside ? offset - 1 : offset;
}

/** Whether the unit at a place is one of the 1,024 surrogates from `first` on. */
function isBetween(text: string, place: number, first: number): boolean {
  const unit = text.charCodeAt(place);
  return unit >= first && unit < first + 0x400;
}
