/**
 * Numbers of strings, from 0 in the order in which they are met, for whoever reads the words of a corpus.
 */

/** 32-bit FNV-1a (Fowler, Noll, Vo), a unit at a time. */
const FNV_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Size of a slot: the word's hash, and one more than the start of its record; 0 if the slot is free. */
const SLOT_NUMBERS = 2;
const FIRST_SLOTS = 1 << 14;

/** A record is its length and kind, the two halves of its number, and its units. */
const HEAD_UNITS = 3;
const MAX_LENGTH = 0xff;

export class WrittenWords {
  #slots = new Uint32Array(SLOT_NUMBERS * FIRST_SLOTS);
  #records = new Uint16Array(1 << 16);
  #recordsEnd = 0;
  #count = 0;

  /** The number of strings. */
  get count(): number {
    return this.#count;
  }

  /**
   * The number set for the word at [start, end) of a text; -1 where none was. A word of two kinds is two words; a kind
   * is below 256.
   */
  find(text: string, start: number, end: number, kind: number): number {
    const slots = this.#slots;
    const records = this.#records;
    const hash = hashOf(text, start, end, kind);
    const mask = slots.length - 1;
    if (end - start > MAX_LENGTH) return -1;
    const head = (kind << 8) | (end - start);
    for (let slot = (hash << 1) & mask; ; slot = (slot + SLOT_NUMBERS) & mask) {
      const place = slots[slot + 1] ?? 0;
      if (place === 0) return -1;
      if (slots[slot] !== hash || records[place - 1] !== head) continue;
      if (!holds(records, place - 1 + HEAD_UNITS, text, start, end)) continue;
      return (records[place] ?? 0) * 0x10000 + (records[place + 1] ?? 0);
    }
  }

  /**
   * Sets the number, in [0, 2^32), of a word that {@link find} does not find. Longer ones than 255 units are not kept.
   */
  set(text: string, start: number, end: number, kind: number, number: number): void {
    const length = end - start;
    if (length > MAX_LENGTH) return;
    if (2 * SLOT_NUMBERS * (this.#count + 1) > this.#slots.length) this.#growSlots();
    if (this.#recordsEnd + HEAD_UNITS + length > this.#records.length) this.#growRecords();
    const records = this.#records;
    const place = this.#recordsEnd;
    records[place] = (kind << 8) | length;
    records[place + 1] = number >>> 16;
    records[place + 2] = number & 0xffff;
    for (let i = 0; i < length; i += 1) records[place + HEAD_UNITS + i] = text.charCodeAt(start + i);
    this.#recordsEnd = place + HEAD_UNITS + length;
    this.#count += 1;
    occupy(this.#slots, hashOf(text, start, end, kind), place + 1);
  }

  #growSlots(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    for (let i = 0; i < this.#slots.length; i += SLOT_NUMBERS) {
      const place = this.#slots[i + 1] ?? 0;
      if (place !== 0) occupy(slots, this.#slots[i] ?? 0, place);
    }
    this.#slots = slots;
  }

  #growRecords(): void {
    const records = new Uint16Array(this.#records.length * 2);
    records.set(this.#records);
    this.#records = records;
  }
}

function occupy(slots: Uint32Array, hash: number, place: number): void {
  const mask = slots.length - 1;
  let slot = (hash << 1) & mask;
  while (slots[slot + 1] !== 0) slot = (slot + SLOT_NUMBERS) & mask;
  slots[slot] = hash;
  slots[slot + 1] = place;
}

function hashOf(text: string, start: number, end: number, kind: number): number {
  let hash = FNV_BASIS ^ kind;
  for (let i = start; i < end; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME);
  // The low bits choose the slot, and FNV's depend on the low bits of the units alone.
  return (hash ^ (hash >>> 15)) >>> 0;
}

function holds(records: Uint16Array, first: number, text: string, start: number, end: number): boolean {
  for (let i = start, at = first; i < end; i += 1, at += 1) if (records[at] !== text.charCodeAt(i)) return false;
  return true;
}

/**
 * Numbers of strings, from 0 in the order in which they are met: a Map of hundreds of thousands takes twice as long.
 */
export class StringNumbers {
  /** Strings by number. */
  readonly strings: string[] = [];
  readonly #words = new WrittenWords();
  /** Numbers of strings longer than a written word that is kept. */
  readonly #long = new Map<string, number>();

  numberOf(text: string): number {
    const isLong = text.length > MAX_LENGTH;
    const known = isLong ? (this.#long.get(text) ?? -1) : this.#words.find(text, 0, text.length, 0);
    if (known >= 0) return known;
    const number = this.strings.length;
    this.strings.push(text);
    if (isLong) this.#long.set(text, number);
    else this.#words.set(text, 0, text.length, 0, number);
    return number;
  }
}
