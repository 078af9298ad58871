/**
 * Imports an archive: its parts become uploads, since the bucket is the source of truth, and go into the index
 * the way every upload goes, a few at a commit. A part's key holds the hash of its content, so that an import which
 * stopped goes on where it was, and one that is run again changes nothing.
 */

import { isUtf8 } from "node:buffer";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { sha256, toHex } from "../../content-hash.ts";
import { listAll, type ObjectKey, type ObjectSummary, putOnce } from "../../store/store.ts";
import { LiveEntryFinder } from "../commit/live-entries.ts";
import { retryTransaction } from "../commit/transaction.ts";
import { isSameUpload } from "../commit/upload-version.ts";
import { importPartKey, importPrefix } from "../keys.ts";
import { schemaOf } from "../manifest/manifest.ts";
import type { IndexContext } from "../manifest/manifest-reader.ts";
import { ManifestStore } from "../manifest/manifest-store.ts";
import type { SourceEntry } from "../segment/stored/source-entries.ts";
import { Ingester, type IngestReport } from "../uploads/batch.ts";
import { compareListed } from "../uploads/listed-uploads.ts";
import { findRejectedRecord, type RejectedPart } from "../uploads/rejected-records.ts";
import { failLeft, SuspectIngester } from "../uploads/suspect-ingest.ts";
import { type OnWork, type UploadProcessor, withWorkTold } from "../uploads/upload-processor.ts";

/** Bad lines that are told one by one; the others are counted. */
const MAX_TOLD_LINES = 10;

/** The result of an import. */
export interface ImportReport {
  /** Parts of the archive, and those among them that were in bucket and index already. */
  readonly parts: number;
  readonly presentParts: number;
  /**
   * Articles that this import brought in; those of its parts that a server had indexed by then; and those that were
   * there already.
   */
  readonly articles: number;
  readonly articlesOfOthers: number;
  readonly presentArticles: number;
  /** Articles of parts in the bucket that were removed there since, and stay so. */
  readonly takenDown: number;
  readonly commits: number;
  /** Number of lines that are no articles, with the first of them. */
  readonly badLines: number;
  readonly firstBadLines: readonly BadLine[];
  /** Parts that lie in the bucket but could not be looked at; reconcile, or the same import again, brings them in. */
  readonly failed: ReadonlyMap<ObjectKey, unknown>;
  /** Uploads under the archive's name that are no parts of it: of an earlier state of it, or of another archive. */
  readonly otherParts: readonly ObjectKey[];
}

/** The facts about a batch that an import needs. They are plain data, so that another process can send them. */
export type PartsReport = Pick<IngestReport, "committed" | "unchanged" | "failed" | "rejected" | "articles">;

/** Ingests batches of keys, here or in other processes: writers of one index may be many. */
export interface PartIngester {
  /** Number of batches at once. */
  readonly concurrency: number;
  /** Told before the first of several batches, while the parts of it are still being put. */
  prepare?(): void;
  /**
   * Rejects as Ingester.ingest does. `isOnly`: no other batch came before and none will follow. `onWork` is told of its
   * articles as they are read and built. `isSuspect`: a process died of this very batch.
   */
  ingest(keys: readonly ObjectKey[], isOnly: boolean, onWork?: OnWork, isSuspect?: boolean): Promise<PartsReport>;
}

/**
 * One batch at a time, in this process. The only one is a round of its own: nobody else would notice that it did not
 * end.
 */
export function localPartIngester(context: IndexContext, processor: UploadProcessor): PartIngester {
  let tell: OnWork = () => {};
  const ingester = new Ingester(
    context,
    withWorkTold(processor, (articles) => tell(articles)),
  );
  const suspects = new SuspectIngester(context, ingester);
  const ingest = async (keys: readonly ObjectKey[], isSuspect: boolean) =>
    failLeft(await (isSuspect ? suspects : ingester).ingest(keys));
  return {
    concurrency: 1,
    ingest: (keys, isOnly, onWork = () => {}, isSuspect = false) => {
      tell = onWork;
      return isOnly ? suspects.ingestRound(keys, ingest) : ingest(keys, isSuspect);
    },
  };
}

/**
 * Reports the progress of an import: articles that are in the index or known to be none, with fractions for unfinished
 * ones; articles read of the archive so far; and those among the first that an earlier import did.
 */
export type OnImportProgress = (articlesDone: number, articlesRead: number, articlesPresent: number) => void;

