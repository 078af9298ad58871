/**
 * The site as `npm run site -- --build` makes it, in a temporary folder and behind a host of files.
 */
import { execFile } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createFolderHost } from "../../functions/serve/folder-host.ts";
import { startWebServer } from "../../functions/serve/http-listening.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Builds the site and serves it. */
export async function startBuiltSite() {
  const folder = await makeTemporaryFolder();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const run = (command: string, ...words: string[]) =>
    promisify(execFile)(command, words, { cwd: ROOT, env: { ...process.env, SITE_URL: url, SITE_OUT: folder.path } });
  await run(process.execPath, "infra/install.mjs", "infra/site");
  await run("npx", "tsx", "infra/site/build.ts", "--build");
  const host = createFolderHost(folder.path, {
    cacheControlOf: () => "no-cache",
    page: () => new Response(null, { status: 404 }),
  });
  const server = await startWebServer(host, { host: "127.0.0.1", port, onFailure: console.error });
  return {
    url,
    folder: folder.path,
    close: async () => {
      await server.close();
      await folder.remove();
    },
  };
}

/** A port that nobody has: the address of a site stands in what is built. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === "string") throw new Error("The system gave no port.");
  return address.port;
}
