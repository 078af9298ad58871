/**
 * Addresses of this server as others are to call it (layer 5): in feeds and descriptions, which are read away from where
 * they were fetched.
 *
 * The owner's setting, where there is one. Else the origin that the request was sent to: it goes back to nobody but who
 * sent it, and caches keep answers by it. What proxies say in headers of their own (X-Forwarded-Host) is never believed.
 */
import type { HttpContext } from "./http-context.ts";

/** An absolute address of a path on this server. */
export function publicAddress(context: HttpContext, path: string): string {
  const { publicUrl } = context.var.dependencies.settings;
  return publicUrl === null
    ? new URL(path, requestOrigin(context)).href
    : `${publicUrl.replace(/(?<!\/)\/+$/, "")}${path}`;
}

/** What an answer with such addresses depends on, for its tag. */
export function requestOrigin(context: HttpContext): string {
  return new URL(context.req.url).origin;
}

/** The owner's search page with a query, or null where there is no page. */
export function searchPageAddress(context: HttpContext, query: string): string | null {
  const { searchPage } = context.var.dependencies.settings;
  if (searchPage === null) return null;
  // A path is one of the host, as it is for a browser on an article's page.
  const address = new URL(searchPage, publicAddress(context, "/"));
  if (query !== "") address.searchParams.set("q", query);
  return address.href;
}
