/**
 * The backfill of what lay in the bucket before the stack: a state machine that the owner starts, and its four functions, each
 * with what it needs. While nobody starts it nothing of it is billed.
 */
import { ArnFormat, Stack } from "aws-cdk-lib";
import { Effect, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import type { BackfillTask } from "../function-sizes.ts";
import type { StackSettings } from "../stack-settings.ts";
import type { ArticleBucket } from "./article-bucket.ts";
import { backfillDefinition } from "./backfill-definition.ts";
import { allowInBucket, type BucketRights } from "./bucket-access.ts";
import { BundledFunction } from "./bundled-function.ts";
import type { UploadQueue } from "./upload-queue.ts";

export class Backfill extends Construct {
  readonly stateMachineArn: string;
  readonly #settings: StackSettings;
  readonly #bucket: ArticleBucket;

  constructor(scope: Construct, id: string, settings: StackSettings, bucket: ArticleBucket, { queue }: UploadQueue) {
    super(scope, id);
    this.#settings = settings;
    this.#bucket = bucket;
    const { uploadsPrefix, indexPrefix, stackName } = settings;
    const indexOnly = { read: [indexPrefix], write: [indexPrefix] };
    const both = { read: [uploadsPrefix, indexPrefix], write: [indexPrefix] };
    const begin = this.#make("Begin", "backfill-begin", "Names a backfill in the manifest.", indexOnly);
    const freeze = this.#make("Freeze", "backfill-freeze", "Freezes a batch of uploads.", both);
    const commit = this.#make("Commit", "backfill-commit", "Commits what was frozen, and merges.", both);
    const finish = this.#make("Finish", "backfill-finish", "Queues what is left, and ends the run.", both, {
      POISK_UPLOAD_QUEUE: queue.queueUrl,
    });
    allow(finish.role, ["sqs:SendMessage"], [queue.queueArn]);
    const functions = [begin, freeze, commit, finish].map(({ function: task }) => task);
    const role = new Role(this, "Role", { assumedBy: new ServicePrincipal("states.amazonaws.com") });
    allow(
      role,
      ["lambda:InvokeFunction"],
      functions.map(({ functionArn }) => functionArn),
    );
    allow(role, ["s3:ListBucket"], [bucket.arn], { StringLike: { "s3:prefix": `${uploadsPrefix}*` } });
    this.#allowChildren(role);
    const machine = new CfnStateMachine(this, "Machine", {
      stateMachineName: machineNameOf(stackName),
      stateMachineType: "STANDARD",
      roleArn: role.roleArn,
      definitionString: Stack.of(this).toJsonString(
        backfillDefinition({
          begin: begin.function.functionArn,
          freeze: freeze.function.functionArn,
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
    machine.node.addDependency(role);
    this.stateMachineArn = machine.attrArn;
  }

  #make(
    id: string,
    name: BackfillTask,
    description: string,
    rights: BucketRights,
    more: Readonly<Record<string, string>> = {},
  ): BundledFunction {
    const { stackName, logRetention, variables } = this.#settings;
    const { bucket, arn } = this.#bucket;
    const made = new BundledFunction(this, id, {
      name,
      description,
      stackName,
      logRetention,
      environment: { ...variables.compact, POISK_BUCKET: bucket.bucketName, ...more },
      reservedConcurrency: null,
    });
    allowInBucket(made.role, { arn, encryptionKey: bucket.encryptionKey }, rights);
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
    allow(role, ["states:RedriveExecution"], [arnOf("execution", `${name}/Freeze:*`)]);
  }
}

/** Known before the machine is made, which its own role names. */
function machineNameOf(stackName: string): string {
  return `${stackName}-backfill`;
}

function allow(
  role: Role,
  actions: readonly string[],
  resources: readonly string[],
  conditions: Record<string, unknown> = {},
): void {
  role.addToPolicy(
    new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources], conditions }),
  );
}
