/**
 * A bundled function in a process of its own, as Lambda runs it.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { FunctionName } from "../../infra/function-sizes.ts";

const ROOT = new URL("../../", import.meta.url);

export type { FunctionName };

export interface LogLine {
  readonly level: string;
  readonly event: string;
  readonly [field: string]: unknown;
}

export interface RunningFunction {
  /** Calls the handler; rejects with the message of what it throws. */
  invoke<Result>(event: unknown): Promise<Result>;
  /** Lines logged until the last event was handled; a line that is no JSON fails here. */
  log(): LogLine[];
  stop(): Promise<void>;
}

interface HostMessage {
  readonly logged: string;
  readonly ready?: boolean;
  readonly number?: number;
  readonly result?: unknown;
  readonly failure?: string;
}

/** Starts a function; rejects with the message of what its module throws when loaded. */
export async function startFunction(name: FunctionName, environment: Record<string, string>): Promise<RunningFunction> {
  const child = fork(fileURLToPath(new URL("lambda-host.mjs", import.meta.url)), {
    env: {
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_REGION: "us-east-1",
      PATH: process.env.PATH,
      BUNDLE_URL: bundleUrl(name).href,
      ...environment,
    },
  });
  let output = "";
  child.on("message", ({ logged }: HostMessage) => {
    output += logged;
  });
  const [first] = (await once(child, "message")) as [HostMessage];
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill();
    await once(child, "exit");
  };
  if (first.ready !== true) {
    await stop();
    throw new Error(first.failure);
  }
  let count = 0;
  return {
    invoke: (event) => {
      count += 1;
      const number = count;
      return new Promise((resolve, reject) => {
        const listener = (message: HostMessage) => {
          if (message.number !== number) return;
          child.off("message", listener);
          if (message.failure === undefined) resolve(message.result as never);
          else reject(new Error(message.failure));
        };
        child.on("message", listener);
        child.send({ number, event });
      });
    },
    log: () =>
      output
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as LogLine),
    stop,
  };
}

function bundleUrl(name: FunctionName): URL {
  return new URL(`dist/functions/${name}/index.mjs`, ROOT);
}
