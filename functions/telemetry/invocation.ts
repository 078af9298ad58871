/**
 * One invocation of a function that nobody waits for: until when it may begin something, and a line of why it failed.
 */
import type { Context } from "aws-lambda";
import type { IndexContext } from "../../src/index/shared.ts";
import type { Logger } from "./log.ts";

/** The parts of Lambda's context that are used. */
export type Invocation = Pick<Context, "awsRequestId" | "getRemainingTimeInMillis">;

export interface InvocationTools {
  /** Names the invocation in each line. */
  readonly log: Logger;
  readonly startedMs: number;
  /** Time left of the whole invocation. */
  readonly remainingMs: number;
  /**
   * Computes the time at which only so much of the invocation's time is left; a share of a shorter time, half by
   * default.
   */
  deadlineMs(reservedMs: number, leastShare?: number): number;
}

/** Runs the work; what it throws is logged as `failure`, and goes on to whoever invoked it. */
export async function runInvocation<Result>(
  { context: { clock }, logger }: { readonly context: Pick<IndexContext, "clock">; readonly logger: Logger },
  failure: string,
  invocation: Invocation,
  work: (tools: InvocationTools) => Promise<Result>,
): Promise<Result> {
  const log = logger.with({ requestId: invocation.awsRequestId });
  const remainingMs = invocation.getRemainingTimeInMillis();
  const startedMs = clock.monotonicMs();
  const deadlineMs = (reservedMs: number, leastShare = 1 / 2) =>
    startedMs + Math.max(remainingMs - reservedMs, remainingMs * leastShare);
  try {
    return await work({ log, startedMs, remainingMs, deadlineMs });
  } catch (error) {
    log.error(failure, { error });
    throw error;
  }
}
