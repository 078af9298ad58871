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

/** Constructable stylesheets, container queries. */
const target = ["chrome111", "firefox115", "safari16.4"];

/**
 * @param {string} root of the repository
 * @returns {Promise<import("./widget-bundle.d.mts").WidgetBundle>}
 */
export async function bundleWidget(root) {
  /** @type {Record<string, string>} */
  const files = {};

  /** @param {string} path @returns {Promise<string>} the name of its file */
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
    const text = outputFiles[0]?.text ?? "";
    const name = `widget-${createHash("sha256").update(text).digest("hex").slice(0, 10)}.js`;
    files[name] = text;
    return name;
  }

  /** @type {import("esbuild").Plugin} */
  const importedLater = {
    name: "imported-later",
    setup({ onResolve }) {
      onResolve({ filter: /\.ts$/ }, async ({ kind, path, resolveDir }) =>
        kind === "dynamic-import"
          ? { path: `./${await bundle(resolve(resolveDir, path))}`, external: true }
          : undefined,
      );
    },
  };

  const entry = await bundle(join(root, "src/widget/widget.ts"));
  return { entry, files };
}
