/**
 * Puts the sample articles into an empty bucket.
 */
import { readFile } from "node:fs/promises";
import { planUploads } from "../../functions/cli/location/upload-plan.ts";
import { isErrorOfKind } from "../../src/errors.ts";
import { type IndexContext, ManifestStore } from "../../src/manifest/manifest-store.ts";

/** Whether no upload is there, and none ever was: a bucket that its owner emptied stays empty. */
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

/** Puts every file of the folder under its path; how many there were. The worker's first round indexes them together. */
export async function putSamples({ store, layout }: IndexContext, folder: string): Promise<number> {
  const samples = await planUploads([folder], undefined, layout);
  for (const { path, key } of samples) await store.putIfAbsent(key, await readFile(path));
  return samples.length;
}
