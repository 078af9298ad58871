/**
 * Bundles what is deployed: one ESM file for each Lambda function, with the AWS SDK inside (left out it costs 80 ms of
 * every cold start), or beside it for the query function, which hardly ever needs it; the command; and the library,
 * which imports its dependencies. What a search imports when it is first needed is a file beside those of the query
 * function and of the library. Prints the sizes, and fails where a function has outgrown its budget.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";
import { build } from "esbuild";
import { functionCredentialsOnly, lightS3Client, withoutSideEffects } from "./bundle-plugins.mjs";
import { russianStemmerOnly } from "./russian-stemmer.mjs";
import { bundleWholeEngine, bundleWidget } from "./widget-bundle.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/**
 * Cold start grows with the file that is loaded first; budgets of these of the functions, and none for the others. What
 * is imported when it is first needed is in the one file too and runs then, but in files of its own where there may be
 * parts, for the packages that only it imports.
 */
const targets = [
  { entry: "functions/query.ts", output: "dist/functions/query/index.mjs", maxBytes: 546 * 1024, parts: "parts" },
  ...["functions/ingest", "functions/reconcile", "functions/push", "functions/backfill-flush", "cli"].map((folder) => ({
    entry: "src/ingest/processing/processor-worker.ts",
    output: `dist/${folder}/processor-worker.mjs`,
    maxBytes: 1_536 * 1024,
  })),
  { entry: "functions/ingest.ts", output: "dist/functions/ingest/index.mjs", maxBytes: 2 * 1024 * 1024 },
  { entry: "functions/compact.ts", output: "dist/functions/compact/index.mjs", maxBytes: 2 * 1024 * 1024 },
  { entry: "functions/reconcile.ts", output: "dist/functions/reconcile/index.mjs", maxBytes: 2 * 1024 * 1024 },
  { entry: "functions/push.ts", output: "dist/functions/push/index.mjs", maxBytes: 2 * 1024 * 1024 },
  { entry: "functions/poll.ts", output: "dist/functions/poll/index.mjs", maxBytes: 2 * 1024 * 1024 },
  ...["begin", "flush", "commit", "finish"].map((task) => ({
    entry: `functions/backfill-${task}.ts`,
    output: `dist/functions/backfill-${task}/index.mjs`,
    maxBytes: 2 * 1024 * 1024,
  })),
  { entry: "functions/cli/program/main.ts", output: "dist/cli/main.js", maxBytes: null },
  {
    entry: "src/index.ts",
    output: "dist/index.js",
    maxBytes: null,
    isLibrary: true,
    beside: { http: "src/http/embedded-app.ts", reader: "src/search/reader.ts" },
    parts: "library",
  },
  { entry: "src/browser/index-fetch.ts", output: "dist/browser.js", maxBytes: null, isLibrary: true },
  { entry: "src/widget/widget.ts", output: "dist/widget.js", maxBytes: null, isLibrary: true, keepsEffects: true },
  { entry: "src/widget/search-client.ts", output: "dist/search-client.js", maxBytes: null, isLibrary: true },
  { entry: "src/widget/session/search-session.ts", output: "dist/search-session.js", maxBytes: null, isLibrary: true },
  { entry: "src/widget/adapters/instantsearch.ts", output: "dist/instantsearch.js", maxBytes: null, isLibrary: true },
  {
    entry: "src/widget/adapters/react.ts",
    output: "dist/react.js",
    maxBytes: null,
    isLibrary: true,
    keepsEffects: true,
  },
];

/**
 * Files of the package that its other files import, so that each exists once.
 * @type {import("esbuild").Plugin}
 */
const entriesApart = {
  name: "entries-apart",
  setup({ onResolve }) {
    const files = new Map(targets.map(({ entry, output }) => [join(root, entry), `./${basename(output)}`]));
    files.set(join(root, "src/browser/index-engine.ts"), "./index-engine.js");
    onResolve({ filter: /\.ts$/ }, ({ kind, path, resolveDir }) => {
      const file = kind === "entry-point" ? undefined : files.get(resolve(resolveDir, path));
      return file === undefined ? undefined : { path: file, external: true };
    });
  },
};

/** CommonJS parts of dependencies call require for Node's own modules, which ESM does not have. */
const requireBanner =
  'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);';

/** Stands for the hash of the bundle until the bundle is there to be hashed. */
const buildPlaceholder = "@poisk-build-id@";

/** The files of npm run dictionary: the dictionary, and the notice that its licence asks for. */
const dictionaryFiles = /** @type {const} */ (["russian.dictionary", "russian.dictionary.LICENSE"]);

/** First, since the functions carry it, without the engine: who asks a function needs none. */
const widget = await bundleWidget(root, { isSmallest: true });
const filesOfFunctions = Object.fromEntries(
  Object.entries(widget.files).filter(([name]) => !widget.engine.includes(name)),
);
const packed = Object.fromEntries(
  Object.entries({ functions: { ...widget, files: filesOfFunctions }, command: widget }).map(([name, files]) => [
    name,
    JSON.stringify({ packed: deflateRawSync(JSON.stringify(files), { level: 9 }).toString("base64") }),
  ]),
);
/** The engine of pages without a server: files of a site, and those that `poisk/browser` loads. */
await writeBundle(join(root, "dist/index-engine.js"), await bundleWholeEngine(root));
await rm(join(root, "dist/widget"), { recursive: true, force: true });
// What the engine reads is told for `poisk doctor --public`.
await writeBundle(
  join(root, "dist/widget/widget.js"),
  `export*from"./${widget.entry}";// index format ${await readSegmentFormat()}\n`,
);
for (const [name, text] of Object.entries(widget.files)) await writeBundle(join(root, "dist/widget", name), text);

