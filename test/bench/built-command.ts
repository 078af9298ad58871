/**
 * The command `poisk` as users have it: bundled. The bench builds it once, before anything is measured, and imports by
 * it.
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const fromRoot = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Bundles it anew, into dist. */
export async function buildCommand(): Promise<void> {
  await run(process.execPath, [fromRoot("infra/build.mjs")]);
}

/** Runs it to its end; rejects with what it says where it fails. */
export async function runBuiltCommand(args: readonly string[]): Promise<void> {
  await run(process.execPath, [fromRoot("dist/cli/main.js"), ...args]);
}

/**
 * Serves the index of a folder by `poisk serve` while `use` runs, which is told the server's address and process. By
 * default it only answers.
 */
export async function withBuiltServer<T>(
  folder: string,
  use: (url: string, pid: number) => Promise<T>,
  { options = ["--no-ingest"], variables = {} }: { options?: readonly string[]; variables?: NodeJS.ProcessEnv } = {},
): Promise<T> {
  const args = ["serve", ...options, "--port", "0", "--data-dir", folder];
  const server = spawn(process.execPath, [fromRoot("dist/cli/main.js"), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...variables },
  });
  const closed = once(server, "close");
  try {
    return await use(await listeningUrl(server.stdout, server.stderr), server.pid ?? 0);
  } finally {
    server.kill();
    await closed;
  }
}

/** The address that the server logs, to either stream. Both are read to their ends, so that it never waits to write. */
function listeningUrl(...streams: readonly NodeJS.ReadableStream[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let open = streams.length;
    let said = "";
    for (const input of streams) {
      const lines = createInterface({ input });
      lines.on("line", (line) => {
        const url = /"event":"listening".*"url":"([^"]+)"/.exec(line)?.[1];
        if (url !== undefined) resolve(url);
        said = line;
      });
      lines.on("close", () => {
        open -= 1;
        if (open === 0) reject(new Error(`poisk serve ended: ${said}`));
      });
    }
  });
}
