/**
 * Bundles the search box for the pages of others: the file that a browser loads first, and one for each module that is
 * imported later, each named after its content. The function carries them packed, and the local server makes them when
 * it starts.
 *
 * Every file stands by itself: what two of them need is in both, since parts in common would cost a request, and more
 * bytes packed apart than they save.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { init, parse } from "es-module-lexer";
import { build, transform } from "esbuild";
import { minify } from "terser";
import { withoutSideEffects } from "./bundle-plugins.mjs";
import { russianStemmerOnly } from "./russian-stemmer.mjs";

/** Constructable stylesheets, container queries. */
const target = ["chrome111", "firefox115", "safari16.4"];

/**
 * Options of every file.
 * @type {import("esbuild").BuildOptions & {write: false}}
 */
const bundling = {
  bundle: true,
  write: false,
  format: "esm",
  platform: "browser",
  target,
  minify: true,
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};

/** @param {string} text */
const nameOf = (text) => `widget-${createHash("sha256").update(text).digest("hex").slice(0, 8)}.js`;

/**
 * Names of properties are what files and answers have. Unsafe is what symbols, and properties that do something when
 * they are read, would tell apart.
 * @param {string} text
 */
async function pack(text) {
  const options = { passes: 1, pure_getters: true, unsafe: true, unsafe_arrows: true, lhs_constants: false };
  return (await minify(text, { module: true, ecma: 2020, compress: options })).code ?? "";
}

/**
 * Puts a call of `importPart` in the place of each `import()` of the sources.
 * @param {string} loader the module that has `importPart`
 * @param {(path: string) => string | Promise<string>} addressOf finds the expression for the address of a source's file
 * @returns {import("esbuild").Plugin}
 */
function partsLoadedBy(loader, addressOf) {
  const loaderPath = fileURLToPath(new URL(loader, import.meta.url));
  return {
    name: "parts-loaded-by",
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/, namespace: "file" }, async ({ path }) => {
        const source = await readFile(path, "utf8");
        if (!source.includes("import(")) return undefined;
        await init;
        const { code } = await transform(source, { loader: "ts", target });
        const [imports] = parse(code);
        let contents = `import { importPart } from ${JSON.stringify(loaderPath)};`;
        let written = 0;
        for (const { d: callsAt, n: imported, ss: start, se: end } of imports) {
          if (callsAt < 0 || imported === undefined) continue;
          const address = await addressOf(resolve(dirname(path), imported));
          contents += `${code.slice(written, start)}importPart(${address})`;
          written = end;
        }
        return { contents: contents + code.slice(written), loader: "js" };
      });
    },
  };
}

/** The engine of a page that has an index and no server; also the address of a worker. */
const ENGINE = "src/browser/index-engine.ts";

/** Modules that the engine imports later. */
const LATER = ["src/search/later-parts.ts", "src/index/query/plan/later-plan-parts.ts"];

/**
 * The engine as one file, for who bundles it: bundlers make no parts of a worker where they are not told to.
 * @param {string} root
 */
export async function bundleWholeEngine(root) {
  const plugins = [russianStemmerOnly, withoutSideEffects(join(root, "src"))];
  const { outputFiles } = await build({ ...bundling, absWorkingDir: root, entryPoints: [ENGINE], plugins });
  return pack(outputFiles[0]?.text ?? "");
}

/**
 * The engine as two files: what a first answer takes, and what its modules import later. What both need is in the first
 * alone, which hands it to the other (import-handed.mjs), so that neither waits for a third.
 * @param {string} root
 * @param {(text: string) => Promise<string>} finish
 * @returns {Promise<{first: string, later: string}>}
 */
