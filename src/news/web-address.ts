/**
 * Addresses that a page may be opened at (layer 0): http and https only, since a result links to them.
 */
import { publisherOfHost } from "./agencies.ts";

/** Browsers and servers agree on no more. */
const MAX_ADDRESS_LENGTH = 2_048;
/** A part of a key that is a site: `ria.ru` of `articles/ria.ru/20161009/1478817110.txt`. */
const HOST_PART = /^(?:[\p{L}\d](?:[\p{L}\d-]{0,61}[\p{L}\d])?\.){1,4}(?:\p{L}{2,12}|xn--[a-z\d-]{2,40})$/u;

/** The address in its normal form, or null for what is none, or is of another scheme. */
export function webAddress(text: string | null): string | null {
  const url = parseAddress(text);
  return url !== null && (url.protocol === "http:" || url.protocol === "https:") ? url.href : null;
}

/** This machine (W3C Secure Contexts, 3.1): its pictures are shown as if they came over https. */
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;

/** The same for pictures, which a page over https shows only over https or from this machine. */
export function imageAddress(text: string | null): string | null {
  const url = parseAddress(text);
  const isShown = url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK.test(url.hostname));
  return isShown ? url.href : null;
}

function parseAddress(text: string | null): URL | null {
  const bare = text?.trim() ?? "";
  if (bare === "" || bare.length > MAX_ADDRESS_LENGTH || !URL.canParse(bare)) return null;
  const url = new URL(bare);
  return url.hostname === "" || url.username !== "" || url.password !== "" ? null : url;
}

/** Who publishes the site that an address or a key's folder names: a known publisher, else the host; null for none. */
export function siteName(url: string | null, key: string): string | null {
  const host = url === null ? keyHost(key) : new URL(url).hostname;
  return host === null ? null : (publisherOfHost(host) ?? host.replace(/^www\./, ""));
}

/** The site among the folders of a key; its file's name is none. */
export function keyHost(key: string): string | null {
  const folders = key.toLowerCase().split("/").slice(0, -1);
  return folders.find((folder) => HOST_PART.test(folder)) ?? null;
}
