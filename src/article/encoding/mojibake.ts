/**
 * Mojibake, text that was read in a wrong charset and saved so, turned back into what it was (layer 1); only where it
 * surely is, since a sound text must never change. Parts are repaired by themselves, so that a garbled comment on a sound
 * page is repaired and the page stays.
 */

import { type ReadingScore, scoreSigns, signsOf } from "./reading-score.ts";
import { charsetBytes, charsetTable, type SingleByteCharset } from "./single-byte-charsets.ts";

/** Texts that went through more misreadings than that are lost. */
const MAX_ROUNDS = 3;

/** A repaired text and the misreadings that were undone, last first: `utf-8 read as windows-1251, twice`. */
interface CorrectedText {
  readonly text: string;
  readonly from: string;
}

/** The text as it was before it was misread; null where it is sound, or where nothing is sure. Linear. */
export function repairMojibake(text: string): CorrectedText | null {
  const undone: string[] = [];
  let current = text;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const repaired = repairOnce(current);
    if (repaired === null || repaired.text === current) break;
    current = repaired.text;
    undone.push(repaired.from);
  }
  return undone.length === 0 ? null : { text: current, from: describe(undone) };
}

function repairOnce(text: string): CorrectedText | null {
  const utf8 = undoMisreadUtf8(text);
  if (utf8 !== null) return { text: utf8.text, from: `utf-8 read as ${utf8.charset}` };
  const letters = undoMisreadLetters(text);
  return letters === null ? null : { text: letters.text, from: `${letters.writtenIn} read as ${letters.misreadAs}` };
}

/** Equal neighbours are told once. */
function describe(undone: readonly string[]): string {
  const told: string[] = [];
  for (let i = 0; i < undone.length; ) {
    const end = undone.findIndex((from, j) => j > i && from !== undone[i]);
    const times = (end < 0 ? undone.length : end) - i;
    told.push(`${undone[i]}${["", "", ", twice", ", three times"][times] ?? ""}`);
    i += times;
  }
  return told.join("; ");
}

// UTF-8 that somebody read in a single-byte charset and saved again: «РџСЂРёРІРµС‚», «ÐŸÑ€Ð¸Ð²ÐµÑ‚». Sound words
// are no sound UTF-8 in any of these charsets, so the misread ones are told one by one (MisreadWords), and good text
// among them stays. Here is decided whether a text holds any.

/** Charsets that UTF-8 is misread in, each with a bit of its own in the masks below. */
const MISREADINGS = ["windows-1251", "windows-1252", "koi8-r", "ibm866", "x-mac-cyrillic", "iso-8859-5"] as const;
/** So many suspicious places of a charset are looked at before the whole text is. */
const MAX_PLACES = 256;
/** Units before and after a suspicious place that are looked at, so that whole words are. */
const PLACE_MARGIN = 100;

/** A text with its misread parts decoded, and the charset that they were misread in. */
interface UndoneUtf8 {
  readonly text: string;
  readonly charset: SingleByteCharset;
}

/** The text without its misread UTF-8, or null where nothing proves that there is any. Linear. */
function undoMisreadUtf8(text: string): UndoneUtf8 | null {
  const units = unitsOf(text);
  const places = findPlaces(units);
  for (const [i, charset] of MISREADINGS.entries()) {
    const found = places[i] ?? [];
    if (found.length === 0 || !new MisreadWords(sampleAround(units, found), charset).areProven) continue;
    return { text: textOfUnits(new MisreadWords(units, charset).decoded), charset };
  }
  return null;
}

interface SequenceMasks {
  /** For each unit, the bits of the charsets in which it is the first byte of a UTF-8 sequence, */
  readonly lead: Uint8Array;
  /** or a later one. */
  readonly later: Uint8Array;
}

let masks: SequenceMasks | null = null;

function sequenceMasks(): SequenceMasks {
  if (masks !== null) return masks;
  const lead = new Uint8Array(0x10000);
  const later = new Uint8Array(0x10000);
  for (const [i, charset] of MISREADINGS.entries()) {
    for (const [unit, byte] of charsetBytes(charset).entries()) {
      if (byte >= 0xc2 && byte <= 0xf4) lead[unit] = (lead[unit] ?? 0) | (1 << i);
      else if (byte >= 0x80 && byte <= 0xbf) later[unit] = (later[unit] ?? 0) | (1 << i);
    }
  }
  masks = { lead, later };
  return masks;
}