async function bundleEngine(root, finish) {
  const loader = "import-handed.mjs";
  const entries = {
    first: `export * from "./${ENGINE}"; export { handOver } from "./infra/${loader}";`,
    later: LATER.map((path) => `export * from "./${path}";`).join(""),
  };
  const options = { ...bundling, absWorkingDir: root, outdir: root };
  /** @type {import("esbuild").Plugin} */
  const entriesOfBoth = {
    name: "entries-of-both",
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^(?:first|later)$/ }, ({ path }) => ({ path, namespace: "entries" }));
      onLoad({ filter: /./, namespace: "entries" }, ({ path }) => ({
        contents: entries[/** @type {keyof typeof entries} */ (path)],
        resolveDir: root,
      }));
    },
  };
  const { outputFiles, metafile } = await build({
    ...options,
    entryPoints: Object.keys(entries),
    splitting: true,
    metafile: true,
    chunkNames: "shared",
    plugins: [
      entriesOfBoth,
      russianStemmerOnly,
      withoutSideEffects(join(root, "src")),
      partsLoadedBy(loader, (path) => {
        if (LATER.some((later) => path === join(root, later))) return "POISK_LATER";
        throw new Error(
          `${path} is imported later, and is none of ${LATER.join(", ")}: it is in no file of the engine.`,
        );
      }),
    ],
  });
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  const [sharedNames = []] = Object.entries(metafile.outputs).flatMap(([path, { exports }]) =>
    basename(path) === "shared.js" ? [exports] : [],
  );
  /** @param {string} shared what stands for the module of that name @returns {import("esbuild").Plugin} */
  const fromMemory = (shared) => ({
    name: "from-memory",
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^\.\/\w+\.js$/ }, ({ path }) => ({ path: basename(path), namespace: "memory" }));
      onLoad({ filter: /./, namespace: "memory" }, ({ path }) => ({
        contents: path === "shared.js" ? shared : (texts.get(path) ?? ""),
      }));
    },
  });
  const later = await build({
    ...options,
    stdin: { contents: 'export * from "./later.js";' },
    format: "iife",
    globalName: "parts",
    banner: { js: "export default shared=>{" },
    footer: { js: "return parts}" },
    plugins: [fromMemory(`export const {${sharedNames}} = shared;`)],
  });
  const laterText = await finish(later.outputFiles[0]?.text ?? "");
  const first = await build({
    ...options,
    stdin: {
      contents: `import * as shared from "./shared.js";
        import { handOver, openIndexEngine } from "./first.js";
        handOver(shared);
        export { openIndexEngine };`,
    },
    define: { POISK_LATER: JSON.stringify(`./${nameOf(laterText)}`) },
    plugins: [fromMemory(texts.get("shared.js") ?? "")],
  });
  return { first: await finish(first.outputFiles[0]?.text ?? ""), later: laterText };
}

/**
 * @param {string} root of the repository
 * @param {{isSmallest?: boolean}} [options]
 * @returns {Promise<import("./widget-bundle.d.mts").WidgetBundle>}
 */
export async function bundleWidget(root, { isSmallest = false } = {}) {
  /** @type {Record<string, string>} */
  const files = {};
  /** @type {Map<string, Promise<string>>} */
  const names = new Map();

  /** @param {string} text @returns {string} its name, by its content */
  function addFile(text) {
    const name = nameOf(text);
    files[name] = text;
    return name;
  }

  const { first, later } = await bundleEngine(root, async (text) => (isSmallest ? pack(text) : text));
  const engine = /** @type {const} */ ([addFile(first), addFile(later)]);
  names.set(join(root, ENGINE), Promise.resolve(engine[0]));

  /**
   * Each module once, though several import it later. @param {string} path @returns {Promise<string>} its file's name
   */
  function bundleOnce(path) {
    const name = names.get(path) ?? bundle(path);
    names.set(path, name);
    return name;
  }

  /** @param {string} path @returns {Promise<string>} its file's name */
  async function bundle(path) {
    const { outputFiles } = await build({
      ...bundling,
      entryPoints: [path],
      define: { POISK_ENGINE: JSON.stringify(`./${engine[0]}`) },
      plugins: [partsLoadedBy("import-again.mjs", async (part) => JSON.stringify(`./${await bundleOnce(part)}`))],
    });
    return addFile(await pack(outputFiles[0]?.text ?? ""));
  }

  const [entry = "", page = ""] = await Promise.all(
    ["widget.ts", "results-field.ts"].map((name) => bundleOnce(join(root, "src/widget", name))),
  );
  return { entry, page, engine, files };
}
