/**
 * An index in a bucket of its own: who may do what in which, and what the functions are told.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { definitionOf } from "./backfill/synthesised-definition.ts";
import { deployedText } from "./deployed-values.ts";
import { type Statement, type Synthesised, synthesise } from "./synthesised.ts";

const ZONE = "use1-az4";

let express: Synthesised;
let standard: Synthesised;
let existing: Synthesised;

beforeAll(async () => {
  express = await synthesise({ newIndexBucket: ZONE });
  standard = await synthesise({ newIndexBucket: "standard", bucketName: "their-news", bucketEvents: "off" });
  existing = await synthesise({
    bucketName: "their-news",
    bucketEvents: "off",
    bucketRegion: "eu-west-1",
    indexBucketName: "my-index",
    uploadsPrefix: "/",
  });
}, 120_000);

function statementsOf(stack: Synthesised, functionName: string): readonly Statement[] {
  return stack
    .resources("AWS::IAM::Policy")
    .filter(({ Properties }) => Properties.PolicyName.includes(functionName))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

/** Actions in buckets, each with its resource from the bucket's name on. */
function inBuckets(stack: Synthesised, functionName: string): string[] {
  return statementsOf(stack, functionName)
    .flatMap(({ Action: actions, Resource: resources }) =>
      [actions].flat().flatMap((action) => [resources].flat().map((resource) => `${action} ${nameOf(resource)}`)),
    )
    .filter((line) => /^s3(?:express)?:/.test(line))
    .sort();
}

/** An ARN as it is deployed, without what comes before the bucket. */
function nameOf(resource: unknown): string {
  return deployedText(resource).replace(/^.*(?::::|:bucket\/)/, "");
}

const DIRECTORY = `poisk-123456789012--${ZONE}--x-s3`;
const STANDARD = "poisk-index-123456789012-eu-central-1";

const writerOf = (bucket: string) => [
  `s3:AbortMultipartUpload ${bucket}/index/*`,
  `s3:DeleteObject ${bucket}/index/*`,
  `s3:GetObject ${bucket}/index/*`,
  `s3:ListBucket ${bucket}`,
  `s3:PutObject ${bucket}/index/*`,
];

describe("a whole bucket of uploads", () => {
  it("is listed without a prefix, which no condition of a role demands", () => {
    const listings = ["Ingest", "Reconcile", "BackfillFinish", "BackfillRole"].flatMap((name) =>
      statementsOf(existing, name).filter(
        ({ Action, Resource }) => [Action].flat().includes("s3:ListBucket") && nameOf(Resource) === "their-news",
      ),
    );
    expect(listings).toHaveLength(4);
    expect(listings.filter(({ Condition }) => Condition !== undefined)).toEqual([]);
    const { States } = definitionOf(existing) as unknown as {
      readonly States: { readonly FlushAll: { readonly ItemReader: { readonly Parameters: object } } };
    };
    expect(States.FlushAll.ItemReader.Parameters).toEqual({ Bucket: "their-news" });
  });
});

describe("a directory bucket", () => {
  it("is made in the zone, and outlives the stack", () => {
    const [bucket, ...others] = express.resources("AWS::S3Express::DirectoryBucket");
    expect(others).toEqual([]);
    expect(bucket?.Properties).toMatchObject({ LocationName: ZONE, DataRedundancy: "SingleAvailabilityZone" });
    expect(deployedText(bucket?.Properties.BucketName)).toBe(DIRECTORY);
    expect(bucket?.DeletionPolicy).toBe("RetainExceptOnCreate");
  });

  it("lets query begin sessions to read, and nothing else", () => {
    const statements = statementsOf(express, "Query").filter(({ Action }) => /^s3/.test([Action].flat()[0] ?? ""));
    expect(statements).toHaveLength(1);
    expect(statements[0]).toMatchObject({
      Action: "s3express:CreateSession",
      Condition: { StringEquals: { "s3express:SessionMode": "ReadOnly" } },
    });
    expect(inBuckets(express, "Query")).toEqual([`s3express:CreateSession ${DIRECTORY}`]);
  });

  it("lets compact and ingest write it, and ingest read uploads", () => {
    expect(inBuckets(express, "Compact")).toEqual([`s3express:CreateSession ${DIRECTORY}`]);
    const articles = "poisk-123456789012-eu-central-1";
    expect(inBuckets(express, "Ingest")).toEqual([
      `s3:GetObject ${articles}/articles-statements/*`,
      `s3:GetObject ${articles}/articles/*`,
      `s3:ListBucket ${articles}`,
      `s3express:CreateSession ${DIRECTORY}`,
    ]);
    const [session] = statementsOf(express, "Ingest").filter(({ Action }) => Action === "s3express:CreateSession");
    expect(session).not.toHaveProperty("Condition");
  });
});

