/**
 * `npm start`: starts the local server, says what to do next, and closes it on SIGINT and SIGTERM.
 */
import { failureText } from "../../functions/cli/terminal/failure.ts";
import { systemTerminal } from "../../functions/cli/terminal/terminal.ts";
import { type LocalServer, startLocalServer } from "./local-server.ts";
import { parseLocalSettings, SettingsError } from "./local-settings.ts";
import { welcomeLines } from "./welcome.ts";

const terminal = systemTerminal();
// Whoever reads our lines may stop reading (`npm start | head`); the server goes on.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});

try {
  const settings = parseLocalSettings(process.env);
  const server = await startLocalServer(settings, terminal);
  closeOnSignal(server);
  for (const line of welcomeLines(server, settings.dataFolder, terminal)) terminal.print(line);
} catch (failure) {
  terminal.note(failure instanceof SettingsError ? failure.message : failureText(failure));
  process.exit(1);
}

/** A second signal does not wait; the same one may come from the terminal and from npm at once, so a moment later. */
function closeOnSignal(server: LocalServer): void {
  const impatientAfterMs = 500;
  let closingSinceMs: number | null = null;
  const close = async (): Promise<void> => {
    if (closingSinceMs !== null) {
      if (performance.now() - closingSinceMs > impatientAfterMs) process.exit(1);
      return;
    }
    closingSinceMs = performance.now();
    terminal.print("Closing…");
    await server.close();
    process.exit(0);
  };
  process.on("SIGINT", close).on("SIGTERM", close);
}
