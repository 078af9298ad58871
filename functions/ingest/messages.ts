/**
 * Ingests what the messages of one event name: all keys together, in one commit, or in several where their articles are
 * thousands; and says which messages failed. What time does not suffice for goes back to the queue as new messages,
 * which are no failures: a function has time for some three of the largest uploads, and a batch may hold two hundred.
 * So an upload may pass through seventy invocations, each of which leaves fewer. Passes that finish nothing are
 * counted, and three end the chain.
 *
 * Where a message comes again, its upload may have ended the process that had it before; then the batch is read under
 * marks (src/index/uploads/suspect-ingest.ts), so that it cannot keep the others out. Where the commits made compaction
 * due, it is asked for, once a batch.
 */
import type { Clock } from "../../src/clock.ts";
import { isSearchIndexError, SearchIndexError } from "../../src/errors.ts";
import type { CostMeter } from "../../src/http/http.ts";
import {
  type Ingester,
  type IngestReport,
  NOTHING_INGESTED,
  type SuspectIngester,
  type SuspectLimits,
} from "../../src/index/write.ts";
import type { QueryCost } from "../../src/search-api.ts";
import type { ObjectKey } from "../../src/store/store.ts";
import type { Logger } from "../telemetry/log.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { ParsedMessage } from "./store-event.ts";

/** Queues uploads as new messages, with the number of passes in a row that finished none. Rejects unless all go. */
export type GiveBack = (keys: readonly ObjectKey[], stalledPasses: number) => Promise<void>;

/** Messages fail after so many passes in a row that finished nothing. A sound pass finishes at least one upload. */
const MAX_STALLED_PASSES = 3;

export interface IngestDependencies {
  readonly ingester: Pick<Ingester, "ingest">;
  /** A suspect ingester over the same ingester. */
  readonly suspects: Pick<SuspectIngester, "ingest">;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Null where compaction runs by its schedule alone. */
  readonly compaction: CompactionTrigger | null;
  /** Destination of metrics; none without. */
  readonly metrics?: Metrics | null;
  /** Takes keys that time did not suffice for; without it their messages fail. */
  readonly giveBack?: GiveBack;
  /** Told what became of each batch, of one that failed as a whole too. */
  readonly onReport?: (report: IngestReport) => void;
  /** Right over the store, so that a commit can tell its requests; not told without. */
  readonly meter?: CostMeter;
}

export interface MessageLimits extends Pick<SuspectLimits, "deadlineMs" | "endsInMs" | "isRetry" | "slowUploads"> {
  /** True if a process may have died of these uploads, whatever their messages say. */
  readonly isSuspect?: boolean;
}

/** Ids of messages that are not done. */
export interface UndoneMessages {
  /** Messages that must come again. */
  readonly failed: ReadonlySet<string>;
  /** Keys of slow uploads, which are left for a second delivery where they are expected. */
  readonly slow: ReadonlySet<string>;
}

/** Ingests the uploads of messages. Never rejects. */
export async function ingestMessages(
  messages: readonly ParsedMessage[],
  dependencies: IngestDependencies,
  limits: MessageLimits = {},
): Promise<UndoneMessages> {
  const { logger } = dependencies;
  const failed = new Set<string>();
  for (const { messageId, fault } of messages) {
    if (fault === null) continue;
    logger.error("event-refused", { messageId, reason: fault });
    failed.add(messageId);
  }
  const naming = messages.filter(({ keys }) => keys.length > 0);
  if (naming.length === 0) return { failed, slow: new Set() };
  const isSuspect = limits.isSuspect === true || naming.some(({ receiveCount = 1 }) => receiveCount > 1);
  const keys = [...new Set(naming.flatMap((message) => message.keys))];
  const report = await ingestKeys(keys, dependencies, { ...limits, isSuspect });
  for (const { messageId, keys } of naming) if (keys.some((key) => report.failed.has(key))) failed.add(messageId);
  if (limits.slowUploads === "leave") return { failed, slow: new Set(idsNaming(report.left, naming)) };
  const isProgress = report.left.length < keys.length;
  // What is suspected stays with its message, which says that it came before.
  const left = await giveBackLeft(naming, report.left, isProgress, isSuspect ? { logger } : dependencies);
  for (const messageId of left) failed.add(messageId);
  return { failed, slow: new Set() };
}

/** Gives the keys back that are left. Returns the ids of their messages where that failed. */
async function giveBackLeft(
  messages: readonly ParsedMessage[],
  left: readonly string[],
  isProgress: boolean,
  { giveBack, logger }: Pick<IngestDependencies, "giveBack" | "logger">,
): Promise<readonly string[]> {
  if (left.length === 0) return [];
  const stalledPasses = isProgress ? 0 : 1 + Math.max(...messages.map((message) => message.stalledPasses ?? 0));
  try {
    if (giveBack === undefined) throw notGivenBack("There is no queue to give them back to.");
    if (stalledPasses > MAX_STALLED_PASSES) throw notGivenBack(`${stalledPasses} passes in a row finished no upload.`);
    await giveBack(left as ObjectKey[], stalledPasses);
    logger.info("uploads-queued-again", { uploads: left.length, stalledPasses });
    return [];
  } catch (error) {
    logger.warn("uploads-left", { uploads: left.length, error });
    return idsNaming(left, messages);
  }
}

