/**
 * The options of `npm run bench`.
 */
import { parseArgs } from "node:util";
import { type EngineName, engineNames } from "./engine.ts";

export interface BenchOptions<Name extends string = EngineName> {
  /** One run for each, smallest first as given. */
  readonly sizes: readonly number[];
  readonly engines: readonly Name[];
  /** Articles to take instead of made ones. */
  readonly jsonlPath: string | null;
  /** A phase of an engine that takes longer is ended, and counts as failed. */
  readonly limitMinutes: number;
  /** Folder of the reports; a temporary one if none is given. */
  readonly outFolder: string | null;
}

/** A day and a half: timers count no further than 24 days, and nobody waits for longer. */
const MAX_LIMIT_MINUTES = 2_160;

/** Enough for a million articles of poisk here, and for whatever a peer that takes longer is worth. */
const DEFAULT_LIMIT_MINUTES = 60;

/** Makes the help text of a bench of engines. */
export function usageOf(command: string, known: readonly string[], reports: string): string {
  return `${command} -- [--articles N[,N…]] [--engines a,b] [--jsonl FILE] [--limit MINUTES] [--out DIR]

  --articles  how many articles, a run for each; default 1000
  --engines   of ${known.join(", ")}; default all
  --jsonl     takes the articles of a .jsonl instead of made ones
  --limit     minutes that an engine has to build, and again to answer; default ${DEFAULT_LIMIT_MINUTES}
  --out       where ${reports} go; default a new temporary folder`;
}

export const usage = usageOf("npm run bench", engineNames, "bench.json and bench.html");

/** The options, or one sentence on what is wrong with them. */
export const parseBenchOptions = (args: readonly string[]): BenchOptions | string => parseOptions(args, engineNames);

/** The same of a bench of other engines. */
export function parseOptions<Name extends string>(
  args: readonly string[],
  known: readonly Name[],
): BenchOptions<Name> | string {
  let values: { articles: string; engines: string; jsonl?: string; limit: string; out?: string };
  try {
    values = parseArgs({
      args: [...args],
      options: {
        articles: { type: "string", default: "1000" },
        engines: { type: "string", default: known.join(",") },
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
  const engines = known.filter((name) => names.includes(name));
  const unknown = names.filter((name) => !engines.some((engine) => engine === name));
  if (unknown.length > 0) return `--engines knows no ${unknown.join(", ")}; it knows ${known.join(", ")}`;
  const limitMinutes = Number(values.limit);
  if (!(limitMinutes > 0 && limitMinutes <= MAX_LIMIT_MINUTES)) {
    return `--limit takes minutes, more than 0 and at most ${MAX_LIMIT_MINUTES}`;
  }
  return { sizes, engines, jsonlPath: values.jsonl ?? null, limitMinutes, outFolder: values.out ?? null };
}
