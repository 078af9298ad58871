/**
 * The oldest Node of package.json, and what the AWS SDK thinks of it.
 */
import { createRequire } from "node:module";
import { afterEach, expect, it, vi } from "vitest";

const require = createRequire(import.meta.url);
const { engines } = require("../../package.json") as { readonly engines: { readonly node: string } };

/** What a client of the SDK calls when it is made, with the version that it runs on; it warns once a process. */
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
