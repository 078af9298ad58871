/**
 * What a site is called, by the host of an address or by a folder of a key.
 */
import { publisherOfHost } from "./agencies.ts";

/** A part of a key that is a site: `ria.ru` of `articles/ria.ru/20161009/1478817110.txt`. */
const HOST_PART = /^(?:[\p{L}\d](?:[\p{L}\d-]{0,61}[\p{L}\d])?\.){1,4}(?:\p{L}{2,12}|xn--[a-z\d-]{2,40})$/u;

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
