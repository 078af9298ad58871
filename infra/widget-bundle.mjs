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
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { minify } from "terser";
import { withoutSideEffects } from "./bundle-plugins.mjs";

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

/** Constructable stylesheets, container queries. */
const target = ["chrome111", "firefox115", "safari16.4"];

/**
 * @param {string} root of the repository
 * @returns {Promise<import("./widget-bundle.d.mts").WidgetBundle>}
 */
export async function bundleWidget(root) {
  /** @type {Record<string, string>} */
  const files = {};
  /** @type {Map<string, Promise<string>>} */
  const names = new Map();

  /**
   * The engine is of the folders that read an index, in which names of properties are what files and answers have; and terser would take
   * seconds for 2 % of it.
   * @returns {Promise<string>} its file's name
   */
  async function bundleEngine() {
    const { outputFiles } = await build({
      entryPoints: [join(root, ENGINE)],
      bundle: true,
      write: false,
      format: "esm",
      platform: "browser",
      target,
      minify: true,
      charset: "utf8",
      legalComments: "none",
      plugins: [withoutSideEffects(join(root, "src"))],
      logLevel: "warning",
    });
    return addFile(outputFiles[0]?.text ?? "");
  }

  /** @param {string} text @returns {string} its name, by its content */
  function addFile(text) {
    const name = `widget-${createHash("sha256").update(text).digest("hex").slice(0, 8)}.js`;
    files[name] = text;
    return name;
  }

  /** Each module once, though several import it later. @param {string} path @returns {Promise<string>} its file's name */
  function bundleOnce(path) {
    const name = names.get(path) ?? (path === join(root, ENGINE) ? bundleEngine() : bundle(path));
    names.set(path, name);
    return name;
  }

  /** @param {string} path @returns {Promise<string>} its file's name */
  async function bundle(path) {
    const { outputFiles } = await build({
      entryPoints: [path],
      bundle: true,
      write: false,
      format: "esm",
      platform: "browser",
      target,
      minify: true,
      mangleProps: new RegExp(`^(${innerNames.join("|")})$`),
      mangleCache: shortNames,
      charset: "utf8",
      legalComments: "none",
      plugins: [importedLater, stylesInOneLine],
      logLevel: "warning",
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
  return { entry: String(entry), page: String(page), engine: await bundleOnce(join(root, ENGINE)), files };
}
