/** That every shell reads the script that `poisk completion` prints for it. */
import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { runCommand } from "../../functions/cli/program/program.ts";
import { createRecordingTerminal } from "../support/recording-terminal.ts";

it.each(["bash", "zsh", "fish"])("%s reads the script for it", async (shell) => {
  const terminal = createRecordingTerminal();
  expect(await runCommand(["completion", shell], terminal)).toBe(0);
  const { status, stderr } = spawnSync(shell, ["-n"], { input: terminal.printed.join("\n"), encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});
