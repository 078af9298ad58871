/**
 * Which articles are the same (pure): those whose texts' signatures are near, those of one address, and whoever
 * is so by way of others. Exact, and without comparing every two of them (docs/decisions/search.md#the-same-articles).
 *
 * Groups depend on the articles alone, not on their order: their number is the same whatever the sort, the page and the
 * segments in which they lie.
 */

import { SIGNATURE_BYTES, URL_DIGEST_BYTES } from "../articles/news.ts";
import type { Duplicates } from "../index/shared.ts";

/** Two texts are near where at most so many bytes of their signatures differ. Untuned. */
export const MAX_DIFFERENT_BYTES = 7;

/**
 * Number of bytes compared at once: with at most seven bytes different, one of the eight pairs is equal, and only
 * hashes with an equal pair are compared. 16 bits of hashes tell so much apart that few others meet.
 */
const BAND_BYTES = 2;
const BANDS = SIGNATURE_BYTES / BAND_BYTES;
const MOST_BUCKETS = 2 ** (8 * BAND_BYTES);

const SIGNATURE_WORDS = SIGNATURE_BYTES / 4;
const ADDRESS_WORDS = URL_DIGEST_BYTES / 4;

/** Digests of one kind, `digestBytes` an article. */
interface Digests {
  readonly digestBytes: number;
  readonly bytes: Uint8Array;
}

/** Signatures and addresses of the same articles, null where there are none. */
export type DigestPair = readonly [signatures: Digests | null, addresses: Digests | null];

/** Lists those of `count` articles that are the same as another. 100,000 articles take some 60 ms. */
export function findDuplicates(digests: DigestPair, count: number): Duplicates {
  const all = new ArticleDigests(count);
  for (let place = 0; place < count; place += 1) all.set(place, digests, place);
  return all.duplicates();
}

/**
 * Makes the group number of each place, from 1; 0 if it is alone. `roots` has the first place of each place's group.
 */
function numberGroups(roots: Uint32Array): Uint32Array {
  const numbers = new Uint32Array(roots.length);
  let last = 0;
  for (const [place, root] of roots.entries()) {
    if (place === root) continue;
    if (numbers[root] === 0) numbers[root] = ++last;
    numbers[place] = numbers[root] ?? 0;
  }
  return numbers;
}

/** The digests of some articles, by their places in a list. 24 bytes an article. */
export class ArticleDigests {
  readonly count: number;
  readonly #signatures: Uint8Array;
  readonly #addresses: Uint8Array;
  /** Views of these; compared for equality only, so that the machine's order of bytes does not matter. */
  readonly #signatureWords: Uint32Array;
  readonly #addressWords: Uint32Array;

  constructor(count: number) {
    this.count = count;
    this.#signatures = new Uint8Array(count * SIGNATURE_BYTES);
    this.#addresses = new Uint8Array(count * URL_DIGEST_BYTES);
    this.#signatureWords = new Uint32Array(this.#signatures.buffer);
    this.#addressWords = new Uint32Array(this.#addresses.buffer);
  }

