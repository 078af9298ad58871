/**
 * The backfill of what lay in the bucket before the stack: a state machine that the owner starts, and its four
 * functions, each with what it needs. While nobody starts it nothing of it is billed.
 */
import { ArnFormat, Stack } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import type { BackfillTask } from "../function-sizes.ts";
import type { StackSettings } from "../stack-settings.ts";
import type { ArticleBucket } from "./article-bucket.ts";
import { allow, listedPrefixes } from "./bucket-access.ts";
import { BundledFunction } from "./bundled-function.ts";
import type { IndexBucket, IndexRights } from "./index-bucket.ts";
import type { UploadQueue } from "./upload-queue.ts";

export class Backfill extends Construct {
  readonly stateMachineArn: string;
  readonly #settings: StackSettings;
  readonly #index: IndexBucket;

  constructor(
    scope: Construct,
    id: string,
    settings: StackSettings,
    { bucket, index }: { readonly bucket: ArticleBucket; readonly index: IndexBucket },
    { queue }: UploadQueue,
  ) {
    super(scope, id);
    this.#settings = settings;
    this.#index = index;
    const { uploadsPrefix, stackName } = settings;
    const both = { readsUploads: true, writesIndex: true };
    const queueing = { POISK_UPLOAD_QUEUE: queue.queueUrl };
    const begin = this.#make("Begin", "backfill-begin", "Names a backfill in the manifest.", both, queueing);
    const flush = this.#make("Flush", "backfill-flush", "Flushes a batch of uploads.", both);
    const commit = this.#make("Commit", "backfill-commit", "Commits what was flushed, and merges.", both);
    const finish = this.#make("Finish", "backfill-finish", "Queues what is left, and ends the run.", both, queueing);
    for (const { role } of [begin, finish]) allow(role, ["sqs:SendMessage"], [queue.queueArn]);
    const functions = [begin, flush, commit, finish].map(({ function: task }) => task);
    const machineRole = new Role(this, "Role", { assumedBy: new ServicePrincipal("states.amazonaws.com") });
    allow(
      machineRole,
      ["lambda:InvokeFunction"],
      functions.map(({ functionArn }) => functionArn),
    );
    allow(machineRole, ["s3:ListBucket"], [bucket.arn], listedPrefixes([uploadsPrefix]));
    this.#allowChildren(machineRole);
    const machine = new CfnStateMachine(this, "Machine", {
      stateMachineName: machineNameOf(stackName),
      stateMachineType: "STANDARD",
      roleArn: machineRole.roleArn,
      definitionString: Stack.of(this).toJsonString(
        backfillDefinition({
          begin: begin.function.functionArn,
          flush: flush.function.functionArn,
          commit: commit.function.functionArn,
          finish: finish.function.functionArn,
          partition: Stack.of(this).partition,
          bucketName: bucket.bucket.bucketName,
          uploadsPrefix,
          concurrency: settings.backfillConcurrency,
        }),
      ),
    });
    // Step Functions tries the role's rights when a Distributed Map is made.
    machine.node.addDependency(machineRole);
    this.stateMachineArn = machine.attrArn;
  }

