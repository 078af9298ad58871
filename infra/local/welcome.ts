/**
 * What a newcomer reads when the server has started: where everything is, and what to try.
 */
import { join } from "node:path";
import type { Terminal } from "../../functions/cli/terminal/terminal.ts";
import { LOCAL_BUCKET, type LocalServer } from "./local-server.ts";

/** The lines, an empty one before and after. */
export function welcomeLines(
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
    `or drop files into ${join(dataFolder, "articles")}`,
    "",
    heading("Ask over HTTP:"),
    command(`curl -G ${url}/search --data-urlencode "q=полярный ледокол"`),
    "",
    style("dim", "Ctrl+C stops the server; the articles and the index stay."),
    "",
  ];
}
