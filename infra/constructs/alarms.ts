/**
 * What wakes somebody: each alarm with its limit and what it means; docs/aws.md says what to do about each. They tell
 * a topic, and whoever subscribed to it. They look at few metrics, since these are what alarms are billed by.
 */
import { ArnFormat, Duration, Stack } from "aws-cdk-lib";
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Stats,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { Effect, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import { searchPrices } from "../../functions/cost/measured-work.ts";
import type { StackSettings } from "../stack-settings.ts";
import { type IndexMetrics, MANY_FAILURES } from "./index-metrics.ts";
import type { SearchFunctions } from "./search-functions.ts";

interface AlarmRule {
  readonly id: string;
  readonly description: string;
  readonly metric: IMetric;
  /** At this or above it. */
  readonly threshold: number;
  /** So many periods, one after another. */
  readonly periods?: number;
}

/** Of searches in five minutes: more than an evening's chance crowd, of which fewer than one in a thousand is refused. Untuned. */
const MANY_REFUSALS = 50;

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
    this.topic.addToResourcePolicy(this.#allowAlarms());
    if (alarmEmail !== null) this.topic.addSubscription(new EmailSubscription(alarmEmail));
    const rules = [...indexRules(metrics), ...searchRules(functions.query, costAlarmUsdPerDay)];
    this.alarms = rules.map((rule) => this.#alarm(rule));
  }

  /**
   * What is denied without TLS is a policy of its own, which takes the place of the one that every topic has: CloudWatch must be
   * allowed by name (Amazon SNS Developer Guide, "Example cases for Amazon SNS access control": alarms, aws:SourceAccount).
   */
  #allowAlarms(): PolicyStatement {
    const alarms = Stack.of(this).formatArn({
      service: "cloudwatch",
      resource: "alarm",
      resourceName: `${this.#stackName}-*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return new PolicyStatement({
      sid: "AlarmsOfTheStack",
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
      actions: ["sns:Publish"],
      resources: [this.topic.topicArn],
      conditions: {
        ArnLike: { "aws:SourceArn": alarms },
        StringEquals: { "aws:SourceAccount": Stack.of(this).account },
      },
    });
  }

  #alarm({ id, description, metric, threshold, periods = 1 }: AlarmRule): Alarm {
    const alarm = new Alarm(this, id, {
      alarmName: `${this.#stackName}-${kebab(id)}`,
      alarmDescription: description,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    // A second mail when it is over would be as many again, and the dashboard shows it.
    alarm.addAlarmAction(new SnsAction(this.topic));
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
      id: "Failures",
      description: "A function fails again and again, or by what no new attempt repairs; the logs say which.",
      metric: metrics.failures(QUARTER),
      threshold: MANY_FAILURES,
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

/** The readers' part of the bill is the one that strangers can drive up; what caps it is in docs/aws.md. */
function searchRules({ function: query }: SearchFunctions["query"], usdPerDay: number): AlarmRule[] {
  return [
    {
      id: "QueryTime",
      description: "One search in twenty takes longer than a second.",
      metric: query.metricDuration({ period: FIVE_MINUTES, statistic: Stats.percentile(95) }),
      threshold: 1_000,
      periods: 3,
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
 * US dollars of a period. What CloudFront answers by itself is not in it: CloudFront's metrics are in us-east-1, and an alarm looks at
 * its own region alone (Amazon CloudWatch User Guide, "Using Amazon CloudWatch alarms").
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

function kebab(id: string): string {
  return id.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
}
