/**
 * The site as `npm run site -- --build` makes it, in a temporary folder and behind a host of files.
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startFolderSite } from "../support/folder-site.ts";
import { freePort } from "../support/free-port.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Builds the site and serves it. */
export async function startBuiltSite() {
  const folder = await makeTemporaryFolder();
  // The address of the site stands in its index.
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const run = (command: string, ...words: string[]) =>
    promisify(execFile)(command, words, { cwd: ROOT, env: { ...process.env, SITE_URL: url, SITE_OUT: folder.path } });
  await run(process.execPath, "infra/install.mjs", "infra/site");
  await run("npx", "tsx", "infra/site/build.ts", "--build");
  const server = await startFolderSite(folder.path, { port });
  return {
    url,
    folder: folder.path,
    close: async () => {
      await server.close();
      await folder.remove();
    },
  };
}
