/**
 * Bundles the playground into a folder: `playground.js`, which defines the element, with its parts, the worker, and the
 * dictionary with its licence. `node infra/site/playground/build.mjs FOLDER` adds a page of its own, for trying.
 */
import { copyFile, mkdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { withoutSideEffects } from "../../bundle-plugins.mjs";
import { russianStemmerOnly } from "../../russian-stemmer.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = resolve(here, "../../..");
const WORKER = "playground-worker.js";

/** @type {import("esbuild").BuildOptions} */
const bundling = {
  absWorkingDir: root,
  bundle: true,
  format: "esm",
  platform: "browser",
  target: ["chrome120", "firefox119", "safari17"],
  minify: true,
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};

/**
 * The page has the search box beside the playground.
 * @type {import("esbuild").Plugin}
 */
const pageEntry = {
  name: "page-entry",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^playground$/ }, ({ path }) => ({ path, namespace: "page-entry" }));
    onLoad({ filter: /./, namespace: "page-entry" }, () => ({
      contents: 'import "./src/widget/widget.ts"; import "./infra/site/playground/playground.ts";',
      resolveDir: root,
    }));
  },
};

/**
 * The search box asks the worker in the place of a published index.
 * @type {import("esbuild").Plugin}
 */
const answeredByWorker = {
  name: "answered-by-worker",
  setup({ onResolve }) {
    onResolve({ filter: /\/browser\/index-fetch\.ts$/ }, ({ importer }) =>
      importer.startsWith(here) ? undefined : { path: join(here, "worker-fetch.ts") },
    );
  },
};

async function readTexts() {
  const read = (/** @type {string} */ path) => readFile(path, "utf8");
  const { code: styles } = await transform(await read(join(here, "playground.css")), { loader: "css", minify: true });
  const [page, archive] = await Promise.all(
    ["page.html", "archive.jsonl"].map((name) => read(join(root, "examples", name))),
  );
  return { styles, page, feed: await read(join(here, "sample-feed.xml")), archive };
}

/**
 * Writes the files; older ones of the same names are replaced.
 * @param {string} folder
 */
export async function buildPlayground(folder) {
  await mkdir(folder, { recursive: true });
  await Promise.all([
    build({
      ...bundling,
      entryPoints: [{ in: "playground", out: "playground" }],
      outdir: folder,
      splitting: true,
      chunkNames: "playground-[name]-[hash]",
      // package.json says that source does nothing when it is loaded: the box defines its elements.
      ignoreAnnotations: true,
      define: { PLAYGROUND_WORKER: JSON.stringify(`./${WORKER}`), PLAYGROUND_FILES: JSON.stringify(await readTexts()) },
      plugins: [pageEntry, answeredByWorker],
    }),
    build({
      ...bundling,
      entryPoints: [join(here, "worker.ts")],
      outfile: join(folder, WORKER),
      plugins: [russianStemmerOnly, withoutSideEffects(join(root, "src"))],
    }),
    ...["russian.dictionary", "russian.dictionary.LICENSE"].map((name) =>
      copyFile(join(root, "src/russian/dictionary", name), join(folder, name)),
    ),
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , folder] = process.argv;
  if (folder === undefined) throw new Error("Name the folder: node infra/site/playground/build.mjs FOLDER");
  await buildPlayground(resolve(folder));
  await copyFile(join(here, "playground.html"), join(folder, "index.html"));
}
