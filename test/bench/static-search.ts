/**
 * npm run bench:static: search without a server, poisk beside its peers, over the line of a visitor (docs/benchmarks.md
 * says what each figure means). Tables in the terminal, all figures as JSON, the tables as Markdown.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { cpus, tmpdir, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { launchChromium } from "../browser/support/chromium.ts";
import { parseOptions, usageOf } from "./bench-options.ts";
import { buildCommand } from "./built-command.ts";
import { generateCorpus, takeCorpus } from "./corpus-file.ts";
import { RESULTS_PER_PAGE } from "./engine.ts";
import { bundleProcess } from "./engine-bundle.ts";
import { peerFile, peersCommand } from "./engines/peer-packages.ts";
import { ProgressLine } from "./progress-line.ts";
import { readCorpus } from "./read-corpus.ts";
import { staticMarkdownReport, staticTerminalReport } from "./report/static-report.ts";
import { withRunFolder } from "./run-folder.ts";
import { runPhase } from "./run-phase.ts";
import type { BuildRequest } from "./static/build-process.ts";
import { KnownItems } from "./static/known-items.ts";
import {
  type FileSet,
  type PublishFigures,
  type StaticEngineName,
  type StaticEngineResult,
  type StaticQuery,
  type StaticResult,
  type StaticSizeResult,
  staticEngineNames,
} from "./static/model.ts";
import { bundlePages } from "./static/page-bundle.ts";
import { visitorLine } from "./static/shared-line.ts";
import { addOwnCode, changeOneArticle, type SiteFolders, siteBuilders, writePages } from "./static/site-builders.ts";
import { filesBelow, startStaticHost } from "./static/static-host.ts";
import { measureVisits } from "./static/visits.ts";

/** Number of queries of each kind, for the figures of further queries. */
const QUERIES_PER_KIND = 20;
/** Two of each visitor. */
const FIRST_QUERIES = 20;

const dist = fileURLToPath(new URL("../../dist", import.meta.url));
const progress = new ProgressLine();

const options = parseOptions(process.argv.slice(2), staticEngineNames);
if (typeof options === "string")
  fail(`${options}\n\n${usageOf("npm run bench:static", staticEngineNames, "static.json and static.md")}`, 2);
if (options.jsonlPath !== null && !existsSync(options.jsonlPath)) fail(`There is no ${options.jsonlPath}.`);
const outFolder =
  options.outFolder === null ? await mkdtemp(join(tmpdir(), "poisk-bench-report-")) : resolve(options.outFolder);
await mkdir(outFolder, { recursive: true });
const result = await runBench(options);
await save(result);
await writeFile(join(outFolder, "static.md"), staticMarkdownReport(result));
console.log(`${staticTerminalReport(result)}\n\nAll figures: ${join(outFolder, "static.json")}`);

function fail(message: string, code = 1): never {
  console.error(message);
  process.exit(code);
}

/** Saves the results after each phase: a stopped run keeps what it measured. */
async function save(measured: StaticResult): Promise<void> {
  await writeFile(join(outFolder, "static.json"), `${JSON.stringify(measured, null, 2)}\n`);
}

async function runBench(asked: Exclude<typeof options, string>): Promise<StaticResult> {
  const missing = asked.engines.filter((name) => {
    const file = siteBuilders[name].peerFile;
    return file !== undefined && peerFile(file) === null;
  });
  if (missing.length > 0) progress.say(`Left out: ${missing.join(", ")}. To have them in: ${peersCommand}`);
  const engines = asked.engines.filter((name) => !missing.includes(name));
  progress.update("bundling the command and the pages");
  await buildCommand();
  const processors = cpus();
  const about = {
    startedAt: new Date().toISOString(),
    machine: `${processors.length} × ${processors[0]?.model.trim() ?? "CPU"}, ${Math.round(totalmem() / 2 ** 30)} GB`,
    node: process.version,
    corpus: asked.jsonlPath === null ? "made of seed 1 (test/bench/news-corpus.ts)" : "the articles of a .jsonl",
    line: visitorLine,
  };
  const sizes: StaticSizeResult[] = [];
  for (const articles of asked.sizes) {
    const onMeasured = (size: StaticSizeResult) => save({ ...about, sizes: [...sizes, size] });
    sizes.push(await withRunFolder((folder) => measureSize({ ...asked, engines, articles, folder, onMeasured })));
  }
  return { ...about, sizes };
}

interface SizeRequest {
  readonly articles: number;
  readonly engines: readonly StaticEngineName[];
  readonly jsonlPath: string | null;
  readonly limitMinutes: number;
  readonly folder: string;
  /** Told what is measured so far. */
  readonly onMeasured: (size: StaticSizeResult) => Promise<void>;
}

