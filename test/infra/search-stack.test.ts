/**
 * The stack as it is without any parameter, and with each that changes what there is.
 */
import { runInNewContext } from "node:vm";
import { beforeAll, describe, expect, it } from "vitest";
import { IDLE } from "../../functions/cost/measured-work.ts";
import { MAX_RECEIVES } from "../../infra/queue-settings.ts";
import { deployedText } from "./deployed-values.ts";
import { type Synthesised, synthesise } from "./synthesised.ts";

const OWN_DOMAIN = {
  domainName: "search.news.example",
  certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-0000-0000-000000000000",
};

let plain: Synthesised;
let existing: Synthesised;
let chosen: Synthesised;

beforeAll(async () => {
  plain = await synthesise();
  existing = await synthesise({ bucketName: "my-news", stackName: "my-search" });
  chosen = await synthesise({
    ...OWN_DOMAIN,
    corsOrigins: "https://news.example,https://www.news.example",
    alarmEmail: "editor@news.example",
    ingestConcurrency: "5",
    queryConcurrency: "50",
    accountConcurrency: "1000",
    keepVersionsDays: "7",
    logRetentionDays: "7",
    indexPrefix: "search-index/",
    uploadsPrefix: "pages/",
  });
}, 120_000);

/** The only resource of a type. */
function only({ resources }: Synthesised, type: string) {
  const found = resources(type);
  expect(found).toHaveLength(1);
  return found[0]!;
}

const functionNamed = ({ resources }: Synthesised, name: string) =>
  resources("AWS::Lambda::Function").find(({ Properties }) => Properties.FunctionName === name)!;

describe("the bucket", () => {
  it("is private, encrypted, versioned, reached by TLS alone, and outlives the stack", () => {
    const { Properties, DeletionPolicy } = only(plain, "AWS::S3::Bucket");
    expect(Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(Properties.BucketEncryption).toEqual({
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
    });
    expect(Properties.VersioningConfiguration).toEqual({ Status: "Enabled" });
    expect(Properties.OwnershipControls).toEqual({ Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] });
    expect(DeletionPolicy).toBe("RetainExceptOnCreate");
    const statements = only(plain, "AWS::S3::BucketPolicy").Properties.PolicyDocument.Statement;
    expect(statements).toContainEqual(
      expect.objectContaining({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
    );
  });

  it("lets nobody put the manifest but by compare-and-swap", () => {
    const statements = only(plain, "AWS::S3::BucketPolicy").Properties.PolicyDocument.Statement;
    const [denied] = statements.filter((statement) => "Sid" in statement);
    expect(denied).toMatchObject({
      Effect: "Deny",
      Action: "s3:PutObject",
      Condition: { Null: { "s3:if-match": "true", "s3:if-none-match": "true" } },
    });
    expect(JSON.stringify(denied)).toContain("/index/manifest.json");
  });

  it("forgets old versions and unfinished multiparts under the index, and under those before it, within a day", () => {
    const { Rules: rules } = only(plain, "AWS::S3::Bucket").Properties.LifecycleConfiguration;
    expect(rules).toContainEqual({
      Id: "index",
      Status: "Enabled",
      Prefix: "index",
      NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      ExpiredObjectDeleteMarker: true,
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    });
  });

  it("forgets them by a rule that never covers uploads", async () => {
    const prefixOf = async (context: Record<string, string>) => {
      const stack = await synthesise(context);
      const rules = only(stack, "AWS::S3::Bucket").Properties.LifecycleConfiguration.Rules as { Prefix: string }[];
      return rules[0]?.Prefix;
    };
    expect(await prefixOf({ indexPrefix: "index-12/" })).toBe("index");
    expect(await prefixOf({ indexPrefix: "news-2/", uploadsPrefix: "news/" })).toBe("news-2/");
  });

  it("keeps old versions of uploads as long as the owner says", () => {
    expect(JSON.stringify(only(chosen, "AWS::S3::Bucket").Properties.LifecycleConfiguration)).toContain(
      '"NoncurrentVersionExpiration":{"NoncurrentDays":7}',
    );
  });

  it("puts events aside that the queue did not take for a day, where the alarm sees them", () => {
    const [rule] = plain.resources("AWS::Events::Rule").filter(({ Properties }) => Properties.EventPattern);
    const targets = rule?.Properties.Targets as { readonly DeadLetterConfig?: { readonly Arn: unknown } }[] | undefined;
    const target = targets?.[0];
    expect(deployedText(target?.DeadLetterConfig?.Arn)).toMatch(/^<UploadsDeadLetters/);
    const allowed = plain
      .resources("AWS::SQS::QueuePolicy")
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Effect, Resource }) => Effect === "Allow" && JSON.stringify(Resource).includes("DeadLetters"));
    expect(allowed).toMatchObject([{ Action: "sqs:SendMessage", Principal: { Service: "events.amazonaws.com" } }]);
  });

  it("lets ingest be invoked by what it gave back, and compact by such invocations, and no other function", () => {
    const allowed = plain
      .resources("AWS::Lambda::Function")
      .filter(({ Properties }) => Properties.RecursiveLoop === "Allow");
    expect(allowed.map(({ Properties }) => Properties.FunctionName).sort()).toEqual(["poisk-compact", "poisk-ingest"]);
  });

  it("tells the queue of uploads, removals and takedowns alone, by a rule of the stack's own", () => {
    const [pattern] = chosen.resources("AWS::Events::Rule").flatMap(({ Properties }) => Properties.EventPattern ?? []);
    expect(pattern).toMatchObject({
      source: ["aws.s3"],
      "detail-type": ["Object Created", "Object Deleted", "Object Restore Completed"],
      detail: { object: { key: [{ prefix: "pages-statements/" }, { prefix: "pages/" }] } },
    });
    expect(only(chosen, "AWS::S3::Bucket").Properties.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
  });

  it("may be one that is there, whose own notifications stay", () => {
    expect(existing.resources("AWS::S3::Bucket")).toEqual([]);
    expect(only(existing, "Custom::S3BucketNotifications").Properties).toMatchObject({
      BucketName: "my-news",
      NotificationConfiguration: { EventBridgeConfiguration: {} },
      Managed: false,
      SkipDestinationValidation: true,
    });
  });
});

