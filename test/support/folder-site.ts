/**
 * A folder of pages behind a host of files, on a port of this machine.
 */
import { createFolderHost } from "../../functions/serve/folder-host.ts";
import { type ListeningServer, startWebServer } from "../../functions/serve/http-listening.ts";

export interface FolderSiteOptions {
  /** Default: any that is free. */
  readonly port?: number;
  /** The Content-Security-Policy of every answer. Default: none. */
  readonly policy?: string;
}

export function startFolderSite(
  folder: string,
  { port = 0, policy }: FolderSiteOptions = {},
): Promise<ListeningServer> {
  const host = createFolderHost(folder, {
    cacheControlOf: () => "no-cache",
    page: () => new Response(null, { status: 404 }),
  });
  return startWebServer(
    async (request, env) => {
      const answer = await host(request, env);
      if (policy !== undefined) answer.headers.set("Content-Security-Policy", policy);
      return answer;
    },
    { host: "127.0.0.1", port, onFailure: console.error },
  );
}
