/**
 * Where a term stands in its documents, and in which surface forms (layer 2): what phrases, exact forms and proximity
 * read beside the posting lists.
 */

/** Numbers of surface forms, as wide as their term needs. */
type FormNumbers = Uint8Array | Uint16Array | Uint32Array;

/** The occurrences of a term in one field. */
export class FieldOccurrences {
  readonly field: number;
  /** Those of the posting list, ascending, dead documents included. */
  readonly ordinals: Uint32Array;
  /** One more than the ordinals: occurrences in `ordinals[i]` are [starts[i], starts[i + 1]) of the next two. */
  readonly starts: Uint32Array;
  /**
   * Places in the field's sequence of words, from 0. They ascend within a document; one stands twice where a hyphenated
   * word and its first part have the same term.
   */
  readonly positions: Uint32Array;
  /** For each position, the form that stands there: a place in the term's `forms`. */
  readonly formNumbers: FormNumbers;

  constructor(
    field: number,
    ordinals: Uint32Array,
    starts: Uint32Array,
    positions: Uint32Array,
    formNumbers: FormNumbers,
  ) {
    this.field = field;
    this.ordinals = ordinals;
    this.starts = starts;
    this.positions = positions;
    this.formNumbers = formNumbers;
  }

  /** The place of a document in `ordinals`, or -1. Logarithmic. */
  placeOf(ordinal: number): number {
    let low = 0;
    let high = this.ordinals.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.ordinals[middle] ?? 0) < ordinal) low = middle + 1;
      else high = middle;
    }
    return this.ordinals[low] === ordinal ? low : -1;
  }
}

/** All occurrences of a term in a segment. */
export interface TermOccurrences {
  /** The forms in which it stands there, folded, each once, ascending by UTF-16 units. */
  readonly forms: readonly string[];
  /** One for each of the term's posting lists, in their order. */
  readonly fields: readonly FieldOccurrences[];
}

/** An array for the numbers of so many forms. */
export function makeFormNumbers(length: number, formCount: number): FormNumbers {
  if (formCount <= 0x100) return new Uint8Array(length);
  return formCount <= 0x10000 ? new Uint16Array(length) : new Uint32Array(length);
}
