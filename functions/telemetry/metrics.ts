/**
 * Metrics as CloudWatch takes them out of log lines (Embedded Metric Format 1.0): no request, no client, and the line
 * can be read by itself.
 */
import type { Writable } from "node:stream";
import type { Clock } from "../../src/clock.ts";
import type { LogFields } from "./log.ts";
import { type FigureName, INDEX_DIMENSION, METRIC_NAMESPACE, METRIC_UNITS, type MetricName } from "./metric-names.ts";

export interface Metrics {
  /**
   * One line: the figures, of which those with a unit are billed as metrics, and what can only be looked up. Several
   * values of one metric, up to 100, are several samples (Embedded Metric Format, "Target members").
   */
  put(figures: Readonly<Partial<Record<FigureName, number | readonly number[]>>>, fields?: LogFields): void;
}

interface MetricsOptions {
  /** Name of the index, as `bucket/prefix`. */
  readonly index: string;
  readonly clock: Clock;
  readonly output: Pick<Writable, "write">;
}

export function createMetrics({ index, clock, output }: MetricsOptions): Metrics {
  return {
    put(figures, fields = {}) {
      const names = Object.keys(figures).filter((name): name is MetricName => name in METRIC_UNITS);
      const directive = {
        Namespace: METRIC_NAMESPACE,
        Dimensions: [[INDEX_DIMENSION]],
        Metrics: names.map((name) => ({ Name: name, Unit: METRIC_UNITS[name] })),
      };
      const _aws = { Timestamp: Math.round(clock.nowMs()), CloudWatchMetrics: [directive] };
      output.write(`${JSON.stringify({ _aws, [INDEX_DIMENSION]: index, ...figures, ...fields })}\n`);
    },
  };
}
