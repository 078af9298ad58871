/**
 * The ground rules of docs/index-format.md: integers, varints, strings and blocks. A second reader, written from the
 * page alone, so that page and code cannot err together: it imports nothing of the product but the stored dictionary,
 * whose checksum the page gives.
 */
import { createHash } from "node:crypto";
import { inflateRawSync } from "node:zlib";
import { documentedSections, formatCell } from "./index-format-page.ts";
import { STORED_DICTIONARY } from "./inside/index-blocks.ts";

/** Walks through bytes; fails at their end. */
export class DocumentedBytes {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  take(length: number): Uint8Array {
    if (this.#at + length > this.#bytes.length) throw new Error("The bytes end too soon.");
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  takeRest(): Uint8Array {
    return this.take(this.#bytes.length - this.#at);
  }

  /** u16, u32, u48: so many bytes, the low one first. */
  integer(bytes: number): number {
    let value = 0;
    for (let place = 0; place < bytes; place += 1) value += this.#next() * 256 ** place;
    return value;
  }

  varint(): number {
    let value = 0;
    for (let place = 0; place < 5; place += 1) {
      const byte = this.#next();
      value += (byte % 128) * 128 ** place;
      if (byte >= 128) continue;
      if (value >= 2 ** 32) break;
      return value;
    }
    throw new Error("A varint is too long.");
  }

  varints(count: number): number[] {
    return Array.from({ length: count }, () => this.varint());
  }

  string(): string {
    return String.fromCharCode(...this.varints(this.varint()));
  }

  #next(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new Error("The bytes end too soon.");
    this.#at += 1;
    return byte;
  }

  /** One byte with the width, then the lowest byte of so many integers of it, then their next. */
  items(count: number): number[] {
    const planes = Array.from({ length: this.integer(1) }, () => this.take(count));
    return Array.from({ length: count }, (_, i) =>
      planes.reduce((sum, plane, place) => sum + (plane[i] ?? 0) * 256 ** place, 0),
    );
  }
}

/** Bits, the highest of a byte first; zeros behind the last byte that counts. */
export class DocumentedBits {
  readonly #bits: string;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  }

  take(count: number): string {
    this.#at += count;
    if (this.#at > this.#bits.length) throw new Error("The bits end too soon.");
    return this.#bits.slice(this.#at - count, this.#at);
  }

  /** Zeros up to a one, which is taken too. */
  zeros(): number {
    let count = 0;
    while (this.take(1) === "0") count += 1;
    return count;
  }

  number(bits: number): number {
    return bits === 0 ? 0 : Number.parseInt(this.take(bits), 2);
  }

  gamma(): number {
    const more = this.zeros();
    return 2 ** more + this.number(more);
  }

  /** Less than a byte of zeros. */
  get isAtEnd(): boolean {
    return this.#bits.length - this.#at < 8 && !this.#bits.slice(this.#at).includes("1");
  }
}

/** The content of a block, its checksum checked. */
export function openBlock(section: string, blockNumber: number, block: Uint8Array): Uint8Array {
  const bytes = new DocumentedBytes(block);
  const checksum = bytes.integer(4);
  const payload = bytes.takeRest();
  const documented = documentedSections().find(({ name }) => name === section);
  if (documented === undefined) throw new Error(`The page numbers no section ${section}.`);
  const seed = documented.number * 2 ** 24 + (blockNumber % 2 ** 24);
  if (crc32(payload, seed) !== checksum) throw new Error(`Block ${blockNumber} of ${section} has another checksum.`);
  const { compression } = documented;
  if (compression === "none") return payload;
  if (compression === "deflate") return inflateRawSync(payload);
  if (compression === "deflate, dictionary") return inflateRawSync(payload, { dictionary: documentedDictionary() });
  throw new Error(`Nobody knows the compression ${compression}.`);
}

/** The stored dictionary, once it is the one that the page tells of. */
export function documentedDictionary(): Uint8Array {
  const [size, sha256] = [1, 2].map((column) => formatCell("dictionary", "stored dictionary", column));
  if (STORED_DICTIONARY.length !== Number(size)) throw new Error("The stored dictionary has another size.");
  const hash = createHash("sha256").update(STORED_DICTIONARY).digest("hex");
  if (hash !== sha256) throw new Error(`The stored dictionary has another SHA-256: ${hash}.`);
  return STORED_DICTIONARY;
}

/** The JSON that a block holds. */
export function openJsonBlock(section: string, blockNumber: number, block: Uint8Array): unknown {
  return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(openBlock(section, blockNumber, block)));
}

/** RFC 1952, 8: bit by bit; `before` is the CRC of the bytes that are thought to come before. */
function crc32(bytes: Uint8Array, before: number): number {
  let crc = ~before;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
