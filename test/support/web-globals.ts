/**
 * A world of its own with the language and what browsers have beside it, and nothing of Node's: code that was bundled
 * for a page runs there as in a page. Its classes are others than those of the test, so that nothing there is told by
 * `instanceof` of here.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createContext, Script } from "node:vm";
import { build, type Plugin } from "esbuild";
import { withoutSideEffects } from "../../infra/bundle-plugins.mjs";
import { russianStemmerOnly } from "../../infra/russian-stemmer.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const NAMES = [
  ...[
    "AbortController",
    "AbortSignal",
    "DOMException",
    "Headers",
    "MessageChannel",
    "Request",
    "Response",
    "TextDecoder",
  ],
  ...["TextEncoder", "URL", "URLSearchParams", "atob", "btoa", "clearTimeout", "crypto", "fetch", "performance"],
  ...["queueMicrotask", "setTimeout", "structuredClone"],
] as const;

/** Globals of browsers beside the language itself, as Node has them. */
export const webGlobals: Readonly<Record<string, unknown>> = Object.fromEntries(
  NAMES.map((name) => [name, globalThis[name]]),
);

/**
 * Bundles a module for pages as one script whose value is its exports. `source` imports by paths from the root of the
 * repository. Rejects where what it uses asks for a module of Node's.
 */
export async function bundleForWeb(source: string, plugins: readonly Plugin[] = []): Promise<Script> {
  const { metafile, outputFiles, warnings } = await build({
    stdin: { contents: source, resolveDir: ROOT, loader: "ts" },
    bundle: true,
    plugins: [...plugins, russianStemmerOnly, withoutSideEffects(`${ROOT}src`)],
    platform: "browser",
    external: ["node:*"],
    format: "iife",
    globalName: "exported",
    define: { "import.meta.url": '"https://example.org/bundle.js"' },
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  const outside = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  const faults = [...outside.map((path) => `It imports ${path}.`), ...warnings.map(({ text }) => text)];
  if (faults.length > 0) throw new Error(`The bundle is none for pages. ${faults.join(" ")}`);
  return new Script(`${outputFiles[0]?.text}; exported`);
}

/** Runs a bundle in a world where nothing ran before. */
export function runInWeb<Exports>(bundle: Script): Exports {
  return bundle.runInContext(createContext({ ...webGlobals })) as Exports;
}

/** The dictionary of Russian, which pages fetch. */
export const dictionaryBytes = (): Uint8Array =>
  readFileSync(new URL("../../src/russian/dictionary/russian.dictionary", import.meta.url));
