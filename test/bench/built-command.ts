/**
 * The command `poisk` as users have it: bundled. The bench builds it once, before anything is measured, and imports by it.
 */
import { execFile } from "node:child_process";
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
