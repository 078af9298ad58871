/**
 * Measures how close together the words of a short query stand in a document: «белый дом» as a name, or белый in one
 * sentence and дом in another. Read beside the postings, in their round, from the blocks of occurrences of the words'
 * terms.
 */
import type { FieldOccurrences } from "../../segment/postings/occurrences.ts";
import type { IndexSnapshot, OpenSegment } from "../snapshot/index-snapshot.ts";
import type { NearWord } from "./query-plan.ts";

/**
 * More bytes of occurrences, over all segments, are not read, and nothing is near then: words that stand in tens of
 * thousands of articles, of which a title says more. A term's occurrences are some 1.2 bytes each as they are packed.
 * Untuned.
 */
const MAX_OCCURRENCE_BYTES = 384 * 1024;

/** Occurrences of each word's terms in each field, in one segment. */
type SegmentWords = readonly (readonly FieldOccurrences[])[];

/** The occurrences of the words of a query. */
export class Nearness {
  readonly #words: readonly NearWord[];
  /** Words by segment. */
  readonly #segments: readonly SegmentWords[];
  /** The place of the word that the fewest documents have, of those that some have; -1 where none has any. */
  readonly #rarest: number;

  private constructor(words: readonly NearWord[], segments: readonly SegmentWords[], counts: readonly number[]) {
    this.#words = words;
    this.#segments = segments;
    this.#rarest = counts.indexOf(Math.min(...counts.filter((count) => count > 0)));
  }

  /**
   * Null of fewer than two words, where it would take more than {@link MAX_OCCURRENCE_BYTES}, and where a segment keeps
   * no occurrences. At most one request a term and large segment, in one round.
   */
  static async load({ segments }: IndexSnapshot, words: readonly NearWord[]): Promise<Nearness | null> {
    if (words.length < 2) return null;
    const terms = [...new Set(words.flatMap((word) => word.terms))];
    const sizes = segments.map(({ reader }) => reader.occurrenceBytes(terms));
    const sizeBytes = sizes.reduce<number>((sum, size) => sum + (size ?? Number.POSITIVE_INFINITY), 0);
    if (sizeBytes > MAX_OCCURRENCE_BYTES) return null;
    const ofSegments = await Promise.all(
      segments.map(async ({ reader }): Promise<SegmentWords> => {
        const found = await reader.occurrences(terms);
        return words.map((word) => word.terms.flatMap((term) => found.get(term)?.fields ?? []));
      }),
    );
    const counts = words.map((_, place) =>
      segments.reduce((sum, open, i) => sum + countDocuments(ofSegments[i]?.[place] ?? [], open), 0),
    );
    return new Nearness(words, ofSegments, counts);
  }

  /** Terms of all words whose occurrences were read. */
  get terms(): ReadonlySet<string> {
    return new Set(this.#words.flatMap((word) => word.terms));
  }

  /**
   * Computes the nearness in a document, in [0, 1]: the mean over neighbouring words of the query of 1 / (1 + d)²,
   * where d is the deviation from their distance in the query at the place in one field where they come closest to it.
   * 1 where they stand as they were typed, 0 where no two share a field and in a document without the rarest of them:
   * no nearness of the others makes up for that.
   */
  of(segmentNumber: number, ordinal: number): number {
    const segment = this.#segments[segmentNumber] ?? [];
    if (!(segment[this.#rarest] ?? []).some((inField) => inField.placeOf(ordinal) >= 0)) return 0;
    const positions = segment.map((fields) => positionsOf(fields, ordinal));
    let sum = 0;
    for (let i = 1; i < positions.length; i += 1) {
      const gap = (this.#words[i]?.place ?? 0) - (this.#words[i - 1]?.place ?? 0);
      sum += 1 / (1 + leastDeviation(positions[i - 1] ?? [], positions[i] ?? [], gap)) ** 2;
    }
    return sum / Math.max(1, positions.length - 1);
  }
}

/** Counts the live documents of a segment that have a word. */
function countDocuments(fields: readonly FieldOccurrences[], { segment, dead }: OpenSegment): number {
  const isCounted = new Uint8Array(segment.documents);
  let count = 0;
  for (const { ordinals } of fields) {
    for (const ordinal of ordinals) {
      if (isCounted[ordinal] === 1 || dead?.[ordinal] === 1) continue;
      isCounted[ordinal] = 1;
      count += 1;
    }
  }
  return count;
}

/** Lists the positions of a word in a document, by field, ascending. */
function positionsOf(fields: readonly FieldOccurrences[], ordinal: number): number[][] {
  const byField: number[][] = [];
  for (const inField of fields) {
    const place = inField.placeOf(ordinal);
    if (place < 0) continue;
    const own = inField.positions.subarray(inField.starts[place], inField.starts[place + 1]);
    const known = byField[inField.field];
    if (known === undefined) byField[inField.field] = [...own];
    else {
      known.push(...own);
      known.sort((a, b) => a - b);
    }
  }
  return byField;
}

/** Finds the least deviation from the gap between two words in one field; infinity if no field has both. Linear. */
function leastDeviation(before: readonly number[][], behind: readonly number[][], gap: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const [field, positions] of before.entries()) {
    const others = behind[field] ?? [];
    let next = 0;
    for (const position of positions ?? []) {
      const wanted = position + gap;
      while (next < others.length && (others[next] ?? 0) < wanted) next += 1;
      for (const other of [others[next - 1], others[next]]) {
        // A term that both words have is no pair of words.
        if (other !== undefined && other !== position) least = Math.min(least, Math.abs(other - wanted));
      }
    }
  }
  return least;
}
