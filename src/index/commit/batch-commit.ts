/**
 * The writer's side of the commit protocol: load the manifest, look at each key, put one segment of what is
 * new, replace the manifest; where the outcome is unknown start again. docs/commit-protocol.md says why this loses nothing.
 */

import { isErrorOfKind, isSearchIndexError, SearchIndexError } from "../../errors.ts";
import { invertDocuments } from "../inverter/inverter.ts";
import { type SegmentId, segmentKey } from "../keys.ts";
import { freshSegment, type IndexSchema, type Manifest, type ManifestSegment, schemaOf } from "../manifest/manifest.ts";
import type { IndexContext, Snapshot } from "../manifest/manifest-reader.ts";
import { ManifestStore } from "../manifest/manifest-store.ts";
import { tombstoneEntries } from "../manifest/tombstones.ts";
import { findEntry } from "../segment/reader/entry-lookup.ts";
import { openSegment } from "../segment/reader/segment-cache.ts";
import type { ResolvedIndexOptions, SourceDocument } from "../segment/schema/minisearch-options.ts";
import type { PlacedSourceEntry } from "../segment/stored/source-entries.ts";
import { type FlushedSegment, flushSegment, type SourceDocuments } from "../segment/writer/flush-segment.ts";
import { type LiveEntry, LiveEntryFinder } from "./live-entries.ts";
import { mapConcurrently } from "./map-concurrently.ts";
import { changeManifest, type Decision, isNamed, type NameSegment } from "./transaction.ts";

/** Keys looked at in parallel; SQS batches are hundreds, sockets are not. */
const LOOK_CONCURRENCY = 16;

/**
 * The present state of one source key, which alone decides what the index should hold of it: `unknown` where it could not be told, so that the key is left alone, `postponed` where
 * the commit has no room for it, `held` where the index holds this very version and it is not to be read again.
 */
export type SourceState =
  | { readonly state: "absent" }
  | {
      readonly state: "present";
      readonly version: string;
      readonly documents: readonly SourceDocument[];
      /** Whether this version was rejected unread before, so that it replaces itself. Default: no. */
      readonly isRetry?: boolean;
    }
  | { readonly state: "held" }
  | { readonly state: "unknown"; readonly reason: unknown }
  | { readonly state: "postponed" };

/**
 * Looks at a key now. `former` is the answer of the attempt before, whose documents may be used again where the version
 * is still the same; `live` is what the manifest that the commit will replace holds of the key. Called after that manifest
 * was loaded: never cache across calls.
 */
export type ReadSourceState = (
  sourceKey: string,
  former: SourceState | undefined,
  live: readonly LiveEntry[],
) => Promise<SourceState>;

/** What a batch did. `snapshot` is the manifest that makes it true. */
export interface BatchReport {
  readonly snapshot: Snapshot;
  /** Source keys that were brought in or taken out, those of which the index said what was found already, and those postponed. */
  readonly committed: readonly string[];
  readonly unchanged: readonly string[];
  readonly left: readonly string[];
  /** Source keys whose state is unknown, with the reason. */
  readonly failed: ReadonlyMap<string, unknown>;
  /** Live entries that this batch put an end to. */
  readonly tombstoned: readonly LiveEntry[];
  readonly conflicts: number;
  /** Documents that this batch brought in. */
  readonly articles: number;
  /** Bytes of the segments put, 0 where none was. */
  readonly segmentBytes: number;
}

/** A segment, and the source keys that it has an entry for. */
export interface BuiltSegment extends FlushedSegment {
  readonly sourceKeys: readonly string[];
}

/** What became of sources: segments, and sources that were refused, each with a reason. */
export interface BuiltSegments<Reason = unknown> {
  /** Each source is in one of them; none where there were no sources. */
  readonly segments: readonly BuiltSegment[];
  /** Sources whose inversion takes more than it may: their entries have no documents, for this reason. */
  readonly rejected: ReadonlyMap<string, Reason>;
}

/** Makes segments of sources. */
export type BuildSegments = (sources: readonly SourceDocuments[]) => Promise<BuiltSegments> | BuiltSegments;

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
    build: BuildSegments = buildAtOnce(this.#options),
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
    const reader = await openSegment(this.#context, fresh);
    const entries = await Promise.all(leftOver.map((key) => findEntry(reader, key)));
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

function buildAtOnce(options: ResolvedIndexOptions): BuildSegments {
  return async (sources) => {
    const sourceKeys = sources.map(({ sourceKey }) => sourceKey);
    return { segments: [{ ...flushSegment(sources, options, invertDocuments), sourceKeys }], rejected: new Map() };
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

// What a batch of looks means for one manifest, and what is told of it afterwards (pure).

/** What a commit of a batch has to change. */
interface BatchPlan {
  readonly additions: readonly SourceDocuments[];
  readonly deletions: readonly string[];
  readonly tombstoned: readonly LiveEntry[];
}

/** Whether two versions of one source key are of one content. */
type IsSameVersion = (a: string, b: string) => boolean;

/** Pure: what must be added and tombstoned so that the index says what the looks say. A delete is always planned. */
function planBatch(
  keys: readonly string[],
  looks: ReadonlyMap<string, SourceState>,
  live: ReadonlyMap<string, readonly LiveEntry[]>,
  isSameVersion: IsSameVersion,
): BatchPlan {
  const additions: SourceDocuments[] = [];
  const deletions: string[] = [];
  const tombstoned: LiveEntry[] = [];
  for (const sourceKey of keys) {
    const look = looks.get(sourceKey);
    const held = live.get(sourceKey) ?? [];
    if (look === undefined || look.state === "unknown" || look.state === "postponed" || look.state === "held") continue;
    if (look.state === "absent") {
      deletions.push(sourceKey);
    } else {
      if (held.some(({ entry }) => says(entry, look, isSameVersion))) continue;
      additions.push({ sourceKey, version: look.version, documents: look.documents });
    }
    tombstoned.push(...held);
  }
  return { additions, deletions, tombstoned };
}

/**
 * Whether a live entry says what the look found. One of the same version that was rejected unread (suspect-ingest.ts) does not,
 * where the version was read now.
 */
function says(
  entry: PlacedSourceEntry,
  { version, isRetry = false }: Extract<SourceState, { state: "present" }>,
  isSameVersion: IsSameVersion,
): boolean {
  return isSameVersion(entry.version, version) && !(isRetry && entry.documentCount === 0);
}

/** What a batch did: what became of each key that was looked at, and what its plan brought about, by the segments that were put. */
function reportBatch(
  snapshot: Snapshot,
  looks: ReadonlyMap<string, SourceState>,
  plan: BatchPlan,
  conflicts: number,
  built: BuiltSegments | null,
): BatchReport {
  const changed = new Set([...plan.deletions, ...plan.additions.map(({ sourceKey }) => sourceKey)]);
  const committed: string[] = [];
  const unchanged: string[] = [];
  const left: string[] = [];
  const failed = new Map<string, unknown>();
  for (const [key, look] of looks) {
    if (look.state === "unknown") failed.set(key, look.reason);
    else if (look.state === "postponed") left.push(key);
    else (changed.has(key) ? committed : unchanged).push(key);
  }
  const articles = plan.additions
    .filter(({ sourceKey }) => built?.rejected.has(sourceKey) !== true)
    .reduce((sum, { documents }) => sum + documents.length, 0);
  const segmentBytes = (built?.segments ?? []).reduce((sum, { bytes }) => sum + bytes.length, 0);
  const { tombstoned } = plan;
  return { snapshot, committed, unchanged, left, failed, tombstoned, conflicts, articles, segmentBytes };
}
