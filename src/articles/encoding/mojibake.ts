/**
 * Mojibake, text that was read in a wrong charset and saved so, turned back into what it was; only where it surely is,
 * since a sound text must never change. Parts are repaired by themselves, so that a garbled comment on a sound page is
 * repaired and the page stays.
 */
import { type ReadingScore, scoreSigns, signsOf } from "./reading-score.ts";
import { charsetBytes, charsetTable, type SingleByteCharset } from "./single-byte-charsets.ts";

/** Texts that went through more misreadings than that are lost. */
const MAX_ROUNDS = 3;

/** A repaired text and the misreadings that were undone, last first: `utf-8 read as windows-1251, twice`. */
interface RepairedText {
  readonly text: string;
  readonly from: string;
}

/** The text as it was before it was misread; null where it is sound, or where nothing is sure. Linear. */
export function repairMojibake(text: string): RepairedText | null {
  const undone: { readonly from: string; times: number }[] = [];
  let current = text;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const repaired = undoMisreadUtf8(current) ?? undoMisreadLetters(current);
    if (repaired === null || repaired.text === current) break;
    current = repaired.text;
    const last = undone.at(-1);
    if (last?.from === repaired.from) last.times += 1;
    else undone.push({ from: repaired.from, times: 1 });
  }
  if (undone.length === 0) return null;
  const told = undone.map(({ from, times }) => from + (["", "", ", twice", ", three times"][times] ?? ""));
  return { text: current, from: told.join("; ") };
}

/** The UTF-16 units of a text, a copy: what rewrites megabytes sign by sign does it in arrays. */
function unitsOf(text: string): Uint16Array {
  const units = new Uint16Array(text.length);
  for (let i = 0; i < text.length; i += 1) units[i] = text.charCodeAt(i);
  return units;
}

function textOfUnits(units: Uint16Array): string {
  let text = "";
  for (let start = 0; start < units.length; start += UNITS_AT_ONCE) {
    text += String.fromCharCode(...units.subarray(start, start + UNITS_AT_ONCE));
  }
  return text;
}

/** Arguments of one call lie on the stack. */
const UNITS_AT_ONCE = 4_096;

// UTF-8 that somebody read in a single-byte charset and saved again: «РџСЂРёРІРµС‚», «ÐŸÑ€Ð¸Ð²ÐµÑ‚». Sound words
// are no sound UTF-8 in any of these charsets, so the misread ones are told one by one (MisreadWords), and good text
// among them stays. Here is decided whether a text holds any.

/** So many suspicious places of a charset are looked at before the whole text is. */
const MAX_PLACES = 256;
/** Units before and after a suspicious place that are looked at, so that whole words are. */
const PLACE_MARGIN = 100;

/** Class of a decoded unit. */
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

const MISREAD_UTF8 = ["windows-1251", "windows-1252", "koi8-r", "ibm866", "x-mac-cyrillic", "iso-8859-5"] as const;

/** Second bytes of UTF-8, by first byte, that begin a character which a misread text may have had. */
const LIKELY_PAIRS = likelyPairs();

function likelyPairs(): ReadonlyMap<number, ReadonlySet<number>> {
  // Pictures have four bytes, and two units.
  const pairs = new Map([[0xf0, new Set([0x9f])]]);
  const ofCharsets = MISREAD_UTF8.map(charsetBytes);
  for (let unit = 0x80; unit < KINDS.length; unit += 1) {
    if (((KINDS[unit] ?? 0) & LIKELY) === 0 && ofCharsets.every((bytes) => (bytes[unit] ?? 0) === 0)) continue;
    const isLong = unit >= 0x800;
    const first = isLong ? 0xe0 | (unit >> 12) : 0xc0 | (unit >> 6);
    const seconds = pairs.get(first) ?? new Set();
    pairs.set(first, seconds.add(0x80 | ((isLong ? unit >> 6 : unit) & 0x3f)));
  }
  return pairs;
}

/**
 * Misreadings of two likely sequences in a row in a charset, or of a long one; in windows-1252 of a short one. Sound
 * Russian words hold hardly any.
 */
const MISREADINGS = MISREAD_UTF8.map((charset) => {
  const table = charsetTable(charset);
  const isLatin = charset === "windows-1252";
  const character = (byte: number): string =>
    isLatin && byte < 0xa0 ? table.charAt(byte) + String.fromCharCode(byte) : table.charAt(byte);
  const pairs = Array.from(
    LIKELY_PAIRS,
    ([first, seconds]) => `${table.charAt(first)}[${Array.from(seconds, character).join("")}]`,
  );
  const later = `[${table.slice(0x80, 0xc0)}]`;
  const next = isLatin ? "" : `(?:${later}|[${table.slice(0xc2, 0xf5)}]${later})`;
  return { charset, places: new RegExp(`(?:${pairs.join("|")})${next}`, "g") };
});

