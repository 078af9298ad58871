/**
 * The definition of the backfill as it is deployed: out of the template, with what is known at deployment alone filled
 * in.
 */
import type { Synthesised } from "../synthesised.ts";
import type { Definition } from "./states-language.ts";

export const ACCOUNT = "123456789012";
export const REGION = "eu-central-1";
export const BUCKET = "articles-bucket";

/** The definition of the only state machine. */
export function definitionOf(synthesised: Synthesised): Definition {
  const [machine] = synthesised.resources("AWS::StepFunctions::StateMachine");
  if (machine === undefined) throw new Error("The stack has no state machine.");
  return JSON.parse(textOf(synthesised, machine.Properties.DefinitionString)) as Definition;
}

/** The function that an ARN of the definition names. */
export function functionNameOf(arn: string): string {
  return arn.split(":").at(-1) ?? "";
}

/** Resolves a value as CloudFormation does. */
export function textOf(synthesised: Synthesised, value: unknown): string {
  if (typeof value === "string") return value;
  const { "Fn::Join": join, "Fn::GetAtt": attribute, Ref: reference } = value as Record<string, unknown>;
  if (Array.isArray(join)) {
    const [separator, parts] = join as [string, unknown[]];
    return parts.map((part) => textOf(synthesised, part)).join(separator);
  }
  if (Array.isArray(attribute)) return arnOf(synthesised, String(attribute[0]));
  return referenced(synthesised, String(reference));
}

function referenced({ template }: Synthesised, name: string): string {
  if (name === "AWS::Partition") return "aws";
  if (name === "AWS::Region") return REGION;
  if (name === "AWS::AccountId") return ACCOUNT;
  if (template.Resources[name]?.Type === "AWS::S3::Bucket") return BUCKET;
  throw new Error(`What ${name} is cannot be told before the deployment.`);
}

function arnOf({ template }: Synthesised, name: string): string {
  const resource = template.Resources[name];
  if (resource?.Type !== "AWS::Lambda::Function")
    throw new Error(`What ${name} is cannot be told before the deployment.`);
  return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${resource.Properties.FunctionName}`;
}
