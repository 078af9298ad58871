/**
 * Reading the bytes of an open file (layer 1). Small reads are synchronous: 5 microseconds for a page that the
 * system has in memory, against 70 to 370 through libuv's thread pool (docs/decisions/0002-file-store-locking.md).
 */
import { read, readSync } from "node:fs";
import { promisify } from "node:util";
import { md5Hex, startMd5 } from "../../content-hash.ts";
import { yieldToEventLoop } from "../../event-loop.ts";
import type { ETag } from "../object-store/object-store.ts";

/** At most so much is read in one go without giving way to others: under half a millisecond from memory. */
const SYNC_BYTES = 1 << 20;

const readAsync = promisify(read);

/** Bytes [start, end) of the file; fewer only where the file ends before. */
export async function readBytes(descriptor: number, start: number, end: number): Promise<Uint8Array> {
  // Not from Node's pool, of which a cache that keeps a few bytes would keep 8 KB alive.
  const bytes = Buffer.allocUnsafeSlow(end - start);
  const isSmall = bytes.length <= SYNC_BYTES;
  let filled = 0;
  while (filled < bytes.length) {
    const count = isSmall
      ? readSync(descriptor, bytes, filled, bytes.length - filled, start + filled)
      : (await readAsync(descriptor, bytes, filled, Math.min(bytes.length - filled, 8 * SYNC_BYTES), start + filled))
          .bytesRead;
    if (count === 0) return bytes.subarray(0, filled);
    filled += count;
  }
  return bytes;
}

/** ETag of bytes as this store gives it. */
export function etagOf(bytes: Uint8Array): ETag {
  return md5Hex(bytes) as ETag;
}

/** ETag of the first `sizeBytes` of a file, in memory bounded by a megabyte; null where the file is shorter. */
export async function etagOfFile(descriptor: number, sizeBytes: number): Promise<ETag | null> {
  const hash = startMd5();
  for (let start = 0; start < sizeBytes; start += SYNC_BYTES) {
    const end = Math.min(start + SYNC_BYTES, sizeBytes);
    const bytes = await readBytes(descriptor, start, end);
    if (bytes.length < end - start) return null;
    hash.update(bytes);
    if (end < sizeBytes) await yieldToEventLoop();
  }
  return hash.digest("hex") as ETag;
}
