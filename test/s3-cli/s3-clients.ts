/**
 * Real S3 clients as child processes, with nothing of the user's own configuration.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";

/** Debian's own, where it is installed, before whatever else is first on the path. */
const DEBIAN_AWS = "/usr/bin/aws";

export interface CliAnswer {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The credentials of a request: any, or none. */
export type Signing = "signed" | "unsigned";

/** Runs `aws` against an endpoint, in a folder that is also its home. Its input is `stdin`, or nothing. */
export function runAws(
  args: readonly string[],
  options: {
    readonly endpointUrl: string;
    readonly folder: string;
    readonly signing: Signing;
    readonly stdin?: string;
  },
): Promise<CliAnswer> {
  const program = process.env.AWS_CLI_COMMAND ?? (existsSync(DEBIAN_AWS) ? DEBIAN_AWS : "aws");
  const credentials =
    options.signing === "signed" ? { AWS_ACCESS_KEY_ID: "anyone", AWS_SECRET_ACCESS_KEY: "anything" } : {};
  const signing = options.signing === "signed" ? [] : ["--no-sign-request"];
  return runClient(program, [...args, "--endpoint-url", options.endpointUrl, ...signing], {
    ...options,
    env: { AWS_DEFAULT_REGION: "us-east-1", AWS_EC2_METADATA_DISABLED: "true", AWS_PAGER: "", ...credentials },
  });
}

/** Runs a client in a folder that is also its home. Its input is `stdin`, or nothing. */
export function runClient(
  program: string,
  args: readonly string[],
  options: {
    readonly folder: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly stdin?: string;
  },
): Promise<CliAnswer> {
  const child = spawn(program, args, {
    cwd: options.folder,
    env: { PATH: process.env.PATH ?? "", HOME: options.folder, LANG: "C.UTF-8", ...options.env },
  });
  child.stdin.on("error", () => {});
  child.stdin.end(options.stdin ?? "");
  return new Promise((resolve, reject) => {
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        output[name] += text;
      });
    }
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, ...output }));
  });
}
