/**
 * What a writer or a merge put in vain (layer 4): another was faster, or what it was made of changed meanwhile.
 */
import { isErrorOfKind } from "../../errors.ts";
import type { Manifest } from "../../manifest/manifest.ts";
import type { IndexContext } from "../../manifest/manifest-store.ts";
import { type SegmentId, segmentKey } from "../../storage/object-store/object-keys.ts";

/** Whether the manifest has the segment, live or retired. */
export function isNamed(id: SegmentId, { segments, retired }: Manifest): boolean {
  return segments.some((live) => live.id === id) || retired.some((past) => past.id === id);
}

/**
 * Deletes those of a worker's own segments that the manifest does not name: a request each, none where it names all. The manifest
 * must be newer than the one that the worker's last commit was to replace: until then that commit may still land, and name one.
 * What stays for want of an answer is an orphan, which the collector deletes.
 */
export async function deleteUnnamed(
  { store, layout }: IndexContext,
  ownIds: readonly SegmentId[],
  manifest: Manifest,
): Promise<void> {
  for (const id of ownIds) {
    if (isNamed(id, manifest)) continue;
    try {
      await store.delete(segmentKey(layout, id));
    } catch (error) {
      if (!isErrorOfKind(error, "unavailable")) throw error;
    }
  }
}
