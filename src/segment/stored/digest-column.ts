/**
 * Digest columns (layer 2): a few bytes of each document that its caller made, such as a hash or a signature, by which
 * documents are compared and found without reading what is stored of them. Both directions are here.
 *
 * A column is the digests by ordinal, one after another, all of one size; zeros where a document has none.
 */
import { SearchIndexError } from "../../errors.ts";
import { corruptBytes } from "../blocks/byte-buffer.ts";

/** A field of which a digest is kept, and the size of its digests. */
export interface DigestField {
  readonly field: string;
  readonly sizeBytes: number;
}

/** The digests of one field. */
export interface DigestColumn {
  readonly digestBytes: number;
  /** `digestBytes` a document, by ordinal. */
  readonly bytes: Uint8Array;
}

/** As many as SHA-256 has. */
export const MAX_DIGEST_BYTES = 32;

const HEX = /^(?:[\da-f]{2})+$/;

/** A digest as the caller gives it, in lower-case hex; nothing, null and "" are zeros; else `invalid-change`. */
export function parseDigest(value: unknown, { field, sizeBytes }: DigestField): Uint8Array {
  if (value === undefined || value === null || value === "") return new Uint8Array(sizeBytes);
  if (typeof value === "string" && value.length === sizeBytes * 2 && HEX.test(value)) return Buffer.from(value, "hex");
  throw new SearchIndexError(
    "invalid-change",
    `The digest field "${field}" of a document must be ${sizeBytes * 2} hex digits in lower case, or nothing.`,
  );
}

export function decodeDigestColumn(content: Uint8Array, digestBytes: number, documentCount: number): DigestColumn {
  if (content.length !== digestBytes * documentCount) throw corruptBytes("a column is not as long as its documents");
  return { digestBytes, bytes: content };
}

/** A view of one document's digest. */
export function digestOf({ digestBytes, bytes }: DigestColumn, ordinal: number): Uint8Array {
  return bytes.subarray(ordinal * digestBytes, (ordinal + 1) * digestBytes);
}

/** The ordinals that have a digest, ascending; none for zeros and for another size. Looks at every document. */
export function findDigest({ digestBytes, bytes }: DigestColumn, digest: Uint8Array): number[] {
  const found: number[] = [];
  if (digest.length !== digestBytes || digest.every((byte) => byte === 0)) return found;
  const wanted = Buffer.from(digest);
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = all.indexOf(wanted); at >= 0; at = all.indexOf(wanted, at + 1)) {
    if (at % digestBytes === 0) found.push(at / digestBytes);
  }
  return found;
}
