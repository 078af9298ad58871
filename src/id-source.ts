/**
 * Random bits as a port, and the ids made of them. The only file of src that asks the system for randomness.
 *
 * Ids are ULIDs (https://github.com/ulid/spec): 48 bits of time, then 80 random bits, 26 characters of Crockford's
 * base 32, so that they sort by time as plain strings.
 */

/** The source of randomness. */
export interface IdSource {
  /** An integer in [0, 2^32), uniformly distributed. */
  random32(): number;
}

/** Crockford's alphabet: no I, L, O, U. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const TIME_CHARACTERS = 10;
const RANDOM_CHARACTERS = 16;

/** Drawn together for one id: a call of the platform takes 7 microseconds, for a word or for sixteen. */
const drawn = new Uint32Array(RANDOM_CHARACTERS);
let used = drawn.length;

/** Cryptographically strong bits of the platform. */
export const systemIdSource: IdSource = {
  random32: () => {
    if (used === drawn.length) {
      crypto.getRandomValues(drawn);
      used = 0;
    }
    const word = drawn[used] ?? 0;
    used += 1;
    return word;
  },
};

/** A fresh ULID of the given time. `epochMs` must be in [0, 2^48). */
export function createUlid(epochMs: number, ids: IdSource): string {
  let time = "";
  for (let rest = Math.floor(epochMs), i = 0; i < TIME_CHARACTERS; i += 1) {
    time = `${ALPHABET[rest % 32]}${time}`;
    rest = Math.floor(rest / 32);
  }
  let random = "";
  for (let i = 0; i < RANDOM_CHARACTERS; i += 1) random += ALPHABET[ids.random32() & 31];
  return time + random;
}

/** The time of a ULID, in milliseconds since the epoch; NaN for a string that is not one. */
export function ulidTimeMs(ulid: string): number {
  if (!ULID_PATTERN.test(ulid)) return Number.NaN;
  let timeMs = 0;
  for (const character of ulid.slice(0, TIME_CHARACTERS)) timeMs = timeMs * 32 + ALPHABET.indexOf(character);
  return timeMs;
}

/** 26 characters, the first at most 7, so that the time fits 48 bits. */
export const ULID_PATTERN = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
