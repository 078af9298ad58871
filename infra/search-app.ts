/**
 * The CDK app: the search's stack, and one in us-east-1 where it is looked at from outside, held to the rules of
 * cdk-nag (AwsSolutions).
 */
import { Annotations, App, type Environment, type Stack, Token, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { feedRecordsPrefix, statementFolder, uploadPrefixes } from "../src/index/shared.ts";
import { feedsPrefix } from "../src/ingest/ingest.ts";
import { OutsideCheckStack } from "./outside-check-stack.ts";
import { SearchStack } from "./search-stack.ts";
import { readStackSettings, type StackContext, type StackSettings } from "./stack-settings.ts";

interface SearchAppOptions {
  /** Context in addition to the command line of CDK. */
  readonly context?: StackContext;
  /** Folder of the templates; by default the one that the command line of CDK names. */
  readonly outdir?: string;
}

/** Throws what is wrong with the context. */
export function createSearchApp({ context = {}, outdir }: SearchAppOptions = {}): App {
  const app = new App({ context: { ...context }, ...(outdir === undefined ? {} : { outdir }) });
  const settings = readStackSettings(app.node.getAllContext());
  const env = accountOf(process.env);
  const stack = new SearchStack(app, settings, { env });
  acknowledgeFindings(stack, settings);
  const { checkedHost, unreservedReason } = settings;
  if (unreservedReason !== null) Annotations.of(stack).addWarningV2("poisk:nothing-reserved", unreservedReason);
  if (checkedHost !== null) new OutsideCheckStack(app, { ...settings, checkedHost }, env.account);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

/** Reads the account that CDK's command line found in the owner's profile; none if nothing is deployed. */
function accountOf({ CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region }: NodeJS.ProcessEnv): Environment {
  return account === undefined || region === undefined ? {} : { account, region };
}

// Findings of cdk-nag (AwsSolutions) that stand, each with its reason; anything else fails the synthesis.

/** Reasons that hold for every stack. */
const REASONS: Readonly<Record<string, string>> = {
  S1: "Access logs would be a second bucket to keep and pay for; who must have them has CloudTrail's data events.",
  SF1: "Step Functions keeps the history of each execution for 90 days by itself; logs would need rights on every log group.",
  SF2: "A backfill is looked at by its history and its functions' logs; traces would be paid for and read by nobody.",
  CFR1: "A search of news is for readers everywhere.",
  CFR2: "A web ACL costs more a month than all the rest, where no flat-rate plan includes it; an owner names one (webAclArn).",
  CFR3: "Access logs set the text of queries beside the addresses of readers, which poisk does nowhere.",
};

/** Reason that holds for a stack without a domain of its own. */
const DEFAULT_CERTIFICATE_REASON =
  "CloudFront's own certificate fixes the versions of TLS; a domain of one's own (domainName, certificateArn) has TLS 1.2 and newer.";

const PREFIX_REASON =
  "Objects of one prefix of one bucket, whose names are made as articles come: the narrowest there is.";

const CHILDREN_REASON =
  "The children of a Distributed Map are executions of this very state machine, whose names Step Functions makes.";

/**
 * CDK's own function, which lets a bucket of the owner's send its events to EventBridge, beside whom it notifies
 * already.
 */
const NOTIFIER_REASONS: Readonly<Record<string, string>> = {
  "IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]":
    "CDK's function, which runs at deployments alone; the policy lets it write its log.",
  L1: "CDK's function: its runtime comes with CDK's version.",
};

function acknowledgeFindings(stack: Stack, settings: StackSettings): void {
  const { stackName, bucketName, domainName, indexPrefix, hasBucketEvents, feedMinutes, hasPush } = settings;
  const reasons: Record<string, string> = { ...REASONS };
  const { account, region } = placeText(stack);
  // The buckets' names as cdk-nag writes them.
  const uploads = bucketName ?? `${stackName}-${account}-${region}`;
  const newIndex = settings.newIndexBucket === null ? null : `${stackName}-index-${account}-${region}`;
  const index = newIndex ?? settings.indexBucketName ?? uploads;
  const objects = [...uploadPrefixes(settings).map((prefix) => `${uploads}/${prefix}`), `${index}/${indexPrefix}`];
  if (hasPush) objects.push(`${uploads}/${statementFolder(settings, "removal")}`);
  if (feedMinutes !== null) {
    objects.push(`${uploads}/${feedsPrefix(settings)}`, `${index}/${feedRecordsPrefix(settings)}`);
    objects.push(`${uploads}/${statementFolder(settings, "takedown")}`);
  }
  for (const object of objects) reasons[`IAM5[Resource::arn:<AWS::Partition>:s3:::${object}*]`] = PREFIX_REASON;
  for (const children of [":*", "/Flush:*"]) {
    const executions = `arn:<AWS::Partition>:states:${region}:${account}:execution:${stackName}-backfill${children}`;
    reasons[`IAM5[Resource::${executions}]`] = CHILDREN_REASON;
  }
  if (domainName === null) reasons.CFR4 = DEFAULT_CERTIFICATE_REASON;
  if (bucketName !== null && hasBucketEvents) Object.assign(reasons, NOTIFIER_REASONS);
  for (const [rule, reason] of Object.entries(reasons)) {
    Validations.of(stack).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });
  }
}

/** Names the place; values that only deployment knows are in angle brackets. */
function placeText({ account, region }: Stack): { readonly account: string; readonly region: string } {
  return {
    account: Token.isUnresolved(account) ? "<AWS::AccountId>" : account,
    region: Token.isUnresolved(region) ? "<AWS::Region>" : region,
  };
}