/** For each charset, places where two sequences follow each other or a long one stands; in windows-1252 a short one. */
function findPlaces(units: Uint16Array): number[][] {
  const { lead, later } = sequenceMasks();
  const places: number[][] = MISREADINGS.map(() => []);
  const windows1252 = 1 << MISREADINGS.indexOf("windows-1252");
  for (let i = 0; i + 1 < units.length; i += 1) {
    const pair = (lead[units[i] ?? 0] ?? 0) & (later[units[i + 1] ?? 0] ?? 0);
    if (pair === 0) continue;
    const third = units[i + 2] ?? 0;
    const fourth = units[i + 3] ?? 0;
    const isLong = (later[third] ?? 0) | ((lead[third] ?? 0) & (later[fourth] ?? 0)) | windows1252;
    for (let bits = pair & isLong, charset = 0; bits !== 0; bits >>= 1, charset += 1) {
      const found = places[charset] ?? [];
      const isFar = i - (found.at(-1) ?? Number.NEGATIVE_INFINITY) > PLACE_MARGIN;
      if ((bits & 1) !== 0 && isFar && found.length < MAX_PLACES) found.push(i);
    }
  }
  return places;
}

/** The surroundings of places, parted by line feeds. */
function sampleAround(units: Uint16Array, places: readonly number[]): Uint16Array {
  const sample: number[] = [];
  let end = 0;
  for (const place of places) {
    const start = Math.max(end, place - PLACE_MARGIN);
    end = Math.min(units.length, place + PLACE_MARGIN);
    sample.push(0x0a, ...units.subarray(start, end));
  }
  return Uint16Array.from(sample);
}

// The words of a text, taken for UTF-8 misread in one charset. A word is a run of characters that the charset
// has beyond ASCII; it is misread where all of it is UTF-8 sequences and punctuation, and sound where a letter is left
// over. Letters whose second byte was lost on the way are told where they can be, and else become U+FFFD.

/** A misread word that alone proves the misreading has so many Russian letters: two may be chance. Untuned. */
const PROOF_LETTERS = 3;
/** Or so many sequences of anything: texts that were misread twice hold few letters. */
const PROOF_SEQUENCES = 4;
/** Where no word proves it, so many bytes in punctuation (â€™) or Latin letters (Ã©) do. */
const PROOF_SIGN_BYTES = 3;

const REPLACEMENT = 0xfffd;
const QUESTION_MARK = 0x3f;
const PLAIN_SPACE = 0x20;
const HARD_SPACE = 0xa0;
const SOFT_HYPHEN = 0xad;
const START_OF_STRING = 0x98;
/** The first bytes of Cyrillic letters in UTF-8: Ё to п, р to ё. */
const LEAD_D0 = 0xd0;
const LEAD_D1 = 0xd1;

/** What a decoded unit may be. */
const RUSSIAN = 1;
const LIKELY = 2;
const LETTER = 4;
const PUNCTUATION = 8;
const KINDS = Uint8Array.from({ length: 0x10000 }, (_, unit) => kindOf(String.fromCharCode(unit)));

function kindOf(character: string): number {
  if (character < "\u0080") return 0;
  let kind = 0;
  if (/[а-яё]/i.test(character)) kind |= RUSSIAN | LIKELY;
  if (/[іїєґў\u00a0-\u00ff\u200b-\u200f\u2010-\u27bf\ufeff\ufffd]|\ufe0f/iu.test(character)) kind |= LIKELY;
  if (/[“”„‘’—–…•№€₽™]/.test(character)) kind |= PUNCTUATION;
  if (/\p{L}/u.test(character)) kind |= LETTER;
  return kind;
}

/** Decodes on construction; linear in the units, which are only read. */
class MisreadWords {
  readonly #units: Uint16Array;
  readonly #bytes: Uint8Array;
  readonly #charset: SingleByteCharset;
  readonly #output: Uint16Array;
  readonly #keptSpaces: boolean;
  readonly #lostLetter: number;
  #length = 0;
  #sequences = 0;
  #letters = 0;
  #signBytes = 0;
  #bestLetters = 0;
  #bestSequences = 0;
  #allSignBytes = 0;
  #strangers = 0;

