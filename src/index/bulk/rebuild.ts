/**
 * Makes an index anew from the uploads, all of it or the segments that are damaged, and swaps the new segments in by
 * one commit *. All of it: what every change of analyzer, parser or format needs, and what restores an index whose
 * manifest is lost. Damaged segments alone: what is sound stays, so that the work is as large as the damage, and
 * whatever else differs from the bucket is put right. Search goes on meanwhile.
 *
 * The first look at every upload is a listing, after a manifest was loaded. Where another commit comes before the swap
 * of a whole index, only the uploads are looked at again on which the new index and that manifest differ: the promise
 * of the commit protocol holds as for any writer, and a rebuild needs no quiet hour.
 */

import { isErrorOfKind, nullIf } from "../../errors.ts";
import { createUlid } from "../../id-source.ts";
import type { ObjectKey } from "../../store/store.ts";
import { allLiveEntries, type LiveEntry, LiveEntryFinder, readEntries } from "../commit/live-entries.ts";
import { mapConcurrently } from "../commit/map-concurrently.ts";
import { settleAllStatements } from "../commit/settle-statements.ts";
import { changeManifest, type Decision } from "../commit/transaction.ts";
import { isSameUpload, presentVersion } from "../commit/upload-version.ts";
import { GcPin } from "../compaction/gc-pin.ts";
import { refreshTails } from "../compaction/tail-refresh.ts";
import { manifestKey, type SegmentId } from "../keys.ts";
import {
  countLiveDocuments,
  emptyManifest,
  freshSegment,
  type Manifest,
  type ManifestSegment,
  parseManifest,
  schemaOf,
} from "../manifest/manifest.ts";
import { namedIds } from "../manifest/manifest-invariants.ts";
import type { IndexContext } from "../manifest/manifest-reader.ts";
import { ManifestStore, type ReplaceableManifest } from "../manifest/manifest-store.ts";
import { loadDead, tombstoneEntries } from "../manifest/tombstones.ts";
import { findEntry } from "../segment/reader/entry-lookup.ts";
import { openSegment } from "../segment/reader/segment-cache.ts";
import type { ResolvedIndexOptions } from "../segment/schema/minisearch-options.ts";
import type { PlacedSourceEntry } from "../segment/stored/source-entries.ts";
import { compareListed, listUploads } from "../uploads/listed-uploads.ts";
import type { UploadProcessor } from "../uploads/upload-processor.ts";
import { flushUploads } from "./flush-uploads.ts";

/**
 * Number of attempts. It exceeds a writer's 16: a rebuild examines all that others changed, and so takes a little
 * longer.
 */
const MAX_ATTEMPTS = 40;
/** Largest number of uploads that are looked at one by one; for more a listing is cheaper. */
const MAX_SINGLE_LOOKS = 1_000;
const LOOK_CONCURRENCY = 16;
/** Uploads a segment at the most; fewer where they hold many articles each. */
const UPLOADS_PER_SEGMENT = 1_000;

interface RebuildReport {
  readonly sequence: number;
  /** Uploads that were read. */
  readonly uploads: number;
  /** Articles, and segments, of the whole index. */
  readonly articles: number;
  readonly segments: number;
}

export interface RebuildOptions {
  /**
   * The segments to replace, none where the index only differs from the bucket. Default: all, and the manifest with
   * them.
   */
  readonly damaged?: ReadonlySet<SegmentId>;
  /** Told of the uploads in new segments, and of how many there will be, after each upload that was read. */
  readonly onProgress?: (uploadsDone: number, uploads: number) => void;
}

/**
 * Rebuilds the index. Requests: a listing, a GET an upload, one PUT a thousand of them and a commit; a commit more
 * every half an hour; after a conflict the ids of what was committed meanwhile and a look at each upload in it. With
 * `damaged` only the uploads are read that no sound segment holds, and each attempt is a listing and the ids of the
 * sound segments. Memory: a version a key, two after a conflict. Rejects as changeManifest does; with `damaged` also as
 * `index-outdated` where the index was made by other rules, and where the manifest cannot be read.
 */
export async function rebuildIndex(
  context: IndexContext,
  processor: UploadProcessor,
  options: RebuildOptions = {},
): Promise<RebuildReport> {
  return new Rebuild(context, processor, options).run();
}

/** The manifest in the bucket, or what can be known of one that cannot be read. */
interface PresentManifest extends ReplaceableManifest {
  /** False where the index may hold what `manifest` does not say. */
  readonly isRead: boolean;
}

