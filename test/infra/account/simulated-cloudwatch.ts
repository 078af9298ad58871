/**
 * CloudWatch, as far as the stack's alarms depend on it: metrics of log lines (metric filters, Embedded Metric Format),
 * samples of other services, and the state of each alarm of the template at any minute. Each rule names the page that
 * it is from.
 */
import { runInNewContext } from "node:vm";
import { deployedText, deployedTree } from "../deployed-values.ts";
import type { Template } from "../synthesised.ts";

interface MetricName {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
}

interface Statistic {
  readonly Period: number;
  readonly Stat: string;
}

interface MetricQuery {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: Statistic & { readonly Metric: MetricName };
  readonly ReturnData?: boolean;
}

interface AlarmProperties extends Partial<MetricName> {
  readonly AlarmName: string;
  readonly ComparisonOperator: "LessThanThreshold" | "GreaterThanOrEqualToThreshold";
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly TreatMissingData: "breaching" | "notBreaching";
  readonly EvaluateLowSampleCountPercentile?: "ignore";
  readonly Period?: number;
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Metrics?: readonly MetricQuery[];
}

interface LogFilter {
  readonly logGroup: string;
  readonly pattern: string;
  readonly metric: MetricName;
  readonly value: number;
}

interface Sample {
  readonly minute: number;
  readonly value: number;
}

/**
 * Samples for a percentile; with fewer it is left out: 10 / (1 - percentile) (PutMetricAlarm,
 * EvaluateLowSampleCountPercentile).
 */
const LOW_SAMPLES = 10;

export class SimulatedCloudWatch {
  readonly #samples = new Map<string, Sample[]>();
  readonly #alarms: readonly AlarmProperties[];
  readonly #filters: readonly LogFilter[];
  /** Logical ids of functions, by name. */
  readonly #functionIds: ReadonlyMap<string, string>;

  /** The alarms of several templates, and what is logged by the functions of the first. */
  constructor(...templates: readonly Template[]) {
    const resources = templates.flatMap(({ Resources }) => Object.entries(Resources));
    const ofType = (type: string) => resources.filter(([, { Type }]) => Type === type);
    const buckets = ofType("AWS::S3::Bucket").map(
      ([id, { Properties }]) => [`<${id}>`, deployedText(Properties.BucketName)] as const,
    );
    this.#alarms = ofType("AWS::CloudWatch::Alarm").map(([, { Properties }]) => {
      const text = JSON.stringify(deployedTree(Properties));
      return JSON.parse(buckets.reduce((known, [id, name]) => known.replaceAll(id, name), text)) as AlarmProperties;
    });
    this.#functionIds = new Map(
      ofType("AWS::Lambda::Function").map(([id, { Properties }]) => [Properties.FunctionName, id]),
    );
    const groups = new Map(
      ofType("AWS::Logs::LogGroup").map(([id, { Properties }]) => [`<${id}>`, String(Properties.LogGroupName)]),
    );
    this.#filters = ofType("AWS::Logs::MetricFilter").map(([, { Properties }]) => {
      const [transformation] = Properties.MetricTransformations;
      if (transformation === undefined) throw new Error("A metric filter has no metric.");
      return {
        logGroup: groups.get(deployedText(Properties.LogGroupName)) ?? "",
        pattern: Properties.FilterPattern,
        metric: { Namespace: "poisk", MetricName: transformation.MetricName },
        value: Number(transformation.MetricValue),
      };
    });
  }

  get alarmNames(): readonly string[] {
    return this.#alarms.map(({ AlarmName }) => AlarmName);
  }

  /** A sample of Lambda's own metrics. */
  lambda(functionName: string, metric: string, minute: number, value = 1): void {
    const Dimensions = [{ Name: "FunctionName", Value: `<${this.#functionIds.get(functionName)}>` }];
    this.#add({ Namespace: "AWS/Lambda", MetricName: metric, Dimensions }, { minute, value });
  }

  /** A sample of a metric that a single alarm looks at, whatever its dimensions. */
  sample(namespace: string, metricName: string, minute: number, value: number, of = ""): void {
    const names = this.#alarms.flatMap((alarm) => metricsOf(alarm).map(({ Metric }) => Metric));
    const metric = names.find(
      (name) => name.Namespace === namespace && name.MetricName === metricName && keyOf(name).includes(of),
    );
    if (metric === undefined) throw new Error(`No alarm looks at ${metricName} of ${namespace}.`);
    this.#add(metric, { minute, value });
  }

  /** A line that a function, or Lambda for it, writes into its log. */
  log(functionName: string, line: string, minute: number): void {
    for (const { logGroup, pattern, metric, value } of this.#filters) {
      if (logGroup === `/aws/lambda/${functionName}` && matches(pattern, line)) this.#add(metric, { minute, value });
    }
    if (!line.startsWith('{"_aws"')) return;
    const { _aws, ...values } = JSON.parse(line);
    for (const { Namespace, Dimensions, Metrics } of _aws.CloudWatchMetrics) {
      for (const { Name } of Metrics) {
        const dimensions = Dimensions[0].map((dimension: string) => ({ Name: dimension, Value: values[dimension] }));
        for (const value of [values[Name]].flat()) {
          this.#add({ Namespace, MetricName: Name, Dimensions: dimensions }, { minute, value });
        }
      }
    }
  }

  /**
   * The first minute from a minute on at which an alarm is on; null where it is not within a time. An alarm looks each
   * minute at the periods that end then (Amazon CloudWatch User Guide, "Using Amazon CloudWatch alarms": evaluation).
   */
  firstAlarm(alarmName: string, fromMinute: number, withinMinutes: number): number | null {
    const alarm = this.#alarms.find(({ AlarmName }) => AlarmName === alarmName);
    if (alarm === undefined) throw new Error(`There is no alarm ${alarmName}.`);
    for (let minute = fromMinute; minute <= fromMinute + withinMinutes; minute += 1) {
      if (this.#isOn(alarm, minute)) return minute;
    }
    return null;
  }

  #isOn(alarm: AlarmProperties, minute: number): boolean {
    const { EvaluationPeriods, TreatMissingData, ComparisonOperator, Threshold } = alarm;
    const periodMinutes = (metricsOf(alarm)[0]?.Period ?? 60) / 60;
    const breaches = Array.from({ length: EvaluationPeriods }, (_, i) => {
      const end = minute - i * periodMinutes;
      const value = this.#valueOf(alarm, end - periodMinutes, end);
      if (value === null) return TreatMissingData === "breaching";
      return ComparisonOperator === "LessThanThreshold" ? value < Threshold : value >= Threshold;
    });
    return breaches.every(Boolean);
  }

  /** Computes the value of samples after `start` and up to `end`; null if there are none. */
  #valueOf(alarm: AlarmProperties, start: number, end: number): number | null {
    const values = Object.fromEntries(
      metricsOf(alarm).map(({ Id, Metric, Stat }) => {
        const samples = this.#samples.get(keyOf(Metric)) ?? [];
        const inPeriod = samples.filter(({ minute }) => minute > start && minute <= end).map(({ value }) => value);
        const isTooFew = alarm.EvaluateLowSampleCountPercentile === "ignore" && isLow(Stat, inPeriod.length);
        return [Id, isTooFew ? null : statisticOf(Stat, inPeriod)];
      }),
    );
    const expression = alarm.Metrics?.find(({ Expression }) => Expression !== undefined)?.Expression;
    if (expression === undefined) return Object.values(values)[0] ?? null;
    // Amazon CloudWatch User Guide, "Using metric math": where a metric has no value, what is computed of it has none.
    if (Object.values(values).includes(null)) return null;
    return Number(runInNewContext(expression, values));
  }

  #add(metric: MetricName, sample: Sample): void {
    const key = keyOf(metric);
    this.#samples.set(key, [...(this.#samples.get(key) ?? []), sample]);
  }
}

