/**
 * The command `poisk` and its verbs: parses arguments, runs one subcommand, gives the exit code. Never exits by itself.
 */
import { Command, CommanderError } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { addCompactCommand } from "./compact.ts";
import { addCostCommand } from "./cost.ts";
import { addDoctorCommand } from "./doctor.ts";
import { addExportCommand } from "./export.ts";
import { type ExitCode, reportFailure } from "./failure.ts";
import { addImportCommand } from "./import.ts";
import { addIngestWorkerCommand } from "./ingest-worker.ts";
import { addPurgeCommand } from "./purge.ts";
import { addPutCommand } from "./put.ts";
import { addReadCommand } from "./read.ts";
import { addRebuildCommand } from "./rebuild.ts";
import { addReconcileCommand } from "./reconcile.ts";
import { addRejectedCommand } from "./rejected.ts";
import { addRemoveCommand } from "./remove.ts";
import { addReplaceCommand } from "./replace.ts";
import { addSearchCommand } from "./search.ts";
import { addServeCommand } from "./serve.ts";
import { addServeIndexCommand } from "./serve-index.ts";
import { addStatusCommand } from "./status.ts";
import type { Terminal } from "./terminal.ts";
import { addVerifyCommand } from "./verify.ts";

/** Runs `poisk` with these arguments (without node and script). Never rejects. */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const done = (code: ExitCode): void => {
    exitCode = code;
  };
  const program = createProgram(terminal);
  for (const add of [
    addPutCommand,
    addImportCommand,
    addIngestWorkerCommand,
    addReplaceCommand,
    addRemoveCommand,
    addSearchCommand,
    addStatusCommand,
    addReadCommand,
    addReconcileCommand,
    addRebuildCommand,
    addCompactCommand,
    addRejectedCommand,
    addVerifyCommand,
    addExportCommand,
    addDoctorCommand,
    addCostCommand,
    addPurgeCommand,
    addServeCommand,
    addServeIndexCommand,
  ]) {
    add(program, terminal, done);
  }
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (failure) {
    // Commander has said already what it did not understand; help that was asked for is no failure.
    if (failure instanceof CommanderError) return failure.exitCode === 0 ? 0 : 2;
    return reportFailure(failure, terminal);
  }
}

/** Settings that subcommands inherit when they are added. */
function createProgram(terminal: Terminal): Command {
  return new Command("poisk")
    .description("Full-text search for Russian news, with its index in a folder or a bucket.")
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
      outputError: (text, write) => write(text.replace(/^error: /, "poisk: ")),
    })
    .showHelpAfterError("Help: poisk --help, poisk VERB --help")
    .showSuggestionAfterError()
    .addHelpText(
      "after",
      ["", "Examples:", "  poisk put page.txt", "  poisk search лавров переговоры", "  poisk read page.txt"].join("\n"),
    );
}