const bundles = await Promise.all(targets.filter(({ entry }) => existsSync(join(root, entry))).map(bundle));
for (const { files } of bundles) for (const { path, text } of files) await writeBundle(path, text);
await copyDictionary(bundles.flatMap(({ files }) => files));
for (const { output, parts } of targets) {
  if (parts === undefined) continue;
  const built = bundles.flatMap(({ files }) => files.map(({ path }) => path));
  await removeFormerParts(join(root, dirname(output), parts), built);
}
for (const line of bundles.map(describe)) console.log(line);
const oversized = bundles.filter(({ sizeBytes, maxBytes }) => maxBytes !== null && sizeBytes > maxBytes);
if (oversized.length > 0) {
  console.error(`Over budget: ${oversized.map(({ output }) => output).join(", ")}. Look for a dependency that grew.`);
  process.exitCode = 1;
}

async function readSegmentFormat() {
  const source = await readFile(join(root, "src/index/segment/blocks/segment-format.ts"), "utf8");
  const [, format] = /^export const SEGMENT_FORMAT = (\d+);$/m.exec(source) ?? [];
  if (format === undefined) throw new Error("segment-format.ts does not tell the format in a line of its own.");
  return format;
}

/** @param {(typeof targets)[number]} target */
async function bundle({
  entry,
  output,
  maxBytes,
  isLibrary = false,
  beside = {},
  parts = undefined,
  keepsEffects = false,
}) {
  const result = await build({
    entryPoints: [
      { in: join(root, entry), out: basename(output, extname(output)) },
      ...Object.entries(beside).map(([out, path]) => ({ in: join(root, path), out })),
    ],
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    outdir: dirname(join(root, output)),
    outExtension: { ".js": extname(output) },
    splitting: parts !== undefined,
    chunkNames: `${parts}/[name]-[hash]`,
    format: "esm",
    platform: "node",
    target: "node20",
    minify: !isLibrary,
    charset: "utf8",
    legalComments: "none",
    mainFields: ["module", "main"],
    plugins: [
      russianStemmerOnly,
      ...(isLibrary ? [entriesApart] : []),
      ...(output.startsWith("dist/functions/") && output.endsWith("/index.mjs") ? [functionCredentialsOnly] : []),
      ...(output === "dist/functions/query/index.mjs" ? [lightS3Client(join(root, "src"))] : []),
      ...(keepsEffects ? [] : [withoutSideEffects(join(root, "src"))]),
    ],
    ...(isLibrary ? { packages: /** @type {const} */ ("external") } : { banner: { js: requireBanner } }),
    define: {
      // One file, made with the widget.
      POISK_ENGINE: JSON.stringify("./index-engine.js"),
      POISK_BUILD: JSON.stringify(buildPlaceholder),
      POISK_WIDGET: String(output === "dist/cli/main.js" ? packed.command : packed.functions),
    },
    logLevel: "warning",
  });
  const id = createHash("sha256");
  for (const { contents } of result.outputFiles) id.update(contents);
  const buildId = id.digest("hex").slice(0, 16);
  const files = result.outputFiles.map(({ path, text }) => ({
    path,
    text: text.replaceAll(buildPlaceholder, buildId),
  }));
  const loadedFirst = importedAtOnce(result.metafile, output);
  const loaded = files.filter(({ path }) => maxBytes === null || loadedFirst.has(relative(root, path)));
  const sizeBytes = loaded.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  return { output, maxBytes, files, sizeBytes };
}

/**
 * A file and those that it waits for when it is loaded.
 * @param {import("esbuild").Metafile} metafile
 * @param {string} output
 */
function importedAtOnce({ outputs }, output) {
  const found = new Set([output]);
  for (const path of found) {
    for (const { kind, path: next, external } of outputs[path]?.imports ?? []) {
      if (kind === "import-statement" && external !== true) found.add(next);
    }
  }
  return found;
}

/**
 * Whole or not at all, so that what runs from a bundle meanwhile, and another build, never meet half of one.
 * @param {string} path
 * @param {string} text
 */
async function writeBundle(path, text) {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, text);
  if (text.startsWith("#!")) await chmod(draft, 0o755);
  await rename(draft, path);
}

/**
 * The dictionary and its licence lie beside each file that reads it.
 * @param {readonly {path: string, text: string}[]} files
 */
async function copyDictionary(files) {
  const readers = files.filter(({ text }) => text.includes(dictionaryFiles[0]));
  for (const folder of new Set(readers.map(({ path }) => dirname(path)))) {
    for (const name of dictionaryFiles) await copyFile(join(root, "src/russian/dictionary", name), join(folder, name));
  }
}

/**
 * The names of parts change with what is in them, so that those of former builds would be packed too.
 * @param {string} folder
 * @param {readonly string[]} built
 */
async function removeFormerParts(folder, built) {
  const former = (await readdir(folder))
    .filter((name) => !dictionaryFiles.some((file) => file === name))
    .map((name) => join(folder, name))
    .filter((path) => !built.includes(path));
  await Promise.all(former.map((path) => rm(path)));
}

/** @param {{output: string, sizeBytes: number, maxBytes: number | null}} bundle */
function describe({ output, sizeBytes, maxBytes }) {
  const budget = maxBytes === null ? "" : ` of ${Math.floor(maxBytes / 1024)}`;
  return `${output}  ${Math.ceil(sizeBytes / 1024)}${budget} KB`;
}
