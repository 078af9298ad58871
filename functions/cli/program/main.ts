#!/usr/bin/env node
import { endLoading } from "../terminal/load-failure.ts";
import { systemTerminal } from "../terminal/terminal.ts";
/**
 * Entry of the command `poisk`: hands the process's arguments to the program and its exit code to the process.
 */
import { runCommand } from "./program.ts";

endLoading();

// A reader that closes the pipe (`poisk search … | head`) has had enough; a full disk behind `>` must be told.
process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
  if (code === "EPIPE") process.exit(0);
  process.stderr.write(`poisk: Standard output cannot be written (${code ?? message}).\n`);
  process.exit(1);
});

// Whoever closed standard error wants no words; the work goes on, and the exit code tells how it ended.
process.stderr.on("error", () => {});

process.exitCode = await runCommand(process.argv.slice(2), systemTerminal());
