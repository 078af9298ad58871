/**
 * Bytes to text in whatever charset Russian pages come, surest sign first: byte order marks, UTF-16's pattern, sound
 * UTF-8, then what the page declares and what reads like Russian; last, a misreading that the text had been through is
 * undone. docs/decisions/articles.md#charsets has the measurements.
 */

import { areEqualBytes } from "../../bytes.ts";
import { charsetInMarkup, resolveCharset } from "./charset-declaration.ts";
import { repairMojibake } from "./mojibake.ts";
import { scoreSigns, signsOf } from "./reading-score.ts";
import {
  charsetTable,
  isSingleByteCharset,
  type SingleByteCharset,
  singleByteCharsets,
} from "./single-byte-charsets.ts";

/** Text and how it was read. `confidence` in [0, 1]; 1 where the bytes themselves say so. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: string;
  readonly confidence: number;
  /** The misreading that was undone, as {@link repairMojibake} names it, or null. */
  readonly repairedFrom: string | null;
}

/** Most bytes of a UTF-8 sequence that the end of a file cuts off. */
const MAX_CUT_BYTES = 3;
/** Control characters beyond this share are no text; a few stand on damaged pages. */
const MAX_CONTROL_SHARE = 0.01;
/** No mark, but nothing else has this pattern of bytes. */
const UTF16_CONFIDENCE = 0.98;
/** A charset that the score knows nothing of is believed so far where its page declares it. */
const FOREIGN_CONFIDENCE = 0.7;

/**
 * The text of the bytes, or null where they are not text (UTF-32 among them). `declared` is a charset's name from a
 * header, or null; what markup declares is found here. Never throws; linear, and 10 MB take well under a second.
 */
export function decodeText(bytes: Uint8Array, declared: string | null): DecodedText | null {
  if (looksLikeUtf32(bytes)) return null;
  const decoded = decodeMarked(bytes) ?? decodeUnmarked(bytes, declared);
  if (isBinary(decoded.text)) return null;
  const repaired = repairMojibake(decoded.text);
  return { ...decoded, text: repaired?.text ?? decoded.text, repairedFrom: repaired?.from ?? null };
}

type Reading = Omit<DecodedText, "repairedFrom">;

function decodeMarked(bytes: Uint8Array): Reading | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeUtf16("utf-16le", bytes, 1);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeUtf16("utf-16be", bytes, 1);
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return decodeUnmarked(bytes.subarray(3), "utf-8");
  return null;
}

function decodeUnmarked(bytes: Uint8Array, declared: string | null): Reading {
  const wide = findUtf16(bytes);
  if (wide !== null) return decodeUtf16(wide, bytes, UTF16_CONFIDENCE);
  const claims = [declared === null ? null : resolveCharset(declared), charsetInMarkup(bytes)].filter(
    (claim) => claim !== null,
  );
  const utf8 = decodeUtf8(bytes);
  const isDoubted = utf8 !== null && claims.some(isSingleByteCharset) && asciiLength(bytes) < bytes.length;
  if (utf8 !== null && !isDoubted) return utf8;
  const choice = chooseCharset(bytes, claims);
  if (utf8 !== null && (choice.charset === "utf-8" || choice.confidence < 0.99)) return utf8;
  return decodeForeign(bytes, claims, choice) ?? decodeAs(choice.charset, bytes, choice.confidence);
}

/** UTF-8 that is whole but for a last character which the file's end may have cut, if it is not the only one. */
function decodeUtf8(bytes: Uint8Array): Reading | null {
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true });
    const text = decoder.decode(bytes, { stream: true });
    // ASCII and one cut sequence may as well be ASCII and a letter of a single-byte charset.
    if (
      (bytes.at(-1) ?? 0) >= 0x80 &&
      text.length >= bytes.length - MAX_CUT_BYTES &&
      text.length === asciiLength(bytes)
    ) {
      return null;
    }
    return { text, encoding: "utf-8", confidence: 1 };
  } catch {
    return null;
  }
}

/** Half a unit at the end is left out; lone surrogates become U+FFFD. */
function decodeUtf16(encoding: "utf-16le" | "utf-16be", bytes: Uint8Array, confidence: number): Reading {
  return decodeAs(encoding, bytes.subarray(0, bytes.length & ~1), confidence);
}

