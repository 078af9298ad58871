/**
 * A fresh clone of the project with `npm start` beside it, as a newcomer has them: the tracked files in a folder of
 * their own, with the installed packages, and the server on free ports.
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, symlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Folders that a clone lacks, and the installation makes. */
const NOT_CLONED = new Set([".git", ".data", "dist", "node_modules", "coverage"]);

/** Ports as the pages have them, in the order of the lines in which `npm start` says where it listens. */
const DOCUMENTED_PORTS = [8080, 8090, 9000];

const START_TIMEOUT_MS = 60_000;
/** Time limit of a block: a dozen commands of two seconds each, on a busy machine. */
const COMMAND_TIMEOUT_MS = 240_000;

export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningStart {
  /**
   * Runs commands as typed, in the clone's folder; only the documented ports are others. Aliases hold for the commands
   * after.
   */
  run(commands: string): Promise<Finished>;
  stop(): Promise<void>;
}

export async function startInClone(): Promise<RunningStart> {
  const folder = await makeTemporaryFolder();
  const clone = join(folder.path, "poisk");
  await cp(ROOT, clone, { recursive: true, filter: (path) => !NOT_CLONED.has(basename(path)) });
  await symlink(join(ROOT, "node_modules"), join(clone, "node_modules"));
  const env = { PATH: process.env.PATH, HOME: folder.path, LANG: "C.UTF-8" };
  const server = spawn("npm", ["start"], {
    cwd: clone,
    env: { ...env, PORT: "0", S3_PORT: "0", DEMO_PORT: "0" },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that the signal reaches what npm started.
    detached: true,
  });
  let said = "";
  const listen = (chunk: Buffer) => {
    said += chunk.toString();
  };
  server.stdout.on("data", listen);
  server.stderr.on("data", listen);
  await vi.waitUntil(() => said.includes("Ctrl+C stops the server") || server.exitCode !== null, {
    timeout: START_TIMEOUT_MS,
    interval: 100,
  });
  if (server.exitCode !== null) throw new Error(`npm start ended: ${said}`);
  const ports = [/Search +http:\S+:(\d+)/, /On another site +http:\S+:(\d+)/, /curl -T \S+ http:\/\/[^:]+:(\d+)/].map(
    (line) => line.exec(said)?.[1] ?? "",
  );
  let aliases = "";
  return {
    run: (commands) => {
      const typed = DOCUMENTED_PORTS.reduce((text, port, i) => text.replaceAll(`:${port}`, `:${ports[i]}`), commands);
      const script = `shopt -s expand_aliases\nset -eo pipefail\n${aliases}${typed}\n`;
      aliases += typed
        .split("\n")
        .filter((line) => line.startsWith("alias "))
        .map((line) => `${line}\n`)
        .join("");
      return new Promise((resolve, reject) => {
        const options = { cwd: clone, env, timeout: COMMAND_TIMEOUT_MS, maxBuffer: 2 ** 26 };
        const child = execFile("bash", [], options, (failure, stdout, stderr) => {
          const exitCode = failure === null ? 0 : failure.code;
          if (typeof exitCode === "number") resolve({ exitCode, stdout, stderr });
          else reject(failure);
        });
        child.stdin?.end(script);
      });
    },
    stop: async () => {
      const ended = once(server, "close");
      process.kill(-(server.pid ?? 0), "SIGTERM");
      await ended;
      await folder.remove();
    },
  };
}
