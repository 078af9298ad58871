/**
 * Makes a whole new index from the uploads, beside the old one, and swaps it in by one commit (layer 4): what every
 * change of analyzer, parser or format needs, and what restores an index whose manifest is lost. Search goes on meanwhile.
 *
 * The first look at every upload is a listing, after a manifest was loaded. Where another commit comes before the swap,
 * only the uploads are looked at again on which the new index and that manifest differ: the promise of the commit
 * protocol holds as for any writer, and a rebuild needs no quiet hour.
 */
import { isErrorOfKind } from "../../errors.ts";
import { createUlid } from "../../id-source.ts";
import { countLiveDocuments, emptyManifest, type Manifest, parseManifest, schemaOf } from "../../manifest/manifest.ts";
import { type IndexContext, ManifestStore, type ReplaceableManifest } from "../../manifest/manifest-store.ts";
import { deadEntries, loadTombstones } from "../../manifest/tombstones.ts";
import type { ResolvedIndexOptions } from "../../segment/schema/minisearch-options.ts";
import type { PlacedSourceEntry } from "../../segment/stored/lookup.ts";
import { manifestKey, type SegmentId } from "../../storage/object-store/object-keys.ts";
import type { ObjectKey } from "../../storage/object-store/object-store.ts";
import { readEntries } from "../commit/live-entries.ts";
import { mapConcurrently } from "../commit/map-concurrently.ts";
import { changeManifest, type Decision } from "../commit/transaction.ts";
import { isSameUpload, presentVersion } from "../commit/upload-version.ts";
import { GcPin } from "../compaction/gc-pin.ts";
import type { UploadProcessor } from "../processing/upload-processor.ts";
import { IndexDraft } from "./index-draft.ts";

/** As a writer may meet others 16 times; a rebuild looks at all that they changed, and so takes a little longer. */
const MAX_ATTEMPTS = 40;
/** More uploads than this are cheaper to look at by a listing. */
const MAX_SINGLE_LOOKS = 1_000;
const LOOK_CONCURRENCY = 16;

export interface RebuildReport {
  readonly sequence: number;
  readonly uploads: number;
  readonly articles: number;
  readonly segments: number;
}

/** Called after each segment, with the uploads read so far. */
type RebuildProgress = (uploadsDone: number) => void;

/**
 * Rebuilds the index. Requests: a GET an upload, one PUT a thousand of them, a listing and a commit; a commit more every half
 * an hour; after a conflict the ids of what was committed meanwhile and a look at each upload in it. Memory: a
 * version a key, two after a conflict. Rejects as changeManifest does.
 */
export async function rebuildIndex(
  context: IndexContext,
  processor: UploadProcessor,
  onProgress: RebuildProgress = () => {},
): Promise<RebuildReport> {
  return new Rebuild(context, processor, onProgress).run();
}

/** The manifest in the bucket, or what can be known of one that cannot be read. */
interface PresentManifest extends ReplaceableManifest {
  /** False where the index may hold what `manifest` does not say. */
  readonly isRead: boolean;
}

class Rebuild {
  readonly #context: IndexContext;
  readonly #options: ResolvedIndexOptions;
  readonly #onProgress: RebuildProgress;
  readonly #startId: SegmentId;
  readonly #draft: IndexDraft;
  readonly #pin: GcPin;
  /** Of segments of the manifest before: after a conflict only those of the commits that came between are read. */
  readonly #entries = new Map<SegmentId, readonly PlacedSourceEntry[]>();
  /** Whether a listing was gone through to its end, so that what no event told of is in. */
  #hasSeenAll = false;

  constructor(context: IndexContext, processor: UploadProcessor, onProgress: RebuildProgress) {
    const { options } = processor;
    this.#context = context;
    this.#options = options;
    this.#onProgress = onProgress;
    this.#startId = createUlid(context.clock.nowMs(), context.ids) as SegmentId;
    this.#draft = new IndexDraft(context, processor);
    this.#pin = new GcPin(context, this.#startId);
  }

