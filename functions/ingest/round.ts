/**
 * A round of ingesting that no queue stands behind: what a reconcile found, and what was rejected unread and is due. The round
 * has a mark of its own, so that one that ends its process is noticed by the next: two requests a round that finds something.
 */
import { reviewRejectedRecords } from "../../src/indexer/ingest/reconcile.ts";
import type { SuspectIngester } from "../../src/indexer/ingest/suspect-ingest.ts";
import type { IndexContext } from "../../src/manifest/manifest-store.ts";
import type { ObjectKey } from "../../src/storage/object-store/object-store.ts";
import { type IngestDependencies, ingestMessages, type MessageLimits } from "./messages.ts";

/** As many uploads as share a commit on the way through the queue. */
export const KEYS_PER_BATCH = 200;

export interface RoundDependencies extends IngestDependencies {
  readonly suspects: Pick<SuspectIngester, "ingest" | "inRound">;
}

/** What became of a round. */
interface RoundResult {
  readonly failedBatches: number;
  /** Uploads that were left to the next round. */
  readonly left: number;
}

interface RoundLimits extends MessageLimits {
  /** No batch begins any more. */
  readonly isOver?: () => boolean;
}

/** Ingests keys, a batch at a time. Rejects where the round's mark cannot be put. */
export async function ingestRound(
  keys: readonly ObjectKey[],
  dependencies: RoundDependencies,
  { isOver = () => false, ...limits }: RoundLimits = {},
): Promise<RoundResult> {
  if (keys.length === 0) return { failedBatches: 0, left: 0 };
  const { clock, suspects } = dependencies;
  const startedMs = clock.monotonicMs();
  return suspects.inRound(keys, async (isSuspect) => {
    let failedBatches = 0;
    let left = 0;
    const leave = async (some: readonly unknown[]): Promise<void> => {
      left += some.length;
    };
    let done = 0;
    const isEnd = () => isOver() || clock.monotonicMs() >= (limits.deadlineMs ?? Number.POSITIVE_INFINITY);
    while (done < keys.length && !isEnd()) {
      const batch = keys.slice(done, done + KEYS_PER_BATCH);
      const message = { messageId: `reconcile-${done}`, keys: batch, fault: null };
      const endsInMs = (limits.endsInMs ?? Number.POSITIVE_INFINITY) - (clock.monotonicMs() - startedMs);
      const failed = await ingestMessages(
        [message],
        { ...dependencies, queue: leave },
        { ...limits, isSuspect, endsInMs },
      );
      failedBatches += failed.size;
      done += batch.length;
    }
    return { failedBatches, left: left + keys.length - done };
  });
}

/**
 * Removes records of rejection that no longer hold, how many, and reads again what was rejected unread and is due, each alone.
 */
export async function reviewRejections(
  context: IndexContext,
  parserVersion: string,
  dependencies: IngestDependencies,
  limits: MessageLimits = {},
): Promise<number> {
  const { stale, due } = await reviewRejectedRecords(context, parserVersion);
  if (due.length > 0) {
    const message = { messageId: "rejected-unread", keys: due, fault: null };
    await ingestMessages([message], dependencies, { ...limits, isSuspect: true, isRetry: true });
  }
  return stale;
}
