/**
 * The package as another project installs it: what `npm pack` makes, its types for the oldest TypeScript that is promised, and
 * its command. Here for the tools, which are packages of infra.
 */
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { copyFile, mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SEGMENT_FORMAT } from "../support/inside/index-blocks.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const tool = (name: string) => join(ROOT, "infra/node_modules", name);
const run = (command: string, args: readonly string[], cwd: string) => promisify(execFile)(command, args, { cwd });

const packageJson = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  version: string;
  bin: Record<string, string>;
  dependencies: Record<string, string>;
};
const KB = 1_024;
/** What the wrapper is for, and its types. */
const FRAMEWORKS = ["react", "@types/react", "csstype"];
const page = "МОСКВА, 9 окт — РИА Новости. Министр Сергей Лавров встретил гостей на набережной и показал им музей.";

/** The examples of docs/library.md, one after another, as one program. */
const example = [...readFileSync(join(ROOT, "docs/library.md"), "utf8").matchAll(/^```ts\n([\s\S]*?)```/gm)]
  .map(([, code]) => code)
  .join("");
const code = `const bytes = new TextEncoder().encode(${JSON.stringify(page)});\n${example}`;
const printed = `${code}\nconsole.log(JSON.stringify({ hits, found, answer }));\n`;

let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
let tarball: string;

/** Installs as npm does, but for the dependencies, which lie here: those alone that the package names. */
beforeAll(async () => {
  await run(
    process.execPath,
    [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", "infra/tsconfig.library.json"],
    ROOT,
  );
  await run(process.execPath, ["infra/library-types.mjs"], ROOT);
  folder = await makeTemporaryFolder();
  await run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder.path], ROOT);
  tarball = join(folder.path, `poisk-${packageJson.version}.tgz`);
  const modules = join(folder.path, "node_modules");
  await mkdir(join(modules, "poisk"), { recursive: true });
  await run("tar", ["-xzf", tarball, "-C", join(modules, "poisk"), "--strip-components=1"], folder.path);
  for (const name of [...Object.keys(packageJson.dependencies), ...FRAMEWORKS, "@types/node"]) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(ROOT, "node_modules", name), join(modules, name));
  }
  await mkdir(join(modules, ".bin"));
  await symlink(`../poisk/${packageJson.bin.poisk}`, join(modules, ".bin/poisk"));
  await writeFile(join(folder.path, "package.json"), '{"type": "module"}');
}, 180_000);

afterAll(() => folder.remove());

