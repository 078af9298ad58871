/**
 * The writer's side of the commit protocol: load the manifest, look at each key, put one segment of what is new,
 * replace the manifest; where the outcome is unknown start again. docs/commit-protocol.md says why this loses nothing.
 */

import { isErrorOfKind, isSearchIndexError, SearchIndexError } from "../../errors.ts";
import type { ObjectKey } from "../../store/store.ts";
import { invertDocuments } from "../inverter/inverter.ts";
import { type SegmentId, segmentKey } from "../keys.ts";
import { freshSegment, type IndexSchema, type Manifest, type ManifestSegment, schemaOf } from "../manifest/manifest.ts";
import type { IndexContext, Snapshot } from "../manifest/manifest-reader.ts";
import { ManifestStore } from "../manifest/manifest-store.ts";
import { supersedeDocuments, tombstoneEntries } from "../manifest/tombstones.ts";
import { allNameRows, findEntry } from "../segment/reader/entry-lookup.ts";
import { SegmentReader } from "../segment/reader/segment-reader.ts";
import type { ResolvedIndexOptions, SourceDocument } from "../segment/schema/minisearch-options.ts";
import { hashDocumentId } from "../segment/stored/lookup.ts";
import type { PlacedSourceEntry } from "../segment/stored/source-entries.ts";
import type { Statement } from "../segment/stored/statements.ts";
import { type FlushedSegment, flushSegment, type SourceDocuments } from "../segment/writer/flush-segment.ts";
import { type LiveEntry, LiveEntryFinder } from "./live-entries.ts";
import { mapConcurrently } from "./map-concurrently.ts";
import { liveStatements, type Settlement, settleStatements, statedNames } from "./settle-statements.ts";
import { changeManifest, type Decision, isNamed, type NameSegment } from "./transaction.ts";

/** Keys looked at in parallel; SQS batches are hundreds, sockets are not. */
const LOOK_CONCURRENCY = 16;

/**
 * The present state of one source key, which alone decides what the index should hold of it: `unknown` where it could
 * not be told, so that the key is left alone, `postponed` where the commit has no room for it, `held` where the index
 * holds this very version and it is not to be read again.
 */
export type SourceState =
  | { readonly state: "absent" }
  | {
      readonly state: "present";
      readonly version: string;
      readonly documents: readonly SourceDocument[];
      /** The statements beside its documents. Default: none. */
      readonly statements?: readonly Statement[];
      /** True if this version was rejected unread before, so that it replaces itself. Default: no. */
      readonly isRetry?: boolean;
    }
  | { readonly state: "held" }
  | { readonly state: "unknown"; readonly reason: unknown }
  | { readonly state: "postponed" };

/**
 * Looks at a key now. `former` is the answer of the attempt before, whose documents may be used again where the version
 * is still the same; `live` is what the manifest that the commit will replace holds of the key. Called after that
 * manifest was loaded: never cache across calls. `isUnheld`: what the key states counts, and no live document says it,
 * so that it must be read whatever the index holds; such a key may be one that the batch does not name.
 */
export type ReadSourceState = (
  sourceKey: string,
  former: SourceState | undefined,
  live: readonly LiveEntry[],
  isUnheld: boolean,
) => Promise<SourceState>;

