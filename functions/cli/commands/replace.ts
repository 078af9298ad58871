/**
 * `poisk replace FILE --id ID`: puts a corrected article in place of the old one wherever it is held, under its old id.
 */
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import type { Command } from "commander";
import { MAX_UPLOAD_BYTES } from "../../../src/indexer/ingest/upload-reader.ts";
import { addLocationOptions, type IndexLocation, openIndex } from "../location/open-index.ts";
import { parseKeyOption } from "../location/upload-plan.ts";
import { CommandFailure, type ExitCode, unreadableFile } from "../terminal/failure.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { idTarget } from "./article-target.ts";
import { runTakedown } from "./takedown.ts";

interface ReplaceOptions extends IndexLocation {
  readonly id: string;
  readonly key?: string;
  readonly dryRun?: true;
}

export function addReplaceCommand(program: Command, terminal: Terminal, done: (exitCode: ExitCode) => void): void {
  const command = program
    .command("replace")
    .description("put a corrected article in place of an old one, in every upload that holds it")
    .argument("<file>", "the corrected article, in any format that is read")
    .requiredOption("--id <id>", "the id of the old article, which the corrected one keeps")
    .option("--key <key>", "only in this upload")
    .option("--dry-run", "only say what would be replaced");
  addLocationOptions(command).action(async (file: string, options: ReplaceOptions) => {
    const index = openIndex(options);
    const target = idTarget(options.id);
    const correction = { fileName: basename(file).normalize("NFC"), bytes: await readCorrectionFile(file) };
    const key = options.key === undefined ? null : parseKeyOption(options.key, index.context.layout);
    const change = { selects: target.selects, correction };
    done(await runTakedown(index, { target, key, change, isDryRun: options.dryRun === true }, terminal));
  });
}

async function readCorrectionFile(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > MAX_UPLOAD_BYTES)
      throw new CommandFailure(`The file has ${size} bytes, at most ${MAX_UPLOAD_BYTES} are read.`);
    return await readFile(path);
  } catch (failure) {
    throw failure instanceof CommandFailure ? failure : unreadableFile(path, failure);
  }
}
