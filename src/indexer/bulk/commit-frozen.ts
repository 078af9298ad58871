/**
 * Commits what a backfill has frozen (layer 4), one segment after another, and merges as it goes, so that queries never meet
 * hundreds of segments.
 *
 * A frozen segment was read long ago. So each of its uploads is looked at again after the very manifest was loaded that the
 * commit replaces, as any writer does: one that is live by then, at whatever version, is left to those who brought it in, and
 * one that is another version now, or gone, enters dead. A delete that was handled meanwhile leaves no trace in the manifest;
 * it is this look that keeps the deleted from coming back.
 */
import { isErrorOfKind } from "../../errors.ts";
import { freshSegment, type IndexSchema, isSameSchema, type Manifest, schemaOf } from "../../manifest/manifest.ts";
import { type IndexContext, ManifestStore, type Snapshot } from "../../manifest/manifest-store.ts";
import { tombstoneEntries } from "../../manifest/tombstones.ts";
import type { PlacedSourceEntry } from "../../segment/blocks/source-entries.ts";
import { SegmentReader } from "../../segment/reader/segment-reader.ts";
import type { ResolvedIndexOptions } from "../../segment/schema/minisearch-options.ts";
import { type SegmentId, segmentKey } from "../../storage/object-store/object-keys.ts";
import type { ObjectKey } from "../../storage/object-store/object-store.ts";
import { LiveEntryFinder } from "../commit/live-entries.ts";
import { mapConcurrently } from "../commit/map-concurrently.ts";
import { spillTombstones } from "../commit/spill-tombstones.ts";
import { changeManifest, type Decision, isOutcomeUnknown } from "../commit/transaction.ts";
import { isSameUpload, presentVersion } from "../commit/upload-version.ts";
import { type CompactOptions, compact } from "../compaction/compactor.ts";
import { compactionPolicy } from "../compaction/policy.ts";
import type { MergePolicy } from "../merge/policy.ts";
import { BackfillRecords, type FrozenSegmentRecord, type SettledSegment } from "./backfill-records.ts";
import { holdForRun } from "./backfill-run.ts";

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
export interface CommitProgress {
  /** Frozen segments that this call dealt with, and those that are left. */
  readonly settled: number;
  readonly left: number;
}

/**
 * Commits and merges until nothing is left or time is up. Requests: two a batch and segment for the records; a segment: its ids,
 * a HEAD an upload, and a commit, again for each writer that comes between; then those of the merges. Rejects with
 * `commit-conflict` where others came between every time, `index-outdated`, and as the store does; what landed stays, and the
 * next call goes on from there.
 */
export async function commitFrozen(
  context: IndexContext,
  options: ResolvedIndexOptions,
  run: SegmentId,
  { deadlineMs = Infinity, policy = compactionPolicy, onSettled = () => {}, onMerge = () => {} }: CommitLimits = {},
): Promise<CommitProgress> {
  const records = new BackfillRecords(context, run);
  const waiting = await findWaiting(records, schemaOf(options));
  const committer = new FrozenCommitter(context, options, run);
  let settled = 0;
  for (const { segment, isOwnSchema } of waiting) {
    if (context.clock.monotonicMs() > deadlineMs) break;
    const outcome = isOwnSchema ? await committer.commit(segment) : lostSegment(segment);
    await records.addSettled(outcome);
    onSettled(outcome);
    settled += 1;
    if (settled % COMMITS_PER_MERGE === 0) await merge(context, options, policy, deadlineMs, onMerge);
  }
  if (settled > 0) await merge(context, options, policy, deadlineMs, onMerge);
  return { settled, left: waiting.length - settled };
}

/** A frozen segment that nobody has dealt with, and whether these options made it. */
interface WaitingSegment {
  readonly segment: FrozenSegmentRecord;
  readonly isOwnSchema: boolean;
}