describe("the queue", () => {
  it("hands on batches of hundreds, two at once, and takes back what failed", () => {
    const mapping = only(plain, "AWS::Lambda::EventSourceMapping").Properties;
    expect(mapping).toMatchObject({
      BatchSize: 200,
      MaximumBatchingWindowInSeconds: 2,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
    expect(only(chosen, "AWS::Lambda::EventSourceMapping").Properties.ScalingConfig).toEqual({ MaximumConcurrency: 5 });
  });

  it("hides what is in work for longer than the function may run six times, and gives up after as many tries as tests have", () => {
    const [queue] = plain.resources("AWS::SQS::Queue").filter(({ Properties }) => "RedrivePolicy" in Properties);
    const timeoutSeconds = functionNamed(plain, "poisk-ingest").Properties.Timeout;
    expect(queue!.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * timeoutSeconds);
    expect(queue!.Properties.RedrivePolicy.maxReceiveCount).toBe(MAX_RECEIVES);
  });

  it("takes messages of the rule of the bucket's events alone, and none without TLS", () => {
    const [policy] = plain
      .resources("AWS::SQS::QueuePolicy")
      .filter(({ Properties: { PolicyDocument: document } }) =>
        document.Statement.some(({ Effect }) => Effect === "Allow"),
      );
    const allowed = policy!.Properties.PolicyDocument.Statement.filter(({ Effect }) => Effect === "Allow");
    expect(allowed).toHaveLength(1);
    expect(allowed[0]).toMatchObject({
      Principal: { Service: "events.amazonaws.com" },
      Condition: {
        ArnEquals: { "aws:SourceArn": { "Fn::GetAtt": [expect.stringMatching(/^ArticlesUploadEvents/), "Arn"] } },
      },
    });
    expect(JSON.stringify(policy)).toContain('"aws:SecureTransport":"false"');
  });

  it("is encrypted, and so are its dead letters, which are kept for two weeks", () => {
    const queues = plain.resources("AWS::SQS::Queue");
    expect(queues.map(({ Properties }) => Properties.SqsManagedSseEnabled)).toEqual([true, true]);
    expect(queues.map(({ Properties }) => Properties.MessageRetentionPeriod)).toEqual([1_209_600, 1_209_600]);
  });
});

describe("the functions", () => {
  it("run on arm64 and Node 24, each with a log that is forgotten", () => {
    const functions = plain.resources("AWS::Lambda::Function");
    expect(functions.map(({ Properties }) => Properties.FunctionName)).toEqual([
      "poisk-compact",
      "poisk-ingest",
      "poisk-reconcile",
      "poisk-query",
      "poisk-backfill-begin",
      "poisk-backfill-flush",
      "poisk-backfill-commit",
      "poisk-backfill-finish",
    ]);
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({ Architectures: ["arm64"], Runtime: "nodejs24.x", Handler: "index.handler" });
      expect(Properties.LoggingConfig).toMatchObject({ LogFormat: "Text" });
    }
    const days = ({ resources }: Synthesised) =>
      resources("AWS::Logs::LogGroup").map(({ Properties }) => Properties.RetentionInDays);
    expect(days(plain)).toEqual(Array(8).fill(30));
    expect(days(chosen)).toEqual(Array(8).fill(7));
  });

  it("have executions of their own where the account has enough of them, and none where it may not", () => {
    const caps = ({ resources }: Synthesised) =>
      resources("AWS::Lambda::Function").map(({ Properties }) => Properties.ReservedConcurrentExecutions);
    // Those of a backfill are bounded by its state machine.
    const backfill = Array(4).fill(undefined);
    expect(caps(plain)).toEqual(Array(8).fill(undefined));
    expect(caps(chosen)).toEqual([1, undefined, 1, 50, ...backfill]);
  });

  it("that a schedule starts are not tried again by Lambda where they fail, nor begun when the next run is due", () => {
    const configurations = plain.resources("AWS::Lambda::EventInvokeConfig").map(({ Properties }) => Properties);
    const started = configurations.map(({ FunctionName: name }) => (name as unknown as { Ref: string }).Ref);
    const scheduled = plain
      .resources("AWS::Events::Rule")
      .filter(({ Properties }) => "ScheduleExpression" in Properties)
      .flatMap(({ Properties }) => Properties.Targets as { Arn: { "Fn::GetAtt": string[] }; RetryPolicy: object }[]);
    expect(scheduled.map(({ Arn }) => Arn["Fn::GetAtt"][0]).sort()).toEqual([...started].sort());
    for (const { RetryPolicy: policy } of scheduled) expect(policy).toMatchObject({ MaximumRetryAttempts: 0 });
    for (const configuration of configurations) {
      expect(configuration).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 3_600 });
    }
  });

  it("look after the index every hour and every day", () => {
    const schedules = plain
      .resources("AWS::Events::Rule")
      .flatMap(({ Properties }) => Properties.ScheduleExpression ?? []);
    expect(schedules).toEqual(["rate(1 hour)", "cron(17 1 * * ? *)"]);
  });
});

