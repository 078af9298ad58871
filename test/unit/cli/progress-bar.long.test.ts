/**
 * The bar in a process of its own that is told to stop, on a stream that looks like a terminal.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const module = (name: string) =>
  JSON.stringify(fileURLToPath(new URL(`../../../functions/cli/terminal/${name}.ts`, import.meta.url)));

const PROGRAM = `
import { startProgressBar } from ${module("progress")};
import { beforeStopSignal } from ${module("stop-signal")};
Object.defineProperty(process.stdout, "isTTY", { value: true });
const done = { verb: "Importing", amount: "1 article", doneUnits: 1, share: 0.5, ownUnits: 1, seconds: 1 };
beforeStopSignal(() => process.stdout.write("first"));
startProgressBar(done, process.stdout);
beforeStopSignal(() => process.stdout.write("last"));
setInterval(() => {}, 1000);
process.kill(process.pid, process.argv.at(-1));
`;

it.each(["SIGINT", "SIGTERM", "SIGHUP"])(
  "gives the cursor and the lines back before %s ends the process",
  async (signal) => {
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-", signal], { stdio: "pipe" });
    child.stdin.end(PROGRAM);
    const [output, , [exitCode, endedBy]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "exit"),
    ]);
    const [shown, restored = ""] = output.split("first");
    expect(shown).toContain("\u001b[?25l");
    expect(shown).toContain("50% · 1 article");
    expect(restored).toContain("\u001b[?25h\u001b[?7h");
    expect(restored.endsWith("last")).toBe(true);
    expect([exitCode, endedBy]).toEqual([null, signal]);
  },
);

it("leaves a process that ends its work by itself to that, and the second signal to the system", async () => {
  const program = `
import { startProgressBar } from ${module("progress")};
import { onFirstStopSignal } from ${module("stop-signal")};
Object.defineProperty(process.stdout, "isTTY", { value: true });
onFirstStopSignal(() => {
  process.stdout.write("ending");
  setImmediate(() => process.stdout.write("worked on", () => process.kill(process.pid, "SIGINT")));
});
startProgressBar({ verb: "Importing", amount: "1 page", doneUnits: 1, share: 0.5, ownUnits: 1, seconds: 1 }, process.stdout);
setInterval(() => {}, 1000);
process.kill(process.pid, "SIGINT");
`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-"], { stdio: "pipe" });
  child.stdin.end(program);
  const [output, , [exitCode, endedBy]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  const [, restored = ""] = output.split("ending");
  expect(restored).toContain("\u001b[?25h\u001b[?7h");
  expect(restored.endsWith("worked on")).toBe(true);
  expect([exitCode, endedBy]).toEqual([null, "SIGINT"]);
});