async function findWaiting(records: BackfillRecords, schema: IndexSchema): Promise<WaitingSegment[]> {
  const settled = new Set((await records.loadSettled()).map(({ segment }) => segment));
  const batches = await records.loadFrozen();
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

class FrozenCommitter {
  readonly #context: IndexContext;
  readonly #options: ResolvedIndexOptions;
  readonly #run: SegmentId;
  readonly #manifests: ManifestStore;
  readonly #finder: LiveEntryFinder;

  constructor(context: IndexContext, options: ResolvedIndexOptions, run: SegmentId) {
    this.#context = context;
    this.#options = options;
    this.#run = run;
    this.#manifests = new ManifestStore(context);
    this.#finder = new LiveEntryFinder(context);
  }

  async commit(segment: FrozenSegmentRecord): Promise<SettledSegment> {
    const entries = await this.#readEntries(segment);
    if (entries === null) return lostSegment(segment);
    return changeManifest(
      this.#context,
      () => this.#load(),
      ({ manifest }) => this.#decide(manifest, segment, entries),
    );
  }

  async #decide(
    manifest: Manifest,
    segment: FrozenSegmentRecord,
    entries: readonly PlacedSourceEntry[],
  ): Promise<Decision<Snapshot, SettledSegment>> {
    const unchanged = (settled: SettledSegment) => ({ change: null, result: () => settled });
    const landed = findLanded(manifest, segment);
    if (landed !== null) return unchanged(landed);
    if (segment.id <= (manifest.collectFloor ?? "")) return unchanged(lostSegment(segment));
    const keys = entries.map(({ sourceKey }) => sourceKey);
    const live = await this.#finder.find(manifest, keys);
    const free = entries.filter(({ sourceKey }) => !live.has(sourceKey));
    const outdated = await this.#findOutdated(free);
    const settled = describe(segment, entries, free, outdated);
    if (settled.uploads === 0) return unchanged(settled);
    const dead = entries.filter((entry) => live.has(entry.sourceKey) || outdated.has(entry));
    const fresh = tombstoneEntries(freshSegment(segment.id, segment), dead, this.#context.clock.nowMs());
    const segments = [...manifest.segments, fresh];
    return {
      change: await spillTombstones(this.#context, this.#manifests, manifest, segments),
      result: () => settled,
    };
  }

  /** With the run's name in it. */
  async #load(): Promise<Snapshot> {
    const schema = schemaOf(this.#options);
    const snapshot = await this.#manifests.loadForWriting(schema);
    const isReplaced = await holdForRun(this.#context, this.#run, snapshot.manifest);
    return isReplaced ? this.#manifests.loadForWriting(schema) : snapshot;
  }

  /** The entries whose upload is another version now, or gone. A HEAD each. */
  async #findOutdated(entries: readonly PlacedSourceEntry[]): Promise<ReadonlySet<PlacedSourceEntry>> {
    const { parserVersion } = this.#options;
    const versions = await mapConcurrently(entries, LOOK_CONCURRENCY, ({ sourceKey }) =>
      presentVersion(this.#context.store, sourceKey as ObjectKey, parserVersion),
    );
    return new Set(entries.filter(({ version }, i) => !isSameUpload(version, versions[i], parserVersion)));
  }

  /** Null where the segment is not there any more. */
  async #readEntries(segment: FrozenSegmentRecord): Promise<readonly PlacedSourceEntry[] | null> {
    const { store, layout } = this.#context;
    try {
      const reader = await SegmentReader.open(store, segmentKey(layout, segment.id), segment);
      const entries: PlacedSourceEntry[] = [];
      for await (const entry of reader.entries()) entries.push(entry);
      return entries;
    } catch (error) {
      if (isErrorOfKind(error, "not-found")) return null;
      throw error;
    }
  }
}

function describe(
  segment: FrozenSegmentRecord,
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
function findLanded(manifest: Manifest, segment: FrozenSegmentRecord): SettledSegment | null {
  const named = manifest.segments.find(({ id }) => id === segment.id);
  const isRetired = manifest.retired.some(({ id }) => id === segment.id);
  if (named === undefined && !isRetired) return null;
  const uploads = named?.liveEntries ?? segment.entries;
  const articles = named?.liveDocuments ?? segment.documents;
  return { segment: segment.id, uploads, articles, live: segment.entries - uploads, outdated: 0, lost: 0 };
}

function lostSegment(segment: FrozenSegmentRecord): SettledSegment {
  return { segment: segment.id, uploads: 0, articles: 0, live: 0, outdated: 0, lost: segment.entries };
}
