/**
 * A new version on its way into the folder (layer 1): bytes and note written whole, and made durable, under names
 * that nobody looks at; file-placement.ts then moves them where they belong.
 */
import {
  closeSync,
  fstatSync,
  fsync,
  mkdirSync,
  openSync,
  readdirSync,
  write,
  writeFileSync,
  writeSync,
} from "node:fs";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { startMd5 } from "../../content-hash.ts";
import type { ETag } from "../object-store/object-store.ts";
import { isWithoutOptions, type StoredOptions } from "../object-store/stored-options.ts";
import { serializeNote } from "./file-note.ts";
import { lstatIfThere, systemCode, unlinkIfThere } from "./file-system-errors.ts";
import { livenessOf, ownIdentity } from "./process-identity.ts";

const fsyncAsync = promisify(fsync);
const writeAsync = promisify(write);

const SYNC_BYTES = 1 << 20;

/** From this size on, an ETag is worth a note: hashing takes longer than opening and reading the note. */
export const minRememberedBytes = 256 * 1024;

/** A temporary file of a machine or container that cannot be asked is removed after a day. */
const UNKNOWN_OWNER_PATIENCE_MS = 24 * 3600 * 1000;

export interface StagedFile {
  readonly path: string;
  readonly etag: ETag;
  readonly sizeBytes: number;
  /** Null where the version needs no note. */
  readonly notePath: string | null;
}

let stagedCount = 0;

/** A name of this process in the folder for new files, used by nobody else. */
export function newFilePath(newFolder: string, nonce: number): string {
  stagedCount += 1;
  return join(newFolder, `${ownIdentity()}.${stagedCount}.${nonce.toString(16)}`);
}

/** Writes the version; if that fails, or the chunks throw, nothing is left. `path` comes from {@link newFilePath}. */
export async function stageFile(
  path: string,
  key: string,
  content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  options: StoredOptions,
  isDurable: boolean,
): Promise<StagedFile> {
  const descriptor = openNew(path);
  const notePath = `${path}.note`;
  try {
    const hash = startMd5();
    let sizeBytes = 0;
    for await (const chunk of content) {
      hash.update(chunk);
      await writeWhole(descriptor, chunk);
      sizeBytes += chunk.length;
    }
    if (isDurable) await fsyncAsync(descriptor);
    const etag = hash.digest("hex") as ETag;
    const hasNote = !isWithoutOptions(options) || sizeBytes >= minRememberedBytes;
    if (hasNote) {
      const inode = String(fstatSync(descriptor, { bigint: true }).ino);
      await writeNew(notePath, serializeNote({ key, etag, inode, changedNs: null, ...options }), isDurable);
    }
    return { path, etag, sizeBytes, notePath: hasNote ? notePath : null };
  } catch (error) {
    unlinkIfThere(path);
    unlinkIfThere(notePath);
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** Removes what is left of a staged file; after it was placed, that is at most a second name of it. */
export function discardStagedFile(staged: StagedFile): void {
  unlinkIfThere(staged.path);
  if (staged.notePath !== null) unlinkIfThere(staged.notePath);
}

/** Writes a small file whole. */
export async function writeNew(path: string, text: string, isDurable: boolean): Promise<void> {
  const descriptor = openNew(path);
  try {
    writeFileSync(descriptor, text);
    if (isDurable) await fsyncAsync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Makes the entries of a folder durable (fsync(2): a file's own fsync does not). */
export async function syncFolder(path: string): Promise<void> {
  let descriptor: number;
  try {
    descriptor = openSync(path, "r");
  } catch (error) {
    // Removed since, being empty: then there is nothing of ours in it either.
    if (systemCode(error) === "ENOENT") return;
    throw error;
  }
  try {
    await fsyncAsync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Removes what killed processes left half written. */
export function sweepNewFiles(newFolder: string, nowMs: number): void {
  if (lstatIfThere(newFolder) === null) return;
  for (const name of readdirSync(newFolder)) {
    const owner = name.split(".", 3).join(".");
    const path = join(newFolder, basename(name));
    const liveness = livenessOf(owner);
    if (liveness === "alive") continue;
    const ageMs = nowMs - Number((lstatIfThere(path)?.mtimeNs ?? 0n) / 1_000_000n);
    if (liveness === "dead" || ageMs > UNKNOWN_OWNER_PATIENCE_MS) unlinkIfThere(path);
  }
}

function openNew(path: string): number {
  try {
    return openSync(path, "wx");
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
    mkdirSync(join(path, ".."), { recursive: true });
    return openSync(path, "wx");
  }
}

/** write(2) may write less than it was given. Small writes go to memory and are done at once, as in file-content.ts. */
async function writeWhole(descriptor: number, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    if (bytes.length <= SYNC_BYTES) done += writeSync(descriptor, bytes, done, bytes.length - done);
    else done += (await writeAsync(descriptor, bytes, done, bytes.length - done, null)).bytesWritten;
  }
}
