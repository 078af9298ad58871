/**
 * Ingests uploads one of which may end the process that reads it: out of memory, a crash of the runtime, a loop that is
 * only ended from outside. Called where a process may have died of them: for messages that come again, for a round
 * after one that did not end. It reads under marks (`ReadingMarks`), and what marks were left behind tells it how:
 *
 *   nothing of an upload      all such together, under one mark, as an ordinary batch
 *   a death in a group of n   parts of n/16, each under its own mark; those of larger groups first, so that what is
 *                             innocent is in before the guilty one is met again
 *   a death while it was      alone again; after the third death of this version it is rejected unread, and read
 *   read alone                again after an hour, two, four, up to a day
 *
 * So two deaths by chance reject nothing, and a store that is away leaves no mark that says death: without an answer
 * nothing is read. docs/commit-protocol.md says why it is enough ("Uploads that end their reader").
 */

import * as v from "valibot";
import { isErrorOfKind, isSearchIndexError, nullIf, SearchIndexError } from "../../errors.ts";
import { createUlid } from "../../id-source.ts";
import { type ETag, listAll, type ObjectKey, type ObjectSummary } from "../../store/store.ts";
import { storeNowMs } from "../commit/store-time.ts";
import { isSameUpload, presentVersion } from "../commit/upload-version.ts";
import { JSON_TYPE, parseRecord, recordBytes } from "../json-records.ts";
import { isUploadKey, readingMarkKey, readingPrefix, roundMarkKey } from "../keys.ts";
import type { IndexContext } from "../manifest/manifest-reader.ts";
import {
  type BatchLimits,
  type Ingester,
  type IngestLimits,
  type IngestReport,
  ingestInBatches,
  joinReports,
  NOTHING_INGESTED,
} from "./batch.ts";
import { isUsableKey } from "./listed-uploads.ts";
import { findRejectedRecord, isRetryDue, type RejectedPart } from "./rejected-records.ts";

/** Deaths of processes while they read one version alone, before it is rejected: two may be chance. */
export const DEATHS_TO_REJECT = 3;
/** Number of parts into which a group is split whose process died: two deaths lead from 200 uploads to one. Untuned. */
const PARTS_OF_A_GROUP = 16;
/** A round of one batch is a group like any other. */
const MOST_KEYS_OF_A_ROUND_MARK = 200;
const FIRST_PAUSE_MS = 60 * 60_000;
const LONGEST_PAUSE_MS = 24 * FIRST_PAUSE_MS;

export interface SuspectLimits extends IngestLimits {
  /** Milliseconds after which this process is ended from outside. Default: never. */
  readonly endsInMs?: number;
  /** Reads each upload alone, and those again that were rejected unread and are due. */
  readonly isRetry?: boolean;
}

/** Limits of what is read under one mark. */
type PartLimits = SuspectLimits & { readonly endsInMs: number };

type SuspectsReader = Pick<Ingester, "ingest" | "rejectUnread" | "parserVersion">;

/** Reads suspects of one index. A process keeps one for all that it does, so that it can take its own marks away. */
export class SuspectIngester {
  readonly #context: IndexContext;
  readonly #ingester: SuspectsReader;
  readonly #marks: ReadingMarks;

  constructor(context: IndexContext, ingester: SuspectsReader) {
    this.#context = context;
    this.#ingester = ingester;
    this.#marks = new ReadingMarks(context);
  }

