/**
 * The program of the engines' processes, bundled as what people deploy is: without the TypeScript loader, which takes 50 MB and
 * runs other code than theirs, and with the stemmer that poisk's bundles have, for every engine alike.
 */
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { russianStemmerOnly, withoutSideEffects } from "../../infra/bundle-plugins.mjs";

const fromRoot = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** CommonJS parts of packages call require for Node's own modules, which an ES module does not have. */
const REQUIRE_BANNER =
  'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);';

/** Files of the bench find packages and commands from where they lie. */
const ownAddresses: Plugin = {
  name: "own-addresses",
  setup(bundling) {
    bundling.onLoad({ filter: /[\\/]test[\\/]bench[\\/].*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href)),
      loader: "ts",
    }));
  },
};

/** Writes it into a folder, each engine in a part that is loaded with it; the path of the program. */
export async function bundleEngineProcess(folder: string): Promise<string> {
  await build({
    entryPoints: [fromRoot("test/bench/engine-process.ts")],
    bundle: true,
    splitting: true,
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    format: "esm",
    platform: "node",
    target: "node20",
    minify: true,
    mainFields: ["module", "main"],
    plugins: [russianStemmerOnly, withoutSideEffects(fromRoot("src")), ownAddresses],
    banner: { js: REQUIRE_BANNER },
    logLevel: "warning",
  });
  await copyFile(fromRoot("src/analysis/dictionary/russian.dictionary"), join(folder, "russian.dictionary"));
  return join(folder, "engine-process.mjs");
}
