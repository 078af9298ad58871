/**
 * Commits what a backfill has flushed (layer 4), one segment after another, and merges as it goes, so that queries never meet
 * hundreds of segments.
 *
 * A flushed segment was read long ago. So each of its uploads is looked at again after the very manifest was loaded that the
 * commit replaces, as any writer does: one that is live by then, at whatever version, is left to those who brought it in, and
 * one that is another version now, or gone, enters dead. A delete that was handled meanwhile leaves no trace in the manifest;
 * it is this look that keeps the deleted from coming back.
 */
import { isErrorOfKind } from "../../errors.ts";
import { freshSegment, type IndexSchema, isSameSchema, type Manifest, schemaOf } from "../../manifest/manifest.ts";
import { type IndexContext, ManifestStore, type Snapshot } from "../../manifest/manifest-store.ts";
import { tombstoneEntries } from "../../manifest/tombstones.ts";
import type { ResolvedIndexOptions } from "../../segment/schema/minisearch-options.ts";
import type { PlacedSourceEntry } from "../../segment/stored/lookup.ts";
import type { SegmentId } from "../../storage/object-store/object-keys.ts";
import type { ObjectKey } from "../../storage/object-store/object-store.ts";
import { LiveEntryFinder, readEntries } from "../commit/live-entries.ts";
import { mapConcurrently } from "../commit/map-concurrently.ts";
import { changeManifest, type Decision, isOutcomeUnknown } from "../commit/transaction.ts";
import { isSameUpload, presentVersion } from "../commit/upload-version.ts";
import { type CompactOptions, compact } from "../compaction/compactor.ts";
import { compactionPolicy, type MergePolicy } from "../compaction/policy.ts";
import { BackfillRecords, type FlushedSegment, type SettledSegment } from "./backfill-records.ts";
import { pinForRun } from "./backfill-run.ts";

/** Sockets of the S3 client are fifty; the shorter the look, the fewer conflicts. */
const LOOK_CONCURRENCY = 48;
/** So many commits between two runs of merges: queries meet at most so many segments more. */
const COMMITS_PER_MERGE = 8;

export interface CommitLimits extends Pick<CompactOptions, "onMerge"> {
  /** Of the monotonic clock: no commit and no merge begins afterwards that would not be done. Default: no end. */
  readonly deadlineMs?: number;
  readonly policy?: MergePolicy;
  /** After each segment. */
  readonly onSettled?: (settled: SettledSegment) => void;
}

/** How far the commits of a run are. */
interface CommitProgress {
  /** Flushed segments that this call dealt with, and those that are left. */
  readonly settled: number;
  readonly left: number;
}

/**
 * Commits and merges until nothing is left or time is up. Requests: two a batch and segment for the records; a segment: its ids,
 * a HEAD an upload, and a commit, again for each writer that comes between; then those of the merges. Rejects with
 * `commit-conflict` where others came between every time, `index-outdated`, and as the store does; what landed stays, and the
 * next call goes on from there.
 */
export async function commitFlushed(
  context: IndexContext,
  options: ResolvedIndexOptions,
  run: SegmentId,
  { deadlineMs = Infinity, policy = compactionPolicy, onSettled = () => {}, onMerge = () => {} }: CommitLimits = {},
): Promise<CommitProgress> {
  const records = new BackfillRecords(context, run);
  const waiting = await findWaiting(records, schemaOf(options));
  const finder = new LiveEntryFinder(context);
  let settled = 0;
  for (const { segment, isOwnSchema } of waiting) {
    if (context.clock.monotonicMs() > deadlineMs) break;
    const outcome = isOwnSchema ? await commitSegment(context, options, run, finder, segment) : lostSegment(segment);
    await records.addSettled(outcome);
    onSettled(outcome);
    settled += 1;
    if (settled % COMMITS_PER_MERGE === 0) await merge(context, options, policy, deadlineMs, onMerge);
  }
  if (settled > 0) await merge(context, options, policy, deadlineMs, onMerge);
  return { settled, left: waiting.length - settled };
}

/** A flushed segment that nobody has dealt with, and whether these options made it. */
interface WaitingSegment {
  readonly segment: FlushedSegment;
  readonly isOwnSchema: boolean;
}

async function findWaiting(records: BackfillRecords, schema: IndexSchema): Promise<WaitingSegment[]> {
  const settled = new Set((await records.loadSettled()).map(({ segment }) => segment));
  const batches = await records.loadFlushed();
  return batches
    .flatMap((batch) => {
      const isOwnSchema = isSameSchema(batch, schema);
      return batch.segments.map((segment) => ({ segment, isOwnSchema }));
    })
    .filter(({ segment }) => !settled.has(segment.id))
    .sort((a, b) => (a.segment.id < b.segment.id ? -1 : 1));
}

