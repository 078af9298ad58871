/**
 * Starts test/support/file-store-worker.ts as real processes: bundled once, so that each starts in some 50 ms.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { bundleProgram } from "./bundled-program.ts";

/** A worker that was started; `ended` gives what it said, and the signal that ended it, if one did. */
export interface Worker {
  readonly process: ChildProcess;
  /** Resolves when it has said so many lines, or has ended. */
  readonly said: (lineCount: number) => Promise<void>;
  readonly ended: Promise<{ lines: string[]; signal: string | null; failure: string }>;
}

/** Bundles the worker into the folder and gives what starts it. */
export async function bundleWorker(folder: string): Promise<(...args: string[]) => Worker> {
  const outfile = join(folder, "worker.mjs");
  await bundleProgram(new URL("./file-store-worker.ts", import.meta.url), outfile);
  return (...args) => startWorker(outfile, args);
}

function startWorker(script: string, args: readonly string[]): Worker {
  const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let failure = "";
  let waiting: { lineCount: number; resolve: () => void }[] = [];
  const lineCount = (): number => output.split("\n").length - 1;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    const reached = waiting.filter((one) => lineCount() >= one.lineCount);
    waiting = waiting.filter((one) => !reached.includes(one));
    for (const { resolve } of reached) resolve();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    failure += text;
  });
  const ended = new Promise<{ lines: string[]; signal: string | null; failure: string }>((resolve) => {
    child.on("close", (_code, signal) => {
      for (const one of waiting) one.resolve();
      // A line that a kill cut in two does not count as said.
      resolve({ lines: output.split("\n").slice(0, -1), signal, failure });
    });
  });
  const said = (count: number): Promise<void> =>
    new Promise((resolve) => {
      if (lineCount() >= count || child.exitCode !== null || child.signalCode !== null) resolve();
      else waiting.push({ lineCount: count, resolve });
    });
  return { process: child, said, ended };
}
