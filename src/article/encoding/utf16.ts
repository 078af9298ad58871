/**
 * UTF-16 and UTF-32, told without a mark (layer 1): in a text of UTF-16 every other byte is the high half of a unit, and
 * in pages of one alphabet that half is 0x00 for Latin, 0x04 for Cyrillic: control characters, which no text in another
 * charset holds by the dozen.
 */

/** Bytes that are looked at. */
const SAMPLE_BYTES = 65_536;
/** From so many units on a text can be told; a shorter one could be anything. */
const MIN_UNITS = 3;
/** The least share of units whose high half is below 0x07 (Latin, Greek, Cyrillic, Hebrew, Arabic). Untuned. */
const MIN_HIGH_SHARE = 0.6;
/** The least share of units that are characters of some text. Untuned. */
const MIN_TEXT_SHARE = 0.95;

/** The byte order that text without a mark is in, or null where it is not UTF-16. */
export function findUtf16(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  const le = textShare(bytes, 1);
  const be = textShare(bytes, 0);
  if (Math.max(le, be) < MIN_TEXT_SHARE || le === be) return null;
  return le > be ? "utf-16le" : "utf-16be";
}

/** The share of units that are text, read with the high half at this parity; 0 where high halves are no such halves. */
function textShare(bytes: Uint8Array, highParity: 0 | 1): number {
  const end = Math.min(bytes.length, SAMPLE_BYTES) & ~1;
  let high = 0;
  let text = 0;
  for (let i = 0; i < end; i += 2) {
    const highByte = bytes[i + highParity] ?? 0;
    if (highByte < 0x07) high += 1;
    if (isTextUnit((highByte << 8) | (bytes[i + 1 - highParity] ?? 0))) text += 1;
  }
  const units = end / 2;
  return units >= MIN_UNITS && high >= MIN_HIGH_SHARE * units ? text / units : 0;
}

/** Alphabets up to Arabic, punctuation, currency, letter-like signs, arrows, frames, and halves of surrogate pairs. */
function isTextUnit(unit: number): boolean {
  if (unit < 0x20) return unit === 0x09 || unit === 0x0a || unit === 0x0d;
  if (unit < 0x700) return unit < 0x7f || unit >= 0xa0;
  if (unit >= 0x2000 && unit <= 0x206f) return true;
  return (unit >= 0x20a0 && unit <= 0x27bf) || (unit >= 0xd800 && unit <= 0xdfff) || unit === 0xfeff;
}

/** Whether bytes are UTF-32, by its mark or by the zeros that lie in the upper half of every unit. */
export function looksLikeUtf32(bytes: Uint8Array): boolean {
  if (bytes.length < 8 || bytes.length % 4 !== 0) return false;
  return hasZeroHalves(bytes, 2) || hasZeroHalves(bytes, 0);
}

/** Whether of each four bytes two are zero and the other two are not, but for a mark and signs beyond the first plane. */
function hasZeroHalves(bytes: Uint8Array, zeroHalf: 0 | 2): boolean {
  const end = Math.min(bytes.length, SAMPLE_BYTES);
  let units = 0;
  for (let i = 0; i < end; i += 4) {
    const zero = (bytes[i + zeroHalf] ?? 0) | (bytes[i + zeroHalf + 1] ?? 0);
    const filled = (bytes[i + 2 - zeroHalf] ?? 0) | (bytes[i + 3 - zeroHalf] ?? 0);
    if (zero === 0 && filled !== 0) units += 1;
  }
  return units * 4 >= MIN_TEXT_SHARE * end;
}
