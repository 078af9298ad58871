/**
 * Bundles the search box for the pages of others: the files that a browser loads, each named after its content, and which of
 * them is loaded first. The function carries them as text, and the local server makes them when it starts.
 */
import { basename, join } from "node:path";
import { build } from "esbuild";

/** Browsers since early 2023 (constructable stylesheets, container queries). */
const target = ["chrome111", "firefox115", "safari16.4"];

/**
 * @param {string} root of the repository
 * @returns {Promise<import("./widget-bundle.d.mts").WidgetBundle>}
 */
export async function bundleWidget(root) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: { widget: "src/widget/widget.ts" },
    bundle: true,
    write: false,
    metafile: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target,
    minify: true,
    charset: "utf8",
    legalComments: "none",
    outdir: join(root, "dist/widget"),
    entryNames: "widget-[hash]",
    chunkNames: "widget-[hash]",
    logLevel: "warning",
  });
  const entry = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === "src/widget/widget.ts");
  if (entry === undefined) throw new Error("The widget has no file to begin with.");
  return {
    entry: basename(entry[0]),
    files: Object.fromEntries(outputFiles.map(({ path, text }) => [basename(path), text])),
  };
}