describe("the search's address", () => {
  it("is CloudFront's alone: the function's URL asks for a signature", () => {
    expect(only(plain, "AWS::Lambda::Url").Properties.AuthType).toBe("AWS_IAM");
    expect(only(plain, "AWS::CloudFront::OriginAccessControl").Properties.OriginAccessControlConfig).toMatchObject({
      OriginAccessControlOriginType: "lambda",
      SigningBehavior: "always",
    });
    const allowed = plain
      .resources("AWS::Lambda::Permission")
      .filter(({ Properties }) => Properties.Principal === "cloudfront.amazonaws.com")
      .map(({ Properties }) => Properties.Action);
    // Function URLs made since October 2025 need both.
    expect(allowed.sort()).toEqual(["lambda:InvokeFunction", "lambda:InvokeFunctionUrl"]);
  });

  it("keeps answers as long as they say, and no problem at all", () => {
    const policies = plain.resources("AWS::CloudFront::CachePolicy");
    for (const { Properties } of policies) {
      expect(Properties.CachePolicyConfig).toMatchObject({ MinTTL: 0, DefaultTTL: 0 });
    }
    const { CustomErrorResponses: errors } = only(plain, "AWS::CloudFront::Distribution").Properties.DistributionConfig;
    expect(errors.map(({ ErrorCode }) => ErrorCode)).toEqual(expect.arrayContaining([400, 404, 500, 503]));
    expect(errors.filter(({ ErrorCachingMinTTL }) => ErrorCachingMinTTL !== 0)).toEqual([]);
  });

  it("keeps answers apart by origin only where the owner names origins", () => {
    const headers = ({ resources }: Synthesised) =>
      resources("AWS::CloudFront::CachePolicy").map(({ Properties }) => {
        const { CachePolicyConfig: config } = Properties;
        return config.ParametersInCacheKeyAndForwardedToOrigin.HeadersConfig;
      });
    expect(headers(plain)).toEqual([{ HeaderBehavior: "none" }, { HeaderBehavior: "none" }]);
    expect(headers(chosen)).toContainEqual({ HeaderBehavior: "whitelist", Headers: ["Origin"] });
  });

  it("may have the owner's web ACL, and a plan of one price a month that covers both", async () => {
    const webAclArn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/poisk/0a1b2c3d-0000-0000-0000-000000000000";
    const planned = await synthesise({ webAclArn, flatRatePlan: "free" });
    expect(only(planned, "AWS::CloudFront::Distribution").Properties.DistributionConfig).toMatchObject({
      WebACLId: webAclArn,
    });
    const { PlanFamily, PlanTier, ResourceArns } = only(planned, "AWS::PricingPlanManager::Subscription").Properties;
    expect({ PlanFamily, PlanTier }).toEqual({ PlanFamily: "CloudFront", PlanTier: "FREE" });
    expect((ResourceArns as unknown[]).map((arn) => deployedText(arn))).toEqual([
      expect.stringMatching(/^arn:aws:cloudfront::123456789012:distribution\/<SearchDistribution/),
      webAclArn,
    ]);
    expect(planned.findings).toEqual([]);
    expect(plain.resources("AWS::PricingPlanManager::Subscription")).toEqual([]);
    await expect(synthesise({ flatRatePlan: "free" })).rejects.toThrow(/flatRatePlan needs webAclArn/);
  });

  it("lets other origins read what CloudFront answers by itself, where they may read the search", () => {
    const cors = (stack: Synthesised) => {
      const { ResponseHeadersPolicyConfig: config } = only(stack, "AWS::CloudFront::ResponseHeadersPolicy").Properties;
      const { DefaultCacheBehavior: first, CacheBehaviors: others } = only(stack, "AWS::CloudFront::Distribution")
        .Properties.DistributionConfig as unknown as Record<"DefaultCacheBehavior" | "CacheBehaviors", object>;
      const behaviors = [first, others].flat() as { readonly ResponseHeadersPolicyId?: object }[];
      expect(behaviors.every(({ ResponseHeadersPolicyId: id }) => id !== undefined)).toBe(true);
      return (config as { readonly CorsConfig: object }).CorsConfig;
    };
    expect(cors(plain)).toMatchObject({
      AccessControlAllowOrigins: { Items: ["*"] },
      AccessControlExposeHeaders: { Items: ["ETag", "Retry-After", "X-Request-Id"] },
      OriginOverride: false,
    });
    const origins = ["https://news.example", "https://www.news.example"];
    expect(cors(chosen)).toMatchObject({ AccessControlAllowOrigins: { Items: origins } });
  });

  it("may be a domain of one's own", () => {
    const { DistributionConfig: config } = only(chosen, "AWS::CloudFront::Distribution").Properties;
    expect(config.Aliases).toEqual(["search.news.example"]);
    expect(config.ViewerCertificate).toMatchObject({ MinimumProtocolVersion: "TLSv1.2_2021" });
    expect(chosen.template.Outputs.Endpoint!.Value).toBe("https://search.news.example");
  });
});