/** The text without its misread UTF-8, or null where nothing proves that there is any. Linear. */
function undoMisreadUtf8(text: string): RepairedText | null {
  for (const { charset, places } of MISREADINGS) {
    const sample = sampleAround(text, places);
    if (sample === "" || !new MisreadWords(unitsOf(sample), charset).areProven) continue;
    return { text: textOfUnits(new MisreadWords(unitsOf(text), charset).decoded), from: `utf-8 read as ${charset}` };
  }
  return null;
}

/** The surroundings of places, each after a line feed; "" where there is no such place. */
function sampleAround(text: string, places: RegExp): string {
  const pieces: string[] = [];
  let end = 0;
  places.lastIndex = 0;
  for (let found = places.exec(text); found !== null && pieces.length < MAX_PLACES; found = places.exec(text)) {
    const start = Math.max(end, found.index - PLACE_MARGIN);
    end = Math.min(text.length, found.index + PLACE_MARGIN);
    pieces.push(`\n${text.slice(start, end)}`);
    places.lastIndex = found.index + PLACE_MARGIN + 1;
  }
  return pieces.join("");
}

// The words of a text, taken for UTF-8 misread in one charset. A word is a run of characters that the charset
// has beyond ASCII; it is misread where all of it is UTF-8 sequences and punctuation, and sound where a letter is left
// over. Letters whose second byte was lost on the way are told where they can be, and else become U+FFFD.

/** A misread word that alone proves the misreading has so many Russian letters: two may be chance. Untuned. */
const PROOF_LETTERS = 3;
/** Or so many sequences of anything: texts that were misread twice hold few letters. */
const PROOF_SEQUENCES = 4;
/** Number of bytes in punctuation (â€™) or Latin letters (Ã©) that prove a misreading without a word. */
const PROOF_SIGN_BYTES = 3;

