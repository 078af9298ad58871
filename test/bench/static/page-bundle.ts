/** The code that a page loads of each engine that has none among its files. */
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { withoutSideEffects } from "../../../infra/bundle-plugins.mjs";
import { russianStemmerOnly } from "../../../infra/russian-stemmer.mjs";
import type { StaticEngineName } from "./model.ts";

const fromRoot = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** Writes `NAME.js` into a folder for each engine. */
export async function bundlePages(engines: readonly StaticEngineName[], folder: string): Promise<void> {
  await build({
    entryPoints: engines.map((name) => fromRoot(`test/bench/static/pages/${name}.ts`)),
    bundle: true,
    outdir: folder,
    format: "esm",
    platform: "browser",
    target: "es2022",
    minify: true,
    nodePaths: [fromRoot("test/bench/peers/node_modules")],
    plugins: [russianStemmerOnly, withoutSideEffects(fromRoot("src"))],
    logLevel: "warning",
  });
}
