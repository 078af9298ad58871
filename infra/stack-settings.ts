/**
 * Parses `--context key=value` of a deployment: the stack's own keys, and each setting of the functions under the name
 * of its variable without POISK_, in camel case (`corsOrigins` for POISK_CORS_ORIGINS), by the schemas with which the
 * functions read them. All that is wrong is said at once, unknown keys too: a misspelt one would change nothing.
 */
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import * as v from "valibot";
import { nearNames } from "../functions/cli/terminal/near-names.ts";
import { pushSettings } from "../functions/push/push-settings.ts";
import {
  compactSettings,
  type FunctionSettings,
  ingestSettings,
  keyLayoutOf,
  pollFunctionSettings,
  querySettings,
  textLike,
} from "../functions/settings/environment.ts";
import { isSearchIndexError, SearchIndexError } from "../src/errors.ts";
import type { KeyLayout } from "../src/index/shared.ts";
import { isDirectoryBucket } from "../src/store/s3.ts";

/** Values as the command line gives them. */
export type StackContext = Readonly<Record<string, unknown>>;

const KEPT_DAYS = Object.values(RetentionDays).filter((days): days is RetentionDays => typeof days === "number");

const wholeNumber = (min: number, max: number) => {
  const message = `must be a whole number from ${min} to ${max}`;
  return v.pipe(
    textLike(/^\d{1,6}$/, message),
    v.transform(Number),
    v.minValue(min, message),
    v.maxValue(max, message),
  );
};

/** Null where the key is not given. */
const whereGiven = <Schema extends v.GenericSchema<unknown>>(schema: Schema) => v.optional(v.nullable(schema), null);

const host = textLike(/^(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}$/, "must be a host such as search.news.example");

/** Keys of the stack itself; docs/aws.md tells them. */
const stackEntries = {
  stackName: v.optional(
    textLike(/^[a-z][a-z0-9-]{0,29}$/, "must be 1 to 30 of a-z, 0-9 and -, a letter first"),
    "poisk",
  ),
  bucketName: whereGiven(
    v.pipe(
      textLike(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "must be the name of a bucket"),
      v.check(
        (name) => !isDirectoryBucket(name),
        "is a directory bucket, which can hold the index alone: name it as indexBucketName",
      ),
    ),
  ),
  bucketKeyArn: whereGiven(textLike(/^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/, "must be the ARN of a KMS key")),
  bucketEvents: v.optional(v.picklist(["on", "off"], "must be on or off"), "on"),
  indexBucketName: whereGiven(
    textLike(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "must be the name of a bucket, which may be a directory bucket"),
  ),
  indexBucketKeyArn: whereGiven(textLike(/^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/, "must be the ARN of a KMS key")),
  newIndexBucket: whereGiven(
    textLike(
      /^(?:standard|[a-z]{2,6}\d-az\d)$/,
      "must be standard, or the ID of an Availability Zone such as use1-az4, for S3 Express One Zone",
    ),
  ),
  domainName: whereGiven(host),
  checkedHost: whereGiven(host),
  certificateArn: whereGiven(
    textLike(/^arn:[\w-]+:acm:us-east-1:\d{12}:certificate\/[\w-]+$/, "must be the ARN of a certificate in us-east-1"),
  ),
  webAclArn: whereGiven(
    textLike(
      /^arn:[\w-]+:wafv2:us-east-1:\d{12}:global\/webacl\/[\w-]+\/[\w-]+$/,
      "must be the ARN of a web ACL of scope CLOUDFRONT, which is in us-east-1",
    ),
  ),
  flatRatePlan: whereGiven(
    v.picklist(["free", "pro", "business", "premium"], "must be free, pro, business or premium"),
  ),
  alarmEmail: whereGiven(textLike(/^[^\s@]+@[^\s@]+$/, "must be an address of e-mail")),
  ingestConcurrency: v.optional(wholeNumber(2, 1_000), "2"),
  queryConcurrency: v.optional(wholeNumber(1, 1_000), "20"),
  backfillConcurrency: whereGiven(wholeNumber(1, 1_000)),
  reserveConcurrency: v.optional(v.picklist(["auto", "true", "false"], "must be auto, true or false"), "auto"),
  accountConcurrency: whereGiven(wholeNumber(1, 999_999)),
  keepVersionsDays: v.optional(wholeNumber(1, 3_650), "30"),
  logRetentionDays: v.optional(
    v.pipe(
      wholeNumber(1, 3_653),
      v.check(
        (days) => KEPT_DAYS.includes(days),
        `must be one of ${KEPT_DAYS.filter((days) => days < 4_000).join(", ")}`,
      ),
    ),
    "30",
  ),
  costAlarmUsdPerDay: v.optional(wholeNumber(1, 10_000), "2"),
  dashboard: v.optional(v.picklist(["true", "false"], "must be true or false"), "true"),
};

