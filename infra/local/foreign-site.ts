/**
 * A site of somebody else, on an origin of its own, that embeds the search box under the strictest policy that it works
 * with (docs/widget.md).
 */
import { fileURLToPath } from "node:url";
import { startPageServer } from "./page-files.ts";

const SITE_FOLDER = fileURLToPath(new URL("foreign-site", import.meta.url));

/**
 * Listens at once, so that others can name its address; 404 until `embed` makes it show its pages. Rejects where the
 * port is taken.
 */
export async function startForeignSite(port: number) {
  const { url, show, close } = await startPageServer(
    port,
    () => new Response("Not here.\n", { status: 404 }),
    (error) => console.error(error),
  );
  /** Shows its pages, with the search box of that origin. */
  const embed = (poiskUrl: string) => show(SITE_FOLDER, { policy: policyFor(poiskUrl), values: { poisk: poiskUrl } });
  return { url, embed, close };
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
