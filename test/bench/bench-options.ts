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
  /** A phase of an engine that takes longer is ended, and counts as failed. */
  readonly limitMinutes: number;
  /** Where the reports go; a temporary folder where none is named. */
  readonly outFolder: string | null;
}

/** A day and a half: timers count no further than 24 days, and nobody waits for longer. */
const MAX_LIMIT_MINUTES = 2_160;

/** Enough for a million articles of poisk here, and for whatever a peer that takes longer is worth. */
const DEFAULT_LIMIT_MINUTES = 60;

export const usage = `npm run bench -- [--articles N[,N…]] [--engines a,b] [--jsonl FILE] [--limit MINUTES] [--out DIR]

  --articles  how many articles, a run for each; default 1000
  --engines   of ${engineNames.join(", ")}; default all
  --jsonl     takes the articles of a .jsonl instead of made ones
  --limit     minutes that an engine has to build, and again to answer; default ${DEFAULT_LIMIT_MINUTES}
  --out       where bench.json and bench.html go; default a new temporary folder`;

/** The options, or one sentence on what is wrong with them. */
export function parseBenchOptions(args: readonly string[]): BenchOptions | string {
  let values: { articles: string; engines: string; jsonl?: string; limit: string; out?: string };
  try {
    values = parseArgs({
      args: [...args],
      options: {
        articles: { type: "string", default: "1000" },
        engines: { type: "string", default: engineNames.join(",") },
        jsonl: { type: "string" },
        limit: { type: "string", default: String(DEFAULT_LIMIT_MINUTES) },
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
  const limitMinutes = Number(values.limit);
  if (!(limitMinutes > 0 && limitMinutes <= MAX_LIMIT_MINUTES)) {
    return `--limit takes minutes, more than 0 and at most ${MAX_LIMIT_MINUTES}`;
  }
  return { sizes, engines, jsonlPath: values.jsonl ?? null, limitMinutes, outFolder: values.out ?? null };
}