describe("the package", () => {
  it("holds the built files, their declarations and what npm adds, and nothing else", async () => {
    const files = await readdir(join(folder.path, "node_modules/poisk"), { recursive: true, withFileTypes: true });
    const paths = files
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(join(folder.path, "node_modules/poisk/").length));
    const known =
      /^(?:dist\/(?:types\/.+\.d\.ts|library\/[\w-]+-\w+\.js|widget\/widget(?:-\w+)?\.js|(?:index|http|reader|browser|index-engine|widget|search-client|search-session|instantsearch|react)\.js|cli\/(?:main\.js|processor-worker\.mjs)|(?:\w+\/)?russian\.dictionary(?:\.LICENSE)?)|src\/widget\/themes\/\w+\.css|package\.json|LICENSE|README(?:\.ru)?\.md)$/;
    expect(paths.filter((path) => !known.test(path))).toEqual([]);
    expect(paths.length).toBeLessThan(220);
  });

  it("answers in a page with 110 KB gzipped to the first answer, and 152 KB in all, at the most", () => {
    const widget = join(folder.path, "node_modules/poisk/dist/widget");
    const files = new Map(readdirSync(widget).map((name) => [name, readFileSync(join(widget, name), "utf8")]));
    const [engine = ""] = [...files.keys()].filter((name) => files.get(name)?.includes("openIndexEngine"));
    const [, later = ""] = /"\.\/(widget-\w+\.js)"/.exec(files.get(engine) ?? "") ?? [];
    const [first = 0, rest = 0] = [engine, later].map((name) => gzipSync(files.get(name) ?? "", { level: 9 }).length);
    expect(rest).toBeGreaterThan(KB);
    expect(first).toBeLessThanOrEqual(110 * KB);
    expect(first + rest).toBeLessThanOrEqual(152 * KB);
  });

  it("tells in the line that pages load which indexes the search box beside one reads", () => {
    const line = readFileSync(join(folder.path, "node_modules/poisk/dist/widget/widget.js"), "utf8");
    expect(line).toMatch(new RegExp(`^export\\*from"\\./widget-\\w+\\.js";// index format ${SEGMENT_FORMAT}\n$`));
  });

  it("is found without fault by publint and arethetypeswrong", async () => {
    await run(process.execPath, [tool("publint/src/cli.js"), "run", tarball, "--strict"], folder.path);
    const attw = tool("@arethetypeswrong/cli/dist/index.js");
    // Bytes, for bundlers that are told so.
    const noModule = ["--exclude-entrypoints", "russian.dictionary"];
    await run(process.execPath, [attw, tarball, "--profile", "esm-only", ...noModule], folder.path);
  }, 120_000);

  it("runs the examples of docs/library.md", async () => {
    await writeFile(join(folder.path, "example.mjs"), printed);
    const { stdout } = await run(process.execPath, ["example.mjs"], folder.path);
    expect(JSON.parse(stdout)).toMatchObject({
      hits: [{ agency: "РИА Новости", place: "Москва" }],
      found: { total: 1, corrections: [], hits: [{ article: { agency: "РИА Новости" } }] },
      answer: { total: 1, hits: [{ place: "Москва" }] },
    });
  });

  it.each([
    ["Node", ["--module", "nodenext", "--moduleResolution", "nodenext"]],
    ["a bundler", ["--module", "esnext", "--moduleResolution", "bundler"]],
  ])(
    "has types that TypeScript 5.5 and the newest hold to, all libraries checked, as %s resolves them",
    async (_, resolution) => {
      // Of what is imported without types all would be right.
      const typed = ["hits", "found", "app"].map((name) => `0 extends 1 & typeof ${name} ? never : true`).join(", ");
      const others = browserParts;
      const checked = `${others}${code}\nexport const areTyped: [${typed}] = [true, true, true];\n`;
      await writeFile(join(folder.path, "example.mts"), checked);
      const strict = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--skipLibCheck", "false"];
      const options = [...strict, "--target", "es2023", "--types", "node", ...resolution, "example.mts"];
      for (const compiler of [tool("typescript"), join(ROOT, "node_modules/typescript")]) {
        const { stdout } = await run(process.execPath, [join(compiler, "bin/tsc"), ...options], folder.path);
        expect(stdout).toBe("");
      }
    },
    300_000,
  );

  it("can be bundled, for Node whole and for a browser the client and the widget", async () => {
    const bundle = (contents: string, platform: "node" | "browser", outfile: string) =>
      build({
        stdin: { contents, resolveDir: folder.path },
        bundle: true,
        platform,
        format: "esm",
        outfile: join(folder.path, outfile),
        logLevel: "silent",
        ...(platform === "node" ? { banner: { js: requireBanner } } : {}),
      });
    await bundle(printed, "node", "bundled.mjs");
    await copyFile(
      join(folder.path, "node_modules/poisk/dist/library/russian.dictionary"),
      join(folder.path, "russian.dictionary"),
    );
    const { stdout } = await run(process.execPath, ["bundled.mjs"], folder.path);
    expect(JSON.parse(stdout)).toMatchObject({ found: { total: 1 } });
    expect((await bundle(browserParts, "browser", "browser.js")).warnings).toEqual([]);
  }, 60_000);

  it("brings the command", async () => {
    const { stdout } = await run("npx", ["--no", "--", "poisk", "--version"], folder.path);
    expect(stdout.trim()).toBe(packageJson.version);
    await writeFile(join(folder.path, "page.txt"), page);
    const read = await run("npx", ["--no", "--", "poisk", "read", "page.txt"], folder.path);
    expect(read.stdout).toContain("РИА Новости");
  }, 60_000);
});

/** What is for pages: all of it may be imported where there is no DOM. */
const browserParts = `export { createSearchClient } from "poisk/search-client";
export { createSearchSession } from "poisk/search-session";
export { createInstantSearchClient } from "poisk/instantsearch";
export { PoiskSearch as ReactSearch } from "poisk/react";
import "poisk/widget";
`;

/** CommonJS parts of dependencies call require for Node's own modules. */
const requireBanner = 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);';
