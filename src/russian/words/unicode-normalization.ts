/**
 * The character filter before the tokenizer (pure): one text for all the ways Unicode has of writing it.
 *
 * NFC (и + breve is й), invisible characters dropped (soft hyphen, zero width, bidi, BOM), stress accents dropped from
 * Cyrillic letters, hyphens and apostrophes of every shape made one. Not NFKC, which would turn № into No.
 * Places in the result can be led back to the text as it was, so that marks are right.
 */

import { lastAtMost } from "../../keyed.ts";

/** A normalised text, and the way back from its offsets to those of the original. */
export interface NormalizedText {
  readonly text: string;
  /** The original offset of what starts at this offset of `text`; never inside a letter and its accents. */
  toOriginalStart(offset: number): number;
  /** The original offset at which what ends at this offset of `text` ends; never inside a letter and its accents. */
  toOriginalEnd(offset: number): number;
}

/**
 * Characters that NFC never changes or joins to what precedes them, and that this filter leaves alone. Everything
 * else goes the slow way, together with the character before it. Left out of Cyrillic: ѐ and ѝ, small and capital,
 * and the combining signs.
 */
const PLAIN =
  "\\u0000-\\u00ac\\u00ae-\\u02bb\\u02bd-\\u02ff\\u0401-\\u040c\\u040e-\\u044f\\u0451-\\u045c\\u045e-\\u0482\\u048a-\\u052f" +
  "\\u2002-\\u200a\\u2013-\\u2017\\u201a-\\u2027\\u202f-\\u205e\\u20a0-\\u20bf\\u2116";

const NEEDS_WORK = new RegExp(`[^${PLAIN}]`);
const SLOW_RUN = new RegExp(`[${PLAIN}]?[^${PLAIN}]+`, "g");

/** Soft hyphen, Mongolian vowel separator, zero width, bidi controls, word joiner, byte order mark. */
const INVISIBLE = "\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u2069\\ufeff";
const INVISIBLE_RUN = new RegExp(`[${INVISIBLE}]+`, "g");

/** A base character (or a Hangul syllable in pieces) with all that hangs on it. */
const CLUSTER = new RegExp(
  `(?:[\\uac00-\\ud7a3\\u1100-\\u115f][\\u1160-\\u11ff${INVISIBLE}]*|[^\\p{M}${INVISIBLE}])[\\p{M}${INVISIBLE}]*|[\\p{M}${INVISIBLE}]+`,
  "gu",
);

const CYRILLIC_BASE = /^\p{Script=Cyrillic}/u;
/** Grave and acute, and the two characters that Unicode calls the same. */
const STRESS = /[\u0300\u0301\u0340\u0341]/g;
/** The two letters that Unicode keeps with the grave inside. */
const STRESSED_LETTERS: ReadonlyMap<string, string> = new Map([
  ["\u0450", "е"],
  ["\u0400", "Е"],
  ["\u045d", "и"],
  ["\u040d", "И"],
]);
const HYPHENS = /[\u2010\u2011\u2012\u2212]/g;
const APOSTROPHES = /[\u2018\u2019\u02bc\uff07]/g;
/** Most marks on one letter; the rest is dropped. Unicode's stream-safe limit (UAX #15) keeps NFC linear. */
const MAX_MARKS = 30;

/** Normalises a text; see the file's head. Linear in the text; never throws, lone surrogates are kept as they are. */
export function normalizeUnicode(text: string): NormalizedText {
  if (!NEEDS_WORK.test(text)) return { text, toOriginalStart: identity, toOriginalEnd: identity };
  const offsets = new OffsetMap();
  const pieces: string[] = [];
  let done = 0;
  for (const run of text.matchAll(SLOW_RUN)) {
    pieces.push(text.slice(done, run.index));
    offsets.copy(run.index - done);
    for (const [cluster] of run[0].matchAll(CLUSTER)) {
      const normalized = normalizeCluster(cluster);
      pieces.push(normalized);
      if (normalized === cluster) offsets.copy(cluster.length);
      else offsets.replace(cluster.length, normalized.length);
    }
    done = run.index + run[0].length;
  }
  pieces.push(text.slice(done));
  offsets.copy(text.length - done);
  return {
    text: pieces.join(""),
    toOriginalStart: (offset) => offsets.originalStart(offset),
    toOriginalEnd: (offset) => offsets.originalEnd(offset),
  };
}

function normalizeCluster(cluster: string): string {
  const visible = cluster.replace(INVISIBLE_RUN, "");
  return capMarks(CYRILLIC_BASE.test(visible) ? dropStress(visible) : visible)
    .normalize("NFC")
    .replace(HYPHENS, "-")
    .replace(APOSTROPHES, "'");
}

/** Stress stands on vowels; on г and к the acute makes the Macedonian letters ѓ and ќ. */
function dropStress(cluster: string): string {
  const base = cluster[0] ?? "";
  if ("гкГК".includes(base)) return cluster;
  return (STRESSED_LETTERS.get(base) ?? base) + cluster.slice(base.length).replace(STRESS, "");
}

function capMarks(cluster: string): string {
  if (cluster.length <= MAX_MARKS) return cluster;
  const characters = [...cluster.slice(0, 4 * MAX_MARKS)];
  return characters.slice(0, 1 + MAX_MARKS).join("");
}

const identity = (offset: number): number => offset;

/** Stretches of text that were copied or replaced, in order; looked up by binary search. */
class OffsetMap {
  /** Start of each stretch in the normalised and in the original text, and whether it was replaced. */
  readonly #normalizedStarts: number[] = [];
  readonly #originalStarts: number[] = [];
  readonly #isReplaced: boolean[] = [];
  #normalizedLength = 0;
  #originalLength = 0;

  copy(length: number): void {
    if (length > 0) this.#add(length, length, false);
  }

  replace(originalLength: number, normalizedLength: number): void {
    this.#add(originalLength, normalizedLength, true);
  }

  originalStart(offset: number): number {
    const stretch = this.#stretchAt(offset);
    const start = this.#originalStarts[stretch] ?? 0;
    return this.#isReplaced[stretch] ? start : start + offset - (this.#normalizedStarts[stretch] ?? 0);
  }

  originalEnd(offset: number): number {
    if (offset <= 0) return 0;
    const stretch = this.#stretchAt(offset - 1);
    if (this.#isReplaced[stretch]) return this.#originalStarts[stretch + 1] ?? this.#originalLength;
    return (this.#originalStarts[stretch] ?? 0) + offset - (this.#normalizedStarts[stretch] ?? 0);
  }

  #add(originalLength: number, normalizedLength: number, isReplaced: boolean): void {
    this.#normalizedStarts.push(this.#normalizedLength);
    this.#originalStarts.push(this.#originalLength);
    this.#isReplaced.push(isReplaced);
    this.#normalizedLength += normalizedLength;
    this.#originalLength += originalLength;
  }

  /** The last stretch that starts at or before `offset`: of several, empty ones among them, the last. */
  #stretchAt(offset: number): number {
    return lastAtMost(this.#normalizedStarts, offset);
  }
}
