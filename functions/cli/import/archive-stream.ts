/**
 * The lines of an archive as a stream of bytes, from a file or from standard input, unpacked where they are gzip (told by the
 * magic number, since standard input has no name) and made of the stored fields where it is a saved MiniSearch.
 */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { isDataError } from "../../../src/codec-failure.ts";
import { CommandFailure } from "../terminal/failure.ts";
import { withMiniSearchAsLines } from "./minisearch-archive.ts";

/** An archive that is being read. */
export interface ArchiveStream {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Of the file as it lies; null for standard input and for pipes. */
  readonly sizeBytes: number | null;
  /** How many of these were taken so far. */
  bytesRead(): number;
  /** The share of them that were taken; null where their number is not known. */
  shareRead(): number | null;
}

/** Opens a file, or standard input for `-`. */
export async function openArchive(path: string): Promise<ArchiveStream> {
  const file = path === "-" ? null : await stat(path);
  if (file?.isDirectory()) throw new CommandFailure(`${path} is a folder, not a file.`);
  const sizeBytes = file?.isFile() ? file.size : null;
  const source: AsyncIterable<Uint8Array> = path === "-" ? process.stdin : createReadStream(path);
  let bytesRead = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      bytesRead += chunk.length;
      yield chunk;
    }
  }
  return {
    chunks: withMiniSearchAsLines(unpacked(counted())),
    sizeBytes,
    bytesRead: () => bytesRead,
    shareRead: () => (sizeBytes === null || sizeBytes === 0 ? null : Math.min(1, bytesRead / sizeBytes)),
  };
}

async function* unpacked(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array = new Uint8Array();
  while (head.length < 2) {
    const next = await chunks.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const whole = withHead(head, chunks);
  // RFC 1952, section 2.3.1: ID1, ID2.
  if (head[0] === 0x1f && head[1] === 0x8b) yield* gunzipped(whole);
  else yield* whole;
}

async function* withHead(head: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  yield* rest;
}

async function* gunzipped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  // The failure reaches whoever iterates.
  pipeline(Readable.from(chunks), gunzip, () => {});
  try {
    yield* gunzip as AsyncIterable<Uint8Array>;
  } catch (failure) {
    if (!isDataError(failure)) throw failure;
    throw new CommandFailure("The gzip archive is damaged or cut short. What was committed before stays.");
  }
}
