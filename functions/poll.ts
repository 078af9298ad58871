/**
 * The Lambda function that asks feeds on a schedule, and puts what is new in them among the uploads, whose events bring it into the
 * index. Its role may do nothing else. The event is not read.
 */
import type { Context } from "aws-lambda";
import { SearchIndexError } from "../src/errors.ts";
import { countPolled, type PollCounts, pollFeeds, pollOptionsOf } from "./feeds/poll.ts";
import { parseEnvironment, pollFunctionSettings } from "./settings/environment.ts";
import { openLogger, openMetrics } from "./settings/function-parts.ts";
import { openContext, openStore } from "./settings/writer-parts.ts";

/**
 * Kept for the feed under way; half of a shorter time. The slowest one is redirected five times after half a minute each, and has
 * twenty thousand items to put.
 */
const RESERVED_MS = 400_000;

const settings = parseEnvironment(process.env, pollFunctionSettings);
const options = pollOptionsOf(settings) ?? missingFeeds();
const context = openContext(openStore(settings), settings);
const logger = openLogger(settings);
const told = settings.POISK_METRICS === "on" ? { metrics: openMetrics(settings) } : {};

/** Rejects where the store fails, so that somebody is told; what was put stays. A feed that fails is told of in the log and its record. */
export async function handler(
  _event: unknown,
  invocation: Pick<Context, "awsRequestId" | "getRemainingTimeInMillis">,
): Promise<PollCounts> {
  const { clock } = context;
  const log = logger.with({ requestId: invocation.awsRequestId });
  const remainingMs = invocation.getRemainingTimeInMillis();
  const deadlineMs = clock.monotonicMs() + Math.max(remainingMs - RESERVED_MS, remainingMs / 2);
  try {
    const isOver = (): boolean => clock.monotonicMs() >= deadlineMs;
    const counts = countPolled(await pollFeeds(context, options, { ...told, logger: log, isOver }));
    log.info("polled", { ...counts });
    return counts;
  } catch (error) {
    log.error("poll-failed", { error });
    throw error;
  }
}

function missingFeeds(): never {
  throw new SearchIndexError("invalid-options", "The settings are not right: POISK_FEEDS is missing.");
}