  /**
   * Ingests as Ingester.ingest does, in one commit if nothing is known against any of the keys. Besides: a listing, and
   * two requests a mark; for an upload that is read alone two more. A key that another process is reading, or one that
   * died a moment ago, is `left`. Where the store does not answer the keys fail whose turn had not come. Never rejects
   * after the first commit.
   */
  async ingest(sourceKeys: readonly ObjectKey[], limits: SuspectLimits = {}): Promise<IngestReport> {
    const { clock } = this.#context;
    const startedMs = clock.monotonicMs();
    const { dead, running } = await this.#marks.look();
    const busy = new Set(running.flatMap(({ keys }) => keys));
    const keys = [...new Set(sourceKeys)];
    const work = planParts(
      keys.filter((key) => !busy.has(key)),
      dead,
      limits.isRetry === true,
    );
    let report: IngestReport = { ...NOTHING_INGESTED, left: keys.filter((key) => busy.has(key)) };
    for (let part = work.shift(); part !== undefined; part = work.shift()) {
      if (clock.monotonicMs() >= (limits.deadlineMs ?? Number.POSITIVE_INFINITY)) {
        report = { ...report, left: [...report.left, ...part] };
        continue;
      }
      try {
        const endsInMs = (limits.endsInMs ?? Number.POSITIVE_INFINITY) - (clock.monotonicMs() - startedMs);
        report = joinReports(report, await this.#read(part, dead, { ...limits, endsInMs }));
      } catch (error) {
        if (!isSearchIndexError(error) && part.length > 1) {
          // A defect that one of them brought to light: the others need not wait for it.
          work.push(...cut(part, part.length));
          continue;
        }
        const hit = isSearchIndexError(error) ? [part, ...work.splice(0)] : [part];
        const failures = hit.flat().map((key): [string, unknown] => [key, error]);
        report = { ...report, failed: new Map([...report.failed, ...failures]) };
      }
    }
    await this.#release(dead, keys, report);
    return report;
  }

  /**
   * Ingests keys that no messages stand for, 200 at a time, by `ingest`, under a mark of the round; `isSuspect` where a
   * round before it did not end, or another is at work: then its batches are to be ingested here, and what they leave
   * fails, so that somebody asks for it again. Two requests, and a listing where it is suspect.
   */
  async ingestRound(
    keys: readonly ObjectKey[],
    ingest: (batch: readonly ObjectKey[], isSuspect: boolean) => Promise<IngestReport>,
    limits?: BatchLimits,
  ): Promise<IngestReport> {
    if (keys.length === 0) return NOTHING_INGESTED;
    const { markKey, isAfterDeath } = await this.#marks.beginRound(
      keys.length <= MOST_KEYS_OF_A_ROUND_MARK ? keys : [],
    );
    const ingestBatch = async (batch: readonly ObjectKey[]) => {
      const report = await ingest(batch, isAfterDeath);
      return isAfterDeath ? failLeft(report) : report;
    };
    const round = ingestInBatches({ ingest: ingestBatch }, keys, limits);
    if (!isAfterDeath) return round.finally(() => this.#marks.end(markKey));
    const report = await round;
    const { dead } = await this.#marks.look();
    if (dead.some((mark) => mark.markKey === markKey)) await this.#marks.end(markKey);
    return report;
  }

  #read(keys: readonly ObjectKey[], dead: readonly FoundMark[], limits: PartLimits): Promise<IngestReport> {
    const [key] = keys;
    if (keys.length === 1 && key !== undefined) return this.#readAlone(key, dead, limits);
    return this.#readMarked(keys, null, limits);
  }

  async #readMarked(keys: readonly ObjectKey[], alone: ReadAlone | null, limits: PartLimits): Promise<IngestReport> {
    const markKey = await this.#marks.begin(keys, alone, limits.endsInMs);
    try {
      return await this.#ingester.ingest(keys, limits);
    } finally {
      await this.#marks.end(markKey);
    }
  }

  async #readAlone(key: ObjectKey, dead: readonly FoundMark[], limits: PartLimits): Promise<IngestReport> {
    const { store, layout, clock } = this.#context;
    const { parserVersion } = this.#ingester;
    const isReadable = isUploadKey(layout, key) && isUsableKey(key);
    const version = isReadable ? await presentVersion(store, key, parserVersion) : null;
    if (version === null) return this.#ingester.ingest([key], limits);
    const record = await findRejectedRecord(this.#context, key);
    const held = isSameUpload(record?.version, version, parserVersion) ? record : null;
    const counted = deathsAlone(dead, key, (marked) => isSameUpload(marked, version, parserVersion));
    const told = held?.retry?.deaths ?? 0;
    if (counted >= DEATHS_TO_REJECT && counted > told) {
      const notBeforeMs = clock.nowMs() + pauseMs(counted);
      return this.#ingester.rejectUnread(key, version, [readerDied(counted)], { deaths: counted, notBeforeMs });
    }
    if (held?.retry !== undefined && !isRetryDue(held, clock.nowMs())) {
      return this.#ingester.rejectUnread(key, version, held.parts, held.retry);
    }
    const retry = { ...limits, retries: new Set([key]) };
    return this.#readMarked([key], { version, deaths: Math.max(counted, told) }, retry);
  }

  /** Dead marks need not name what was read to an end, nor what a smaller one names. */
  async #release(dead: readonly FoundMark[], keys: readonly string[], { failed, left }: IngestReport): Promise<void> {
    const settled = new Set(keys.filter((key) => !failed.has(key)));
    for (const key of left) settled.delete(key);
    for (const mark of dead) {
      const isNarrowed = (key: string) => dead.some((other) => isSmaller(other, mark) && other.keys.includes(key));
      await this.#marks.release(mark, (key) => settled.has(key) || isNarrowed(key));
    }
  }
}

/** The report with keys that are left as failed ones, `index-busy` (pure). */
export function failLeft(report: IngestReport): IngestReport {
  const failures = report.left.map((key): [string, unknown] => [key, beingRead(key)]);
  return { ...report, left: [], failed: new Map([...report.failed, ...failures]) };
}

