/**
 * Makes a whole new index from the uploads, beside the old one, and swaps it in by one commit (layer 4): what every
 * change of analyzer, parser or format needs, and what mends an index that is damaged. Search goes on meanwhile.
 *
 * Uploads that change during the rebuild are found by listing the bucket again after the very manifest was loaded that
 * the commit replaces: that listing is a look at every key, so the commit protocol's promise holds as for any writer.
 */
import { isErrorOfKind, SearchIndexError } from "../errors.ts";
import { createUlid } from "../id-source.ts";
import {
  countLiveDocuments,
  emptyManifest,
  freshSegment,
  type Manifest,
  type ManifestSegment,
  parseManifest,
  serialiseManifest,
} from "../manifest/manifest.ts";
import { checkManifestInvariants, liveObjectIds } from "../manifest/manifest-invariants.ts";
import { type IndexContext, ManifestStore } from "../manifest/manifest-store.ts";
import { buryEntries } from "../manifest/tombstones.ts";
import { freezeSegment, type SourceDocuments } from "../segment/minisearch-codec.ts";
import type { ResolvedIndexOptions } from "../segment/minisearch-options.ts";
import { SegmentReader } from "../segment/segment-reader.ts";
import { manifestKey, type SegmentId, segmentKey } from "../storage/object-keys.ts";
import type { ETag, ObjectKey } from "../storage/object-store.ts";
import { backOff } from "./back-off.ts";
import { isDoubt, schemaOf } from "./batch-commit.ts";
import { invertInBulk } from "./bulk-inverter.ts";
import { mapConcurrently } from "./map-concurrently.ts";
import { listUploads } from "./reconcile.ts";
import { type ReadUpload, readUploadAt } from "./upload-reader.ts";
import { uploadVersion } from "./upload-version.ts";

/** Uploads a segment; a few MB each, and the memory of one in-memory MiniSearch. */
const UPLOADS_PER_SEGMENT = 1_000;
const READ_CONCURRENCY = 16;
const MAX_ATTEMPTS = 10;

export interface RebuildReport {
  readonly sequence: number;
  readonly uploads: number;
  readonly articles: number;
  readonly segments: number;
}

/** Called after each segment, with the uploads read so far. */
export type RebuildProgress = (uploadsDone: number) => void;

/** An index in the making: segments in the bucket that no manifest names, and the version they hold of each key. */
interface Draft {
  readonly segments: ManifestSegment[];
  readonly versions: Map<string, { version: string; segment: number }>;
}

/**
 * Rebuilds the index. Requests: a GET an upload, one PUT a thousand of them, a listing an attempt. Memory: a version a
 * key. `index-busy` where uploads changed during every attempt: stop the writers, or run it at a quieter hour.
 */
export async function rebuildIndex(
  context: IndexContext,
  options: ResolvedIndexOptions,
  onProgress: RebuildProgress = () => {},
): Promise<RebuildReport> {
  const draft: Draft = { segments: [], versions: new Map() };
  const startId = createUlid(context.clock.nowMs(), context.ids) as SegmentId;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    if (attempt > 0) await backOff(context, attempt);
    try {
      await createManifestInEmptyBucket(context, options);
      const present = await loadForReplacement(context, startId);
      if (hasLanded(draft, present.manifest)) return report(draft, present.manifest);
      await catchUp(context, options, draft, present, onProgress);
      const manifest = draftManifest(context, options, draft, present.manifest);
      checkManifestInvariants(manifest, present.manifest);
      await replaceManifest(context, manifest, present.etag);
      return report(draft, manifest);
    } catch (error) {
      // A missing object is a segment of the draft, collected as an orphan: the next attempt reads its uploads again.
      if (!isDoubt(error) && !isErrorOfKind(error, "not-found")) throw error;
    }
  }
  throw new SearchIndexError(
    "index-busy",
    "Uploads changed during every attempt to swap the new index in. Try again at a quieter hour.",
  );
}

/** Before the draft's segments lie there: a writer that found segments without a manifest would call for help. */
async function createManifestInEmptyBucket(context: IndexContext, options: ResolvedIndexOptions): Promise<void> {
  try {
    await new ManifestStore(context).loadOrCreate(schemaOf(options));
  } catch (error) {
    if (!isErrorOfKind(error, "corrupt-data")) throw error;
  }
}

/** A commit whose answer was lost: nobody else knows the names of the draft's segments. */
function hasLanded(draft: Draft, { segments, retired }: Manifest): boolean {
  const named = new Set([...segments, ...retired].map(({ id }) => id));
  return draft.segments.some(({ id }) => named.has(id));
}

function report(draft: Draft, manifest: Manifest): RebuildReport {
  return {
    sequence: manifest.sequence,
    uploads: draft.versions.size,
    articles: countLiveDocuments(manifest),
    segments: manifest.segments.length,
  };
}

/** Brings the draft to what the bucket holds now: one listing, then only what differs is read. */
async function catchUp(
  context: IndexContext,
  options: ResolvedIndexOptions,
  draft: Draft,
  present: PresentManifest,
  onProgress: RebuildProgress,
): Promise<void> {
  forgetCollected(draft, present.manifest);
  const gone = new Set(draft.versions.keys());
  let pending: ObjectKey[] = [];
  for await (const upload of listUploads(context)) {
    gone.delete(upload.key);
    if (draft.versions.get(upload.key)?.version === uploadVersion(upload, options.parserVersion)) continue;
    pending.push(upload.key);
    if (pending.length < UPLOADS_PER_SEGMENT) continue;
    await addToDraft(context, options, draft, present, pending);
    onProgress(draft.versions.size);
    pending = [];
  }
  await addToDraft(context, options, draft, present, pending);
  await buryInDraft(context, draft, [...gone]);
  onProgress(draft.versions.size);
}

