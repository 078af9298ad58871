/**
 * The command `poisk` and its verbs: parses arguments, runs one subcommand, gives the exit code. Never exits by itself.
 */
import { Command, CommanderError } from "commander";
import packageJson from "../../../package.json" with { type: "json" };
import { addCompactCommand } from "../commands/compact.ts";
import { addCostCommand } from "../commands/cost.ts";
import { addDoctorCommand } from "../commands/doctor.ts";
import { addExportCommand } from "../commands/export.ts";
import { addImportCommand } from "../commands/import.ts";
import { addIngestWorkerCommand } from "../commands/ingest-worker.ts";
import { addPurgeCommand } from "../commands/purge.ts";
import { addPutCommand } from "../commands/put.ts";
import { addReadCommand } from "../commands/read.ts";
import { addRebuildCommand } from "../commands/rebuild.ts";
import { addReconcileCommand } from "../commands/reconcile.ts";
import { addRejectedCommand } from "../commands/rejected.ts";
import { addRemoveCommand } from "../commands/remove.ts";
import { addReplaceCommand } from "../commands/replace.ts";
import { addSearchCommand } from "../commands/search.ts";
import { addServeCommand } from "../commands/serve.ts";
import { addServeIndexCommand } from "../commands/serve-index.ts";
import { addStatusCommand } from "../commands/status.ts";
import { addVerifyCommand } from "../commands/verify.ts";
import { type ExitCode, reportFailure } from "../terminal/failure.ts";
import type { Terminal } from "../terminal/terminal.ts";

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