function beingRead(key: string): SearchIndexError {
  const message = `${key} is being read by another process, or was by one that died a few minutes ago. Try again then.`;
  return new SearchIndexError("index-busy", message, { details: { key } });
}

/** Plans which uploads are read together, and in which order (pure). */
function planParts(keys: readonly ObjectKey[], dead: readonly FoundMark[], isAlone: boolean): ObjectKey[][] {
  if (isAlone) return keys.map((key) => [key]);
  const bySize = new Map<number, ObjectKey[]>();
  for (const key of keys) {
    const sizes = dead.filter((mark) => mark.keys.includes(key)).map(sizeOf);
    const smallest = Math.min(Number.POSITIVE_INFINITY, ...sizes);
    bySize.set(smallest, [...(bySize.get(smallest) ?? []), key]);
  }
  const sizes = [...bySize.keys()].sort((a, b) => b - a);
  return sizes.flatMap((size) => cut(bySize.get(size) ?? [], size));
}

/** Parts of a group of `size` in which a process died; all together where none is known of. */
function cut(keys: readonly ObjectKey[], size: number): ObjectKey[][] {
  const partSize = Number.isFinite(size) ? Math.max(1, Math.ceil(size / PARTS_OF_A_GROUP)) : keys.length;
  const parts: ObjectKey[][] = [];
  for (let start = 0; start < keys.length; start += partSize) parts.push(keys.slice(start, start + partSize));
  return parts;
}

/** One read alone is below all groups, and the more often it was, the lower: what has killed least is read first. */
function sizeOf({ version, keys, deaths }: FoundMark): number {
  return version === null ? keys.length : -deaths;
}

function isSmaller(mark: FoundMark, other: FoundMark): boolean {
  return sizeOf(mark) < sizeOf(other) && mark.markKey !== other.markKey;
}

function deathsAlone(dead: readonly FoundMark[], key: string, isPresent: (version: string | null) => boolean): number {
  const counts = dead.filter((mark) => isPresent(mark.version) && mark.keys.includes(key));
  return Math.max(0, ...counts.map(({ deaths }) => deaths + 1));
}

function pauseMs(deaths: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (deaths - DEATHS_TO_REJECT));
}

function readerDied(deaths: number): RejectedPart {
  return {
    code: "reader-died",
    reason:
      `Whoever read the file was ended without a word, ${deaths} times: for want of memory or time, as a rule. ` +
      "It is read again now and then; a file that is put in its place is read at once. Split or shorten it.",
  };
}

// Marks of uploads that are being read: what a process puts beside the index before it reads what may end it, and
// deletes whatever comes of the reading. A mark whose process is gone says that the process died, of one of these
// uploads or by chance.
//
// Whether a process is gone is not known for certain, and need not be. Its mark carries a lease: after so long, by the
// store's own clock, it counts as dead. On one machine the system knows sooner (`IndexContext.processes`). Where a
// living process is taken for dead the price is a smaller batch, or one death too many in a count of three: no upload
// is lost by it.

const markSchema = v.object({
  /** Uploads that are read under the mark; empty for a round of many batches. */
  keys: v.array(v.string()),
  /** Version of an upload that is read alone; null for a group, however small. */
  version: v.nullable(v.string()),
  /** Number of processes that died while they read this version alone. */
  deaths: v.number(),
  /** Age, by the store's clock, from which on the mark's process counts as dead. */
  leaseMs: v.number(),
  /** Identity of the process (process-identity.ts); null where it means nothing to others. */
  owner: v.nullable(v.string()),
});

type ReadingMark = v.InferOutput<typeof markSchema>;

/** A mark in the bucket. */
interface FoundMark extends ReadingMark {
  readonly markKey: ObjectKey;
  readonly etag: ETag;
}

/** One version that is read alone, and how often a process died of it before. */
type ReadAlone = { readonly version: string } & Pick<ReadingMark, "deaths">;

/** The largest upload takes half a minute to read on a slow machine, and a commit up to twenty seconds. Untuned. */
const LEASE_MS = 180_000;
/** Lease for each further upload of a group: most need a hundredth of it. Untuned. */
const LEASE_OF_FURTHER_MS = 5_000;
const LONGEST_LEASE_MS = 15 * 60_000;

/** The marks of one index, as one process puts and sees them. */
export class ReadingMarks {
  readonly #context: IndexContext;
  /** Marks that were over and could not be deleted: they say nothing, and are deleted at the next look. */
  readonly #over = new Set<ObjectKey>();

  constructor(context: IndexContext) {
    this.#context = context;
  }

