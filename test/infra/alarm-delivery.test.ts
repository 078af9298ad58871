/**
 * Alarms reach their subscribers: alarm, action, topic, the topic's policy. A topic with a policy of its own has no
 * other (Amazon SNS API Reference, "SetTopicAttributes"), so what that does not allow CloudWatch nobody does.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { ACCOUNT, deployedText, deployedTree, isLike, REGION } from "./deployed-values.ts";
import { type Resource, type Synthesised, synthesise } from "./synthesised.ts";

/** A statement of a topic's policy, as it is deployed. */
interface TopicStatement {
  readonly Effect: "Allow" | "Deny";
  readonly Principal: "*" | { readonly Service?: string };
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

let stack: Synthesised;

beforeAll(async () => {
  stack = await synthesise({ alarmEmail: "editor@news.example" });
}, 120_000);

/** Makes the context of an alarm's request to SNS (Amazon SNS Developer Guide, "Example cases for access control"). */
function requestOf(alarmName: string): Readonly<Record<string, string>> {
  return {
    "aws:SourceArn": `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${alarmName}`,
    "aws:SourceAccount": ACCOUNT,
    "aws:SecureTransport": "true",
  };
}

/** Tells whether all conditions hold; an unknown one fails the test. */
function holds(condition: TopicStatement["Condition"], request: Readonly<Record<string, string>>): boolean {
  return Object.entries(condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      const given = request[key];
      if (given === undefined) throw new Error(`An alarm says nothing of ${key}.`);
      if (operator === "Bool" || operator === "StringEquals" || operator === "ArnEquals") return given === wanted;
      if (operator === "StringLike" || operator === "ArnLike") return isLike(given, wanted);
      throw new Error(`The operator ${operator} is not known here.`);
    }),
  );
}

function statementsOf(topicId: string): readonly TopicStatement[] {
  const policies = stack.resources("AWS::SNS::TopicPolicy").map(({ Properties }) => deployedTree(Properties));
  return (policies as { Topics: string[]; PolicyDocument: { Statement: TopicStatement[] } }[])
    .filter(({ Topics }) => Topics.includes(`<${topicId}>`))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

/** Tells whether a topic accepts CloudWatch's message for an alarm. */
function takes(topicId: string, request: Readonly<Record<string, string>>): boolean {
  const applying = statementsOf(topicId).filter(
    ({ Principal, Action, Resource, Condition }) =>
      (Principal === "*" || Principal.Service === "cloudwatch.amazonaws.com") &&
      [Action].flat().some((action) => isLike("sns:publish", action.toLowerCase())) &&
      [Resource].flat().some((resource) => isLike(`<${topicId}>`, resource)) &&
      holds(Condition, request),
  );
  return applying.some(({ Effect }) => Effect === "Allow") && !applying.some(({ Effect }) => Effect === "Deny");
}

const actionsOf = ({ Properties }: Resource) =>
  ((Properties.AlarmActions ?? []) as unknown[]).map((action) => deployedText(action));

describe("every alarm", () => {
  it("tells a topic that takes what CloudWatch sends it, and that somebody has subscribed to", () => {
    const alarms = stack.resources("AWS::CloudWatch::Alarm");
    expect(alarms.length).toBeGreaterThan(6);
    const subscribed = stack
      .resources("AWS::SNS::Subscription")
      .map(({ Properties }) => deployedText(Properties.TopicArn));
    for (const alarm of alarms) {
      const { AlarmName: name, ActionsEnabled: isEnabled } = alarm.Properties;
      expect(isEnabled ?? true, name).toBe(true);
      const actions = actionsOf(alarm);
      expect(actions, name).toHaveLength(1);
      for (const action of actions) {
        const topicId = action.slice(1, -1);
        expect(stack.template.Resources[topicId]?.Type, name).toBe("AWS::SNS::Topic");
        expect(subscribed, name).toContain(action);
        expect(takes(topicId, requestOf(name)), name).toBe(true);
      }
    }
  });

  it("tells once that something began, and sends no second mail when it is over", () => {
    const alarms = stack.resources("AWS::CloudWatch::Alarm").map(({ Properties }) => Properties);
    expect(alarms.filter(({ OKActions, InsufficientDataActions }) => OKActions ?? InsufficientDataActions)).toEqual([]);
  });
});

describe("the topic", () => {
  const topicIdOf = () =>
    Object.entries(stack.template.Resources).find(([, { Type }]) => Type === "AWS::SNS::Topic")![0];

  it("takes nothing of another account's alarms, of other alarms, or without TLS", () => {
    const request = requestOf("poisk-failures");
    const topicId = topicIdOf();
    expect(takes(topicId, { ...request, "aws:SourceAccount": "999999999999" })).toBe(false);
    expect(
      takes(topicId, { ...request, "aws:SourceArn": `${request["aws:SourceArn"]?.replace("poisk-", "other-")}` }),
    ).toBe(false);
    expect(takes(topicId, { ...request, "aws:SecureTransport": "false" })).toBe(false);
  });

  it("is not encrypted by a key that CloudWatch would need a right for", () => {
    expect(stack.template.Resources[topicIdOf()]?.Properties).not.toHaveProperty("KmsMasterKeyId");
    expect(stack.resources("AWS::KMS::Key")).toEqual([]);
  });
});
