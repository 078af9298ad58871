/**
 * Lists the hits collapsed under one, as lines that name their source: requested when the reader opens it. Comes with
 * the filters, after the first hits.
 */
import type { SearchHit } from "../../search-api.ts";
import type { ViewHost } from "./view.ts";

/** Shows or hides the list behind the button, of the path that the hit names; asked for when it is first shown. */
export async function toggleCollapsed(host: ViewHost, button: HTMLElement, href: string): Promise<void> {
  const { client, make, signal } = host;
  const shown = button.nextElementSibling as HTMLElement | null;
  const others = shown ?? make("ul", { part: "collapsed", role: "list", hidden: true });
  const show = (isOpen: boolean): void => {
    others.hidden = !isOpen;
    button.setAttribute("aria-expanded", `${isOpen}`);
  };
  button.after(others);
  show(Boolean(others.hidden));
  if (others.hasChildNodes()) return;
  try {
    const { hits } = await client.follow(href, signal);
    others.replaceChildren(...hits.map((hit) => make("li", {}, lineOf(host, hit))));
  } catch {
    // Pressed again, it is asked for again; that it is closed says that nothing came.
    show(false);
  }
}

function lineOf(host: ViewHost, hit: SearchHit): HTMLElement {
  const link = host.linkTo(hit, host);
  const title = hit.title.text.trim() || host.locale.messageOf("untitled");
  const name = hit.source ?? (link.href && new URL(link.href).hostname);
  return host.make("a", { part: "link", lang: "ru", dir: "auto", ...link }, name ? `${name}: ${title}` : title);
}
