/**
 * The oldest Node of package.json, what the AWS SDK thinks of it, and the oldest that the commands of a clone run on.
 */
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { afterEach, expect, it, vi } from "vitest";

const require = createRequire(import.meta.url);
const { engines } = require("../../package.json") as { readonly engines: { readonly node: string } };

/** The function that a client of the SDK calls at its creation, with the running version; it warns once a process. */
const { emitWarningIfUnsupportedVersion } = require("@aws-sdk/core/client") as {
  readonly emitWarningIfUnsupportedVersion: (version: string) => void;
};

afterEach(() => {
  vi.restoreAllMocks();
});

it("has an AWS SDK that supports the oldest Node of package.json without a warning, and warns of an older one", () => {
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  const oldest = engines.node.replace(/^>=/, "");
  emitWarningIfUnsupportedVersion(`v${oldest}.0`);
  expect(warn).not.toHaveBeenCalled();
  emitWarningIfUnsupportedVersion("v18.20.0");
  expect(warn).toHaveBeenCalledOnce();
});

/** Runs the check on a version of Node; empty output if it passes. */
function checkedOn(version: string): string {
  const script = `Object.defineProperty(process, "version", { value: "${version}" }); require("./infra/required-node.cjs");`;
  const cwd = new URL("../..", import.meta.url);
  try {
    return execFileSync(process.execPath, ["-e", script], { cwd, encoding: "utf8", stdio: "pipe" });
  } catch (failure) {
    return String((failure as { stderr: string }).stderr);
  }
}

it.each(["v18.20.8", "v20.18.3", "v9.0.0"])(
  "refuses Node %s in a sentence before npm start and npm run poisk",
  (version) => {
    expect(checkedOn(version)).toBe(
      `poisk needs Node 20.19 or newer, and 22 or newer is recommended; this is ${version}: https://nodejs.org/\n`,
    );
  },
);

it.each(["v20.19.0", "v22.0.0", "v24.3.1"])("lets Node %s pass", (version) => {
  expect(checkedOn(version)).toBe("");
});
