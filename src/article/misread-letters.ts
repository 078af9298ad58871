/**
 * Text of one single-byte charset that somebody read in another (layer 1): «Ïðèâåò», «оПХБЕР». Nothing but the likeness
 * to Russian tells it, so a stretch of text must be as unlikely as no text is, and its repair as likely as Russian.
 */
import { scoreSigns } from "./reading-score.ts";
import { signsOf } from "./sign-classes.ts";
import { charsetBytes, charsetTable, type SingleByteCharset } from "./single-byte-charsets.ts";

const MISREAD_AS = ["windows-1251", "windows-1252", "koi8-r", "ibm866", "iso-8859-5", "x-mac-cyrillic"] as const;
const WRITTEN_IN = ["windows-1251", "koi8-r", "ibm866", "iso-8859-5", "x-mac-cyrillic"] as const;

/** Mean score of a telling sign below which a stretch is suspected; most sound Russian stays above. Measured. */
const SUSPECT_MEAN = -4;
/** Mean score that a repaired stretch reaches. Measured: Russian lies between -2.3 and -3.5. */
const RUSSIAN_MEAN = -4;
/** Nats that the repair must gain over all suspects together: five letters' worth. Our decision. */
const PROOF_GAIN = 20;
/** Nats that a single stretch must gain once the misreading is proven; */
const STRETCH_GAIN = 3;
/** and what it may lose where most of the text gains: «„тобы» for «Чтобы» is one letter's doubt. */
const STRETCH_LOSS = -6;
/** The share of the signs of stretches that gain from which it is most of the text. Our decision. */
const MOST = 0.8;
/** A line is judged in stretches of so many UTF-16 units, cut at a space. */
const STRETCH_LENGTH = 1_000;
/** So many suspects are tried in all pairs of charsets. */
const MAX_SUSPECTS = 24;

/** windows-1251 and Mac Cyrillic share their small letters but я: a text misread so is sound but for capitals and я. */
const MACINTOSH_MARK = /[а-яё][Я€]|[ћќѕЌЋј≈√ƒ¬∆÷–—“”‘’„ЂЃѓЉЊЏђ‰‹†‡…][а-яё]/;

/** A text with its misread stretches decoded, and the two charsets. */
export interface UndoneLetters {
  readonly text: string;
  readonly writtenIn: SingleByteCharset;
  readonly misreadAs: SingleByteCharset;
}

/** The text without its misread letters, or null where nothing proves that there are any. Linear. */
export function undoMisreadLetters(text: string): UndoneLetters | null {
  const signs = signsOf(text);
  const stretches = [...stretchesOf(text)];
  const isMacintosh = MACINTOSH_MARK.test(text);
  const suspects = stretches.filter(
    ([start, end]) =>
      isSuspect(signs.subarray(start, end)) || (isMacintosh && MACINTOSH_MARK.test(text.slice(start, end))),
  );
  if (suspects.length === 0) return null;
  const samples = suspects.slice(0, MAX_SUSPECTS).map(([start, end]) => text.slice(start, end));
  const pair = findPair(samples);
  if (pair === null) return null;
  const rereadings = stretches.map(([start, end]) => {
    const { sum, count } = scoreSigns(signs.subarray(start, end));
    const repaired = count === 0 ? null : reread(text.slice(start, end), pair.misreadAs, pair.writtenIn);
    return { start, end, count, repaired, gain: repaired === null ? 0 : scoreSigns(signsOf(repaired)).sum - sum };
  });
  const leastGain = isMisreadThroughout(rereadings) ? STRETCH_LOSS : STRETCH_GAIN;
  const pieces = rereadings.map(({ start, end, repaired, gain }) =>
    repaired !== null && gain >= leastGain ? repaired : text.slice(start, end),
  );
  return { text: pieces.join(""), ...pair };
}

/** Whether the stretches that the rereading changes for the better are most of the text. */
function isMisreadThroughout(rereadings: readonly { readonly count: number; readonly gain: number }[]): boolean {
  let all = 0;
  let better = 0;
  for (const { count, gain } of rereadings) {
    all += count;
    if (gain > 0) better += count;
  }
  return better >= MOST * all;
}

/** Lines, and parts of long ones; together they are the whole text. */
function* stretchesOf(text: string): Generator<[number, number]> {
  for (let start = 0; start < text.length; ) {
    const lineEnd = text.indexOf("\n", start);
    const end = lineEnd < 0 ? text.length : lineEnd + 1;
    if (end - start <= STRETCH_LENGTH) {
      yield [start, end];
      start = end;
      continue;
    }
    const space = text.lastIndexOf(" ", start + STRETCH_LENGTH);
    const cut = space > start ? space + 1 : start + STRETCH_LENGTH;
    yield [start, cut];
    start = cut;
  }
}

function isSuspect(signs: Uint8Array): boolean {
  const { sum, count } = scoreSigns(signs);
  return count >= 3 && sum < SUSPECT_MEAN * count;
}

/** The pair of charsets that gains most over all samples, if it gains enough and what comes out is Russian. */
function findPair(samples: readonly string[]): Omit<UndoneLetters, "text"> | null {
  const text = samples.join("\n");
  const old = scoreSigns(signsOf(text)).sum;
  let best: (Omit<UndoneLetters, "text"> & { readonly sum: number; readonly count: number }) | null = null;
  for (const misreadAs of MISREAD_AS) {
    for (const writtenIn of WRITTEN_IN) {
      if (misreadAs === writtenIn) continue;
      const score = scoreSigns(signsOf(reread(text, misreadAs, writtenIn)));
      if (best === null || score.sum > best.sum) best = { misreadAs, writtenIn, ...score };
    }
  }
  if (best === null || best.sum - old < PROOF_GAIN || best.sum < RUSSIAN_MEAN * best.count) return null;
  return { misreadAs: best.misreadAs, writtenIn: best.writtenIn };
}

/** The bytes that characters from 0x80 on have in one charset, read in another; others stay. */
function reread(text: string, misreadAs: SingleByteCharset, writtenIn: SingleByteCharset): string {
  const bytes = charsetBytes(misreadAs);
  const table = charsetTable(writtenIn);
  let result = "";
  for (let i = 0; i < text.length; i += 1) {
    const byte = bytes[text.charCodeAt(i)] ?? 0;
    result += byte >= 0x80 ? table.charAt(byte) : text.charAt(i);
  }
  return result;
}
