/**
 * `poisk serve` in a process of its own, from the bundle, as a person or systemd runs it.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";
import type { SearchAnswer } from "../../src/search-api.ts";
import type { LogLine } from "./running-function.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface RunningServe {
  readonly url: string;
  /** Lines logged so far; one that is no JSON fails here. */
  log(): LogLine[];
  /** Resolves when a line of this event was logged. */
  untilLogged(event: string): Promise<void>;
  find(text: string): Promise<string[]>;
  untilFound(text: string, titles: readonly string[]): Promise<void>;
  /** Sends the signal and gives the exit code, null where it was killed. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Kills the process that indexes, which is started again. On Linux. */
  killIndexing(): Promise<void>;
}

/** Output and exit code of a server that ended before it listened. */
export interface RefusedServe {
  readonly exitCode: number | null;
  readonly stderr: string;
}

const WAIT = { timeout: 40_000, interval: 50 };

export async function startServe(
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<RunningServe | RefusedServe> {
  const child = spawn(process.execPath, ["dist/cli/main.js", "serve", "--port", "0", ...args], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      HOME: "/nonexistent",
      AWS_REGION: "us-east-1",
      POISK_REVALIDATE_MS: "50",
      ...variables,
    },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that a kill ends the process that it keeps too.
    detached: true,
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const log = (): LogLine[] =>
    stdout
      .slice(0, stdout.lastIndexOf("\n") + 1)
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as LogLine);
  const hasLogged = (event: string): boolean => log().some((line) => line.event === event);
  await vi.waitUntil(() => hasLogged("listening") || hasEnded(child), WAIT);
  const listening = log().find(({ event }) => event === "listening");
  if (listening === undefined) return { exitCode: child.exitCode, stderr };
  const url = String(listening.url);
  const find = async (text: string): Promise<string[]> => {
    const response = await fetch(`${url}/search?${new URLSearchParams({ q: text, correct: "off" })}`);
    if (!response.ok) return [`${response.status}`];
    return ((await response.json()) as SearchAnswer).hits.map(({ title }) => title.text);
  };
  return {
    url,
    log,
    untilLogged: (event) => vi.waitUntil(() => hasLogged(event), WAIT).then(() => {}),
    find,
    untilFound: (text, titles) =>
      vi.waitUntil(async () => (await find(text)).join() === titles.join(), WAIT).then(() => {}),
    end: async (signal) => {
      if (hasEnded(child)) return child.exitCode;
      const ended = once(child, "close");
      if (signal === "SIGKILL") process.kill(-(child.pid ?? 0), signal);
      else child.kill(signal);
      await ended;
      return child.exitCode;
    },
    killIndexing: async () => {
      const children = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, "utf8");
      for (const pid of children.trim().split(" ")) process.kill(Number(pid), "SIGKILL");
    },
  };
}

/** The running one, or a failure that says why there is none. */
export function requireRunning(serve: RunningServe | RefusedServe): RunningServe {
  if ("url" in serve) return serve;
  throw new Error(`serve ended with ${serve.exitCode}: ${serve.stderr}`);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