describe("a bucket of the stack's own beside other people's", () => {
  it("is protected as that of articles would be, and its old versions go within a day", () => {
    const [bucket, ...others] = standard.resources("AWS::S3::Bucket");
    expect(others).toEqual([]);
    expect(deployedText(bucket?.Properties.BucketName)).toBe(STANDARD);
    expect(bucket?.Properties.LifecycleConfiguration.Rules).toEqual([expect.objectContaining({ Prefix: "index" })]);
    const statements = standard.resources("AWS::S3::BucketPolicy")[0]?.Properties.PolicyDocument.Statement;
    expect(statements).toContainEqual(expect.objectContaining({ Sid: "ManifestOnlyByCompareAndSwap" }));
  });

  it("is all that query reads and compact writes; nobody writes among the articles", () => {
    expect(inBuckets(standard, "Query")).toEqual([`s3:GetObject ${STANDARD}/index/*`, `s3:ListBucket ${STANDARD}`]);
    expect(inBuckets(standard, "Compact")).toEqual(writerOf(STANDARD));
    for (const name of ["Ingest", "Reconcile", "BackfillFlush", "BackfillCommit", "BackfillFinish"]) {
      const ofArticles = [
        "s3:GetObject their-news/articles-statements/*",
        "s3:GetObject their-news/articles/*",
        "s3:ListBucket their-news",
      ];
      expect(inBuckets(standard, name), name).toEqual([...writerOf(STANDARD), ...ofArticles].sort());
    }
  });

  it("changes nothing in theirs where its events are off, hears what its owner sends on, and looks every hour", () => {
    expect(standard.resources("Custom::S3BucketNotifications")).toEqual([]);
    const rules = standard.resources("AWS::Events::Rule").map(({ Properties }) => Properties);
    expect(rules.flatMap(({ EventPattern }) => EventPattern ?? [])).toHaveLength(1);
    expect(rules.flatMap(({ ScheduleExpression }) => ScheduleExpression ?? [])).toContain("cron(17 * * * ? *)");
  });
});

it("poll puts items of feeds in the bucket of the articles, and its records of feeds in that of the index", async () => {
  const feeds = "https://news.example/rss";
  const articles = [
    "s3:GetObject their-news/articles-statements/takedowns/*",
    "s3:GetObject their-news/articles/feeds/*",
    "s3:ListBucket their-news",
    "s3:PutObject their-news/articles/feeds/*",
  ];
  const apart = await synthesise({ bucketName: "their-news", indexBucketName: "my-index", feeds });
  const records = [
    "s3:GetObject my-index/index/feeds/*",
    "s3:ListBucket my-index",
    "s3:PutObject my-index/index/feeds/*",
  ];
  expect(inBuckets(apart, "Poll")).toEqual([...articles, ...records].sort());
  const inZone = await synthesise({ bucketName: "their-news", newIndexBucket: ZONE, feeds });
  expect(inBuckets(inZone, "Poll")).toEqual([...articles, `s3express:CreateSession ${DIRECTORY}`]);
}, 60_000);

describe("two buckets that are there", () => {
  it("are told to the functions, with the region of the articles", () => {
    for (const { Properties } of existing.resources("AWS::Lambda::Function")) {
      expect(Properties.Environment.Variables).toMatchObject({
        POISK_BUCKET: "their-news",
        POISK_BUCKET_REGION: "eu-west-1",
        POISK_INDEX_BUCKET: "my-index",
      });
    }
  });

  it("are each named in what the stack prints", () => {
    const { Outputs: outputs } = existing.template;
    const texts = Object.fromEntries(
      Object.entries(outputs).map(([name, { Value }]) => [name, deployedText(Value)] as const),
    );
    expect(texts).toMatchObject({ BucketName: "their-news", IndexBucketName: "my-index" });
    expect(texts.PurgeCommand).toContain("--bucket their-news --index-bucket my-index --uploads-prefix / ");
  });

  it("let uploads be a whole bucket", () => {
    expect(inBuckets(existing, "Ingest")).toContain("s3:GetObject their-news/*");
    expect(inBuckets(existing, "Query")).toEqual(["s3:GetObject my-index/index/*", "s3:ListBucket my-index"]);
  });
});

it("has no finding of cdk-nag, wherever the index lies", () => {
  for (const stack of [express, standard, existing]) expect(stack.findings).toEqual([]);
});

it.each([
  [{ indexBucketName: "my-index", newIndexBucket: "standard" }, "do not go together"],
  [{ newIndexBucket: "a zone" }, "the ID of an Availability Zone"],
  [{ bucketEvents: "off" }, "bucketEvents goes with bucketName"],
  [{ bucketName: "their-news", bucketRegion: "eu-west-1" }, "bucketRegion needs bucketEvents=off"],
  [{ bucketName: "news--use1-az4--x-s3" }, "index alone"],
  [{ uploadsPrefix: "/" }, "contain one another"],
])("%j is refused", async (context, reason) => {
  await expect(synthesise(context)).rejects.toThrow(reason);
});