/** The result of a batch. `snapshot` has the manifest that contains it. */
export interface BatchReport {
  readonly snapshot: Snapshot;
  /**
   * Source keys that were brought in or taken out, those of which the index said what was found already, and those
   * postponed.
   */
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

/** The outcome of sources: segments, and refused sources, each with a reason. */
export interface BuiltSegments<Reason = unknown> {
  /** Segments; each source is in one of them. None without sources. */
  readonly segments: readonly BuiltSegment[];
  /** Sources whose inversion takes more than it may: their entries have no documents, for this reason. */
  readonly rejected: ReadonlyMap<string, Reason>;
}

/** Makes segments of sources. */
export type BuildSegments = (sources: readonly SourceDocuments[]) => Promise<BuiltSegments> | BuiltSegments;

/**
 * The segments built for an attempt, with their versions: the next attempts reuse them, even if they did not reach the
 * bucket. Where one segment would take too much memory it is several.
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
   * Makes the index agree with what `look` says of each key; a version that is the same as the live one by
   * `isSameVersion`, by default just this text, is live already. Rejects with `commit-conflict` when other writers won
   * the last of the attempts, `store-unavailable` when the store did not answer in it, `index-outdated` when the index
   * was made by other rules; nothing is lost then, since the caller's events come again. `build` by default makes one
   * segment, by way of MiniSearch.
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
    const draftOf = async (additions: readonly SourceDocuments[]): Promise<Draft | null> => {
      if (draft === null || !holdsAll(draft, additions)) draft = await makeDraft(additions, build);
      return draft;
    };
    const load = () => {
      attempts += 1;
      return this.#manifests.loadForWriting(this.#schema);
    };
    const decide = async (
      { manifest }: Snapshot,
      nameSegment: NameSegment,
    ): Promise<Decision<Snapshot, BatchReport>> => {
      const plan = await this.#plan(manifest, keys, look, looks, draftOf, isSameVersion);
      const report = (snapshot: Snapshot, put: BuiltSegments | null) =>
        reportBatch(snapshot, keys, looks, plan, attempts - 1, put);
      if (!changesAny(plan, manifest)) return { change: null, result: (snapshot) => report(snapshot, null) };
      pending = await this.#putPending(pending, plan.fresh, manifest, nameSegment);
      const put = { rejected: plan.rejected ?? new Map(), segments: pending.map(({ built }) => built) };
      const fresh = pending.map(({ id }, i) => ({ ...(plan.fresh[i]?.segment as ManifestSegment), id }));
      return {
        change: { segments: [...plan.segments, ...fresh] },
        result: (snapshot) => report(snapshot, put),
      };
    };
    try {
      return await changeManifest(this.#context, load, decide);
    } catch (error) {
      // A writer that stalled for longer than the readers' grace starts again; what is missing from a fresh manifest is
      // missing.
      if (!isErrorOfKind(error, "not-found")) throw error;
      const message = "The manifest names an object that is not there. Run poisk rebuild.";
      throw new SearchIndexError("missing-segment", message, { cause: error });
    }
  }

  /**
   * Plans the changes of the manifest by the batch. Keys are looked at that the batch does not name where their
   * statements count once others end: they are read and brought in by the same commit. Where one of them cannot be,
   * those that end them stay live without their documents, so that their messages find them again.
   */
  async #plan(
    manifest: Manifest,
    keys: readonly string[],
    look: ReadSourceState,
    looks: Map<string, SourceState>,
    draftOf: (additions: readonly SourceDocuments[]) => Promise<Draft | null>,
    isSameVersion: IsSameVersion,
  ): Promise<SettledBatch> {
    const live = new Map<string, readonly LiveEntry[]>();
    const unheld = new Set<string>();
    const deferred = new Set<string>();
    let due: readonly string[] = keys;
    for (;;) {
      for (const [key, entries] of await this.#finder.find(manifest, due)) live.set(key, entries);
      await this.#lookAtAll(due, look, looks, live, unheld);
      const all = [...new Set([...keys, ...unheld])];
      const plan = planBatch(all, looks, live, isSameVersion, unheld, deferred);
      const draft = await draftOf(plan.additions);
      const settled = await this.#settle(manifest, plan, draft, live, deferred);
      const more = [...settled.unheld.keys()].filter((key) => !unheld.has(key));
      if (more.length > 0) {
        for (const key of more) unheld.add(key);
        due = more.filter((key) => looks.get(key)?.state !== "present" || !live.has(key));
        continue;
      }
      const causes = settled.causes.filter((key) => !deferred.has(key));
      if (causes.length === 0) return { ...plan, ...settled, deferred: deferralsOf(deferred, settled.unheld, looks) };
      for (const key of causes) deferred.add(key);
      due = [];
    }
  }

  /** A key whose look fails is left out of the batch and reported; the others go on. */
  async #lookAtAll(
    keys: readonly string[],
    look: ReadSourceState,
    looks: Map<string, SourceState>,
    live: ReadonlyMap<string, readonly LiveEntry[]>,
    unheld: ReadonlySet<string>,
  ): Promise<void> {
    const found = await mapConcurrently(keys, LOOK_CONCURRENCY, async (key): Promise<[string, SourceState]> => {
      try {
        return [key, await look(key, looks.get(key), live.get(key) ?? [], unheld.has(key))];
      } catch (error) {
        if (!isSearchIndexError(error)) throw error;
        return [key, { state: "unknown", reason: error }];
      }
    });
    // In the keys' own order, whichever was answered first: reports keep it.
    for (const [key, answer] of found) looks.set(key, answer);
  }

  /** The segments as the plan leaves them, with all settled that its statements, and those that it ends, are about. */
  async #settle(
    manifest: Manifest,
    { additions, tombstoned }: BatchPlan,
    draft: Draft | null,
    live: ReadonlyMap<string, readonly LiveEntry[]>,
    deferred: ReadonlySet<string>,
  ): Promise<Settled> {
    const nowMs = this.#context.clock.nowMs();
    const { statementOf } = this.#options;
    const fresh = await this.#enterDraft(draft, additions);
    const ending = groupBySegment(tombstoned);
    const waiting = groupBySegment([...deferred].flatMap((key) => live.get(key) ?? []));
    const ended = new Map<string, readonly string[]>();
    const hashes = new Set<number>();
    const segments = await Promise.all(
      manifest.segments.map(async (segment) => {
        const endingHere = ending.get(segment.id) ?? [];
        const waitingHere = waiting.get(segment.id) ?? [];
        const concerned = [...endingHere, ...waitingHere];
        const left = tombstoneEntries(segment, endingHere, nowMs);
        if (statementOf === null || concerned.length === 0) return left;
        const reader = await this.#finder.open(segment);
        const entries = concerned.map(({ entry }) => entry);
        const names = await statedNames(reader, entries, statementOf);
        for (const [key, identities] of names.identities) {
          for (const identity of identities) hashes.add(hashDocumentId(identity));
          ended.set(key, identities);
        }
        const unsaid = waitingHere.flatMap(({ entry, superseded }) => liveStatements(names, entry, superseded));
        return supersedeDocuments(left, unsaid, nowMs);
      }),
    );
    if (statementOf === null) return { segments, fresh, rejected: draft?.rejected, unheld: new Map(), causes: [] };
    for (const { reader } of fresh) for await (const { hash } of allNameRows(reader)) hashes.add(hash);
    const settled = [
      ...segments.map((segment) => ({ segment, open: () => this.#finder.open(segment) })),
      ...fresh.map(({ segment, reader }) => ({ segment, open: async () => reader })),
    ];
    const settlement = await settleStatements(this.#context, settled, hashes, statementOf, deferred);
    const missing = new Set([...settlement.unheld.values()].flatMap((identities) => [...identities]));
    const endedKeys = new Set(tombstoned.map(({ entry }) => entry.sourceKey));
    return {
      segments: settlement.segments.slice(0, segments.length),
      fresh: fresh.map((one, i) => ({ ...one, segment: settlement.segments[segments.length + i] ?? one.segment })),
      rejected: draft?.rejected,
      unheld: settlement.unheld,
      causes: [...endedKeys].filter((key) => ended.get(key)?.some((identity) => missing.has(identity))),
    };
  }

  /**
   * The segments of a draft that a plan needs, with entries dead that have become no-ops meanwhile; not in the bucket
   * yet. No request.
   */
  async #enterDraft(draft: Draft | null, additions: readonly SourceDocuments[]): Promise<FreshSegment[]> {
    const wanted = new Set(additions.map(({ sourceKey }) => sourceKey));
    const needed = (draft?.segments ?? []).filter(({ sourceKeys }) => sourceKeys.some((key) => wanted.has(key)));
    return Promise.all(
      needed.map(async (built): Promise<FreshSegment> => {
        const reader = await openBytes(built);
        const leftOver = built.sourceKeys.filter((key) => !wanted.has(key));
        const entries = await Promise.all(leftOver.map((key) => findEntry(reader, key)));
        const dead = entries.filter((entry) => entry !== null).map((entry) => ({ entry }));
        const whole = freshSegment(UNNAMED, built.summary);
        return { built, reader, segment: tombstoneEntries(whole, dead, this.#context.clock.nowMs()) };
      }),
    );
  }

  /**
   * Puts the wanted segments of the draft into the bucket: one that was put and that no manifest names keeps its name,
   * any other gets a fresh one by a request a segment.
   */
  async #putPending(
    former: readonly PendingSegment[],
    fresh: readonly FreshSegment[],
    manifest: Manifest,
    nameSegment: NameSegment,
  ): Promise<readonly PendingSegment[]> {
    const pending: PendingSegment[] = [];
    for (const { built } of fresh) {
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
}

/** Placeholder for the name of a segment that has none yet. */
const UNNAMED = "" as SegmentId;

/** A segment that was built. No request. */
function openBytes({ bytes, summary }: BuiltSegment): Promise<SegmentReader> {
  const store = { getRange: async (_: ObjectKey, start: number, end: number) => bytes.subarray(start, end) };
  return SegmentReader.open(store, UNNAMED as string as ObjectKey, summary);
}

/**
 * The keys that wait for others, each with the reason why these could not be looked at, null where there was no room
 * for them.
 */
function deferralsOf(
  deferred: ReadonlySet<string>,
  unheld: ReadonlyMap<string, unknown>,
  looks: ReadonlyMap<string, SourceState>,
): ReadonlyMap<string, unknown> {
  const unknown = [...unheld.keys()].flatMap((key) => {
    const state = looks.get(key);
    return state?.state === "unknown" ? [state.reason] : [];
  });
  return new Map([...deferred].map((key) => [key, unknown[0] ?? null]));
}

/** Tells whether a draft has all additions of a plan. Without additions no draft is needed. */
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

function groupBySegment(live: readonly LiveEntry[]): Map<SegmentId, LiveEntry[]> {
  const groups = new Map<SegmentId, LiveEntry[]>();
  for (const one of live) groups.set(one.segment.id, [...(groups.get(one.segment.id) ?? []), one]);
  return groups;
}

// What a batch of looks means for one manifest, and what is told of it afterwards (pure).

/** The changes of a batch's commit. */
interface BatchPlan {
  readonly additions: readonly SourceDocuments[];
  readonly deletions: readonly string[];
  readonly tombstoned: readonly LiveEntry[];
}

/** A segment of a draft, as the manifest is to have it but for its name. */
interface FreshSegment {
  readonly built: BuiltSegment;
  readonly reader: SegmentReader;
  readonly segment: ManifestSegment;
}

/** The segments after all statements are settled. */
interface Settled extends Pick<Settlement, "unheld"> {
  /** Segments of the manifest, in its order. */
  readonly segments: readonly ManifestSegment[];
  readonly fresh: readonly FreshSegment[];
  readonly rejected: BuiltSegments["rejected"] | undefined;
  /** Keys that end what unheld ones are to say. */
  readonly causes: readonly string[];
}

interface SettledBatch extends BatchPlan, Settled {
  /**
   * Keys that end nothing yet, since what their end brings back could not be read: each with the reason, null for want
   * of room.
   */
  readonly deferred: ReadonlyMap<string, unknown>;
}

/** Tells whether two versions of one source key have the same content. */
type IsSameVersion = (a: string, b: string) => boolean;

/** Pure: what must be added and tombstoned so that the index says what the looks say. A delete is always planned. */
function planBatch(
  keys: readonly string[],
  looks: ReadonlyMap<string, SourceState>,
  live: ReadonlyMap<string, readonly LiveEntry[]>,
  isSameVersion: IsSameVersion,
  unheld: ReadonlySet<string>,
  deferred: ReadonlySet<string>,
): BatchPlan {
  const additions: SourceDocuments[] = [];
  const deletions: string[] = [];
  const tombstoned: LiveEntry[] = [];
  for (const sourceKey of keys) {
    const look = looks.get(sourceKey);
    const held = live.get(sourceKey) ?? [];
    if (deferred.has(sourceKey)) continue;
    if (look === undefined || look.state === "unknown" || look.state === "postponed" || look.state === "held") continue;
    if (look.state === "absent") {
      deletions.push(sourceKey);
    } else {
      if (!unheld.has(sourceKey) && held.some(({ entry }) => says(entry, look, isSameVersion))) continue;
      const { version, documents, statements = [] } = look;
      additions.push({ sourceKey, version, documents, statements });
    }
    tombstoned.push(...held);
  }
  return { additions, deletions, tombstoned };
}

/** Tells whether there is something to commit: a delete always is. */
function changesAny({ additions, deletions, segments }: SettledBatch, manifest: Manifest): boolean {
  return additions.length + deletions.length > 0 || segments.some((segment, i) => segment !== manifest.segments[i]);
}

/**
 * Tells whether a live entry agrees with the look. One of the same version that was rejected unread (suspect-ingest.ts)
 * does not, where the version was read now.
 */
function says(
  entry: PlacedSourceEntry,
  { version, isRetry = false }: Extract<SourceState, { state: "present" }>,
  isSameVersion: IsSameVersion,
): boolean {
  return isSameVersion(entry.version, version) && !(isRetry && entry.documentCount === 0);
}

/**
 * Makes the result of a batch: the outcome of each key, and the effect of its plan, judged by the segments that were
 * put.
 */
function reportBatch(
  snapshot: Snapshot,
  keys: readonly string[],
  looks: ReadonlyMap<string, SourceState>,
  plan: SettledBatch,
  conflicts: number,
  built: BuiltSegments | null,
): BatchReport {
  const changed = new Set([...plan.deletions, ...plan.additions.map(({ sourceKey }) => sourceKey)]);
  const committed: string[] = [];
  const unchanged: string[] = [];
  const left: string[] = [];
  const failed = new Map<string, unknown>();
  for (const key of keys) {
    const look = looks.get(key);
    const waitsFor = plan.deferred.get(key);
    if (look?.state === "unknown") failed.set(key, look.reason);
    else if (look === undefined || look.state === "postponed" || waitsFor === null) left.push(key);
    else if (waitsFor !== undefined) failed.set(key, waitsFor);
    else (changed.has(key) ? committed : unchanged).push(key);
  }
  const articles = plan.additions
    .filter(({ sourceKey }) => built?.rejected.has(sourceKey) !== true)
    .reduce((sum, { documents }) => sum + documents.length, 0);
  const segmentBytes = (built?.segments ?? []).reduce((sum, { bytes }) => sum + bytes.length, 0);
  const { tombstoned } = plan;
  return { snapshot, committed, unchanged, left, failed, tombstoned, conflicts, articles, segmentBytes };
}
