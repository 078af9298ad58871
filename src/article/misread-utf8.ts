/**
 * UTF-8 that somebody read in a single-byte charset and saved again (layer 1): «РџСЂРёРІРµС‚», «ÐŸÑ€Ð¸Ð²ÐµÑ‚». Sound words
 * are no sound UTF-8 in any of these charsets, so the misread ones are told one by one, and good text among them stays.
 */
import { charsetBytes, type SingleByteCharset } from "./single-byte-charsets.ts";

/** Charsets that UTF-8 is misread in, each with a bit of its own in the masks below. */
const MISREADINGS = ["windows-1251", "windows-1252", "koi8-r", "ibm866", "x-mac-cyrillic", "iso-8859-5"] as const;
/** A misread word that alone proves the misreading has so many Russian letters. Our decision: two may be chance. */
const PROOF_LETTERS = 3;
/** And so many sequences of anything: texts that were misread twice hold few letters. */
const PROOF_SEQUENCES = 4;
/** Where no word proves it, so many punctuation marks (â€™) or Latin letters (Ã©) do, in the charsets of Windows. */
const PROOF_SIGNS = 2;
/** Characters that stand in place of a byte that the charset lacks. */
const LOST = new Set(["\ufffd", "?"]);

/** A text with its misread parts decoded, and the charset that they were misread in. */
export interface Undone {
  readonly text: string;
  readonly charset: SingleByteCharset;
}

/** The text without its misread UTF-8, or null where nothing proves that there is any. Linear. */
export function undoMisreadUtf8(text: string): Undone | null {
  const suspects = findSuspects(text);
  for (const [i, charset] of MISREADINGS.entries()) {
    if ((suspects & (1 << i)) === 0) continue;
    const decoding = new Decoding(text, charset);
    decoding.run();
    if (decoding.isProven) return { text: decoding.result(), charset };
  }
  return null;
}

/** For each UTF-16 unit, the bits of the charsets in which it is the first, or a later, byte of a UTF-8 sequence. */
let masks: { readonly lead: Uint8Array; readonly later: Uint8Array } | null = null;

