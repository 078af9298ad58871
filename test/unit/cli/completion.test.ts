/**
 * What `poisk completion` prints: scripts that complete what the command has. That each shell reads its own: test/shells.
 */
import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { runCommand, verbs } from "../../../functions/cli/program/program.ts";
import { createRecordingTerminal } from "../../support/recording-terminal.ts";

async function scriptFor(shell: string): Promise<string> {
  const terminal = createRecordingTerminal();
  expect(await runCommand(["completion", shell], terminal)).toBe(0);
  return terminal.printed.join("\n");
}

describe.each(["bash", "zsh", "fish"])("the script for %s", (shell) => {
  it("names every verb, and no verb of poisk's own", async () => {
    const script = await scriptFor(shell);
    for (const { name, group } of verbs) expect(new RegExp(`\\b${name}\\b`).test(script)).toBe(group !== undefined);
  });
});

describe("in bash", () => {
  /** What is offered for the last of the words. */
  async function complete(...words: string[]): Promise<string[]> {
    const typed = `COMP_WORDS=(poisk ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}`;
    const program = `${await scriptFor("bash")}\n${typed}; _poisk; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync("bash", ["--norc", "-c", program], { encoding: "utf8" })
      .split("\n")
      .filter((word) => word !== "");
  }

  it.each<[string, string[], string[]]>([
    ["verbs", ["re"], ["read", "rejected", "reconcile", "replace", "remove", "rebuild"]],
    ["verbs behind help", ["help", "comp"], ["compact", "completion"]],
    ["a verb's own options", ["search", "паром", "--s"], ["--source", "--sort", "--same-as"]],
    ["options that all verbs have", ["status", "--j"], ["--json"]],
    ["an option's values", ["search", "--sort", "n"], ["newest"]],
    ["an argument's values", ["completion", ""], ["bash", "zsh", "fish"]],
    ["options of the command itself", ["--v"], ["--version"]],
    ["nothing where a file is meant, so that bash offers files", ["put", "exa"], []],
    ["nothing where an option wants a value of any kind", ["search", "--data-dir", ""], []],
  ])("completes %s", async (_, words, offered) => {
    expect((await complete(...words)).sort()).toEqual([...offered].sort());
  });
});
