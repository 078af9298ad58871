/**
 * The index that a bench of requests is made over: in a folder that is named, or found there from the last time, else
 * in one that is removed afterwards.
 */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultKeyLayout } from "../../src/index/shared.ts";
import { FileObjectStore } from "../../src/store/local.ts";
import { manifestKey } from "../support/inside/index-own.ts";
import { GrowingIndex } from "./growing-index.ts";
import { NewsCorpus } from "./news-corpus.ts";

/** Makes so many articles of the corpus' into an index, unless one lies in the folder, and measures over it. */
export async function withIndexFolder(
  named: string | undefined,
  articles: number,
  measure: (folder: string, store: FileObjectStore) => Promise<void>,
): Promise<void> {
  const folder = named ?? (await mkdtemp(join(tmpdir(), "poisk-bench-index-")));
  try {
    const store = new FileObjectStore({ rootFolder: folder, isDurable: false });
    if (!existsSync(join(folder, manifestKey(defaultKeyLayout)))) {
      await new GrowingIndex(new NewsCorpus(), store).growTo(articles);
    }
    await measure(folder, store);
  } finally {
    if (named === undefined) await rm(folder, { recursive: true, force: true });
  }
}
