/**
 * The package as another project installs it: what `npm pack` makes, its types for the oldest TypeScript that is
 * promised, and its command. Here for the tools, which are packages of infra.
 */
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { copyFile, cp, readdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium, openWatchedPage } from "../browser/support/chromium.ts";
import { startFolderSite } from "../support/folder-site.ts";
import { SEGMENT_FORMAT } from "../support/inside/index-blocks.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const tool = (name: string) => join(ROOT, "infra/node_modules", name);
const run = (command: string, args: readonly string[], cwd: string) => promisify(execFile)(command, args, { cwd });

const packageJson = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  version: string;
  exports: Record<string, string | { types?: string }>;
};
const KB = 1_024;
/** Packages beside poisk: the peer of the wrapper, its types, and a bundler. */
const BESIDE = ["react", "@types/react", "@types/node", "vite"];
const page = "МОСКВА, 9 окт — РИА Новости. Министр Сергей Лавров встретил гостей на набережной и показал им музей.";

const library = readFileSync(join(ROOT, "docs/library.md"), "utf8");
/** The examples of docs/library.md, one after another, as one program. */
const example = [...library.matchAll(/^```ts\n([\s\S]*?)```/gm)].map(([, code]) => code).join("");
const code = `const bytes = new TextEncoder().encode(${JSON.stringify(page)});\n${example}`;
const printed = `${code}\nconsole.log(JSON.stringify({ hits, found, answer }));\n`;

/** The folder of a project that uses much of the package, and that of one which has nothing else. */
let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
let bare: Awaited<ReturnType<typeof makeTemporaryFolder>>;
let tarball: string;
let browser: Browser;

/** The oldest Node that the package promises, and Lambda's. Their binaries are packages of npm. */
const NODES = { "Node 22": "22.12.0", "Node 24": "24.21.0" };

beforeAll(async () => {
  await run(
    process.execPath,
    [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", "infra/tsconfig.library.json"],
    ROOT,
  );
  await run(process.execPath, ["infra/library-types.mjs"], ROOT);
  [folder, bare] = [await makeTemporaryFolder(), await makeTemporaryFolder()];
  await run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder.path], ROOT);
  tarball = join(folder.path, `poisk-${packageJson.version}.tgz`);
  await install(bare.path, [tarball]);
  const beside = BESIDE.map((name) => `${name}@${versionOf(name)}`);
  const nodes = Object.values(NODES).map((version) => `node-${version}@npm:node-linux-${process.arch}@${version}`);
  await install(folder.path, [tarball, ...beside, ...nodes]);
  browser = await launchChromium();
}, 600_000);

/** Installs as a user does, from npm's registry. */
async function install(path: string, packages: readonly string[]): Promise<void> {
  await writeFile(join(path, "package.json"), '{"type": "module"}');
  await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", ...packages], path);
}

/** The version that stands in the lock file of this repository. */
function versionOf(name: string): string {
  const path = join(ROOT, "node_modules", name, "package.json");
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}

