/**
 * The last step before a commit (layer 4): segments without a live entry leave, and tombstones that are too many for
 * the manifest move into an object of their own.
 */
import type { Manifest, ManifestSegment, RetiredObject } from "../../manifest/manifest.ts";
import { liveObjectIds } from "../../manifest/manifest-invariants.ts";
import type { IndexContext, ManifestChange, ManifestStore } from "../../manifest/manifest-store.ts";
import { encodeTombstones, loadTombstones, MAX_INLINE_TOMBSTONES } from "../../manifest/tombstones.ts";
import { type SegmentId, tombstonesKey } from "../../storage/object-store/object-keys.ts";

/**
 * The change that makes `segments` the live ones: whatever `manifest` names and they do not is retired now. Two
 * requests a segment whose tombstones overflow, else none.
 */
export async function spillTombstones(
  context: IndexContext,
  manifests: ManifestStore,
  manifest: Manifest,
  segments: readonly ManifestSegment[],
): Promise<ManifestChange> {
  const kept = segments.filter((segment) => segment.liveEntries > 0);
  const settled = await Promise.all(kept.map((segment) => moveTombstones(context, manifests, manifest, segment)));
  const live = new Set(settled.flatMap(objectIds));
  const segmentIds = new Set<SegmentId>(manifest.segments.map((segment) => segment.id));
  const departed = liveObjectIds(manifest)
    .filter((id) => !live.has(id))
    .map((id): RetiredObject => {
      return {
        id,
        kind: segmentIds.has(id) ? "segment" : "tombstones",
        retiredAtMs: Math.max(0, Math.floor(context.clock.nowMs())),
      };
    });
  return { segments: settled, retired: [...manifest.retired, ...departed] };
}

async function moveTombstones(
  context: IndexContext,
  manifests: ManifestStore,
  manifest: Manifest,
  segment: ManifestSegment,
): Promise<ManifestSegment> {
  if (segment.tombstones.length <= (context.maxInlineTombstones ?? MAX_INLINE_TOMBSTONES)) return segment;
  const all = await loadTombstones(context.store, context.layout, segment);
  const id = manifests.freshId(manifest);
  await context.store.putIfAbsent(tombstonesKey(context.layout, id), encodeTombstones(all));
  return { ...segment, tombstones: [], tombstoneObject: { id, entries: all.length } };
}

function objectIds({ id, tombstoneObject }: ManifestSegment): SegmentId[] {
  return tombstoneObject === null ? [id] : [id, tombstoneObject.id];
}