  #make(
    id: string,
    name: BackfillTask,
    description: string,
    rights: IndexRights,
    more: Readonly<Record<string, string>> = {},
  ): BundledFunction {
    const { stackName, logRetention, variables } = this.#settings;
    const made = new BundledFunction(this, id, {
      name,
      description,
      stackName,
      logRetention,
      environment: { ...variables.compact, ...this.#index.variables, ...more },
      reservedConcurrency: null,
    });
    this.#index.allow(made.role, rights);
    return made;
  }

  /** The children of a Distributed Map are executions of the state machine itself. */
  #allowChildren(role: Role): void {
    const { stackName } = this.#settings;
    const arnOf = (resource: string, resourceName: string) =>
      Stack.of(this).formatArn({ service: "states", resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
    const name = machineNameOf(stackName);
    allow(role, ["states:StartExecution"], [arnOf("stateMachine", name)]);
    allow(role, ["states:DescribeExecution", "states:StopExecution"], [arnOf("execution", `${name}:*`)]);
    allow(role, ["states:RedriveExecution"], [arnOf("execution", `${name}/Flush:*`)]);
  }
}

/** Known before the machine is made, which its own role names. */
function machineNameOf(stackName: string): string {
  return `${stackName}-backfill`;
}

// The backfill's state machine in the Amazon States Language (https://states-language.net/), pure: a Distributed Map
// over the listing of the uploads, whose children flush a batch each, between a task that names the run and those that
// commit what was flushed and end it. What the tasks do and what they are told is in functions/backfill/tasks.ts.

/** Uploads of a child, at most: a minute or two of work, and a segment that is worth a commit. Untuned. */
const UPLOADS_PER_CHILD = 2_000;
/**
 * A child's input is at most so large (AWS Step Functions Developer Guide, "ItemBatcher"); long keys make smaller
 * batches, and there is room for what surrounds the keys.
 */
const MAX_BATCH_BYTES = 240 * 1024;
/**
 * Share of failed children above which permissions or versions are wrong, not a few uploads. What a failed child lacks
 * the last listing finds, and the queue tries each upload alone.
 */
const TOLERATED_FAILURE_PERCENT = 50;
/** Number of retries, about five minutes with their waits: the store is unavailable, or writers conflict. */
const MAX_RETRIES = 6;
/** Above the functions' longest time: the task is lost. */
const TASK_TIMEOUT_SECONDS = 960;

interface BackfillDefinitionInput {
  /** ARNs of the functions. */
  readonly begin: string;
  readonly flush: string;
  readonly commit: string;
  readonly finish: string;
  readonly partition: string;
  readonly bucketName: string;
  readonly uploadsPrefix: string;
  /** Children at work at once. */
  readonly concurrency: number;
}

/** The definition, to be written as JSON. */
function backfillDefinition(input: BackfillDefinitionInput): object {
  const { partition } = input;
  const task = (functionArn: string, payload: object) => ({
    Type: "Task",
    Resource: `arn:${partition}:states:::lambda:invoke`,
    Parameters: { FunctionName: functionArn, Payload: payload },
    TimeoutSeconds: TASK_TIMEOUT_SECONDS,
    Retry: [
      {
        ErrorEquals: ["States.ALL"],
        IntervalSeconds: 5,
        BackoffRate: 2,
        MaxDelaySeconds: 120,
        MaxAttempts: MAX_RETRIES,
        JitterStrategy: "FULL",
      },
    ],
  });
  const answer = { OutputPath: "$.Payload" };
  const ofRun = { "run.$": "$.run" };
  const choice = (name: string, ifTrue: string, ifFalse: string) => ({
    Type: "Choice",
    Choices: [{ Variable: `$.${name}`, BooleanEquals: true, Next: ifTrue }],
    Default: ifFalse,
  });
  return {
    Comment: "Brings into the index what already lies in the bucket. Start it with {}; a start after a stop goes on.",
    StartAt: "Begin",
    States: {
      Begin: { ...task(input.begin, {}), ...answer, Next: "IsResumed" },
      IsResumed: choice("isResumed", "CommitFormer", "FlushAll"),
      CommitFormer: { ...task(input.commit, ofRun), ...answer, Next: "IsFormerCommitted" },
      IsFormerCommitted: choice("isComplete", "FlushAll", "CommitFormer"),
      FlushAll: flushAll(input, task(input.flush, { "BatchInput.$": "$.BatchInput", "Items.$": "$.Items" })),
      Commit: { ...task(input.commit, ofRun), ...answer, Next: "IsCommitted" },
      IsCommitted: choice("isComplete", "Finish", "Commit"),
      Finish: { ...task(input.finish, { ...ofRun, isReported: false }), ...answer, Next: "Forget" },
      // What the execution gives back is Finish's report.
      Forget: { ...task(input.finish, { ...ofRun, isReported: true }), ResultPath: null, End: true },
    },
  };
}

function flushAll(
  { partition, bucketName, uploadsPrefix, concurrency }: BackfillDefinitionInput,
  child: object,
): object {
  return {
    Type: "Map",
    Label: "Flush",
    ItemReader: {
      Resource: `arn:${partition}:states:::s3:listObjectsV2`,
      Parameters: { Bucket: bucketName, ...(uploadsPrefix === "" ? {} : { Prefix: uploadsPrefix }) },
    },
    // A listing says three times as much of each object.
    ItemSelector: { "Key.$": "$$.Map.Item.Value.Key" },
    ItemBatcher: {
      MaxItemsPerBatch: UPLOADS_PER_CHILD,
      MaxInputBytesPerBatch: MAX_BATCH_BYTES,
      BatchInput: { "run.$": "$.run" },
    },
    MaxConcurrency: concurrency,
    ToleratedFailurePercentage: TOLERATED_FAILURE_PERCENT,
    ItemProcessor: {
      // Express children end after five minutes; a child may take fifteen.
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: "Flush",
      // Without output: that of all children together must fit into one state's, 256 KiB. The counts are in the run's
      // files.
      States: { Flush: { ...child, OutputPath: null, End: true } },
    },
    ResultPath: null,
    Next: "Commit",
  };
}
