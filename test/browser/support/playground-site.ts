/**
 * The playground on a site of its own, whose policy lets nothing leave it.
 */
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { buildPlayground } from "../../../infra/site/playground/build.mjs";
import { startFolderSite } from "../../support/folder-site.ts";
import { makeTemporaryFolder } from "../../support/temporary-folder.ts";

const PAGE = new URL("../../../infra/site/playground/playground.html", import.meta.url);

const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'unsafe-inline'; img-src data:";

export interface PlaygroundSite {
  /** The address, with a slash at its end. */
  readonly address: string;
  close(): Promise<void>;
}

export async function startPlaygroundSite(): Promise<PlaygroundSite> {
  const folder = await makeTemporaryFolder();
  await buildPlayground(folder.path);
  await copyFile(PAGE, join(folder.path, "index.html"));
  const server = await startFolderSite(folder.path, { policy: POLICY });
  return {
    address: `${server.url}/`,
    close: async () => {
      await server.close();
      await folder.remove();
    },
  };
}
