/**
 * One child of a backfill (layer 4): flushes a batch of uploads into segments that no manifest names yet. It commits nothing, so that
 * any number of children may work at once, and one that is killed and tried again, or goes on beside its second attempt, leaves at
 * most segments that nobody will ever name.
 */
import { sha256 } from "../../content-hash.ts";
import { schemaOf } from "../../manifest/manifest.ts";
import { type IndexContext, ManifestStore } from "../../manifest/manifest-store.ts";
import { isUploadKey, type SegmentId } from "../../storage/object-store/object-keys.ts";
import type { ObjectKey } from "../../storage/object-store/object-store.ts";
import { LiveEntryFinder } from "../commit/live-entries.ts";
import { mapConcurrently } from "../commit/map-concurrently.ts";
import type { RoomSize } from "../ingest/batch-budget.ts";
import { isUsableKey } from "../ingest/listed-uploads.ts";
import { rejectUnusableKey } from "../ingest/rejected-records.ts";
import type { UploadProcessor } from "../processing/upload-processor.ts";
import { BackfillRecords, type FlushedBatch, type FlushedSegment } from "./backfill-records.ts";
import { pinForRun } from "./backfill-run.ts";
import { flushUploads } from "./flush-uploads.ts";

/** Unusable keys looked at at once. */
const LOOK_CONCURRENCY = 16;

interface FlushLimits {
  /** Of the monotonic clock: no more uploads are read afterwards; the rest is `left`. Default: no end. */
  readonly deadlineMs?: number;
  /** Of a segment. */
  readonly room?: RoomSize;
}

/**
 * Flushes what the index holds at no version of these uploads. Requests: what finding the live ones costs, those of flushUploads, and
 * four. Memory: the documents of one segment. Rejects as the store does, and with `index-outdated`; nothing of it counts then.
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
  await pinForRun(context, run, manifest);
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
  return sha256(keys.join("\n")).subarray(0, 16).toString("hex");
}
