/**
 * Every example of every `--help`, over the samples of `npm start`, and what --json prints in its place.
 */
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCommand, verbs } from "../../functions/cli/program/program.ts";
import { createRecordingTerminal } from "../support/recording-terminal.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

let folder: { path: string; remove: () => Promise<void> };
let site: typeof folder;
beforeAll(async () => {
  folder = await makeTemporaryFolder();
  site = await makeTemporaryFolder();
  await poisk("put", "infra/local/samples/articles");
  await poisk("import", "examples/archive.jsonl", "--no-merge");
});
afterAll(async () => {
  await folder.remove();
  await site.remove();
});

async function poisk(verb: string, ...args: string[]) {
  const terminal = createRecordingTerminal();
  const place = verbs.find(({ name }) => name === verb)?.hasIndex === false ? [] : ["--data-dir", folder.path];
  const exitCode = await runCommand([verb, ...place, ...args], terminal);
  return { exitCode, printed: terminal.printed.join("\n"), noted: terminal.noted };
}

/** Example lines that need no bucket, feeds, shell, or signal to end. */
const lines = verbs
  .filter(({ name }) => !["serve", "preview", "poll"].includes(name))
  .flatMap(({ examples = [] }) => examples.map((example) => example.replace(/ {2}#.*| [|>].*/, "")))
  .filter((line) => !/ < |NAME| -( |$)/.test(line));

it.each([...new Set(lines)])("poisk %s", async (line) => {
  const args = line.split(" ").map((word) => word.replace(/^\.data\b/, folder.path).replace(/^public\b/, site.path));
  const [verb = "", ...rest] = args;
  const isLines = verbs.find(({ name }) => name === verb)?.jsonLines !== undefined;
  const asked =
    rest.includes("--json") || verb === "remove" || verb === "replace" ? [rest] : [rest, [...rest, "--json"]];
  for (const words of asked) {
    const { exitCode, printed, noted } = await poisk(verb, ...words);
    const isJson = words.includes("--json");
    expect({ exitCode, noted: isJson ? noted : [] }).toEqual({ exitCode: 0, noted: [] });
    if (!isJson) expect(printed).not.toBe("");
    else for (const text of isLines ? printed.split("\n") : [printed]) expect(JSON.parse(text)).toBeTypeOf("object");
  }
});

it("a report of --json holds what was said of failures", async () => {
  const path = join(folder.path, "index");
  const { exitCode, printed, noted } = await poisk("put", path, "--json");
  expect(exitCode).toBe(1);
  expect(noted).toEqual([]);
  expect(JSON.parse(printed).files).toContainEqual(
    expect.objectContaining({ result: "rejected", fault: expect.any(String) }),
  );
});
