/**
 * One child of a backfill (layer 4): reads a batch of uploads and freezes them into segments that no manifest names yet. It
 * commits nothing, so that any number of children may work at once, and one that is killed and tried again, or goes on beside
 * its second attempt, leaves at most segments that nobody will ever name.
 */
import { sha256 } from "../../content-hash.ts";
import type { Manifest } from "../../manifest/manifest.ts";
import { type IndexContext, ManifestStore } from "../../manifest/manifest-store.ts";
import type { InvertDocuments, SourceDocuments } from "../../segment/minisearch-codec.ts";
import { freezeSegment } from "../../segment/minisearch-codec.ts";
import type { ResolvedIndexOptions } from "../../segment/minisearch-options.ts";
import { isUploadKey, type SegmentId, segmentKey } from "../../storage/object-keys.ts";
import type { ObjectKey } from "../../storage/object-store.ts";
import { requireSchema, schemaOf } from "../batch-commit.ts";
import { createBulkInverter } from "../bulk-inverter.ts";
import { LiveEntryFinder } from "../live-entries.ts";
import { mapConcurrently } from "../map-concurrently.ts";
import { isUsableKey, rejectUnusableKey } from "../unusable-key.ts";
import { readUploadAt } from "../upload-reader.ts";
import { BackfillRecords, type FrozenBatch, type FrozenSegmentRecord } from "./backfill-records.ts";
import { holdForRun } from "./backfill-run.ts";

/** Uploads read at once; what they unpack to is in memory together. */
const READ_CONCURRENCY = 16;
/** A segment is frozen once it has so many: some 300 MB while they are inverted, as an import's commit (bulk-import.ts). */
const MAX_DOCUMENTS = 8_000;

export interface FreezeLimits {
  /** Of the monotonic clock: no more uploads are read afterwards; the rest is `left`. Default: no end. */
  readonly deadlineMs?: number;
  /** Default 8,000. */
  readonly maxDocuments?: number;
}

/** Freezes batches of one run; a process may keep it, since it remembers the words that it met. */
export class UploadFreezer {
  readonly #context: IndexContext;
  readonly #options: ResolvedIndexOptions;
  readonly #invert: InvertDocuments;

  constructor(context: IndexContext, options: ResolvedIndexOptions) {
    this.#context = context;
    this.#options = options;
    this.#invert = createBulkInverter(options);
  }

  /**
   * Freezes what the index holds at no version of these uploads. Requests: what finding the live ones costs, a GET an upload,
   * two more for a rejected one, a PUT a segment, and four. Memory: the documents of one segment. Rejects as the store does,
   * and with `index-outdated`; nothing of it counts then.
   */
  async freeze(run: SegmentId, keys: readonly ObjectKey[], limits: FreezeLimits = {}): Promise<FrozenBatch> {
    const records = new BackfillRecords(this.#context, run);
    const batch = nameOfBatch(keys);
    const known = await records.findFrozen(batch);
    if (known !== null) return known;
    const schema = schemaOf(this.#options);
    const { manifest } = await new ManifestStore(this.#context).loadOrCreate(schema);
    requireSchema(manifest, schema);
    await holdForRun(this.#context, run, manifest);
    const uploads = keys.filter((key) => isUploadKey(this.#context.layout, key));
    const usable = uploads.filter(isUsableKey);
    const live = await new LiveEntryFinder(this.#context).find(manifest, usable);
    const wanted = usable.filter((key) => !live.has(key));
    const frozen = await this.#freezeAll(aboveRun(manifest, run), wanted, limits);
    const unusable = await this.#rejectAll(uploads.filter((key) => !isUsableKey(key)));
    return records.addFrozen(batch, {
      ...schema,
      fields: [...schema.fields],
      segments: frozen.segments,
      uploads: uploads.length,
      live: usable.length - wanted.length,
      gone: frozen.gone,
      left: frozen.left,
      rejected: frozen.rejected + unusable,
    });
  }

  /** Reads uploads a few at a time, and freezes them whenever they are enough. */
  async #freezeAll(
    manifest: Manifest,
    keys: readonly ObjectKey[],
    { deadlineMs = Infinity, maxDocuments = MAX_DOCUMENTS }: FreezeLimits,
  ) {
    const segments: FrozenSegmentRecord[] = [];
    let sources: SourceDocuments[] = [];
    let documents = 0;
    let rejected = 0;
    let gone = 0;
    let done = 0;
    while (done < keys.length && this.#context.clock.monotonicMs() < deadlineMs) {
      const some = keys.slice(done, done + READ_CONCURRENCY);
      for (const upload of await this.#read(some)) {
        if (upload.state === "absent") {
          gone += 1;
          continue;
        }
        if (upload.rejected.length > 0) rejected += 1;
        sources.push({ sourceKey: upload.key, version: upload.version, documents: upload.documents });
        documents += upload.documents.length;
      }
      done += some.length;
      if (documents < maxDocuments) continue;
      segments.push(await this.#put(manifest, sources));
      [sources, documents] = [[], 0];
    }
    if (sources.length > 0) segments.push(await this.#put(manifest, sources));
    return { segments, rejected, gone, left: keys.length - done };
  }

  #read(keys: readonly ObjectKey[]) {
    return mapConcurrently(keys, READ_CONCURRENCY, (key) =>
      readUploadAt(this.#context, this.#options.parserVersion, key),
    );
  }

  async #put(manifest: Manifest, sources: readonly SourceDocuments[]): Promise<FrozenSegmentRecord> {
    const { bytes, summary } = freezeSegment(sources, this.#options, this.#invert);
    const id = new ManifestStore(this.#context).freshId(manifest);
    await this.#context.store.putIfAbsent(segmentKey(this.#context.layout, id), bytes);
    return { id, ...summary, fieldLengthSums: [...summary.fieldLengthSums] };
  }

  /** How many of them are there. */
  async #rejectAll(keys: readonly ObjectKey[]): Promise<number> {
    const rejected = await mapConcurrently(keys, READ_CONCURRENCY, (key) =>
      rejectUnusableKey(this.#context, this.#options.parserVersion, key),
    );
    return rejected.filter((parts) => parts !== null).length;
  }
}

/** The same for the same uploads, so that a second attempt finds what the first one did. */
function nameOfBatch(keys: readonly ObjectKey[]): string {
  return sha256(keys.join("\n")).subarray(0, 16).toString("hex");
}

/** With a floor at the run's own name: what is frozen is named after it, whatever this machine's clock says. */
function aboveRun(manifest: Manifest, run: SegmentId): Manifest {
  return { ...manifest, collectFloor: run > (manifest.collectFloor ?? "") ? run : manifest.collectFloor };
}
