/**
 * Bodies that are whole, verified and not yet written to the store: small ones in memory, larger ones in a temporary
 * file, so that a hundred uploads at once do not fill the memory.
 */
import { createReadStream } from "node:fs";
import { open, readFile, unlink } from "node:fs/promises";
import { createUlid, type IdSource } from "../../../src/id-source.ts";

/** A whole body. It can be read any number of times until it is disposed of. */
export interface Payload {
  readonly sizeBytes: number;
  /** The bytes in pieces. */
  chunks(): AsyncIterable<Uint8Array>;
  /** All bytes, in memory. */
  bytes(): Promise<Uint8Array>;
  /** Frees what it takes up; safe to call twice. */
  dispose(): Promise<void>;
}

/** Bodies up to this stay in memory; our decision, so that two hundred connections hold at most 200 MB. */
const MEMORY_LIMIT_BYTES = 1024 * 1024;
/** Pieces in which a file is read back. */
const READ_CHUNK_BYTES = 1024 * 1024;

/** Takes a body in, into `folder` where it is large. If the pieces throw, nothing is left behind. */
export async function receivePayload(
  pieces: AsyncIterable<Uint8Array>,
  folder: string,
  ids: IdSource,
): Promise<Payload> {
  const kept: Uint8Array[] = [];
  let keptBytes = 0;
  const iterator = pieces[Symbol.asyncIterator]();
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    kept.push(next.value);
    keptBytes += next.value.length;
    if (keptBytes > MEMORY_LIMIT_BYTES) return spoolToFile(kept, iterator, `${folder}/${createUlid(0, ids)}`);
  }
  return memoryPayload(Buffer.concat(kept));
}

/** A body that is in memory already. */
export function memoryPayload(bytes: Uint8Array): Payload {
  return {
    sizeBytes: bytes.length,
    chunks: async function* () {
      if (bytes.length > 0) yield bytes;
    },
    bytes: async () => bytes,
    dispose: async () => {},
  };
}

/** Several bodies, one after another, as one. Disposing of it leaves the parts alone: they have owners. */
export function joinPayloads(parts: readonly Payload[]): Payload {
  const chunks = async function* () {
    for (const part of parts) yield* part.chunks();
  };
  return {
    sizeBytes: parts.reduce((sum, part) => sum + part.sizeBytes, 0),
    chunks,
    bytes: async () => {
      const pieces: Uint8Array[] = [];
      for await (const piece of chunks()) pieces.push(piece);
      return Buffer.concat(pieces);
    },
    dispose: async () => {},
  };
}

async function spoolToFile(
  kept: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
  path: string,
): Promise<Payload> {
  const file = await open(path, "wx", 0o600);
  let sizeBytes = 0;
  try {
    for (const piece of kept) sizeBytes += await writeAll(file, piece);
    for (let next = await rest.next(); !next.done; next = await rest.next()) {
      sizeBytes += await writeAll(file, next.value);
    }
  } catch (failure) {
    await file.close();
    await unlink(path).catch(ignoreAbsent);
    throw failure;
  }
  await file.close();
  return filePayload(path, sizeBytes);
}

/** `FileHandle.write` may write less than it is given. */
async function writeAll(file: Awaited<ReturnType<typeof open>>, piece: Uint8Array): Promise<number> {
  for (let at = 0; at < piece.length; ) at += (await file.write(piece, at)).bytesWritten;
  return piece.length;
}

function filePayload(path: string, sizeBytes: number): Payload {
  return {
    sizeBytes,
    // The file is opened by the first read of a piece, so that a body nobody reads holds no descriptor.
    chunks: async function* () {
      yield* createReadStream(path, { highWaterMark: READ_CHUNK_BYTES });
    },
    bytes: () => readFile(path),
    dispose: () => unlink(path).catch(ignoreAbsent),
  };
}

function ignoreAbsent(failure: NodeJS.ErrnoException): void {
  if (failure.code !== "ENOENT") throw failure;
}
