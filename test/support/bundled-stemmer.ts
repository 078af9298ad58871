/** Loads src/russian/words/russian-stem.ts as bundles have it: with the Russian part of snowball-stemmers. */
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { russianStemmerOnly } from "../../infra/russian-stemmer.mjs";
import type { snowballStem } from "./inside/russian-words.ts";

const MODULE = fileURLToPath(new URL("../../src/russian/words/russian-stem.ts", import.meta.url));

/** The size of the module in a bundle, minified, and its function. */
export async function loadBundledStemmer(): Promise<{ sizeBytes: number; stem: typeof snowballStem }> {
  const { outputFiles } = await build({
    entryPoints: [MODULE],
    bundle: true,
    write: false,
    format: "esm",
    minify: true,
    charset: "utf8",
    plugins: [russianStemmerOnly],
  });
  const contents = Buffer.from(outputFiles[0]?.contents ?? []);
  const loaded = (await import(`data:text/javascript;base64,${contents.toString("base64")}`)) as {
    snowballStem: typeof snowballStem;
  };
  return { sizeBytes: contents.length, stem: loaded.snowballStem };
}
