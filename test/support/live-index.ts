/**
 * The true state of an index in a bucket, read by its own ids sections.
 */

import { type IndexContext, type Manifest, ManifestStore } from "../../src/index/shared.ts";
import { listAll } from "../../src/store/store.ts";
import { allLiveEntries } from "./inside/index-commit.ts";
import { segmentKey, tombstonesKey } from "./inside/index-own.ts";

/** The manifest in the bucket, which must be there. */
export async function presentManifest(context: IndexContext): Promise<Manifest> {
  const snapshot = await new ManifestStore(context).load();
  if (snapshot === null) throw new Error("There is no manifest.");
  return snapshot.manifest;
}

/** Version by source key of all that is live; fails where I1, I2 or I3 of docs/commit-protocol.md does not hold. */
export async function liveVersions(context: IndexContext): Promise<Record<string, string>> {
  const manifest = await presentManifest(context);
  for (const { id, tombstoneObject } of manifest.segments) {
    await context.store.head(segmentKey(context.layout, id));
    if (tombstoneObject !== null) await context.store.head(tombstonesKey(context.layout, tombstoneObject.id));
  }
  const versions = new Map<string, string>();
  let documents = 0;
  for await (const { entry, superseded } of allLiveEntries(context, manifest)) {
    if (versions.has(entry.sourceKey)) throw new Error(`${entry.sourceKey} is live twice.`);
    versions.set(entry.sourceKey, entry.version);
    documents += entry.documentCount - superseded.length;
  }
  const counted = manifest.segments.reduce((sum, { liveDocuments }) => sum + liveDocuments, 0);
  if (counted !== documents) throw new Error(`${counted} documents are counted, ${documents} are live.`);
  return Object.fromEntries([...versions].sort());
}

/** Keys under a prefix. */
export async function keysUnder(context: IndexContext, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of listAll(context.store, prefix)) keys.push(key);
  return keys;
}
