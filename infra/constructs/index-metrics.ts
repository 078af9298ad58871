/**
 * The figures that alarms and dashboard look at, each told once.
 */
import { Duration } from "aws-cdk-lib";
import { type IMetric, MathExpression, Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import { FilterPattern, type IFilterPattern, MetricFilter } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { awsPrices } from "../../functions/cost/aws-prices.ts";
import { INDEX_DIMENSION, METRIC_NAMESPACE, type MetricName } from "../../functions/telemetry/metric-names.ts";
import { functionSizes } from "../function-sizes.ts";
import type { BundledFunction } from "./bundled-function.ts";
import { SCHEDULED, type SearchFunctions } from "./search-functions.ts";
import type { UploadQueue } from "./upload-queue.ts";

/** Failures of a function in a quarter of an hour that are more than bad luck. */
export const MANY_FAILURES = 5;

/** Lines of the functions themselves. */
const ERROR_LINE = FilterPattern.literal('{ $.level = "error" }');

/**
 * Log lines of errors that no retry fixes (src/errors.ts, kinds and codes): the index is damaged, or of another
 * version.
 */
const STUCK_LINE = FilterPattern.literal('{ ($.error.kind = "corrupt-data") || ($.error.code = "index-outdated") }');

/**
 * Lambda's own lines of a function that ran out of time or memory, or broke down; they are no JSON. The last three are
 * those of an invocation that ended in an error (AWS Lambda Developer Guide, "Lambda runtime environment lifecycle",
 * and its logs for Node.js).
 */
const CRASH_LINE = FilterPattern.anyTerm(
  "Task timed out",
  "Runtime exited",
  "Runtime.ExitError",
  "Status: timeout",
  "Status: error",
  "Uncaught Exception",
  "Invoke Error",
);

/** Lambda's line of a function that did not load: no later invocation will. */
const UNLOADED_LINE = FilterPattern.allTerms("INIT_REPORT", "Status: error");

export class IndexMetrics extends Construct {
  readonly #functions: SearchFunctions;
  readonly #queue: UploadQueue;
  readonly #indexName: string;

  /** `indexName`: as the functions write it into their metrics, `bucket/prefix`. */
  constructor(scope: Construct, id: string, functions: SearchFunctions, queue: UploadQueue, indexName: string) {
    super(scope, id);
    this.#functions = functions;
    this.#queue = queue;
    this.#indexName = indexName;
    for (const bundled of functions.all) this.#countFailures(bundled);
  }

  /** Makes a metric that the functions write themselves; sums by default. */
  own(name: MetricName, period: Duration, statistic: string = Stats.SUM): Metric {
    return new Metric({
      namespace: METRIC_NAMESPACE,
      metricName: name,
      dimensionsMap: { [INDEX_DIMENSION]: this.#indexName },
      statistic,
      period,
      label: name,
    });
  }

  /**
   * Failures of all functions, as their logs tell them: Lambda's own count knows nothing of a batch that was given
   * back. One that is enough by itself counts {@link MANY_FAILURES}.
   */
  failures(period: Duration): Metric {
    const metricName = `Failures-${this.#functions.query.function.stack.stackName}`;
    return new Metric({ namespace: METRIC_NAMESPACE, metricName, statistic: Stats.SUM, period, label: "Failures" });
  }

  queueAge(period: Duration): Metric {
    return this.#queue.queue.metricApproximateAgeOfOldestMessage({ period, statistic: Stats.MAXIMUM });
  }

  waiting(period: Duration): Metric {
    return this.#queue.queue.metricApproximateNumberOfMessagesVisible({ period, statistic: Stats.MAXIMUM });
  }

  deadLetters(period: Duration): Metric {
    return this.#queue.deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: Stats.MAXIMUM });
  }

  /**
   * US dollars of Lambda: requests and memory times time. It leaves out what is beside it, S3 and CloudFront, which
   * grow with the same requests, and free tiers.
   */
  lambdaCost(period: Duration): IMetric {
    const { all } = this.#functions;
    const requests = all.map((_, place) => `n${place}`).join(" + ");
    const megabyteMs = all.map(({ name }, place) => `${functionSizes[name].memoryMb} * t${place}`);
    // Without exponents, which CloudWatch would read as names.
    const expression =
      `(${requests}) / 1000000 * ${awsPrices.lambdaRequestsPerMillion} + ` +
      `(${megabyteMs.join(" + ")}) / 1024000 * ${awsPrices.lambdaPerGbSecond}`;
    const usingMetrics = Object.fromEntries(
      all.flatMap(({ function: handler }, place) => [
        [`n${place}`, handler.metricInvocations({ period, statistic: Stats.SUM })],
        [`t${place}`, handler.metricDuration({ period, statistic: Stats.SUM })],
      ]),
    );
    return new MathExpression({ expression, usingMetrics, period, label: "Lambda, US dollars" });
  }

  /** Alarms about failures. A scheduled function has failed if it fails once; of others each event counts. */
  #countFailures(bundled: BundledFunction): void {
    const once = SCHEDULED.includes(bundled.name) ? MANY_FAILURES : 1;
    this.#count(bundled, "Error", ERROR_LINE, once);
    this.#count(bundled, "Crash", CRASH_LINE, once);
    this.#count(bundled, "Stuck", STUCK_LINE, MANY_FAILURES);
    this.#count(bundled, "Unloaded", UNLOADED_LINE, MANY_FAILURES);
  }

  #count({ logGroup, name }: BundledFunction, kind: string, filterPattern: IFilterPattern, value: number): void {
    const { namespace, metricName } = this.failures(Duration.minutes(5));
    new MetricFilter(this, `${kind}-${name}`, {
      logGroup,
      metricNamespace: namespace,
      metricName,
      filterPattern,
      metricValue: String(value),
    });
  }
}
