/**
 * The client of an element that has an index and no endpoint, loaded where there is one: its engine answers in the
 * page, and comes when the reader first goes to the field, or with the first question.
 */
import { createIndexFetch, type IndexFetch } from "../browser/index-fetch.ts";
import { report } from "./report.ts";
import { createSearchClient, type SearchClient } from "./search-client.ts";

/** A client without a server: articles have addresses of the site, or none. */
export interface IndexClient extends Omit<SearchClient, "addressOf"> {
  addressOf(href: string): string | null;
}

/** A cold index on a slow line; a host that sends nothing is given up by the engine long before. Untuned. */
const TIMEOUT_MS = 60_000;

/** One engine for all elements of a page. */
const engines = new Map<string, IndexFetch>();

/**
 * Elements of one index share what was read. `article-url` of the element is the address of an article, with `{id}` in
 * it.
 */
export function createIndexClient(index: URL, element: HTMLElement): IndexClient {
  const address = new URL(index);
  if (!address.pathname.endsWith("/")) address.pathname += "/";
  const fetch = engines.get(address.href) ?? createIndexFetch({ index: address, onFault: report });
  engines.set(address.href, fetch);
  element.addEventListener("focusin", () => fetch.open(), { once: true });
  // What passes is tried again by the engine.
  const client = createSearchClient({ endpoint: address, fetch, timeoutMs: TIMEOUT_MS, retryBudgetMs: 0 });
  return { ...client, addressOf: (href) => articleAddress(href, element.getAttribute("article-url")) };
}

/** Converts `/a/…`, whose id is escaped, to an address; null if it is neither http nor https. */
function articleAddress(href: string, template: string | null): string | null {
  const id = /^\/a\/([^?]*)/.exec(href)?.[1] ?? "";
  const text = template?.replaceAll("{id}", () => id);
  const link = document.createElement("a");
  link.href = text ?? "";
  return text && /^https?:$/.test(link.protocol) ? link.href : null;
}
