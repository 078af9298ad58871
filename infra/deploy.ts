/**
 * `npm run deploy`: asks Lambda how many executions may be reserved in the account, and hands that to `cdk deploy` with all that
 * it was given itself. A template cannot ask, and what is reserved beyond the limit fails the deployment.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  LambdaClient,
  type LambdaClientConfig,
} from "@aws-sdk/client-lambda";

/** Functions that may have executions of their own (search-functions.ts). */
const RESERVING_FUNCTIONS = ["query", "compact", "reconcile"] as const;

const INFRA = fileURLToPath(new URL(".", import.meta.url));

/**
 * Executions that no other function has reserved; what this stack has is its own. One request, and one a function. Rejects as the SDK
 * does: without credentials, without a region, or where the question is not allowed (lambda:GetAccountSettings,
 * lambda:GetFunctionConcurrency).
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

/** The values of an option such as `--profile`, each given as one argument or as two. */
export function optionValues(args: readonly string[], ...names: readonly string[]): readonly string[] {
  return args.flatMap((arg, i) => {
    if (names.includes(args[i - 1] ?? "")) return [arg];
    const name = names.find((option) => arg.startsWith(`${option}=`));
    return name === undefined ? [] : [arg.slice(name.length + 1)];
  });
}

/** What `--context key=value` says of a key; the last one counts. */
export function contextValue(args: readonly string[], key: string): string | undefined {
  const given = optionValues(args, "--context", "-c").filter((text) => text.startsWith(`${key}=`));
  return given.at(-1)?.slice(key.length + 1);
}

function stackNameOf(args: readonly string[]): string {
  return contextValue(args, "stackName") ?? writtenDown().stackName ?? "poisk";
}

/** Keys that the owner keeps in infra/cdk.context.json. */
function writtenDown(): { readonly stackName?: string } {
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
  const asked: string[] = [];
  try {
    if (contextValue(args, "accountConcurrency") === undefined) {
      asked.push("--context", `accountConcurrency=${await askAccountConcurrency(stackNameOf(args))}`);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(`Lambda did not say how many executions may be reserved, so none are: ${reason}`);
  }
  const cdk = `${INFRA}node_modules/aws-cdk/bin/cdk`;
  const { status } = spawnSync(process.execPath, [cdk, "deploy", ...asked, ...args], { cwd: INFRA, stdio: "inherit" });
  return status ?? 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  process.exitCode = await deploy(process.argv.slice(2));
