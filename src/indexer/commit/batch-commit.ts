/**
 * The writer's side of the commit protocol (layer 4): load the manifest, look at each key, put one segment of what is
 * new, replace the manifest; on any doubt start again. docs/commit-protocol.md says why this loses nothing.
 */
import { isErrorOfKind, isSearchIndexError, SearchIndexError } from "../../errors.ts";
import {
  freshSegment,
  type IndexSchema,
  type Manifest,
  type ManifestSegment,
  schemaOf,
} from "../../manifest/manifest.ts";
import { type IndexContext, ManifestStore, type Snapshot } from "../../manifest/manifest-store.ts";
import { tombstoneEntries } from "../../manifest/tombstones.ts";
import { SegmentReader } from "../../segment/reader/segment-reader.ts";
import type { ResolvedIndexOptions } from "../../segment/schema/minisearch-options.ts";
import type { PlacedSourceEntry } from "../../segment/stored/lookup.ts";
import { flushSegment, type SourceDocuments } from "../../segment/writer/minisearch-codec.ts";
import { type SegmentId, segmentKey } from "../../storage/object-store/object-keys.ts";
import type { BuiltSegment, BuiltSegments, UploadProcessor } from "../processing/upload-processor.ts";
import { type BatchPlan, type BatchReport, type IsSameVersion, planBatch, reportBatch } from "./batch-plan.ts";
import { type LiveEntry, LiveEntryFinder } from "./live-entries.ts";
import { mapConcurrently } from "./map-concurrently.ts";
import type { ReadSourceState, SourceState } from "./source-state.ts";
import { changeManifest, type Decision, isNamed, type NameSegment } from "./transaction.ts";

/** Keys looked at in parallel; SQS batches are hundreds, sockets are not. */
const LOOK_CONCURRENCY = 16;

/** Makes segments of sources. */
type BuildSegments = UploadProcessor["build"];

/**
 * What was built for an attempt, at which versions: the next ones use it again, whatever became of its way into the bucket. Where
 * one segment would take too much memory it is several.
 */
interface Draft extends BuiltSegments {
  readonly versions: ReadonlyMap<string, string>;
}

/** A segment that lies in the bucket and that no manifest names yet. */
interface PendingSegment {
  readonly built: BuiltSegment;
  readonly id: SegmentId;
}

/** Commits batches of source keys to one index. */
export class BatchCommitter {
  readonly #context: IndexContext;
  readonly #schema: IndexSchema;
  readonly #manifests: ManifestStore;
  readonly #finder: LiveEntryFinder;
  readonly #options: ResolvedIndexOptions;

  constructor(context: IndexContext, options: ResolvedIndexOptions) {
    this.#context = context;
    this.#options = options;
    this.#schema = schemaOf(options);
    this.#manifests = new ManifestStore(context);
    this.#finder = new LiveEntryFinder(context);
  }

