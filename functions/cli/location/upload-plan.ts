/**
 * Which files `put` uploads, and under which keys: a file under `articles/` and its name, a folder's files under
 * `articles/` and their path inside it.
 */
import { readdir, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { SearchIndexError } from "../../../src/errors.ts";
import { isArticleKey, type KeyLayout } from "../../../src/index/shared.ts";
import { type ObjectKey, parseObjectKey } from "../../../src/store/store.ts";
import { CommandFailure, failureText, UsageError } from "../terminal/failure.ts";

/** One file to upload. */
export interface PlannedUpload {
  readonly path: string;
  readonly key: ObjectKey;
  readonly sizeBytes: number;
}

/**
 * Walks the paths in order; hidden files, links and special files inside a folder are passed over. Two files of one key
 * are refused, since one of them would be lost.
 */
export async function planUploads(
  paths: readonly string[],
  givenKey: string | undefined,
  layout: KeyLayout,
): Promise<PlannedUpload[]> {
  const planned: PlannedUpload[] = [];
  for (const path of paths) {
    const isFolder = (await stat(path)).isDirectory();
    if (givenKey !== undefined && (isFolder || paths.length > 1))
      throw new UsageError("--key goes with a single file.");
    const files = isFolder ? await walkFolder(path) : [path];
    if (files.length === 0) throw new CommandFailure(`There are no files in ${path}.`);
    for (const file of files) {
      const name = isFolder ? relative(path, file).split(sep).join("/") : basename(file);
      const key =
        givenKey === undefined ? usableKey(defaultKey(name, layout), layout) : parseKeyOption(givenKey, layout);
      planned.push({ path: file, key, sizeBytes: (await stat(file)).size });
    }
  }
  refuseSameKeys(planned);
  return planned;
}

/** The key of a file of which only the name, or the path inside its folder, is known. */
function defaultKey(name: string, layout: KeyLayout): string {
  return `${layout.uploadsPrefix}${name.normalize("NFC")}`;
}

/** The key that `--key` gives; one under which nothing is indexed is a mistake of the call. */
export function parseKeyOption(text: string, layout: KeyLayout): ObjectKey {
  try {
    return usableKey(text, layout);
  } catch (failure) {
    throw new UsageError(`--key: ${failureText(failure)}`);
  }
}

/** A key under which an upload is indexed; `invalid-key` says why it is none. */
function usableKey(text: string, layout: KeyLayout): ObjectKey {
  const key = parseObjectKey(text);
  if (isArticleKey(layout, key)) return key;
  throw new SearchIndexError(
    "invalid-key",
    `Under the key ${text} nothing is indexed: it must begin with ${layout.uploadsPrefix} and end with a file's name.`,
  );
}

async function walkFolder(folder: string): Promise<string[]> {
  const files: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith(".")) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await walkFolder(path)));
    else if (entry.isFile()) files.push(path);
  }
  return files;
}

function refuseSameKeys(planned: readonly PlannedUpload[]): void {
  const pathByKey = new Map<string, string>();
  for (const { key, path } of planned) {
    const other = pathByKey.get(key);
    if (other !== undefined) {
      throw new UsageError(`${other} and ${path} would both become ${key}. Put them one by one with --key.`);
    }
    pathByKey.set(key, path);
  }
}
