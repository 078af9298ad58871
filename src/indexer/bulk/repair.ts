/**
 * Mends an index in place (layer 4): segments that are damaged leave it, their uploads are read anew, and whatever else
 * differs from the bucket is put right, all in one commit. What is sound stays as it is, so that the work is as large as
 * the damage. Where the manifest itself is damaged, rebuild.ts makes everything anew.
 */
import { isErrorOfKind } from "../../errors.ts";
import { createUlid } from "../../id-source.ts";
import { countLiveDocuments, type Manifest, type ManifestSegment } from "../../manifest/manifest.ts";
import { type IndexContext, ManifestStore, type Snapshot } from "../../manifest/manifest-store.ts";
import { tombstoneEntries } from "../../manifest/tombstones.ts";
import type { ResolvedIndexOptions } from "../../segment/schema/minisearch-options.ts";
import type { SegmentId } from "../../storage/object-store/object-keys.ts";
import type { ObjectSummary } from "../../storage/object-store/object-store.ts";
import { backOff, outOfAttempts } from "../commit/back-off.ts";
import { isOutcomeUnknown, requireSchema, schemaOf } from "../commit/batch-commit.ts";
import { allLiveEntries, type LiveEntry } from "../commit/live-entries.ts";
import { spillTombstones } from "../commit/spill-tombstones.ts";
import { CollectHold } from "../compaction/gc-pin.ts";
import { compareListed } from "../ingest/listed-uploads.ts";
import { listUploads } from "../ingest/reconcile.ts";
import type { UploadProcessor } from "../processing/upload-processor.ts";
import { IndexDraft } from "./index-draft.ts";

const MAX_ATTEMPTS = 16;

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
 * was made by other rules; `index-busy` where others were faster in every attempt.
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
  const hold = new CollectHold(context, startId);
  const tell = async () => {
    onProgress(draft.uploads);
    await hold.renew();
  };
  let doubt: unknown = null;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    if (attempt > 0) await backOff(context, attempt);
    try {
      const snapshot = await new ManifestStore(context).loadOrCreate(schemaOf(options));
      requireSchema(snapshot.manifest, schemaOf(options));
      const landed = draft.isNamedBy(snapshot.manifest)
        ? snapshot
        : await tryRepair(context, options, snapshot, damaged, draft, startId, tell);
      return {
        sequence: landed.manifest.sequence,
        replacedSegments: damaged.size,
        uploads: draft.uploads,
        articles: countLiveDocuments(landed.manifest),
      };
    } catch (error) {
      if (!isOutcomeUnknown(error) && !isErrorOfKind(error, "not-found")) throw error;
      doubt = error;
    }
  }
  throw outOfAttempts("index-busy", MAX_ATTEMPTS, "Repair the index again later.", doubt);
}

async function tryRepair(
  context: IndexContext,
  options: ResolvedIndexOptions,
  snapshot: Snapshot,
  damaged: ReadonlySet<SegmentId>,
  draft: IndexDraft,
  startId: SegmentId,
  tell: () => Promise<void>,
): Promise<Snapshot> {
  const manifests = new ManifestStore(context);
  const manifest = withFloor(snapshot.manifest, startId);
  draft.forgetCollected(manifest.collectFloor);
  const sound = manifest.segments.filter(({ id }) => !damaged.has(id));
  const { ended, kept } = await compareWithBucket(context, options, { ...manifest, segments: sound }, draft, tell);
  if (sound.length === manifest.segments.length && ended.length === 0 && draft.segments.length === 0) return snapshot;
  await draft.bury([...draft.keys].filter((key) => kept.has(key)));
  const segments = [...sound.map((segment) => tombstoneAll(context, segment, ended)), ...draft.segments];
  const change = await spillTombstones(context, manifests, manifest, segments);
  const collectHold = manifest.collectHold?.from === startId ? null : manifest.collectHold;
  return manifests.commit(snapshot, { ...change, collectFloor: manifest.collectFloor, collectHold });
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
  options: ResolvedIndexOptions,
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
  const kept = new Set<string>();
  const vanished = new Set(draft.keys);
  async function* lacking(uploads: AsyncIterable<ObjectSummary>): AsyncGenerator<ObjectSummary> {
    const heldVersions = (key: string) => [held.get(key)?.entry.version, draft.versionOf(key)];
    const compared = compareListed(context.store, options.parserVersion, uploads, heldVersions);
    for await (const { upload, version } of compared) {
      vanished.delete(upload.key);
      if (version === null) yield upload;
      else if (version === held.get(upload.key)?.entry.version) kept.add(upload.key);
    }
  }
  await draft.addAll(sound, lacking(listUploads(context)), tell);
  await draft.bury(vanished);
  for (const [key, live] of held) if (!kept.has(key)) ended.push(live);
  return { ended, kept };
}

function tombstoneAll(context: IndexContext, segment: ManifestSegment, ended: readonly LiveEntry[]): ManifestSegment {
  const entries = ended.filter((live) => live.segment.id === segment.id).map(({ entry }) => entry);
  return tombstoneEntries(segment, entries, context.clock.nowMs());
}