  constructor(units: Uint16Array, charset: SingleByteCharset) {
    this.#units = units;
    this.#charset = charset;
    this.#bytes = charsetBytes(charset);
    this.#output = new Uint16Array(units.length);
    this.#keptSpaces = this.#holdsSequence(HARD_SPACE);
    this.#lostLetter = this.#findLostLetter();
    let position = 0;
    while (position < units.length) {
      if (this.#byteAt(position) === 0) this.#output[this.#length++] = units[position++] ?? 0;
      else position = this.#takeWord(position);
    }
  }

  /** Whether the words that were decoded cannot be chance. */
  get areProven(): boolean {
    if (this.#bestLetters >= PROOF_LETTERS || this.#bestSequences >= PROOF_SEQUENCES) return true;
    return this.#allSignBytes >= PROOF_SIGN_BYTES && this.#allSignBytes > 2 * this.#strangers;
  }

  /** The text with its misread words decoded. */
  get decoded(): Uint16Array {
    return this.#output.subarray(0, this.#length);
  }

  /** The byte from 0x80 on that a unit stands for; 0 for ASCII, for what the charset lacks, and beyond the ends. */
  #byteAt(position: number): number {
    const byte = this.#bytes[this.#units[position] ?? 0] ?? 0;
    return byte < 0x80 ? 0 : byte;
  }

  /** Decodes the word that begins here, or copies it where it is sound. Returns its end. */
  #takeWord(start: number): number {
    const outputStart = this.#length;
    this.#sequences = 0;
    this.#letters = 0;
    this.#signBytes = 0;
    let isMisread = true;
    let position = start;
    while (position < this.#units.length && this.#byteAt(position) !== 0) {
      const end = this.#takeSequence(position);
      if (end > position) {
        position = end;
        continue;
      }
      const unit = this.#units[position] ?? 0;
      if (((KINDS[unit] ?? 0) & LETTER) !== 0) isMisread = false;
      this.#output[this.#length++] = unit;
      position += 1;
    }
    if (isMisread && this.#isPlausible(outputStart)) this.#count();
    else this.#restore(start, position, outputStart, isMisread);
    return position;
  }

  #count(): void {
    this.#bestLetters = Math.max(this.#bestLetters, this.#letters);
    this.#bestSequences = Math.max(this.#bestSequences, this.#sequences);
    if (this.#letters === 0) this.#allSignBytes += this.#signBytes;
  }

  #restore(start: number, end: number, outputStart: number, isMisread: boolean): void {
    this.#output.set(this.#units.subarray(start, end), outputStart);
    this.#length = outputStart + end - start;
    if (!isMisread && this.#charset === "windows-1252") this.#strangers += 1;
  }

  /** Characters of Russian or Ukrainian pages, and those of this charset, where the text was misread twice. */
  #isPlausible(outputStart: number): boolean {
    for (let i = outputStart; i < this.#length; i += 1) {
      const unit = this.#output[i] ?? 0;
      const isLikely = ((KINDS[unit] ?? 0) & LIKELY) !== 0 || (this.#bytes[unit] ?? 0) !== 0;
      const isPicture = unit >= 0xd83c && unit <= 0xd83e;
      if (isPicture) i += 1;
      else if (!isLikely) return false;
    }
    return true;
  }

  /** Writes the character whose UTF-8 begins here, or what is left of it; returns its end, or `position` for none. */
  #takeSequence(position: number): number {
    const lead = this.#byteAt(position);
    if (lead < 0xc2 || lead > 0xf4) return position;
    const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    let code = lead & (0xff >> (length + 1));
    for (let i = 1; i < length; i += 1) {
      const later = this.#byteAt(position + i);
      if (later < 0x80 || later > 0xbf) return this.#takeBroken(position, lead, i);
      code = (code << 6) | (later & 0x3f);
    }
    if (!isCodePoint(code, length)) return position;
    this.#write(code, length);
    return position + length;
  }

