/**
 * Brings uploads into the index: the keys of a batch of events are looked at, read into articles, and
 * committed together. Events only name keys; what is indexed is what the bucket holds when it is looked at.
 */
import { SearchIndexError } from "../../errors.ts";
import type { ObjectKey } from "../../store/store.ts";
import { BatchCommitter, type BatchReport, type ReadSourceState, type SourceState } from "../commit/batch-commit.ts";
import type { LiveEntry } from "../commit/live-entries.ts";
import { isSameUpload, presentVersion } from "../commit/upload-version.ts";
import { compactSmallSegments, isCompactionDue } from "../compaction/compactor.ts";
import { isUploadKey } from "../keys.ts";
import type { IndexContext } from "../manifest/manifest-reader.ts";
import type { ResolvedIndexOptions } from "../segment/schema/minisearch-options.ts";
import { BatchBudget, type RoomSize } from "./batch-budget.ts";
import { isUsableKey } from "./listed-uploads.ts";
import {
  deleteRejectedRecord,
  findRejectedRecord,
  putRejectedRecord,
  type RejectedPart,
  type RejectedRecord,
  rejectUnusableKey,
} from "./rejected-records.ts";
import type { UploadProcessor } from "./upload-processor.ts";
import { buildRecorded, getUpload, type PresentUpload, readUpload, recordRejected } from "./upload-reader.ts";

/** The result of one batch, for logs and for the partial batch response. */
export interface IngestReport {
  readonly sequence: number;
  readonly committed: readonly string[];
  readonly unchanged: readonly string[];
  /** Keys that time did not suffice for. */
  readonly left: readonly string[];
  /** Keys to be tried again, with the reason. */
  readonly failed: ReadonlyMap<string, unknown>;
  /** Uploads that were read and hold something that is no article. */
  readonly rejected: ReadonlyMap<string, readonly RejectedPart[]>;
  /** Rejected uploads that also hold articles. */
  readonly partlyRead: ReadonlySet<string>;
  readonly articles: number;
  readonly segmentBytes: number;
  readonly conflicts: number;
  /** True if a run of compaction would find work. */
  readonly isCompactionDue: boolean;
}

export interface IngestLimits {
  /**
   * Time of the monotonic clock after which only a first commit begins; no commit includes later work. Default: no end.
   */
  readonly deadlineMs?: number;
  /** Largest size of each commit. */
  readonly room?: RoomSize;
  /** Keys that are read again though their version was rejected unread (suspect-ingest.ts). */
  readonly retries?: ReadonlySet<string>;
  /**
   * Uploads that are not read within a second are `left`, or are all that there are. Default: they are read after all
   * others are committed.
   */
  readonly slowUploads?: "leave" | "expect";
}

/** Reads of the uploads of one batch, by key, and the remaining room of the present commit. */
interface ReadUploads {
  room: BatchBudget;
  /** Reads and builds for the present commit. */
  processor: UploadProcessor;
  /** Keys of uploads that the quick processor did not read to an end. */
  readonly slow: Set<string>;
  readonly retries: ReadonlySet<string>;
  readonly rejected: Map<string, readonly RejectedPart[]>;
  readonly partlyRead: Set<string>;
}

/** Ingests uploads into one index. */
export class Ingester {
  readonly #context: IndexContext;
  readonly #processor: UploadProcessor;
  readonly #quick: UploadProcessor;
  readonly #options: ResolvedIndexOptions;
  readonly #committer: BatchCommitter;

  constructor(context: IndexContext, processor: UploadProcessor) {
    this.#context = context;
    this.#processor = processor;
    this.#quick = processor.quick ?? processor;
    this.#options = processor.options;
    this.#committer = new BatchCommitter(context, this.#options);
  }

  get parserVersion(): string {
    return this.#options.parserVersion;
  }