const stackSchema = v.object(stackEntries);

/** Variables that the stack sets by itself, or that have no meaning on AWS. */
const OWN_VARIABLES: readonly string[] = [
  "POISK_BUCKET",
  "POISK_BUCKET_EVENTS",
  "POISK_COMPACT_FUNCTION",
  "POISK_ENDPOINT",
  "POISK_FEED_PRIVATE",
  "POISK_INDEX_BUCKET",
  "POISK_METRICS",
  "POISK_PUBLIC_URL_HEADER",
  "POISK_UPLOAD_QUEUE",
];

const faces = {
  ingest: ingestSettings,
  compact: compactSettings,
  query: querySettings,
  push: pushSettings,
  poll: pollFunctionSettings,
};

/** The functions that read settings of their own; reconcile reads those of ingest, a backfill those of compact. */
export type Face = keyof typeof faces;

/**
 * CloudFront's plans of one price a month (Amazon CloudFront Developer Guide, "CloudFront flat-rate pricing plans").
 */
type FlatRatePlan = "free" | "pro" | "business" | "premium";

/** Null is what was not given. */
export interface StackSettings {
  readonly stackName: string;
  readonly bucketName: string | null;
  readonly bucketKeyArn: string | null;
  /** True if the stack turns on the bucket's events. */
  readonly hasBucketEvents: boolean;
  /** One that is there; exclusive of the next. */
  readonly indexBucketName: string | null;
  readonly indexBucketKeyArn: string | null;
  /** One that the stack makes: `standard`, or the ID of the zone of a directory bucket. */
  readonly newIndexBucket: string | null;
  readonly domainName: string | null;
  readonly certificateArn: string | null;
  /** The host that Route 53 asks from outside; null where none is asked. */
  readonly checkedHost: string | null;
  readonly webAclArn: string | null;
  readonly flatRatePlan: FlatRatePlan | null;
  readonly alarmEmail: string | null;
  readonly ingestConcurrency: number;
  readonly queryConcurrency: number;
  readonly backfillConcurrency: number;
  /** Executions that functions have for themselves, and no more; null where they share the account's limit. */
  readonly reservedExecutions: ReservedExecutions | null;
  /** Reason why nothing is reserved by default; null if something is, or the owner said so. */
  readonly unreservedReason: string | null;
  readonly keepVersionsDays: number;
  readonly logRetention: RetentionDays;
  readonly costAlarmUsdPerDay: number;
  readonly hasDashboard: boolean;
  readonly uploadsPrefix: string;
  readonly indexPrefix: string;
  /** True if there is a function that takes pushed uploads. */
  readonly hasPush: boolean;
  /** Minutes between two runs of the function that reads feeds; null if there is none. */
  readonly feedMinutes: number | null;
  readonly corsOrigins: "*" | readonly string[];
  /** Path of the owner's file of words, on this machine. */
  readonly wordsFile: string | null;
  /** Variables as they were given, by the function that reads them. */
  readonly variables: Readonly<Record<Face, Readonly<Record<string, string>>>>;
}

/** Tells whether the index lies in another bucket than uploads. */
export function hasIndexBucket({
  indexBucketName,
  newIndexBucket,
}: Pick<StackSettings, "indexBucketName" | "newIndexBucket">): boolean {
  return indexBucketName !== null || newIndexBucket !== null;
}

