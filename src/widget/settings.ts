/**
 * Reads the attributes of an element as data. They are read leniently: what cannot be used counts as left out.
 */
import { MAX_LIMIT } from "../search-api.ts";

export interface Settings {
  /** Address of the API, or of a published index if `hasIndex`; null if neither is given. */
  readonly address: URL | null;
  readonly hasIndex: boolean;
  /** Prefix of the parameters in the page's address; null if the search is not kept there. */
  readonly addressPrefix: string | null;
  /** Hits of a page, as many as the API gives at the most; 0 where it is left out. */
  readonly pageSize: number;
  /** Language of the element, of its ancestors, or of the page. */
  readonly language: string;
  readonly label: string | null;
  readonly placeholder: string | null;
  /** Words of the host, as JSON. */
  readonly messages: string | null;
  /** The host's shape of a hit. */
  readonly template: HTMLTemplateElement | null;
  readonly hasPictures: boolean;
  readonly target: string | null;
}

/** `ownerOf` tells which element of the session has an attribute that counts for all of them. */
export function readSettings(element: HTMLElement, ownerOf: (name: string) => Element): Settings {
  const read = (name: string): string | null => element.getAttribute(name);
  const readShared = (name: string): string | null => ownerOf(name).getAttribute(name);
  const index = readShared("index");
  return {
    address: parseAddress(index || readShared("endpoint")),
    hasIndex: Boolean(index),
    addressPrefix: readShared("sync-url"),
    pageSize: Math.max(0, Math.min(Math.trunc(Number(readShared("page-size"))), MAX_LIMIT)) || 0,
    language: element.closest<HTMLElement>("[lang]")?.lang || document.documentElement.lang || "ru",
    label: read("label"),
    placeholder: read("placeholder"),
    messages: read("messages"),
    template: element.querySelector<HTMLTemplateElement>(":scope>template"),
    hasPictures: element.hasAttribute("pictures"),
    target: read("target"),
  };
}

/** The page with all results of a query; undefined where the element names none. */
export function resultsAddress(element: Element, text: string): string | undefined {
  const url = parseAddress(element.getAttribute("results-page"));
  url?.searchParams.set("q", text.trim());
  return url?.href;
}

/** Relative to the page; null for anything but http and https. */
function parseAddress(text: string | null): URL | null {
  try {
    const url = new URL(text ?? "about:", document.baseURI);
    return /^https?:$/.test(url.protocol) ? url : null;
  } catch {
    return null;
  }
}
