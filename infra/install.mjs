/**
 * Installs the packages of infra where they are missing or older than its lock file: CDK is larger than all the rest of
 * poisk, so that only who deploys or tests has it.
 */
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = dirname(fileURLToPath(import.meta.url));

/** What npm writes when an installation is whole. */
const installedMs = changeMs("node_modules/.package-lock.json");

if (installedMs < changeMs("package-lock.json")) {
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: folder,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  process.exitCode = status ?? 1;
}

/**
 * 0 for a file that is not there.
 * @param {string} path
 */
function changeMs(path) {
  return statSync(join(folder, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
