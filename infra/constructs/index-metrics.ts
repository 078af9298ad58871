/**
 * The figures that alarms and dashboard look at, each told once.
 */
import { Duration } from "aws-cdk-lib";
import { type IMetric, MathExpression, Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import { FilterPattern, MetricFilter } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { awsPrices } from "../../functions/aws-prices.ts";
import { INDEX_DIMENSION, METRIC_NAMESPACE, type MetricName } from "../../functions/metric-names.ts";
import { functionSizes } from "../function-sizes.ts";
import type { BundledFunction } from "./bundled-function.ts";
import type { SearchFunctions } from "./search-functions.ts";
import type { UploadQueue } from "./upload-queue.ts";

/** Failures that no new attempt mends (src/errors.ts, kinds and codes): the index is damaged, or of another version. */
const STUCK = ["$.error.kind = corrupt-data", "$.error.code = index-outdated"] as const;

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
    for (const bundled of this.#all()) this.#countStuck(bundled);
  }

  /** What the functions themselves write; sums by default. */
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

  /** Log lines of failures that stay. */
  stuck(period: Duration): Metric {
    const metricName = `Stuck-${this.#functions.query.function.stack.stackName}`;
    return new Metric({ namespace: METRIC_NAMESPACE, metricName, statistic: Stats.SUM, period, label: "Stuck" });
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
   * US dollars of Lambda: requests and memory times time. It leaves out what is beside it, S3 and CloudFront, which grow with
   * the same requests, and free tiers.
   */
  lambdaCost(period: Duration): IMetric {
    const places = this.#all().map((_, place) => place);
    const requests = places.map((place) => `n${place}`).join(" + ");
    const megabyteMs = this.#all().map(({ name }, place) => `${functionSizes[name].memoryMb} * t${place}`);
    // Without exponents, which CloudWatch would read as names.
    const expression =
      `(${requests}) / 1000000 * ${awsPrices.lambdaRequestsPerMillion} + ` +
      `(${megabyteMs.join(" + ")}) / 1024000 * ${awsPrices.lambdaPerGbSecond}`;
    const usingMetrics = Object.fromEntries(
      this.#all().flatMap(({ function: handler }, place) => [
        [`n${place}`, handler.metricInvocations({ period, statistic: Stats.SUM })],
        [`t${place}`, handler.metricDuration({ period, statistic: Stats.SUM })],
      ]),
    );
    return new MathExpression({ expression, usingMetrics, period, label: "Lambda, US dollars" });
  }

  #all(): readonly BundledFunction[] {
    const { ingest, compact, reconcile, query } = this.#functions;
    return [ingest, compact, reconcile, query];
  }

  #countStuck({ logGroup, name }: BundledFunction): void {
    const { namespace, metricName } = this.stuck(Duration.minutes(5));
    new MetricFilter(this, `Stuck-${name}`, {
      logGroup,
      metricNamespace: namespace,
      metricName,
      filterPattern: FilterPattern.literal(`{ ${STUCK.map((condition) => `(${condition})`).join(" || ")} }`),
      metricValue: "1",
    });
  }
}