/** A collector takes a draft's segments for orphans after an hour; what it may have deleted is read again. */
function forgetCollected(draft: Draft, { collectFloor }: Manifest): void {
  for (const [key, { segment }] of draft.versions) {
    if ((draft.segments[segment]?.id ?? "") <= (collectFloor ?? "")) draft.versions.delete(key);
  }
  for (const [i, segment] of draft.segments.entries()) {
    if (segment.id <= (collectFloor ?? "")) draft.segments[i] = { ...segment, liveEntries: 0, liveDocuments: 0 };
  }
}

/** Reads some uploads as they are now and freezes them into one more segment of the draft. */
async function addToDraft(
  context: IndexContext,
  options: ResolvedIndexOptions,
  draft: Draft,
  { manifest }: PresentManifest,
  keys: readonly ObjectKey[],
): Promise<void> {
  const read = await mapConcurrently(keys, READ_CONCURRENCY, (key) =>
    readUploadAt(context, options.parserVersion, key),
  );
  await buryInDraft(
    context,
    draft,
    keys.filter((key) => draft.versions.has(key)),
  );
  const sources = read.filter((upload): upload is ReadUpload & { state: "present" } => upload.state === "present");
  if (sources.length === 0) return;
  const documents = sources.map(
    ({ key, version, documents }): SourceDocuments => ({ sourceKey: key, version, documents }),
  );
  const { bytes, summary } = freezeSegment(documents, options, invertInBulk);
  const id = new ManifestStore(context).freshId(manifest);
  await context.store.putIfAbsent(segmentKey(context.layout, id), bytes);
  for (const { key, version } of sources) draft.versions.set(key, { version, segment: draft.segments.length });
  draft.segments.push(freshSegment(id, summary));
}

/** Marks keys of the draft as dead, since they changed or went while it was made. */
async function buryInDraft(context: IndexContext, draft: Draft, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    const place = draft.versions.get(key);
    const segment = place && draft.segments[place.segment];
    if (place === undefined || segment === undefined) continue;
    const reader = await SegmentReader.open(context.store, segmentKey(context.layout, segment.id), segment);
    const entry = await reader.findEntry(key);
    if (entry !== null) draft.segments[place.segment] = buryEntries(segment, [entry], context.clock.nowMs());
    // Last: a read that fails before must find the key here again.
    draft.versions.delete(key);
  }
}

/** The manifest in the bucket, or what can be known of one that cannot be read. */
interface PresentManifest {
  readonly manifest: Manifest;
  readonly etag: ETag | null;
}

/**
 * A manifest of another format, a damaged or a missing one is replaced all the same: its objects become orphans. With it
 * its collect floor is lost, so that all that was named before this rebuild began counts as collected: a stalled writer
 * may hold the name of a segment that is deleted already.
 */
async function loadForReplacement(context: IndexContext, startId: SegmentId): Promise<PresentManifest> {
  const { store, layout, clock } = context;
  const schema = { analyzer: "", parser: "", fields: [] };
  const blank: Manifest = { ...emptyManifest(schema, "", clock.nowMs()), collectFloor: startId };
  try {
    const { bytes, etag } = await store.get(manifestKey(layout));
    try {
      return { manifest: parseManifest(bytes), etag };
    } catch (error) {
      if (!isErrorOfKind(error, "corrupt-data")) throw error;
      return { manifest: { ...blank, sequence: readSequence(bytes) }, etag };
    }
  } catch (error) {
    if (isErrorOfKind(error, "not-found")) return { manifest: blank, etag: null };
    throw error;
  }
}

/** The sequence of a manifest that is otherwise unreadable, so that it still only grows; 0 where there is none. */
function readSequence(bytes: Uint8Array): number {
  const sequence = /"sequence":(\d{1,15})\b/.exec(Buffer.from(bytes).toString("latin1"))?.[1];
  return sequence === undefined ? 0 : Number(sequence);
}

/** The manifest that names the draft alone; everything of the present one is retired. */
function draftManifest(
  context: IndexContext,
  options: ResolvedIndexOptions,
  draft: Draft,
  present: Manifest,
): Manifest {
  const nowMs = Math.max(0, Math.floor(context.clock.nowMs()));
  const commitId = new ManifestStore(context).freshId(present);
  const tombstoneObjects = new Set(present.segments.flatMap(({ tombstoneObject }) => tombstoneObject?.id ?? []));
  return {
    ...emptyManifest(schemaOf(options), commitId, nowMs),
    sequence: present.sequence + 1,
    collectFloor: present.collectFloor,
    segments: draft.segments.filter((segment) => segment.liveEntries > 0).sort((a, b) => (a.id < b.id ? -1 : 1)),
    retired: [
      ...present.retired,
      ...liveObjectIds(present).map((id) => {
        const kind = tombstoneObjects.has(id) ? ("tombstones" as const) : ("segment" as const);
        return { id, kind, retiredAtMs: nowMs };
      }),
    ],
  };
}

async function replaceManifest({ store, layout }: IndexContext, manifest: Manifest, etag: ETag | null): Promise<void> {
  const bytes = serialiseManifest(manifest);
  const options = { contentType: "application/json" };
  if (etag === null) await store.putIfAbsent(manifestKey(layout), bytes, options);
  else await store.putIfMatch(manifestKey(layout), bytes, etag, options);
}
