/**
 * moto as a child process: S3 and SQS over HTTP, in memory. As it is shipped, or with compare-and-swap put right
 * (s3-and-sqs.py).
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { freePort } from "../support/free-port.ts";

/** Debian's, whatever else is first on the path; or one with `pip install 'moto[s3,sqs,server]'`. */
const PYTHON = process.env.MOTO_PYTHON ?? "/usr/bin/python3";

const START_MS = 30_000;

export type MotoVariant = "as shipped" | "put right";

export interface Moto {
  readonly url: string;
  stop(): Promise<void>;
}

/** Rejects with what to install where moto is not there. */
export async function startMoto(variant: MotoVariant): Promise<Moto> {
  requireMoto();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program =
    variant === "as shipped" ? ["-m", "moto.server"] : [fileURLToPath(new URL("s3-and-sqs.py", import.meta.url))];
  const child = spawn(PYTHON, [...program, "-H", "127.0.0.1", "-p", String(port)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  // A line a request: only the last ones are kept, for when it does not start.
  let noted = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    noted = (noted + text).slice(-2_000);
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  };
  const endMs = Date.now() + START_MS;
  while (!(await answers(url))) {
    if (child.exitCode !== null || Date.now() > endMs) {
      await stop();
      throw new Error(`moto did not start: ${noted}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { url, stop };
}

function requireMoto(): void {
  const { status } = spawnSync(PYTHON, [
    "-c",
    "import moto.server, flask_cors, docker, joserfc, openapi_spec_validator",
  ]);
  if (status === 0) return;
  throw new Error(
    `moto is not there for ${PYTHON}: .ci/run installs it (the Debian packages that s3-and-sqs.py names), ` +
      "or MOTO_PYTHON names a Python that has it.",
  );
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/moto-api/`).then(
    ({ ok }) => ok,
    () => false,
  );
}
