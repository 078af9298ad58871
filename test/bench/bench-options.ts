/**
 * What `npm run bench` was asked for.
 */
import { parseArgs } from "node:util";
import { type EngineName, engineNames } from "./engine.ts";

export interface BenchOptions {
  /** One run for each, smallest first as given. */
  readonly sizes: readonly number[];
  readonly engines: readonly EngineName[];
  /** Articles to take instead of made ones. */
  readonly jsonlPath: string | null;
  /** Where the reports go; a temporary folder where none is named. */
  readonly outFolder: string | null;
}

export const usage = `npm run bench -- [--articles N[,N…]] [--engines a,b] [--jsonl FILE] [--out DIR]

  --articles  how many articles, a run for each; default 1000
  --engines   of ${engineNames.join(", ")}; default all
  --jsonl     takes the articles of a .jsonl instead of made ones
  --out       where bench.json and bench.html go; default a new temporary folder`;

/** The options, or one sentence on what is wrong with them. */
export function parseBenchOptions(args: readonly string[]): BenchOptions | string {
  let values: { articles: string; engines: string; jsonl?: string; out?: string };
  try {
    values = parseArgs({
      args: [...args],
      options: {
        articles: { type: "string", default: "1000" },
        engines: { type: "string", default: engineNames.join(",") },
        jsonl: { type: "string" },
        out: { type: "string" },
      },
    }).values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const sizes = values.articles.split(",").map(Number);
  if (sizes.some((size) => !Number.isSafeInteger(size) || size < 1)) {
    return "--articles takes whole numbers from 1 on, with commas between: --articles 1000,10000";
  }
  const names = values.engines.split(",");
  const engines = engineNames.filter((name) => names.includes(name));
  const unknown = names.filter((name) => !engines.some((engine) => engine === name));
  if (unknown.length > 0) return `--engines knows no ${unknown.join(", ")}; it knows ${engineNames.join(", ")}`;
  return { sizes, engines, jsonlPath: values.jsonl ?? null, outFolder: values.out ?? null };
}
