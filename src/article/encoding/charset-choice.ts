/**
 * Which charset bytes are in that no mark tells (layer 1): the one whose reading is likeliest Russian. Only the bytes from
 * 0x80 on tell; a sample of them stands for the file, so the choice takes no longer for a large one.
 */
import { scoreSigns } from "./reading-score.ts";
import { signsOf } from "./sign-classes.ts";
import { charsetTable, type SingleByteCharset, singleByteCharsets } from "./single-byte-charsets.ts";

/** A charset, how sure that is in [0, 1], and whether its reading is as likely as Russian texts are. */
export interface CharsetChoice {
  readonly charset: string;
  readonly confidence: number;
  readonly looksRussian: boolean;
}

/** So many bytes of the file's telling parts are scored: some 8,000 letters settle anything. */
const SAMPLE_BYTES = 16_384;
/** A longer run of one byte is a line of a frame, and tells no more than this much of it. */
const MAX_REPEAT = 3;
/**
 * Nats that a charset starts ahead of or behind windows-1251, by how often Russian pages are in it. Our decision; one or
 * two letters outweigh them.
 */
const HEAD_STARTS: ReadonlyMap<string, number> = new Map([
  ["utf-8", 4],
  ["x-mac-cyrillic", -1],
  ["windows-1252", -2],
]);
/** What a page declares starts ahead by so much: more than a doubtful letter can outweigh, less than a word. */
const DECLARED_HEAD_START = 6;
/** Mean score of a sign: right readings of Russian lie between -2.3 and -3.5, wrong ones below -5. Measured. */
const RUSSIAN_MEAN = -4.5;
/** Nats of a margin that raise the odds e times: neighbouring signs say in part the same. Our decision. */
const NATS_PER_ODDS = 3;

/** The likeliest reading of bytes without a mark. `declared`: charsets that header and markup name, if any. */
export function chooseCharset(bytes: Uint8Array, declared: readonly string[]): CharsetChoice {
  const sample = tellingSample(bytes);
  const readings = ["utf-8", ...singleByteCharsets].map((charset) => {
    const signs = readSigns(sample, charset);
    const start = (HEAD_STARTS.get(charset) ?? 0) + (declared.includes(charset) ? DECLARED_HEAD_START : 0);
    const { sum, count } = scoreSigns(signs);
    return { charset, signs, mean: sum / Math.max(1, count), score: sum + start };
  });
  const best = readings.reduce((a, b) => (b.score > a.score ? b : a));
  const rivals = readings.filter(({ signs }) => Buffer.compare(signs, best.signs) !== 0);
  const margin = best.score - Math.max(...rivals.map(({ score }) => score));
  const looksRussian = best.mean >= RUSSIAN_MEAN;
  const certainty = 1 / (1 + Math.exp(-margin / NATS_PER_ODDS));
  return { charset: best.charset, confidence: looksRussian ? certainty : certainty / 2, looksRussian };
}

/** How many bytes at the beginning need no charset. */
export function asciiLength(bytes: Uint8Array): number {
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
