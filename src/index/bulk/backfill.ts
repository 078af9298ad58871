/**
 * One backfill from its beginning to its end: brings into the index what lay in the bucket before anybody listened to
 * its events, at any size, by many processes at once. While it lasts its name stands in the manifest as the pin of the
 * collector, and what it flushes is named after it; docs/commit-protocol.md, "Backfill", has the argument.
 *
 * Its steps: begin; flush, as often as there are batches; commit, until all is committed; finish; forget. What each has
 * done lies in files of the run, so that any process can go on from there.
 */

import * as v from "valibot";
import { sha256, toHex } from "../../content-hash.ts";
import { isErrorOfKind, nullIf, SearchIndexError } from "../../errors.ts";
import { createUlid } from "../../id-source.ts";
import { gather, listAll, type ObjectKey, type ObjectSummary, putOnce } from "../../store/store.ts";
import { LiveEntryFinder, readEntries } from "../commit/live-entries.ts";
import { mapConcurrently } from "../commit/map-concurrently.ts";
import { settleStatements } from "../commit/settle-statements.ts";
import { changeManifest, type Decision, isOutcomeUnknown } from "../commit/transaction.ts";
import { isSameUpload, presentVersion } from "../commit/upload-version.ts";
import { type CompactOptions, compact } from "../compaction/compactor.ts";
import { GcPin } from "../compaction/gc-pin.ts";
import { compactionPolicy, type MergePolicy } from "../compaction/policy.ts";
import { refreshTails } from "../compaction/tail-refresh.ts";
import { JSON_TYPE, parseRecord, recordBytes } from "../json-records.ts";
import {
  backfillPrefix,
  backfillsPrefix,
  isUploadKey,
  parseBackfillKey,
  type SegmentId,
  statementsPrefix,
} from "../keys.ts";
import {
  freshSegment,
  type IndexSchema,
  isSameSchema,
  type Manifest,
  type ManifestSegment,
  schemaOf,
  segmentIdSchema,
  segmentSchema,
} from "../manifest/manifest.ts";
import type { IndexContext, Snapshot } from "../manifest/manifest-reader.ts";
import { ManifestStore } from "../manifest/manifest-store.ts";
import { tombstoneEntries } from "../manifest/tombstones.ts";
import { count } from "../segment/blocks/segment-format.ts";
import { allNameRows } from "../segment/reader/entry-lookup.ts";
import type { ResolvedIndexOptions } from "../segment/schema/minisearch-options.ts";
import type { PlacedSourceEntry } from "../segment/stored/source-entries.ts";
import type { RoomSize } from "../uploads/batch-budget.ts";
import { isUsableKey } from "../uploads/listed-uploads.ts";
import { findDifferences } from "../uploads/reconcile.ts";
import { rejectUnusableKey } from "../uploads/rejected-records.ts";
import type { UploadProcessor } from "../uploads/upload-processor.ts";
import { flushUploads } from "./flush-uploads.ts";

/** Sockets of the S3 client are fifty; the shorter the look, the fewer conflicts. */
const LOOK_CONCURRENCY = 48;

/** A run that began, or that goes on. */
export interface BegunBackfill {
  readonly run: SegmentId;
  /** True if an earlier run was stopped. Its flushed uploads are committed first, so that nothing is read twice. */
  readonly isResumed: boolean;
}

/** The result of a whole run. Uploads are counted by outcome, each once unless it was flushed twice. */
export interface BackfillReport {
  readonly uploads: number;
  /** Uploads that the run brought into the index, and their articles. */
  readonly committed: number;
  readonly articles: number;
  /** Number of read uploads that contain something that is no article. */
  readonly rejected: number;
  /** Uploads that were live already, or by then. */
  readonly skipped: number;
  /** Uploads that changed or went while the run was at work. */
  readonly outdated: number;
  /** Uploads that were left, since time did not suffice or their segment was lost. */
  readonly left: number;
  /** Uploads on which bucket and index differ at the end, and which were queued. */
  readonly queued: number;
}

/** Hands keys to whoever ingests uploads. Resolves once they are taken; a key twice does no harm. */
export type QueueUploads = (keys: readonly ObjectKey[]) => Promise<void>;

/**
 * Begins a run, or goes on with one that was stopped, and names it in the manifest. Hands the removals and takedowns to
 * `queue`, so that what they are about is not found in between. Four requests and a listing of them; two more in an
 * empty bucket. `index-outdated` where the index was made by other rules.
 */
