/**
 * Bundles the search box for the pages of others: the file that a browser loads first, and one for each module that is
 * imported later, each named after its content. The function carries them as text, and the local server makes them when it
 * starts.
 *
 * Every file stands by itself: what two of them need is in both, since parts in common would cost a request, and more bytes
 * packed apart than they save.
 */
import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { minify } from "terser";

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

  /** Each module once, though several import it later. @param {string} path @returns {Promise<string>} its file's name */
  function bundleOnce(path) {
    const name = names.get(path) ?? bundle(path);
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
      charset: "utf8",
      legalComments: "none",
      plugins: [importedLater],
      logLevel: "warning",
    });
    const source = importAgain(outputFiles[0]?.text ?? "");
    // esbuild alone leaves 3 % more.
    const { code: text = "" } = await minify(source, {
      module: true,
      ecma: 2020,
      compress: { passes: 3, unsafe_arrows: true },
    });
    const name = `widget-${createHash("sha256").update(text).digest("hex").slice(0, 8)}.js`;
    files[name] = text;
    return name;
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

  const entry = await bundleOnce(join(root, "src/widget/widget.ts"));
  return { entry, files };
}
