/**
 * `poisk remove`: takes one article down wherever it is held, or a whole upload.
 */
import { type Command, Option } from "commander";
import { addLocationOptions, type IndexLocation, openIndex } from "../location/open-index.ts";
import { parseKeyOption } from "../location/upload-plan.ts";
import { type ExitCode, UsageError } from "../terminal/failure.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { idTarget, keyTarget, urlTarget } from "./article-target.ts";
import { runTakedown } from "./takedown.ts";

interface RemoveOptions extends IndexLocation {
  readonly key?: string;
  readonly id?: string;
  readonly url?: string;
  readonly dryRun?: true;
}

export function addRemoveCommand(program: Command, terminal: Terminal, done: (exitCode: ExitCode) => void): void {
  const command = program
    .command("remove")
    .description("take an article down, from bucket and index, in every upload that holds it")
    .addOption(new Option("--id <id>", "the article of this id").conflicts("url"))
    .option("--url <url>", "the article of this address")
    .option("--key <key>", "all of this upload; with --id or --url the article in this upload alone")
    .option("--dry-run", "only say what would go");
  addLocationOptions(command).action(async (options: RemoveOptions) => {
    const index = openIndex(options);
    const target = targetOf(options);
    const key = options.key === undefined ? null : parseKeyOption(options.key, index.context.layout);
    const isWhole = options.id === undefined && options.url === undefined;
    const change = isWhole ? ("remove" as const) : { selects: target.selects, correction: null };
    done(await runTakedown(index, { target, key, change, isDryRun: options.dryRun === true }, terminal));
  });
}

function targetOf({ id, url, key }: RemoveOptions) {
  if (id !== undefined) return idTarget(id);
  if (url !== undefined) return urlTarget(url);
  if (key !== undefined) return keyTarget(key);
  throw new UsageError("Say what to remove: --id, --url or --key.");
}
