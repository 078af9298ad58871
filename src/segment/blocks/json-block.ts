/**
 * JSON inside a block (layer 2): UTF-8 text of one JSON value. Used where brotli makes up for JSON's length.
 */
import { corruptBytes } from "./byte-buffer.ts";

/** UTF-8 of the JSON of a value. Lone surrogates are escaped by JSON.stringify, so any string comes back the same. */
export function encodeJson(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value), "utf8");
}

/** The value, unchecked; `corrupt-segment` where the bytes are no JSON. */
export function decodeJson(content: Uint8Array): unknown {
  return parseBlockJson(Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString("utf8"));
}

/** The value of a block's JSON text; `corrupt-segment` where it is none. */
export function parseBlockJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw error instanceof SyntaxError ? corruptBytes("a block that should hold JSON does not") : error;
  }
}