  /**
   * Marks of processes that are gone, and of others, which are at work. A listing, and a GET each; where the age of one
   * decides, three requests more for the store's time.
   */
  async look(): Promise<{ readonly dead: readonly FoundMark[]; readonly running: readonly FoundMark[] }> {
    const { store, layout, processes } = this.#context;
    const dead: FoundMark[] = [];
    const running: FoundMark[] = [];
    let nowMs: number | null = null;
    for await (const summary of listAll(store, readingPrefix(layout))) {
      if (this.#over.has(summary.key)) {
        await this.end(summary.key);
        continue;
      }
      const mark = await this.#load(summary);
      if (mark === null) continue;
      const isKnownDead = mark.leaseMs === 0 || (mark.owner !== null && processes?.isDead(mark.owner) === true);
      if (!isKnownDead) nowMs ??= await storeNowMs(this.#context);
      const isDead = isKnownDead || (nowMs ?? 0) - summary.lastModifiedMs > mark.leaseMs;
      (isDead ? dead : running).push(mark);
    }
    return { dead, running };
  }

  /**
   * Marks a group, or one version that is read alone, and gives the mark's key. `endsInMs`: after so long this process
   * is ended from outside. One request. Where its answer is lost the mark is taken back, as well as that goes.
   */
  async begin(
    keys: readonly string[],
    alone: ReadAlone | null,
    endsInMs = Number.POSITIVE_INFINITY,
  ): Promise<ObjectKey> {
    const { layout, clock, ids } = this.#context;
    const markKey = readingMarkKey(layout, createUlid(clock.nowMs(), ids));
    await this.#put(markKey, this.#mark(keys, alone, endsInMs));
    return markKey;
  }

  /**
   * Marks a round of reading that nobody's messages stand for. `isAfterDeath`: another round's mark is there, so that
   * one ended without a word, or is at work. One request, and one at the end.
   */
  async beginRound(keys: readonly string[]): Promise<{ readonly markKey: ObjectKey; readonly isAfterDeath: boolean }> {
    const markKey = roundMarkKey(this.#context.layout);
    try {
      await this.#put(markKey, this.#mark(keys, null, Number.POSITIVE_INFINITY));
      return { markKey, isAfterDeath: false };
    } catch (error) {
      if (!isErrorOfKind(error, "conflict")) throw error;
      return { markKey, isAfterDeath: true };
    }
  }

  /** Takes a mark away. One request; never rejects because of the store. */
  async end(markKey: ObjectKey): Promise<void> {
    try {
      await this.#context.store.delete(markKey);
      this.#over.delete(markKey);
    } catch (error) {
      if (!isSearchIndexError(error)) throw error;
      this.#over.add(markKey);
    }
  }

  /**
   * Takes from a dead mark the keys that it needs to name no longer. Two requests at most; where another process was
   * faster nothing is changed: a mark that names too many costs smaller batches.
   */
  async release(mark: FoundMark, isSettled: (key: string) => boolean): Promise<void> {
    const { store } = this.#context;
    const { markKey, etag, ...rest } = mark;
    const keys = mark.keys.filter((key) => !isSettled(key));
    try {
      if (keys.length === 0) await store.deleteIfMatch(markKey, etag);
      else if (keys.length < mark.keys.length) {
        await store.putIfMatch(markKey, recordBytes({ ...rest, keys, leaseMs: 0 }), etag, JSON_TYPE);
      }
    } catch (error) {
      if (!isErrorOfKind(error, "conflict") && !isErrorOfKind(error, "unavailable")) throw error;
    }
  }

  #mark(keys: readonly string[], alone: ReadAlone | null, endsInMs: number): ReadingMark {
    const lease = Math.min(LONGEST_LEASE_MS, LEASE_MS + LEASE_OF_FURTHER_MS * (keys.length - 1));
    return {
      keys: [...keys],
      version: alone?.version ?? null,
      deaths: alone?.deaths ?? 0,
      leaseMs: Math.max(1, Math.ceil(Math.min(lease, endsInMs))),
      owner: this.#context.processes?.own ?? null,
    };
  }

  async #put(markKey: ObjectKey, mark: ReadingMark): Promise<void> {
    try {
      await this.#context.store.putIfAbsent(markKey, recordBytes(mark), JSON_TYPE);
    } catch (error) {
      if (isErrorOfKind(error, "unavailable")) await this.end(markKey);
      throw error;
    }
  }

  /** Null where it was taken away meanwhile, or is none of poisk's. */
  async #load({ key }: ObjectSummary): Promise<FoundMark | null> {
    const object = await nullIf(this.#context.store.get(key), "not-found");
    const mark = object && parseRecord(markSchema, object.bytes);
    return mark && { ...mark, markKey: key, etag: object.etag };
  }
}