function sequenceMasks(): { readonly lead: Uint8Array; readonly later: Uint8Array } {
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

/** Bits of the charsets in which two sequences follow each other, or a long one stands, somewhere in the text. */
function findSuspects(text: string): number {
  const { lead, later } = sequenceMasks();
  let suspects = 0;
  let pairs = 0;
  for (let i = 0; i + 1 < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    const pair = (lead[unit] ?? 0) & (later[text.charCodeAt(i + 1)] ?? 0);
    if (pair === 0) continue;
    const third = text.charCodeAt(i + 2);
    suspects |= pair & ((later[third] ?? 0) | ((lead[third] ?? 0) & (later[text.charCodeAt(i + 3)] ?? 0)));
    if ((pair & 2) !== 0) pairs += 1;
  }
  return pairs >= PROOF_SIGNS ? suspects | 2 : suspects;
}

/** One pass over a text, taking it for UTF-8 misread in one charset. */
class Decoding {
  readonly #text: string;
  readonly #bytes: Uint8Array;
  readonly #charset: SingleByteCharset;
  readonly #keepsHardSpaces: boolean;
  readonly #pieces: string[] = [];
  #copied = 0;
  #bestWord = 0;
  #signs = 0;
  #strangers = 0;

  constructor(text: string, charset: SingleByteCharset) {
    this.#text = text;
    this.#bytes = charsetBytes(charset);
    this.#charset = charset;
    this.#keepsHardSpaces = /[РСÐÑ]\u00a0/.test(text);
  }

  get isProven(): boolean {
    return this.#bestWord >= PROOF_LETTERS || (this.#signs >= PROOF_SIGNS && this.#signs > this.#strangers);
  }

  run(): void {
    let position = 0;
    while (position < this.#text.length) {
      position = this.#byteAt(position) === 0 ? position + 1 : this.#takeWord(position);
    }
  }

  result(): string {
    return this.#pieces.join("") + this.#text.slice(this.#copied);
  }

  /** The byte from 0x80 on that the unit stands for; 0 for ASCII, and for what the charset does not hold. */
  #byteAt(position: number): number {
    const byte = this.#bytes[this.#text.charCodeAt(position)] ?? 0;
    return byte < 0x80 ? 0 : byte;
  }

  /** Decodes the run of such units that begins here, where all of it is sequences and punctuation. Returns its end. */
  #takeWord(start: number): number {
    let decoded = "";
    let sequences = 0;
    let letters = 0;
    let isSound = true;
    let position = start;
    while (position < this.#text.length && this.#byteAt(position) !== 0) {
      const sequence = this.#sequenceAt(position);
      if (sequence === null) {
        const character = this.#text.charAt(position);
        if (isLetter(character)) isSound = false;
        decoded += character;
        position += 1;
        continue;
      }
      sequences += 1;
      if (!this.#isLikely(sequence.character)) isSound = false;
      if (isRussianLetter(sequence.character)) letters += 1;
      decoded += sequence.character;
      position = sequence.end;
    }
    const isWord = sequences >= 2 || (sequences === 1 && isLikelyAlone(decoded));
    if (isSound && isWord) this.#replace(start, position, decoded, sequences, letters);
    else if (!isSound && this.#charset === "windows-1252") this.#strangers += 1;
    return position;
  }

  #replace(start: number, end: number, decoded: string, sequences: number, letters: number): void {
    this.#pieces.push(this.#text.slice(this.#copied, start), decoded);
    this.#copied = end;
    this.#bestWord = Math.max(this.#bestWord, sequences >= PROOF_SEQUENCES ? PROOF_LETTERS : letters);
    if (letters === 0 && this.#provesAsSigns(decoded)) this.#signs += sequences;
  }

  /** A character of Russian or Ukrainian pages; or one of this charset, where the text was misread twice. */
  #isLikely(character: string): boolean {
    if (isLikelyAlone(character) || isEmoji(character)) return true;
    return character.length === 1 && (this.#bytes[character.charCodeAt(0)] ?? 0) >= 0x80;
  }

  /** Quotes and dashes of three bytes («вЂњ»); in windows-1252 letters of two as well, since no page holds «Ã©». */
  #provesAsSigns(decoded: string): boolean {
    if (this.#charset === "windows-1252") return true;
    return this.#charset === "windows-1251" && /^[“”„‘’—–…•№€₽™]+$/.test(decoded);
  }

  /** The character whose UTF-8 begins here, or what is left of it. */
  #sequenceAt(position: number): { character: string; end: number } | null {
    const lead = this.#byteAt(position);
    if (lead < 0xc2 || lead > 0xf4) return null;
    const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    let code = lead & (0xff >> (length + 1));
    for (let i = 1; i < length; i += 1) {
      const later = this.#byteAt(position + i);
      if (later < 0x80 || later > 0xbf) return i === 1 ? this.#brokenSequence(position, lead) : null;
      code = (code << 6) | (later & 0x3f);
    }
    if (!isCodePoint(code, length)) return null;
    return { character: String.fromCodePoint(code), end: position + length };
  }

  /**
   * A Cyrillic letter whose second byte was lost: 0x98, which windows-1251 alone lacks, is И; a no-break space that became
   * a plain one is Р or a letter that nobody can tell.
   */
  #brokenSequence(position: number, lead: number): { character: string; end: number } | null {
    if (lead !== 0xd0 && lead !== 0xd1) return null;
    const next = this.#text.charAt(position + 1);
    const isFollowed = this.#sequenceLeadAt(position + 2) || this.#sequenceLeadAt(position - 2);
    if (!isFollowed) return null;
    if (LOST.has(next))
      return { character: this.#charset === "windows-1251" && lead === 0xd0 ? "И" : "\ufffd", end: position + 2 };
    if (next === " " && lead === 0xd0 && !this.#keepsHardSpaces && this.#sequenceLeadAt(position + 2)) {
      return { character: "Р", end: position + 2 };
    }
    return null;
  }

  #sequenceLeadAt(position: number): boolean {
    const byte = position < 0 ? 0 : this.#byteAt(position);
    return (byte === 0xd0 || byte === 0xd1) && this.#byteAt(position + 1) >= 0x80 && this.#byteAt(position + 1) < 0xc0;
  }
}

/** Neither overlong nor a surrogate nor beyond Unicode (RFC 3629, section 3). */
function isCodePoint(code: number, length: number): boolean {
  if (length === 2) return code >= 0x80;
  if (length === 3) return code >= 0x800 && (code < 0xd800 || code > 0xdfff);
  return code >= 0x10000 && code <= 0x10ffff;
}

/** The planes of pictures; other characters of four bytes are chance. */
function isEmoji(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code >= 0x1f000 && code <= 0x1faff;
}

function isLetter(character: string): boolean {
  return /\p{L}/u.test(character);
}

function isRussianLetter(character: string): boolean {
  return /^[а-яё]$/i.test(character);
}

/** What may stand alone between ASCII: a letter, a punctuation mark, a letter of Latin-1. */
function isLikelyAlone(character: string): boolean {
  return /^[а-яёіїєґ«»“”„‘’—–…•№€₽™\u00a0-\u00ff\u2010-\u27bf\ufffd]$|^[\u200b-\u200f]$|^\ufe0f$|^\ufeff$/i.test(
    character,
  );
}