/** The share of the archive's bytes that was read so far, in [0, 1]; null where that cannot be told. */
type ShareRead = () => number | null;

/** Parts that are packed and put while the next ones are read, 10 MB each at the most. */
const MAX_CONCURRENT_PUTS = 4;

/**
 * Parts grow and shrink on the way through an archive: what is expected beyond whole ones is no more than that, up to
 * so much of a part.
 */
const SMALL_PART = 0.25;

const gzipBytes = promisify(gzip);

/**
 * Compression level, of 9. The default, 6, saves 8 % more at six times the time, a fifth of an import. Measured on
 * news.
 */
const GZIP_LEVEL = 4;

/** A part of a batch, and its way into the bucket. */
interface PutPart {
  readonly key: ObjectKey;
  readonly put: Promise<void>;
}

/** Imports one archive under a name. */
export class BulkImport {
  readonly #context: IndexContext;
  readonly #processor: UploadProcessor;
  readonly #ingester: PartIngester;
  readonly #running = new Set<Promise<void>>();
  readonly #putting = new Set<Promise<void>>();
  /** Batches in work: how many articles each has, and what is done of these. */
  readonly #inWork = new Set<{ readonly articles: number; done: number }>();
  #tell: () => void = () => {};
  #shareRead: ShareRead = () => null;
  #startedBatches = 0;
  #startedParts = 0;
  /** Number of consecutive last parts that the index lacks. */
  #lackingRun = 0;
  #failure: { readonly reason: unknown } | null = null;
  readonly #prefix: string;
  readonly #metadata: Readonly<Record<string, string>>;
  readonly #present = new Map<ObjectKey, ObjectSummary>();
  readonly #indexed = new Map<string, SourceEntry>();
  readonly #parts = new Map<ObjectKey, ArchivePart>();
  readonly #failed = new Map<ObjectKey, unknown>();
  #firstBadLines: BadLine[] = [];
  /** Bad lines that a part holds, unlike those that were told by their bytes alone. */
  #rejectedArticles = 0;
  readonly #counts = {
    parts: 0,
    presentParts: 0,
    articles: 0,
    articlesOfOthers: 0,
    presentArticles: 0,
    takenDown: 0,
    commits: 0,
    badLines: 0,
  };

  /** `metadata` is put with each part. `invalid-key` where the name cannot be a folder's. */
  constructor(
    context: IndexContext,
    processor: UploadProcessor,
    name: string,
    ingester = localPartIngester(context, processor),
    metadata: Readonly<Record<string, string>> = {},
  ) {
    this.#context = context;
    this.#processor = processor;
    this.#ingester = ingester;
    this.#metadata = metadata;
    this.#prefix = importPrefix(context.layout, name);
  }

  /**
   * Reads the archive to its end; once. `onProgress` is told after each part that was read, after each
   * commit, and meanwhile as the ingester tells. Requests: a
   * listing, three a part and those of a commit; for a part that is there already one. Rejects as Ingester.ingest does,
   * or with what the chunks throw: all that was committed stays, and the next import goes on from there.
   */
  async run(
    chunks: AsyncIterable<Uint8Array>,
    onProgress: OnImportProgress = () => {},
    shareRead: ShareRead = () => null,
  ): Promise<ImportReport> {
    this.#shareRead = shareRead;
    await this.#lookAtBucket();
    let batch: PutPart[] = [];
    let articlesRead = 0;
    const tell = () => {
      const { articles, articlesOfOthers, presentArticles, takenDown } = this.#counts;
      const present = presentArticles + takenDown;
      const inWork = [...this.#inWork].reduce((sum, { done }) => sum + done, 0);
      onProgress(articles + articlesOfOthers + present + this.#rejectedArticles + inWork, articlesRead, present);
    };
    this.#tell = tell;
    try {
      for await (const part of cutIntoParts(chunks, (line) => this.#addBadLines([line], 1))) {
        const key = importPartKey(this.#prefix, part.number, this.#hashOf(part.bytes));
        this.#counts.parts += 1;
        this.#parts.set(key, { ...part, bytes: new Uint8Array() });
        articlesRead += part.articles;
        tell();
        const isDone = await this.#isDone(key, part);
        this.#lackingRun = isDone ? 0 : this.#lackingRun + 1;
        if (isDone) continue;
        const put = await this.#startPut(key, part.bytes);
        // Before the part is taken in: it may be all there is, and then it is not worth another process.
        if (batch.length >= this.#batchSize() && batch.length > 0) batch = await this.#start(batch, false, tell);
        batch.push(put);
        if (this.#areBatchesExpected()) this.#ingester.prepare?.();
        const isFull = batch.length >= MAX_PARTS_PER_COMMIT;
        if (isFull || (this.#isMoreExpected() && batch.length >= this.#batchSize())) {
          batch = await this.#start(batch, false, tell);
        }
      }
      if (batch.length > 0) await this.#start(batch, this.#startedBatches === 0, tell);
    } finally {
      await Promise.all([...this.#running, ...[...this.#putting].map((put) => put.catch(() => undefined))]);
    }
    this.#throwFailure();
    tell();
    return this.#report();
  }

  /**
   * Deletes uploads of the archive's name, and takes their articles out of the index. How many articles left is not
   * said.
   */
  async remove(keys: readonly ObjectKey[]): Promise<void> {
    for (const key of keys) await this.#context.store.delete(key);
    if (keys.length > 0) await this.#ingester.ingest(keys, true);
  }

  /**
   * Hands a batch out as soon as the ingester can take it and its parts are in the bucket, and gives the next one,
   * empty. Its failure ends the import, once the others are done.
   */
  async #start(parts: readonly PutPart[], isOnly: boolean, onDone: () => void): Promise<PutPart[]> {
    while (this.#running.size >= this.#ingester.concurrency) await Promise.race(this.#running);
    this.#throwFailure();
    this.#startedBatches += 1;
    this.#startedParts += parts.length;
    const work: Promise<void> = Promise.all(parts.map(({ put }) => put))
      .then(() =>
        this.#ingest(
          parts.map(({ key }) => key),
          isOnly,
        ),
      )
      .then(onDone, (reason: unknown) => {
        this.#failure ??= { reason };
      })
      .finally(() => this.#running.delete(work));
    this.#running.add(work);
    return [];
  }

  #batchSize(): number {
    const outlook = {
      expectedParts: this.#expectedParts(),
      startedBatches: this.#startedBatches,
      startedParts: this.#startedParts,
    };
    return nextBatchSize(outlook, this.#ingester.concurrency);
  }

  /**
   * Parts of the archive that the index lacks, by what those that were read took of it. What the index holds of the
   * archive's name is taken to follow, until some parts in a row are not there: of an archive in which an article
   * changed one part is new.
   */
  #expectedParts(): number | null {
    const share = this.#shareRead();
    if (share === null || share <= 0) return null;
    const { parts, presentParts } = this.#counts;
    const held = this.#lackingRun < LEAST_PARTS_PER_COMMIT ? this.#indexed.size : presentParts;
    return Math.max(parts - presentParts, Math.ceil(parts / share - SMALL_PART) - held);
  }

  /** Thirty-two hexadecimal digits. A part that is put with other metadata is another part. */
  #hashOf(bytes: Uint8Array): string {
    const entries = Object.entries(this.#metadata);
    const whole = entries.length === 0 ? bytes : Buffer.concat([bytes, Buffer.from(JSON.stringify(entries), "utf8")]);
    return toHex(sha256(whole)).slice(0, 32);
  }

  /** Tells whether the archive is certain to go on after the parts that were read. */
  #isMoreExpected(): boolean {
    const { parts, presentParts } = this.#counts;
    return (this.#expectedParts() ?? 0) > parts - presentParts;
  }

  /** Tells whether more than one batch is expected. */
  #areBatchesExpected(): boolean {
    return this.#isMoreExpected() && (this.#expectedParts() ?? 0) > this.#startedParts + this.#batchSize();
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.reason;
  }

  /** Finds the parts in the bucket, and the index's content of their present versions. */
  async #lookAtBucket(): Promise<void> {
    for await (const object of listAll(this.#context.store, this.#prefix)) this.#present.set(object.key, object);
    const snapshot = await new ManifestStore(this.#context).loadOrCreate(schemaOf(this.#processor.options));
    const live = await new LiveEntryFinder(this.#context).find(snapshot.manifest, [...this.#present.keys()]);
    const entryOf = (key: string) => live.get(key)?.at(-1)?.entry;
    const { parserVersion } = this.#processor.options;
    const heldVersions = (key: string) => [entryOf(key)?.version];
    const parts = compareListed(this.#context.store, parserVersion, this.#present.values(), heldVersions);
    for await (const { upload, version } of parts) {
      const entry = entryOf(upload.key);
      if (version !== null && entry !== undefined) this.#indexed.set(upload.key, entry);
    }
  }

  /** Tells whether bucket and index hold the part. If so, its known bad lines are reported again. */
  async #isDone(key: ObjectKey, part: ArchivePart): Promise<boolean> {
    const indexed = this.#indexed.get(key);
    if (indexed === undefined) return false;
    const record = await findRejectedRecord(this.#context, key);
    const isOfIndexed = isSameUpload(record?.version, indexed.version, this.#processor.options.parserVersion);
    const bad = record !== null && isOfIndexed ? record.partCount - (record.indexedCount ?? 0) : 0;
    const takenDown = part.articles - bad - indexed.documentCount;
    if (takenDown > 0) await this.#addRejectedOf(key, part);
    else if (record !== null && bad > 0) this.#addRejected(key, badPartsOf(record.parts), bad);
    this.#counts.presentParts += 1;
    this.#counts.presentArticles += indexed.documentCount;
    this.#counts.takenDown += Math.max(0, takenDown);
    return true;
  }

  /**
   * Reports the bad lines of a part. If lines were removed from the upload, its record lacks the archive's line
   * numbers, and the part is read again.
   */
  async #addRejectedOf(key: ObjectKey, part: ArchivePart): Promise<void> {
    const { rejected } = await this.#processor.read(part.bytes, { key });
    this.#addAllRejected(key, rejected);
  }

  /** Begins to pack and put a part, as soon as few enough others are at it. */
  async #startPut(key: ObjectKey, bytes: Uint8Array): Promise<PutPart> {
    while (this.#putting.size >= MAX_CONCURRENT_PUTS) await Promise.race(this.#putting);
    const put: Promise<void> = this.#put(key, bytes).finally(() => this.#putting.delete(put));
    // Whoever ingests the part hears of a failure; until then nobody may.
    put.catch(() => undefined);
    this.#putting.add(put);
    return { key, put };
  }

  /**
   * Another import of the same archive, or an attempt whose answer was lost, may be faster: the content is the same
   * then.
   */
  async #put(key: ObjectKey, bytes: Uint8Array): Promise<void> {
    if (this.#present.has(key)) return;
    const packed = await gzipBytes(bytes, { level: GZIP_LEVEL });
    await retryTransaction(this.#context, async () => {
      await putOnce(this.#context.store, key, packed, {
        contentType: "application/x-ndjson",
        metadata: this.#metadata,
      });
    });
  }

  async #ingest(keys: readonly ObjectKey[], isOnly: boolean): Promise<void> {
    const batch = { articles: keys.reduce((sum, key) => sum + (this.#parts.get(key)?.articles ?? 0), 0), done: 0 };
    this.#inWork.add(batch);
    const report = await this.#ingester
      .ingest(keys, isOnly, (articles) => {
        // What is read again after a conflict is told again.
        batch.done = Math.max(0, Math.min(batch.articles, batch.done + articles));
        this.#tell();
      })
      .finally(() => this.#inWork.delete(batch));
    if (report.committed.length > 0) this.#counts.commits += 1;
    for (const [key, reason] of report.failed) this.#failed.set(key as ObjectKey, reason);
    for (const [key, parts] of report.rejected) this.#addAllRejected(key as ObjectKey, parts);
    this.#counts.articles += report.articles;
    // The bucket's own trigger may have been faster.
    for (const key of report.unchanged) {
      const articles = this.#parts.get(key as ObjectKey)?.articles ?? 0;
      this.#counts.articlesOfOthers += articles - badPartsOf(report.rejected.get(key) ?? []).length;
    }
  }

  #addAllRejected(key: ObjectKey, parts: readonly RejectedPart[]): void {
    const bad = badPartsOf(parts);
    this.#addRejected(key, bad, bad.length);
  }

  #addRejected(key: ObjectKey, parts: readonly Pick<RejectedPart, "line" | "code" | "reason">[], count: number): void {
    const firstLine = this.#parts.get(key)?.firstLine ?? 1;
    this.#rejectedArticles += count;
    this.#addBadLines(
      parts.map(({ line = 1, code, reason }) => ({ line: firstLine + line - 1, code, reason })),
      count,
    );
  }

  #addBadLines(lines: readonly BadLine[], count: number): void {
    this.#counts.badLines += count;
    const all = [...this.#firstBadLines, ...lines.slice(0, MAX_TOLD_LINES)];
    this.#firstBadLines = all.sort((a, b) => a.line - b.line).slice(0, MAX_TOLD_LINES);
  }

  #report(): ImportReport {
    const otherParts = [...this.#present.keys()].filter((key) => !this.#parts.has(key));
    return { ...this.#counts, firstBadLines: this.#firstBadLines, failed: this.#failed, otherParts };
  }
}

// How many parts of an archive go into one commit (pure). Where the archive's length can be told, its parts are shared
// out evenly, in as few batches as keep every worker busy to the end: fewer segments are written, and merged, and none
// is left with a batch that the others wait for. Where it cannot, batches begin small and grow.

/** Parts a commit, up to 8,000 articles: few large segments, and some 300 MB while they are inverted. Untuned. */
const MAX_PARTS_PER_COMMIT = 32;

/**
 * Fewer are not worth another process, which needs as long to start, and to compile its code, as 1,000 articles take.
 */
const LEAST_PARTS_PER_COMMIT = 4;

/** Batches of one size that each worker gets before the size doubles, where the archive's length is not known. */
const BATCHES_OF_A_SIZE = 2;

/** The facts that an import has learned about its archive so far. */
interface ArchiveOutlook {
  /** Parts that it will have, those present in the index left out; null where that cannot be told. */
  readonly expectedParts: number | null;
  /** Batches that were handed out, and the parts in them. */
  readonly startedBatches: number;
  readonly startedParts: number;
}

/** The size of the next batch, for so many workers; from 1 to {@link MAX_PARTS_PER_COMMIT}. */
export function nextBatchSize(
  { expectedParts, startedBatches, startedParts }: ArchiveOutlook,
  concurrency: number,
): number {
  if (expectedParts === null) {
    if (concurrency === 1) return MAX_PARTS_PER_COMMIT;
    const doublings = Math.floor(startedBatches / (concurrency * BATCHES_OF_A_SIZE));
    return Math.min(MAX_PARTS_PER_COMMIT, LEAST_PARTS_PER_COMMIT * 2 ** doublings);
  }
  const even = Math.ceil(expectedParts / (MAX_PARTS_PER_COMMIT * concurrency)) * concurrency;
  const batches = Math.min(even, Math.ceil(expectedParts / LEAST_PARTS_PER_COMMIT));
  const size = Math.ceil((expectedParts - startedParts) / Math.max(1, batches - startedBatches));
  return Math.min(MAX_PARTS_PER_COMMIT, Math.max(1, size));
}

// Cuts a .jsonl archive into uploads: parts of some lines each, the same parts for the same archive. A stream
// on both sides: memory for one part and one line. Lines that cannot be an article by their bytes alone stay out.

/**
 * Articles a part: some 1 MB of news. Where an article changed, its whole part is read again
 * (docs/decisions/index.md#importing). Untuned, as the next.
 */
export const MAX_PART_ARTICLES = 250;
/**
 * Largest part before compression. It leaves room for gzip's overhead on incompressible bytes: an upload has at most 10
 * MiB.
 */
export const MAX_PART_BYTES = 10 * 1024 * 1024 - 64 * 1024;

/**
 * Lines in a row of the archive, blank ones and bad ones as empty lines, so that line n is `firstLine + n - 1` there.
 */
interface ArchivePart {
  /** Line number, from 1. */
  readonly number: number;
  readonly firstLine: number;
  /** Lines that are not empty. */
  readonly articles: number;
  readonly bytes: Uint8Array;
}

/** A line of the archive that is no article, counted from 1. */
interface BadLine extends LineFault {
  readonly line: number;
}

type LineFault = Pick<RejectedPart, "code" | "reason">;

const NEWLINE = 0x0a;
const EMPTY_LINE = new Uint8Array();

/** The parts of an archive, in order; `onBadLine` is told of lines that none of them holds. */
export async function* cutIntoParts(
  chunks: AsyncIterable<Uint8Array>,
  onBadLine: (line: BadLine) => void,
): AsyncGenerator<ArchivePart> {
  let part = new PartBuilder(1, 1);
  let number = 0;
  for await (const line of splitLines(chunks)) {
    number += 1;
    const content = line === null ? EMPTY_LINE : trimLine(line, number === 1);
    const fault = line === null ? TOO_LONG : findFault(content);
    if (fault !== null) onBadLine({ line: number, ...fault });
    const kept = fault === null ? content : EMPTY_LINE;
    if (part.articles > 0 && !part.hasRoom(kept)) {
      yield part.finish();
      part = new PartBuilder(part.number + 1, number);
    }
    part.add(kept, number);
  }
  if (part.articles > 0) yield part.finish();
}

const TOO_LONG: LineFault = {
  code: "too-large",
  reason: `The line has more than ${MAX_PART_BYTES} bytes; an article has a thousandth of it.`,
};

/** Lines without their end; null for one that is longer than a part. */
async function* splitLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array | null> {
  let begun: Uint8Array[] = [];
  let begunBytes = 0;
  const take = (rest: Uint8Array): Uint8Array | null => {
    const isTooLong = begunBytes + rest.length >= MAX_PART_BYTES;
    const line = isTooLong ? null : Buffer.concat([...begun, rest]);
    begun = [];
    begunBytes = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      yield take(chunk.subarray(start, end));
      start = end + 1;
    }
    const rest = chunk.subarray(start);
    begunBytes += rest.length;
    if (begunBytes >= MAX_PART_BYTES) begun = [];
    else if (rest.length > 0) begun.push(rest);
  }
  if (begunBytes > 0) yield take(EMPTY_LINE);
}

/** Trims white space from a line, and the byte order mark from the file's first. */
function trimLine(line: Uint8Array, isFirst: boolean): Uint8Array {
  const hasMark = isFirst && line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf;
  let start = hasMark ? 3 : 0;
  let end = line.length;
  while (start < end && isSpace(line[start])) start += 1;
  while (start < end && isSpace(line[end - 1])) end -= 1;
  return line.subarray(start, end);
}

/** White space of JSON (RFC 8259, section 2). */
function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d;
}

const ONE_A_LINE = 'An article is {"title": …, "text": …} on one line.';

/**
 * Finds the reason why no reader could find an article in the line; such a line could make the whole part unreadable.
 */
function findFault(line: Uint8Array): LineFault | null {
  if (line.length === 0) return null;
  if (!isUtf8(line)) return { code: "broken-json", reason: "The line is not UTF-8, which JSON must be." };
  if (line[0] === 0x5b) {
    const reason = `The line begins an array. ${ONE_A_LINE} A file with an array is put, not imported.`;
    return { code: "invalid-article", reason };
  }
  if (line[0] !== 0x7b) return { code: "invalid-article", reason: `The line is no JSON object. ${ONE_A_LINE}` };
  return holdsControl(line) ? { code: "broken-json", reason: "The line holds a control character." } : null;
}

/** A loop: every byte of an archive passes here, and a callback for each takes four times as long. */
function holdsControl(line: Uint8Array): boolean {
  for (let i = 0; i < line.length; i += 1) {
    const byte = line[i] ?? 0;
    if (byte < 0x20 && byte !== 0x09) return true;
  }
  return false;
}

/** One part being filled. It begins at its first line that is not empty, and ends at its last. */
class PartBuilder {
  readonly number: number;
  articles = 0;
  #firstLine: number;
  #lastLine = 0;
  readonly #lines: Uint8Array[] = [];
  #sizeBytes = 0;

  constructor(number: number, firstLine: number) {
    this.number = number;
    this.#firstLine = firstLine;
  }

  hasRoom(line: Uint8Array): boolean {
    return this.articles < MAX_PART_ARTICLES && this.#sizeBytes + line.length + 1 <= MAX_PART_BYTES;
  }

  add(line: Uint8Array, number: number): void {
    if (line.length === 0) {
      if (this.articles > 0) this.#sizeBytes += 1;
      return;
    }
    if (this.articles === 0) this.#firstLine = number;
    else this.#lines.push(Buffer.alloc(number - this.#lastLine, NEWLINE));
    this.#lines.push(line);
    this.#lastLine = number;
    this.articles += 1;
    this.#sizeBytes += line.length + 1;
  }

  finish(): ArchivePart {
    const bytes = Buffer.concat([...this.#lines, Uint8Array.of(NEWLINE)]);
    return { number: this.number, firstLine: this.#firstLine, articles: this.articles, bytes };
  }
}

/** Selects the parts that gave no article. */
function badPartsOf(parts: readonly RejectedPart[]): readonly RejectedPart[] {
  return parts.filter(({ isIndexed }) => isIndexed !== true);
}
