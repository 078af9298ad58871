/**
 * The playground on a site of its own, whose policy lets nothing leave it.
 */
import { once } from "node:events";
import { copyFile, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { buildPlayground } from "../../../infra/site/playground/build.mjs";
import { makeTemporaryFolder } from "../../support/temporary-folder.ts";

const PAGE = new URL("../../../infra/site/playground/playground.html", import.meta.url);

const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'unsafe-inline'; img-src data:";
const TYPES: Readonly<Record<string, string>> = { ".html": "text/html; charset=utf-8", ".js": "text/javascript" };

export interface PlaygroundSite {
  /** The address, with a slash at its end. */
  readonly address: string;
  close(): Promise<void>;
}

export async function startPlaygroundSite(): Promise<PlaygroundSite> {
  const folder = await makeTemporaryFolder();
  await buildPlayground(folder.path);
  await copyFile(PAGE, join(folder.path, "index.html"));
  const server = createServer(async (request, response) => {
    const name = request.url === "/" ? "index.html" : (request.url ?? "").slice(1);
    const bytes = await readFile(join(folder.path, name)).catch(() => null);
    const type = TYPES[extname(name)] ?? "application/octet-stream";
    response.writeHead(bytes === null ? 404 : 200, { "Content-Type": type, "Content-Security-Policy": POLICY });
    response.end(bytes);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await folder.remove();
    },
  };
}
