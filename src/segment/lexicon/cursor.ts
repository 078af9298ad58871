/**
 * Walks the terms of a lexicon block in order (layer 2), without making a string of each, and passes over those that
 * share too much with a term already seen: whole groups of them in one step, undecoded.
 */
import type { SearchIndexError } from "../../errors.ts";
import { corruptBytes } from "../blocks/byte-buffer.ts";
import { documentFrequencyAt, GROUP_TERMS, type LexiconBlock, type LexiconTerm, MAX_SHARED_LENGTH } from "./lexicon.ts";

/** A limit that no term reaches. */
const NO_LIMIT = MAX_SHARED_LENGTH + 1;

/**
 * One place in a block. Units are decoded as they are asked for, in order: a search by edits needs one or two of those
 * that a term does not share.
 */
export class LexiconCursor {
  readonly #block: LexiconBlock;
  #nextPlace = 0;
  #nextUnit = 0;
  /** The first `#decodedLength` units of the present term; the rest begins at `#undecoded` of the block's units. */
  #units = new Uint16Array(64);
  #decodedLength = 0;
  #undecoded = 0;
  #length = 0;
  #sharedLength = 0;

  constructor(block: LexiconBlock) {
    this.#block = block;
  }

  /** The place of the present term in the block. */
  get place(): number {
    return this.#nextPlace - 1;
  }

  /** Units of the present term. */
  get length(): number {
    return this.#length;
  }

  /** How many of them are as in the term that the cursor stood on before. */
  get sharedLength(): number {
    return this.#sharedLength;
  }

  get documentFrequency(): number {
    return documentFrequencyAt(this.#block, this.#nextPlace - 1);
  }

  /** The present term as a string. */
  get term(): string {
    this.#decodeTo(this.#length);
    let term = "";
    for (let i = 0; i < this.#length; i += 1) term += String.fromCharCode(this.#units[i] ?? 0);
    return term;
  }

  /** One unit of the present term, `depth` below its length. */
  unitAt(depth: number): number {
    if (depth >= this.#decodedLength) this.#decodeTo(depth + 1);
    return this.#units[depth] ?? 0;
  }

  /**
   * Goes to the next term that shares fewer than `sharedBelow` units (at least 1) with the term before it, and so with
   * the present one; false after the last.
   */
  advance(sharedBelow = NO_LIMIT): boolean {
    const { shared, lengths, termCount } = this.#block;
    let place = this.#nextPlace;
    let unit = this.#nextUnit;
    while (place < termCount) {
      const groupEnd = Math.min((place | (GROUP_TERMS - 1)) + 1, termCount);
      for (; place < groupEnd; place += 1) {
        const sharedLength = shared[place] ?? 0;
        const added = lengths[place] ?? 0;
        if (sharedLength < sharedBelow) {
          this.#decodeTo(sharedLength);
          this.#sharedLength = sharedLength;
          this.#decodedLength = sharedLength;
          this.#undecoded = unit;
          this.#length = sharedLength + added;
          this.#nextPlace = place + 1;
          this.#nextUnit = unit + added;
          return true;
        }
        unit += added;
      }
      place = this.#skipGroups(place, sharedBelow);
      unit = this.#block.groupUnits[place / GROUP_TERMS] ?? 0;
    }
    this.#nextPlace = termCount;
    return false;
  }

  /** From the end of a group, the beginning of the next that has a term sharing fewer than `sharedBelow` units. */
  #skipGroups(place: number, sharedBelow: number): number {
    const { groupShared } = this.#block;
    let group = Math.ceil(place / GROUP_TERMS);
    while (group < groupShared.length && (groupShared[group] ?? 0) >= sharedBelow) group += 1;
    return group * GROUP_TERMS;
  }

  #decodeTo(end: number): void {
    if (end > this.#units.length) this.#grow(end);
    const { places, placeWidth, alphabet } = this.#block;
    for (; this.#decodedLength < end; this.#decodedLength += 1) {
      const at = this.#undecoded * placeWidth;
      const unit = alphabet[placeWidth === 1 ? (places[at] ?? 0) : (places[at] ?? 0) | ((places[at + 1] ?? 0) << 8)];
      if (unit === undefined) throw foreignUnit();
      this.#units[this.#decodedLength] = unit;
      this.#undecoded += 1;
    }
  }

  #grow(length: number): void {
    const grown = new Uint16Array(length * 2);
    grown.set(this.#units);
    this.#units = grown;
  }
}

/** A place of a unit that is none. */
export function foreignUnit(): SearchIndexError {
  return corruptBytes("a term has a unit that its block's alphabet lacks");
}

/** Every term of a block, ascending. */
export function allTerms(block: LexiconBlock): LexiconTerm[] {
  return termsWithPrefix(block, "");
}

/** The terms of a block that begin with a prefix, ascending. Terms before and after them are not decoded. */
export function termsWithPrefix(block: LexiconBlock, prefix: string): LexiconTerm[] {
  const cursor = new LexiconCursor(block);
  const found: LexiconTerm[] = [];
  /** How many units the present term has in common with the prefix. */
  let matched = 0;
  while (cursor.advance(matched === prefix.length ? NO_LIMIT : matched + 1)) {
    matched = Math.min(cursor.sharedLength, matched);
    while (
      matched < prefix.length &&
      matched < cursor.length &&
      cursor.unitAt(matched) === prefix.charCodeAt(matched)
    ) {
      matched += 1;
    }
    if (matched === prefix.length) found.push({ term: cursor.term, documentFrequency: cursor.documentFrequency });
    else if (matched < cursor.length && cursor.unitAt(matched) > prefix.charCodeAt(matched)) break;
  }
  return found;
}

/** The document frequencies of those of some terms, ascending, that ascending blocks hold. */
export function findTerms(blocks: readonly LexiconBlock[], sorted: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  let next = 0;
  for (const [i, block] of blocks.entries()) {
    const behind = blocks[i + 1];
    const end = behind === undefined ? null : firstTerm(behind);
    for (; next < sorted.length; next += 1) {
      const term = sorted[next] ?? "";
      if (end !== null && term >= end) break;
      const frequency = findTerm(block, term);
      if (frequency !== null) found.set(term, frequency);
    }
  }
  return found;
}

function firstTerm(block: LexiconBlock): string {
  const cursor = new LexiconCursor(block);
  return cursor.advance() ? cursor.term : "";
}

/** The document frequency of a term of a block, null where the block lacks it. Terms before it are passed over. */
function findTerm(block: LexiconBlock, term: string): number | null {
  const cursor = new LexiconCursor(block);
  let matched = 0;
  while (cursor.advance(matched + 1)) {
    matched = Math.min(cursor.sharedLength, matched);
    while (matched < term.length && matched < cursor.length && cursor.unitAt(matched) === term.charCodeAt(matched)) {
      matched += 1;
    }
    // The first that begins with it is the term itself, or there is none.
    if (matched === term.length) return cursor.length === term.length ? cursor.documentFrequency : null;
    if (matched < cursor.length && cursor.unitAt(matched) > term.charCodeAt(matched)) return null;
  }
  return null;
}
