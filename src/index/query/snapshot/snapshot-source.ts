/**
 * Hands out the snapshot that a query sees: the manifest is revalidated at most once in a while, segments stay
 * open, with the blocks that were read of them, until a newer manifest lacks them; and a query that meets a collected
 * segment starts again, once, with a fresh manifest.
 */

import { type ErrorCode, isErrorOfKind, isSearchIndexError, SearchIndexError } from "../../../errors.ts";
import type { ObjectKey } from "../../../store/store.ts";
import { dictionaryKey, parsePublishedKey, tombstonesKey } from "../../keys.ts";
import type { Manifest } from "../../manifest/manifest.ts";
import { type IndexContext, ManifestReader, missingManifest, type Snapshot } from "../../manifest/manifest-reader.ts";
import { NO_TAILS, readTails, tailOf } from "../../manifest/segment-tails.ts";
import type { BlockCacheCounts } from "../../segment/reader/block-cache.ts";
import type { Spared } from "../../segment/reader/block-reader.ts";
import { SegmentCache } from "../../segment/reader/segment-cache.ts";
import type { ShownValues } from "../../segment/reader/segment-reader.ts";
import { BitsetCache } from "./bitset-cache.ts";
import { type IndexSnapshot, openSnapshot } from "./index-snapshot.ts";

/** Age at which a manifest is requested again: an upload is found about a second later. */
const DEFAULT_REVALIDATE_MS = 1_000;

/**
 * All postings of 100,000 articles unpacked, and the texts of many thousand results beside them, packed; and it fits
 * into a function of 512 MB with the 150 MB that a process takes otherwise. More than is asked for is never taken.
 */
const DEFAULT_CACHE_BYTES = 128 * 1024 * 1024;

/** Share of the cache for document sets of common words: 1,300 of 100,000 documents. */
const KEPT_SETS_SHARE = 1 / 8;

export interface SnapshotOptions {
  /** Age at which a manifest is requested again. Default 1,000. */
  readonly revalidateMs?: number | undefined;
  /** Memory for blocks of all segments together, an eighth of it for sets of documents; 0 for none. Default 128 MiB. */
  readonly cacheBytes?: number | undefined;
  /**
   * The scarcer resource. Requests, by default: a process reads through gaps of 16 KiB, and ahead what many queries
   * want. Bytes, where a reader waits for them, as a page does: gaps of 4 KiB are read through, and nothing ahead.
   */
  readonly spared?: Spared | undefined;
  /** Conversions of stored fields for display. Default: as stored. */
  readonly shown?: ShownValues | undefined;
  /**
   * Told of the dictionary of a published index by its directory, before the first query, and how to read bytes [start,
   * end) of it. Default: no dictionary is needed.
   */
  readonly openDictionary?: OpenDictionary | undefined;
}

type OpenDictionary = (directory: string, read: (start: number, end: number) => Promise<Uint8Array>) => void;

/** Reads what a query will ask for, of a part of the index. */
type ReadAhead = (part: IndexSnapshot) => Promise<unknown>;

/** The opening that is under way. */
interface Opening {
  /** Number of index changes that were announced before it began. */
  readonly changes: number;
  readonly done: Promise<void>;
  /**
   * Those segments that are open before the others, where a process knows nothing else; null where these are none or
   * all.
   */
  readonly part: Promise<IndexSnapshot | null>;
}

interface OpenedManifest {
  readonly snapshot: Snapshot;
  readonly index: IndexSnapshot;
}

/** The newest snapshot of one index. */
export class SnapshotSource {
  readonly #context: IndexContext;
  readonly #manifests: ManifestReader;
  readonly #segments: SegmentCache;
  readonly #keptSets: BitsetCache;
  readonly #revalidateMs: number;
  readonly #tellDictionary: OpenDictionary | undefined;
  #opened: OpenedManifest | null = null;
  /** The error of a query if there is no manifest. */
  #absence: SearchIndexError | null = null;
  #checkedAtMs = Number.NEGATIVE_INFINITY;
  /**
   * Number of index changes that were announced to this process; also the number before the last request for the
   * manifest.
   */
  #changes = 0;
  #seenChanges = 0;
  #wasThere = false;
  #opening: Opening | null = null;

  constructor(context: IndexContext, options: SnapshotOptions = {}) {
    this.#context = context;
    this.#manifests = new ManifestReader(context);
    const cacheBytes = options.cacheBytes ?? DEFAULT_CACHE_BYTES;
    const blockBytes = cacheBytes * (1 - KEPT_SETS_SHARE);
    this.#segments = new SegmentCache(context.store, context.layout, { ...options, cacheBytes: blockBytes });
    this.#keptSets = new BitsetCache(cacheBytes * KEPT_SETS_SHARE);
    this.#revalidateMs = options.revalidateMs ?? DEFAULT_REVALIDATE_MS;
    this.#tellDictionary = options.openDictionary;
  }

  /** The index was changed, as who changed it says: queries from now on see that, whatever the age of the manifest. */
  expire(): void {
    this.#changes += 1;
  }

  /** Hits and misses of the block cache. */
  blockCounts(): BlockCacheCounts {
    return this.#segments.blockCounts();
  }

