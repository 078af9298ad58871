/**
 * The words of a text, taken for UTF-8 misread in one charset (layer 1). A word is a run of characters that the charset
 * has beyond ASCII; it is misread where all of it is UTF-8 sequences and punctuation, and sound where a letter is left
 * over. Letters whose second byte was lost on the way are told where they can be, and else become U+FFFD.
 */
import { charsetBytes, type SingleByteCharset } from "./single-byte-charsets.ts";

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
export class MisreadWords {
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
