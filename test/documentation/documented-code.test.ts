/**
 * Code of the documentation that is no command: it type-checks against what the package exports, and names elements,
 * attributes, custom properties, parts and rules that are there.
 */
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { scanHtml } from "../../src/articles/articles.ts";
import { parseSynonyms } from "../../src/russian/queries.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";
import { parseBlocks } from "./documented-page.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const blocksOf = (page: string, ...languages: string[]) =>
  parseBlocks(page, read(page)).filter(({ language }) => languages.includes(language));

const widgetFolder = join(ROOT, "src/widget");
const widgetSource = readdirSync(widgetFolder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(join(widgetFolder, name), "utf8"))
  .join("\n");

/** Exports of the package for pages, by the name of each part. */
const PARTS = [
  ["poisk/widget", "widget.ts"],
  ["poisk/browser", "../browser/index-fetch.ts"],
  ["poisk/search-client", "search-client.ts"],
  ["poisk/search-session", "session/search-session.ts"],
  ["poisk/instantsearch", "adapters/instantsearch.ts"],
  ["poisk/react", "adapters/react.ts"],
] as const;

const GLOBALS = `/** What stands for a function of the reader's own. */
declare function navigate(address: string): void;
declare function count(event: string, position: number): void;
`;

/** Whoever writes a script for a page knows what is on it; TypeScript does not. */
const knowingThePage = (script: string): string => script.replace(/querySelector\("[^"]*"\)/g, "$&!");

it("the code of docs/widget.md type-checks against what the package exports", async () => {
  const folder = await makeTemporaryFolder();
  try {
    await symlink(join(ROOT, "node_modules"), join(folder.path, "node_modules"));
    await writeFile(join(folder.path, "globals.d.ts"), GLOBALS);
    const files = blocksOf("docs/widget.md", "ts", "tsx", "js").map(({ language, text }, index) => {
      const module = language === "js" ? `import type {} from "poisk/widget";\n${knowingThePage(text)}` : text;
      return { name: `example-${index}.${language === "tsx" ? "tsx" : "ts"}`, text: `${module}\nexport {};\n` };
    });
    expect(files.length).toBeGreaterThanOrEqual(4);
    for (const { name, text } of files) await writeFile(join(folder.path, name), text);
    const compilerOptions = {
      noEmit: true,
      strict: true,
      target: "es2023",
      lib: ["es2023", "es2024.string", "dom", "dom.iterable"],
      // What the engine asks of Node, where there is one, has Node's types.
      types: ["node"],
      module: "esnext",
      moduleResolution: "bundler",
      jsx: "react-jsx",
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      paths: Object.fromEntries(PARTS.map(([name, path]) => [name, [join(widgetFolder, path)]])),
    };
    const include = ["globals.d.ts", ...files.map(({ name }) => name)];
    await writeFile(join(folder.path, "tsconfig.json"), JSON.stringify({ compilerOptions, files: include }));
    const tsc = join(ROOT, "node_modules/.bin/tsc");
    const checked = await promisify(execFile)(tsc, ["-p", folder.path]).catch(({ stdout }: { stdout: string }) => ({
      stdout,
    }));
    expect(checked.stdout).toBe("");
  } finally {
    await folder.remove();
  }
}, 180_000);

describe("markup of the documentation", () => {
  const pages = [
    "README.md",
    "README.ru.md",
    "docs/widget.md",
    "docs/http-api.md",
    "docs/yandex.md",
    "docs/yandex.ru.md",
  ];
  const blocks = pages.flatMap((page) => blocksOf(page, "html"));
  const [, observed = ""] = /observedAttributes = \[([^\]]*)\]/.exec(widgetSource) ?? [];
  const attributes = new Set([...observed.matchAll(/"([a-z-]+)"/g)].map(([, name]) => name));

  it.each(blocks)("is whole and names what there is: $place", ({ text }) => {
    const open: string[] = [];
    scanHtml(text, {
      isDone: false,
      text() {},
      raw() {},
      open(name, written) {
        if (!/^(?:input|link|meta|br|hr|img)$/.test(name)) open.push(name);
        if (/^poisk-(?:search|results|filters)$/.test(name))
          for (const attribute of written.keys()) expect([...attributes, "class", "theme"]).toContain(attribute);
        const field = written.get("data-poisk");
        if (field !== undefined)
          expect(["title", "snippet", "date", "source", "place", "agency", "author", "link"]).toContain(field);
      },
      close(name) {
        expect(open.pop()).toBe(name);
      },
    });
    expect(open).toEqual([]);
  });

  it.each(blocksOf("docs/widget.md", "css"))("is styled by properties and parts that there are: $place", ({ text }) => {
    const properties = [...text.matchAll(/--poisk-[a-z-]+/g)].map(([name]) => name);
    const parts = [...text.matchAll(/::part\(([a-z]+)\)/g)].map(([, name = ""]) => name);
    expect(properties.length + parts.length).toBeGreaterThan(0);
    const isKnown = (name: string) =>
      widgetSource.includes(`var(${name},`) ||
      new RegExp(`^  "?${name.slice("--poisk-".length)}"?: \\[`, "m").test(widgetSource);
    expect(properties.filter((name) => !isKnown(name))).toEqual([]);
    expect(parts.filter((name) => !new RegExp(`part: [\`"][^\`"]*\\b${name}\\b`).test(widgetSource))).toEqual([]);
  });
});

it("the file of synonyms in docs/operations.md is read without a complaint", () => {
  const [block] = blocksOf("docs/operations.md", "text").filter(({ headings }) => headings.includes("Synonyms"));
  expect(parseSynonyms(block?.text ?? "=>")).toMatchObject({ faults: [] });
});