  run(): Promise<RebuildReport> {
    const load = async (): Promise<PresentManifest> => {
      await createManifestInEmptyBucket(this.#context, this.#options);
      await this.#pin.renew();
      return loadForReplacement(this.#context, this.#startId);
    };
    const decide = async (present: PresentManifest): Promise<Decision<PresentManifest, RebuildReport>> => ({
      change: this.#draft.isNamedBy(present.manifest) ? null : await this.#planSwap(present),
      result: ({ manifest }) => ({
        sequence: manifest.sequence,
        uploads: this.#draft.uploads,
        articles: countLiveDocuments(manifest),
        segments: manifest.segments.length,
      }),
    });
    return changeManifest(this.#context, load, decide, MAX_ATTEMPTS);
  }

  /** Names the draft alone, so that everything of the present manifest is retired. */
  async #planSwap(present: PresentManifest): Promise<Decision<PresentManifest, RebuildReport>["change"]> {
    const { manifest } = present;
    this.#draft.forgetCollected(manifest.collectFloor);
    await this.#lookAgain(present);
    this.#onProgress(this.#draft.uploads);
    return {
      ...schemaOf(this.#options),
      // Another rebuild's stays.
      collectHold: manifest.collectHold?.from === this.#startId ? null : manifest.collectHold,
      segments: this.#draft.segments,
    };
  }

  /** Brings the draft to what the bucket holds now, after this very manifest was loaded. */
  async #lookAgain({ manifest, isRead }: PresentManifest): Promise<void> {
    const differing = this.#hasSeenAll && isRead ? await this.#findDiffering(manifest) : null;
    const doubtful = differing && new Set([...differing, ...this.#draft.lacking]);
    if (doubtful === null || doubtful.size > MAX_SINGLE_LOOKS) {
      await this.#draft.update(
        manifest,
        () => undefined,
        async () => {
          this.#onProgress(this.#draft.uploads);
          await this.#pin.renew();
        },
      );
      this.#hasSeenAll = true;
    } else await this.#lookAt(manifest, [...doubtful] as ObjectKey[]);
  }

  /**
   * The keys on which draft and manifest differ; null where it cannot be told, since the index is damaged or its segments are gone.
   * Where both hold the same content of an upload, or both hold none, nobody has to look at it again.
   */
  async #findDiffering(manifest: Manifest): Promise<readonly string[] | null> {
    const { store, layout } = this.#context;
    const named = new Set(manifest.segments.map(({ id }) => id));
    for (const id of this.#entries.keys()) if (!named.has(id)) this.#entries.delete(id);
    const unmatched = new Set(this.#draft.keys);
    const differing = new Set<string>();
    try {
      for (const segment of manifest.segments) {
        const dead = deadEntries(await loadTombstones(store, layout, segment));
        const entries = this.#entries.get(segment.id) ?? (await readEntries(this.#context, segment));
        this.#entries.set(segment.id, entries);
        for (const { entryNumber, sourceKey, version } of entries) {
          if (dead.has(entryNumber)) continue;
          unmatched.delete(sourceKey);
          const drafted = this.#draft.versionOf(sourceKey);
          // The index may be of another parser.
          if (!isSameUpload(drafted, version, this.#options.parserVersion, manifest.parser)) differing.add(sourceKey);
        }
      }
    } catch (error) {
      if (isErrorOfKind(error, "corrupt-data") || isErrorOfKind(error, "not-found")) return null;
      throw error;
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
}

/** Before the draft's segments lie there: a writer that found segments without a manifest would call for help. */
async function createManifestInEmptyBucket(context: IndexContext, options: ResolvedIndexOptions): Promise<void> {
  try {
    await new ManifestStore(context).loadOrCreate(schemaOf(options));
  } catch (error) {
    if (!isErrorOfKind(error, "corrupt-data")) throw error;
  }
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
      return { manifest: parseManifest(bytes), etag, isRead: true };
    } catch (error) {
      if (!isErrorOfKind(error, "corrupt-data")) throw error;
      return { manifest: { ...blank, sequence: readSequence(bytes) }, etag, isRead: false };
    }
  } catch (error) {
    if (isErrorOfKind(error, "not-found")) return { manifest: blank, etag: null, isRead: false };
    throw error;
  }
}

/** The sequence of a manifest that is otherwise unreadable, so that it still only grows; 0 where there is none. */
function readSequence(bytes: Uint8Array): number {
  const sequence = /"sequence":(\d{1,15})\b/.exec(Buffer.from(bytes).toString("latin1"))?.[1];
  return sequence === undefined ? 0 : Number(sequence);
}
