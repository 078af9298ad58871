/**
 * Parses the arguments of an evaluation command: one folder of real texts, which no clone has, and options. Without the
 * folder it says so and measures what it can without; that is no failure.
 */
import { existsSync, statSync } from "node:fs";
import { type ParseArgsConfig, parseArgs } from "node:util";

type OptionTable = NonNullable<ParseArgsConfig["options"]>;

/** The arguments of a command: `path` is null if no folder is given. */
export interface EvaluationArguments<Options extends OptionTable> {
  readonly path: string | null;
  readonly values: ReturnType<typeof parseArgs<{ options: Options; allowPositionals: true }>>["values"];
}

export interface EvaluationCommand<Options extends OptionTable> {
  readonly usage: string;
  readonly options: Options;
  /** One sentence on what is wrong with the arguments; null where nothing is. */
  readonly findFault: (given: EvaluationArguments<Options>) => string | null;
  readonly run: (given: EvaluationArguments<Options>) => Promise<void>;
}

/** The exit code: 2 where the arguments are wrong, else 0. */
export async function runEvaluation<Options extends OptionTable>(
  args: readonly string[],
  { usage, options, findFault, run }: EvaluationCommand<Options>,
): Promise<number> {
  const given = readArguments(args, options);
  const fault = typeof given === "string" ? given : findFault(given);
  if (typeof given === "string" || fault !== null) {
    console.error(`${fault}\n\n${usage}`);
    return 2;
  }
  await run(given);
  return 0;
}

/** The fault of a command that judges sets of news-dev.jsonl, all or one of them; null where there is none. */
export function findSetFault(path: string | null, half: string, sets: readonly string[]): string | null {
  if (path === null) return "Name a folder with news-dev.jsonl.";
  if (half === "" || sets.includes(half)) return null;
  return `--half takes ${sets.slice(0, -1).join(", ")} or ${sets.at(-1)}.`;
}

/** Tells whether there is such a folder; if not, prints what is skipped. */
export function findFolder(path: string): boolean {
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  if (!isFolder) console.log(`Skipped: there is no folder ${path}.`);
  return isFolder;
}

function readArguments<Options extends OptionTable>(
  args: readonly string[],
  options: Options,
): EvaluationArguments<Options> | string {
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    const [path = null, ...rest] = positionals;
    return rest.length > 0 ? "Name one folder." : { path, values };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
