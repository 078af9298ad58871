/**
 * Ingests uploads one of which may end the process that reads it (layer 4): out of memory, a crash of the runtime, a loop that
 * is only ended from outside. Called where a process may have died of them: for messages that come again, for a round after one
 * that did not end. It reads under marks (reading-marks.ts), and what marks were left behind tells it how:
 *
 *   nothing of an upload      all such together, under one mark, as an ordinary batch
 *   a death in a group of n   parts of n/16, each under its own mark; those of larger groups first, so that what is
 *                             innocent is in before the guilty one is met again
 *   a death while it was      alone again; after the third death of this version it is rejected unread, and read again after
 *   read alone                an hour, two, four, up to a day
 *
 * So two deaths by chance reject nothing, and a store that is away leaves no mark that says death: without an answer nothing
 * is read. docs/commit-protocol.md says why it is enough ("Uploads that end their reader").
 */
import type { RejectedPart } from "../../article/model/rejection.ts";
import { isSearchIndexError, SearchIndexError } from "../../errors.ts";
import type { IndexContext } from "../../manifest/manifest-store.ts";
import { isUploadKey } from "../../storage/object-store/object-keys.ts";
import type { ObjectKey } from "../../storage/object-store/object-store.ts";
import { isSameUpload, presentVersion } from "../commit/upload-version.ts";
import {
  type BatchLimits,
  type Ingester,
  type IngestLimits,
  type IngestReport,
  ingestInBatches,
  joinReports,
  NOTHING_INGESTED,
} from "./batch.ts";
import { type FoundMark, ReadingMarks } from "./reading-marks.ts";
import { findRejectedRecord, isRetryDue } from "./rejected-records.ts";
import { isUsableKey } from "./unusable-key.ts";

/** Deaths of processes while they read one version alone, before it is rejected: two may be chance. */
export const DEATHS_TO_REJECT = 3;
/** Into so many parts a group is cut in which a process died: two deaths lead from 200 uploads to one. Untuned. */
const PARTS_OF_A_GROUP = 16;
/** A round of one batch is a group like any other. */
const MOST_KEYS_OF_A_ROUND_MARK = 200;
const FIRST_PAUSE_MS = 60 * 60_000;
const LONGEST_PAUSE_MS = 24 * FIRST_PAUSE_MS;

export interface SuspectLimits extends IngestLimits {
  /** After so many milliseconds this process is ended from outside. Default: never. */
  readonly endsInMs?: number;
  /** Reads each upload alone, and those again that were rejected unread and are due. */
  readonly isRetry?: boolean;
}

/** Uploads that are read under one mark. */
interface Part {
  readonly keys: readonly ObjectKey[];
}

/** Reads suspects of one index. A process keeps one for all that it does, so that it can take its own marks away. */
export class SuspectIngester {
  readonly #context: IndexContext;
  readonly #parserVersion: string;
  readonly #ingester: Pick<Ingester, "ingest" | "rejectUnread">;
  readonly #marks: ReadingMarks;

  constructor(
    context: IndexContext,
    parserVersion: string,
    ingester: Pick<Ingester, "ingest" | "rejectUnread">,
    marks = new ReadingMarks(context),
  ) {
    this.#context = context;
    this.#parserVersion = parserVersion;
    this.#ingester = ingester;
    this.#marks = marks;
  }