  #write(code: number, length: number): void {
    const kind = code < 0x10000 ? (KINDS[code] ?? 0) : 0;
    this.#sequences += 1;
    if ((kind & RUSSIAN) !== 0) this.#letters += 1;
    if (
      this.#charset === "windows-1252" ? code < 0x3000 : this.#charset === "windows-1251" && (kind & PUNCTUATION) !== 0
    )
      this.#signBytes += length;
    if (code < 0x10000) {
      this.#output[this.#length++] = code;
      return;
    }
    this.#output[this.#length++] = 0xd800 + ((code - 0x10000) >> 10);
    this.#output[this.#length++] = 0xdc00 + (code & 0x3ff);
  }

  /** A sequence that lost its second byte, or several; only beside sound ones, or where U+FFFD marks the loss. */
  #takeBroken(position: number, lead: number, index: number): number {
    const next = this.#units[position + index];
    const isMarked = next === REPLACEMENT;
    if (lead !== LEAD_D0 && lead !== LEAD_D1) {
      if (!isMarked) return position;
      const length = lead < 0xe0 ? 2 : 3;
      let end = position + index;
      while (end < position + length && this.#units[end] === REPLACEMENT) end += 1;
      return this.#writeLost(REPLACEMENT, end);
    }
    if (isMarked) return this.#writeLost(lead === LEAD_D0 ? this.#lostLetter : REPLACEMENT, position + 2);
    if (next === QUESTION_MARK && (this.#isNearSequence(position, 2) || this.#isNearSequence(position, 3))) {
      return this.#writeLost(lead === LEAD_D0 ? this.#lostLetter : REPLACEMENT, position + 2);
    }
    if (next === PLAIN_SPACE && lead === LEAD_D0 && !this.#keptSpaces && this.#startsSequence(position + 2)) {
      return this.#writeLost(0x420, position + 2);
    }
    if (!this.#startsSequence(position + 1) && !this.#isLone(position, lead)) return position;
    return this.#writeLost(lead === LEAD_D0 ? this.#lostLetter : REPLACEMENT, position + 1);
  }

  #writeLost(unit: number, end: number): number {
    this.#output[this.#length++] = unit;
    return end;
  }

  /** A lone first byte whose second is gone: И before a space in windows-1251, any in a misread word in windows-1252. */
  #isLone(position: number, lead: number): boolean {
    const next = this.#units[position + 1];
    if (this.#charset === "windows-1251") {
      return next === PLAIN_SPACE && lead === LEAD_D0 && this.#startsSequence(position + 2);
    }
    const following = this.#byteAt(position + 1);
    const isMisread = this.#sequences > 0 || this.#startsSequence(position + 2);
    return (
      this.#charset === "windows-1252" &&
      isMisread &&
      (following === LEAD_D0 || following === LEAD_D1 || next === PLAIN_SPACE)
    );
  }

  #isNearSequence(position: number, distance: number): boolean {
    return this.#startsSequence(position + distance) || this.#startsSequence(position - 2);
  }

  /** Whether two units are a Cyrillic letter. */
  #startsSequence(position: number): boolean {
    const lead = this.#byteAt(position);
    const later = this.#byteAt(position + 1);
    return (lead === LEAD_D0 || lead === LEAD_D1) && later >= 0x80 && later <= 0xbf;
  }

  /** Whether Р or С, as it is misread, stands before a byte anywhere. */
  #holdsSequence(later: number): boolean {
    for (let i = 1; i < this.#units.length; i += 1) {
      if (this.#byteAt(i) === later && this.#byteAt(i - 1) === LEAD_D0) return true;
    }
    return false;
  }

  /**
   * windows-1251 lacks 0x98 alone, so what is lost in it is И (D0 98); but where those are there, Э (D0 AD), whose second
   * byte is an invisible hyphen. Other charsets lose bytes by the dozen.
   */
  #findLostLetter(): number {
    if (this.#charset !== "windows-1251") return REPLACEMENT;
    return this.#holdsSequence(START_OF_STRING) && !this.#holdsSequence(SOFT_HYPHEN) ? 0x42d : 0x418;
  }
}

/** Neither overlong nor a surrogate nor beyond Unicode (RFC 3629, section 3). */
function isCodePoint(code: number, length: number): boolean {
  if (length === 2) return code >= 0x80;
  if (length === 3) return code >= 0x800 && (code < 0xd800 || code > 0xdfff);
  return code >= 0x10000 && code <= 0x10ffff;
}

// Text of one single-byte charset that somebody read in another: «Ïðèâåò», «оПХБЕР». Nothing but the likeness
// to Russian tells it, so a stretch of text must be as unlikely as no text is, and its repair as likely as Russian.

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
function undoMisreadLetters(text: string): UndoneLetters | null {
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

// Strings as arrays of their UTF-16 units and back: what rewrites megabytes sign by sign does it in arrays.

/** The units of a text, a copy. */
function unitsOf(text: string): Uint16Array {
  const units = new Uint16Array(text.length);
  for (let i = 0; i < text.length; i += 1) units[i] = text.charCodeAt(i);
  return units;
}

/** So many units are put together at once; more arguments overflow a call's stack. */
const CHUNK = 8_192;

/** The text of units. */
function textOfUnits(units: Uint16Array): string {
  const pieces: string[] = [];
  for (let i = 0; i < units.length; i += CHUNK) pieces.push(String.fromCharCode(...units.subarray(i, i + CHUNK)));
  return pieces.join("");
}
