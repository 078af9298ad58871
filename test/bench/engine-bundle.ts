/**
 * The program of the engines' processes, bundled as what people deploy is: without the TypeScript loader, which takes
 * 50 MB and runs other code than theirs.
 */
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { withoutSideEffects } from "../../infra/bundle-plugins.mjs";
import { russianStemmerOnly } from "../../infra/russian-stemmer.mjs";
import { ownAddresses, REQUIRE_BANNER } from "../support/bundled-program.ts";

const fromRoot = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Writes it into a folder, each engine in a part that is loaded with it; the path of the program. */
export const bundleEngineProcess = (folder: string): Promise<string> => bundleProcess("engine-process", folder);

/** The same of another program of test/bench. */
export async function bundleProcess(name: string, folder: string): Promise<string> {
  await build({
    entryPoints: [fromRoot(`test/bench/${name}.ts`)],
    bundle: true,
    splitting: true,
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    format: "esm",
    platform: "node",
    target: "node20",
    minify: true,
    mainFields: ["module", "main"],
    plugins: [ownAddresses, russianStemmerOnly, withoutSideEffects(fromRoot("src"))],
    banner: { js: REQUIRE_BANNER },
    logLevel: "warning",
  });
  return join(folder, `${basename(name)}.mjs`);
}
