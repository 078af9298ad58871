/**
 * npm run bench: poisk and its peers on the same corpus and machine (docs/benchmarks.md says what each figure means).
 * A table in the terminal, all figures as JSON, the tables as Markdown, and a report to look at.
 */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { cpus, tmpdir, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { type BenchOptions, parseBenchOptions, usage } from "./bench-options.ts";
import { buildCommand } from "./built-command.ts";
import { engines } from "./engine-table.ts";
import { isPeerInstalled, peersCommand } from "./engines/peer-packages.ts";
import { measureSize } from "./measure-size.ts";
import type { BenchResult, SizeResult } from "./measurement.ts";
import { ProgressLine } from "./progress-line.ts";
import { htmlReport } from "./report/html-report.ts";
import { markdownReport } from "./report/markdown-report.ts";
import { terminalReport } from "./report/terminal-report.ts";
import { withRunFolder } from "./run-folder.ts";

const options = parseBenchOptions(process.argv.slice(2));
if (typeof options === "string") {
  console.error(`${options}\n\n${usage}`);
  process.exit(2);
}
const progress = new ProgressLine();
if (options.jsonlPath !== null && !existsSync(options.jsonlPath)) fail(`There is no ${options.jsonlPath}.`);
const outFolder = await openOutFolder(options.outFolder);
const result = await runBench(options).catch((error: unknown) =>
  fail(error instanceof Error ? error.message : String(error)),
);
await writeFile(join(outFolder, "bench.json"), `${JSON.stringify(result, null, 2)}\n`);
await writeFile(join(outFolder, "bench.html"), htmlReport(result));
await writeFile(join(outFolder, "bench.md"), markdownReport(result));
console.log(terminalReport(result));
console.log(`\nThe report: ${join(outFolder, "bench.html")}\nAll figures: ${join(outFolder, "bench.json")}`);

async function runBench({ sizes, jsonlPath, limitMinutes, ...asked }: BenchOptions): Promise<BenchResult> {
  const startedAt = new Date().toISOString();
  const measured = installedEngines(asked.engines);
  if (measured.some((name) => name.startsWith("poisk"))) {
    progress.update("bundling the command");
    await buildCommand();
  }
  const results: SizeResult[] = [];
  for (const articles of sizes) {
    results.push(
      await withRunFolder((folder) =>
        measureSize({ articles, engines: measured, jsonlPath, limitMinutes, folder }, progress),
      ),
    );
  }
  const about = { startedAt, machine: machineName(), node: process.version, corpus: corpusName(jsonlPath) };
  return { ...about, limitMinutes, sizes: results };
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

/** Says which engines are left out, and how to have them in. */
function installedEngines(names: BenchOptions["engines"]): BenchOptions["engines"] {
  const missing = names.filter((name) => {
    const { peerModule } = engines[name];
    return peerModule !== undefined && !isPeerInstalled(peerModule);
  });
  if (missing.length > 0) {
    progress.say(
      `Left out: ${missing.map((name) => engines[name].title).join(", ")}. To have them in: ${peersCommand}`,
    );
  }
  return names.filter((name) => !missing.includes(name));
}

async function openOutFolder(named: string | null): Promise<string> {
  if (named === null) return mkdtemp(join(tmpdir(), "poisk-bench-report-"));
  await mkdir(named, { recursive: true });
  return resolve(named);
}

function machineName(): string {
  const processors = cpus();
  return `${processors.length} × ${processors[0]?.model.trim() ?? "CPU"}, ${Math.round(totalmem() / 2 ** 30)} GB`;
}

function corpusName(jsonlPath: string | null): string {
  return jsonlPath === null ? "made of seed 1, news-like (test/bench/news-corpus.ts)" : "the articles of a .jsonl";
}
