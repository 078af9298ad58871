/**
 * Brings uploads into the index (layer 4): the keys of a batch of events are looked at, read into articles, and
 * committed together. Events only name keys; what is indexed is what the bucket holds when it is looked at.
 */
import type { RejectedPart } from "../article/read-articles.ts";
import type { IndexContext, Snapshot } from "../manifest/manifest-store.ts";
import type { ResolvedIndexOptions } from "../segment/minisearch-options.ts";
import { isUploadKey } from "../storage/object-keys.ts";
import type { ObjectKey } from "../storage/object-store.ts";
import { BatchCommitter } from "./batch-commit.ts";
import type { BatchReport } from "./batch-plan.ts";
import { CommitRoom, type RoomSize } from "./commit-room.ts";
import { compactSmallSegments, isCompactionDue } from "./compactor.ts";
import type { UploadProcessor } from "./processing/upload-processor.ts";
import { deleteRejectedRecord } from "./rejected-records.ts";
import type { Look } from "./source-look.ts";
import { isUsableKey, rejectUnusableKey } from "./unusable-key.ts";
import { buildRecorded, getUpload, type PresentUpload, readUpload, recordRejected } from "./upload-reader.ts";
import { presentVersion } from "./upload-version.ts";

/** What one batch did, for logs and for the partial batch response. */
export interface IngestReport {
  readonly sequence: number;
  readonly committed: readonly string[];
  readonly unchanged: readonly string[];
  /** Keys that time did not suffice for: nobody has looked at them. */
  readonly left: readonly string[];
  /** Keys to be tried again, with the reason. */
  readonly failed: ReadonlyMap<string, unknown>;
  /** Uploads that were read and hold something that is no article. */
  readonly rejected: ReadonlyMap<string, readonly RejectedPart[]>;
  /** Those of them that hold articles besides. */
  readonly partlyRead: ReadonlySet<string>;
  readonly articles: number;
  readonly segmentBytes: number;
  readonly conflicts: number;
  /** Whether a run of compaction would find something to do. */
  readonly isCompactionDue: boolean;
}

export interface IngestLimits {
  /** Of the monotonic clock: no commit but the first begins afterwards. Default: no end. */
  readonly deadlineMs?: number;
  /** Of each commit. */
  readonly room?: RoomSize;
}

/** What was read of the uploads of one batch, by key, and the room that the present commit has. */
interface ReadUploads {
  room: CommitRoom;
  readonly rejected: Map<string, readonly RejectedPart[]>;
  readonly partlyRead: Set<string>;
}

/** Ingests uploads into one index. */
export class Ingester {
  readonly #context: IndexContext;
  readonly #processor: UploadProcessor;
  readonly #options: ResolvedIndexOptions;
  readonly #committer: BatchCommitter;

  constructor(context: IndexContext, processor: UploadProcessor) {
    this.#context = context;
    this.#processor = processor;
    this.#options = processor.options;
    this.#committer = new BatchCommitter(context, this.#options);
  }

