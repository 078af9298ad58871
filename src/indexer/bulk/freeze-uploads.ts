/**
 * One child of a backfill (layer 4): reads a batch of uploads and freezes them into segments that no manifest names yet. It
 * commits nothing, so that any number of children may work at once, and one that is killed and tried again, or goes on beside
 * its second attempt, leaves at most segments that nobody will ever name.
 */
import { sha256 } from "../../content-hash.ts";
import { type Manifest, schemaOf } from "../../manifest/manifest.ts";
import { type IndexContext, ManifestStore } from "../../manifest/manifest-store.ts";
import type { SourceDocuments } from "../../segment/writer/minisearch-codec.ts";
import { isUploadKey, type SegmentId, segmentKey } from "../../storage/object-store/object-keys.ts";
import type { ObjectKey } from "../../storage/object-store/object-store.ts";
import { LiveEntryFinder } from "../commit/live-entries.ts";
import { mapConcurrently } from "../commit/map-concurrently.ts";
import type { RoomSize } from "../ingest/batch-budget.ts";
import { isUsableKey, rejectUnusableKey } from "../ingest/unusable-key.ts";
import { buildRecorded } from "../ingest/upload-reader.ts";
import type { BuiltSegment, UploadProcessor } from "../processing/upload-processor.ts";
import { BackfillRecords, type FrozenBatch, type FrozenSegmentRecord } from "./backfill-records.ts";
import { holdForRun } from "./backfill-run.ts";
import { readInGroups } from "./upload-groups.ts";

/** Unusable keys looked at at once. */
const LOOK_CONCURRENCY = 16;

export interface FreezeLimits {
  /** Of the monotonic clock: no more uploads are read afterwards; the rest is `left`. Default: no end. */
  readonly deadlineMs?: number;
  /** Of a segment. */
  readonly room?: RoomSize;
}

/** Freezes batches of one run; a process may keep it, since it remembers the words that it met. */
export class UploadFreezer {
  readonly #context: IndexContext;
  readonly #processor: UploadProcessor;

  constructor(context: IndexContext, processor: UploadProcessor) {
    this.#context = context;
    this.#processor = processor;
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
    const schema = schemaOf(this.#processor.options);
    const { manifest } = await new ManifestStore(this.#context).loadForWriting(schema);
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

  /** Reads uploads, and freezes them whenever they are enough. */
  async #freezeAll(manifest: Manifest, keys: readonly ObjectKey[], limits: FreezeLimits) {
    const segments: FrozenSegmentRecord[] = [];
    let rejected = 0;
    let gone = 0;
    let done = 0;
    for await (const group of readInGroups(this.#context, this.#processor, keys, limits)) {
      const sources: SourceDocuments[] = [];
      for (const upload of group) {
        if (upload.state === "absent") gone += 1;
        else sources.push({ sourceKey: upload.key, version: upload.version, documents: upload.documents });
        if (upload.state === "present" && upload.rejected.length > 0) rejected += 1;
      }
      const { segments: built } = await buildRecorded(this.#context, this.#processor, sources, () => {
        rejected += 1;
      });
      for (const segment of built) segments.push(await this.#put(manifest, segment));
      done += group.length;
    }
    return { segments, rejected, gone, left: keys.length - done };
  }

  async #put(manifest: Manifest, { bytes, summary }: BuiltSegment): Promise<FrozenSegmentRecord> {
    const id = new ManifestStore(this.#context).freshId(manifest);
    await this.#context.store.putIfAbsent(segmentKey(this.#context.layout, id), bytes);
    return { id, ...summary, fieldLengthSums: [...summary.fieldLengthSums] };
  }

  /** How many of them are there. */
  async #rejectAll(keys: readonly ObjectKey[]): Promise<number> {
    const rejected = await mapConcurrently(keys, LOOK_CONCURRENCY, (key) =>
      rejectUnusableKey(this.#context, this.#processor.options.parserVersion, key),
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
