/**
 * What wakes somebody: each alarm with its limit and what it means; docs/operations.md says what to do about each. They tell
 * a topic, and whoever subscribed to it.
 */
import { Duration } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, type IMetric, Stats, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import type { StackSettings } from "../stack-settings.ts";
import type { IndexMetrics } from "./index-metrics.ts";
import type { SearchFunctions } from "./search-functions.ts";

interface AlarmRule {
  readonly id: string;
  readonly description: string;
  readonly metric: IMetric;
  /** At this or above it. */
  readonly threshold: number;
  /** So many periods, one after another. */
  readonly periods?: number;
  /** Where silence itself is the alarm, and less than the threshold is too little. */
  readonly isSilence?: boolean;
}

const FIVE_MINUTES = Duration.minutes(5);
const QUARTER = Duration.minutes(15);
const HOUR = Duration.hours(1);
const DAY = Duration.days(1);

export class Alarms extends Construct {
  readonly topic: Topic;
  readonly alarms: readonly Alarm[];
  readonly #stackName: string;

  constructor(
    scope: Construct,
    id: string,
    metrics: IndexMetrics,
    functions: SearchFunctions,
    { stackName, alarmEmail, costAlarmUsdPerDay }: StackSettings,
  ) {
    super(scope, id);
    this.#stackName = stackName;
    this.topic = new Topic(this, "Topic", { displayName: `${stackName}: alarms`, enforceSSL: true });
    if (alarmEmail !== null) this.topic.addSubscription(new EmailSubscription(alarmEmail));
    const rules = [
      ...indexRules(metrics),
      ...functionRules(functions),
      {
        id: "Cost",
        description: `Lambda is on the way to ${costAlarmUsdPerDay} US dollars a day.`,
        metric: metrics.lambdaCost(DAY),
        threshold: costAlarmUsdPerDay,
      },
    ];
    this.alarms = rules.map((rule) => this.#alarm(rule));
  }

  #alarm({ id, description, metric, threshold, periods = 1, isSilence = false }: AlarmRule): Alarm {
    const alarm = new Alarm(this, id, {
      alarmName: `${this.#stackName}-${kebab(id)}`,
      alarmDescription: description,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: isSilence
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: isSilence ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
    return alarm;
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
      description: "Uploads could not be indexed, again and again, and were put aside.",
      metric: metrics.deadLetters(FIVE_MINUTES),
      threshold: 1,
    },
    {
      id: "Stuck",
      description: "The index is damaged, or was made by another version: no new attempt mends that.",
      metric: metrics.stuck(FIVE_MINUTES),
      threshold: 1,
    },
    {
      id: "Conflicts",
      description: "Writers of the index are in one another's way.",
      metric: metrics.own("Conflicts", QUARTER),
      threshold: 100,
    },
    {
      id: "RejectedUploads",
      description: "Many uploads are no articles, or cannot be read.",
      metric: metrics.own("RejectedUploads", HOUR),
      threshold: 50,
    },
  ];
}

function functionRules({ ingest, compact, reconcile, query }: SearchFunctions): AlarmRule[] {
  const errorsOf = (id: string, { function: handler }: SearchFunctions["query"], threshold: number): AlarmRule => ({
    id: `${id}Errors`,
    description: `The function ${id.toLowerCase()} fails.`,
    metric: handler.metricErrors({ period: QUARTER, statistic: Stats.SUM }),
    threshold,
  });
  return [
    errorsOf("Ingest", ingest, 3),
    errorsOf("Compact", compact, 3),
    errorsOf("Reconcile", reconcile, 1),
    errorsOf("Query", query, 5),
    {
      id: "QueryTime",
      description: "One search in twenty takes longer than a second.",
      metric: query.function.metricDuration({ period: FIVE_MINUTES, statistic: Stats.percentile(95) }),
      threshold: 1_000,
      periods: 3,
    },
    {
      id: "QueryThrottles",
      description: "More searches at once than the stack allows: some were refused.",
      metric: query.function.metricThrottles({ period: FIVE_MINUTES, statistic: Stats.SUM }),
      threshold: 10,
    },
    {
      id: "CompactSilent",
      description: "The index has not been looked after for hours.",
      metric: compact.function.metricInvocations({ period: HOUR, statistic: Stats.SUM }),
      threshold: 1,
      periods: 4,
      isSilence: true,
    },
  ];
}

function kebab(id: string): string {
  return id.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
}
