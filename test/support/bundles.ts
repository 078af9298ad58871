/**
 * Builds the bundles of `npm run build` before their tests (test/projects.ts), once a run, if one is missing, or older
 * than its sources. Fails the run where a bundle is over its budget (infra/build.mjs).
 */
import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BUILDERS = ["build", "bundle-plugins", "russian-stemmer", "widget-bundle"].map((name) => `infra/${name}.mjs`);
const SOURCES = ["src", "functions", ...BUILDERS];
/** The build writes all at its end, one after another: the first and the last. */
const BUNDLES = ["dist/functions/query/index.mjs", "dist/search-client.js"];

export function setup(): void {
  const newestSourceMs = Math.max(...[...SOURCES, "package-lock.json"].flatMap(changesMs));
  const oldestBundleMs = Math.min(...BUNDLES.flatMap(changesMs));
  if (oldestBundleMs > newestSourceMs) return;
  execFileSync(process.execPath, [join(ROOT, "infra/build.mjs")], { stdio: ["ignore", "ignore", "inherit"] });
}

/** Lists the change times of the file, or of each file of the folder; 0 for a missing one. */
function changesMs(path: string): number[] {
  const stats = statSync(join(ROOT, path), { throwIfNoEntry: false });
  if (stats === undefined) return [0];
  if (!stats.isDirectory()) return [stats.mtimeMs];
  return readdirSync(join(ROOT, path), { recursive: true, encoding: "utf8" }).map(
    (name) => statSync(join(ROOT, path, name)).mtimeMs,
  );
}
