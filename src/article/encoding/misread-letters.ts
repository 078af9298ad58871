/**
 * Text of one single-byte charset that somebody read in another (layer 1): «Ïðèâåò», «оПХБЕР». Nothing but the likeness
 * to Russian tells it, so a stretch of text must be as unlikely as no text is, and its repair as likely as Russian.
 */
import { type ReadingScore, scoreSigns } from "./reading-score.ts";
import { signsOf } from "./sign-classes.ts";
import { charsetBytes, charsetTable, type SingleByteCharset } from "./single-byte-charsets.ts";
import { textOfUnits, unitsOf } from "./utf16-units.ts";

const MISREAD_AS = ["windows-1251", "windows-1252", "koi8-r", "ibm866", "iso-8859-5", "x-mac-cyrillic"] as const;
const WRITTEN_IN = ["windows-1251", "koi8-r", "ibm866", "iso-8859-5", "x-mac-cyrillic"] as const;

/** Mean score of a telling sign below which a stretch is suspected; most sound Russian stays above. Measured. */
const SUSPECT_MEAN = -4;
/** Mean score that a repaired stretch reaches. Measured: Russian lies between -2.3 and -3.5. */
const RUSSIAN_MEAN = -4;
/** Nats that the repair must gain over all suspects together: five letters' worth. Untuned. */
const PROOF_GAIN = 20;
/** Nats that a single stretch must gain once the misreading is proven; */
const STRETCH_GAIN = 3;
/** and what it may lose where most of the text gains: «„тобы» for «Чтобы» is one letter's doubt. */
const STRETCH_LOSS = -6;
/** The share of the signs of stretches that gain from which it is most of the text. Untuned. */
const MOST = 0.8;
/** The least run of characters that the rereading touches: «Ïðè», and not the «°» of «3-5°, 0°, -2°». */
const MIN_WORD = 3;
/** The least number of different characters that a proof rests on: rulers and frames have few. */
const MIN_LETTERS = 5;
/** A line is judged in stretches of so many UTF-16 units, cut at a space. */
const STRETCH_LENGTH = 1_000;
/** So many suspects are tried in all pairs of charsets. */
const MAX_SUSPECTS = 24;

/** windows-1251 and Mac Cyrillic share their small letters but я: a text misread so is sound but for capitals and я. */
const MACINTOSH_MARK = /[а-яё][Я€]|[ћќѕЌЋј≈√ƒ¬∆÷–—“”‘’„ЂЃѓЉЊЏђ‰‹†‡…][а-яё]/;

/** A text with its misread stretches decoded, and the two charsets. */
interface UndoneLetters {
  readonly text: string;
  readonly writtenIn: SingleByteCharset;
  readonly misreadAs: SingleByteCharset;
}

/** The text without its misread letters, or null where nothing proves that there are any. Linear. */
export function undoMisreadLetters(text: string): UndoneLetters | null {
  const signs = signsOf(text);
  const ends = stretchEnds(text);
  const pair = findPair(suspectsOf(text, signs, ends));
  if (pair === null) return null;
  const reread = rereading(pair);
  const bytes = charsetBytes(pair.misreadAs);
  const units = unitsOf(text);
  const gains = gainsOf(signs, signsAfter(units, reread), ends);
  const leastGain = gains.isMisreadThroughout ? STRETCH_LOSS : STRETCH_GAIN;
  let start = 0;
  for (const [i, end] of ends.entries()) {
    const isWorth = (gains.ofStretches[i] ?? 0) >= leastGain;
    if (isWorth && (gains.isMisreadThroughout || longestRun(units, bytes, start, end) >= MIN_WORD)) {
      for (let j = start; j < end; j += 1) units[j] = reread.units[units[j] ?? 0] ?? 0;
    }
    start = end;
  }
  return { text: textOfUnits(units), ...pair };
}

/** Where lines end, and parts of long ones; from end to end they are the whole text. */
function stretchEnds(text: string): number[] {
  const ends: number[] = [];
  let start = 0;
  while (start < text.length) {
    const lineFeed = text.indexOf("\n", start);
    const lineEnd = lineFeed < 0 ? text.length : lineFeed + 1;
    while (lineEnd - start > STRETCH_LENGTH) {
      start += text.slice(start, start + STRETCH_LENGTH).lastIndexOf(" ") + 1 || STRETCH_LENGTH;
      ends.push(start);
    }
    ends.push(lineEnd);
    start = lineEnd;
  }
  return ends;
}

