/**
 * A private index in memory, and the place where a test publishes it.
 */

import { type PublishReport, publishIndex } from "../../src/index/publish.ts";
import { type Manifest, publishedKeyLayout } from "../../src/index/shared.ts";
import { resolvedArticleOptions } from "../../src/schema/schema.ts";
import { ArticleSearch } from "../../src/search/search.ts";
import { MemoryObjectStore } from "../../src/store/local.ts";
import { listAll, type ObjectReader, type ObjectStore } from "../../src/store/store.ts";
import type { TestContext } from "./index-context.ts";
import { parseManifest } from "./inside/index-manifest.ts";
import { manifestKey } from "./inside/index-own.ts";
import type { PublishInput } from "./inside/index-publish.ts";
import { directoryOf, headOf } from "./inside/russian-dictionary.ts";

export const HOUR_MS = 3_600_000;

/** Stands for the dictionary: one of a block, all without bytes. */
export const DICTIONARY = headOf("0\n 0");

export type PublishSettings = Partial<Omit<PublishInput, "source" | "target" | "dictionary">> & {
  readonly dictionary?: Uint8Array;
};

/** Publishes into a store, with tails of segments of any size. */
export function publishTo(
  store: ObjectStore,
  source: TestContext,
  { dictionary = DICTIONARY, ...settings }: PublishSettings = {},
): Promise<PublishReport> {
  return publishIndex({
    source,
    options: resolvedArticleOptions,
    target: { store, layout: publishedKeyLayout, tailedSegmentBytes: 0 },
    dictionary: { bytes: dictionary, directory: directoryOf(dictionary), licence: new Uint8Array([4]) },
    writer: "test",
    partBytes: null,
    graceMs: 24 * HOUR_MS,
    togetherDocuments: 1_000,
    ...settings,
  });
}

/** The search over what was published, as a reader opens it. */
export function searchPublished(store: ObjectStore, { clock, ids }: TestContext): ArticleSearch {
  return new ArticleSearch({ store, layout: publishedKeyLayout, clock, ids }, { revalidateMs: 0 });
}

export async function publishedManifest(store: ObjectReader): Promise<Manifest> {
  return parseManifest((await store.get(manifestKey(publishedKeyLayout))).bytes);
}

/** Every object by its key, with the bytes in hex. */
export async function objectsIn(store: ObjectStore = new MemoryObjectStore()): Promise<Record<string, string>> {
  const objects: Record<string, string> = {};
  for await (const { key } of listAll(store, "")) {
    objects[key] = Buffer.from((await store.get(key)).bytes).toString("hex");
  }
  return objects;
}
