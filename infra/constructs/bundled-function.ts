/**
 * One Lambda function of the very bundle that `npm run build` makes, with a log group and a role of its own. The role
 * may write its log and nothing else: what a function may do in the bucket is said where it is made.
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  type LayerVersion,
  LoggingFormat,
  RecursiveLoop,
  Runtime,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup, type RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { type FunctionName, functionSizes } from "../function-sizes.ts";
import { allow } from "./bucket-access.ts";

interface BundledFunctionProps {
  readonly name: FunctionName;
  readonly description: string;
  /** Names begin with it, so that several stacks of one account keep apart. */
  readonly stackName: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logRetention: RetentionDays;
  /** Runs at once, at most; null leaves it to the account. */
  readonly reservedConcurrency: number | null;
  readonly layers?: readonly LayerVersion[];
  /**
   * True if a schedule or another function invokes it without waiting: its failures are not retried, the next run does
   * the work.
   */
  readonly isInvokedAsynchronously?: boolean;
  /** True if its own messages may invoke it, more than 16 times in a row. */
  readonly mayBeInLoops?: boolean;
}

/**
 * Longest time that a run waits for a running one: within an hour the next is due. Lambda itself would try a run that
 * failed twice again, for six hours (AWS Lambda Developer Guide, "How Lambda handles errors and retries with
 * asynchronous invocation").
 */
const MAX_EVENT_AGE = Duration.hours(1);

export class BundledFunction extends Construct {
  readonly name: FunctionName;
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    this.name = props.name;
    const functionName = `${props.stackName}-${props.name}`;
    const { memoryMb, timeoutSeconds } = functionSizes[props.name];
    this.logGroup = new LogGroup(this, "Log", {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    allow(this.role, ["logs:CreateLogStream", "logs:PutLogEvents"], [this.logGroup.logGroupArn]);
    this.function = new LambdaFunction(this, "Function", {
      functionName,
      description: props.description,
      code: Code.fromAsset(bundleFolder(props.name)),
      handler: "index.handler",
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: memoryMb,
      timeout: Duration.seconds(timeoutSeconds),
      environment: { ...props.environment },
      logGroup: this.logGroup,
      // Our lines are JSON already: Lambda would wrap what is written to stdout in JSON of its own.
      loggingFormat: LoggingFormat.TEXT,
      role: this.role,
      // Lambda would end such a chain (AWS Lambda Developer Guide, "Use Lambda recursive loop detection to prevent
      // infinite loops").
      ...(props.mayBeInLoops === true ? { recursiveLoop: RecursiveLoop.ALLOW } : {}),
      ...(props.layers === undefined ? {} : { layers: [...props.layers] }),
      ...(props.isInvokedAsynchronously === true ? { retryAttempts: 0, maxEventAge: MAX_EVENT_AGE } : {}),
      ...(props.reservedConcurrency === null ? {} : { reservedConcurrentExecutions: props.reservedConcurrency }),
    });
  }
}

function bundleFolder(name: FunctionName): string {
  const folder = fileURLToPath(new URL(`../../dist/functions/${name}/`, import.meta.url));
  if (!existsSync(`${folder}index.mjs`)) {
    throw new Error(`dist/functions/${name}/index.mjs is not there: run \`npm run build\` before.`);
  }
  return folder;
}
