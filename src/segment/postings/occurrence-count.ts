/**
 * What a posting says of a document in one number (layer 2): its frequency, and whether the term is in the opening of the
 * field. The frequency doubled, and one more for the opening; below 2^31, since no text is so long.
 */

/** Of what stands once in a field, and not in its opening: most postings. */
export const LEAST_COUNT = 2;

export function occurrenceCount(frequency: number, isOpening: boolean): number {
  return 2 * frequency + (isOpening ? 1 : 0);
}

export function frequencyOf(count: number): number {
  return count >>> 1;
}

export function isOpening(count: number): boolean {
  return (count & 1) === 1;
}