/** The first stretches that look like no text, put together; rulers are cut short, since they prove nothing. */
function suspectsOf(text: string, signs: Uint8Array, ends: readonly number[]): string {
  const suspects: string[] = [];
  const isMacintosh = MACINTOSH_MARK.test(text);
  let start = 0;
  for (const end of ends) {
    const { sum, count } = scoreSigns(signs, start, end);
    const isSuspect = count >= 3 && sum < SUSPECT_MEAN * count;
    if (isSuspect || (isMacintosh && MACINTOSH_MARK.test(text.slice(start, end))))
      suspects.push(text.slice(start, end));
    if (suspects.length === MAX_SUSPECTS) break;
    start = end;
  }
  return suspects.join("\n").replace(/(.)\1{3,}/gsu, "$1$1$1");
}

interface Gains {
  /** What each stretch gains by the rereading, in nats. */
  readonly ofStretches: Float64Array;
  /** Whether those that gain are most of the text. */
  readonly isMisreadThroughout: boolean;
}

function gainsOf(signs: Uint8Array, reread: Uint8Array, ends: readonly number[]): Gains {
  const ofStretches = new Float64Array(ends.length);
  let all = 0;
  let better = 0;
  let start = 0;
  for (const [i, end] of ends.entries()) {
    const old = scoreSigns(signs, start, end);
    const gain = old.count === 0 ? 0 : scoreSigns(reread, start, end).sum - old.sum;
    ofStretches[i] = gain;
    all += old.count;
    if (gain > 0) better += old.count;
    start = end;
  }
  return { ofStretches, isMisreadThroughout: better >= MOST * all };
}

type CharsetPair = Omit<UndoneLetters, "text">;

/** The pair of charsets that gains most over the suspects, if it gains enough and what comes out is Russian. */
function findPair(text: string): CharsetPair | null {
  if (text === "") return null;
  const units = unitsOf(text);
  const old = scoreSigns(signsOf(text)).sum;
  let best: (CharsetPair & ReadingScore) | null = null;
  for (const misreadAs of MISREAD_AS) {
    for (const writtenIn of WRITTEN_IN) {
      if (misreadAs === writtenIn) continue;
      const score = scoreSigns(signsAfter(units, rereading({ misreadAs, writtenIn })));
      if (best === null || score.sum > best.sum) best = { misreadAs, writtenIn, ...score };
    }
  }
  if (best === null || best.sum - old < PROOF_GAIN || best.sum < RUSSIAN_MEAN * best.count) return null;
  if (!holdsWords(units, charsetBytes(best.misreadAs))) return null;
  return { misreadAs: best.misreadAs, writtenIn: best.writtenIn };
}

/** Whether what the rereading touches is words: letters in a row, and not always the same few. */
function holdsWords(units: Uint16Array, bytes: Uint8Array): boolean {
  const touched = new Set(units.filter((unit) => (bytes[unit] ?? 0) >= 0x80));
  return touched.size >= MIN_LETTERS && longestRun(units, bytes, 0, units.length) >= MIN_WORD;
}

/** The longest run, in [start, end), of units that stand for a byte from 0x80 on; the same one again counts once. */
function longestRun(units: Uint16Array, bytes: Uint8Array, start: number, end: number): number {
  let longest = 0;
  let run = 0;
  for (let i = start; i < end; i += 1) {
    const unit = units[i] ?? 0;
    if ((bytes[unit] ?? 0) < 0x80) run = 0;
    else if (i === start || unit !== units[i - 1]) run += 1;
    if (run > longest) longest = run;
  }
  return longest;
}

/** For each unit what it becomes when its byte is read in the other charset, and the sign of that. */
interface Rereading {
  readonly units: Uint16Array;
  readonly signs: Uint8Array;
}

/** The signs of units once they are reread. */
function signsAfter(units: Uint16Array, { signs }: Rereading): Uint8Array {
  const reread = new Uint8Array(units.length);
  for (let i = 0; i < units.length; i += 1) reread[i] = signs[units[i] ?? 0] ?? 0;
  return reread;
}

const ALL_UNITS = Uint16Array.from({ length: 0x10000 }, (_, unit) => unit);
const rereadings = new Map<string, Rereading>();

function rereading({ misreadAs, writtenIn }: CharsetPair): Rereading {
  const name = `${writtenIn} ${misreadAs}`;
  const known = rereadings.get(name);
  if (known !== undefined) return known;
  const units = ALL_UNITS.slice();
  const table = charsetTable(writtenIn);
  for (const [unit, byte] of charsetBytes(misreadAs).entries()) {
    if (byte >= 0x80) units[unit] = table.charCodeAt(byte);
  }
  const made = { units, signs: signsOf(textOfUnits(units)) };
  rereadings.set(name, made);
  return made;
}
