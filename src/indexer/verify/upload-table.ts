/**
 * Source keys with their versions in few bytes each (layer 4): hashes in a table of open addresses, 34 to 68 bytes a key, so
 * that a million uploads can be compared with a listing that comes in another order than the index.
 */
import { sha256 } from "../../content-hash.ts";

/** Of a million keys two have one hash with odds of 1 in 37 million. */
const HASH_BYTES = 8;
/** At most half of the places are taken: a probe or two finds a key. */
const MIN_PLACES = 16;
/** A table for more keys begins with these: how many there are is what an index says, which may be damaged. */
const MAX_FIRST_PLACES = 2 ** 22;

/** What the index says of an upload of the bucket. */
type DiffStatus = "same" | "changed" | "missing";

export class UploadTable {
  /** 0 for a free place. */
  #keys: BigUint64Array;
  #versions: BigUint64Array;
  #isSeen: Uint8Array;
  #size = 0;
  #seen = 0;

  /** `expected`: about how many keys will be added; of more the table becomes larger. */
  constructor(expected: number) {
    const places = 2 ** Math.ceil(Math.log2(Math.min(MAX_FIRST_PLACES, Math.max(MIN_PLACES, expected * 2))));
    this.#keys = new BigUint64Array(places);
    this.#versions = new BigUint64Array(places);
    this.#isSeen = new Uint8Array(places);
  }

  /** Keys that were added and not looked up. */
  get unseen(): number {
    return this.#size - this.#seen;
  }

  /** False for a key that is there already. */
  add(key: string, version: string): boolean {
    const hash = hashOf(key);
    if (this.#keys[this.#placeOf(hash)] === hash) return false;
    if (this.#size * 2 >= this.#keys.length) this.#grow();
    const place = this.#placeOf(hash);
    this.#keys[place] = hash;
    this.#versions[place] = hashOf(version);
    this.#size += 1;
    return true;
  }

  /** Compares an upload with what was added, and marks the key as seen. */
  compare(key: string, version: string): DiffStatus {
    const hash = hashOf(key);
    const place = this.#placeOf(hash);
    if (this.#keys[place] !== hash) return "missing";
    if (this.#isSeen[place] === 0) this.#seen += 1;
    this.#isSeen[place] = 1;
    return this.#versions[place] === hashOf(version) ? "same" : "changed";
  }

  /** Whether a key that was added has been looked up. */
  isSeen(key: string): boolean {
    return this.#isSeen[this.#placeOf(hashOf(key))] === 1;
  }

  #grow(): void {
    const [keys, versions, isSeen] = [this.#keys, this.#versions, this.#isSeen];
    this.#keys = new BigUint64Array(keys.length * 2);
    this.#versions = new BigUint64Array(keys.length * 2);
    this.#isSeen = new Uint8Array(keys.length * 2);
    for (const [i, hash] of keys.entries()) {
      if (hash === 0n) continue;
      const place = this.#placeOf(hash);
      this.#keys[place] = hash;
      this.#versions[place] = versions[i] ?? 0n;
      this.#isSeen[place] = isSeen[i] ?? 0;
    }
  }

  /** Where the key is, or would be. */
  #placeOf(hash: bigint): number {
    const mask = this.#keys.length - 1;
    let place = Number(hash & BigInt(mask));
    while (this.#keys[place] !== 0n && this.#keys[place] !== hash) place = (place + 1) & mask;
    return place;
  }
}

/** Never 0. */
function hashOf(text: string): bigint {
  const hash = sha256(text).subarray(0, HASH_BYTES).readBigUInt64LE();
  return hash === 0n ? 1n : hash;
}
