/**
 * What the attributes of `<poisk-search>` say (layer 5), read leniently: what cannot be used counts as left out.
 */
import { report } from "./report.ts";
import type { Messages } from "./texts/messages.ts";

/** Where the API lives, or null. */
export function readEndpoint(element: Element): URL | null {
  return readAddress(element, "endpoint");
}

/** That of the element, of what it stands in, or of the page. */
export function readLanguage(element: Element): string {
  return element.closest<HTMLElement>("[lang]")?.lang || document.documentElement.lang || "ru";
}

/** Empty where there are none, or where they are not JSON. */
export function readMessages(element: Element): Partial<Messages> {
  try {
    return JSON.parse(element.getAttribute("messages") ?? "{}") as Partial<Messages>;
  } catch (error) {
    report(error);
    return {};
  }
}

/** A number of hits that the API gives, or null. */
export function readPageSize(element: Element): number | null {
  const [size] = /^([1-9]|[1-4]\d|50)$/.exec(element.getAttribute("page-size") ?? "") ?? [];
  return Number(size) || null;
}

/** The page with all results of a query, or null where none is named. */
export function readResultsAddress(element: Element, text: string): string | null {
  const url = readAddress(element, "results-page");
  url?.searchParams.set("q", text.trim());
  return url?.href ?? null;
}

/** Relative to the page; null for anything but http and https. */
function readAddress(element: Element, name: string): URL | null {
  try {
    const url = new URL(element.getAttribute(name) ?? "about:", document.baseURI);
    return /^https?:$/.test(url.protocol) ? url : null;
  } catch {
    return null;
  }
}