/** The key for a variable; a key is its own. */
export function contextKeyOf(name: string): string {
  if (!name.startsWith("POISK_")) return name;
  const words = name.slice("POISK_".length).toLowerCase();
  return words.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Variables that a face reads and the context may give, with their keys. */
function settableVariables(face: Face): ReadonlyMap<string, string> {
  const names = Object.keys(faces[face].entries).filter((name) => !OWN_VARIABLES.includes(name));
  return new Map(names.map((name) => [name, contextKeyOf(name)]));
}

/** Every key there is. */
export function contextKeys(): readonly string[] {
  const ofFaces = (Object.keys(faces) as Face[]).flatMap((face) => [...settableVariables(face).values()]);
  return [...new Set([...Object.keys(stackEntries), ...ofFaces])].sort();
}

/** A rule about several keys together. */
interface KeyRule {
  readonly isBroken: (own: v.InferOutput<typeof stackSchema>, given: GivenKeys) => boolean;
  readonly fault: string;
}

/**
 * A bucket's name has 63 characters; `-index-`, the account and the longest region's name are these (search-stack.ts).
 */
const MAX_STACK_NAME_BESIDE_INDEX = 63 - "-index-123456789012-ap-southeast-1".length;

const KEY_RULES: readonly KeyRule[] = [
  {
    isBroken: ({ indexBucketName, newIndexBucket }) => indexBucketName !== null && newIndexBucket !== null,
    fault: "indexBucketName and newIndexBucket do not go together: one is there, the other is made",
  },
  {
    isBroken: ({ bucketEvents, bucketName }) => bucketEvents === "off" && bucketName === null,
    fault: "bucketEvents goes with bucketName: the events of a bucket that the stack makes are on",
  },
  {
    isBroken: (own, { bucketRegion }) =>
      bucketRegion !== undefined && (own.bucketEvents !== "off" || !hasIndexBucket(own)),
    fault: "bucketRegion needs bucketEvents=off and a bucket for the index: a bucket elsewhere is only read",
  },
  {
    isBroken: ({ domainName, certificateArn }) => (domainName === null) !== (certificateArn === null),
    fault: "domainName and certificateArn go together",
  },
  {
    isBroken: ({ newIndexBucket, stackName }) =>
      newIndexBucket === "standard" && stackName.length > MAX_STACK_NAME_BESIDE_INDEX,
    fault:
      `stackName may have ${MAX_STACK_NAME_BESIDE_INDEX} characters with newIndexBucket=standard, ` +
      "since the bucket's name begins with it and has 63 at most",
  },
  {
    isBroken: ({ flatRatePlan, webAclArn }) => flatRatePlan !== null && webAclArn === null,
    fault: "flatRatePlan needs webAclArn: a plan covers a distribution and its web ACL",
  },
];

/** Throws one error that names every key at fault. */
export function readStackSettings(context: StackContext): StackSettings {
  const given = givenKeys(context);
  const keys = contextKeys();
  const faults = Object.keys(given)
    .filter((key) => !keys.includes(key))
    .map((key) => unknownKeyText(key, keys));
  const own = parseKeys(stackSchema, given, faults);
  const texts = (face: Face) => textsOf(face, given, own !== null && hasIndexBucket(own));
  const ingest = parseKeys(ingestSettings, texts("ingest"), faults);
  const query = parseKeys(querySettings, texts("query"), faults);
  parseKeys(compactSettings, texts("compact"), faults);
  const hasPush = given.pushTokens !== undefined;
  if (hasPush) parseKeys(pushSettings, texts("push"), faults);
  const poll = parseKeys(pollFunctionSettings, texts("poll"), faults);
  if (own !== null) {
    faults.push(...KEY_RULES.filter(({ isBroken }) => isBroken(own, given)).map(({ fault }) => fault));
  }
  const named = (Object.keys(faces) as Face[]).map((face) => [face, variablesOf(face, given)] as const);
  const variables = Object.fromEntries(named) as StackSettings["variables"];
  for (const ofFace of Object.values(variables)) refuseTooLong(ofFace, faults);
  const layout = ingest === null ? null : layoutOf(ingest, faults);
  if (own === null || query === null || poll === null || layout === null || faults.length > 0) {
    throw new SearchIndexError("invalid-options", `The context is not right: ${[...new Set(faults)].join("; ")}.`);
  }
  const { logRetentionDays, reserveConcurrency, accountConcurrency, dashboard, bucketEvents, ...rest } = own;
  const hasFeeds = poll.POISK_FEEDS.length > 0;
  return {
    ...rest,
    ...layout,
    ...reservationOf(reserveConcurrency, accountConcurrency, {
      query: rest.queryConcurrency,
      compact: 1,
      reconcile: 1,
      push: hasPush ? PUSH_EXECUTIONS : 0,
      poll: hasFeeds ? POLL_EXECUTIONS : 0,
    }),
    backfillConcurrency: rest.backfillConcurrency ?? fittingChildren(accountConcurrency ?? NEW_ACCOUNT_EXECUTIONS),
    hasBucketEvents: bucketEvents === "on",
    hasPush,
    feedMinutes: hasFeeds ? poll.POISK_FEED_MINUTES : null,
    hasDashboard: dashboard === "true",
    logRetention: logRetentionDays as RetentionDays,
    corsOrigins: query.POISK_CORS_ORIGINS,
    wordsFile: query.POISK_WORDS_FILE ?? null,
    variables,
  };
}

/** Functions that have executions of their own where executions are reserved. */
export const RESERVING_FUNCTIONS = ["query", "compact", "reconcile", "push", "poll"] as const;

/** Executions by function; none for one that the stack does not have. */
export type ReservedExecutions = Readonly<Record<(typeof RESERVING_FUNCTIONS)[number], number>>;

/** Concurrency of push: strangers may call it without a token, and can occupy only its own executions. Untuned. */
const PUSH_EXECUTIONS = 5;

/** Feeds are asked by one run at a time. */
const POLL_EXECUTIONS = 1;

/** Executions that must stay unreserved (AWS Lambda Developer Guide, "Configuring reserved concurrency"). */
const UNRESERVED_EXECUTIONS = 100;

/**
 * A new account may run ten executions in all: Lambda would refuse to reserve any, and the whole deployment with it.
 */
function reservationOf(
  wish: "auto" | "true" | "false",
  available: number | null,
  executions: ReservedExecutions,
): Pick<StackSettings, "reservedExecutions" | "unreservedReason"> {
  if (wish === "true") return { reservedExecutions: executions, unreservedReason: null };
  if (wish === "false") return { reservedExecutions: null, unreservedReason: null };
  const needed = UNRESERVED_EXECUTIONS + Object.values(executions).reduce((sum, count) => sum + count, 0);
  if (available !== null && available >= needed) return { reservedExecutions: executions, unreservedReason: null };
  const unreservedReason =
    available === null
      ? "No executions are reserved, since nobody asked Lambda how many the account has: deploy with npm run deploy."
      : `No executions are reserved: that takes ${needed}, and the account has ${available} to give. Searches share them ` +
        "with all other functions; ask AWS for a higher quota of concurrent executions, and deploy again.";
  return { reservedExecutions: null, unreservedReason };
}

/**
 * Children of a backfill at once, untuned; half of a small account's executions, so that uploads and searches go on.
 */
function fittingChildren(available: number): number {
  return Math.max(1, Math.min(20, Math.floor(available / 2)));
}

/** AWS Lambda Developer Guide, "Lambda quotas": new accounts begin with a reduced quota. */
const NEW_ACCOUNT_EXECUTIONS = 10;

type GivenKeys = Readonly<Record<string, string>>;

/** Names the keys that are spelt nearly alike, else all. */
function unknownKeyText(key: string, keys: readonly string[]): string {
  const near = nearNames(key, keys);
  return near === null ? `${key} is none of ${keys.join(", ")}` : `${key} is no key (did you mean ${near}?)`;
}

/** CDK keeps switches and look-ups of its own in the context, whose names have colons or slashes. */
function givenKeys(context: StackContext): GivenKeys {
  const entries = Object.entries(context).filter(([key, value]) => !/[:/]/.test(key) && (value ?? "") !== "");
  return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
}

/** Parses the texts by a schema; null and its faults, by the key of each. */
function parseKeys<Entries extends v.ObjectEntries>(
  schema: v.ObjectSchema<Entries, undefined>,
  texts: GivenKeys,
  faults: string[],
): v.InferOutput<typeof schema> | null {
  const result = v.safeParse(schema, texts);
  if (result.success) return result.output;
  for (const { path, message } of result.issues) faults.push(`${contextKeyOf(String(path?.[0]?.key))} ${message}`);
  return null;
}

/** Makes the environment of a function. The buckets' names are left out, since they may not be known yet. */
function textsOf(face: Face, given: GivenKeys, hasIndex: boolean): GivenKeys {
  const own: GivenKeys = hasIndex ? { POISK_INDEX_BUCKET: "named-by-the-stack" } : {};
  return { ...variablesOf(face, given), POISK_BUCKET: "named-by-the-stack", ...own };
}

/**
 * Names and values of all variables have 4 KB together (AWS Lambda Developer Guide, "Lambda quotas"); the stack adds
 * some of its own.
 */
const MAX_VARIABLES_BYTES = 3_500;

function refuseTooLong(variables: Readonly<Record<string, string>>, faults: string[]): void {
  const sizes = Object.entries(variables).map(([name, text]) => ({ name, sizeBytes: Buffer.byteLength(name + text) }));
  if (sizes.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) <= MAX_VARIABLES_BYTES) return;
  const [longest] = sizes.sort((a, b) => b.sizeBytes - a.sizeBytes);
  faults.push(`${contextKeyOf(longest?.name ?? "")} is too long: a function takes 4 KB of settings in all`);
}

/** The trigger's prefix and the index's, neither inside the other: the function would be called for what it writes. */
function layoutOf(ingest: FunctionSettings, faults: string[]): KeyLayout | null {
  try {
    return keyLayoutOf(ingest);
  } catch (error) {
    if (!isSearchIndexError(error)) throw error;
    faults.push(error.message.replace(/POISK_\w+/g, contextKeyOf).replace(/\.$/, ""));
    return null;
  }
}

function variablesOf(face: Face, given: GivenKeys): Record<string, string> {
  const entries = [...settableVariables(face)].map(([variable, key]) => [variable, given[key]] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
