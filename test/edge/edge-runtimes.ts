/**
 * The runtimes, each running what docs/edge.md shows for it: the code as it is, but for the address of the index.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { parseBlocks } from "../documentation/documented-page.ts";
import { freePort } from "../support/free-port.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BINARIES = join(ROOT, "test/edge/node_modules/.bin");
const PAGE = "docs/edge.md";
/** Stands on the page for where an index is published. */
const SHOWN_ADDRESS = "https://cdn.example/index/";

export const RUNTIMES = ["node", "deno", "bun", "workerd", "workerd-of-2024"] as const;
export type RuntimeName = (typeof RUNTIMES)[number];

export interface RunningRuntime {
  readonly url: string;
  /** The process, for who looks at its memory. */
  readonly processId: number;
  /** Reads the printed output. */
  output(): string;
  stop(): Promise<void>;
}

/**
 * An address of which nothing is resolved in the packages of the project: the example finds poisk and no more than it
 * depends on.
 */
export async function startRuntime(name: RuntimeName, indexAddress: string): Promise<RunningRuntime> {
  const folder = await makeTemporaryFolder();
  await writeFile(join(folder.path, "package.json"), '{"type": "module"}');
  await mkdir(join(folder.path, "node_modules/@hono"), { recursive: true });
  await symlink(ROOT, join(folder.path, "node_modules/poisk"));
  await symlink(join(ROOT, "node_modules/@hono/node-server"), join(folder.path, "node_modules/@hono/node-server"));
  await symlink(join(ROOT, "node_modules/hono"), join(folder.path, "node_modules/hono"));
  const port = await freePort();
  const [command, ...options] = await prepare(name, folder.path, port, indexAddress);
  const child = spawn(command, options, {
    cwd: folder.path,
    env: { PATH: process.env.PATH, HOME: folder.path, PORT: String(port), NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (printed += String(text)));
  const url = `http://127.0.0.1:${port}`;
  await becomeReachable(url, child, () => printed);
  return {
    url,
    processId: child.pid ?? 0,
    output: () => printed,
    stop: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      if (child.exitCode === null && child.kill("SIGKILL")) await ended;
      await folder.remove();
    },
  };
}

/** The command that runs it, and its arguments. */
async function prepare(
  name: RuntimeName,
  folder: string,
  port: number,
  indexAddress: string,
): Promise<readonly [string, ...string[]]> {
  const code = async (heading: string): Promise<string> => {
    const blocks = parseBlocks(PAGE, await readFile(join(ROOT, PAGE), "utf8"));
    const block = blocks.find(({ headings, language }) => headings.at(-1) === heading && /^[jt]s$/.test(language));
    if (block?.text.includes(SHOWN_ADDRESS) !== true) throw new Error(`${PAGE} shows no code under "${heading}".`);
    return block.text.replace(SHOWN_ADDRESS, indexAddress);
  };
  switch (name) {
    case "node":
      await writeFile(join(folder, "main.js"), await code("Node"));
      return [process.execPath, "main.js"];
    case "deno":
      await writeFile(join(folder, "main.ts"), await code("Deno and Bun"));
      return [join(BINARIES, "deno"), "serve", "--allow-net", "--allow-read", "--port", String(port), "main.ts"];
    case "bun":
      await writeFile(join(folder, "main.ts"), await code("Deno and Bun"));
      return [join(BINARIES, "bun"), "main.ts"];
    default:
      await writeFile(join(folder, "worker.js"), await code("Cloudflare Workers"));
      await bundleWorker(folder);
      await writeFile(join(folder, "config.capnp"), workerConfig(WORKER_DATES[name], port));
      return [join(BINARIES, "workerd"), "serve", "--verbose", "config.capnp"];
  }
}

/** The date of the page, when Workers have Node's modules, and one when they have none, nor modes of caching. */
const WORKER_DATES = { workerd: "2026-11-01", "workerd-of-2024": "2024-10-14" };

/**
 * Bundles as wrangler does with the rule of the page (https://developers.cloudflare.com/workers/wrangler/bundling/).
 */
async function bundleWorker(folder: string): Promise<void> {
  await build({
    absWorkingDir: folder,
    entryPoints: ["worker.js"],
    bundle: true,
    outfile: join(folder, "bundle/worker.js"),
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    mainFields: ["browser", "module", "main"],
    loader: { ".dictionary": "copy" },
    assetNames: "[name]",
    logLevel: "error",
  });
}

const workerConfig = (compatibilityDate: string, port: number) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["private", "local", "public"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "bundle/worker.js"),
    (name = "./russian.dictionary", data = embed "bundle/russian.dictionary"),
  ],
  compatibilityDate = "${compatibilityDate}",
);
`;

const STARTING_TRIES = 600;
const STARTING_PAUSE_MS = 50;

async function becomeReachable(url: string, child: ChildProcess, output: () => string): Promise<void> {
  for (let tries = 0; tries < STARTING_TRIES && child.exitCode === null; tries += 1) {
    const isThere = await fetch(`${url}/healthz`).then(
      (response) => response.ok,
      () => false,
    );
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, STARTING_PAUSE_MS));
  }
  child.kill("SIGKILL");
  throw new Error(`The runtime does not answer. It printed: ${output()}`);
}