  /**
   * Runs a query on the newest snapshot. Where the bucket has no manifest: as {@link ManifestReader.require}, or
   * `missing-manifest` where there was one. A missing object means that the snapshot was collected: then once more on a
   * fresh one. A second miss is `missing-segment`, or `index-busy` where the newest manifest does not name the object
   * any more: then nothing is damaged, and the query was overtaken twice.
   *
   * Where a process that knows nothing has the tails of some segments and waits for others, `readAhead` is called with
   * the index of those alone: what it reads is there for the query.
   */
  async use<T>(query: (index: IndexSnapshot) => Promise<T>, readAhead?: ReadAhead): Promise<T> {
    try {
      return await query(await this.#current(false, readAhead));
    } catch (error) {
      if (!isErrorOfKind(error, "not-found") || error.code !== "object-not-found") throw error;
    }
    try {
      return await query(await this.#current(true));
    } catch (error) {
      if (!isErrorOfKind(error, "not-found") || error.code !== "object-not-found") throw error;
      const [code, message] = MISSES[(await this.#isNamed(error.details.key)) ? "named" : "gone"];
      throw new SearchIndexError(code, message, { cause: error });
    }
  }

  /** Tells whether the newest manifest names an object; true if that cannot be judged. One request. */
  async #isNamed(key: unknown): Promise<boolean> {
    const newest = await this.#manifests.load();
    if (newest === null || typeof key !== "string") return true;
    const { layout } = this.#context;
    return newest.manifest.segments.some(
      ({ id, tombstoneObject }) =>
        parsePublishedKey(layout, key as ObjectKey) === id ||
        (tombstoneObject !== null && key === tombstonesKey(layout, tombstoneObject.id)),
    );
  }

  async #current(isForced: boolean, readAhead?: ReadAhead): Promise<IndexSnapshot> {
    const ageMs = this.#context.clock.monotonicMs() - this.#checkedAtMs;
    const isFresh = ageMs < this.#revalidateMs && this.#seenChanges === this.#changes;
    if (isFresh && !isForced) return this.#opened?.index ?? this.#throwAbsence();
    if (isForced) this.#segments.retain([]);
    // One that began before the miss, or before a change, may have read a manifest that is too old.
    if (isForced || this.#opening?.changes !== this.#changes) await this.#opening?.done.catch(() => undefined);
    this.#opening ??= this.#begin();
    // A failure is told by the query, which asks for the same.
    if (readAhead !== undefined) this.#opening.part.then((part) => part && readAhead(part)).catch(() => undefined);
    await this.#opening.done;
    return this.#opened?.index ?? this.#throwAbsence();
  }

  #begin(): Opening {
    let tellPart: (part: IndexSnapshot | null) => void = () => undefined;
    const part = new Promise<IndexSnapshot | null>((resolve) => {
      tellPart = resolve;
    });
    const changes = this.#changes;
    const done = this.#open(tellPart, changes).finally(() => {
      tellPart(null);
      this.#opening = null;
    });
    return { changes, done, part };
  }

  async #open(tellPart: (part: IndexSnapshot) => void, changes: number): Promise<void> {
    const { store, layout } = this.#context;
    const checkedAtMs = this.#context.clock.monotonicMs();
    const former = this.#opened;
    // Together, so that a process that knows nothing waits for both at once; it asks for the tails once.
    const isFirst = this.#checkedAtMs === Number.NEGATIVE_INFINITY;
    const [snapshot, tails] = await Promise.all([this.#load(former), isFirst ? readTails(store, layout) : NO_TAILS]);
    if (snapshot === null) {
      this.#segments.retain([]);
      this.#opened = null;
    } else if (snapshot !== former?.snapshot) {
      // First, so that the text of a deleted article does not stay in memory for longer than its segment is live.
      this.#segments.retain(snapshot.manifest.segments.map(({ id }) => id));
      const before = { former: former?.index ?? null, tails };
      const open = (manifest: Manifest) =>
        openSnapshot(this.#context, manifest, this.#segments, before, this.#keptSets);
      this.#openDictionary(snapshot.manifest);
      const opening = open(snapshot.manifest);
      // Opened without a request.
      const known = snapshot.manifest.segments.filter(
        (segment) => tailOf(tails, segment) !== undefined && segment.tombstoneObject === null,
      );
      if (known.length > 0 && known.length < snapshot.manifest.segments.length) {
        // A failure is told by the opening of all.
        open({ ...snapshot.manifest, segments: known }).then(tellPart, () => undefined);
      }
      this.#opened = { snapshot, index: await opening };
      this.#wasThere = true;
    }
    this.#checkedAtMs = checkedAtMs;
    this.#seenChanges = changes;
  }

  /** Tells of the dictionary of a published index. */
  #openDictionary({ publication }: Manifest): void {
    const { store, layout } = this.#context;
    if (!publication?.dictionary) return;
    const { hash, directory } = publication.dictionary;
    const key = dictionaryKey(layout, hash);
    this.#tellDictionary?.(directory, (start, end) => store.getRange(key, start, end));
  }

  /** Null where there is none, and #absence says why. */
  async #load(former: OpenedManifest | null): Promise<Snapshot | null> {
    try {
      const same = former && (await this.#manifests.reload(former.snapshot));
      return same ?? (await this.#manifests.require());
    } catch (error) {
      if (!isSearchIndexError(error) || !ABSENCES.has(error.code)) throw error;
      return this.#miss(error.code === "no-index-yet" && this.#wasThere ? missingManifest() : error);
    }
  }

  #miss(absence: SearchIndexError): null {
    this.#absence = absence;
    return null;
  }

  #throwAbsence(): never {
    throw this.#absence ?? missingManifest();
  }
}

/** The codes that say that there is no manifest. */
const ABSENCES: ReadonlySet<ErrorCode> = new Set(["no-index-yet", "missing-manifest", "no-published-index"]);

/** The error of a query whose object was missing twice, by whether the newest manifest names it. */
const MISSES = {
  named: ["missing-segment", "The manifest names an object that is not there. Run poisk rebuild."],
  gone: ["index-busy", "What was being read was merged and deleted meanwhile, twice. Try again."],
} as const;