export async function beginBackfill(
  context: IndexContext,
  options: ResolvedIndexOptions,
  queue: QueueUploads,
): Promise<BegunBackfill> {
  await new ManifestStore(context).loadForWriting(schemaOf(options));
  const statements: ObjectKey[] = [];
  for await (const { key } of listAll(context.store, statementsPrefix(context.layout))) statements.push(key);
  await queue(statements.filter((key) => isUploadKey(context.layout, key)));
  const standing = await findStandingRun(context);
  const run = standing ?? (createUlid(context.clock.nowMs(), context.ids) as SegmentId);
  await new GcPin(context, run).place();
  return { run, isResumed: standing !== null };
}

// One child of a backfill: flushes a batch of uploads into segments that no manifest names yet. It commits nothing, so
// that any number of children may work at once, and one that is killed and tried again, or goes on beside its second
// attempt, leaves at most segments that nobody will ever name.

interface FlushLimits {
  /** Time of the monotonic clock after which no more uploads are read; the rest is `left`. Default: no end. */
  readonly deadlineMs?: number;
  /** Largest size of a segment. */
  readonly room?: RoomSize;
}

/**
 * Flushes what the index holds at no version of these uploads. Requests: what finding the live ones costs, those of
 * flushUploads, and four. Memory: the documents of one segment. Rejects as the store does, and with `index-outdated`;
 * nothing of it counts then.
 */
export async function flushBatch(
  context: IndexContext,
  processor: UploadProcessor,
  run: SegmentId,
  keys: readonly ObjectKey[],
  limits: FlushLimits = {},
): Promise<FlushedBatch> {
  const records = new BackfillRecords(context, run);
  const batch = nameOfBatch(keys);
  const known = await records.findFlushed(batch);
  if (known !== null) return known;
  const schema = schemaOf(processor.options);
  const { manifest } = await new ManifestStore(context).loadForWriting(schema);
  await new GcPin(context, run).placeIfDue(manifest);
  const uploads = keys.filter((key) => isUploadKey(context.layout, key));
  const usable = uploads.filter(isUsableKey);
  const live = await new LiveEntryFinder(context).find(manifest, usable);
  const wanted = usable.filter((key) => !live.has(key));
  // What is flushed is named after the run, whatever this machine's clock says.
  const collectFloor = run > (manifest.collectFloor ?? "") ? run : manifest.collectFloor;
  const segments: FlushedSegment[] = [];
  const counts = { gone: 0, left: wanted.length, rejected: 0 };
  for await (const flushed of flushUploads(context, processor, { collectFloor }, wanted, limits)) {
    for (const { id, summary } of flushed.segments) {
      segments.push({ id, ...summary, fieldLengthSums: [...summary.fieldLengthSums] });
    }
    counts.gone += flushed.gone;
    counts.left -= flushed.keys.length;
    counts.rejected += flushed.rejected;
  }
  const unusable = await mapConcurrently(
    uploads.filter((key) => !isUsableKey(key)),
    LOOK_CONCURRENCY,
    (key) => rejectUnusableKey(context, processor.options.parserVersion, key),
  );
  counts.rejected += unusable.filter((parts) => parts !== null).length;
  return records.addFlushed(batch, {
    ...schema,
    fields: [...schema.fields],
    segments,
    uploads: uploads.length,
    live: usable.length - wanted.length,
    ...counts,
  });
}

/** The same for the same uploads, so that a second attempt finds what the first one did. */
function nameOfBatch(keys: readonly ObjectKey[]): string {
  return toHex(sha256(keys.join("\n")).subarray(0, 16));
}

// Commits what a backfill has flushed, one segment after another, and merges as it goes, so that queries never meet
// hundreds of segments.
//
// A flushed segment was read long ago. So each of its uploads is looked at again after the very manifest was loaded
// that the commit replaces, as any writer does: one that is live by then, at whatever version, is left to those who
// brought it in, and one that is another version now, or gone, enters dead. A delete that was handled meanwhile leaves
// no trace in the manifest; it is this look that keeps the deleted from coming back.

/** Commits between two runs of merges: queries meet at most so many segments more. */
const COMMITS_PER_MERGE = 8;

export interface CommitLimits extends Pick<CompactOptions, "onMerge"> {
  /**
   * Time of the monotonic clock by which commits and merges must be done; none that would take longer begins. Default:
   * no end.
   */
  readonly deadlineMs?: number;
  readonly policy?: MergePolicy;
  /** Called after each segment. */
  readonly onSettled?: (settled: SettledSegment) => void;
}

/** Progress of the commits of a run. */
interface CommitProgress {
  /** Flushed segments that this call dealt with, and those that are left. */
  readonly settled: number;
  readonly left: number;
}

