/**
 * The template that CDK makes of a context, and what cdk-nag says of it: plain data, so that tests need nothing of CDK.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createSearchApp } from "../../infra/search-app.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

/** A statement of a policy. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/**
 * Properties of CloudFormation, of any type; those that tests look into are told, and there where their type has them.
 */
export interface Properties {
  readonly [name: string]: unknown;
  readonly Action: string;
  readonly AlarmDescription: unknown;
  readonly AlarmName: string;
  readonly CachePolicyConfig: { readonly ParametersInCacheKeyAndForwardedToOrigin: { readonly HeadersConfig: object } };
  /** Definition of a state machine: text, interspersed with values that only deployment knows. */
  readonly DefinitionString: unknown;
  readonly DistributionConfig: {
    readonly Aliases?: readonly string[];
    readonly CustomErrorResponses: readonly { readonly ErrorCachingMinTTL: number; readonly ErrorCode: number }[];
    readonly ViewerCertificate?: object;
  };
  readonly Environment: { readonly Variables: Readonly<Record<string, unknown>> };
  readonly ExtendedStatistic?: string;
  readonly FilterPattern: string;
  readonly FunctionName: string;
  readonly LifecycleConfiguration: { readonly Rules: readonly object[] };
  readonly LogGroupName?: unknown;
  readonly MetricName?: string;
  readonly Metrics?: readonly object[];
  readonly MetricTransformations: readonly { readonly MetricName: string; readonly MetricValue: string }[];
  readonly NotificationConfiguration: object;
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
  readonly PolicyName: string;
  readonly Principal: unknown;
  readonly RedrivePolicy: { readonly maxReceiveCount: number };
  readonly Timeout: number;
}

/** One resource as CloudFormation has it. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Properties;
  readonly DeletionPolicy?: string;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

export interface Synthesised {
  readonly template: Template;
  /** Stack that checks the search from outside; null if there is none. */
  readonly outside: Template | null;
  /** Rules of cdk-nag that are broken and not acknowledged. */
  readonly findings: readonly string[];
  /** Resources of a type. */
  resources(type: string): readonly Resource[];
}

interface ValidationReport {
  readonly pluginReports: readonly {
    readonly conclusion: string;
    readonly violations: readonly { readonly ruleName: string }[];
  }[];
}

/** Throws what is wrong with the context. */
export async function synthesise(context: Readonly<Record<string, string>> = {}): Promise<Synthesised> {
  const folder = await makeTemporaryFolder();
  try {
    createSearchApp({ context, outdir: folder.path }).synth();
    const read = (name: string) => JSON.parse(readFileSync(join(folder.path, name), "utf8"));
    const stackName = context.stackName ?? "poisk";
    const template = read(`${stackName}.template.json`) as Template;
    const report = read("validation-report.json") as ValidationReport;
    return {
      template,
      outside: context.checkedHost === undefined ? null : (read(`${stackName}-outside.template.json`) as Template),
      findings: report.pluginReports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName)),
      resources: (type) => Object.values(template.Resources).filter((resource) => resource.Type === type),
    };
  } finally {
    await folder.remove();
  }
}
