/**
 * Counts bits (layer 2).
 */

/** Those of a 32-bit word, added up side by side (Warren, "Hacker's Delight", 2nd edition, section 5-1). */
export function countBits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const quads = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((quads + (quads >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
