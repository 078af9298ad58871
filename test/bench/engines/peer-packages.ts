/**
 * Loads the engines that poisk is compared with. They have a package of their own, test/bench/peers, which the product
 * does not install.
 */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** Command that installs them. */
export const peersCommand = "npm run bench:peers";

const requirePeer = createRequire(new URL("../peers/package.json", import.meta.url));

/** A CommonJS module of test/bench/peers; the caller says what it uses of it. */
export function loadPeer<T>(name: string): T {
  return requirePeer(name) as T;
}

/** Tells whether a package is installed there. */
export function isPeerInstalled(name: string): boolean {
  try {
    requirePeer.resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** Finds a file of those packages, also one that its package does not export; null if it is not installed. */
export function peerFile(path: string): string | null {
  const file = fileURLToPath(new URL(`../peers/node_modules/${path}`, import.meta.url));
  return existsSync(file) ? file : null;
}
