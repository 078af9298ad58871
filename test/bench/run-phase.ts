/**
 * Starts one phase of one engine as a process of its own, and brings back what it measured.
 */
import { fork } from "node:child_process";
import { totalmem } from "node:os";
import type { EngineName } from "./engine.ts";

export interface PhaseRequest {
  readonly phase: "build" | "search" | "cost" | "uploads";
  readonly engine: EngineName;
  /** Folder of the engine's index, existing or future. */
  readonly folder: string;
  readonly articlesPath: string;
  readonly queriesPath: string;
}

/** Parameters common to all programs of phases. */
interface Phase {
  readonly phase: string;
  readonly engine: string;
}

export type PhaseMessage =
  | { readonly kind: "progress"; readonly done: number }
  | { readonly kind: "result"; readonly result: unknown };

/**
 * Heap limit as a share of the machine's memory; some engines hold everything, and Node's own limit would stop them
 * early.
 */
const HEAP_SHARE = 0.6;

/**
 * poisk searches with so small a heap at every size that more than 512 MB in all would end it. Its other phases have
 * Node's own: the costs of a query are counted in a hundred processes' worth of caches at once.
 */
const POISK_SEARCH_HEAP_MB = 320;

/** Number of last characters of a failed process's output. */
const ERROR_CHARACTERS = 2_000;

/**
 * `program` is what bundleEngineProcess made. Rejects with what the process said last if it ends without a result, or
 * is ended at its limit. `T` is what the phase measures.
 */
export function runPhase<T, Request extends Phase = PhaseRequest>(
  program: string,
  request: Request,
  limitMinutes: number,
  onProgress: (done: number) => void,
): Promise<T> {
  const child = fork(program, [JSON.stringify(request)], {
    execArgv: heapOptions(request),
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let isOverTime = false;
  const timer = setTimeout(() => {
    isOverTime = true;
    child.kill("SIGKILL");
  }, limitMinutes * 60_000);
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
      clearTimeout(timer);
      if (found !== null && code === 0) resolve(found.result as T);
      else if (isOverTime) reject(new Error(`${request.phase}: not done in ${limitMinutes} minutes, and ended.`));
      else reject(new Error(lastError(said) ?? `ended by ${signal ?? `code ${code}`}`));
    });
  });
}

function heapOptions({ engine, phase }: Phase): string[] {
  const isOwn = engine.startsWith("poisk");
  if (isOwn && phase !== "search") return [];
  const megabytes = isOwn ? POISK_SEARCH_HEAP_MB : Math.floor((totalmem() * HEAP_SHARE) / 2 ** 20);
  return [`--max-old-space-size=${megabytes}`];
}

/** The line that names the error, of all that Node prints around it. */
function lastError(said: string): string | null {
  const lines = said.split("\n").filter((line) => /error/i.test(line));
  return lines.find((line) => /^\w*Error\b|FATAL ERROR/.test(line)) ?? lines.at(-1) ?? null;
}
