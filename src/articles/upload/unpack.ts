/**
 * Bytes as they lie in the bucket to the bytes of the page: bounds on size, and gzip, told by its magic number
 * and not by a name, since stores and tools disagree on who unpacks.
 */
import { isDataError } from "../../codec-failure.ts";
import { type NodeModules, nodeModule } from "../../node-module.ts";
import { type RejectedPart, rejection } from "../model/rejection.ts";
import { gunzipWithoutNode } from "./gunzip.ts";

const zlib = nodeModule("node:zlib");

/** The largest upload that is read: far above any article, low enough for a function of 512 MB. Untuned. */
export const maxUploadBytes = 10 * 1024 * 1024;
/** The most that a packed upload may unpack to. Untuned. */
export const maxUnpackedBytes = 50 * 1024 * 1024;
/** `page.txt.gz` sent with Content-Encoding: gzip is packed twice; more layers than that are no accident. */
const MAX_LAYERS = 2;

/** The page's own bytes, and whether they were packed. Memory stays below the bound and one chunk. */
export async function unpack(
  bytes: Uint8Array,
  maxBytes = maxUploadBytes,
): Promise<{ bytes: Uint8Array; wasPacked: boolean } | RejectedPart> {
  if (bytes.byteLength > maxBytes) {
    return rejection(
      "too-large",
      `The file has ${bytes.byteLength} bytes, more than the ${maxBytes} that are read. Split it or upload it packed.`,
    );
  }
  let current = bytes;
  let layers = 0;
  while (isGzip(current) && layers < MAX_LAYERS) {
    const unpacked = await gunzipBounded(current);
    if ("code" in unpacked) return unpacked;
    current = unpacked.bytes;
    layers += 1;
  }
  return { bytes: current, wasPacked: layers > 0 };
}

/** RFC 1952, section 2.3.1: ID1, ID2. */
function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Rejects where zlib itself fails, as for want of memory: that says nothing about the archive. */
async function gunzipBounded(bytes: Uint8Array): Promise<{ bytes: Uint8Array } | RejectedPart> {
  try {
    return { bytes: zlib === undefined ? gunzipWithoutNode(bytes, maxUnpackedBytes) : await gunzip(zlib, bytes) };
  } catch (error) {
    if ((error as { code?: unknown }).code === "ERR_BUFFER_TOO_LARGE") {
      const reason = `The archive unpacks to more than ${maxUnpackedBytes} bytes. Split it into smaller files.`;
      return rejection("unpacked-too-large", reason);
    }
    if (!isDataError(error)) throw error;
    return rejection("broken-archive", "The gzip archive is damaged or cut short. Pack and upload it again.");
  }
}

/** zlib stops at the first chunk beyond `maxOutputLength`, so a bomb costs no more memory than the bound. */
function gunzip(zlib: NodeModules["node:zlib"], bytes: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    zlib.gunzip(bytes, { maxOutputLength: maxUnpackedBytes }, (error, result) =>
      error === null ? resolve(result) : reject(error),
    );
  });
}
