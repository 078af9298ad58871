/**
 * What is collapsed under a hit (layer 5), as lines that name their source: asked for when the reader opens it. Comes with the filters,
 * after the first hits.
 */
import type { SearchHit } from "../../search-api.ts";
import type { ViewHost } from "./view.ts";

/** Items of a list, of the path that the hit names; rejects as the client does. */
export async function findCollapsed(host: ViewHost, href: string): Promise<HTMLElement[]> {
  const { client, make, signal } = host;
  const { hits } = await client.follow(href, signal);
  return hits.map((hit) => make("li", {}, lineOf(host, hit)));
}

function lineOf(host: ViewHost, hit: SearchHit): HTMLElement {
  const link = host.linkTo(hit, host);
  const title = hit.title.text.trim() || host.locale.messageOf("untitled");
  const name = hit.source ?? new URL(link.href).hostname;
  return host.make("a", { part: "link", lang: "ru", dir: "auto", ...link }, `${name}: ${title}`);
}
