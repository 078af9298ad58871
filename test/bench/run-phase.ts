/**
 * Starts one phase of one engine as a process of its own, and brings back what it measured.
 */
import { fork } from "node:child_process";
import { totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import type { EngineName } from "./engine.ts";

export interface PhaseRequest {
  readonly phase: "build" | "search" | "cost" | "uploads";
  readonly engine: EngineName;
  /** Where the engine's index lies, or shall lie. */
  readonly folder: string;
  readonly articlesPath: string;
  readonly queriesPath: string;
}

export type PhaseMessage =
  | { readonly kind: "progress"; readonly done: number }
  | { readonly kind: "result"; readonly result: unknown };

/** Of the machine's memory; some engines hold everything, and Node's own bound would end them early. */
const HEAP_SHARE = 0.6;

/** Of a failed process: what it said last. */
const ERROR_CHARACTERS = 2_000;

/** Rejects with what the process said last if it ends without a result. `T` is what the phase measures. */
export function runPhase<T>(request: PhaseRequest, onProgress: (done: number) => void): Promise<T> {
  const heapMegabytes = Math.floor((totalmem() * HEAP_SHARE) / 2 ** 20);
  const child = fork(fileURLToPath(new URL("./engine-process.ts", import.meta.url)), [JSON.stringify(request)], {
    execArgv: ["--import", import.meta.resolve("tsx"), `--max-old-space-size=${heapMegabytes}`],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-ERROR_CHARACTERS);
  });
  return new Promise((resolve, reject) => {
    let found: { readonly result: unknown } | null = null;
    child.on("message", (message: PhaseMessage) => {
      if (message.kind === "progress") onProgress(message.done);
      else found = message;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (found !== null && code === 0) resolve(found.result as T);
      else reject(new Error(lastError(said) ?? `ended by ${signal ?? `code ${code}`}`));
    });
  });
}

/** The line that names the error, of all that Node prints around it. */
function lastError(said: string): string | null {
  const lines = said.split("\n").filter((line) => /error/i.test(line));
  return lines.find((line) => /^\w*Error\b|FATAL ERROR/.test(line)) ?? lines.at(-1) ?? null;
}
