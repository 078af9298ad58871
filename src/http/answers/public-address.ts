/**
 * Addresses of this server as others are to call it: in feeds and descriptions, which are read away from where they
 * were fetched, and in pages, which may lie below a path of a site.
 *
 * The owner's setting, where there is one; else what the front says in the header that the owner named. Else the origin
 * that the request was sent to: whoever asks chooses it, so that such an answer goes back to nobody else (`no-store`).
 * What proxies say in headers that the owner did not name (X-Forwarded-Host) is never believed.
 */
import type { HttpContext } from "../requests/http-context.ts";

/** An absolute address of a path on this server. */
export function publicAddress(context: HttpContext, path: string): string {
  return `${publicBase(context)}${path}`;
}

/**
 * The address of this server as clients see it, without a slash at the end. Answers that contain such addresses depend
 * on it.
 */
export function publicBase(context: HttpContext): string {
  const known = knownBase(context);
  if (known === null) context.set("namesRequestHost", true);
  return known ?? new URL(context.req.url).origin;
}

/** A path on this server as its pages name it: below the path of the public address. */
export function publicPath(context: HttpContext, path: string): string {
  const known = knownBase(context);
  return known === null ? path : `${new URL(known).pathname.replace(/\/$/, "")}${path}`;
}

/** The page of results with a query, the owner's or this server's, as an absolute address. */
export function searchPageAddress(context: HttpContext, query: string): string {
  const { searchPage } = context.var.dependencies.settings;
  // A path of the owner's is one of the host, as it is for a browser on an article's page.
  const page =
    searchPage === null ? publicAddress(context, "/") : new URL(searchPage, publicAddress(context, "/")).href;
  return withQuery(page, query);
}

/** The address or path of a page with a query. */
export function withQuery(page: string, query: string): string {
  if (query === "") return page;
  const [whole = "", fragment] = page.split("#", 2);
  const [path = "", asked] = whole.split("?", 2);
  const parameters = new URLSearchParams(asked);
  parameters.set("q", query);
  return `${path}?${parameters}${fragment === undefined ? "" : `#${fragment}`}`;
}

/** The address that is known without the client's headers; null if there is none. */
function knownBase(context: HttpContext): string | null {
  const { publicUrl, publicUrlHeader } = context.var.dependencies.settings;
  const text = publicUrl ?? (publicUrlHeader === null ? null : toldByFront(context.req.header(publicUrlHeader)));
  return text === null ? null : text.replace(/(?<!\/)\/+$/, "");
}

/** A front that says something else is as good as none. */
function toldByFront(text: string | undefined): string | null {
  if (text === undefined || !URL.canParse(text)) return null;
  const { protocol, origin, pathname } = new URL(text);
  return /^https?:$/.test(protocol) ? `${origin}${pathname}` : null;
}
