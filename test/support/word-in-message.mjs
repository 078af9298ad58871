/**
 * Tells whether a message between threads holds an upload with a word in it, packed or not: for faults from outside
 * (kill-reader.mjs, hold-reader.mjs).
 */
import { gunzipSync } from "node:zlib";

const GZIP_MAGIC = 0x8b1f;

export function hasWord(message, word) {
  if (message instanceof Uint8Array) {
    const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
    const isPacked = bytes.length > 2 && bytes.readUInt16LE(0) === GZIP_MAGIC;
    return (isPacked ? gunzipSync(bytes) : bytes).includes(word);
  }
  return typeof message === "object" && message !== null && Object.values(message).some((part) => hasWord(part, word));
}
