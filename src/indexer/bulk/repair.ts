/**
 * Repairs an index in place (layer 4): segments that are damaged leave it, their uploads are read anew, and whatever else
 * differs from the bucket is put right, all in one commit. What is sound stays as it is, so that the work is as large as
 * the damage. Where the manifest itself is damaged, rebuild.ts makes everything anew.
 */
import { createUlid } from "../../id-source.ts";
import { countLiveDocuments, type Manifest, type ManifestSegment, schemaOf } from "../../manifest/manifest.ts";
import { type IndexContext, ManifestStore, type Snapshot } from "../../manifest/manifest-store.ts";
import { tombstoneEntries } from "../../manifest/tombstones.ts";
import type { SegmentId } from "../../storage/object-store/object-keys.ts";
import { allLiveEntries, type LiveEntry } from "../commit/live-entries.ts";
import { changeManifest, type Decision } from "../commit/transaction.ts";
import { GcPin } from "../compaction/gc-pin.ts";
import type { UploadProcessor } from "../processing/upload-processor.ts";
import { IndexDraft } from "./index-draft.ts";

export interface RepairReport {
  readonly sequence: number;
  /** Damaged segments that were replaced. */
  readonly replacedSegments: number;
  /** Uploads that were read anew. */
  readonly uploads: number;
  /** Articles of the whole index. */
  readonly articles: number;
}

/**
 * Repairs an index whose manifest can be read. Reads the ids of the sound segments and lists the bucket, once an attempt;
 * then as a rebuild of the uploads that no sound segment holds. Memory: a version a key. `index-outdated` where the index
 * was made by other rules; otherwise as changeManifest.
 */
export async function repairIndex(
  context: IndexContext,
  processor: UploadProcessor,
  damaged: ReadonlySet<SegmentId>,
  onProgress: (uploadsDone: number) => void = () => {},
): Promise<RepairReport> {
  const { options } = processor;
  const draft = new IndexDraft(context, processor);
  const startId = createUlid(context.clock.nowMs(), context.ids) as SegmentId;
  const pin = new GcPin(context, startId);
  const tell = async () => {
    onProgress(draft.uploads);
    await pin.renew();
  };
  const load = () => new ManifestStore(context).loadForWriting(schemaOf(options));
  return changeManifest(context, load, async ({ manifest }) => ({
    change: draft.isNamedBy(manifest) ? null : await planRepair(context, manifest, damaged, draft, startId, tell),
    result: (present) => ({
      sequence: present.manifest.sequence,
      replacedSegments: damaged.size,
      uploads: draft.uploads,
      articles: countLiveDocuments(present.manifest),
    }),
  }));
}

async function planRepair(
  context: IndexContext,
  present: Manifest,
  damaged: ReadonlySet<SegmentId>,
  draft: IndexDraft,
  startId: SegmentId,
  tell: () => Promise<void>,
): Promise<Decision<Snapshot, RepairReport>["change"]> {
  const manifest = withFloor(present, startId);
  const { collectFloor } = manifest;
  draft.forgetCollected(collectFloor);
  const sound = manifest.segments.filter(({ id }) => !damaged.has(id));
  const { ended, kept } = await compareWithBucket(context, { ...manifest, segments: sound }, draft, tell);
  if (sound.length === manifest.segments.length && ended.length === 0 && draft.segments.length === 0) return null;
  await draft.tombstone([...draft.keys].filter((key) => kept.has(key)));
  const segments = [...sound.map((segment) => tombstoneAll(context, segment, ended)), ...draft.segments];
  const collectHold = manifest.collectHold?.from === startId ? null : manifest.collectHold;
  return { segments, collectFloor, collectHold };
}

/**
 * An older manifest that was put back has an older floor: a stalled writer may hold a name that is deleted already. So all
 * that was named before this repair began, and that the manifest does not name, counts as collected.
 */
function withFloor(manifest: Manifest, startId: SegmentId): Manifest {
  return { ...manifest, collectFloor: startId > (manifest.collectFloor ?? "") ? startId : manifest.collectFloor };
}

/** The live entries of sound segments that end, and the keys of those that stay; what is lacking is in the draft then. */
async function compareWithBucket(
  context: IndexContext,
  sound: Manifest,
  draft: IndexDraft,
  tell: () => Promise<void>,
): Promise<{ ended: readonly LiveEntry[]; kept: ReadonlySet<string> }> {
  const held = new Map<string, LiveEntry>();
  const ended: LiveEntry[] = [];
  for await (const live of allLiveEntries(context, sound)) {
    // Live twice is a damage too: one of the two ends, whichever.
    if (held.has(live.entry.sourceKey)) ended.push(live);
    else held.set(live.entry.sourceKey, live);
  }
  const kept = await draft.update(sound, (key) => held.get(key)?.entry.version, tell);
  for (const [key, live] of held) if (!kept.has(key)) ended.push(live);
  return { ended, kept };
}

function tombstoneAll(context: IndexContext, segment: ManifestSegment, ended: readonly LiveEntry[]): ManifestSegment {
  const entries = ended.filter((live) => live.segment.id === segment.id).map(({ entry }) => entry);
  return tombstoneEntries(segment, entries, context.clock.nowMs());
}
