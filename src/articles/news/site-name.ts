/**
 * Finds the name of a site: by its names for itself, by the host of an address, or by a folder of a key.
 */
import { publisherOf, publisherOfHost } from "./agencies.ts";
import { type Found, foundIn } from "./origin.ts";

/** A part of a key that is a site: `ria.ru` of `articles/ria.ru/20161009/1478817110.txt`. */
const HOST_PART = /^(?:[\p{L}\d](?:[\p{L}\d-]{0,61}[\p{L}\d])?\.){1,4}(?:\p{L}{2,12}|xn--[a-z\d-]{2,40})$/u;

/** Who publishes the site that an address or a key's folder names: a known publisher, else the host; null for none. */
export function siteName(url: string | null, key: string): Found<string> | null {
  const host = url === null ? keyHost(key) : new URL(url).hostname;
  const name = host === null ? null : (publisherOfHost(host) ?? host.replace(/^www\./, ""));
  return foundIn(name, url === null ? "key" : "address");
}

/** The site among the folders of a key; its file's name is none. */
export function keyHost(key: string): string | null {
  const folders = key.toLowerCase().split("/").slice(0, -1);
  return folders.find((folder) => HOST_PART.test(folder)) ?? null;
}

const MAX_NAME_LENGTH = 200;
/** Separator of a site's name from its description, in the titles of feeds and sites. */
const SEPARATOR = / (?:[|•·—–:-]|::|»|\/{1,2}) |: /u;
/** Descriptions of a site or a feed that are no name: «новости Якутска», «лента новостей», RSS. */
const KIND =
  /^(?:(?:главные|последние|свежие|все|лента)\s)?(?:новост(?:и|ей)|материалы|статьи|публикации|записи|лента|rss|atom|feed|news)(?:[\s,.].{0,100})?$/iu;

/**
 * The name in the title of a site or a feed, a clean line: «Вестник» of «Вестник — новости Якутска». Null where it may
 * be either of two parts.
 */
export function nameInTitle(title: string): string | null {
  if (title.trim() === "" || title.length > MAX_NAME_LENGTH) return null;
  const parts = title.trim().split(SEPARATOR);
  if (parts.length === 1) return parts[0] ?? null;
  const names = parts.filter((part) => !KIND.test(part));
  return names.length === 1 ? (names[0] ?? null) : null;
}

/** A publisher of the table by name or by host, else the name that the site gives itself, else its host. */
export function sourceName(names: readonly Found<string>[], url: string | null, key: string): Found<string> | null {
  for (const { value, origins } of names) {
    const known = publisherOf(value) ?? publisherOf(nameInTitle(value) ?? "");
    if (known !== null) return { value: known, origins };
  }
  const byAddress = siteName(url, key);
  const [own] = names;
  const isHost = byAddress === null || byAddress.value.includes(".");
  if (!isHost || own === undefined || own.value === "" || own.value.length > MAX_NAME_LENGTH) return byAddress;
  return { value: nameInTitle(own.value) ?? own.value, origins: own.origins };
}
