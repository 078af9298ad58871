/**
 * The matches of a query: on typed arrays, since there may be as many as documents.
 */
import type { RankedHit } from "./top-hits.ts";

const FIRST_CAPACITY = 1_024;

const TIER = 1;
const HAS_ALL_WORDS = 2;

/** Matches by place, in the order in which they came. 15 bytes a match. */
export class MatchList {
  #segmentNumbers = new Uint16Array(FIRST_CAPACITY);
  #ordinals = new Uint32Array(FIRST_CAPACITY);
  #scores = new Float64Array(FIRST_CAPACITY);
  /** The tier, and above it whether the match has all words. */
  #tiers = new Uint8Array(FIRST_CAPACITY);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Matches for which there is room. */
  get capacity(): number {
    return this.#ordinals.length;
  }

  clear(): void {
    this.#count = 0;
  }

  add(segmentNumber: number, ordinal: number, score: number, tier: number, hasAllWords: boolean): void {
    if (this.#count === this.#ordinals.length) this.#grow();
    this.#segmentNumbers[this.#count] = segmentNumber;
    this.#ordinals[this.#count] = ordinal;
    this.#scores[this.#count] = score;
    this.#tiers[this.#count] = tier | (hasAllWords ? HAS_ALL_WORDS : 0);
    this.#count += 1;
  }

  segmentNumberAt(place: number): number {
    return this.#segmentNumbers[place] ?? 0;
  }

  ordinalAt(place: number): number {
    return this.#ordinals[place] ?? 0;
  }

  tierAt(place: number): number {
    return (this.#tiers[place] ?? 0) & TIER;
  }

  hasAllWordsAt(place: number): boolean {
    return ((this.#tiers[place] ?? 0) & HAS_ALL_WORDS) !== 0;
  }

  setScore(place: number, score: number): void {
    this.#scores[place] = score;
  }

  scoreAt(place: number): number {
    return this.#scores[place] ?? 0;
  }

  hitAt(place: number): RankedHit {
    return {
      segmentNumber: this.segmentNumberAt(place),
      ordinal: this.ordinalAt(place),
      score: this.scoreAt(place),
      tier: this.tierAt(place),
      hasAllWords: this.hasAllWordsAt(place),
    };
  }

  /** Below 0 where `one` is ranked before `other`, 0 where they rank alike: source keys are not looked at. */
  compareRank(one: number, other: number): number {
    return this.tierAt(other) - this.tierAt(one) || (this.#scores[other] ?? 0) - (this.#scores[one] ?? 0) || 0;
  }

  /** Whether a match comes after a hit, whatever their source keys. */
  ranksBelow(place: number, { tier, score }: RankedHit): boolean {
    const own = this.tierAt(place);
    return own === tier ? this.scoreAt(place) < score : own < tier;
  }

  #grow(): void {
    const capacity = this.#ordinals.length * 2;
    this.#segmentNumbers = copyInto(new Uint16Array(capacity), this.#segmentNumbers);
    this.#ordinals = copyInto(new Uint32Array(capacity), this.#ordinals);
    this.#scores = copyInto(new Float64Array(capacity), this.#scores);
    this.#tiers = copyInto(new Uint8Array(capacity), this.#tiers);
  }
}

function copyInto<Numbers extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(
  room: Numbers,
  numbers: Numbers,
): Numbers {
  room.set(numbers);
  return room;
}

/** 4 MB: what has more room is let go, since a longer list has more to do than to be made. */
const MOST_KEPT_CAPACITY = 2 ** 18;

/** A list between its uses: made anew for each request, its room would soon be more than all else that a request leaves behind. */
export class MatchListPool {
  #free: MatchList | null = null;

  /** An empty list, the caller's until it is given back, which it need not be. */
  take(): MatchList {
    const list = this.#free ?? new MatchList();
    this.#free = null;
    list.clear();
    return list;
  }

  /** The caller must not look at the list any more. */
  giveBack(list: MatchList): void {
    if (list.capacity <= MOST_KEPT_CAPACITY) this.#free = list;
  }
}