const REPLACEMENT = 0xfffd;
const QUESTION_MARK = 0x3f;
const PLAIN_SPACE = 0x20;
const HARD_SPACE = 0xa0;
const SOFT_HYPHEN = 0xad;
const START_OF_STRING = 0x98;
const CAPITAL_I = 0x418;
const CAPITAL_ER = 0x420;
const CAPITAL_E = 0x42d;
/** The first bytes of Cyrillic letters in UTF-8: Ё to п, р to ё. */
const LEAD_D0 = 0xd0;
const LEAD_D1 = 0xd1;

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

  /** True if the decoded words cannot be chance. */
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
    const lost = lead === LEAD_D0 ? this.#lostLetter : REPLACEMENT;
    const isNearSequence = () => [2, 3, -2].some((distance) => this.#startsSequence(position + distance));
    if (isMarked || (next === QUESTION_MARK && isNearSequence())) return this.#writeLost(lost, position + 2);
    if (next === PLAIN_SPACE && lead === LEAD_D0 && !this.#keptSpaces && this.#startsSequence(position + 2)) {
      return this.#writeLost(CAPITAL_ER, position + 2);
    }
    const isAlone = this.#startsSequence(position + 1) || this.#isLone(position, lead);
    return isAlone ? this.#writeLost(lost, position + 1) : position;
  }

  #writeLost(unit: number, end: number): number {
    this.#output[this.#length++] = unit;
    return end;
  }

  /**
   * A lone first byte whose second is gone: И before a space in windows-1251, any in a misread word in windows-1252.
   */
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

  /** Tells whether two units are a Cyrillic letter. */
  #startsSequence(position: number): boolean {
    const lead = this.#byteAt(position);
    const later = this.#byteAt(position + 1);
    return (lead === LEAD_D0 || lead === LEAD_D1) && later >= 0x80 && later <= 0xbf;
  }

  /** Tells whether Р or С, as it is misread, stands before a byte anywhere. */
  #holdsSequence(later: number): boolean {
    for (let i = 1; i < this.#units.length; i += 1) {
      if (this.#byteAt(i) === later && this.#byteAt(i - 1) === LEAD_D0) return true;
    }
    return false;
  }

  /**
   * windows-1251 lacks 0x98 alone, so what is lost in it is И (D0 98); but where those are there, Э (D0 AD), whose
   * second byte is an invisible hyphen. Other charsets lose bytes by the dozen.
   */
  #findLostLetter(): number {
    if (this.#charset !== "windows-1251") return REPLACEMENT;
    return this.#holdsSequence(START_OF_STRING) && !this.#holdsSequence(SOFT_HYPHEN) ? CAPITAL_E : CAPITAL_I;
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

/** The text without its misread letters, or null where nothing proves that there are any. Linear. */
function undoMisreadLetters(text: string): RepairedText | null {
  const pair = findPair(suspectsOf(text));
  if (pair === null) return null;
  const stretches = [...stretchesOf(text)];
  const bytes = charsetBytes(pair.misreadAs);
  const reread = rereading(pair);
  let all = 0;
  let better = 0;
  const gains = stretches.map((stretch) => {
    const old = scoreSigns(signsOf(stretch));
    const gain = old.count === 0 ? 0 : scoreSigns(signsAfter(unitsOf(stretch), reread)).sum - old.sum;
    all += old.count;
    if (gain > 0) better += old.count;
    return gain;
  });
  const isMisreadThroughout = better >= MOST * all;
  const decoded = stretches.map((stretch, i) => {
    if ((gains[i] ?? 0) < (isMisreadThroughout ? STRETCH_LOSS : STRETCH_GAIN)) return stretch;
    const units = unitsOf(stretch);
    if (!isMisreadThroughout && longestRun(units, bytes) < MIN_WORD) return stretch;
    return textOfUnits(units.map((unit) => reread.units[unit] ?? 0));
  });
  return { text: decoded.join(""), from: `${pair.writtenIn} read as ${pair.misreadAs}` };
}

/** Lines with their ends, long ones in parts: together the whole text. */
function* stretchesOf(text: string): Generator<string> {
  let start = 0;
  let lineEnd = 0;
  while (start < text.length) {
    // A line is looked for once and not with each of its parts: a saved page may be one line of megabytes.
    if (lineEnd <= start) lineEnd = text.indexOf("\n", start) + 1 || text.length;
    const part = text.slice(start, Math.min(lineEnd, start + STRETCH_LENGTH));
    const end = lineEnd - start > STRETCH_LENGTH ? start + (part.lastIndexOf(" ") + 1 || STRETCH_LENGTH) : lineEnd;
    yield text.slice(start, end);
    start = end;
  }
}

/** A stretch of ASCII, whose charset cannot be told. */
const ASCII = /^[\0-\x7f]*$/;

/** The first stretches that look like no text, put together; rulers are cut short, since they prove nothing. */
function suspectsOf(text: string): string {
  const suspects: string[] = [];
  for (const stretch of stretchesOf(text)) {
    if (ASCII.test(stretch)) continue;
    const { sum, count } = scoreSigns(signsOf(stretch));
    if ((count >= 3 && sum < SUSPECT_MEAN * count) || MACINTOSH_MARK.test(stretch)) suspects.push(stretch);
    if (suspects.length === MAX_SUSPECTS) break;
  }
  return suspects.join("\n").replace(/(.)\1{3,}/gsu, "$1$1$1");
}

interface CharsetPair {
  readonly writtenIn: SingleByteCharset;
  readonly misreadAs: SingleByteCharset;
}

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

/** Tells whether the reread units are words: letters in a row, and not always the same few. */
function holdsWords(units: Uint16Array, bytes: Uint8Array): boolean {
  const touched = new Set(units.filter((unit) => (bytes[unit] ?? 0) >= 0x80));
  return touched.size >= MIN_LETTERS && longestRun(units, bytes) >= MIN_WORD;
}

/** The longest run of units that stand for a byte from 0x80 on; the same one again counts once. */
function longestRun(units: Uint16Array, bytes: Uint8Array): number {
  let longest = 0;
  let run = 0;
  for (const [i, unit] of units.entries()) {
    if ((bytes[unit] ?? 0) < 0x80) run = 0;
    else if (i === 0 || unit !== units[i - 1]) run += 1;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** A rereading: each unit as its byte is read in the other charset, and the sign of that. */
interface Rereading {
  readonly units: Uint16Array;
  readonly signs: Uint8Array;
}

/** The signs of units once they are reread. */
function signsAfter(units: Uint16Array, { signs }: Rereading): Uint8Array {
  const after = new Uint8Array(units.length);
  // An iterator of a typed array takes ten times as long.
  for (let i = 0; i < units.length; i += 1) after[i] = signs[units[i] ?? 0] ?? 0;
  return after;
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
