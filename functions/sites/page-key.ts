/**
 * The key of a page of a site: its address as far as that can be read in a key, and a hash where it cannot, so that two
 * addresses never have one key. Scheme and `www.` do not count.
 */

import { sha256, toHex } from "../../src/content-hash.ts";
import type { KeyLayout } from "../../src/index/shared.ts";
import { sitesPrefix } from "../../src/ingest/ingest.ts";
import { type ObjectKey, parseObjectKey } from "../../src/store/store.ts";
import { hostOf } from "../web/web-fetch.ts";

/**
 * Names of files may have 255 bytes, of which letters of an encoded name take up to two and the ending and the hash
 * some.
 */
const MAX_PART_CHARACTERS = 80;
/** Keys may have 1,024 bytes. */
const MAX_PARTS = 5;

/** Prefix of the pages of a host, among the uploads. */
export function sitePrefix(layout: KeyLayout, url: URL): string {
  const port = url.port === "" ? "" : `-${url.port}`;
  return `${sitesPrefix(layout)}${hostOf(url).replaceAll(/[^\p{L}\d.-]/gu, "-")}${port}/`;
}

/**
 * `articles/sites/news.example/2016/10/09/bridge.html`. It ends with .html, by which it is read as such, and no folder
 * does.
 */
export function pageKey(layout: KeyLayout, url: URL): ObjectKey {
  const pathname = url.pathname.replaceAll(/%[0-9a-f]{2}/gi, (encoded) => encoded.toUpperCase());
  const path = decoded(pathname).normalize("NFC");
  const written = path
    .slice(1)
    .replace(/\.html$/, "")
    .split("/");
  const parts = written.slice(-MAX_PARTS).map(readablePart);
  const isReadable = path === `/${parts.join("/")}.html` && written.length <= MAX_PARTS;
  // An encoded slash is none.
  const isPlain = isReadable && encodeURI(path) === pathname && url.search === "";
  const identity = `${url.host.replace(/^www\./, "")}${pathname}${url.search}`;
  const hash = isPlain ? "" : `-${toHex(sha256(identity)).slice(0, 12)}`;
  const folders = parts.slice(0, -1).filter((part) => part !== "");
  const name = `${parts.at(-1) || "page"}${hash}.html`;
  return parseObjectKey(`${sitePrefix(layout, url)}${[...folders, name].join("/")}`);
}

/** Letters, digits, `-` and `_`. A hash tells what was changed from what was not. */
function readablePart(part: string): string {
  return part
    .replaceAll(/[^\p{L}\d_-]/gu, "-")
    .slice(0, MAX_PART_CHARACTERS)
    .toWellFormed()
    .replaceAll("\uFFFD", "-");
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