function notGivenBack(reason: string): SearchIndexError {
  return new SearchIndexError("store-unavailable", `The uploads cannot be given back to the queue. ${reason}`);
}

function idsNaming(keys: readonly string[], messages: readonly ParsedMessage[]): readonly string[] {
  const named = new Set(keys);
  return messages.filter((message) => message.keys.some((key) => named.has(key))).map(({ messageId }) => messageId);
}

/** The uploads are in already: a trigger that fails is no failure of theirs. */
async function requestCompaction({ compaction, logger }: IngestDependencies): Promise<void> {
  if (compaction === null) return;
  try {
    await compaction.request();
    logger.info("compaction-requested");
  } catch (error) {
    logger.warn("compaction-not-requested", { error });
  }
}

/**
 * Ingests keys together, tells of it, and asks for the compaction that has fallen due; never rejects. A defect that one
 * upload brings to light is found as what ends a process is: by halves.
 */
export async function ingestKeys(
  keys: readonly ObjectKey[],
  dependencies: IngestDependencies,
  limits: MessageLimits,
): Promise<IngestReport> {
  const { suspects, logger, clock, meter, metrics, onReport } = dependencies;
  const ingester = limits.isSuspect === true ? suspects : dependencies.ingester;
  const startedMs = clock.monotonicMs();
  try {
    const { report, cost } = await measured(() => ingester.ingest(keys, limits), meter);
    tellReport(logger, metrics ?? null, report, { durationMs: Math.round(clock.monotonicMs() - startedMs), cost });
    onReport?.(report);
    if (report.isCompactionDue) await requestCompaction(dependencies);
    return report;
  } catch (error) {
    logger.error("ingest-failed", { uploads: keys.length, error });
    if (!isSearchIndexError(error) && ingester !== suspects)
      return ingestKeys(keys, dependencies, { ...limits, isSuspect: true });
    const report = { ...NOTHING_INGESTED, failed: new Map(keys.map((key) => [key, error])) };
    onReport?.(report);
    return report;
  }
}

async function measured(ingest: () => Promise<IngestReport>, meter: CostMeter | undefined) {
  if (meter === undefined) return { report: await ingest(), cost: null };
  return meter.measure(async () => ({ report: await ingest(), cost: meter.cost }));
}

// How an ingest asks for the compaction that has fallen due (a port): the work itself belongs to another function,
// which also runs on a schedule, so that a trigger that is lost costs nothing but time.

export interface CompactionTrigger {
  /** Resolves when the request is accepted, not when the work is done. Rejects where it was not accepted. */
  request(): Promise<void>;
}

// What is told of an ingest: one line a commit, one for each upload that needs somebody's attention, and the metrics
// that alarms look at.

/** Rejected parts in a line; `poisk rejected` lists all. */
const MAX_PARTS = 10;
/** Values of one metric in a line (Embedded Metric Format, "Target members"). */
const MAX_SAMPLES = 100;

/** The duration of an ingest, and its store requests if they are counted. */
interface IngestEffort {
  readonly durationMs: number;
  readonly cost: QueryCost | null;
}

/** Keys of uploads are told, their texts are not; a rejection once, when it is committed. */
export function tellReport(
  logger: Logger,
  metrics: Metrics | null,
  report: IngestReport,
  { durationMs, cost }: IngestEffort,
): void {
  const { sequence, committed, unchanged, failed, rejected, partlyRead, articles, segmentBytes, conflicts } = report;
  const changed = new Set(committed);
  const newlyRejected = [...rejected].filter(([key]) => changed.has(key));
  const requests = cost === null ? {} : { requests: cost.requests };
  logger.info(committed.length > 0 ? "committed" : "nothing-to-commit", {
    sequence,
    uploads: committed.length,
    ...(committed.length === 1 ? { key: committed[0] } : {}),
    rejected: newlyRejected.length,
    unchanged: unchanged.length,
    articles,
    segmentBytes,
    ...requests,
    conflicts,
    isCompactionDue: report.isCompactionDue,
    durationMs,
  });
  for (const [key, parts] of newlyRejected) {
    logger.warn("upload-rejected", { key, isPartlyRead: partlyRead.has(key), parts: parts.slice(0, MAX_PARTS) });
  }
  for (const [key, error] of failed) logger.error("upload-failed", { key, error });
  if (metrics === null || committed.length + rejected.size + conflicts === 0) return;
  const shares = newlyRejected.flatMap(([, parts]) => parts.flatMap(({ share }) => share ?? []));
  const leftOut = shares.slice(0, MAX_SAMPLES).map((share) => Math.round(100 * share));
  metrics.put(
    {
      Articles: articles,
      CommitBytes: segmentBytes,
      ...(cost === null ? {} : { CommitRequests: cost.requests }),
      CommitMilliseconds: durationMs,
      Conflicts: conflicts,
      ...(leftOut.length === 0 ? {} : { LeftOutPercent: leftOut }),
      RejectedUploads: [...rejected.values()].filter(holdsRejected).length,
    },
    { sequence, uploads: committed.length },
  );
}

/** Tells whether any part of an upload gave no article. Remarks about indexed articles raise no alarm. */
function holdsRejected(parts: readonly { readonly isIndexed?: true | undefined }[]): boolean {
  return parts.some(({ isIndexed }) => isIndexed !== true);
}
