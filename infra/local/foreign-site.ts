/**
 * A site of somebody else, on an origin of its own, that embeds the search box under the strictest policy that it works with
 * (docs/widget.md).
 */
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { closeServer, createWebServer, listen } from "../../functions/serve/http-listening.ts";
import { loadPageFiles, type PageFiles } from "./page-files.ts";

interface ForeignSite {
  /** Such as `http://127.0.0.1:8090`. */
  readonly url: string;
  /** Begins to show its pages, with the search box of that origin. */
  embed(poiskUrl: string): Promise<void>;
  close(): Promise<void>;
}

const HOST = "127.0.0.1";
const CLOSE_TIMEOUT_MS = 1_000;
const SITE_FOLDER = fileURLToPath(new URL("foreign-site", import.meta.url));

/** Listens at once, so that others can name its address; 404 until it embeds. Rejects where the port is taken. */
export async function startForeignSite(port: number): Promise<ForeignSite> {
  let answer: PageFiles = () => null;
  const server = createWebServer(
    (request) => answer(request) ?? new Response("Not here.\n", { status: 404 }),
    (error) => console.error(error),
  );
  await listen(server, port, HOST);
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}`,
    async embed(poiskUrl) {
      answer = await loadPageFiles(SITE_FOLDER, { policy: policyFor(poiskUrl), values: { poisk: poiskUrl } });
    },
    close: () => closeServer(server, CLOSE_TIMEOUT_MS),
  };
}

/** `style-src` and `img-src` are for the site's own sheet and icon; the search box needs neither. */
function policyFor(poiskUrl: string): string {
  return [
    "default-src 'none'",
    `script-src ${poiskUrl}`,
    `connect-src ${poiskUrl}`,
    "style-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");
}
