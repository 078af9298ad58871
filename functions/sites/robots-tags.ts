/**
 * Finds out whether a page asks to be in no search: by `<meta name="robots">` or by the header `X-Robots-Tag`, for all
 * agents or for `poisk` (Google Search Central, "Robots meta tag, data-nosnippet, and X-Robots-Tag specifications").
 */

import { scanHtml } from "../../src/articles/articles.ts";
import { PRODUCT_TOKEN } from "./robots.ts";

/** Tells whether a page may not be indexed, from its unpacked bytes and each header separately. Linear. */
export function isNoindex(page: Uint8Array, robotsTags: readonly string[]): boolean {
  return robotsTags.some(isNoindexHeader) || isNoindexPage(page);
}

/** Each `X-Robots-Tag` by itself: `noindex, nofollow`, or `poisk: noindex`. */
export function isNoindexHeader(tag: string): boolean {
  let isForUs = true;
  for (const part of tag.slice(0, MAX_TAG_CHARACTERS).split(",")) {
    // A date has colons too, behind digits.
    const [, name = "", value = ""] = /^\s{0,9}([a-z*_-]{1,40})\s{0,9}:(.*)$/is.exec(part) ?? [];
    const isAgent = name !== "" && !WITH_VALUE.has(name.toLowerCase());
    if (isAgent) isForUs = isOurName(name);
    if (isForUs && isNoindexRule(isAgent ? value : part)) return true;
  }
  return false;
}

/** Longer than any list of rules. */
const MAX_TAG_CHARACTERS = 8_192;
/** Rules that have a colon and a value, as agents have theirs. */
const WITH_VALUE: ReadonlySet<string> = new Set([
  "unavailable_after",
  "max-snippet",
  "max-image-preview",
  "max-video-preview",
]);

/** Names and rules are of ASCII in every charset that pages come in, but for UTF-16. */
function isNoindexPage(page: Uint8Array): boolean {
  let isFound = false;
  scanHtml(Buffer.from(page.buffer, page.byteOffset, page.byteLength).toString("latin1"), {
    open: (element, attributes) => {
      if (element !== "meta" || !isOurName(attributes.get("name") ?? "")) return;
      isFound ||= (attributes.get("content") ?? "").split(/[\s,;]+/).some(isNoindexRule);
    },
    text: () => undefined,
    close: () => undefined,
    raw: () => undefined,
    get isDone() {
      return isFound;
    },
  });
  return isFound;
}

function isOurName(name: string): boolean {
  return ["robots", "*", PRODUCT_TOKEN].includes(name.trim().toLowerCase());
}

function isNoindexRule(rule: string): boolean {
  return ["noindex", "none"].includes(rule.trim().toLowerCase());
}
