/**
 * Puts the sample articles into an empty bucket, by plain uploads to the endpoint, as an owner's crawler would.
 */
import { readFile } from "node:fs/promises";
import { planUploads } from "../../functions/cli/location/upload-plan.ts";
import { isErrorOfKind } from "../../src/errors.ts";
import { mapConcurrently } from "../../src/indexer/commit/map-concurrently.ts";
import { type IndexContext, ManifestStore } from "../../src/manifest/manifest-store.ts";

const UPLOAD_CONCURRENCY = 8;

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

/**
 * Uploads every file of the folder under its path; how many there were. Each on a connection of its own: the first are read in
 * this process meanwhile, and an idle one would be closed after that without a turn in which to hear of it.
 */
export async function putSamples(context: IndexContext, folder: string, bucketUrl: string): Promise<number> {
  const samples = await planUploads([folder], undefined, context.layout);
  await mapConcurrently(samples, UPLOAD_CONCURRENCY, async ({ path, key }) => {
    const address = `${bucketUrl}/${key.split("/").map(encodeURIComponent).join("/")}`;
    const headers = { connection: "close" };
    const response = await fetch(address, { method: "PUT", headers, body: await readFile(path) });
    if (!response.ok) throw new Error(`The endpoint refused the sample ${key}: ${response.status}.`);
  });
  return samples.length;
}
