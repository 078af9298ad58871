/**
 * Findings of cdk-nag (AwsSolutions) that stand, each with its reason; anything else fails the synthesis.
 */
import { type Stack, Token, Validations } from "aws-cdk-lib";
import type { StackSettings } from "./stack-settings.ts";

/** Of every stack. */
const REASONS: Readonly<Record<string, string>> = {
  S1: "Access logs would be a second bucket to keep and pay for; who must have them has CloudTrail's data events.",
  CFR1: "A search of news is for readers everywhere.",
  CFR2: "Reserved concurrency is the hard cap on the bill; a web ACL costs more a month than all the rest. An owner may add one.",
  CFR3: "Access logs set the text of queries beside the addresses of readers, which poisk does nowhere.",
};

/** Of a stack without a domain of its own. */
const DEFAULT_CERTIFICATE_REASON =
  "CloudFront's own certificate fixes the versions of TLS; a domain of one's own (domainName, certificateArn) has TLS 1.2 and newer.";

const PREFIX_REASON =
  "Objects of one prefix of one bucket, whose names are made as articles come: the narrowest there is.";

/** CDK's own function, which adds our notification to those that a bucket of the owner's has already. */
const NOTIFIER_REASONS: Readonly<Record<string, string>> = {
  "IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]":
    "CDK's function, which runs at deployments alone; the policy lets it write its log.",
  L1: "CDK's function: its runtime comes with CDK's version.",
};

export function acknowledgeFindings(stack: Stack, settings: StackSettings): void {
  const { bucketName, domainName, uploadsPrefix, indexPrefix } = settings;
  const reasons: Record<string, string> = { ...REASONS };
  for (const prefix of [uploadsPrefix, indexPrefix]) {
    reasons[`IAM5[Resource::arn:<AWS::Partition>:s3:::${bucketText(stack, settings)}/${prefix}*]`] = PREFIX_REASON;
  }
  if (domainName === null) reasons.CFR4 = DEFAULT_CERTIFICATE_REASON;
  if (bucketName !== null) Object.assign(reasons, NOTIFIER_REASONS);
  for (const [rule, reason] of Object.entries(reasons)) {
    Validations.of(stack).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });
  }
}

/** The bucket's name as cdk-nag writes it: what is known at deployment alone stands in angle brackets. */
function bucketText({ account, region }: Stack, { bucketName, stackName }: StackSettings): string {
  const accountText = Token.isUnresolved(account) ? "<AWS::AccountId>" : account;
  const regionText = Token.isUnresolved(region) ? "<AWS::Region>" : region;
  return bucketName ?? `${stackName}-${accountText}-${regionText}`;
}