  /** Enters the article of some place in its digests; those that are missing, or of another size, say nothing of it. */
  set(place: number, columns: DigestPair | undefined, ordinal: number): void {
    const [signatures = null, addresses = null] = columns ?? [];
    if (signatures?.digestBytes === SIGNATURE_BYTES)
      copyDigest(signatures, ordinal, this.#signatures, place * SIGNATURE_BYTES);
    if (addresses?.digestBytes === URL_DIGEST_BYTES)
      copyDigest(addresses, ordinal, this.#addresses, place * URL_DIGEST_BYTES);
  }

  /** Groups of near texts, of one address, or of both together: for each place the first place of its group. */
  group(by: { readonly text: boolean; readonly address: boolean }): Uint32Array {
    const sets = new DisjointSets(this.count);
    if (by.address) uniteEqual(sets, this.#addressWords, this.count);
    if (by.text) uniteNear(sets, this.#signatureWords, this.count);
    return sets.toArray();
  }

  /** Finds the documents that are near others, of their address, or so by way of others. */
  duplicates(): Duplicates {
    const groups = numberGroups(this.group({ text: true, address: true }));
    const addresses = numberGroups(this.group({ text: false, address: true }));
    const ordinals = Uint32Array.from(groups.keys()).filter((place) => groups[place] !== 0);
    return {
      ordinals,
      groups: ordinals.map((ordinal) => groups[ordinal] ?? 0),
      addresses: ordinals.map((ordinal) => addresses[ordinal] ?? 0),
    };
  }

  /** Tells whether two have one address; an article without one shares it with nobody. */
  isSameAddress(one: number, other: number): boolean {
    return isSameAddress(this.#addressWords, one, other);
  }
}

/** Byte by byte: tens of thousands of views of a few bytes each would take longer than what they copy. */
function copyDigest({ digestBytes, bytes }: Digests, ordinal: number, to: Uint8Array, at: number): void {
  const from = ordinal * digestBytes;
  for (let i = 0; i < digestBytes; i += 1) to[at + i] = bytes[from + i] ?? 0;
}

function isSameAddress(words: Uint32Array, one: number, other: number): boolean {
  const [a, b] = [one * ADDRESS_WORDS, other * ADDRESS_WORDS];
  const isNone = words[a] === 0 && words[a + 1] === 0;
  return !isNone && words[a] === words[b] && words[a + 1] === words[b + 1];
}

/** Unites equal words with an open-addressing hash table; the words are hashes already. */
function uniteEqual(sets: DisjointSets, words: Uint32Array, count: number): void {
  const slots = 2 ** Math.ceil(Math.log2(count * 2 + 1));
  /** One more than a place; 0 for an empty slot. */
  const table = new Uint32Array(slots);
  for (let place = 0; place < count; place += 1) {
    const hash = words[place * ADDRESS_WORDS] ?? 0;
    if (hash === 0 && words[place * ADDRESS_WORDS + 1] === 0) continue;
    let slot = hash & (slots - 1);
    for (; table[slot] !== 0; slot = (slot + 1) & (slots - 1)) {
      const other = (table[slot] ?? 0) - 1;
      if (!isSameAddress(words, place, other)) continue;
      sets.unite(place, other);
      break;
    }
    if (table[slot] === 0) table[slot] = place + 1;
  }
}

function uniteNear(sets: DisjointSets, words: Uint32Array, count: number): void {
  const pairs = new Uint16Array(words.buffer);
  for (let band = 0; band < BANDS; band += 1) {
    const { places, starts } = sortByBand(words, pairs, band, count);
    for (let bucket = 0; bucket + 1 < starts.length; bucket += 1) {
      const [start, end] = [starts[bucket] ?? 0, starts[bucket + 1] ?? 0];
      if (end - start === 2) uniteIfNear(sets, words, places[start] ?? 0, places[start + 1] ?? 0);
      else if (end - start > 2) uniteNearAmong(sets, words, places.subarray(start, end));
    }
  }
}

/**
 * Places by one pair of bytes: those of bucket n from `starts[n]` on; without a signature in none. Few places have few
 * buckets, in which other values meet too: that costs comparisons, and loses nothing.
 */
function sortByBand(words: Uint32Array, pairs: Uint16Array, band: number, count: number) {
  const buckets = Math.min(MOST_BUCKETS, 2 ** Math.ceil(Math.log2(4 * count + 1)));
  const bucketOf = (place: number): number => (pairs[place * BANDS + band] ?? 0) & (buckets - 1);
  const starts = new Uint32Array(buckets + 1);
  const places = new Uint32Array(count);
  for (let place = 0; place < count; place += 1) if (hasSignature(words, place)) countUp(starts, bucketOf(place) + 1);
  for (let bucket = 0; bucket < buckets; bucket += 1)
    starts[bucket + 1] = (starts[bucket + 1] ?? 0) + (starts[bucket] ?? 0);
  const next = starts.slice();
  for (let place = 0; place < count; place += 1) {
    if (hasSignature(words, place)) places[countUp(next, bucketOf(place))] = place;
  }
  return { places, starts };
}

/** Adds one, and gives what was there before. */
function countUp(counts: Uint32Array, at: number): number {
  const before = counts[at] ?? 0;
  counts[at] = before + 1;
  return before;
}

function hasSignature(words: Uint32Array, place: number): boolean {
  const at = place * SIGNATURE_WORDS;
  return ((words[at] ?? 0) | (words[at + 1] ?? 0) | (words[at + 2] ?? 0) | (words[at + 3] ?? 0)) !== 0;
}

function uniteIfNear(sets: DisjointSets, words: Uint32Array, one: number, other: number): void {
  if (isNear(words, one, other)) sets.unite(one, other);
}

/**
 * Some that meet. Kept apart by the groups that they belong to: of a group that a text is near to one is enough to see,
 * so that a thousand copies are not compared with each other.
 */
function uniteNearAmong(sets: DisjointSets, words: Uint32Array, places: Uint32Array): void {
  const groups: number[][] = [];
  for (const place of places) {
    let own: number[] | null = null;
    for (let i = groups.length - 1; i >= 0; i -= 1) {
      const group = groups[i] ?? [];
      if (!belongsTo(sets, words, place, group)) continue;
      sets.unite(place, group[0] ?? place);
      if (own === null) own = group;
      else {
        for (const other of group) own.push(other);
        groups.splice(i, 1);
      }
    }
    if (own === null) groups.push([place]);
    else own.push(place);
  }
}

function belongsTo(sets: DisjointSets, words: Uint32Array, place: number, group: readonly number[]): boolean {
  if (sets.find(group[0] ?? place) === sets.find(place)) return true;
  for (let i = 0; i < group.length; i += 1) if (isNear(words, place, group[i] ?? place)) return true;
  return false;
}

function isNear(words: Uint32Array, one: number, other: number): boolean {
  const [a, b] = [one * SIGNATURE_WORDS, other * SIGNATURE_WORDS];
  let different = 0;
  for (let i = 0; i < SIGNATURE_WORDS; i += 1) {
    let bits = (words[a + i] ?? 0) ^ (words[b + i] ?? 0);
    // The lowest bit of each byte comes to say whether any bit of it is set; their sum comes into the highest byte.
    bits |= bits >>> 4;
    bits |= bits >>> 2;
    bits |= bits >>> 1;
    different += Math.imul(bits & 0x01010101, 0x01010101) >>> 24;
    if (different > MAX_DIFFERENT_BYTES) return false;
  }
  return true;
}

/** Sets of the numbers below a count, put together step by step: union-find, each set named by its least member. */
class DisjointSets {
  /** A parent of each number in its set, at most itself; the least member is its own. */
  readonly #parents: Uint32Array;

  constructor(count: number) {
    this.#parents = Uint32Array.from({ length: count }, (_, i) => i);
  }

  /** The least member of a number's set. */
  find(number: number): number {
    const parents = this.#parents;
    let at = number;
    for (let parent = parents[at] ?? at; parent !== at; parent = parents[at] ?? at) {
      const grandparent = parents[parent] ?? parent;
      parents[at] = grandparent;
      at = grandparent;
    }
    return at;
  }

  /** Makes one set of the sets of two numbers. */
  unite(one: number, other: number): void {
    const [a, b] = [this.find(one), this.find(other)];
    if (a < b) this.#parents[b] = a;
    else this.#parents[a] = b;
  }

  /** The least member of each number's set. */
  toArray(): Uint32Array {
    return this.#parents.map((_, number) => this.find(number));
  }
}
