/**
 * For bundles that lie elsewhere than what they are made of.
 */
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import type { Plugin } from "esbuild";

/** The dictionary, and the files of the bench, find what lies beside them from where they lie themselves. */
export const ownAddresses: Plugin = {
  name: "own-addresses",
  setup(bundling) {
    const filter = /[\\/](?:test[\\/]bench|src[\\/]russian[\\/]dictionary)[\\/].*\.ts$/;
    bundling.onLoad({ filter }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href)),
      loader: "ts",
    }));
  },
};
