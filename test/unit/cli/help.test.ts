import { describe, expect, it } from "vitest";
import { runCommand, verbs } from "../../../functions/cli/program/program.ts";
import { createRecordingTerminal } from "../../support/recording-terminal.ts";

async function help(...args: string[]): Promise<string> {
  const terminal = createRecordingTerminal();
  expect(await runCommand([...args, "--help"], terminal)).toBe(0);
  return terminal.printed.join("\n");
}

const shown = verbs.filter(({ group }) => group !== undefined);

describe("the help of the command", () => {
  it("lists every verb under what it is for, and the exit codes", async () => {
    const text = await help();
    for (const { group, name } of shown) {
      expect(text.split(/\n(?=\S)/).find((part) => part.startsWith(`${group}:`))).toMatch(
        new RegExp(`^ {2}${name} `, "m"),
      );
    }
    expect(text).toMatch(/^Exit codes:\n {2}0 .*\n {2}1 .*\n {2}2 /m);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it.each(shown.map((verb) => [verb.name, verb] as const))(
    "of %s fits 80 columns and has examples",
    async (name, verb) => {
      const text = await help(name);
      expect(text).toContain(`Usage: poisk ${name} `);
      expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
      expect(text).toMatch(/^ {2}--json /m);
      const examples = verb.examples ?? [];
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) {
        expect(example).toMatch(new RegExp(`^${name}\\b`));
        const options = [...example.matchAll(/(?<= )--[a-z-]+/g)].map(([option]) => option);
        expect(options.filter((option) => !new RegExp(`^ {2}${option} `, "m").test(text))).toEqual([]);
      }
    },
  );
});

describe("a failure with --json", () => {
  it.each<[string, string[], number, object]>([
    [
      "of the call",
      ["search", "--limit", "51", "--json"],
      2,
      { code: "wrong-usage", detail: expect.stringContaining("from 1 to 50") },
    ],
    [
      "of an unknown verb",
      ["serch", "--json"],
      2,
      { code: "wrong-usage", detail: expect.stringContaining("Did you mean search?") },
    ],
    [
      "of a file",
      ["put", "/nonexistent.txt", "--json"],
      1,
      { code: "command-failed", detail: "There is no file /nonexistent.txt." },
    ],
    ["of a folder", ["status", "--data-dir", "/nonexistent", "--json"], 1, { code: "command-failed" }],
  ])("%s is one line of JSON on standard error", async (_, args, exitCode, failure) => {
    const terminal = createRecordingTerminal();
    expect(await runCommand(args, terminal)).toBe(exitCode);
    expect(terminal.printed).toEqual([]);
    expect(terminal.noted.map((line) => JSON.parse(line))).toMatchObject([failure]);
  });
});
