/**
 * Bundles the search box for the pages of others: the file that a browser loads first, and one for each module that is
 * imported later, each named after its content. The function carries them packed, and the local server makes them when it
 * starts.
 *
 * Every file stands by itself: what two of them need is in both, since parts in common would cost a request, and more bytes
 * packed apart than they save.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { build } from "esbuild";
import { minify } from "terser";
import { findSearchParts, withoutSideEffects } from "./bundle-plugins.mjs";
import { russianStemmerOnly } from "./russian-stemmer.mjs";

/**
 * A browser that could not load a module does not ask for that address again (HTML, "fetch a single module script": the module
 * map keeps the failure), so that each further try needs another.
 * @param {string} source
 */
function importAgain(source) {
  const call = 'import("./widget-';
  if (!source.includes(call)) return source;
  const helper = 'let tries="";const importLater=file=>import(file+tries).catch(error=>{tries+="?";throw error});';
  return helper + source.replaceAll(call, 'importLater("./widget-');
}

/**
 * Makes of the engine's later file, which imports the first, a function of what it imports: the first may have come by such another address, by
 * which the later one does not know it. The first calls it. That takes fewer bytes than the names of exports, too.
 * @param {{first: string, later: string}} texts
 */
function handOver({ first, later }) {
  const exporting = /export\{([^}]*)\};\s*$/;
  const [importStatement = "", imported = ""] = /^import\{([^}]*)\}from"[^"]*";/.exec(later) ?? [];
  const [exportStatement = "", exported = ""] = exporting.exec(later) ?? [];
  const body = later.slice(importStatement.length, -exportStatement.length);
  if (importStatement === "" || exportStatement === "" || /\bimport\b[({]/.test(body))
    throw new Error("The engine's later file is none that a function can be made of.");
  /** @param {string} names such as `a as b,c` */
  const pairsOf = (names) => names.split(",").map((pair) => pair.split(" as "));
  const taken = new Map(pairsOf(imported).map(([name = "", local = name]) => [name, local]));
  const given = new Map(pairsOf(exporting.exec(first)?.[1] ?? "").map(([local = "", name = local]) => [name, local]));
  const parts = pairsOf(exported).map(([local, name = local]) => `${name}:${local}`);
  const others = [...given].filter(([name]) => !taken.has(name)).map(([name, local]) => `${local} as ${name}`);
  const call = `make(${[...taken.keys()].map((name) => given.get(name))})`;
  const helper = `let tries="",parts;const importLater=file=>parts??=import(file+tries).then(({default:make})=>${call},error=>{parts=null;tries+="?";throw error});`;
  return {
    first: helper + first.replace(exporting, () => `export{${others}};`).replaceAll('import("./', 'importLater("./'),
    later: `export default(${[...taken.values()]})=>{${body};return{${parts}}};`,
  };
}

/**
 * Minifiers leave texts alone: without this every rule of a sheet ends with a line break.
 * @type {import("esbuild").Plugin}
 */
const stylesInOneLine = {
  name: "styles-in-one-line",
  setup({ onLoad }) {
    onLoad({ filter: /-styles\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace(/([}`])\n/g, "$1"),
      loader: "ts",
    }));
  },
};

/**
 * Properties of objects that only files of the widget see, none that an answer, an event, a page, the platform or a table of words
 * has; and what the files that are loaded later export. In all files a letter or two stand for each; neither `n` nor `q` is one, which are names
 * of their own.
 */
export const innerNames = [
  "adoptStyles",
  "client",
  "publicationDate",
  "refine",
  "field",
  "fill",
  "hasMore",
  "hitContent",
  "isLoading",
  "isPage",
  "language",
  "laterView",
  "linkTo",
  "listsNewest",
  "loadFilters",
  "loadList",
  "loadTrouble",
  "make",
  "markedText",
  "onAnswer",
  "onChange",
  "onFailure",
  "onSelect",
  "pageSize",
  "picture",
  "remarks",
  "report",
  "replaced",
  "resultsAddress",
  "root",
  "messageOf",
  "nextOffset",
  "session",
  "setText",
  "shadow",
  "show",
  "locale",
  "dividerAt",
  "isPaused",
  "trouble",
  "untilMs",
  "monotonicMs",
  "sleep",
  "nowMs",
  "want",
  "announce",
  "awaitSession",
  "connectAddress",
  "connectDialog",
  "createFoldedView",
  "createHistogram",
  "createIndexClient",
  "createPicture",
  "createToolsView",
  "createRecentSearches",
  "createView",
  "fillTemplate",
  "findElement",
  "joinSession",
  "loadWords",
  "readKept",
  "readMessages",
  "refineHits",
  "toggleCollapsed",
  "troubleOf",
];

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmoprstuvwxyz";
/** @type {Record<string, string>} */
const shortNames = Object.fromEntries(
  innerNames.map((name, place) => [name, LETTERS[place] ?? `a${LETTERS[place - LETTERS.length]}`]),
);
const exported = new RegExp(` as (${innerNames.join("|")})\\b`, "g");

/** What answers in a page that has an index and no server; and as the address of a worker. */
const ENGINE = "src/browser/index-engine.ts";
const engineAddress = /"\.\/index-engine\.ts"/g;

/**
 * Of every file.
 * @type {import("esbuild").BuildOptions & {write: false}}
 */
const bundling = {
  bundle: true,
  write: false,
  format: "esm",
  platform: "browser",
  // Constructable stylesheets, container queries.
  target: ["chrome111", "firefox115", "safari16.4"],
  minify: true,
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};

/** Stand for the names of the engine's two files until these are there to be named. */
const FIRST = "widget-engine-first.js";
const LATER = "widget-engine-later.js";

/** @param {string} text */
const nameOf = (text) => `widget-${createHash("sha256").update(text).digest("hex").slice(0, 8)}.js`;

/** Names of properties are what files and answers have. A third of what terser saves are better names, in 3.5 s. @param {string} text */
async function pack(text) {
  const options = { passes: 1, pure_getters: true, unsafe: true, unsafe_arrows: true, lhs_constants: false };
  return (await minify(text, { module: true, ecma: 2020, compress: options })).code ?? "";
}

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
 * The engine as two files: what a first answer takes, and all that its modules import later, in one. What both have is in the first alone, which
 * the other imports, so that neither waits for a third.
 * @param {string} root
 * @param {boolean} isSmallest
 * @returns {Promise<{first: string, later: string}>}
 */
async function bundleEngine(root, isSmallest) {
  const { paths, contents } = await findSearchParts(join(root, "src"));
  /** @type {import("esbuild").Plugin} */
  const laterInOne = {
    name: "later-in-one",
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^later$/ }, () => ({ path: "later", namespace: "later", sideEffects: true }));
      onResolve({ filter: /\.ts$/ }, ({ kind, path, resolveDir }) => {
        if (kind !== "dynamic-import") return undefined;
        if (paths.has(resolve(resolveDir, path))) return { path: `./${LATER}`, external: true };
        return { errors: [{ text: `No module of src/search imports ${path} later: it is in no file of the engine.` }] };
      });
      onLoad({ filter: /./, namespace: "later" }, () => ({ contents, resolveDir: root }));
    },
  };
  const plugins = [laterInOne, russianStemmerOnly, withoutSideEffects(join(root, "src"))];
  const options = { ...bundling, absWorkingDir: root, plugins, outdir: root };
  const { outputFiles, warnings } = await build({
    ...options,
    entryPoints: [
      { in: ENGINE, out: "engine" },
      { in: "later", out: "later" },
    ],
    splitting: true,
    chunkNames: "shared",
  });
  if (warnings.length > 0) throw new Error("What the engine imports later has two things of one name.");
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  /** @type {import("esbuild").Plugin} */
  const fromMemory = {
    name: "from-memory",
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^\.\/(?:engine|shared)\.js$/ }, ({ path }) => ({
        path: basename(path),
        namespace: "memory",
      }));
      onResolve({ filter: /./ }, ({ path }) => ({ path, external: true }));
      onLoad({ filter: /./, namespace: "memory" }, ({ path }) => ({ contents: texts.get(path) ?? "" }));
    },
  };
  const [, imported = ""] = /import\{([^}]*)\}from"\.\/shared\.js"/.exec(texts.get("later.js") ?? "") ?? [];
  const wanted = imported.replaceAll(/ as [^,]+/g, "");
  const joined = await build({
    ...bundling,
    absWorkingDir: root,
    stdin: { contents: `export{${wanted}}from"./shared.js";export*from"./engine.js";` },
    plugins: [fromMemory],
  });
  const files = [
    joined.outputFiles[0]?.text ?? "",
    (texts.get("later.js") ?? "").replaceAll("./shared.js", `./${FIRST}`),
  ];
  const [first = "", later = ""] = isSmallest ? await Promise.all(files.map(pack)) : files;
  return { first, later };
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

  /** Two files that name each other, each named by both. @returns {Promise<string>} the name of what is loaded first */
  async function addEngine() {
    const { first, later } = handOver(await bundleEngine(root, isSmallest));
    const [firstName, laterName] = [nameOf(first + later), nameOf(later + first)];
    const named = (/** @type {string} */ text) =>
      text.replaceAll(`./${FIRST}`, `./${firstName}`).replaceAll(`./${LATER}`, `./${laterName}`);
    files[firstName] = named(first);
    files[laterName] = named(later);
    return firstName;
  }

  /** Each module once, though several import it later. @param {string} path @returns {Promise<string>} its file's name */
  function bundleOnce(path) {
    const name = names.get(path) ?? (path === join(root, ENGINE) ? addEngine() : bundle(path));
    names.set(path, name);
    return name;
  }

  /** @param {string} path @returns {Promise<string>} its file's name */
  async function bundle(path) {
    const { outputFiles } = await build({
      entryPoints: [path],
      ...bundling,
      mangleProps: new RegExp(`^(${innerNames.join("|")})$`),
      mangleCache: shortNames,
      plugins: [importedLater, stylesInOneLine],
    });
    const source = importAgain(outputFiles[0]?.text ?? "");
    // esbuild alone leaves 3 % more. Unsafe is what symbols, and properties that do something when they are read, would tell apart.
    const { code = "" } = await minify(source, {
      module: true,
      ecma: 2020,
      compress: { passes: 3, pure_getters: true, unsafe: true, unsafe_arrows: true, lhs_constants: false },
    });
    const text = code.replaceAll(exported, (_, name) => ` as ${shortNames[name]}`);
    if (text.search(engineAddress) < 0) return addFile(text);
    return addFile(text.replaceAll(engineAddress, `"./${await bundleOnce(join(root, ENGINE))}"`));
  }

  /** @type {import("esbuild").Plugin} */
  const importedLater = {
    name: "imported-later",
    setup({ onResolve }) {
      onResolve({ filter: /\.ts$/ }, async ({ kind, path, resolveDir }) =>
        kind === "dynamic-import"
          ? { path: `./${await bundleOnce(resolve(resolveDir, path))}`, external: true }
          : undefined,
      );
    },
  };

  const [entry, page] = await Promise.all(
    ["widget.ts", "results-field.ts"].map((name) => bundleOnce(join(root, "src/widget", name))),
  );
  const engine = await bundleOnce(join(root, ENGINE));
  const [engineLater = ""] = /widget-\w+\.js/.exec(files[engine] ?? "") ?? [];
  return { entry: String(entry), page: String(page), engine: [engine, engineLater], files };
}