afterAll(async () => {
  await browser?.close();
  await Promise.all([folder, bare].map((one) => one?.remove()));
});

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

  // A tenth of air, since the zlib of Node packs by 0.4 % better or worse on other processors.
  it("answers in a page with 121 KB gzipped to the first answer, and 167 KB in all, at the most", () => {
    const widget = join(folder.path, "node_modules/poisk/dist/widget");
    const files = new Map(readdirSync(widget).map((name) => [name, readFileSync(join(widget, name), "utf8")]));
    const [engine = ""] = [...files.keys()].filter((name) => files.get(name)?.includes("openIndexEngine"));
    const [, later = ""] = /"\.\/(widget-\w+\.js)"/.exec(files.get(engine) ?? "") ?? [];
    const [first = 0, rest = 0] = [engine, later].map((name) => gzipSync(files.get(name) ?? "", { level: 9 }).length);
    expect(rest).toBeGreaterThan(KB);
    expect(first).toBeLessThanOrEqual(121 * KB);
    expect(first + rest).toBeLessThanOrEqual(167 * KB);
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

  it.each(Object.entries(NODES))("runs the examples of docs/library.md on %s", async (_, version) => {
    await writeFile(join(folder.path, "example.mjs"), printed);
    const node = join(folder.path, `node_modules/node-${version}/bin/node`);
    expect((await run(node, ["--version"], folder.path)).stdout).toBe(`v${version}\n`);
    const { stdout } = await run(node, ["example.mjs"], folder.path);
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

  it("has entries of the sizes that docs/library.md tells", async () => {
    const entries = Object.entries(packageJson.exports).flatMap(([name, entry]) =>
      typeof entry === "string" || entry.types === undefined ? [] : [`poisk${name.slice(1)}`],
    );
    const told = [...library.matchAll(/^\| `(poisk[\w/-]*)` \| (\d+) \| (\d+) \|$/gm)];
    expect(told.map(([, entry]) => entry)).toEqual(entries);
    const wrong: string[] = [];
    for (const [, entry = "", first, all] of told) {
      const { atOnce, inAll } = await bundledKb(entry);
      if (!isNear(atOnce, first) || !isNear(inAll, all)) wrong.push(`| \`${entry}\` | ${atOnce} | ${inAll} |`);
    }
    expect(wrong).toEqual([]);
  }, 60_000);

  it("indexes, publishes and searches in a folder that has nothing else, and its box opens in a plain page and from Vite", async () => {
    const poisk = (...args: readonly string[]) => run("npx", ["--no", "--", "poisk", ...args], bare.path);
    expect((await poisk("--version")).stdout.trim()).toBe(packageJson.version);
    await writeFile(join(bare.path, "page.txt"), page);
    expect((await poisk("read", "page.txt")).stdout).toContain("РИА Новости");
    await poisk("put", "page.txt");
    expect((await poisk("search", "лаврова")).stdout).toContain("Лавров");
    await poisk("publish", "--to", "public/search");
    const three = `import { createSearch, FileObjectStore } from "poisk";
const search = createSearch({ store: new FileObjectStore(".data") });
console.log((await search.search({ text: "лаврова" })).total);\n`;
    await writeFile(join(bare.path, "search.mjs"), three);
    expect((await run(process.execPath, ["search.mjs"], bare.path)).stdout).toBe("1\n");

    const body = (script: string) => `<!doctype html><html lang="ru"><meta charset="utf-8"><title>Поиск</title>
<script type="module" src="${script}"></script><poisk-search index="/search/"></poisk-search>`;
    await writeFile(join(bare.path, "public/plain.html"), body("search/widget/widget.js"));
    await writeFile(join(folder.path, "index.html"), body("/main.js"));
    await writeFile(join(folder.path, "main.js"), 'import "poisk/widget";\n');
    const vite = join(folder.path, "node_modules/vite/bin/vite.js");
    await run(process.execPath, [vite, "build", "--base", "/vite/", "--outDir", "built"], folder.path);
    await cp(join(folder.path, "built"), join(bare.path, "public/vite"), { recursive: true });

    const host = await startFolderSite(join(bare.path, "public"));
    try {
      for (const path of ["plain.html", "vite/index.html"]) {
        const { context, page: opened, complaints } = await openWatchedPage(browser);
        await opened.goto(`${host.url}/${path}`);
        await opened.getByRole("combobox").fill("лаврова");
        await opened.getByRole("option").filter({ hasText: "Лавров" }).first().waitFor();
        expect(complaints).toEqual([]);
        await context.close();
      }
    } finally {
      await host.close();
    }
  }, 120_000);

  it("is not published before its owner is named", async () => {
    const copy = join(folder.path, "release");
    for (const path of ["package.json", "CHANGELOG.md", "infra/check-release.mjs"]) {
      await cp(join(ROOT, path), join(copy, path));
    }
    const write = (text: string, version: string) =>
      Promise.all([
        writeFile(join(copy, "package.json"), text),
        writeFile(join(copy, "CHANGELOG.md"), `# Changelog\n\n## ${version}\n`),
      ]);
    const text = JSON.stringify({ ...packageJson, version: "1.0.0" });
    await write(text.replaceAll(/github\.com\/[^/]+/g, "github.com/OWNER"), "1.0.0");
    const publishing = run("npm", ["publish", "--dry-run"], copy);
    await expect(publishing).rejects.toMatchObject({ stderr: expect.stringContaining("package.json names no owner") });
    await write(text.replaceAll(/github\.com\/[^/]+/g, "github.com/someone"), "1.0.0");
    const check = () => run(process.execPath, ["infra/check-release.mjs"], copy);
    await expect(check()).resolves.toMatchObject({ stderr: "" });
    await writeFile(join(copy, "CHANGELOG.md"), "# Changelog\n\n## Unreleased\n");
    await expect(check()).rejects.toMatchObject({ stderr: expect.stringContaining("CHANGELOG.md has no section") });
  }, 60_000);
});

/** Tells whether a size in KB is within a tenth of the one in the page; half a kilobyte is what rounding takes. */
const isNear = (size: number, told = ""): boolean => Math.abs(size - Number(told)) <= size / 10 + 0.5;

/**
 * An entry, bundled with all that it needs, minified and gzipped: what loads at once, and with the parts that load
 * later. In KB.
 */
async function bundledKb(entry: string): Promise<{ atOnce: number; inAll: number }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export * from "${entry}";`, resolveDir: folder.path },
    absWorkingDir: folder.path,
    outdir: "sizes",
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: /^poisk(?:\/http|\/reader)?$/.test(entry) ? "node" : "browser",
    external: ["react"],
    logLevel: "silent",
  });
  const kb = ({ contents }: { contents: Uint8Array }) => gzipSync(contents, { level: 9 }).length / KB;
  const sizes = new Map(outputFiles.map((file) => [relative(folder.path, file.path), kb(file)]));
  const first = new Set(["sizes/stdin.js"]);
  for (const path of first) {
    for (const { path: next, kind } of metafile.outputs[path]?.imports ?? []) {
      if (kind === "import-statement" && sizes.has(next)) first.add(next);
    }
  }
  const sum = (paths: Iterable<string>) =>
    Math.round([...paths].reduce((kbs, path) => kbs + (sizes.get(path) ?? 0), 0));
  return { atOnce: sum(first), inAll: sum(sizes.keys()) };
}

/** Code that imports all parts for pages, which must work without a DOM. */
const browserParts = `export { createSearchClient } from "poisk/search-client";
export { createSearchSession } from "poisk/search-session";
export { createInstantSearchClient } from "poisk/instantsearch";
export { PoiskSearch as ReactSearch } from "poisk/react";
import "poisk/widget";
`;

/** CommonJS parts of dependencies call require for Node's own modules. */
const requireBanner = 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);';