  /**
   * Looks at the keys and commits what the index lacks of them, in one commit, or in several where their articles are
   * thousands. An upload that takes long to read gets a commit of its own, after those of the others. Keys outside the
   * uploads' prefix are left alone; one that no object can be asked for by gets a record of its rejection. Requests:
   * one GET a key, two writes a commit, and what finding the former version costs. Rejects as BatchCommitter.commit
   * does, and earlier commits stay; a key that could not be looked at is in `failed`, and the others go in.
   */
  async ingest(
    sourceKeys: readonly ObjectKey[],
    { deadlineMs = Infinity, room, retries = new Set(), slowUploads }: IngestLimits = {},
  ): Promise<IngestReport> {
    const isTimeUp = () => this.#context.clock.monotonicMs() >= deadlineMs;
    const read: ReadUploads = { ...nothingRead(this.#quick), retries };
    const unusable = new Map<string, unknown>();
    const keys: ObjectKey[] = [];
    for (const key of sourceKeys) {
      if (!isUploadKey(this.#context.layout, key)) continue;
      if (isUsableKey(key)) keys.push(key);
      else await this.#reject(key, read, unusable);
    }
    if (slowUploads === "expect") for (const key of keys) read.slow.add(key);
    let report: IngestReport = { ...NOTHING_INGESTED, left: keys };
    let isMore = true;
    while (isMore) {
      const slow = report.left.filter((key) => read.slow.has(key));
      const others = report.left.filter((key) => !read.slow.has(key));
      const isSlowTurn = others.length === 0 && slow.length > 0;
      const [turn, rest] = isSlowTurn ? [slow.slice(0, 1), slow.slice(1)] : [others, slow];
      read.processor = isSlowTurn ? this.#processor : this.#quick;
      read.room = new BatchBudget(room, isTimeUp);
      const done = await this.#commit(turn as ObjectKey[], read, unusable);
      report = joinReports({ ...report, left: rest }, done);
      isMore = report.left.some((key) => slowUploads !== "leave" || !read.slow.has(key)) && !isTimeUp();
    }
    return report;
  }

  /**
   * Commits this version of an upload without articles, unread, and records why and when it is read again; nothing of a
   * version that is not the bucket's any more. Two requests and those of a commit.
   */
  async rejectUnread(
    key: ObjectKey,
    version: string,
    rejected: readonly RejectedPart[],
    retry: NonNullable<RejectedRecord["retry"]>,
  ): Promise<IngestReport> {
    await putRejectedRecord(this.#context, key, version, rejected, retry);
    const read = nothingRead(this.#quick);
    read.rejected.set(key, rejected);
    return this.#commit([key], read, new Map(), async (lookedAt, former, live, isUnheld) => {
      if (lookedAt !== key) return this.#look(lookedAt as ObjectKey, former, live, read, isUnheld);
      const present = await presentVersion(this.#context.store, key, this.#options.parserVersion);
      if (isSameUpload(present, version, this.#options.parserVersion))
        return { state: "present", version, documents: [] };
      if (present === null) return { state: "absent" };
      return { state: "unknown", reason: replacedMeanwhile(key) };
    });
  }

  /** One commit of what there is room for. */
  async #commit(
    keys: readonly ObjectKey[],
    read: ReadUploads,
    unusable: ReadonlyMap<string, unknown>,
    look: ReadSourceState = (key, former, live, isUnheld) => this.#look(key as ObjectKey, former, live, read, isUnheld),
  ): Promise<IngestReport> {
    const report = await this.#committer.commit(
      keys,
      look,
      (sources) =>
        buildRecorded(this.#context, read.processor, sources, (key, rejected) => {
          read.rejected.set(key, rejected);
          read.partlyRead.delete(key);
        }),
      (a, b) => isSameUpload(a, b, this.#options.parserVersion),
    );
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

  /**
   * One GET; after a conflict one HEAD, and a GET where the version is another. A version that was rejected whole, or
   * is slow to read, is not read again, since a second event would end this process too, or take a minute more: two
   * requests more where the index holds a version without articles, or the upload is slow.
   */
  async #look(
    key: ObjectKey,
    former: SourceState | undefined,
    live: readonly LiveEntry[],
    read: ReadUploads,
    isUnheld: boolean,
  ): Promise<SourceState> {
    const { parserVersion } = this.#options;
    if (former?.state === "present") {
      const present = await presentVersion(this.#context.store, key, parserVersion);
      if (isSameUpload(former.version, present, parserVersion)) return former;
    }
    // Of an earlier attempt, which may have met another version.
    read.rejected.delete(key);
    read.partlyRead.delete(key);
    const isQuick = read.processor !== this.#processor;
    if (read.room.isClosedTo(key) || (isQuick && read.slow.has(key))) return { state: "postponed" };
    if (!isUnheld && !read.retries.has(key) && (await this.#isHeld(key, live, read))) return { state: "held" };
    const got = await getUpload(this.#context.store, key);
    if (got === null) return { state: "absent" };
    const upload = await read.room.take(key, () => readUpload(got, read.processor, this.#context.layout));
    if (upload === null) return { state: "postponed" };
    if (isQuick && upload.rejected.some(({ code }) => code === "reading-took-too-long")) {
      read.slow.add(key);
      return { state: "postponed" };
    }
    return this.#keep(upload, read);
  }

  /** Tells whether the index holds the bucket's version, and need not read it again: it was rejected, or is slow. */
  async #isHeld(key: ObjectKey, live: readonly LiveEntry[], read: ReadUploads): Promise<boolean> {
    const isSlow = read.slow.has(key);
    const held = live.find(({ entry }) => isSlow || entry.documentCount === 0)?.entry;
    if (held === undefined) return false;
    const { parserVersion } = this.#options;
    const record = await findRejectedRecord(this.#context, key);
    const isRejected = record !== null && isSameUpload(record.version, held.version, parserVersion);
    if (!isRejected && !isSlow) return false;
    const present = await presentVersion(this.#context.store, key, parserVersion);
    if (!isSameUpload(present, held.version, parserVersion)) return false;
    if (isRejected) {
      read.rejected.set(key, record.parts);
      if (held.documentCount > 0) read.partlyRead.add(key);
    }
    return true;
  }

  async #keep(upload: PresentUpload, read: ReadUploads): Promise<SourceState> {
    const { key, version, documents, statements, rejected } = upload;
    await recordRejected(this.#context, upload);
    read.rejected.set(key, rejected);
    if (rejected.length > 0 && documents.length > 0) read.partlyRead.add(key);
    return { state: "present", version, documents, statements, isRetry: read.retries.has(key) };
  }

  /**
   * A record of a version that was replaced by a readable one, or deleted, is of no use; a file of many may have one.
   */
  async #forgetRejected(
    { tombstoned }: BatchReport,
    rejected: ReadonlyMap<string, readonly RejectedPart[]>,
  ): Promise<void> {
    for (const key of new Set(tombstoned.map(({ entry }) => entry.sourceKey))) {
      if ((rejected.get(key) ?? []).length === 0) await deleteRejectedRecord(this.#context, key as ObjectKey);
    }
  }
}

function nothingRead(processor: UploadProcessor): ReadUploads {
  return {
    room: new BatchBudget(),
    processor,
    slow: new Set(),
    retries: new Set(),
    rejected: new Map(),
    partlyRead: new Set(),
  };
}

function replacedMeanwhile(key: string): SearchIndexError {
  return new SearchIndexError("index-busy", `${key} was replaced while it was looked at. Look again.`, {
    details: { key },
  });
}

/** The report of no key at all. */
export const NOTHING_INGESTED: IngestReport = {
  sequence: 0,
  committed: [],
  unchanged: [],
  left: [],
  failed: new Map(),
  rejected: new Map(),
  partlyRead: new Set(),
  articles: 0,
  segmentBytes: 0,
  conflicts: 0,
  isCompactionDue: false,
};

/** Number of uploads that share a commit on the way through the queue. */
const KEYS_PER_BATCH = 200;

export interface BatchLimits {
  /** No batch begins any more: the other keys are `left`. */
  readonly isOver?: () => boolean;
  /** Told of the keys done, after each batch. */
  readonly onProgress?: (keysDone: number) => void;
}

/** Ingests any number of keys, 200 at a time. Rejects as Ingester.ingest does; earlier batches stay. */
export async function ingestInBatches(
  ingester: Pick<Ingester, "ingest">,
  keys: readonly ObjectKey[],
  { isOver = () => false, onProgress = () => {} }: BatchLimits = {},
): Promise<IngestReport> {
  let report = NOTHING_INGESTED;
  let done = 0;
  while (done < keys.length && !isOver()) {
    const batch = keys.slice(done, done + KEYS_PER_BATCH);
    report = joinReports(report, await ingester.ingest(batch));
    done += batch.length;
    onProgress(done);
  }
  return { ...report, left: [...report.left, ...keys.slice(done)] };
}

/** Joins the reports of two ingests of different keys, the later one last (pure). */
export function joinReports(former: IngestReport, later: IngestReport): IngestReport {
  return {
    ...later,
    left: [...former.left, ...later.left],
    rejected: new Map([...former.rejected, ...later.rejected]),
    partlyRead: new Set([...former.partlyRead, ...later.partlyRead]),
    committed: [...former.committed, ...later.committed],
    unchanged: [...former.unchanged, ...later.unchanged],
    failed: new Map([...former.failed, ...later.failed]),
    articles: former.articles + later.articles,
    segmentBytes: former.segmentBytes + later.segmentBytes,
    conflicts: former.conflicts + later.conflicts,
  };
}

function summarise(
  { snapshot, tombstoned, ...report }: BatchReport,
  { rejected, partlyRead }: ReadUploads,
  unusable: ReadonlyMap<string, unknown>,
): Omit<IngestReport, "isCompactionDue"> {
  return {
    ...report,
    sequence: snapshot.manifest.sequence,
    failed: new Map([...unusable, ...report.failed]),
    rejected: new Map([...rejected].filter(([, parts]) => parts.length > 0)),
    partlyRead,
  };
}
