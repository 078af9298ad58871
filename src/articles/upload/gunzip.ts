/**
 * gzip (RFC 1952) unpacked where there is no zlib. It takes and refuses what zlib does: DecompressionStream refuses
 * files of several members, and what follows their end.
 */

import { concatBytes } from "../../bytes.ts";
import { crc32 } from "../../content-hash.ts";
import { InflateError, inflateRawPart } from "../../inflate.ts";

/** RFC 1952, 2.3.1. */
const FLAGS = { headerChecksum: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const;
const FIXED_HEADER_BYTES = 10;
const TRAILER_BYTES = 8;
const DEFLATE = 8;

/**
 * The content of all members; zeros behind the last are passed over. An {@link InflateError} where the bytes are no
 * such file, are cut off, or hold more than `maxBytes`.
 */
export function gunzipWithoutNode(packed: Uint8Array, maxBytes: number): Uint8Array {
  const contents: Uint8Array[] = [];
  let room = maxBytes;
  for (let rest = packed; contents.length === 0 || (rest[0] ?? 0) !== 0; ) {
    const start = headerBytes(rest);
    const { content, end } = inflateRawPart(rest.subarray(start), room);
    checkTrailer(rest.subarray(start + end), content);
    contents.push(content);
    room -= content.length;
    rest = rest.subarray(start + end + TRAILER_BYTES);
  }
  return concatBytes(contents);
}

/** Computes the length of a member's header. */
function headerBytes(member: Uint8Array): number {
  const [id1, id2, method, flags = 0] = member;
  if (id1 !== 0x1f || id2 !== 0x8b || method !== DEFLATE || (flags & FLAGS.reserved) !== 0) {
    throw new InflateError("a member has no header");
  }
  let at = FIXED_HEADER_BYTES;
  if (flags & FLAGS.extra) at += 2 + (member[at] ?? 0) + 256 * (member[at + 1] ?? 0);
  for (const flag of [FLAGS.name, FLAGS.comment]) {
    if (flags & flag) at = member.indexOf(0, at) + 1 || member.length + 1;
  }
  if (flags & FLAGS.headerChecksum) {
    const checksum = (member[at] ?? 0) + 256 * (member[at + 1] ?? 0);
    if ((crc32(member.subarray(0, at)) & 0xffff) !== checksum) throw new InflateError("a header is damaged");
    at += 2;
  }
  if (at > member.length) throw new InflateError("the file ends too soon");
  return at;
}

/** RFC 1952, 2.3.1: the CRC-32 of the content, and its length. */
function checkTrailer(trailer: Uint8Array, content: Uint8Array): void {
  if (trailer.length < TRAILER_BYTES) throw new InflateError("the file ends too soon");
  const view = new DataView(trailer.buffer, trailer.byteOffset, TRAILER_BYTES);
  if (view.getUint32(0, true) !== crc32(content) || view.getUint32(4, true) !== content.length) {
    throw new InflateError("the content is not what its checksum says");
  }
}
