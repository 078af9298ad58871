/**
 * A verb of the command as data: its name, its help and what it does. `addVerb` makes a subcommand of it, gives it the
 * options that all verbs have, and prints what it found as JSON where --json asks for that.
 */
import { type Command, Option } from "commander";
import { unknownSettings } from "../../settings/unknown-settings.ts";
import { locationOptions } from "../location/open-index.ts";
import { isPathName, typedPath } from "../location/typed-path.ts";
import { unknownSettingText } from "../rendering/setting-text.ts";
import { type ExitCode, failureJson } from "../terminal/failure.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** The aim of a verb, in the order of the help. */
type VerbGroup = "Search" | "Bring in" | "Correct and take down" | "Look after" | "Serve";

export interface Verb {
  readonly name: string;
  /** Left out of a verb that only poisk itself runs: it is in no help, and takes no options but its own. */
  readonly group?: VerbGroup;
  readonly summary: string;
  readonly argument?: readonly [name: string, description: string];
  readonly options?: readonly Option[];
  /** False of a verb that touches no index, and so need not be told where one is. */
  readonly hasIndex?: false;
  /** Command lines behind `poisk`, each with its effect behind `  # `. They work beside the samples of `npm start`. */
  readonly examples?: readonly string[];
  /** Set where --json prints a JSON value a line, as they come: `run` prints them itself. */
  readonly jsonLines?: string;
  run(call: VerbCall): Promise<VerbOutcome>;
}

/** One call of a verb. */
export interface VerbCall<Options extends object = object> {
  readonly words: readonly string[];
  readonly options: Options;
  /** Takes the text for people; with --json what is printed and noted there is dropped. */
  readonly terminal: Terminal;
  readonly isJson: boolean;
  readonly command: Command;
}

export interface VerbOutcome {
  /** Output of --json, maps as objects, sets as arrays, failures as `failureJson`; undefined: nothing. */
  readonly value?: unknown;
  /** 0 where left out. */
  readonly exitCode?: ExitCode;
}

export function addVerb(program: Command, verb: Verb, terminal: Terminal, done: (exitCode: ExitCode) => void): void {
  const isHidden = verb.group === undefined;
  const command = program.command(verb.name, { hidden: isHidden }).summary(verb.summary);
  command.description(`${verb.summary.slice(0, 1).toUpperCase()}${verb.summary.slice(1)}.`);
  if (verb.argument !== undefined) command.argument(...verb.argument);
  for (const option of verb.options ?? []) command.addOption(option);
  if (!isHidden) addSharedOptions(command.helpGroup(`${verb.group}:`), verb, terminal);
  command.action(async () => {
    const words = asTyped(command, verb);
    const options = command.opts<{ readonly json?: true }>();
    const isJson = options.json === true;
    const isSilent = isJson && verb.jsonLines === undefined;
    const own = isSilent ? { ...terminal, print: () => {}, note: () => {} } : terminal;
    const unknown = verb.jsonLines === undefined && !isHidden ? unknownSettings(process.env) : [];
    for (const name of unknown) own.note(unknownSettingText(name));
    const outcome = await verb.run({ words, options, terminal: own, isJson, command });
    if (isSilent && outcome.value !== undefined) terminal.print(JSON.stringify(outcome.value, toJson, 2));
    done(outcome.exitCode ?? 0);
  });
}

/** The arguments. Typed paths among them, and among the options, become those that this process opens. */
function asTyped(command: Command, { argument: [name] = ["", ""] }: Verb): readonly string[] {
  const toPath = (path: string) => typedPath(path, process.env, process.cwd());
  for (const option of command.options) {
    const key = option.attributeName();
    if (!isPathName(option.flags) || command.getOptionValueSource(key) !== "cli") continue;
    const value: unknown = command.getOptionValue(key);
    if (typeof value === "string") command.setOptionValueWithSource(key, toPath(value), "cli");
  }
  return isPathName(name) ? command.args.map(toPath) : command.args;
}

function addSharedOptions(command: Command, { jsonLines, hasIndex, examples = [] }: Verb, { style }: Terminal): void {
  command.addOption(new Option("--json", `print ${jsonLines ?? "one JSON document"} for a program to read`));
  if (hasIndex !== false) {
    for (const option of locationOptions) command.addOption(option.helpGroup("Where the index is:"));
  }
  const lines = examples.map((line) => {
    const [typed = "", what] = line.split("  # ");
    return `  poisk ${typed}${what === undefined ? "" : style("dim", `  # ${what}`)}`;
  });
  command.addHelpText("after", ["", style("bold", "Examples:"), ...lines].join("\n"));
}

function toJson(_: string, value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  return value instanceof Error ? failureJson(value) : value;
}