describe("the owner is told", () => {
  it("of everything that needs somebody, by a topic", () => {
    const alarms = plain.resources("AWS::CloudWatch::Alarm");
    expect(alarms.map(({ Properties }) => Properties.AlarmName).sort()).toEqual([
      "poisk-compact-missing",
      "poisk-conflicts",
      "poisk-cost",
      "poisk-dead-letters",
      "poisk-failures",
      "poisk-ingest-errors",
      "poisk-query-errors",
      "poisk-query-time",
      "poisk-queue-age",
      "poisk-reconcile-missing",
      "poisk-rejected-uploads",
      "poisk-throttles",
    ]);
    for (const { Properties } of alarms) expect(Properties.AlarmActions).toHaveLength(1);
    expect(plain.resources("AWS::SNS::Subscription")).toEqual([]);
    expect(only(chosen, "AWS::SNS::Subscription").Properties).toMatchObject({
      Protocol: "email",
      Endpoint: "editor@news.example",
    });
  });

  it("by alarms that look at as many metrics as `poisk cost` bills", () => {
    const alarms = plain.resources("AWS::CloudWatch::Alarm").map(({ Properties }) => Properties);
    const metrics = alarms.map(({ Metrics = [], MetricName }) => {
      const looked = (Metrics as { readonly MetricStat?: object }[]).filter(
        (metric) => metric.MetricStat !== undefined,
      );
      return looked.length + (MetricName === undefined ? 0 : 1);
    });
    expect(metrics.reduce((sum, count) => sum + count, 0)).toBe(IDLE.alarmMetrics);
  });

  it("of what searches cost by the time, the calls and the refusals of their function", () => {
    const [cost] = plain
      .resources("AWS::CloudWatch::Alarm")
      .filter(({ Properties }) => Properties.AlarmName === "poisk-cost");
    const metrics = cost?.Properties.Metrics as {
      Id: string;
      Expression?: string;
      MetricStat?: { Metric: { MetricName: string } };
    }[];
    const names = new Map(metrics.map(({ Id, MetricStat }) => [Id, MetricStat?.Metric.MetricName]));
    expect([names.get("calls"), names.get("refusals"), names.get("ms")]).toEqual([
      "Invocations",
      "Throttles",
      "Duration",
    ]);
    const expression = metrics.find(({ Expression }) => Expression !== undefined)?.Expression ?? "";
    expect(expression).not.toMatch(/e[-+]?\d/);
    const dollars = (calls: number, refusals: number, ms: number): number =>
      Number(runInNewContext(expression, { calls, refusals, ms }));
    // Refusals alone: 10,000 a second for a day are $950 of CloudFront, of which the function's time says nothing.
    expect(dollars(0, 864_000_000, 0)).toBeCloseTo(864 * 1.1, 3);
    // A million warm queries: docs/benchmarks.md has Lambda and S3 at 100,000 articles, $6.3 and more, and $1.1 are
    // CloudFront's.
    expect(dollars(1_000_000, 0, 80_000_000)).toBeGreaterThan(7);
    expect(dollars(1_000_000, 0, 80_000_000)).toBeLessThan(10);
    expect(cost?.Properties).toMatchObject({ Threshold: 2 });
  });

  it("of failures by the logs of all functions: errors, crashes, and what no new attempt fixes", () => {
    const filters = plain.resources("AWS::Logs::MetricFilter").map(({ Properties }) => Properties);
    const values = filters.map(({ FilterPattern, MetricTransformations: [transformation] }) => [
      FilterPattern.split(" ").slice(0, 3).join(" "),
      transformation?.MetricName,
      transformation?.MetricValue,
    ]);
    const metric = "Failures-poisk";
    expect(values.filter(([pattern]) => pattern === "{ $.level =").map((value) => value.slice(1))).toEqual([
      [metric, "1"],
      [metric, "5"],
      [metric, "5"],
      [metric, "1"],
    ]);
    expect(values.filter(([pattern]) => String(pattern).startsWith('?"Task timed'))).toHaveLength(4);
    // Unquoted, a hyphen is no part of a text (CloudWatch Logs User Guide, "Filter pattern syntax for JSON log
    // events").
    const jsonPatterns = filters
      .map(({ FilterPattern: pattern }) => pattern)
      .filter((pattern) => pattern.includes("$"));
    expect(jsonPatterns.join(" ").match(/= [^"]/g)).toBeNull();
    const stuck = values.filter(([pattern]) => String(pattern).startsWith("{ ($.error.kind"));
    expect(stuck.map(([, , value]) => value)).toEqual(["5", "5", "5", "5"]);
    const unloaded = values.filter(([pattern]) => String(pattern).startsWith('"INIT_REPORT" "Status: error"'));
    expect(unloaded.map(([, , value]) => value)).toEqual(["5", "5", "5", "5"]);
    const [alarm] = plain
      .resources("AWS::CloudWatch::Alarm")
      .filter(({ Properties }) => Properties.AlarmName === "poisk-failures");
    expect(alarm?.Properties).toMatchObject({
      Threshold: 5,
      Metrics: [{ MetricStat: { Metric: { MetricName: metric, Namespace: "poisk" }, Period: 900, Stat: "Sum" } }],
    });
  });

  it("of a search that cannot be reached, and of its certificate, by a stack of its own in us-east-1", async () => {
    const context = { ...OWN_DOMAIN, checkedHost: OWN_DOMAIN.domainName, alarmEmail: "editor@news.example" };
    const { outside, findings } = await synthesise(context);
    const resources = Object.values(outside?.Resources ?? {});
    const ofType = (type: string) => resources.filter(({ Type }) => Type === type).map(({ Properties }) => Properties);
    expect(ofType("AWS::Route53::HealthCheck")).toMatchObject([
      {
        HealthCheckConfig: {
          Type: "HTTPS",
          FullyQualifiedDomainName: "search.news.example",
          ResourcePath: "/readyz",
          EnableSNI: true,
        },
      },
    ]);
    expect(ofType("AWS::CloudWatch::Alarm")).toMatchObject([
      { AlarmName: "poisk-unreachable", Namespace: "AWS/Route53", MetricName: "HealthCheckStatus", Threshold: 1 },
      { AlarmName: "poisk-certificate", Namespace: "AWS/CertificateManager", MetricName: "DaysToExpiry" },
    ]);
    expect(ofType("AWS::SNS::Subscription")).toHaveLength(1);
    expect(findings).toEqual([]);
    expect(plain.outside).toBeNull();
  });

  it("by a dashboard, unless there are three in the account already", async () => {
    expect(plain.resources("AWS::CloudWatch::Dashboard")).toHaveLength(1);
    expect((await synthesise({ dashboard: "false" })).resources("AWS::CloudWatch::Dashboard")).toEqual([]);
  });

  it("how to upload, to search, to embed and to try dead letters again", () => {
    expect(Object.keys(chosen.template.Outputs)).toEqual(
      expect.arrayContaining(["Endpoint", "UploadCommand", "SearchCommand", "EmbedSnippet", "RedriveCommand"]),
    );
    expect(JSON.stringify(chosen.template.Outputs.PurgeCommand!.Value)).toContain(
      " --uploads-prefix pages/ --index-prefix search-index/ --distribution ",
    );
    expect(chosen.template.Outputs.EmbedSnippet!.Value).toBe(
      '<script type="module" src="https://search.news.example/widget.js"></script>' +
        '<poisk-search endpoint="https://search.news.example"></poisk-search>',
    );
    expect(existing.template.Outputs.UploadCommand!.Value).toBe("aws s3 cp page.txt s3://my-news/articles/");
  });
});

describe("cdk-nag", () => {
  it("finds nothing that is not acknowledged with a reason", () => {
    expect([plain, existing, chosen].map(({ findings }) => findings)).toEqual([[], [], []]);
  });
});
