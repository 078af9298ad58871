/**
 * The bulk pipeline: uploads are read in order, handed on as soon as they are enough for a segment, inverted and
 * flushed into segments that no manifest names yet. A rebuild, a repair and a backfill differ in which uploads they
 * give it, and in when they commit. Many uploads are asked for at once, but one is unpacked at a time, so that memory
 * is what one group and the packed bytes of a few uploads take.
 */

import type { ObjectKey } from "../../store/store.ts";
import { type SegmentId, segmentKey } from "../keys.ts";
import type { Manifest } from "../manifest/manifest.ts";
import type { IndexContext } from "../manifest/manifest-reader.ts";
import { ManifestStore } from "../manifest/manifest-store.ts";
import type { SegmentSummary } from "../segment/blocks/segment-format.ts";
import type { SourceDocuments } from "../segment/writer/flush-segment.ts";
import { isRoomFor, type RoomSize, shareOfRoom } from "../uploads/batch-budget.ts";
import type { UploadProcessor } from "../uploads/upload-processor.ts";
import {
  buildRecorded,
  getUpload,
  type ReadUpload,
  readUpload,
  recordRejected,
  type Upload,
} from "../uploads/upload-reader.ts";

/** Uploads asked for at once; their packed bytes are in memory together, 10 MB each at the most. */
const READ_CONCURRENCY = 16;

interface GroupLimits {
  /** Time of the monotonic clock after which no upload is read. Default: no end. */
  readonly deadlineMs?: number;
  readonly room?: RoomSize;
  /** Awaited after each upload that was read. */
  readonly onRead?: () => Promise<void> | void;
}

/** A segment that was put, and the version of each upload in it. */
interface PutSegment {
  readonly id: SegmentId;
  readonly summary: SegmentSummary;
  readonly versions: ReadonlyMap<string, string>;
}

/** The outcome of some uploads: each that still exists has an entry in one of the segments. */
interface FlushedUploads {
  readonly keys: readonly ObjectKey[];
  readonly segments: readonly PutSegment[];
  readonly gone: number;
  /** Uploads that hold something that is no article. */
  readonly rejected: number;
}

/**
 * Flushes uploads group by group. A GET an upload, two requests more where one is rejected, a PUT a segment. Names are
 * above `manifest`'s collect floor. Rejects as the store does; what was put before stays, and is an orphan unless it
 * was committed.
 */
export async function* flushUploads(
  context: IndexContext,
  processor: UploadProcessor,
  manifest: Pick<Manifest, "collectFloor">,
  keys: readonly ObjectKey[],
  limits: GroupLimits = {},
): AsyncGenerator<FlushedUploads> {
  const { store, layout } = context;
  const manifests = new ManifestStore(context);
  for await (const group of readInGroups(context, processor, keys, limits)) {
    const present = group.filter((upload) => upload.state === "present");
    const sources = present.map(
      ({ key, version, documents, statements }): SourceDocuments => ({
        sourceKey: key,
        version,
        documents,
        statements,
      }),
    );
    const built = await buildRecorded(context, processor, sources);
    const versions = new Map(sources.map(({ sourceKey, version }) => [sourceKey, version]));
    const segments: PutSegment[] = [];
    for (const { bytes, summary, sourceKeys } of built.segments) {
      const id = manifests.freshId(manifest);
      await store.putIfAbsent(segmentKey(layout, id), bytes);
      segments.push({ id, summary, versions: new Map(sourceKeys.map((key) => [key, versions.get(key) ?? ""])) });
    }
    yield {
      keys: group.map(({ key }) => key),
      segments,
      gone: group.length - present.length,
      rejected: present.filter(({ rejected }) => rejected.length > 0).length + built.rejected.size,
    };
  }
}

/**
 * Groups whose articles fit the room together; one upload that does not is alone. A GET an upload, two more where one
 * is rejected.
 */
export async function* readInGroups(
  context: IndexContext,
  processor: UploadProcessor,
  keys: readonly ObjectKey[],
  { deadlineMs = Infinity, room = {}, onRead = () => {} }: GroupLimits = {},
): AsyncGenerator<ReadUpload[]> {
  let group: ReadUpload[] = [];
  let taken = 0;
  let records: Promise<void>[] = [];
  const finish = async (): Promise<ReadUpload[]> => {
    await Promise.all(records);
    const whole = group;
    [group, taken, records] = [[], 0, []];
    return whole;
  };
  for await (const [key, upload] of getAhead(context, keys)) {
    if (context.clock.monotonicMs() >= deadlineMs) break;
    if (upload === null) {
      group.push({ state: "absent", key });
      continue;
    }
    const read = await readUpload(upload, processor, context.layout);
    const share = shareOfRoom(read.documents, room);
    if (!isRoomFor(share, taken)) yield await finish();
    records.push(quietly(recordRejected(context, read)));
    group.push(read);
    taken += share;
    await onRead();
    if (taken >= 1) yield await finish();
  }
  if (group.length > 0) yield await finish();
}

/** Uploads in the keys' order, some of them asked for before their turn. */
async function* getAhead(
  { store }: IndexContext,
  keys: readonly ObjectKey[],
): AsyncGenerator<[ObjectKey, Upload | null]> {
  const asked: Promise<[ObjectKey, Upload | null]>[] = [];
  const ask = (key: ObjectKey | undefined): void => {
    if (key !== undefined) asked.push(quietly(getUpload(store, key).then((upload) => [key, upload])));
  };
  for (const key of keys.slice(0, READ_CONCURRENCY)) ask(key);
  for (let i = READ_CONCURRENCY; asked.length > 0; i += 1) {
    const next = await asked.shift();
    ask(keys[i]);
    if (next !== undefined) yield next;
  }
}

/** Marks a promise as handled: whoever awaits it gets its failure; until then nobody may. */
function quietly<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}
