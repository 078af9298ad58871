/**
 * A round of ingesting that no queue stands behind: what a reconcile found, and what was rejected unread and is due.
 * The round has a mark of its own, so that one that ends its process is noticed by the next: two requests a round that
 * finds something.
 */

import type { IndexContext } from "../../src/index/shared.ts";
import { type IngestReport, reviewRejectedRecords, type SuspectIngester } from "../../src/index/write.ts";
import type { ObjectKey } from "../../src/store/store.ts";
import { type IngestDependencies, ingestKeys, type MessageLimits } from "./messages.ts";

export interface RoundDependencies extends IngestDependencies {
  readonly suspects: Pick<SuspectIngester, "ingest" | "ingestRound">;
}

interface RoundLimits extends MessageLimits {
  /** No batch begins any more. */
  readonly isOver?: () => boolean;
}

/**
 * Ingests keys, a batch at a time; what time does not suffice for is `left`. Rejects where the round's mark cannot be
 * put.
 */
export async function ingestRound(
  keys: readonly ObjectKey[],
  dependencies: RoundDependencies,
  { isOver = () => false, ...limits }: RoundLimits = {},
): Promise<IngestReport> {
  const { clock, suspects } = dependencies;
  const startedMs = clock.monotonicMs();
  const { deadlineMs = Infinity, endsInMs = Infinity } = limits;
  return suspects.ingestRound(
    keys,
    (batch, isSuspect) => {
      const leftMs = endsInMs - (clock.monotonicMs() - startedMs);
      return ingestKeys(batch, dependencies, { ...limits, isSuspect, endsInMs: leftMs });
    },
    { isOver: () => isOver() || clock.monotonicMs() >= deadlineMs },
  );
}

/**
 * Removes records of rejection that no longer hold, how many, and reads again what was rejected unread and is due, each
 * alone.
 */
export async function reviewRejections(
  context: IndexContext,
  parserVersion: string,
  dependencies: IngestDependencies,
  limits: MessageLimits = {},
): Promise<number> {
  const { stale, due } = await reviewRejectedRecords(context, parserVersion);
  if (due.length > 0) await ingestKeys(due, dependencies, { ...limits, isSuspect: true, isRetry: true });
  return stale;
}