function keyOf({ Namespace, MetricName, Dimensions = [] }: MetricName): string {
  return [Namespace, MetricName, ...Dimensions.map(({ Name, Value }) => `${Name}=${Value}`)].join(" ");
}

function metricsOf(alarm: AlarmProperties): (Statistic & { readonly Id: string; readonly Metric: MetricName })[] {
  const { Metrics, Namespace, MetricName, Dimensions = [], Period = 60, Statistic, ExtendedStatistic } = alarm;
  if (Metrics !== undefined) {
    return Metrics.flatMap(({ Id, MetricStat }) => (MetricStat === undefined ? [] : [{ Id, ...MetricStat }]));
  }
  if (Namespace === undefined || MetricName === undefined) throw new Error("An alarm looks at no metric.");
  const Stat = Statistic ?? ExtendedStatistic ?? "";
  return [{ Id: "m", Metric: { Namespace, MetricName, Dimensions }, Stat, Period }];
}

function isLow(stat: string, samples: number): boolean {
  const percentile = Number(/^p(\d+)$/.exec(stat)?.[1] ?? Number.NaN);
  return samples < LOW_SAMPLES / (1 - percentile / 100);
}

function statisticOf(stat: string, values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sum = values.reduce((total, value) => total + value, 0);
  if (stat === "Sum") return sum;
  if (stat === "SampleCount") return values.length;
  if (stat === "Average") return sum / values.length;
  if (stat === "Maximum") return Math.max(...values);
  if (stat === "Minimum") return Math.min(...values);
  const percentile = /^p(\d+)$/.exec(stat)?.[1];
  if (percentile === undefined) throw new Error(`The statistic ${stat} is not known here.`);
  return [...values].sort((a, b) => a - b)[Math.ceil((Number(percentile) / 100) * values.length) - 1] ?? null;
}

/**
 * Amazon CloudWatch Logs User Guide, "Filter pattern syntax": terms that must all be there, terms of which one must
 * (`?`), and conditions on members of a line of JSON that are joined by `||`. Anything else fails.
 */
function matches(pattern: string, line: string): boolean {
  if (pattern.startsWith("{")) {
    const conditions = [...pattern.matchAll(/\$\.([\w.]+) = "([^"]*)"/g)];
    if (conditions.length === 0 || pattern.includes("&&")) throw new Error(`${pattern} is not known here.`);
    const members = membersOf(line);
    return conditions.some(([, path = "", value]) => path.split(".").reduce(memberOf, members) === value);
  }
  const terms = [...pattern.matchAll(/(\??)"([^"]*)"/g)].map(([, mark, term = ""]) => ({
    isOption: mark === "?",
    term,
  }));
  if (terms.length === 0) throw new Error(`${pattern} is not known here.`);
  const isThere = ({ term }: { readonly term: string }): boolean => line.includes(term);
  return terms.every(({ isOption }) => isOption) ? terms.some(isThere) : terms.every(isThere);
}

function membersOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function memberOf(value: unknown, name: string): unknown {
  return (value as Readonly<Record<string, unknown>> | null | undefined)?.[name];
}