/**
 * Commits and merges until nothing is left or time is up. Requests: two a batch and segment for the records; a segment:
 * its ids, a HEAD an upload, and a commit, again for each writer that comes between; then those of the merges. Rejects
 * with `commit-conflict` where others came between every time, `index-outdated`, and as the store does; what landed
 * stays, and the next call goes on from there.
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

/** Merges what is due now; the compaction does the rest. */
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
  /** Loads the snapshot, and adds the run's name to errors. */
  const load = async (): Promise<Snapshot> => {
    const snapshot = await manifests.loadForWriting(schema);
    const isReplaced = await new GcPin(context, run).placeIfDue(snapshot.manifest);
    return isReplaced ? manifests.loadForWriting(schema) : snapshot;
  };
  let entries: readonly PlacedSourceEntry[] | null = null;
  return changeManifest(context, load, async ({ manifest }): Promise<Decision<Snapshot, SettledSegment>> => {
    const unchanged = (settled: SettledSegment) => ({ change: null, result: () => settled });
    const landed = findLanded(manifest, segment);
    if (landed !== null) return unchanged(landed);
    if (segment.id <= (manifest.collectFloor ?? "")) return unchanged(lostSegment(segment));
    entries ??= await nullIf(readEntries(context, segment), "not-found");
    if (entries === null) return unchanged(lostSegment(segment));
    const live = await finder.find(
      manifest,
      entries.map(({ sourceKey }) => sourceKey),
    );
    const free = entries.filter(({ sourceKey }) => !live.has(sourceKey));
    const outdated = await findOutdated(context, options, free);
    const settled = describe(segment, entries, free, outdated);
    if (settled.uploads === 0) return unchanged(settled);
    const dead = entries
      .filter((entry) => live.has(entry.sourceKey) || outdated.has(entry))
      .map((entry) => ({ entry }));
    const fresh = tombstoneEntries(freshSegment(segment.id, segment), dead, context.clock.nowMs());
    const segments = await settleFresh(context, options, finder, manifest, fresh);
    return { change: { segments }, result: () => settled };
  });
}

/**
 * The segments of a manifest and a fresh one, with what its statements are about settled. Requests: its names, and as
 * settleStatements.
 */
