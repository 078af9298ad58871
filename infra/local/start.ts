/**
 * `npm start`: starts the local server, says what to do next, and closes it on SIGINT and SIGTERM.
 */

import { join } from "node:path";
import { failureText } from "../../functions/cli/terminal/failure.ts";
import { endLoading } from "../../functions/cli/terminal/load-failure.ts";
import { systemTerminal, type Terminal } from "../../functions/cli/terminal/terminal.ts";
import { LOCAL_BUCKET, type LocalServer, startLocalServer } from "./local-server.ts";
import { parseLocalSettings } from "./local-settings.ts";

// What a newcomer reads when the server has started: where everything is, and what to try.

/** The lines, an empty one before and after. */
function welcomeLines(
  { url, s3Url, foreignUrl }: Pick<LocalServer, "url" | "s3Url" | "foreignUrl">,
  dataFolder: string,
  { style }: Pick<Terminal, "style">,
): string[] {
  const heading = (text: string): string => style("bold", text);
  const command = (text: string): string => `  ${style("cyan", text)}`;
  return [
    "",
    `${heading("Search")}            ${style("underline", `${url}/`)}`,
    `${heading("On another site")}   ${style("underline", `${foreignUrl}/`)}`,
    "",
    heading("Upload a page; a second later it is found:"),
    command(`curl -T examples/page.txt ${s3Url}/${LOCAL_BUCKET}/articles/`),
    `or by any S3 client, with any keys or none; or drop files into ${join(dataFolder, "articles")}`,
    "",
    heading("Ask over HTTP:"),
    command(`curl -G ${url}/search --data-urlencode "q=полярный ледокол"`),
    "",
    style("dim", "Ctrl+C stops the server; the articles and the index stay."),
    "",
  ];
}

endLoading();
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
  terminal.note(failureText(failure));
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