class Rebuild {
  readonly #context: IndexContext;
  readonly #options: ResolvedIndexOptions;
  readonly #damaged: ReadonlySet<SegmentId> | undefined;
  readonly #startId: SegmentId;
  readonly #draft: IndexDraft;
  readonly #pin: GcPin;
  /** Entries of the previous manifest's segments: after a conflict only those of newer commits are read. */
  readonly #entries = new Map<SegmentId, readonly PlacedSourceEntry[]>();
  /** True once a listing was read to its end, so that uploads without an event are included. */
  #hasSeenAll = false;

  constructor(context: IndexContext, processor: UploadProcessor, { damaged, onProgress = () => {} }: RebuildOptions) {
    this.#context = context;
    this.#options = processor.options;
    this.#damaged = damaged;
    this.#startId = createUlid(context.clock.nowMs(), context.ids) as SegmentId;
    this.#pin = new GcPin(context, this.#startId);
    this.#draft = new IndexDraft(context, processor, async (uploads) => {
      onProgress(this.#draft.uploads, uploads);
      await this.#pin.renew();
    });
  }

  async run(): Promise<RebuildReport> {
    const decide = async (present: PresentManifest): Promise<Decision<PresentManifest, RebuildReport>> => ({
      change: this.#draft.isNamedBy(present.manifest) ? null : await this.#planSwap(present),
      result: ({ manifest }) => ({
        sequence: manifest.sequence,
        uploads: this.#draft.uploads,
        articles: countLiveDocuments(manifest),
        segments: manifest.segments.length,
      }),
    });
    const report = await changeManifest(this.#context, () => this.#load(), decide, MAX_ATTEMPTS);
    await refreshTails(this.#context);
    return report;
  }

  async #load(): Promise<PresentManifest> {
    await this.#pin.renew();
    if (this.#damaged !== undefined) {
      const snapshot = await new ManifestStore(this.#context).loadForWriting(schemaOf(this.#options));
      return { ...snapshot, manifest: withFloor(snapshot.manifest, this.#startId), isRead: true };
    }
    // Before the draft's segments lie there: a writer that found segments without a manifest would call for help.
    await nullIf(new ManifestStore(this.#context).loadOrCreate(schemaOf(this.#options)), "corrupt-data");
    return loadForReplacement(this.#context, this.#startId);
  }

  /** Names the draft beside the segments that stay, so that all others of the present manifest are retired. */
  async #planSwap(present: PresentManifest): Promise<Decision<PresentManifest, RebuildReport>["change"]> {
    const { manifest } = present;
    this.#draft.forgetCollected(manifest.collectFloor);
    const sound = manifest.segments.filter(({ id }) => this.#damaged?.has(id) === false);
    const ended = await this.#lookAgain(present, sound);
    const segments = await this.#settle(manifest, sound, [...ended]);
    const isSound = this.#damaged !== undefined && sound.length === manifest.segments.length;
    if (isSound && segments.every((segment, i) => segment === sound[i])) return null;
    return {
      ...schemaOf(this.#options),
      // Another rebuild's stays.
      collectHold: manifest.collectHold?.from === this.#startId ? null : manifest.collectHold,
      segments,
    };
  }

  /**
   * The segments of the swap, sound ones first. Where what counts of an identity is said by no document, since that lay
   * in a damaged segment or was superseded by what did, its upload is read into the draft.
   */
  async #settle(
    manifest: Manifest,
    sound: readonly ManifestSegment[],
    ended: LiveEntry[],
  ): Promise<readonly ManifestSegment[]> {
    const { statementOf } = this.#options;
    for (;;) {
      const segments = [...sound.map((segment) => this.#tombstone(segment, ended)), ...this.#draft.segments];
      if (statementOf === null) return segments;
      const settlement = await settleAllStatements(this.#context, segments, statementOf);
      if (settlement.unheld.size === 0) return settlement.segments;
      const keys = [...settlement.unheld.keys()];
      const live = await new LiveEntryFinder(this.#context).find({ ...manifest, segments }, keys);
      ended.push(...[...live.values()].flat().filter(({ segment }) => sound.some(({ id }) => id === segment.id)));
      await this.#draft.add(manifest, keys as ObjectKey[]);
    }
  }

  /**
   * Brings the draft to what the bucket holds now, after this very manifest was loaded; gives what ends of the sound
   * segments.
   */
  async #lookAgain(
    { manifest, isRead }: PresentManifest,
    sound: readonly ManifestSegment[],
  ): Promise<readonly LiveEntry[]> {
    const mayCompare = this.#hasSeenAll && isRead && this.#damaged === undefined;
    const differing = mayCompare ? await nullIf(this.#findDiffering(manifest), "corrupt-data", "not-found") : null;
    const unsure = differing && new Set([...differing, ...this.#draft.lacking]);
    if (unsure !== null && unsure.size <= MAX_SINGLE_LOOKS) {
      await this.#lookAt(manifest, [...unsure] as ObjectKey[]);
      return [];
    }
    const held = new Map<string, LiveEntry>();
    const ended: LiveEntry[] = [];
    for await (const live of allLiveEntries(this.#context, { ...manifest, segments: sound })) {
      // Live twice is a damage too: one of the two ends, whichever.
      if (held.has(live.entry.sourceKey)) ended.push(live);
      else held.set(live.entry.sourceKey, live);
    }
    const kept = await this.#draft.update(manifest, (key) => held.get(key)?.entry.version);
    for (const [key, live] of held) if (!kept.has(key)) ended.push(live);
    this.#hasSeenAll = true;
    return ended;
  }

  /**
   * The keys on which draft and manifest differ; rejects where it cannot be told, since the index is damaged or its
   * segments are gone. Where both hold the same content of an upload, or both hold none, nobody has to look at it
   * again.
   */
  async #findDiffering(manifest: Manifest): Promise<readonly string[]> {
    const named = new Set(manifest.segments.map(({ id }) => id));
    for (const id of this.#entries.keys()) if (!named.has(id)) this.#entries.delete(id);
    const unmatched = new Set(this.#draft.keys);
    const differing = new Set<string>();
    for (const segment of manifest.segments) {
      const dead = await loadDead(this.#context, segment);
      const entries = this.#entries.get(segment.id) ?? (await readEntries(this.#context, segment));
      this.#entries.set(segment.id, entries);
      for (const { entryNumber, sourceKey, version } of entries) {
        if (dead.entries.has(entryNumber)) continue;
        unmatched.delete(sourceKey);
        const drafted = this.#draft.versionOf(sourceKey);
        // The index may be of another parser.
        if (!isSameUpload(drafted, version, this.#options.parserVersion, manifest.parser)) differing.add(sourceKey);
      }
    }
    return [...differing, ...unmatched];
  }

  async #lookAt(manifest: Manifest, keys: readonly ObjectKey[]): Promise<void> {
    const { parserVersion } = this.#options;
    const versions = await mapConcurrently(keys, LOOK_CONCURRENCY, (key) =>
      presentVersion(this.#context.store, key, parserVersion),
    );
    await this.#draft.add(
      manifest,
      keys.filter(
        (key, i) =>
          !isSameUpload(versions[i], this.#draft.versionOf(key), parserVersion) || this.#draft.lacking.has(key),
      ),
    );
  }

  #tombstone(segment: ManifestSegment, ended: readonly LiveEntry[]): ManifestSegment {
    const ending = ended.filter((live) => live.segment.id === segment.id);
    return tombstoneEntries(segment, ending, this.#context.clock.nowMs());
  }
}

/**
 * An older manifest that was put back has an older floor: a stalled writer may hold a name that is deleted already. So
 * all that was named before this rebuild began, and that the manifest does not name, counts as collected.
 */
function withFloor(manifest: Manifest, startId: SegmentId): Manifest {
  return { ...manifest, collectFloor: startId > (manifest.collectFloor ?? "") ? startId : manifest.collectFloor };
}

/**
 * A manifest of another format, a damaged or a missing one is replaced all the same: its objects become orphans. With
 * it its floor is lost.
 */
async function loadForReplacement(context: IndexContext, startId: SegmentId): Promise<PresentManifest> {
  const { store, layout, clock } = context;
  const blank = withFloor(emptyManifest({ analyzer: "", parser: "", fields: [] }, "", clock.nowMs()), startId);
  const object = await nullIf(store.get(manifestKey(layout)), "not-found");
  if (object === null) return { manifest: blank, etag: null, isRead: false };
  const { bytes, etag } = object;
  try {
    return { manifest: parseManifest(bytes), etag, isRead: true };
  } catch (error) {
    if (!isErrorOfKind(error, "corrupt-data")) throw error;
    return { manifest: { ...blank, sequence: readSequence(bytes) }, etag, isRead: false };
  }
}

/** The sequence of a manifest that is otherwise unreadable, so that it still only grows; 0 where there is none. */
function readSequence(bytes: Uint8Array): number {
  const sequence = /"sequence":(\d{1,15})\b/.exec(new TextDecoder().decode(bytes))?.[1];
  return sequence === undefined ? 0 : Number(sequence);
}

/**
 * Part of an index in the making: segments that lie in the bucket and that no manifest names yet, and the version that
 * they hold of each upload. Memory: a version a key.
 */
class IndexDraft {
  readonly #context: IndexContext;
  readonly #processor: UploadProcessor;
  readonly #onRead: (uploads: number) => Promise<void>;
  readonly #segments: ManifestSegment[] = [];
  readonly #places = new Map<string, { readonly version: string; readonly segment: number }>();
  readonly #lacking = new Set<string>();

  /** `onRead` is awaited after each upload that is read, with how many there will be. */
  constructor(context: IndexContext, processor: UploadProcessor, onRead: (uploads: number) => Promise<void>) {
    this.#context = context;
    this.#processor = processor;
    this.#onRead = onRead;
  }

  /** The segments with a live entry. */
  get segments(): readonly ManifestSegment[] {
    return this.#segments.filter(({ liveEntries }) => liveEntries > 0);
  }

  get keys(): IterableIterator<string> {
    return this.#places.keys();
  }

  get uploads(): number {
    return this.#places.size;
  }

  /** The version that it holds of an upload; undefined where it holds none. */
  versionOf(key: string): string | undefined {
    return this.#places.get(key)?.version;
  }

  /** Keys that left the draft for another reason than a look at them, and so must be looked at. */
  get lacking(): ReadonlySet<string> {
    return this.#lacking;
  }

  /**
   * Tells whether a manifest names any of these segments. If so, their commit has landed, since nobody else knows these
   * names.
   */
  isNamedBy(manifest: Manifest): boolean {
    const named = new Set(namedIds(manifest));
    return this.#segments.some(({ id }) => named.has(id));
  }

  /**
   * Forgets segments at or below the floor. They may be deleted and may enter no manifest; their uploads are read
   * again.
   */
  forgetCollected(collectFloor: SegmentId | null): void {
    const isCollected = (id: SegmentId | undefined) => (id ?? "") <= (collectFloor ?? "");
    for (const [key, { segment }] of this.#places) {
      if (!isCollected(this.#segments[segment]?.id)) continue;
      this.#lacking.add(key);
      this.#places.delete(key);
    }
    for (const [i, segment] of this.#segments.entries()) {
      if (isCollected(segment.id)) this.#segments[i] = { ...segment, liveEntries: 0, liveDocuments: 0 };
    }
  }

  /**
   * Brings the draft to what the bucket holds now, but for uploads of which `heldVersion`, which lies elsewhere, is the
   * present one: their keys are given. A listing, which is a look at every upload whose version is settled; then those
   * of add.
   */
  async update(manifest: Manifest, heldVersion: (key: string) => string | undefined): Promise<ReadonlySet<string>> {
    const { parserVersion } = this.#processor.options;
    const heldElsewhere = new Set<string>();
    const gone = new Set(this.keys);
    const wanted: ObjectKey[] = [];
    const heldVersions = (key: string) => [heldVersion(key), this.versionOf(key)];
    const uploads = compareListed(this.#context.store, parserVersion, listUploads(this.#context), heldVersions);
    for await (const { upload, version } of uploads) {
      gone.delete(upload.key);
      if (version === null) wanted.push(upload.key);
      else if (version === heldVersion(upload.key)) heldElsewhere.add(upload.key);
    }
    await this.add(manifest, wanted);
    await this.tombstone([...gone, ...heldElsewhere]);
    return heldElsewhere;
  }

  /**
   * Flushes uploads as they are now into new segments, a thousand each at the most; those that are gone leave the
   * draft. Requests as flushUploads.
   */
  async add(manifest: Manifest, keys: readonly ObjectKey[]): Promise<void> {
    const total = this.uploads + keys.filter((key) => !this.#places.has(key)).length;
    const onRead = () => this.#onRead(total);
    for (const key of keys) this.#lacking.add(key);
    for (let start = 0; start < keys.length; start += UPLOADS_PER_SEGMENT) {
      const some = keys.slice(start, start + UPLOADS_PER_SEGMENT);
      for await (const flushed of flushUploads(this.#context, this.#processor, manifest, some, { onRead })) {
        await this.tombstone(flushed.keys);
        for (const { id, summary, versions } of flushed.segments) {
          for (const [key, version] of versions) this.#places.set(key, { version, segment: this.#segments.length });
          this.#segments.push(freshSegment(id, summary));
        }
      }
      for (const key of some) this.#lacking.delete(key);
    }
    await onRead();
  }

  /**
   * Ends the entries of uploads, since they changed, went, or are live elsewhere. Keys that it does not hold are passed
   * over.
   */
  async tombstone(keys: Iterable<string>): Promise<void> {
    const { clock } = this.#context;
    for (const key of keys) {
      const place = this.#places.get(key);
      const segment = place && this.#segments[place.segment];
      if (place === undefined || segment === undefined) continue;
      const entry = await findEntry(await openSegment(this.#context, segment), key);
      if (entry !== null) this.#segments[place.segment] = tombstoneEntries(segment, [{ entry }], clock.nowMs());
      // Last: a read that fails before must find the key here again.
      this.#places.delete(key);
    }
  }
}
