/**
 * Permissions of each role: only those named here.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { type Statement, type Synthesised, synthesise } from "./synthesised.ts";

const PUSH_TOKENS = `${"0".repeat(64)}:2027-01-31:`;
const FEEDS = "https://news.example/rss";

let stack: Synthesised;

beforeAll(async () => {
  stack = await synthesise({ bucketName: "my-news", pushTokens: PUSH_TOKENS, feeds: FEEDS });
}, 60_000);

/** Statements of the policies of one function's role. */
function statementsOf(functionName: string): readonly Statement[] {
  return stack
    .resources("AWS::IAM::Policy")
    .filter(({ Properties }) => Properties.PolicyName.includes(functionName))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

/** Actions in the bucket, each with the resources, as text behind the bucket's ARN prefix. */
function inBucket(functionName: string): string[] {
  return statementsOf(functionName)
    .flatMap(({ Action: actions, Resource: resources }) =>
      [actions].flat().flatMap((action) => [resources].flat().map((resource) => `${action} ${tail(resource)}`)),
    )
    .filter((line) => line.startsWith("s3:"))
    .sort();
}

/** The last text of an ARN that is joined. */
function tail(resource: unknown): string {
  const joined = (resource as { "Fn::Join"?: [string, unknown[]] })["Fn::Join"];
  return joined === undefined ? JSON.stringify(resource) : String(joined[1].at(-1)).replace(/^:s3:::/, "");
}

const INDEX_WRITER = [
  "s3:AbortMultipartUpload my-news/index/*",
  "s3:DeleteObject my-news/index/*",
  "s3:GetObject my-news/index/*",
  "s3:ListBucket my-news",
  "s3:PutObject my-news/index/*",
];

const UPLOAD_READER = ["s3:GetObject my-news/articles-statements/*", "s3:GetObject my-news/articles/*"];

it("ingest may say when a message that failed comes again, and that of no other queue", () => {
  const allowed = statementsOf("Ingest").filter(({ Action: actions }) =>
    [actions].flat().includes("sqs:ChangeMessageVisibility"),
  );
  expect(allowed.map(({ Effect }) => Effect)).toEqual(["Allow"]);
  expect(allowed.flatMap(({ Resource }) => [Resource].flat())).toEqual([
    { "Fn::GetAtt": [expect.stringMatching(/^UploadsQueue/), "Arn"] },
  ]);
});

describe("in the bucket", () => {
  it("query reads the index and nothing else", () => {
    expect(inBucket("Query")).toEqual(["s3:GetObject my-news/index/*", "s3:ListBucket my-news"]);
  });

  it("compact works in the index and sees no upload", () => {
    expect(inBucket("Compact")).toEqual(INDEX_WRITER);
  });

  it.each(["Ingest", "Reconcile"])("%s reads uploads, writes the index, and never writes an upload", (name) => {
    expect(inBucket(name)).toEqual([...INDEX_WRITER, ...UPLOAD_READER].sort());
  });

  it("push puts and deletes uploads, creates removals, deletes none, and sees nothing of the index", () => {
    expect(inBucket("Push")).toEqual([
      "s3:AbortMultipartUpload my-news/articles/*",
      "s3:DeleteObject my-news/articles/*",
      "s3:GetObject my-news/articles-statements/*",
      "s3:GetObject my-news/articles/*",
      "s3:ListBucket my-news",
      "s3:PutObject my-news/articles-statements/removals/*",
      "s3:PutObject my-news/articles/*",
    ]);
  });

  it("poll puts items of feeds and its records of feeds, and sees takedowns, no other upload and nothing else of the index", () => {
    expect(inBucket("Poll")).toEqual([
      "s3:GetObject my-news/articles-statements/takedowns/*",
      "s3:GetObject my-news/articles/feeds/*",
      "s3:GetObject my-news/index/feeds/*",
      "s3:ListBucket my-news",
      "s3:PutObject my-news/articles/feeds/*",
      "s3:PutObject my-news/index/feeds/*",
    ]);
  });

  it.each([
    ["Query", ["index/*"]],
    ["Push", ["articles-statements/*", "articles/*"]],
    ["Poll", ["articles/feeds/*", "articles-statements/takedowns/*", "index/feeds/*"]],
    ["Compact", ["index/*"]],
    ["Ingest", ["articles-statements/*", "articles/*", "index/*"]],
  ] as const)("%s lists its own prefixes, and nothing by a request that names none", (name, prefixes) => {
    const [listing] = statementsOf(name).filter(({ Action }) => Action === "s3:ListBucket");
    expect(listing?.Condition).toEqual({ StringLike: { "s3:prefix": prefixes } });
  });
});

describe("a backfill", () => {
  it.each(["BackfillBegin", "BackfillFlush", "BackfillCommit", "BackfillFinish"])(
    "%s reads uploads, writes the index, and never writes an upload",
    (name) => {
      expect(inBucket(name)).toEqual([...INDEX_WRITER, ...UPLOAD_READER].sort());
    },
  );

  it("begins and ends with functions that may send to the queue, as ingest may, and no other", () => {
    const senders = stack
      .resources("AWS::IAM::Policy")
      .filter(({ Properties }) =>
        Properties.PolicyDocument.Statement.some(({ Action }) => [Action].flat().includes("sqs:SendMessage")),
      );
    expect(senders.map(({ Properties }) => Properties.PolicyName.replace(/Policy.*/, "")).sort()).toEqual([
      expect.stringMatching(/^BackfillBegin/),
      expect.stringMatching(/^BackfillFinish/),
      expect.stringMatching(/^FunctionsIngest/),
    ]);
  });

  it("has a state machine that starts its functions and its own children, lists the uploads, and nothing else", () => {
    const statements = stateMachineStatements();
    expect(statements.map(({ Action }) => [Action].flat())).toEqual([
      ["lambda:InvokeFunction"],
      ["s3:ListBucket"],
      ["states:StartExecution"],
      ["states:DescribeExecution", "states:StopExecution"],
      ["states:RedriveExecution"],
    ]);
    const [invoked, listed, ...children] = statements;
    const functions = JSON.stringify(invoked?.Resource).match(/Backfill(Begin|Flush|Commit|Finish)Function/g);
    expect(new Set(functions)).toHaveProperty("size", 4);
    expect(listed?.Condition).toEqual({ StringLike: { "s3:prefix": ["articles/*"] } });
    expect(children.map(({ Resource }) => tail(Resource))).toEqual([
      ":stateMachine:poisk-backfill",
      ":execution:poisk-backfill:*",
      ":execution:poisk-backfill/Flush:*",
    ]);
  });
});

function stateMachineStatements(): readonly Statement[] {
  const policies = stack
    .resources("AWS::IAM::Policy")
    .filter(({ Properties }) => /^BackfillRole/.test(Properties.PolicyName));
  return policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

describe("no role", () => {
  it("may do anything by a wildcard", () => {
    const all = stack.resources("AWS::IAM::Policy").flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    const allowed = all.filter(({ Effect }) => Effect === "Allow");
    expect(allowed.flatMap(({ Action }) => Action).filter((action) => action.includes("*"))).toEqual([]);
    const resources = allowed.flatMap(({ Resource }) => Resource).map(tail);
    const wild = resources.filter((resource) => resource.includes("*"));
    expect([...new Set(wild)].sort()).toEqual([
      ":execution:poisk-backfill/Flush:*",
      ":execution:poisk-backfill:*",
      "my-news/articles-statements/*",
      "my-news/articles-statements/removals/*",
      "my-news/articles-statements/takedowns/*",
      "my-news/articles/*",
      "my-news/articles/feeds/*",
      "my-news/index/*",
      "my-news/index/feeds/*",
    ]);
  });

  it("has a policy of AWS's making, but that of CDK's function at deployments", () => {
    const managed = stack
      .resources("AWS::IAM::Role")
      .filter(({ Properties }) => "ManagedPolicyArns" in Properties)
      .map(({ Properties }) => JSON.stringify(Properties.ManagedPolicyArns));
    expect(managed).toHaveLength(1);
    expect(managed[0]).toContain("AWSLambdaBasicExecutionRole");
  });

  it("but those of ingest and reconcile starts a function, and that is compaction", () => {
    const starters = ["Ingest", "Reconcile", "Query", "Compact", "Push", "Poll"].filter((name) =>
      statementsOf(name).some(({ Action }) => [Action].flat().includes("lambda:InvokeFunction")),
    );
    expect(starters).toEqual(["Ingest", "Reconcile"]);
    const [statement] = statementsOf("Ingest").filter(({ Action }) => Action === "lambda:InvokeFunction");
    expect(JSON.stringify(statement?.Resource)).toContain("FunctionsCompactFunction");
  });
});

describe("pushing", () => {
  /** Addresses of functions that answer whoever asks. */
  const openAddresses = ({ resources }: Synthesised) =>
    resources("AWS::Lambda::Url").filter(({ Properties }) => Properties.AuthType === "NONE");

  it("has an address of its own, a function that is told the tokens' hashes, and executions that a flood cannot exceed", async () => {
    expect(openAddresses(stack)).toHaveLength(1);
    expect(stack.template.Outputs).toHaveProperty("PushEndpoint");
    const reserving = await synthesise({ pushTokens: PUSH_TOKENS, accountConcurrency: "127" });
    const push = reserving
      .resources("AWS::Lambda::Function")
      .find(({ Properties }) => Properties.FunctionName === "poisk-push");
    expect(push?.Properties.Environment.Variables.POISK_PUSH_TOKENS).toBe(PUSH_TOKENS);
    expect(push?.Properties.ReservedConcurrentExecutions).toBe(5);
    expect(reserving.findings).toEqual([]);
  }, 60_000);

  it("is off where no token is good", async () => {
    const without = await synthesise();
    expect(openAddresses(without)).toEqual([]);
    expect(JSON.stringify(without.template)).not.toMatch(/push/i);
  }, 60_000);
});

describe("asking feeds", () => {
  const pollOf = ({ resources }: Synthesised) =>
    resources("AWS::Lambda::Function").find(({ Properties }) => Properties.FunctionName === "poisk-poll");
  const schedules = ({ resources }: Synthesised) =>
    resources("AWS::Events::Rule").flatMap(({ Properties }) => Properties.ScheduleExpression ?? []);

  it("is done on the schedule that the owner says, by one run at a time, which the account's executions must suffice for", async () => {
    expect(pollOf(stack)?.Properties.Environment.Variables).toMatchObject({ POISK_FEEDS: FEEDS, POISK_METRICS: "on" });
    expect(schedules(stack)).toContain("rate(10 minutes)");
    const enough = await synthesise({ feeds: FEEDS, feedMinutes: "1", accountConcurrency: "123" });
    expect(pollOf(enough)?.Properties.ReservedConcurrentExecutions).toBe(1);
    expect(schedules(enough)).toContain("rate(1 minute)");
    expect(enough.findings).toEqual([]);
    const tooFew = await synthesise({ feeds: FEEDS, accountConcurrency: "122" });
    expect(pollOf(tooFew)?.Properties.ReservedConcurrentExecutions).toBeUndefined();
  }, 60_000);

  it("wakes somebody where one run fails, and shows on the dashboard how many feeds did", () => {
    const failures = stack
      .resources("AWS::Logs::MetricFilter")
      .filter(({ Properties }) => JSON.stringify(Properties).includes("FunctionsPoll"))
      .map(({ Properties }) => Properties.MetricTransformations[0]?.MetricValue);
    expect(failures).toEqual(["5", "5", "5", "5"]);
    expect(JSON.stringify(stack.resources("AWS::CloudWatch::Dashboard"))).toContain("FailedFeeds");
  });

  it("is not there where no feed is named", async () => {
    const without = await synthesise({ feedMinutes: "5" });
    expect(JSON.stringify(without.template)).not.toMatch(/poll|feeds/i);
  }, 60_000);
});
