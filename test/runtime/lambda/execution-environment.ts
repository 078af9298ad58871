/**
 * One execution environment of Lambda: a process with the real runtime interface client (aws-lambda-ric) on Lambda's
 * Node, and the Runtime API that it asks (AWS Lambda Developer Guide, "Using the Lambda runtime API"). One event at a
 * time.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { runtimeClient, runtimeNode } from "./runtime-files.ts";

export interface FunctionConfiguration {
  readonly name: string;
  /** Folder of index.mjs, whose `handler` is called. */
  readonly codeFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
}

/** The outcome of an event: the handler's answer as JSON, its error, or the end of its process. */
export type Outcome = { readonly payload: string } | { readonly errorType: string; readonly message: string };

interface Invocation {
  readonly requestId: string;
  readonly event: string;
  settle(outcome: Outcome): void;
}

const API = "/2018-06-01/runtime";

export class ExecutionEnvironment {
  readonly #configuration: FunctionConfiguration;
  readonly #server: Server;
  readonly #child: ChildProcess;
  /** The client's request for the next event, until there is one. */
  #asking: ServerResponse | null = null;
  #current: Invocation | null = null;
  /** True if the client has the current event. */
  #isHandedOut = false;
  #isEnded = false;

  private constructor(configuration: FunctionConfiguration, server: Server, onOutput: (text: string) => void) {
    this.#configuration = configuration;
    this.#server = server.on("request", (request, response) => this.#serve(request, response));
    const { port } = server.address() as AddressInfo;
    this.#child = spawn(runtimeNode(), [runtimeClient()], {
      cwd: configuration.codeFolder,
      env: environmentOf(configuration, `127.0.0.1:${port}`),
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream?.setEncoding("utf8").on("data", onOutput);
    this.#child.once("exit", (code, signal) => this.#end(`The process ended (${signal ?? code}).`));
  }

  static async start(
    configuration: FunctionConfiguration,
    onOutput: (text: string) => void,
  ): Promise<ExecutionEnvironment> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    return new ExecutionEnvironment(configuration, server, onOutput);
  }

  /** True if it can take another event. */
  get isAlive(): boolean {
    return !this.#isEnded;
  }

  get isBusy(): boolean {
    return this.#current !== null;
  }

  /** Runs an event. Rejects only if another is in work. A function that takes longer than its time is killed. */
  async invoke(event: unknown): Promise<Outcome> {
    if (this.#current !== null) throw new Error("An environment handles one event at a time.");
    if (this.#isEnded) return { errorType: "Runtime.ExitError", message: "The process ended before." };
    const { timeoutSeconds } = this.#configuration;
    const outcome = new Promise<Outcome>((settle) => {
      this.#current = { requestId: randomUUID(), event: JSON.stringify(event), settle };
    });
    this.#isHandedOut = false;
    this.#handOut();
    const timer = setTimeout(() => {
      this.#settle({ errorType: "Sandbox.Timedout", message: `Task timed out after ${timeoutSeconds} seconds` });
      this.kill();
    }, timeoutSeconds * 1_000);
    return outcome.finally(() => clearTimeout(timer));
  }

  /** Kills the process as the loss of its machine would: running work stays as it is. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  async stop(): Promise<void> {
    if (this.#isEnded) return;
    const exit = once(this.#child, "exit");
    this.kill();
    await exit;
  }

  #handOut(): void {
    if (this.#asking === null || this.#current === null || this.#isHandedOut) return;
    const { requestId, event } = this.#current;
    this.#asking.writeHead(200, {
      "content-type": "application/json",
      "Lambda-Runtime-Aws-Request-Id": requestId,
      "Lambda-Runtime-Deadline-Ms": String(Date.now() + this.#configuration.timeoutSeconds * 1_000),
      "Lambda-Runtime-Invoked-Function-Arn": `arn:aws:lambda:us-east-1:123456789012:function:${this.#configuration.name}`,
      "Lambda-Runtime-Trace-Id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0",
    });
    this.#asking.end(event);
    this.#asking = null;
    this.#isHandedOut = true;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request).then(String, () => null);
    // Killed while it told: nothing was told.
    if (body === null) return;
    const { method, url } = request;
    if (method === "GET" && url === `${API}/invocation/next`) {
      this.#asking = response;
      this.#handOut();
      return;
    }
    const requestId = this.#current?.requestId;
    const isKnown =
      method === "POST" &&
      [`${API}/init/error`, `${API}/invocation/${requestId}/response`, `${API}/invocation/${requestId}/error`].includes(
        url ?? "",
      );
    response.writeHead(isKnown ? 202 : 400, { "content-type": "application/json" });
    response.end(JSON.stringify(isKnown ? { status: "OK" } : { errorType: "InvalidRequestID", errorMessage: url }));
    if (isKnown) this.#settle(url?.endsWith("/response") ? { payload: body } : failureOf(body));
  }

  #settle(outcome: Outcome): void {
    const invocation = this.#current;
    this.#current = null;
    invocation?.settle(outcome);
  }

  #end(message: string): void {
    this.#isEnded = true;
    this.#settle({ errorType: "Runtime.ExitError", message });
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

function failureOf(body: string): Outcome {
  const { errorType, errorMessage } = JSON.parse(body) as { errorType?: string; errorMessage?: string };
  return { errorType: errorType ?? "Error", message: errorMessage ?? "" };
}

/**
 * Variables that Lambda sets (AWS Lambda Developer Guide, "Defined runtime environment variables"), and none of this
 * process.
 */
function environmentOf(
  { name, codeFolder, environment, memoryMb }: FunctionConfiguration,
  runtimeApi: string,
): Record<string, string> {
  return {
    PATH: "/usr/bin:/bin",
    TZ: ":UTC",
    LANG: "en_US.UTF-8",
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_SESSION_TOKEN: "test",
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: "2026/01/01/[$LATEST]0",
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    LAMBDA_TASK_ROOT: codeFolder,
    LAMBDA_RUNTIME_DIR: "/var/runtime",
    _HANDLER: "index.handler",
    ...environment,
  };
}
