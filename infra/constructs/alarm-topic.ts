/**
 * The topic that alarms are published to, and the alarms themselves: each from a rule, which is data. Whoever
 * subscribes to the topic hears of them.
 */
import { ArnFormat, Stack } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { Effect, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import type { StackSettings } from "../stack-settings.ts";

export interface AlarmRule {
  readonly id: string;
  /** One sentence that says what happened. */
  readonly description: string;
  /**
   * The steps of the owner, which the mail says after the description: where the reason stands, and the commands. Both
   * together have 1,024 characters at most (Amazon CloudWatch API Reference, "PutMetricAlarm").
   */
  readonly action: string;
  readonly metric: IMetric;
  /** The alarm is on at this value and above it, or below it where `isFloor`. */
  readonly threshold: number;
  readonly isFloor?: boolean;
  /** The number of periods in a row that must break the threshold. Default 1. */
  readonly periods?: number;
  /** A period without any data breaks the threshold. Default: it does not. */
  readonly isAbsenceBad?: boolean;
  /** A percentile of too few samples to mean anything is left out. Default: it counts. */
  readonly needsManySamples?: boolean;
}

export class AlarmTopic extends Construct {
  readonly topic: Topic;
  readonly #stackName: string;

  /** Names of alarms begin with the name of the search stack, whatever stack the topic is in. */
  constructor(scope: Construct, id: string, { stackName, alarmEmail }: StackSettings) {
    super(scope, id);
    this.#stackName = stackName;
    this.topic = new Topic(this, "Topic", { displayName: `${stackName}: alarms`, enforceSSL: true });
    this.topic.addToResourcePolicy(this.#allowAlarms());
    if (alarmEmail !== null) this.topic.addSubscription(new EmailSubscription(alarmEmail));
  }

  add(rule: AlarmRule): Alarm {
    const { id, description, action, metric, threshold, isFloor, periods = 1, isAbsenceBad, needsManySamples } = rule;
    const { LESS_THAN_THRESHOLD, GREATER_THAN_OR_EQUAL_TO_THRESHOLD } = ComparisonOperator;
    const alarm = new Alarm(this, id, {
      alarmName: `${this.#stackName}-${kebab(id)}`,
      alarmDescription: `${description} ${action}`,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: isFloor === true ? LESS_THAN_THRESHOLD : GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: isAbsenceBad === true ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      ...(needsManySamples === true ? { evaluateLowSampleCountPercentile: "ignore" } : {}),
    });
    // A second mail when it is over would be as many again, and the dashboard shows it.
    alarm.addAlarmAction(new SnsAction(this.topic));
    return alarm;
  }

  /**
   * Allows CloudWatch by name. The denial without TLS is a policy of its own, which replaces the default one of every
   * topic (Amazon SNS Developer Guide, "Example cases for Amazon SNS access control": alarms, aws:SourceAccount).
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
}

function kebab(id: string): string {
  return id.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
}
