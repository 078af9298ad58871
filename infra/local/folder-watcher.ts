/**
 * Notices files that are dropped into the bucket's folder, changed or removed beside the endpoint. A convenience over
 * reconciling, which finds within a minute whatever is missed here.
 */
import { basename, join, relative, sep } from "node:path";
import { watch } from "chokidar";

interface FolderWatcherOptions {
  /** The folder of the bucket. */
  readonly dataFolder: string;
  /** Watched prefixes, each with a slash at its end, existing or not. */
  readonly prefixes: readonly string[];
  /** Told of keys when nothing has moved for a moment: a file is often written in several steps. */
  readonly onChange: (keys: readonly string[]) => void;
  /** Told once, where the system watches no more files. */
  readonly onFailure: (failure: unknown) => void;
}

export interface FolderWatcher {
  /** A removal that came through the endpoint, and has an event of its own: to be passed over once. */
  expectRemoval(key: string): void;
  close(): Promise<void>;
}

/** Long enough for an editor's save or a copy to end, short enough not to be felt. */
const QUIET_MS = 120;
/** Largest number of keys at once under a steady stream of changes. */
const MAX_KEYS = 200;
/** An expected removal that was not seen by then came together with another change. */
const EXPECTATION_MS = 2_000;

/** Editors' and downloads' unfinished files. */
const TEMPORARY_NAME = /^\.|~$|\.(?:tmp|temp|part|partial|swp|swx|crdownload)$/i;

/** Resolves when everything that is there is watched. */
export async function watchFolder(options: FolderWatcherOptions): Promise<FolderWatcher> {
  const { dataFolder, prefixes, onChange, onFailure } = options;
  const expected = new Map<string, number>();
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    const keys = [...changed];
    changed.clear();
    if (keys.length > 0) onChange(keys);
  };
  const note = (path: string): void => {
    changed.add(relative(dataFolder, path).split(sep).join("/"));
    clearTimeout(timer);
    if (changed.size >= MAX_KEYS) flush();
    else timer = setTimeout(flush, QUIET_MS);
  };
  const noteRemoval = (path: string): void => {
    const key = relative(dataFolder, path).split(sep).join("/");
    const expectedMs = expected.get(key) ?? Number.NEGATIVE_INFINITY;
    expected.delete(key);
    if (performance.now() - expectedMs > EXPECTATION_MS) note(path);
  };
  const folders = prefixes.map((prefix) => join(dataFolder, prefix));
  const watcher = watch(folders, {
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (path) => TEMPORARY_NAME.test(basename(path)),
  });
  watcher.on("add", note).on("change", note).on("unlink", noteRemoval);
  watcher.once("error", onFailure);
  watcher.on("error", () => {});
  await new Promise<void>((resolve) => watcher.once("ready", () => resolve()));
  return {
    expectRemoval: (key) => {
      const nowMs = performance.now();
      // Removals of what was never there are not seen; the oldest expectations stand first.
      for (const [oldest, expectedMs] of expected) {
        if (nowMs - expectedMs <= EXPECTATION_MS) break;
        expected.delete(oldest);
      }
      expected.delete(key);
      expected.set(key, nowMs);
    },
    close: async () => {
      await watcher.close();
      flush();
    },
  };
}
