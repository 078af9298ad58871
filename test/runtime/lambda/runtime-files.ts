/**
 * The files of Lambda's nodejs24.x, as the package beside this one installs them: `npm ci --prefix test/runtime`.
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PACKAGES = new URL("../node_modules/", import.meta.url);

/** The runtime interface client, with the native part that it was built with. */
export function runtimeClient(): string {
  requireFile("aws-lambda-ric/rapid-client.node");
  return requireFile("aws-lambda-ric/index.mjs");
}

/** Node 24, whatever runs the tests. */
export function runtimeNode(): string {
  return requireFile(`node-linux-${process.arch}/bin/node`);
}

function requireFile(name: string): string {
  const path = fileURLToPath(new URL(name, PACKAGES));
  if (existsSync(path)) return path;
  throw new Error(
    `${path} is not there: run \`npm ci --prefix test/runtime\` before, on Linux, with cmake, make and a C++ compiler.`,
  );
}
