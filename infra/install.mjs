/**
 * Installs the packages of infra, or of the folder that is named, where they are missing or older than its lock file.
 * CDK is larger than all the rest of poisk, so only those who deploy or test install it. The site has VitePress.
 */
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const folder = resolve(process.argv[2] ?? dirname(fileURLToPath(import.meta.url)));

/** Change time of the file that npm writes at the end of an installation. */
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