/** A declared charset of other alphabets (GBK, ISO 8859-2), where all bytes are sound in it and none looks Russian. */
function decodeForeign(bytes: Uint8Array, claims: readonly string[], choice: CharsetChoice): Reading | null {
  const foreign = claims.find((claim) => claim !== "utf-8" && !isSingleByteCharset(claim));
  if (foreign === undefined || choice.looksRussian) return null;
  try {
    const text = new TextDecoder(foreign, { fatal: true }).decode(bytes);
    return { text, encoding: foreign, confidence: FOREIGN_CONFIDENCE };
  } catch {
    return null;
  }
}

function decodeAs(encoding: string, bytes: Uint8Array, confidence: number): Reading {
  return { text: new TextDecoder(encoding).decode(bytes), encoding, confidence };
}

/** More control characters than a damaged page has. */
function isBinary(text: string): boolean {
  let controls = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x20 && (code < 0x09 || code > 0x0d) && code !== 0x1a && code !== 0x1b) controls += 1;
  }
  return controls > MAX_CONTROL_SHARE * text.length;
}

// Which charset bytes are in that no mark tells: the one whose reading is likeliest Russian. Only the bytes from
// 0x80 on tell; a sample of them stands for the file, so the choice takes no longer for a large one.

/** A charset, how sure that is in [0, 1], and whether its reading is as likely as Russian texts are. */
interface CharsetChoice {
  readonly charset: string;
  readonly confidence: number;
  readonly looksRussian: boolean;
}

/** So many bytes of the file's telling parts are scored: some 8,000 letters settle anything. */
const SAMPLE_BYTES = 16_384;
/** A longer run of one byte is a line of a frame, and tells no more than this much of it. */
const MAX_REPEAT = 3;
/**
 * Nats that a charset starts ahead of or behind windows-1251, by how often Russian pages are in it. Untuned; one or
 * two letters outweigh them.
 */
const HEAD_STARTS: ReadonlyMap<string, number> = new Map([
  ["utf-8", 4],
  ["x-mac-cyrillic", -1],
  ["windows-1252", -2],
]);
/** Head start of a page's declared charset: more than a doubtful letter can outweigh, less than a word. */
const DECLARED_HEAD_START = 6;
/** Mean score of a sign: right readings of Russian lie between -2.3 and -3.5, wrong ones below -5. Measured. */
const RUSSIAN_MEAN = -4.5;
/** Nats of a margin that raise the odds e times: neighbouring signs say in part the same. Untuned. */
const NATS_PER_ODDS = 3;

/** The likeliest reading of bytes without a mark. `declared`: charsets that header and markup name, if any. */
function chooseCharset(bytes: Uint8Array, declared: readonly string[]): CharsetChoice {
  const sample = tellingSample(bytes);
  const readings = ["utf-8", ...singleByteCharsets].map((charset) => {
    const signs = readSigns(sample, charset);
    const start = (HEAD_STARTS.get(charset) ?? 0) + (declared.includes(charset) ? DECLARED_HEAD_START : 0);
    const { sum, count } = scoreSigns(signs);
    return { charset, signs, mean: sum / Math.max(1, count), score: sum + start };
  });
  const best = readings.reduce((a, b) => (b.score > a.score ? b : a));
  const others = readings.filter(({ signs }) => !areEqualBytes(signs, best.signs));
  const margin = best.score - Math.max(...others.map(({ score }) => score));
  const looksRussian = best.mean >= RUSSIAN_MEAN;
  const certainty = 1 / (1 + Math.exp(-margin / NATS_PER_ODDS));
  return { charset: best.charset, confidence: looksRussian ? certainty : certainty / 2, looksRussian };
}

/** Counts the ASCII bytes at the beginning, which need no charset. */
function asciiLength(bytes: Uint8Array): number {
  let length = 0;
  while (length < bytes.length && (bytes[length] ?? 0) < 0x80) length += 1;
  return length;
}

/** The codes of what the sample says in a charset. */
function readSigns(sample: Uint8Array, charset: string): Uint8Array {
  if (charset === "utf-8") return signsOf(new TextDecoder(charset).decode(sample));
  const table = signsOf(charsetTable(charset as SingleByteCharset));
  return sample.map((byte) => table[byte] ?? 0);
}