async function settleFresh(
  context: IndexContext,
  { statementOf }: ResolvedIndexOptions,
  finder: LiveEntryFinder,
  manifest: Manifest,
  fresh: ManifestSegment,
): Promise<readonly ManifestSegment[]> {
  const segments = [...manifest.segments, fresh];
  if (statementOf === null) return segments;
  const settled = segments.map((segment) => ({ segment, open: () => finder.open(segment) }));
  const rows = await gather(allNameRows(await finder.open(fresh)));
  const hashes = rows.map(({ hash }) => hash);
  return (await settleStatements(context, settled, hashes, statementOf)).segments;
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

/**
 * The end: compares bucket and index, hands what differs to `queue`, and takes the run's name out of the manifest.
 * Requests and memory as findDifferences. If it fails halfway, or its answer is lost, it can be run again, and queues
 * what still differs.
 */
export async function finishBackfill(
  context: IndexContext,
  options: ResolvedIndexOptions,
  run: SegmentId,
  queue: QueueUploads,
): Promise<BackfillReport> {
  const records = new BackfillRecords(context, run);
  const [batches, segments] = [await records.loadFlushed(), await records.loadSettled()];
  const { keys } = await findDifferences(context, options.parserVersion);
  await queue(keys);
  await new GcPin(context, run).release();
  await refreshTails(context);
  return { ...sumUp(batches, segments), queued: keys.length };
}

/** Deletes the run's files, once its report has arrived. A listing and a request each. */
export async function forgetBackfill(context: IndexContext, run: SegmentId): Promise<void> {
  await new BackfillRecords(context, run).removeAll();
}

function sumUp(batches: readonly FlushedBatch[], segments: readonly SettledSegment[]): Omit<BackfillReport, "queued"> {
  const ofBatches = (of: (batch: FlushedBatch) => number) => batches.reduce((sum, batch) => sum + of(batch), 0);
  const ofSegments = (of: (segment: SettledSegment) => number) =>
    segments.reduce((sum, segment) => sum + of(segment), 0);
  return {
    uploads: ofBatches(({ uploads }) => uploads),
    committed: ofSegments(({ uploads }) => uploads),
    articles: ofSegments(({ articles }) => articles),
    rejected: ofBatches(({ rejected }) => rejected),
    skipped: ofBatches(({ live }) => live) + ofSegments(({ live }) => live),
    outdated: ofBatches(({ gone }) => gone) + ofSegments(({ outdated }) => outdated),
    left: ofBatches(({ left }) => left) + ofSegments(({ lost }) => lost),
  };
}

// What a backfill has done so far, as files of its run under index/backfill/: one of each batch whose uploads are
// flushed, and one of each flushed segment that was dealt with. None is ever replaced; no key of an upload is in them.

/** A segment that lies in the bucket and that no manifest names yet. */
const flushedSegmentSchema = v.pick(segmentSchema, [
  "id",
  "sizeBytes",
  "contentsStart",
  "documents",
  "entries",
  "fieldLengthSums",
]);

const flushedSchema = v.object({
  analyzer: v.string(),
  parser: v.string(),
  fields: v.array(v.string()),
  segments: v.array(flushedSegmentSchema),
  /**
   * Uploads of the batch: all of them, those live already, those gone meanwhile, those that time did not suffice for.
   */
  uploads: count,
  live: count,
  gone: count,
  left: count,
  /** Uploads that were read and hold something that is no article. */
  rejected: count,
});

const settledSchema = v.object({
  segment: segmentIdSchema,
  /** Uploads, and their articles, that the segment brought into the index. */
  uploads: count,
  articles: count,
  /** Uploads that were live by then, and those that were another version or gone. */
  live: count,
  outdated: count,
  /** Uploads whose segment could not enter: collected, or made by other rules. The last listing finds them. */
  lost: count,
});

type FlushedSegment = Readonly<v.InferOutput<typeof flushedSegmentSchema>>;
/** The outcome of one batch of uploads. */
type FlushedBatch = Readonly<v.InferOutput<typeof flushedSchema>>;
/** The outcome of one flushed segment. */
type SettledSegment = Readonly<v.InferOutput<typeof settledSchema>>;

const READ_CONCURRENCY = 16;

/** The files of one run. */
class BackfillRecords {
  readonly #context: IndexContext;
  readonly #prefix: string;

  constructor(context: IndexContext, run: SegmentId) {
    this.#context = context;
    this.#prefix = backfillPrefix(context.layout, run);
  }

  /** The record of a batch, by its name; null where there is none. One request. */
  findFlushed(batch: string): Promise<FlushedBatch | null> {
    return nullIf(this.#load(this.#flushedKey(batch), flushedSchema), "not-found");
  }

  /** Keeps the record, or gives the one that another attempt at the batch was faster with. One or two requests. */
  async addFlushed(batch: string, record: FlushedBatch): Promise<FlushedBatch> {
    const isFirst = await this.#put(this.#flushedKey(batch), record);
    return isFirst ? record : ((await this.findFlushed(batch)) ?? record);
  }

  /** Keeps what became of a segment; the first to say so is right. One request. */
  async addSettled(record: SettledSegment): Promise<void> {
    await this.#put(`${this.#prefix}settled/${record.segment}.json` as ObjectKey, record);
  }

  /** Loads all records of batches. A listing and a request each. */
  loadFlushed(): Promise<FlushedBatch[]> {
    return this.#loadAll("frozen/", flushedSchema);
  }

  /** Loads all records of segments. A listing and a request each. */
  loadSettled(): Promise<SettledSegment[]> {
    return this.#loadAll("settled/", settledSchema);
  }

  /** Deletes every file of the run. A listing and a request each. */
  async removeAll(): Promise<void> {
    await mapConcurrently(await this.#list(""), READ_CONCURRENCY, ({ key }) => this.#context.store.delete(key));
  }

  #flushedKey(batch: string): ObjectKey {
    return `${this.#prefix}frozen/${batch}.json` as ObjectKey;
  }

  /** False where there is one already. */
  #put(key: ObjectKey, record: FlushedBatch | SettledSegment): Promise<boolean> {
    return putOnce(this.#context.store, key, recordBytes(record), JSON_TYPE);
  }

  #list(folder: string): Promise<ObjectSummary[]> {
    return gather(listAll(this.#context.store, `${this.#prefix}${folder}`));
  }

  async #loadAll<T>(folder: string, schema: v.GenericSchema<unknown, T>): Promise<T[]> {
    return mapConcurrently(await this.#list(folder), READ_CONCURRENCY, ({ key }) => this.#load(key, schema));
  }

  async #load<T>(key: ObjectKey, schema: v.GenericSchema<unknown, T>): Promise<T> {
    const { bytes } = await this.#context.store.get(key);
    const record = parseRecord(schema, bytes);
    if (record !== null) return record;
    throw new SearchIndexError("corrupt-segment", `${key} is no record of a backfill. Delete it, and begin again.`, {
      details: { key },
    });
  }
}

/**
 * The oldest run that left something to go on from; null where none did. One request a thousand objects that they left.
 */
async function findStandingRun({ store, layout }: IndexContext): Promise<SegmentId | null> {
  let oldest: SegmentId | null = null;
  for await (const { key } of listAll(store, backfillsPrefix(layout))) {
    const run = parseBackfillKey(layout, key);
    if (run !== null && (oldest === null || run < oldest)) oldest = run;
  }
  return oldest;
}
