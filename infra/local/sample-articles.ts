/**
 * Puts the sample articles into an empty bucket.
 */
import { readFile } from "node:fs/promises";
import { planUploads } from "../../functions/cli/location/upload-plan.ts";
import { isErrorOfKind } from "../../src/errors.ts";
import { type IndexContext, ManifestStore } from "../../src/index/shared.ts";

/** Tells whether there is no upload, and never was one: a bucket that its owner emptied stays empty. */
export async function isEmptyBucket(context: IndexContext): Promise<boolean> {
  const { objects } = await context.store.list({ prefix: context.layout.uploadsPrefix, limit: 1 });
  if (objects.length > 0) return false;
  try {
    const snapshot = await new ManifestStore(context).load();
    return snapshot === null || snapshot.manifest.sequence === 0;
  } catch (error) {
    // An index was there, fit to read or not.
    if (isErrorOfKind(error, "corrupt-data")) return false;
    throw error;
  }
}

/** Address of the pictures in the samples. */
const DEFAULT_ADDRESS = "http://127.0.0.1:8080";

/**
 * Puts every file of the folder under its path, as `edit` makes it; how many there were. Their pictures are those of
 * the page at `url`. The worker's first round indexes them together.
 */
export async function putSamples(
  { store, layout }: Pick<IndexContext, "store" | "layout">,
  folder: string,
  url: string,
  edit: (text: string, path: string) => string = (text) => text,
): Promise<number> {
  const samples = await planUploads([folder], undefined, layout);
  for (const { path, key } of samples) {
    // Latin-1 keeps every byte, whatever the charset.
    const text = await readFile(path, "latin1");
    await store.putIfAbsent(key, Buffer.from(edit(text.replaceAll(DEFAULT_ADDRESS, url), path), "latin1"));
  }
  return samples.length;
}
