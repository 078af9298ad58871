/**
 * The Lambda function that asks feeds on a schedule, and puts what is new in them among the uploads, whose events bring
 * it into the index. Its role may do nothing else. The event is not read.
 */
import { SearchIndexError } from "../src/errors.ts";
import { countPolled, type PollCounts, pollFeeds, pollOptionsOf } from "./feeds/poll.ts";
import { parseEnvironment, pollFunctionSettings } from "./settings/environment.ts";
import { openMetrics } from "./settings/function-parts.ts";
import { openMaintenance } from "./settings/writer-parts.ts";
import { type Invocation, runInvocation } from "./telemetry/invocation.ts";

/**
 * Kept for the feed under way; half of a shorter time. The slowest one is redirected five times after half a minute
 * each, and has twenty thousand items to put.
 */
const RESERVED_MS = 400_000;

const settings = parseEnvironment(process.env, pollFunctionSettings);
const options = pollOptionsOf(settings) ?? missingFeeds();
const maintenance = openMaintenance(settings);
const metrics = openMetrics(settings, settings.POISK_METRICS);

/**
 * Rejects where the store fails, so that somebody is told; what was put stays. A feed that fails is told of in the log
 * and its record.
 */
export function handler(_event: unknown, invocation: Invocation): Promise<PollCounts> {
  return runInvocation(maintenance, "poll-failed", invocation, async ({ log, deadlineMs }) => {
    const { context } = maintenance;
    const isOver = (): boolean => context.clock.monotonicMs() >= deadlineMs(RESERVED_MS);
    const counts = countPolled(await pollFeeds(context, options, { metrics, logger: log, isOver }));
    log.info("polled", { ...counts });
    return counts;
  });
}

function missingFeeds(): never {
  throw new SearchIndexError("invalid-options", "The settings are not right: POISK_FEEDS is missing.");
}
