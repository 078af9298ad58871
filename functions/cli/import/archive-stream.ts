/**
 * The lines of an archive as a stream of bytes, from a file or from standard input, unpacked where they are gzip (told
 * by the magic number, since standard input has no name), made of the stored fields where it is a saved MiniSearch, and
 * of posts where it is an export of WordPress or of a Telegram channel.
 */

import { constants } from "node:buffer";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import {
  EXPORT_HEAD_BYTES,
  type ExportedItems,
  type ExportOptions,
  exportKind,
  exportLines,
  isFeed,
  openExport,
  ownExportKind,
} from "../../../src/articles/exports.ts";
import { isDataError } from "../../../src/codec-failure.ts";
import { CommandFailure } from "../terminal/failure.ts";

/** An archive that is being read. */
export interface ArchiveStream {
  /** A feed's own bytes, of all others lines of articles. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** The kind of the archive, told by its first bytes. */
  readonly kind: "lines" | "feed" | "wordpress" | "telegram";
  /** The outcome of an export as far as it was read; null for lines that are an archive's own. */
  readonly exported: Pick<ExportedItems, "leftOut" | "fault"> | null;
  /** The size of the file as it lies; null for standard input and for pipes. */
  readonly sizeBytes: number | null;
  /** The number of these bytes that were taken so far. */
  bytesRead(): number;
  /** The share of them that were taken; null where their number is not known. */
  shareRead(): number | null;
}

/** Opens a file, or standard input for `-`, and reads its first bytes. */
export async function openArchive(path: string, options: ExportOptions): Promise<ArchiveStream> {
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
  const content = unpacked(counted());
  const head = await takeHead(content, EXPORT_HEAD_BYTES);
  const kind = exportKind(head);
  const isArchive = kind === "lines" ? isMiniSearch(head) || hasLineOfArticle(head) : kind !== "feed" || isFeed(head);
  if (!isArchive) {
    const file = path === "-" ? "FILE" : path;
    throw new CommandFailure(
      `The file ${file} is no archive: neither an export or a feed, nor one JSON object a line. A page, and a file with one article or a list of them, is put: poisk put ${file}`,
    );
  }
  const whole = withHead(head, content);
  const exported = kind === "wordpress" || kind === "telegram" ? openExport(whole, kind, head, options) : null;
  return {
    chunks: exported !== null ? unlessRefused(exported) : kind === "feed" ? whole : withMiniSearchAsLines(whole),
    kind,
    exported,
    sizeBytes,
    bytesRead: () => bytesRead,
    shareRead: () => (sizeBytes === null || sizeBytes === 0 ? null : Math.min(1, bytesRead / sizeBytes)),
  };
}

/** The lines of an export. Rejects where nothing of it may be read. */
async function* unlessRefused(exported: ExportedItems): AsyncGenerator<Uint8Array> {
  yield* exportLines(exported);
  const reason = exported.refusal();
  if (reason !== null) throw new CommandFailure(reason);
}

/** A file that is being read for its own sake: the items of an export, or the bytes of any other as they lie. */
export type FileContent =
  | { readonly exported: ExportedItems; readonly kind: "wordpress" | "telegram" }
  | { readonly bytes: AsyncIterable<Uint8Array> };

/** Opens a file, or standard input for `-`, and reads its first bytes. Packed exports are unpacked. */
export async function openFile(path: string, options: ExportOptions): Promise<FileContent> {
  const chunks = chunksOf(path === "-" ? process.stdin : createReadStream(path));
  const head = await takeHead(chunks, EXPORT_HEAD_BYTES);
  const unpackedHead = await headOf(head);
  const kind = ownExportKind(unpackedHead);
  const whole = withHead(head, chunks);
  if (kind === null) return { bytes: whole };
  return { exported: openExport(unpacked(whole), kind, unpackedHead, options), kind };
}

async function* chunksOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* source;
}

/** The first bytes of a file without its packing. A packed file that is cut short or damaged gives its own bytes. */
async function headOf(bytes: Uint8Array): Promise<Uint8Array> {
  try {
    return await takeHead(unpacked(chunksOf(Readable.from([bytes]))), EXPORT_HEAD_BYTES);
  } catch (failure) {
    if (failure instanceof CommandFailure) return bytes;
    throw failure;
  }
}

/**
 * Tells whether some line of a file's beginning is an object, or may be one that goes on, or the file is empty. A list
 * has its objects between brackets.
 */
