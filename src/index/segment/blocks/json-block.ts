/**
 * JSON inside a block: the text of one JSON value, in UTF-8, or in windows-1251, a byte a letter: what that alphabet
 * lacks is written as JSON's own \uXXXX, so that any JSON text comes back as the same value. Stored text packs a sixth
 * smaller so than in UTF-8, where each Cyrillic letter takes two bytes of which one says little
 * (docs/decisions/index.md#packing).
 */
import { corruptBytes } from "./byte-buffer.ts";

/** UTF-8 of the JSON of a value. Lone surrogates are escaped by JSON.stringify, so any string comes back the same. */
export function encodeJson(value: unknown): Uint8Array {
  return encodeUtf8(JSON.stringify(value));
}

const utf8Encoder = new TextEncoder();
const utf8Decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Encodes well-formed text. */
export function encodeUtf8(text: string): Uint8Array {
  return utf8Encoder.encode(text);
}

export function decodeUtf8(bytes: Uint8Array): string {
  return utf8Decoder.decode(bytes);
}

/** The value, unchecked; `corrupt-segment` where the bytes are no JSON. */
export function decodeJson(content: Uint8Array): unknown {
  return parseBlockJson(decodeUtf8(content));
}

/** The value of a block's JSON text; `corrupt-segment` where it is none. */
export function parseBlockJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw error instanceof SyntaxError ? corruptBytes("a block that should hold JSON does not") : error;
  }
}

/** Encoding Standard, windows-1251: every byte is a character. */
const decoder = new TextDecoder("windows-1251");

/** One more than the byte of each UTF-16 unit; 0 if the alphabet lacks it. */
const BYTES = byteByUnit();

/** Longest that a unit becomes: \uXXXX. */
const ESCAPE_BYTES = 6;

const BACKSLASH = 0x5c;
const SMALL_U = 0x75;
const HEX_DIGITS = "0123456789abcdef";

/** The bytes of a JSON text. Outside of its strings JSON is ASCII, so that only they get escapes. */
export function encodeCyrillicJson(json: string): Uint8Array {
  const bytes = new Uint8Array(json.length);
  for (let i = 0; i < json.length; i += 1) {
    const byte = BYTES[json.charCodeAt(i)] ?? 0;
    if (byte === 0) return encodeWithEscapes(json);
    bytes[i] = byte - 1;
  }
  return bytes;
}

/** The value, unchecked; `corrupt-segment` where the bytes are no JSON. */
export function decodeCyrillicJson(content: Uint8Array): unknown {
  return parseBlockJson(decoder.decode(content));
}

function encodeWithEscapes(json: string): Uint8Array {
  const bytes = new Uint8Array(json.length * ESCAPE_BYTES);
  let length = 0;
  for (let i = 0; i < json.length; i += 1) {
    const unit = json.charCodeAt(i);
    const byte = BYTES[unit] ?? 0;
    if (byte !== 0) {
      bytes[length++] = byte - 1;
      continue;
    }
    bytes[length++] = BACKSLASH;
    bytes[length++] = SMALL_U;
    for (let shift = 12; shift >= 0; shift -= 4) bytes[length++] = HEX_DIGITS.charCodeAt((unit >> shift) & 0xf);
  }
  return bytes.subarray(0, length);
}

function byteByUnit(): Uint16Array {
  const bytes = new Uint16Array(0x10000);
  const characters = decoder.decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
  for (let byte = 0; byte < characters.length; byte += 1) bytes[characters.charCodeAt(byte)] = byte + 1;
  return bytes;
}
