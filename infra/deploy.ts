/**
 * `npm run deploy`: asks Lambda how many executions may be reserved in the account, hands that to `cdk deploy` with all
 * that it was given itself, and looks at what no template can: whether the bucket still sends its events, and that the
 * index begins at once. A template cannot ask, and what is reserved beyond the limit fails the deployment.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  InvokeCommand,
  LambdaClient,
  type LambdaClientConfig,
} from "@aws-sdk/client-lambda";
import {
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  S3Client,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import { RESERVING_FUNCTIONS } from "./stack-settings.ts";

const INFRA = fileURLToPath(new URL(".", import.meta.url));

/**
 * Executions that no other function has reserved; what this stack has is its own. One request, and one a function.
 * Rejects as the SDK does: without credentials, without a region, or where the question is not allowed
 * (lambda:GetAccountSettings, lambda:GetFunctionConcurrency).
 */
export async function askAccountConcurrency(stackName: string, config: LambdaClientConfig = {}): Promise<number> {
  const client = new LambdaClient(config);
  const { AccountLimit: limit } = await client.send(new GetAccountSettingsCommand({}));
  let available = limit?.UnreservedConcurrentExecutions ?? 0;
  for (const name of RESERVING_FUNCTIONS) available += await askReserved(client, `${stackName}-${name}`);
  return available;
}

async function askReserved(client: LambdaClient, functionName: string): Promise<number> {
  try {
    const { ReservedConcurrentExecutions: reserved = 0 } = await client.send(
      new GetFunctionConcurrencyCommand({ FunctionName: functionName }),
    );
    return reserved;
  } catch (error) {
    if ((error as Error).name === "ResourceNotFoundException") return 0;
    throw error;
  }
}

/**
 * Lets the bucket send its events to EventBridge, where somebody turned that off, and returns whether that was so; whom
 * the bucket notifies besides stays. CloudFormation does not see what others change, so a second deployment alone would
 * not restore it. One or two requests. Rejects as the SDK does (s3:GetBucketNotification, s3:PutBucketNotification).
 */
export async function restoreBucketEvents(bucket: string, config: S3ClientConfig = {}): Promise<boolean> {
  const client = new S3Client(config);
  const { $metadata: _, ...present } = await client.send(
    new GetBucketNotificationConfigurationCommand({ Bucket: bucket }),
  );
  if (present.EventBridgeConfiguration !== undefined) return false;
  const NotificationConfiguration = { ...present, EventBridgeConfiguration: {} };
  await client.send(new PutBucketNotificationConfigurationCommand({ Bucket: bucket, NotificationConfiguration }));
  return true;
}

/**
 * Runs reconcile and compact without waiting for them: a new index begins at once, not at night, what came while no
 * events were sent is found, and both have a heartbeat before their alarms miss it. Rejects as the SDK does
 * (lambda:InvokeFunction).
 */
export async function beginMaintenance(stackName: string, config: LambdaClientConfig = {}): Promise<void> {
  const client = new LambdaClient(config);
  for (const name of ["reconcile", "compact"]) {
    await client.send(new InvokeCommand({ FunctionName: `${stackName}-${name}`, InvocationType: "Event" }));
  }
}

/** The values of an option such as `--profile`, each given as one argument or as two. */
export function optionValues(args: readonly string[], ...names: readonly string[]): readonly string[] {
  return args.flatMap((arg, i) => {
    if (names.includes(args[i - 1] ?? "")) return [arg];
    const name = names.find((option) => arg.startsWith(`${option}=`));
    return name === undefined ? [] : [arg.slice(name.length + 1)];
  });
}

/** Reads the value of a key from `--context key=value`; the last one counts. */
export function contextValue(args: readonly string[], key: string): string | undefined {
  const given = optionValues(args, "--context", "-c").filter((text) => text.startsWith(`${key}=`));
  return given.at(-1)?.slice(key.length + 1);
}

/** The value of a key of the stack: that of the command line, or else of infra/cdk.context.json. */
function settingOf(args: readonly string[], key: string): string | undefined {
  return contextValue(args, key) ?? writtenDown()[key];
}

/** Keys that the owner keeps in infra/cdk.context.json. */
function writtenDown(): Readonly<Record<string, string>> {
  try {
    return JSON.parse(readFileSync(`${INFRA}cdk.context.json`, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}

async function deploy(args: readonly string[]): Promise<number> {
  const profile = optionValues(args, "--profile").at(-1);
  if (profile !== undefined) process.env.AWS_PROFILE = profile;
  const stackName = settingOf(args, "stackName") ?? "poisk";
  const asked: string[] = [];
  try {
    if (contextValue(args, "accountConcurrency") === undefined) {
      asked.push("--context", `accountConcurrency=${await askAccountConcurrency(stackName)}`);
    }
  } catch (error) {
    console.error(`Lambda did not say how many executions may be reserved, so none are: ${reasonOf(error)}`);
  }
  const folder = mkdtempSync(join(tmpdir(), "poisk-deploy-"));
  try {
    const outputs = join(folder, "outputs.json");
    const status = runCdk(["deploy", "--all", "--outputs-file", outputs, ...asked, ...args]);
    // Without outputs nothing was deployed: the owner asked for help, or did not consent.
    if (status !== 0 || !existsSync(outputs)) return status;
    const { BucketName: bucket }: Readonly<Record<string, string>> =
      JSON.parse(readFileSync(outputs, "utf8"))[stackName] ?? {};
    return bucket === undefined ? status : await finishDeployment(stackName, bucket, settingOf(args, "bucketEvents"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function runCdk(args: readonly string[]): number {
  const cdk = `${INFRA}node_modules/aws-cdk/bin/cdk`;
  const { status } = spawnSync(process.execPath, [cdk, ...args], { cwd: INFRA, stdio: "inherit" });
  return status ?? 1;
}

/** 1 where the bucket may not send its events; the stack is deployed all the same. */
async function finishDeployment(stackName: string, bucket: string, bucketEvents = "on"): Promise<number> {
  let exitCode = 0;
  try {
    if (bucketEvents === "on" && (await restoreBucketEvents(bucket))) {
      console.error(
        `The events of ${bucket} to EventBridge were off, and are on again. Find who turned them off: the owner of its ` +
          "notification settings (Terraform, as a rule) must say eventbridge = true.",
      );
    }
  } catch (error) {
    console.error(
      `Whether ${bucket} sends its events could not be told, so uploads may come once a day: ${reasonOf(error)}. ` +
        "docs/aws.md (Lost events) has the command.",
    );
    exitCode = 1;
  }
  try {
    await beginMaintenance(stackName);
  } catch (error) {
    console.error(`Reconcile and compact could not be started, and run by their schedules: ${reasonOf(error)}`);
  }
  return exitCode;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  process.exitCode = await deploy(process.argv.slice(2));
