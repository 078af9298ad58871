/**
 * Commands that README.md, README.ru.md, CONTRIBUTING.md and docs/*.md name within a sentence, a table or a block:
 * verbs, options and scripts that there are. Blocks are run as a whole by
 * test/documentation/documented-examples.test.ts.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runCommand } from "../../../functions/cli/program/program.ts";
import { createRecordingTerminal } from "../../support/recording-terminal.ts";

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const { scripts } = JSON.parse(read("package.json")) as { readonly scripts: Readonly<Record<string, string>> };
const docs = readdirSync(new URL("../../../docs", import.meta.url)).filter((name) => name.endsWith(".md"));
const text = ["README.md", "README.ru.md", "CONTRIBUTING.md", ...docs.map((name) => `docs/${name}`)]
  .map(read)
  .join("\n");

/** Code within lines, and lines of blocks, without what stands behind a `#`. */
const code = [
  ...[...text.matchAll(/`([^`\n]+)`/g)].map(([, span = ""]) => span),
  ...[...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block = ""]) => block.split("\n")),
].map((line) => line.replace(/ #.*$/, ""));

const poiskCommands = code.flatMap((line) =>
  [...line.matchAll(/(?:^|\| )(?:npm run (?:--silent )?poisk -- |poisk )([a-z][a-z-]*)([^|]*)/g)].map(
    ([command, verb = "", rest = ""]) => ({
      command: command.trim(),
      verb,
      options: [...rest.matchAll(/(?<= )--[a-z-]+/g)].map(([option]) => option),
    }),
  ),
);

describe("commands of the documentation", () => {
  it.each([...new Map(poiskCommands.map((named) => [named.command, named])).values()])(
    "have a verb and options that there are: $command",
    async ({ verb, options }) => {
      const terminal = createRecordingTerminal();
      expect(await runCommand([verb, "--help"], terminal)).toBe(0);
      const help = terminal.printed.join("\n");
      expect(help).toContain(`Usage: poisk ${verb} `);
      expect(options.filter((option) => !new RegExp(`${option}\\b`).test(help))).toEqual([]);
    },
  );

  it("name scripts of package.json", () => {
    const named = code.flatMap((line) =>
      [...line.matchAll(/npm run (?!--)([a-z0-9:-]+)/g)].map(([, name = ""]) => name),
    );
    expect(named.length).toBeGreaterThan(10);
    expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([]);
  });
});
