/**
 * Bytes to text in whatever charset Russian pages come (layer 1): byte order marks, UTF-8, UTF-16, the declared charset,
 * else the single-byte charset whose reading looks most Russian.
 */
import { scoreRussian } from "./cyrillic-bigrams.ts";

/** Text and how it was read. `confidence` in [0, 1]; 1 where the bytes themselves say so. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: string;
  readonly confidence: number;
  /** The misreading that was undone, as {@link repairMojibake} names it, or null. */
  readonly repairedFrom: string | null;
}

/** WHATWG names; the first wins a tie. */
const SINGLE_BYTE_CHARSETS = ["windows-1251", "koi8-r", "ibm866", "iso-8859-5"] as const;
/** Names that pages use and TextDecoder does not know. */
const CHARSET_ALIASES: ReadonlyMap<string, string> = new Map([
  ["win-1251", "windows-1251"],
  ["win1251", "windows-1251"],
  ["utf8mb4", "utf-8"],
  ["cp-1251", "windows-1251"],
  ["koi-8r", "koi8-r"],
  ["cp-866", "ibm866"],
  ["dos-866", "ibm866"],
]);
/** Bytes that the choice of a charset looks at. */
const SAMPLE_BYTES = 65_536;
/** A declared charset is believed while no other scores better by more than this. */
const DECLARED_ADVANTAGE = 0.5;
/** Below this share of broken sequences among the others, the text is damaged UTF-8 and not another charset. */
const MAX_BROKEN_SHARE = 0.02;
/** Control characters beyond this share are no text. */
const MAX_CONTROL_SHARE = 0.01;

/** The text of the bytes, or null where they are not text. `declared` is a charset's name from a header, or null. */
export function decodeText(bytes: Uint8Array, declared: string | null): DecodedText | null {
  const decoded = decodeMarked(bytes) ?? decodeUnmarked(bytes, declared);
  return decoded === null || isBinary(decoded.text) ? null : decoded;
}

function decodeMarked(bytes: Uint8Array): DecodedText | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return decodeAs("utf-8", bytes, 1);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeAs("utf-16le", bytes, 1);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeAs("utf-16be", bytes, 1);
  return null;
}

function decodeUnmarked(bytes: Uint8Array, declared: string | null): DecodedText | null {
  const wide = findUtf16(bytes);
  if (wide !== null) return decodeAs(wide, bytes, 0.95);
  const utf8 = decodeUtf8(bytes);
  if (utf8 !== null) return utf8;
  return decodeSingleByte(bytes, resolveCharset(declared)) ?? decodeDamagedUtf8(bytes);
}

/** UTF-8 that is whole but for a last character which the file's end may have cut. */
function decodeUtf8(bytes: Uint8Array): DecodedText | null {
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true });
    return { text: decoder.decode(bytes, { stream: true }), encoding: "utf-8", confidence: 1, repairedFrom: null };
  } catch {
    return null;
  }
}

/** Several broken bytes in much good UTF-8; a single-byte text read as UTF-8 is broken at nearly every letter. */
function isDamagedUtf8(bytes: Uint8Array): boolean {
  const text = new TextDecoder("utf-8").decode(bytes.subarray(0, SAMPLE_BYTES * 4));
  let broken = 0;
  let good = 0;
  for (const character of text) {
    if (character === "\ufffd") broken += 1;
    else if (character > "\u007f") good += 1;
  }
  return good > 0 && broken / good <= MAX_BROKEN_SHARE;
}

function decodeDamagedUtf8(bytes: Uint8Array): DecodedText {
  return decodeAs("utf-8", bytes, 0.5);
}

function decodeSingleByte(bytes: Uint8Array, declared: string | null): DecodedText | null {
  if (isDamagedUtf8(bytes)) return decodeAs("utf-8", bytes, 0.7);
  const sample = sampleAroundLetters(bytes);
  const scores = SINGLE_BYTE_CHARSETS.map((charset) => ({
    charset: charset as string,
    score: scoreOf(charset, sample),
  }));
  scores.sort((a, b) => b.score - a.score);
  const [best, second] = scores;
  if (best === undefined || second === undefined || best.score === Number.NEGATIVE_INFINITY) return null;
  if (declared !== null && declared !== "utf-8" && scoreOf(declared, sample) >= best.score - DECLARED_ADVANTAGE) {
    return decodeAs(declared, bytes, 0.95);
  }
  return decodeAs(best.charset, bytes, marginConfidence(best.score - second.score));
}

/** Half at no margin, 0.9 at one nat a pair: a reading 2.7 times likelier at every letter. Our decision. */
function marginConfidence(margin: number): number {
  return Math.min(0.99, 0.5 + 0.4 * margin);
}

function scoreOf(charset: string, sample: Uint8Array): number {
  return scoreRussian(new TextDecoder(charset).decode(sample));
}

/** From the first non-ASCII byte on: menus in Latin letters tell nothing. */
function sampleAroundLetters(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte >= 0x80);
  return bytes.subarray(Math.max(0, first - 1), first + SAMPLE_BYTES);
}

function resolveCharset(declared: string | null): string | null {
  if (declared === null) return null;
  try {
    return new TextDecoder(CHARSET_ALIASES.get(declared) ?? declared).encoding;
  } catch {
    return null;
  }
}

/** UTF-16 without a mark: Russian text has 0x04, and spaces have 0x00, in every other byte. */
function findUtf16(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  const end = Math.min(bytes.length, SAMPLE_BYTES) & ~1;
  const highBytes = [0, 0];
  const zeros = [0, 0];
  for (let i = 0; i < end; i += 1) {
    const byte = bytes[i];
    if (byte === 0) zeros[i & 1] = (zeros[i & 1] ?? 0) + 1;
    if (byte === 0 || byte === 4 || byte === 0x20) highBytes[i & 1] = (highBytes[i & 1] ?? 0) + 1;
  }
  const pairs = end / 2;
  const isHigh = (parity: number) =>
    pairs >= 4 && (zeros[parity] ?? 0) > 0 && (zeros[1 - parity] ?? 0) === 0 && (highBytes[parity] ?? 0) >= 0.9 * pairs;
  if (isHigh(1)) return "utf-16le";
  return isHigh(0) ? "utf-16be" : null;
}

function decodeAs(encoding: string, bytes: Uint8Array, confidence: number): DecodedText {
  return { text: new TextDecoder(encoding).decode(bytes), encoding, confidence, repairedFrom: null };
}

/** A NUL anywhere, or more control characters than a damaged page has. */
function isBinary(text: string): boolean {
  if (text.includes("\0")) return true;
  let controls = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x20 && (code < 0x09 || code > 0x0d) && code !== 0x1a && code !== 0x1b) controls += 1;
  }
  return controls > MAX_CONTROL_SHARE * text.length;
}
