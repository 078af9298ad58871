/**
 * The rules of the stack's alarms: each with its metric, its threshold and what it means. docs/aws.md says what to do
 * about each, and what can stop without any of them. The number of metrics that they look at is what they are billed
 * by.
 */
import { Duration } from "aws-cdk-lib";
import { type Alarm, type IMetric, MathExpression, Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { Topic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { searchPrices } from "../../functions/cost/measured-work.ts";
import type { StackSettings } from "../stack-settings.ts";
import { type AlarmRule, AlarmTopic } from "./alarm-topic.ts";
import { type IndexMetrics, MANY_FAILURES } from "./index-metrics.ts";
import type { SearchFunctions } from "./search-functions.ts";

/**
 * Number of refused searches in five minutes: an evening's chance crowd has fewer, of which one in a thousand is
 * refused. Untuned.
 */
const MANY_REFUSALS = 50;

/** Conflicts of a batch, on average: 0.03 with two ingesters, 0.75 with eight (docs/decisions/aws.md). */
const MANY_CONFLICTS = 2;

/** A run an hour, of which two may fail or wait for their turn. */
const HOURS_WITHOUT_COMPACTION = 3;

const FIVE_MINUTES = Duration.minutes(5);
const QUARTER = Duration.minutes(15);
const HOUR = Duration.hours(1);
const DAY = Duration.days(1);

export class Alarms extends Construct {
  readonly topic: Topic;
  readonly alarms: readonly Alarm[];

  constructor(
    scope: Construct,
    id: string,
    metrics: IndexMetrics,
    functions: SearchFunctions,
    settings: StackSettings,
  ) {
    super(scope, id);
    const alarmTopic = new AlarmTopic(this, "Mail", settings);
    this.topic = alarmTopic.topic;
    const rules = [
      ...indexRules(metrics),
      ...heartbeatRules(metrics, settings),
      ...errorRules(functions),
      ...searchRules(functions.query.function, settings.costAlarmUsdPerDay),
    ];
    this.alarms = rules.map((rule) => alarmTopic.add(rule));
  }
}

function indexRules(metrics: IndexMetrics): AlarmRule[] {
  return [
    {
      id: "QueueAge",
      description: "Uploads have waited for an hour to be indexed.",
      metric: metrics.queueAge(FIVE_MINUTES),
      threshold: 3_600,
    },
    {
      id: "DeadLetters",
      description: "Uploads could not be indexed, again and again, or their events not be queued, and were put aside.",
      metric: metrics.deadLetters(FIVE_MINUTES),
      threshold: 1,
    },
    {
      id: "Failures",
      description:
        "A function fails again and again, does not load, or fails by what no new attempt repairs; the logs say which.",
      metric: metrics.failures(QUARTER),
      threshold: MANY_FAILURES,
    },
    {
      id: "Conflicts",
      description: "Writers of the index are in one another's way.",
      metric: metrics.own("Conflicts", QUARTER, Stats.AVERAGE),
      threshold: MANY_CONFLICTS,
      // A single commit that was unlucky is no reason.
      periods: 2,
    },
    {
      id: "RejectedUploads",
      description: "Many uploads are no articles, or cannot be read.",
      metric: metrics.own("RejectedUploads", HOUR),
      threshold: 50,
    },
  ];
}

/** Runs that came to their end put a metric, whatever they found to do; what is absent is the run. */
function heartbeatRules(metrics: IndexMetrics, { hasBucketEvents }: StackSettings): AlarmRule[] {
  const heartbeat = { threshold: 1, isFloor: true, isAbsenceBad: true };
  return [
    {
      ...heartbeat,
      id: "CompactMissing",
      description: "Compaction has come to no end for three hours: what is deleted stays in the index.",
      metric: metrics.own("Merges", HOUR, Stats.SAMPLE_COUNT),
      periods: HOURS_WITHOUT_COMPACTION,
    },
    {
      ...heartbeat,
      id: "ReconcileMissing",
      description: "Reconcile has come to no end when it was due: nobody looks for uploads that events missed.",
      metric: metrics.own("MissedUploads", HOUR, Stats.SAMPLE_COUNT),
      // A day and two hours, or three runs where there are no events.
      periods: hasBucketEvents ? 26 : 3,
    },
  ];
}

/**
 * Lambda's own count of invocations that ended in an error, those among them that no line of ours tells of: a function
 * that does not load, runs out of time or memory, or may not write its log. What a schedule starts is watched by its
 * heartbeat.
 */
function errorRules({ query, ingest, push }: SearchFunctions): AlarmRule[] {
  const called = [
    { id: "QueryErrors", what: "Searches", handler: query },
    { id: "IngestErrors", what: "Batches of uploads", handler: ingest },
    ...(push === null ? [] : [{ id: "PushErrors", what: "Pushed articles", handler: push }]),
  ];
  return called.map(({ id, what, handler }) => ({
    id,
    description: `${what} end in errors of Lambda's: the function does not load, or breaks down.`,
    metric: handler.function.metricErrors({ period: QUARTER, statistic: Stats.SUM }),
    threshold: MANY_FAILURES,
  }));
}

/** The readers' part of the bill is the one that strangers can drive up; what caps it is in docs/aws.md. */
function searchRules(query: IFunction, usdPerDay: number): AlarmRule[] {
  return [
    {
      id: "QueryTime",
      description: "One search in twenty takes longer than a second.",
      metric: query.metricDuration({ period: FIVE_MINUTES, statistic: Stats.percentile(95) }),
      threshold: 1_000,
      periods: 3,
      // A single cold start is no 95th percentile.
      needsManySamples: true,
    },
    {
      id: "Throttles",
      description: "Searches are refused, since too many are in work at once.",
      metric: query.metricThrottles({ period: FIVE_MINUTES, statistic: Stats.SUM }),
      threshold: MANY_REFUSALS,
    },
    {
      id: "Cost",
      description: `Searches cost ${usdPerDay} US dollars a day, by their function's time, calls and refusals.`,
      metric: searchCost(query, DAY),
      threshold: usdPerDay,
    },
  ];
}

/**
 * US dollars of a period. What CloudFront answers by itself is not in it: CloudFront's metrics are in us-east-1, and an
 * alarm looks at its own region alone (Amazon CloudWatch User Guide, "Using Amazon CloudWatch alarms").
 */
function searchCost(query: IFunction, period: Duration): IMetric {
  const { perCall, perRefusal, perMs } = searchPrices();
  // Without exponents, which CloudWatch would read as names.
  const micros = (dollars: number): string => (dollars * 1e6).toFixed(6);
  return new MathExpression({
    expression: `(calls * ${micros(perCall)} + refusals * ${micros(perRefusal)} + ms * ${micros(perMs)}) / 1000000`,
    usingMetrics: {
      calls: query.metricInvocations({ period, statistic: Stats.SUM }),
      refusals: query.metricThrottles({ period, statistic: Stats.SUM }),
      ms: query.metricDuration({ period, statistic: Stats.SUM }),
    },
    period,
    label: "Searches, US dollars",
  });
}