/** Runs of bytes from 0x80 on, each with the ASCII byte before and after it: all that readings differ in. */
function tellingSample(bytes: Uint8Array): Uint8Array {
  const sample = new Uint8Array(SAMPLE_BYTES + 2);
  let length = 0;
  let nextToCopy = 0;
  let repeats = 0;
  for (let i = 0; i < bytes.length && length < SAMPLE_BYTES; i += 1) {
    const byte = bytes[i] ?? 0;
    if (byte < 0x80) continue;
    repeats = byte === bytes[i - 1] ? repeats + 1 : 1;
    if (repeats > MAX_REPEAT) continue;
    for (let copied = Math.max(nextToCopy, i - 1); copied <= i; copied += 1) sample[length++] = bytes[copied] ?? 0;
    nextToCopy = i + 1;
    const next = bytes[i + 1] ?? 0xff;
    if (next < 0x80) {
      sample[length++] = next;
      nextToCopy = i + 2;
    }
  }
  return sample.subarray(0, length);
}

// UTF-16 and UTF-32, told without a mark: in a text of UTF-16 every other byte is the high half of a unit, and
// in pages of one alphabet that half is 0x00 for Latin, 0x04 for Cyrillic: control characters, which no text in another
// charset holds by the dozen.

/** Bytes that are looked at. */
const WIDE_SAMPLE_BYTES = 65_536;
/** Shortest text, in units, whose charset can be judged; a shorter one could be anything. */
const MIN_UNITS = 3;
/** The least share of units whose high half is below 0x07 (Latin, Greek, Cyrillic, Hebrew, Arabic). Untuned. */
const MIN_HIGH_SHARE = 0.6;
/** The least share of units that are characters of some text. Untuned. */
const MIN_TEXT_SHARE = 0.95;

/** The byte order that text without a mark is in, or null where it is not UTF-16. */
function findUtf16(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  const le = textShare(bytes, 1);
  const be = textShare(bytes, 0);
  if (Math.max(le, be) < MIN_TEXT_SHARE || le === be) return null;
  return le > be ? "utf-16le" : "utf-16be";
}

/** The share of units that are text, read with the high half at this parity; 0 where high halves are no such halves. */
function textShare(bytes: Uint8Array, highParity: 0 | 1): number {
  const end = Math.min(bytes.length, WIDE_SAMPLE_BYTES) & ~1;
  let high = 0;
  let text = 0;
  for (let i = 0; i < end; i += 2) {
    const highByte = bytes[i + highParity] ?? 0;
    if (highByte < 0x07) high += 1;
    if (isTextUnit((highByte << 8) | (bytes[i + 1 - highParity] ?? 0))) text += 1;
  }
  const units = end / 2;
  return units >= MIN_UNITS && high >= MIN_HIGH_SHARE * units ? text / units : 0;
}

/** Alphabets up to Arabic, punctuation, currency, letter-like signs, arrows, frames, and halves of surrogate pairs. */
function isTextUnit(unit: number): boolean {
  if (unit < 0x20) return unit === 0x09 || unit === 0x0a || unit === 0x0d;
  if (unit < 0x700) return unit < 0x7f || unit >= 0xa0;
  if (unit >= 0x2000 && unit <= 0x206f) return true;
  return (unit >= 0x20a0 && unit <= 0x27bf) || (unit >= 0xd800 && unit <= 0xdfff) || unit === 0xfeff;
}

/** Tells whether bytes are UTF-32, by its mark or by the zeros in the upper half of every unit. */
export function looksLikeUtf32(bytes: Uint8Array): boolean {
  if (bytes.length < 8 || bytes.length % 4 !== 0) return false;
  return hasZeroHalves(bytes, 2) || hasZeroHalves(bytes, 0);
}

/**
 * Tells whether two of each four bytes are zero and the other two are not, apart from a mark and signs beyond the first
 * plane.
 */
function hasZeroHalves(bytes: Uint8Array, zeroHalf: 0 | 2): boolean {
  const end = Math.min(bytes.length, WIDE_SAMPLE_BYTES);
  let units = 0;
  for (let i = 0; i < end; i += 4) {
    const zero = (bytes[i + zeroHalf] ?? 0) | (bytes[i + zeroHalf + 1] ?? 0);
    const filled = (bytes[i + 2 - zeroHalf] ?? 0) | (bytes[i + 3 - zeroHalf] ?? 0);
    if (zero === 0 && filled !== 0) units += 1;
  }
  return units * 4 >= MIN_TEXT_SHARE * end;
}