function hasLineOfArticle(head: Uint8Array): boolean {
  const lines = new TextDecoder().decode(head).trimStart().split("\n");
  if (lines[0]?.startsWith("[") === true) return false;
  const last = head.length < EXPORT_HEAD_BYTES ? null : lines.pop();
  return last?.startsWith("{") === true || lines.every((line) => line.trim() === "") || lines.some(isObject);
}

function isObject(line: string): boolean {
  if (!line.startsWith("{")) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** Takes at least so many bytes, or all that there are. */
async function takeHead(chunks: AsyncGenerator<Uint8Array>, leastBytes: number): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array();
  while (head.length < leastBytes) {
    const next = await chunks.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

async function* unpacked(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const head = await takeHead(chunks, 2);
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

// An archive that is a saved MiniSearch (`JSON.stringify(miniSearch)`, its versions 1 and 2) as the lines of one of
// articles: the stored fields of each document, under its id. Its postings are not read, since the index is made anew.
// The whole is in memory once, as it was in the program that saved it.

/** The beginning of what `toJSON` writes (MiniSearch.ts); no article has these fields. */
const OPENING = /^\uFEFF?\s*\{\s*"documentCount"\s*:\s*\d+\s*,\s*"nextId"\s*:/;
/** More than the opening takes, with the white space of an indented file. */
const OPENING_BYTES = 200;

type Fields = Readonly<Record<string, unknown>>;

interface SavedMiniSearch {
  readonly documentIds: Readonly<Record<string, unknown>>;
  readonly storedFields: Readonly<Record<string, Fields>>;
}

/**
 * The archive as it is, or its lines where it is a saved MiniSearch. Rejects where that is cut short, or holds no
 * texts.
 */
export async function* withMiniSearchAsLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | null = new Uint8Array();
  let saved: string[] | null = null;
  let characters = 0;
  const decoder = new TextDecoder();
  for await (const chunk of chunks) {
    const next: Uint8Array = head === null ? chunk : Buffer.concat([head, chunk]);
    if (head !== null && next.length < OPENING_BYTES) {
      head = next;
      continue;
    }
    if (head !== null && isMiniSearch(next)) saved = [];
    head = null;
    if (saved === null) yield next;
    else {
      const text = decoder.decode(next, { stream: true });
      characters += text.length;
      if (characters > constants.MAX_STRING_LENGTH)
        throw new CommandFailure("The saved MiniSearch is too long to be read.");
      saved.push(text);
    }
  }
  if (head !== null && head.length > 0) {
    if (isMiniSearch(head)) saved = [Buffer.from(head).toString("utf8")];
    else yield head;
  }
  if (saved !== null) yield* linesOf(parse(saved.join("")));
}

function isMiniSearch(bytes: Uint8Array): boolean {
  return OPENING.test(Buffer.from(bytes.subarray(0, OPENING_BYTES)).toString("utf8"));
}

function parse(json: string): SavedMiniSearch {
  try {
    const { documentIds, storedFields } = JSON.parse(json) as Partial<SavedMiniSearch>;
    if (documentIds !== undefined && storedFields !== undefined) return { documentIds, storedFields };
  } catch (cause) {
    throw new CommandFailure("The saved MiniSearch is damaged or cut short.", { cause });
  }
  throw new CommandFailure("The saved MiniSearch has no documentIds or no storedFields.");
}

/** One a document, in the order in which they were added. A date of our own export is named as articles name it. */
function* linesOf({ documentIds, storedFields }: SavedMiniSearch): Generator<Uint8Array> {
  const documents = Object.entries(documentIds).map(([shortId, id]) => ({ id, fields: storedFields[shortId] ?? {} }));
  requireTexts(documents.map(({ fields }) => fields));
  for (const { id, fields } of documents) {
    yield Buffer.from(`${JSON.stringify({ date: fields.publishedAt, ...fields, id })}\n`, "utf8");
  }
}

function requireTexts(documents: readonly Fields[]): void {
  if (documents.length === 0 || documents.some(({ text }) => typeof text === "string" && text.trim() !== "")) return;
  const names = [...new Set(documents.flatMap(Object.keys))];
  const stored = names.length === 0 ? "it stores no fields" : `it stores ${names.join(", ")}`;
  throw new CommandFailure(
    `The saved MiniSearch holds no texts of articles: ${stored}. Name the field text in storeFields, index the documents again ` +
      "and save that, or import the documents themselves, one JSON object a line.",
  );
}