async function measureSize({
  articles,
  engines,
  jsonlPath,
  limitMinutes,
  folder,
  onMeasured,
}: SizeRequest): Promise<StaticSizeResult> {
  progress.say(`${articles.toLocaleString("en-US")} articles: writing the corpus…`);
  const corpus =
    jsonlPath === null ? await generateCorpus(folder, articles) : await takeCorpus(folder, jsonlPath, articles);
  if (corpus.articles === 0) throw new Error(`No articles could be read from ${jsonlPath}.`);
  const { articlesPath: corpusPath, textBytes } = corpus;
  const pagesFolder = join(folder, "articles");
  if (engines.some((name) => siteBuilders[name].readsPages)) await writePages(corpusPath, pagesFolder);
  const { firstQueries, queries } = await makeQueries(corpusPath, corpus.queriesPath);
  const program = await bundleProcess("static/build-process", join(folder, "program"));
  const hostFolder = join(folder, "host");
  await bundlePages(engines, join(hostFolder, "pages"));

  const foldersOf = (engine: StaticEngineName): SiteFolders => ({
    corpusPath,
    pagesFolder,
    workFolder: join(folder, "work", engine),
    siteFolder: join(hostFolder, engine),
  });
  const run = async (phase: BuildRequest["phase"], engine: StaticEngineName): Promise<PublishFigures> => {
    progress.say(`${engine}: ${phase}`);
    const request = { phase, engine, ...foldersOf(engine) };
    return runPhase<PublishFigures, BuildRequest>(program, request, limitMinutes, () => undefined);
  };

  const results = new Map<StaticEngineName, StaticEngineResult>();
  const note = (engine: StaticEngineName, figures: Partial<StaticEngineResult>): void => {
    const empty = { engine, build: null, rebuild: null, visits: null, failure: null };
    results.set(engine, { ...(results.get(engine) ?? empty), ...figures });
  };
  const sizeResult = (): StaticSizeResult => ({
    articles: corpus.articles,
    textBytes,
    engines: engines.flatMap((engine) => results.get(engine) ?? []),
  });
  const attempt = async (engine: StaticEngineName, act: () => Promise<Partial<StaticEngineResult>>): Promise<void> => {
    if (results.get(engine)?.failure != null) return;
    note(engine, await act().catch((error: unknown) => ({ failure: firstLine(error) })));
    await onMeasured(sizeResult());
  };
  const own = engines.filter((name) => siteBuilders[name].filesOf === undefined);
  for (const engine of own) {
    const { siteFolder, workFolder } = foldersOf(engine);
    await mkdir(siteFolder, { recursive: true });
    await mkdir(workFolder, { recursive: true });
    await attempt(engine, async () => {
      const figures = await run("build", engine);
      if (engine === "poisk") await addOwnCode(siteFolder, dist);
      return { build: { ...figures, ...weigh(filesBelow(siteFolder)) } };
    });
  }

  for (const engine of engines) {
    const { filesOf = engine, isLoadedWhole, correctsQueries = false } = siteBuilders[engine];
    const failure = results.get(filesOf)?.failure ?? (results.has(filesOf) ? null : `it needs ${filesOf}`);
    note(engine, { failure });
    await attempt(engine, async () => {
      progress.say(`${engine}: visits`);
      const host = await startStaticHost(hostFolder, visitorLine, [`/${filesOf}/`, "/pages/"]);
      const browser = await launchChromium();
      try {
        const asked = { engine, base: `/${filesOf}`, limit: RESULTS_PER_PAGE, isLoadedWhole, correctsQueries };
        return { visits: await measureVisits(browser, host, { ...asked, firstQueries, queries, limitMinutes }) };
      } finally {
        await browser.close();
        await host.close();
      }
    });
  }

  await changeOneArticle(corpusPath, pagesFolder, corpus.articles);
  for (const engine of own) {
    const { siteFolder } = foldersOf(engine);
    await attempt(engine, async () => {
      const before = digestsOf(siteFolder);
      const figures = await run("rebuild", engine);
      const changed = [...digestsOf(siteFolder)].filter(([path, digest]) => before.get(path) !== digest);
      return { rebuild: { ...figures, ...weigh(changed.map(([path]) => path)) } };
    });
  }
  return sizeResult();
}

/**
 * Makes queries of the corpus' own mix, and of each kind with an intended article; those that open a visit are none of
 * these.
 */
async function makeQueries(
  corpusPath: string,
  queriesPath: string,
): Promise<{ firstQueries: string[]; queries: StaticQuery[] }> {
  const known = new KnownItems();
  for await (const article of readCorpus(corpusPath)) known.add(article);
  const mix = JSON.parse(await readFile(queriesPath, "utf8")) as string[];
  const queries: StaticQuery[] = mix.slice(0, QUERIES_PER_KIND).map((text) => ({ kind: "mix", text, meantId: null }));
  for (const kind of ["as written", "inflected", "typo", "layout"] as const) {
    queries.push(...known.queries(kind, QUERIES_PER_KIND));
  }
  return { firstQueries: mix.slice(QUERIES_PER_KIND, QUERIES_PER_KIND + FIRST_QUERIES), queries };
}

function weigh(paths: readonly string[]): FileSet {
  return { files: paths.length, bytes: paths.reduce((sum, path) => sum + statSync(path).size, 0) };
}

function digestsOf(folder: string): ReadonlyMap<string, string> {
  return new Map(
    filesBelow(folder).map((path) => [path, createHash("sha256").update(readFileSync(path)).digest("hex")]),
  );
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