/** What cannot be merged now is left to the compaction. */
async function merge(
  context: IndexContext,
  options: ResolvedIndexOptions,
  policy: MergePolicy,
  deadlineMs: number,
  onMerge: NonNullable<CompactOptions["onMerge"]>,
): Promise<void> {
  const snapshot = await new ManifestStore(context).load();
  if (snapshot === null) return;
  try {
    await compact(context, options, snapshot, policy, { deadlineMs, onMerge });
  } catch (error) {
    if (!isOutcomeUnknown(error) && !isErrorOfKind(error, "not-found")) throw error;
  }
}

async function commitSegment(
  context: IndexContext,
  options: ResolvedIndexOptions,
  run: SegmentId,
  finder: LiveEntryFinder,
  segment: FlushedSegment,
): Promise<SettledSegment> {
  const manifests = new ManifestStore(context);
  const schema = schemaOf(options);
  /** With the run's name in it. */
  const load = async (): Promise<Snapshot> => {
    const snapshot = await manifests.loadForWriting(schema);
    const isReplaced = await pinForRun(context, run, snapshot.manifest);
    return isReplaced ? manifests.loadForWriting(schema) : snapshot;
  };
  let entries: readonly PlacedSourceEntry[] | null = null;
  return changeManifest(context, load, async ({ manifest }): Promise<Decision<Snapshot, SettledSegment>> => {
    const unchanged = (settled: SettledSegment) => ({ change: null, result: () => settled });
    const landed = findLanded(manifest, segment);
    if (landed !== null) return unchanged(landed);
    if (segment.id <= (manifest.collectFloor ?? "")) return unchanged(lostSegment(segment));
    entries ??= await readPresentEntries(context, segment);
    if (entries === null) return unchanged(lostSegment(segment));
    const live = await finder.find(
      manifest,
      entries.map(({ sourceKey }) => sourceKey),
    );
    const free = entries.filter(({ sourceKey }) => !live.has(sourceKey));
    const outdated = await findOutdated(context, options, free);
    const settled = describe(segment, entries, free, outdated);
    if (settled.uploads === 0) return unchanged(settled);
    const dead = entries.filter((entry) => live.has(entry.sourceKey) || outdated.has(entry));
    const fresh = tombstoneEntries(freshSegment(segment.id, segment), dead, context.clock.nowMs());
    return { change: { segments: [...manifest.segments, fresh] }, result: () => settled };
  });
}

/** The entries whose upload is another version now, or gone. A HEAD each. */
async function findOutdated(
  { store }: IndexContext,
  { parserVersion }: ResolvedIndexOptions,
  entries: readonly PlacedSourceEntry[],
): Promise<ReadonlySet<PlacedSourceEntry>> {
  const versions = await mapConcurrently(entries, LOOK_CONCURRENCY, ({ sourceKey }) =>
    presentVersion(store, sourceKey as ObjectKey, parserVersion),
  );
  return new Set(entries.filter(({ version }, i) => !isSameUpload(version, versions[i], parserVersion)));
}

/** Null where the segment is not there any more. */
async function readPresentEntries(
  context: IndexContext,
  segment: FlushedSegment,
): Promise<readonly PlacedSourceEntry[] | null> {
  try {
    return await readEntries(context, segment);
  } catch (error) {
    if (isErrorOfKind(error, "not-found")) return null;
    throw error;
  }
}

function describe(
  segment: FlushedSegment,
  entries: readonly PlacedSourceEntry[],
  free: readonly PlacedSourceEntry[],
  outdated: ReadonlySet<PlacedSourceEntry>,
): SettledSegment {
  const entering = free.filter((entry) => !outdated.has(entry));
  return {
    segment: segment.id,
    uploads: entering.length,
    articles: entering.reduce((sum, { documentCount }) => sum + documentCount, 0),
    live: entries.length - free.length,
    outdated: outdated.size,
    lost: 0,
  };
}

/** An attempt whose answer was lost, or another process, has committed it; merged since, it is counted whole. */
function findLanded(manifest: Manifest, segment: FlushedSegment): SettledSegment | null {
  const named = manifest.segments.find(({ id }) => id === segment.id);
  const isRetired = manifest.retired.some(({ id }) => id === segment.id);
  if (named === undefined && !isRetired) return null;
  const uploads = named?.liveEntries ?? segment.entries;
  const articles = named?.liveDocuments ?? segment.documents;
  return { segment: segment.id, uploads, articles, live: segment.entries - uploads, outdated: 0, lost: 0 };
}

function lostSegment(segment: FlushedSegment): SettledSegment {
  return { segment: segment.id, uploads: 0, articles: 0, live: 0, outdated: 0, lost: segment.entries };
}