  /**
   * As Ingester.ingest, in one commit where nothing is known against any of the keys. Besides: a listing, and two requests a
   * mark; for an upload that is read alone two more. A key that another process is reading, or one that died a moment ago, is
   * `left`. Where the store does not answer the keys fail whose turn had not come. Never rejects after the first commit.
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
        report = { ...report, left: [...report.left, ...part.keys] };
        continue;
      }
      try {
        const endsInMs = (limits.endsInMs ?? Number.POSITIVE_INFINITY) - (clock.monotonicMs() - startedMs);
        report = joinReports(report, await this.#read(part, dead, { ...limits, endsInMs }));
      } catch (error) {
        if (!isSearchIndexError(error) && part.keys.length > 1) {
          // A defect that one of them brought to light: the others need not wait for it.
          work.push(...cut(part.keys, part.keys.length));
          continue;
        }
        const hit = isSearchIndexError(error) ? [part, ...work.splice(0)] : [part];
        const failures = hit.flatMap(({ keys }) => keys.map((key): [string, unknown] => [key, error]));
        report = { ...report, failed: new Map([...report.failed, ...failures]) };
      }
    }
    await this.#release(dead, keys, report);
    return report;
  }

  /**
   * Ingests keys that no messages stand for, 200 at a time, by `ingest`, under a mark of the round; `isSuspect` where a round before
   * it did not end, or another is at work: then its batches are to be ingested here, and what they leave fails, so that somebody asks
   * for it again. Two requests, and a listing where it is suspect.
   */
  async ingestRound(
    keys: readonly ObjectKey[],
    ingest: (batch: readonly ObjectKey[], isSuspect: boolean) => Promise<IngestReport>,
    limits?: BatchLimits,
  ): Promise<IngestReport> {
    if (keys.length === 0) return NOTHING_INGESTED;
    const { held, isAfterDeath } = await this.#marks.beginRound(keys.length <= MOST_KEYS_OF_A_ROUND_MARK ? keys : []);
    const ingestBatch = async (batch: readonly ObjectKey[]) => {
      const report = await ingest(batch, isAfterDeath);
      return isAfterDeath ? failLeft(report) : report;
    };
    const round = ingestInBatches({ ingest: ingestBatch }, keys, limits);
    if (!isAfterDeath) return round.finally(() => this.#marks.end(held));
    const report = await round;
    const { dead } = await this.#marks.look();
    if (dead.some(({ markKey }) => markKey === held.markKey)) await this.#marks.end(held);
    return report;
  }

  async #read(
    { keys }: Part,
    dead: readonly FoundMark[],
    limits: Required<Pick<SuspectLimits, "endsInMs">> & SuspectLimits,
  ) {
    const [key] = keys;
    if (keys.length === 1 && key !== undefined) return this.#readAlone(key, dead, limits);
    const mark = await this.#marks.begin(keys, null, limits.endsInMs);
    try {
      return await this.#ingester.ingest(keys, limits);
    } finally {
      await this.#marks.end(mark);
    }
  }

  async #readAlone(
    key: ObjectKey,
    dead: readonly FoundMark[],
    limits: Required<Pick<SuspectLimits, "endsInMs">> & SuspectLimits,
  ): Promise<IngestReport> {
    const { store, layout, clock } = this.#context;
    const isReadable = isUploadKey(layout, key) && isUsableKey(key);
    const version = isReadable ? await presentVersion(store, key, this.#parserVersion) : null;
    if (version === null) return this.#ingester.ingest([key], limits);
    const record = await findRejectedRecord(this.#context, key);
    const held = isSameUpload(record?.version, version, this.#parserVersion) ? record : null;
    const counted = deathsAlone(dead, key, (marked) => isSameUpload(marked, version, this.#parserVersion));
    const told = held?.retry?.deaths ?? 0;
    if (counted >= DEATHS_TO_REJECT && counted > told) {
      const notBeforeMs = clock.nowMs() + pauseMs(counted);
      return this.#ingester.rejectUnread(key, version, [readerDied(counted)], { deaths: counted, notBeforeMs });
    }
    if (held?.retry !== undefined && !isRetryDue(held, clock.nowMs())) {
      return this.#ingester.rejectUnread(key, version, held.parts as RejectedPart[], held.retry);
    }
    const mark = await this.#marks.begin([key], { version, deaths: Math.max(counted, told) }, limits.endsInMs);
    try {
      return await this.#ingester.ingest([key], { ...limits, retries: new Set([key]) });
    } finally {
      await this.#marks.end(mark);
    }
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

/** Which uploads are read together, and in which order (pure). */
function planParts(keys: readonly ObjectKey[], dead: readonly FoundMark[], isAlone = false): Part[] {
  if (isAlone) return keys.map((key) => ({ keys: [key] }));
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
function cut(keys: readonly ObjectKey[], size: number): Part[] {
  const partSize = Number.isFinite(size) ? Math.max(1, Math.ceil(size / PARTS_OF_A_GROUP)) : keys.length;
  const parts: Part[] = [];
  for (let start = 0; start < keys.length; start += partSize) parts.push({ keys: keys.slice(start, start + partSize) });
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
