/**
 * Bundles programs of tests into other folders than what they are made of: a process of TypeScript takes a second to
 * start.
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";

/** CommonJS parts of packages call require for Node's own modules, which an ES module does not have. */
export const REQUIRE_BANNER =
  'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);';

/** The dictionary, and the files of the bench, find what lies beside them from where they lie themselves. */
export const ownAddresses: Plugin = {
  name: "own-addresses",
  setup(bundling) {
    const filter = /[\\/](?:test[\\/]bench|src[\\/]russian[\\/]dictionary)[\\/].*\.ts$/;
    bundling.onLoad({ filter }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      // What has no address is left to other plugins.
      if (!source.includes("import.meta.url")) return undefined;
      return { contents: source.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href)), loader: "ts" };
    });
  },
};

/** Bundles a program into one file, which ends in `.mjs`. */
export async function bundleProgram(entry: URL, outfile: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    format: "esm",
    platform: "node",
    banner: { js: REQUIRE_BANNER },
    outfile,
    logLevel: "error",
    plugins: [ownAddresses],
  });
}
