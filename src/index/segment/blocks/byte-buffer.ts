/**
 * Bytes in and out: a growing writer and a bounds-checked reader of little-endian integers, varints (LEB128,
 * at most 5 bytes, so below 2^32) and strings of UTF-16 code units. Strings are kept unit by unit, so that any
 * JavaScript string comes back the same, lone surrogates included.
 */
import { isSearchIndexError, SearchIndexError } from "../../../errors.ts";
import type { ObjectKey } from "../../../store/store.ts";

/** LEB128 of an unsigned 32-bit integer takes at most five bytes. */
export const MAX_VARINT_BYTES = 5;

const MOST_LOOPED_BYTES = 32;

/** Appends to a buffer that doubles as it fills. */
export class ByteWriter {
  #bytes: Uint8Array;
  #length = 0;

  constructor(initialBytes = 1024) {
    this.#bytes = new Uint8Array(initialBytes);
  }

  get length(): number {
    return this.#length;
  }

  /** `value` must be an integer in [0, 2^32). */
  writeVarint(value: number): void {
    // Most numbers are small.
    if (value < 0x80) {
      this.writeByte(value);
      return;
    }
    this.reserve(MAX_VARINT_BYTES);
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
  }

  /** Its lowest eight bits. */
  writeByte(value: number): void {
    if (this.#length === this.#bytes.length) this.reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** `value` must be an integer in [0, 2^(8 * width)), `width` 1 to 6. */
  writeFixed(value: number, width: number): void {
    this.reserve(width);
    let rest = value;
    for (let i = 0; i < width; i += 1) {
      this.#bytes[this.#length++] = rest % 256;
      rest = Math.floor(rest / 256);
    }
  }

  writeBytes(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Writes the content of another writer. */
  writeAll(from: ByteWriter): void {
    this.reserve(from.#length);
    // Most lists are a few bytes, for which a view costs more than a loop.
    if (from.#length <= MOST_LOOPED_BYTES) {
      for (let i = 0; i < from.#length; i += 1) this.#bytes[this.#length + i] = from.#bytes[i] ?? 0;
    } else {
      this.#bytes.set(from.#bytes.subarray(0, from.#length), this.#length);
    }
    this.#length += from.#length;
  }

  /** The code units of `text` from `from` on, each a varint, after their number. */
  writeUnits(text: string, from = 0): void {
    this.writeVarint(text.length - from);
    for (let i = from; i < text.length; i += 1) this.writeVarint(text.charCodeAt(i));
  }

  /** A copy of all that was written since the start or the last reset. */
  toBytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  reset(): void {
    this.#length = 0;
  }

  /** Makes room at once for what will be written; writing does so by itself too. */
  reserve(extraBytes: number): void {
    const needed = this.#length + extraBytes;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

/** Reads what ByteWriter wrote. Anything past the end or out of bounds is `corrupt-segment`. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #offset: number;

  constructor(bytes: Uint8Array, offset = 0) {
    this.#bytes = bytes;
    this.#offset = offset;
  }

  get offset(): number {
    return this.#offset;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  readVarint(): number {
    // Most numbers are small, and reading them is most of what a search does to a block.
    const first = this.#bytes[this.#offset];
    if (first !== undefined && first < 0x80) {
      this.#offset += 1;
      return first;
    }
    let value = 0;
    let scale = 1;
    for (let i = 0; i < MAX_VARINT_BYTES; i += 1) {
      const byte = this.#bytes[this.#offset++];
      if (byte === undefined) throw corruptBytes("a number is cut off");
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw corruptBytes("a number is too long");
  }

  readFixed(width: number): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < width; i += 1) {
      const byte = this.#bytes[this.#offset++];
      if (byte === undefined) throw corruptBytes("a number is cut off");
      value += byte * scale;
      scale *= 256;
    }
    return value;
  }

  /** A view of the next bytes, not a copy. */
  readBytes(length: number): Uint8Array {
    if (length > this.remaining) throw corruptBytes("a run of bytes is cut off");
    const start = this.#offset;
    this.#offset += length;
    return this.#bytes.subarray(start, this.#offset);
  }

  /** Code units as writeUnits wrote them, put after `prefix`. */
  readUnits(prefix = ""): string {
    const length = this.readVarint();
    if (length > this.remaining) throw corruptBytes("a string is cut off");
    let text = prefix;
    for (let i = 0; i < length; i += 1) text += String.fromCharCode(this.readVarint());
    return text;
  }

  skip(length: number): void {
    if (length > this.remaining) throw corruptBytes("a run of bytes is cut off");
    this.#offset += length;
  }
}

/** Length of the longest common prefix in UTF-16 units. */
export function sharedPrefixLength(a: string, b: string): number {
  const limit = Math.min(a.length, b.length);
  let length = 0;
  while (length < limit && a.charCodeAt(length) === b.charCodeAt(length)) length += 1;
  return length;
}

/** The error of bytes that no writer of ours made. */
export function corruptBytes(what: string): SearchIndexError {
  return new SearchIndexError("corrupt-segment", `A segment of the index is damaged: ${what}. Run poisk rebuild.`);
}

/**
 * A failure as its reader passes it on: `corrupt-segment` with the segment's key in its details, anything else as it
 * is. Whoever decodes bytes does not know whose they are, whoever reads them does.
 */
export function namingSegment(error: unknown, key: ObjectKey): unknown {
  if (!isSearchIndexError(error) || error.code !== "corrupt-segment" || error.details.segment !== undefined)
    return error;
  return new SearchIndexError(error.code, error.message, {
    details: { ...error.details, segment: key },
    cause: error,
  });
}