  /**
   * Makes the index agree with what `look` says of each key; a version that is the same as the live one by `isSameVersion`, by
   * default just this text, is live already. Rejects with `commit-conflict` when other writers won the
   * last of the attempts, `store-unavailable` when the store did not answer in it, `index-outdated` when the index was made
   * by other rules; nothing is lost then, since the caller's events come again. `build` by default makes one segment, by way of MiniSearch.
   */
  async commit(
    sourceKeys: readonly string[],
    look: ReadSourceState,
    build: BuildSegments = buildByMiniSearch(this.#options),
    isSameVersion: IsSameVersion = (a, b) => a === b,
  ): Promise<BatchReport> {
    const keys = [...new Set(sourceKeys)];
    const looks = new Map<string, SourceState>();
    let draft: Draft | null = null;
    let pending: readonly PendingSegment[] = [];
    let attempts = 0;
    const load = () => {
      attempts += 1;
      return this.#manifests.loadForWriting(this.#schema);
    };
    const decide = async (
      { manifest }: Snapshot,
      nameSegment: NameSegment,
    ): Promise<Decision<Snapshot, BatchReport>> => {
      const live = await this.#finder.find(manifest, keys);
      await this.#lookAtAll(keys, look, looks, live);
      const plan = planBatch(keys, looks, live, isSameVersion);
      if (plan.additions.length === 0 && plan.deletions.length === 0) {
        return { change: null, result: (snapshot) => reportBatch(snapshot, looks, plan, attempts - 1, null) };
      }
      if (draft === null || !holdsAll(draft, plan.additions)) draft = await makeDraft(plan.additions, build);
      pending = await this.#putPending(pending, draft, plan.additions, manifest, nameSegment);
      const put = draft && { ...draft, segments: pending.map(({ built }) => built) };
      return {
        change: { segments: await this.#planSegments(manifest, plan, pending) },
        result: (snapshot) => reportBatch(snapshot, looks, plan, attempts - 1, put),
      };
    };
    try {
      return await changeManifest(this.#context, load, decide);
    } catch (error) {
      // A writer that stalled for longer than the readers' grace starts again; what is missing from a fresh manifest is missing.
      if (!isErrorOfKind(error, "not-found")) throw error;
      const message = "The manifest names an object that is not there. Run rebuild.";
      throw new SearchIndexError("missing-segment", message, { cause: error });
    }
  }

  /** A key whose look fails is left out of the batch and reported; the others go on. */
  async #lookAtAll(
    keys: readonly string[],
    look: ReadSourceState,
    looks: Map<string, SourceState>,
    live: ReadonlyMap<string, readonly LiveEntry[]>,
  ): Promise<void> {
    const found = await mapConcurrently(keys, LOOK_CONCURRENCY, async (key): Promise<[string, SourceState]> => {
      try {
        return [key, await look(key, looks.get(key), live.get(key) ?? [])];
      } catch (error) {
        if (!isSearchIndexError(error)) throw error;
        return [key, { state: "unknown", reason: error }];
      }
    });
    // In the keys' own order, whichever was answered first: reports keep it.
    for (const [key, answer] of found) looks.set(key, answer);
  }

  /**
   * What is wanted of the draft, in the bucket: as it was put already where no manifest names it yet, else under a fresh name by a
   * request a segment.
   */
  async #putPending(
    former: readonly PendingSegment[],
    draft: Draft | null,
    additions: readonly SourceDocuments[],
    manifest: Manifest,
    nameSegment: NameSegment,
  ): Promise<readonly PendingSegment[]> {
    const wanted = new Set(additions.map(({ sourceKey }) => sourceKey));
    const pending: PendingSegment[] = [];
    for (const built of draft?.segments ?? []) {
      if (!built.sourceKeys.some((key) => wanted.has(key))) continue;
      const present = former.find((segment) => segment.built === built);
      if (present !== undefined && mayEnter(present.id, manifest)) {
        pending.push(present);
        continue;
      }
      const id = nameSegment();
      await this.#context.store.putIfAbsent(segmentKey(this.#context.layout, id), built.bytes);
      pending.push({ built, id });
    }
    return pending;
  }

  async #planSegments(
    manifest: Manifest,
    plan: BatchPlan,
    pending: readonly PendingSegment[],
  ): Promise<ManifestSegment[]> {
    const entriesBySegment = groupBySegment(plan.tombstoned);
    const segments = manifest.segments.map((segment) => {
      const entries = entriesBySegment.get(segment.id);
      return entries === undefined ? segment : tombstoneEntries(segment, entries, this.#context.clock.nowMs());
    });
    for (const segment of pending) segments.push(await this.#enterPending(segment, plan.additions));
    return segments;
  }

  /** A pending segment as the manifest names it, with entries dead that have become no-ops meanwhile. */
  async #enterPending(pending: PendingSegment, additions: readonly SourceDocuments[]): Promise<ManifestSegment> {
    const { summary, sourceKeys } = pending.built;
    const fresh = freshSegment(pending.id, summary);
    const wanted = new Set(additions.map(({ sourceKey }) => sourceKey));
    const leftOver = sourceKeys.filter((key) => !wanted.has(key));
    if (leftOver.length === 0) return fresh;
    const reader = await SegmentReader.open(this.#context.store, segmentKey(this.#context.layout, fresh.id), fresh);
    const entries = await Promise.all(leftOver.map((key) => reader.findEntry(key)));
    return tombstoneEntries(
      fresh,
      entries.filter((entry) => entry !== null),
      this.#context.clock.nowMs(),
    );
  }
}

/** Whether a draft has all that a plan brings in; with nothing to bring in none is wanted. */
function holdsAll({ versions }: Draft, additions: readonly SourceDocuments[]): boolean {
  return additions.length > 0 && additions.every(({ sourceKey, version }) => versions.get(sourceKey) === version);
}

/** Takes seconds where articles are thousands; null for none. */
async function makeDraft(additions: readonly SourceDocuments[], build: BuildSegments): Promise<Draft | null> {
  if (additions.length === 0) return null;
  const versions = new Map(additions.map(({ sourceKey, version }) => [sourceKey, version]));
  return { ...(await build(additions)), versions };
}

function buildByMiniSearch(options: ResolvedIndexOptions): BuildSegments {
  return async (sources) => {
    const sourceKeys = sources.map(({ sourceKey }) => sourceKey);
    return { segments: [{ ...flushSegment(sources, options), sourceKeys }], rejected: new Map() };
  };
}

function mayEnter(id: SegmentId, manifest: Manifest): boolean {
  return !isNamed(id, manifest) && (manifest.collectFloor === null || id > manifest.collectFloor);
}

function groupBySegment(live: readonly LiveEntry[]): Map<SegmentId, PlacedSourceEntry[]> {
  const groups = new Map<SegmentId, PlacedSourceEntry[]>();
  for (const { segment, entry } of live) groups.set(segment.id, [...(groups.get(segment.id) ?? []), entry]);
  return groups;
}
