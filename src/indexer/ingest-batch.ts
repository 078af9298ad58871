/**
 * Brings uploads into the index (layer 4): the keys of a batch of events are looked at, read into articles, and
 * committed together. Events only name keys; what is indexed is what the bucket holds when it is looked at.
 */
import type { RejectedPart } from "../article/read-articles.ts";
import type { IndexContext } from "../manifest/manifest-store.ts";
import type { InvertDocuments } from "../segment/minisearch-codec.ts";
import type { ResolvedIndexOptions } from "../segment/minisearch-options.ts";
import { isUploadKey } from "../storage/object-keys.ts";
import type { ObjectKey } from "../storage/object-store.ts";
import { BatchCommitter } from "./batch-commit.ts";
import type { BatchReport } from "./batch-plan.ts";
import { compactSmallSegments, isCompactionDue } from "./compactor.ts";
import { deleteRejectedRecord } from "./rejected-records.ts";
import type { Look } from "./source-look.ts";
import { isUsableKey, rejectUnusableKey } from "./unusable-key.ts";
import { readUploadAt } from "./upload-reader.ts";
import { presentVersion } from "./upload-version.ts";

/** What one batch did, for logs and for the partial batch response. */
export interface IngestReport {
  readonly sequence: number;
  readonly committed: readonly string[];
  readonly unchanged: readonly string[];
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

/** What was read of the uploads of one batch, by key. */
interface ReadUploads {
  readonly rejected: Map<string, readonly RejectedPart[]>;
  readonly partlyRead: Set<string>;
}

/** Ingests uploads into one index. */
export class Ingester {
  readonly #context: IndexContext;
  readonly #options: ResolvedIndexOptions;
  readonly #committer: BatchCommitter;

  /** `invert` by default by way of MiniSearch. */
  constructor(context: IndexContext, options: ResolvedIndexOptions, invert?: InvertDocuments) {
    this.#context = context;
    this.#options = options;
    this.#committer = new BatchCommitter(context, options, invert);
  }

  /**
   * Looks at the keys and commits what the index lacks of them, in one commit. Keys outside the uploads' prefix are left
   * alone; one that no object can be asked for by gets a record of its rejection. Requests: one GET a key, two writes, and what finding the former version costs. Rejects as
   * BatchCommitter.commit does; a key that could not be looked at is in `failed`, and the others go in.
   */
  async ingest(sourceKeys: readonly ObjectKey[]): Promise<IngestReport> {
    const read: ReadUploads = { rejected: new Map(), partlyRead: new Set() };
    const unusable = new Map<string, unknown>();
    const keys: ObjectKey[] = [];
    for (const key of sourceKeys) {
      if (!isUploadKey(this.#context.layout, key)) continue;
      if (isUsableKey(key)) keys.push(key);
      else await this.#reject(key, read, unusable);
    }
    const report = await this.#committer.commit(keys, (key, former) => this.#look(key as ObjectKey, former, read));
    await this.#forgetRejected(report, read.rejected);
    const summary = summarise(report, read, unusable);
    const { manifest } =
      summary.committed.length > 0
        ? await compactSmallSegments(this.#context, this.#options, report.snapshot)
        : report.snapshot;
    return { ...summary, isCompactionDue: isCompactionDue(manifest.segments, this.#context.clock.nowMs()) };
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
    const upload = await readUploadAt(this.#context, this.#options.parserVersion, key);
    // Of an earlier attempt, which may have met another version.
    read.rejected.delete(key);
    read.partlyRead.delete(key);
    if (upload.state === "absent") return { state: "absent" };
    read.rejected.set(key, upload.rejected);
    if (upload.rejected.length > 0 && upload.documents.length > 0) read.partlyRead.add(key);
    return { state: "present", version: upload.version, documents: upload.documents };
  }

  /** A record of a version that was replaced by a readable one, or deleted, is of no use; a file of many may have one. */
  async #forgetRejected(report: BatchReport, rejected: ReadonlyMap<string, readonly RejectedPart[]>): Promise<void> {
    for (const key of report.buried.keys()) {
      if ((rejected.get(key) ?? []).length === 0) await deleteRejectedRecord(this.#context, key as ObjectKey);
    }
  }
}

function summarise(
  report: BatchReport,
  { rejected, partlyRead }: ReadUploads,
  unusable: ReadonlyMap<string, unknown>,
): Omit<IngestReport, "isCompactionDue"> {
  const committed: string[] = [];
  const unchanged: string[] = [];
  const failed = new Map(unusable);
  for (const [key, outcome] of report.outcomes) {
    if (outcome.result === "failed") failed.set(key, outcome.reason);
    else if (outcome.result === "committed") committed.push(key);
    else unchanged.push(key);
  }
  return {
    sequence: report.snapshot.manifest.sequence,
    committed,
    unchanged,
    failed,
    rejected: new Map([...rejected].filter(([, parts]) => parts.length > 0)),
    partlyRead,
    articles: report.articles,
    segmentBytes: report.segmentBytes,
    conflicts: report.conflicts,
  };
}
