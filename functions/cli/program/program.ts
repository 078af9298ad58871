/**
 * The command `poisk` and its verbs: parses arguments, runs one subcommand, gives the exit code. Never exits by itself.
 */
import { Command, CommanderError } from "commander";
import packageJson from "../../../package.json" with { type: "json" };
import { articleVerb, similarVerb } from "../commands/article.ts";
import { compactVerb } from "../commands/compact.ts";
import { costVerb } from "../commands/cost.ts";
import { doctorVerb } from "../commands/doctor.ts";
import { exportVerb } from "../commands/export.ts";
import { importVerb } from "../commands/import.ts";
import { ingestWorkerVerb } from "../commands/ingest-worker.ts";
import { pollVerb } from "../commands/poll.ts";
import { previewVerb } from "../commands/preview.ts";
import { publishVerb } from "../commands/publish.ts";
import { putVerb } from "../commands/put.ts";
import { readVerb } from "../commands/read.ts";
import { rebuildVerb } from "../commands/rebuild.ts";
import { reconcileVerb } from "../commands/reconcile.ts";
import { rejectedVerb } from "../commands/rejected.ts";
import { searchVerb } from "../commands/search.ts";
import { serveVerb } from "../commands/serve.ts";
import { serveIndexVerb } from "../commands/serve-index.ts";
import { statusVerb } from "../commands/status.ts";
import { suggestVerb } from "../commands/suggest.ts";
import { removeVerb, replaceVerb } from "../commands/takedown.ts";
import { takedownsVerb } from "../commands/takedowns.ts";
import { tokenVerb } from "../commands/token.ts";
import { addVerb, type Verb } from "../commands/verb.ts";
import { verifyVerb } from "../commands/verify.ts";
import { type ExitCode, reportFailure, UsageError } from "../terminal/failure.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Verbs in the order of the help. */
export const verbs: readonly Verb[] = [
  searchVerb,
  suggestVerb,
  articleVerb,
  similarVerb,
  putVerb,
  importVerb,
  pollVerb,
  readVerb,
  rejectedVerb,
  reconcileVerb,
  replaceVerb,
  removeVerb,
  takedownsVerb,
  statusVerb,
  verifyVerb,
  compactVerb,
  rebuildVerb,
  exportVerb,
  publishVerb,
  previewVerb,
  serveVerb,
  tokenVerb,
  doctorVerb,
  costVerb,
  ingestWorkerVerb,
  serveIndexVerb,
];

/** Runs `poisk` with these arguments (without node and script). Never rejects. */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const isJson = args.slice(0, args.includes("--") ? args.indexOf("--") : args.length).includes("--json");
  let exitCode: ExitCode = 0;
  try {
    const program = createProgram(terminal, isJson);
    for (const verb of verbs) {
      addVerb(program, verb, terminal, (code) => {
        exitCode = code;
      });
    }
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (failure) {
    if (!(failure instanceof CommanderError)) return reportFailure(failure, terminal, isJson);
    // Help that was asked for is no failure; of what was not understood commander has said so already, but not as JSON.
    if (failure.exitCode === 0) return 0;
    return isJson ? reportFailure(new UsageError(withoutPrefix(failure.message)), terminal, isJson) : 2;
  }
}

/** Settings that subcommands inherit when they are added. */
function createProgram(terminal: Terminal, isJson: boolean): Command {
  const bold = (text: string) => terminal.style("bold", text);
  return new Command("poisk")
    .description("Full-text search for Russian news, with its index in a folder or a bucket.")
    .version(packageJson.version)
    .usage("VERB [options]")
    .helpOption("-h, --help", "show this help")
    .commandsGroup("Help:")
    .helpCommand("help [verb]", "show the help of a verb")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => (isJson ? undefined : terminal.note(text.trimEnd())),
      outputError: (text, write) => write(`poisk: ${withoutPrefix(text)}`),
      getOutHelpWidth: () => terminal.columns,
      // Where the output has no colours, the terminal gives none.
      getOutHasColors: () => true,
    })
    .configureHelp({
      subcommandTerm: (verb) => verb.name(),
      styleTitle: bold,
      styleSubcommandTerm: bold,
      styleOptionTerm: bold,
    })
    .showHelpAfterError("Help: poisk --help, poisk VERB --help")
    .showSuggestionAfterError()
    .addHelpText("after", helpEnd(terminal));
}

function withoutPrefix(text: string): string {
  return text.replace(/^error: /, "");
}

function helpEnd({ style }: Terminal): string {
  return [
    "",
    style("bold", "Examples, beside npm start or after it:"),
    "  poisk search паром волга",
    "  poisk put examples/page.txt",
    "  poisk search --help",
    "",
    style("bold", "Exit codes:"),
    "  0  done",
    "  1  it failed, or some of it did; verify: the index is damaged or outdated",
    "  2  the command was not understood",
    "",
    "With --json standard output holds JSON alone, and standard error nothing but, of",
    'a failure, one line: {"code": …, "detail": …}.',
  ].join("\n");
}
