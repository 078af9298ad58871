/**
 * Files, or standard input, read as uploads under their keys would be: what `poisk read` shows.
 */
import { readFile, stat } from "node:fs/promises";
import type { PlacedArticle } from "../../../src/article/json/articles.ts";
import type { RejectedPart } from "../../../src/article/model/rejection.ts";
import type { ReadArticles } from "../../../src/article/upload/read-articles.ts";
import { maxUploadBytes } from "../../../src/article/upload/unpack.ts";
import { defaultKeyLayout } from "../../../src/storage/object-store/object-keys.ts";
import { partPlace } from "../rendering/rejection-text.ts";
import { type CommandFailure, UsageError, unreadableFile } from "../terminal/failure.ts";
import { parseKeyOption, planUploads } from "./upload-plan.ts";

/** A file or standard input, and the key that it is read under. `path` is null for standard input. */
export interface ReadSource {
  readonly path: string | null;
  readonly key: string;
}

/** What a file would be read as. */
export interface FileReading extends ReadSource {
  readonly placed: readonly Pick<PlacedArticle, "article" | "place" | "unit">[];
  readonly isMany: boolean;
  readonly rejected: readonly RejectedPart[];
}

const STANDARD_INPUT = "-";
/** Without an ending, so that the content tells its format. */
const STANDARD_INPUT_NAME = "standard-input";

/** The files in order, those of folders too; `-` is standard input. One that is not there is a failure in its place. */
export async function planSources(
  files: readonly string[],
  key: string | undefined,
): Promise<(ReadSource | CommandFailure)[]> {
  if (files.filter((file) => file === STANDARD_INPUT).length > 1) {
    throw new UsageError("Standard input can be read once only.");
  }
  const sources: (ReadSource | CommandFailure)[] = [];
  for (const file of files) {
    if (file !== STANDARD_INPUT) sources.push(...(await planFile(file, key)));
    else {
      const ownKey = key ?? `${defaultKeyLayout.uploadsPrefix}${STANDARD_INPUT_NAME}`;
      sources.push({ path: null, key: parseKeyOption(ownKey, defaultKeyLayout) });
    }
  }
  return sources;
}

async function planFile(file: string, key: string | undefined): Promise<readonly (ReadSource | CommandFailure)[]> {
  try {
    return await planUploads([file], key, defaultKeyLayout);
  } catch (failure) {
    // The system's failures name a call; mistakes in how the command was called do not.
    if ((failure as NodeJS.ErrnoException).syscall === undefined) throw failure;
    return [unreadableFile(file, failure)];
  }
}

/** What an upload of it would be read as; a failure where the file itself cannot be read. */
export async function readSource({ path, key }: ReadSource, read: ReadArticles): Promise<FileReading | CommandFailure> {
  let upload: Upload;
  try {
    upload = path === null ? await readStandardInput() : await readUpload(path);
  } catch (failure) {
    return unreadableFile(path ?? "Standard input", failure);
  }
  const { bytes, sizeBytes, lastModified } = upload;
  if (bytes === null) {
    const reason = `The file has ${sizeBytes} bytes, at most ${maxUploadBytes} are read. Split it.`;
    return { path, key, placed: [], isMany: false, rejected: [{ code: "too-large", reason }] };
  }
  const places = new Map<object, PlacedArticle>();
  const { articles, rejected } = await read(bytes, { key, lastModified }, (placed) => {
    places.set(placed.article, placed);
  });
  return {
    path,
    key,
    placed: articles.map((article, i) => places.get(article) ?? { article, unit: "item", place: i + 1 }),
    isMany: places.size > 0 || rejected.some((part) => partPlace(part) !== ""),
    rejected,
  };
}

/** `bytes` is null where there are more than are read. */
interface Upload {
  readonly bytes: Uint8Array | null;
  readonly sizeBytes: number;
  readonly lastModified: number | null;
}

async function readUpload(path: string): Promise<Upload> {
  const { size, mtimeMs } = await stat(path);
  const bytes = size > maxUploadBytes ? null : await readFile(path);
  return { bytes, sizeBytes: size, lastModified: mtimeMs };
}

async function readStandardInput(): Promise<Upload> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of process.stdin) {
    sizeBytes += chunk.length;
    if (sizeBytes <= maxUploadBytes) chunks.push(chunk);
  }
  return { bytes: sizeBytes > maxUploadBytes ? null : Buffer.concat(chunks), sizeBytes, lastModified: null };
}
