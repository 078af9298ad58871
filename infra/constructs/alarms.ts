/**
 * The rules of the stack's alarms: each with its metric, its threshold, what it means and what the owner does, as its
 * mail says. docs/aws.md lists them, and what can stop without any of them. The number of metrics that they look at is
 * what they are billed by.
 */
import { Duration } from "aws-cdk-lib";
import { type Alarm, type IMetric, MathExpression, Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { Topic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { searchPrices } from "../../functions/cost/measured-work.ts";
import type { FunctionName } from "../function-sizes.ts";
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

/** Commands of the stack's owner, with the names of this stack, for the mails of alarms. */
export interface OwnerCommands {
  /** Options that tell `npm run poisk --` the stack's buckets and prefixes. */
  readonly place: string;
  readonly redrive: string;
  readonly backfill: string;
}

export class Alarms extends Construct {
  readonly topic: Topic;
  readonly alarms: readonly Alarm[];

  constructor(
    scope: Construct,
    id: string,
    metrics: IndexMetrics,
    functions: SearchFunctions,
    settings: StackSettings,
    commands: OwnerCommands,
  ) {
    super(scope, id);
    const alarmTopic = new AlarmTopic(this, "Mail", settings);
    this.topic = alarmTopic.topic;
    const rules = [
      ...indexRules(metrics, settings, commands),
      ...heartbeatRules(metrics, settings, commands),
      ...errorRules(functions, settings),
      ...searchRules(functions.query.function, settings, commands),
    ];
    this.alarms = rules.map((rule) => alarmTopic.add(rule));
  }
}

function indexRules(metrics: IndexMetrics, { stackName }: StackSettings, commands: OwnerCommands): AlarmRule[] {
  const { place, redrive, backfill } = commands;
  const ingestLog = logOf(stackName, "ingest");
  return [
    {
      id: "QueueAge",
      description: "An upload has waited for an hour to be indexed.",
      action:
        `Look for ingest-failed and committed in the log ${ingestLog}. If batches fail, repair what their code says; ` +
        'for index-outdated see "Upgrade without a gap" in docs/aws.md. If there is neither, the function\'s trigger is ' +
        "disabled, or no executions are free. If all are committed, more uploads arrive than are indexed: raise " +
        `ingestConcurrency, to 4 at most, or run a backfill: ${backfill}`,
      metric: metrics.queueAge(FIVE_MINUTES),
      threshold: 3_600,
    },
    {
      id: "DeadLetters",
      description:
        "An upload failed 20 times in three and a half hours, or EventBridge could not hand over its event for a day.",
      action:
        `The event of the upload is kept for two weeks. upload-failed in the log ${ingestLog} says why it failed. ` +
        `Repair that, and queue the events again: ${redrive}`,
      metric: metrics.deadLetters(FIVE_MINUTES),
      threshold: 1,
    },
    {
      id: "Failures",
      description:
        "A function failed five times in a quarter of an hour, a scheduled function failed once, a function does not " +
        "load, or a failure needs a person.",
      action:
        `Look in the logs /aws/lambda/${stackName}-* for lines of the level "error" and for Task timed out, Runtime ` +
        "exited and Uncaught Exception. If a function does not load, deploy the former version. corrupt-..., missing-...: " +
        'npm run poisk -- verify --repair, with the options below. index-outdated: see "Upgrade without a gap" in ' +
        "docs/aws.md. events-missing: npm run deploy, then npm run poisk -- reconcile. maintenance-overdue: compaction " +
        'has not run for a day; is its rule enabled? Other codes: see "When something is wrong" in ' +
        `docs/operations.md. The options: ${place}`,
      metric: metrics.failures(QUARTER),
      threshold: MANY_FAILURES,
    },
    {
      id: "Conflicts",
      description: "For half an hour each batch of uploads met two other commits on average.",
      action:
        "Nothing is lost but time. If an import or a rebuild runs, let it end. Otherwise lower ingestConcurrency in " +
        "infra/cdk.context.json, and run npm run deploy.",
      metric: metrics.own("Conflicts", QUARTER, Stats.AVERAGE),
      threshold: MANY_CONFLICTS,
      // A single commit that was unlucky is no reason.
      periods: 2,
    },
    {
      id: "RejectedUploads",
      description: "Fifty uploads in an hour are no articles, or could not be read whole.",
      action: `Has the exporter changed its format? List them, with the reason of each: npm run poisk -- rejected ${place}`,
      metric: metrics.own("RejectedUploads", HOUR),
      threshold: 50,
    },
  ];
}

/** Runs that came to their end put a metric, whatever they found to do; what is absent is the run. */
function heartbeatRules(
  metrics: IndexMetrics,
  { stackName, hasBucketEvents }: StackSettings,
  { place }: OwnerCommands,
): AlarmRule[] {
  const heartbeat = { threshold: 1, isFloor: true, isAbsenceBad: true };
  const action = (name: "compact" | "reconcile"): string =>
    `Look in the log ${logOf(stackName, name)} for the last run. Is the function disabled (aws lambda get-function ` +
    `--function-name ${stackName}-${name}), is its rule disabled (aws events list-rules --name-prefix ${stackName}-), ` +
    `or are no executions free? Meanwhile do its work by hand: npm run poisk -- ${name} ${place}`;
  // A day and two hours, or three runs where there are no events.
  const reconcileHours = hasBucketEvents ? 26 : 3;
  return [
    {
      ...heartbeat,
      id: "CompactMissing",
      description: `Compaction has not finished for ${HOURS_WITHOUT_COMPACTION} hours: deleted text stays in the index.`,
      action: action("compact"),
      metric: metrics.own("Merges", HOUR, Stats.SAMPLE_COUNT),
      periods: HOURS_WITHOUT_COMPACTION,
    },
    {
      ...heartbeat,
      id: "ReconcileMissing",
      description: `Reconcile has not finished for ${reconcileHours} hours: uploads that events missed are not found.`,
      action: action("reconcile"),
      metric: metrics.own("MissedUploads", HOUR, Stats.SAMPLE_COUNT),
      periods: reconcileHours,
    },
  ];
}

/**
 * Lambda's own count of invocations that ended in an error, those among them that no line of ours tells of: a function
 * that does not load, runs out of time or memory, or may not write its log. What a schedule starts is watched by its
 * heartbeat.
 */
function errorRules({ query, ingest, push }: SearchFunctions, { stackName }: StackSettings): AlarmRule[] {
  const called = [
    {
      id: "QueryErrors",
      what: "searches",
      handler: query,
      exhausted: "set logQueries=on, deploy, and look which query it is",
    },
    {
      id: "IngestErrors",
      what: "batches of uploads",
      handler: ingest,
      exhausted: "an upload ends it: within an hour that upload is rejected (reader-died), and all others are indexed",
    },
    ...(push === null
      ? []
      : [
          {
            id: "PushErrors",
            what: "pushes",
            handler: push,
            exhausted: "look which upload was pushed then, and have it split or shortened",
          },
        ]),
  ];
  return called.map(({ id, what, handler, exhausted }) => ({
    id,
    description: `In a quarter of an hour ${MANY_FAILURES} ${what} ended in an error of Lambda.`,
    action:
      `Read the log ${logOf(stackName, handler.name)}. If the function does not load (INIT_REPORT with Status: error), ` +
      `deploy the former version. If it runs out of memory or time, ${exhausted}.`,
    metric: handler.function.metricErrors({ period: QUARTER, statistic: Stats.SUM }),
    threshold: MANY_FAILURES,
  }));
}

/** The readers' part of the bill is the one that strangers can drive up; what caps it is in docs/aws.md. */
function searchRules(
  query: IFunction,
  { stackName, costAlarmUsdPerDay }: StackSettings,
  { place }: OwnerCommands,
): AlarmRule[] {
  const count = `Count request-answered by the minute in the log ${logOf(stackName, "query")}.`;
  const bound = 'bound what it costs ("What a flood costs" in docs/aws.md)';
  return [
    {
      id: "QueryTime",
      description: "For a quarter of an hour one search in twenty has taken longer than a second.",
      action:
        "Compare p50, p95 and p99 on the dashboard: cold starts, or S3? If the last command finds more than 20 segments, " +
        `compaction does not run: see the log ${logOf(stackName, "compact")}. npm run poisk -- status ${place}`,
      metric: query.metricDuration({ period: FIVE_MINUTES, statistic: Stats.percentile(95) }),
      threshold: 1_000,
      periods: 3,
      // A single cold start is no 95th percentile.
      needsManySamples: true,
    },
    {
      id: "Throttles",
      description: `In five minutes ${MANY_REFUSALS} searches were refused, since too many were in work at once.`,
      action:
        `${count} For more readers raise queryConcurrency, or the account's limit if nothing is reserved. For a flood ` +
        `${bound}.`,
      metric: query.metricThrottles({ period: FIVE_MINUTES, statistic: Stats.SUM }),
      threshold: MANY_REFUSALS,
    },
    {
      id: "Cost",
      description: `Searches cost ${costAlarmUsdPerDay} US dollars in a day, without what CloudFront answers itself.`,
      action: `${count} For more readers raise s-maxage in cacheControl. For a flood lower queryConcurrency, or ${bound}.`,
      metric: searchCost(query, DAY),
      threshold: costAlarmUsdPerDay,
    },
  ];
}

const logOf = (stackName: string, name: FunctionName): string => `/aws/lambda/${stackName}-${name}`;

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