  /**
   * Looks at the keys and commits what the index lacks of them, in one commit, or in several where their articles are
   * thousands. Keys outside the uploads' prefix are left alone; one that no object can be asked for by gets a record of its
   * rejection. Requests: one GET a key, two writes a commit, and what finding the former version costs. Rejects as
   * BatchCommitter.commit does, and earlier commits stay; a key that could not be looked at is in `failed`, and the others
   * go in.
   */
  async ingest(
    sourceKeys: readonly ObjectKey[],
    { deadlineMs = Infinity, room }: IngestLimits = {},
  ): Promise<IngestReport> {
    const read: ReadUploads = { room: new CommitRoom(room), rejected: new Map(), partlyRead: new Set() };
    const unusable = new Map<string, unknown>();
    const keys: ObjectKey[] = [];
    for (const key of sourceKeys) {
      if (!isUploadKey(this.#context.layout, key)) continue;
      if (isUsableKey(key)) keys.push(key);
      else await this.#reject(key, read, unusable);
    }
    let report = await this.#commit(keys, read, unusable);
    while (report.left.length > 0 && this.#context.clock.monotonicMs() < deadlineMs) {
      read.room = new CommitRoom(room);
      report = joined(report, await this.#commit(report.left as ObjectKey[], read, unusable));
    }
    const { manifest, ...summary } = report;
    return { ...summary, isCompactionDue: isCompactionDue(manifest.segments, this.#context.clock.nowMs()) };
  }

  /** One commit of what there is room for. */
  async #commit(
    keys: readonly ObjectKey[],
    read: ReadUploads,
    unusable: ReadonlyMap<string, unknown>,
  ): Promise<CommitsReport> {
    const report = await this.#committer.commit(
      keys,
      (key, former) => this.#look(key as ObjectKey, former, read),
      (sources) =>
        buildRecorded(this.#context, this.#processor, sources, (key, rejected) => {
          read.rejected.set(key, rejected);
          read.partlyRead.delete(key);
        }),
    );
    await this.#forgetRejected(report, read.rejected);
    const summary = summarise(report, read, unusable);
    const { manifest } =
      summary.committed.length > 0
        ? await compactSmallSegments(this.#context, this.#options, report.snapshot)
        : report.snapshot;
    return { ...summary, manifest };
  }

  async #reject(key: ObjectKey, { rejected }: ReadUploads, failed: Map<string, unknown>): Promise<void> {
    try {
      rejected.set(key, (await rejectUnusableKey(this.#context, this.#options.parserVersion, key)) ?? []);
    } catch (error) {
      failed.set(key, error);
    }
  }

  /** One GET; after a conflict one HEAD, and a GET where the version is another. */
  async #look(key: ObjectKey, former: Look | undefined, read: ReadUploads): Promise<Look> {
    if (
      former?.state === "present" &&
      (await presentVersion(this.#context.store, key, this.#options.parserVersion)) === former.version
    )
      return former;
    // Of an earlier attempt, which may have met another version.
    read.rejected.delete(key);
    read.partlyRead.delete(key);
    if (read.room.isClosedTo(key)) return { state: "postponed" };
    const got = await getUpload(this.#context.store, key);
    if (got === null) return { state: "absent" };
    const upload = await read.room.take(key, () => readUpload(got, this.#processor));
    return upload === null ? { state: "postponed" } : this.#keep(upload, read);
  }

  async #keep(upload: PresentUpload, read: ReadUploads): Promise<Look> {
    const { key, version, documents, rejected } = upload;
    await recordRejected(this.#context, upload);
    read.rejected.set(key, rejected);
    if (rejected.length > 0 && documents.length > 0) read.partlyRead.add(key);
    return { state: "present", version, documents };
  }

  /** A record of a version that was replaced by a readable one, or deleted, is of no use; a file of many may have one. */
  async #forgetRejected(report: BatchReport, rejected: ReadonlyMap<string, readonly RejectedPart[]>): Promise<void> {
    for (const key of report.buried.keys()) {
      if ((rejected.get(key) ?? []).length === 0) await deleteRejectedRecord(this.#context, key as ObjectKey);
    }
  }
}

/** A report, and the manifest that tells what it leaves to compaction. */
type CommitsReport = Omit<IngestReport, "isCompactionDue"> & Pick<Snapshot, "manifest">;

/** Of two commits of one batch, the later one of what the former left. What was read is that of both. */
function joined(former: CommitsReport, later: CommitsReport): CommitsReport {
  return {
    ...later,
    committed: [...former.committed, ...later.committed],
    unchanged: [...former.unchanged, ...later.unchanged],
    failed: new Map([...former.failed, ...later.failed]),
    articles: former.articles + later.articles,
    segmentBytes: former.segmentBytes + later.segmentBytes,
    conflicts: former.conflicts + later.conflicts,
  };
}

function summarise(
  report: BatchReport,
  { rejected, partlyRead }: ReadUploads,
  unusable: ReadonlyMap<string, unknown>,
): Omit<IngestReport, "isCompactionDue"> {
  const committed: string[] = [];
  const unchanged: string[] = [];
  const left: string[] = [];
  const failed = new Map(unusable);
  for (const [key, outcome] of report.outcomes) {
    if (outcome.result === "failed") failed.set(key, outcome.reason);
    else if (outcome.result === "committed") committed.push(key);
    else if (outcome.result === "postponed") left.push(key);
    else unchanged.push(key);
  }
  return {
    sequence: report.snapshot.manifest.sequence,
    committed,
    unchanged,
    left,
    failed,
    rejected: new Map([...rejected].filter(([, parts]) => parts.length > 0)),
    partlyRead,
    articles: report.articles,
    segmentBytes: report.segmentBytes,
    conflicts: report.conflicts,
  };
}
