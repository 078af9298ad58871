/**
 * All measurements at one size of corpus: the corpus is written once, then each engine builds and answers in processes
 * of its own, one after another, so that none disturbs the next.
 */
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { type CorpusFiles, generateCorpus, takeCorpus } from "./corpus-file.ts";
import type { EngineName } from "./engine.ts";
import { bundleEngineProcess } from "./engine-bundle.ts";
import { engines } from "./engine-table.ts";
import { measureHttpAnswers } from "./http-answers.ts";
import type {
  BuildFigures,
  EngineResult,
  HttpFigures,
  SearchCostFigures,
  SearchFigures,
  SizeResult,
  UploadCosts,
} from "./measurement.ts";
import type { ProgressLine } from "./progress-line.ts";
import { type PhaseRequest, runPhase } from "./run-phase.ts";
import { judgeTargets } from "./targets.ts";

export interface SizeRequest {
  readonly articles: number;
  readonly engines: readonly EngineName[];
  readonly jsonlPath: string | null;
  readonly limitMinutes: number;
  /** A folder of this run's own; it is left empty. */
  readonly folder: string;
}

export async function measureSize(request: SizeRequest, progress: ProgressLine): Promise<SizeResult> {
  const { articles, jsonlPath, folder } = request;
  progress.say(`${articles.toLocaleString("en")} articles: writing the corpus…`);
  const corpus =
    jsonlPath === null ? await generateCorpus(folder, articles) : await takeCorpus(folder, jsonlPath, articles);
  if (corpus.articles === 0) throw new Error(`No articles could be read from ${jsonlPath}.`);
  const program = await bundleEngineProcess(join(folder, "program"));
  const run = new SizeRun(program, request, corpus, progress);
  try {
    const results: EngineResult[] = [];
    for (const engine of request.engines) results.push(await run.measureEngine(engine));
    const costs = request.engines.some((engine) => indexOf(engine) === "poisk") ? await run.measureCosts() : noCosts;
    const measured = { articles: corpus.articles, textBytes: corpus.textBytes, engines: results, ...costs };
    return { ...measured, targets: judgeTargets(measured) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Costs = Pick<SizeResult, "searchCost" | "http" | "uploadCosts">;

const noCosts: Costs = { searchCost: null, http: null, uploadCosts: null };

function indexOf(engine: EngineName): EngineName {
  return engines[engine].indexOf ?? engine;
}

class SizeRun {
  readonly #program: string;
  readonly #folder: string;
  readonly #limitMinutes: number;
  readonly #corpus: CorpusFiles;
  readonly #progress: ProgressLine;
  /** Figures by the engine that built; null if it failed. */
  readonly #built = new Map<EngineName, BuildFigures>();

  constructor(program: string, { folder, limitMinutes }: SizeRequest, corpus: CorpusFiles, progress: ProgressLine) {
    this.#program = program;
    this.#folder = folder;
    this.#limitMinutes = limitMinutes;
    this.#corpus = corpus;
    this.#progress = progress;
  }

  /** A failure is a result: what could be measured before it stays. */
  async measureEngine(engine: EngineName): Promise<EngineResult> {
    let build: BuildFigures | null = null;
    try {
      build = await this.#build(indexOf(engine));
      if (engines[engine].isBuiltOnly) return { engine, build, search: null, failure: null };
      const search = await this.#phase<SearchFigures>(engine, "search");
      return { engine, build, search, failure: null };
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      this.#progress.say(`${engines[engine].title}: ${failure}`);
      return { engine, build, search: null, failure };
    }
  }

  /** The uploads come last, as they change the index. */
  async measureCosts(): Promise<Costs> {
    const costs: { -readonly [name in keyof Costs]: Costs[name] } = { ...noCosts };
    try {
      costs.searchCost = await this.#phase<SearchCostFigures>("poisk", "cost");
      costs.http = await this.#measureHttp();
      costs.uploadCosts = await this.#phase<UploadCosts>("poisk", "uploads");
    } catch (error) {
      this.#progress.say(`poisk, costs: ${error instanceof Error ? error.message : String(error)}`);
    }
    return costs;
  }

  async #measureHttp(): Promise<HttpFigures> {
    this.#progress.update("poisk serve: answers over HTTP");
    const queries = JSON.parse(await readFile(this.#corpus.queriesPath, "utf8")) as string[];
    return measureHttpAnswers(join(this.#folder, "poisk"), queries);
  }

  async #build(engine: EngineName): Promise<BuildFigures> {
    const built = this.#built.get(engine) ?? (await this.#phase<BuildFigures>(engine, "build"));
    this.#built.set(engine, built);
    return built;
  }

  async #phase<T>(engine: EngineName, phase: PhaseRequest["phase"]): Promise<T> {
    const folder = join(this.#folder, indexOf(engine));
    await mkdir(folder, { recursive: true });
    const { articlesPath, queriesPath, articles } = this.#corpus;
    const name = `${engines[engine].title}: ${phase}`;
    this.#progress.update(name);
    const startMs = performance.now();
    const request = { phase, engine, folder, articlesPath, queriesPath };
    const result = await runPhase<T>(this.#program, request, this.#limitMinutes, (done) => {
      const rate = Math.round((done * 1_000) / (performance.now() - startMs));
      this.#progress.update(`${name} ${Math.floor((100 * done) / articles)} % (${rate} articles/s)`);
    });
    this.#progress.say(`${name} took ${((performance.now() - startMs) / 1_000).toFixed(1)} s`);
    return result;
  }
}
