/**
 * A map of a site (sitemaps.org, 0.9, with Google's news elements, or a text of an address a line) to the addresses
 * that it lists, or the maps. What it says is bounded and not believed: only addresses of the web come out, and which
 * of them may be asked is looked at elsewhere.
 */

import { decodeText, isRejection, maxUnpackedBytes, unpack } from "../../src/articles/articles.ts";
import { type FeedItem, FeedParser } from "../../src/articles/feeds.ts";

/** One address of a map. */
export interface MapEntry {
  readonly url: URL;
  /** Time of the last change by the map; null if it gives none. */
  readonly lastmod: string | null;
  /** Time of publication, in a map of news. */
  readonly published: string | null;
}

/** A map that was read. */
export interface Sitemap {
  readonly pages: readonly MapEntry[];
  readonly maps: readonly MapEntry[];
  /** Number of invalid addresses: other schemes, none, or one too long. */
  readonly badAddresses: number;
  /** Reason why it was not read to its end, to follow "since"; null if it was. */
  readonly fault: string | null;
}

/** sitemaps.org: of one file, which has 50 MB at the most. */
const MAX_ADDRESSES = 50_000;
export const MAX_MAP_BYTES = maxUnpackedBytes;
/** Percent-encoded. An upload's metadata, which S3 bounds at 2,048 bytes, has it beside what else is kept. */
const MAX_ADDRESS_CHARACTERS = 1_200;
const CHUNK_CHARACTERS = 65_536;
const TOO_LONG = `it lists more than ${MAX_ADDRESSES} addresses`;

/** Reads a map, packed or not. A text in place of it says why it is none. */
export async function readSitemap(bytes: Uint8Array): Promise<Sitemap | string> {
  const unpacked = await unpack(bytes, MAX_MAP_BYTES);
  if (isRejection(unpacked)) return unpacked.reason;
  const text = decodeText(unpacked.bytes, null)?.text ?? "";
  return isOfWeb(firstLine(text)) ? readLines(text) : readXml(text);
}

/** sitemaps.org, "Text file": nothing but an address a line. */
function readLines(text: string): Sitemap {
  const pages: MapEntry[] = [];
  let [badAddresses, read] = [0, 0];
  for (const [line] of text.matchAll(/[^\r\n]+/g)) {
    if (line.trim() === "") continue;
    if (++read > MAX_ADDRESSES) break;
    const url = addressOf(line.trim());
    if (url === null) badAddresses += 1;
    else pages.push({ url, lastmod: null, published: null });
  }
  return { pages, maps: [], badAddresses, fault: read > MAX_ADDRESSES ? TOO_LONG : null };
}

function firstLine(text: string): string {
  return /\S[^\r\n]{0,4000}/.exec(text)?.[0].trim() ?? "";
}

function readXml(text: string): Sitemap | string {
  const parser = new FeedParser();
  const lists: Record<"url" | "sitemap", MapEntry[]> = { url: [], sitemap: [] };
  let [badAddresses, read] = [0, 0];
  for (let start = 0; start < text.length && read <= MAX_ADDRESSES; start += CHUNK_CHARACTERS) {
    for (const item of parser.write(text.slice(start, start + CHUNK_CHARACTERS))) {
      if (++read > MAX_ADDRESSES) break;
      const entry = entryOf(item);
      if (entry === null) badAddresses += 1;
      else if (item.name === "url" || item.name === "sitemap") lists[item.name].push(entry);
    }
    if (parser.kind !== null && parser.kind !== "sitemap") return "it is no map of a site";
  }
  const isTooLong = read > MAX_ADDRESSES;
  if (!isTooLong) parser.end();
  if (parser.kind === null) return "it is no map of a site";
  const fault = isTooLong ? TOO_LONG : parser.fault;
  return { pages: lists.url, maps: lists.sitemap, badAddresses, fault };
}

function entryOf({ fields }: FeedItem): MapEntry | null {
  const textOf = (name: string): string | null => fields.get(name)?.[0]?.text.trim() || null;
  const url = addressOf(textOf("loc") ?? "");
  if (url === null) return null;
  return { url, lastmod: dateOf(textOf("lastmod")), published: dateOf(textOf("news:news/news:publication_date")) };
}

/**
 * Names of maps that programs give to those of rubrics, tags, authors and dates: WordPress, Yoast SEO, Rank Math and
 * All in One SEO, Google XML Sitemaps, Ghost. Whole names alone: `sitemap-category-politics.xml` may list the articles
 * of a rubric.
 */
const MAP_OF_LISTS =
  /^(?:wp-sitemap-(?:taxonomies-[\w-]{1,60}|users)-\d{1,4}|(?:categor(?:y|ies)|post[_-]tag|tags?|post_format|authors?|date|product_cat|product_tag)-sitemap\d{0,4}|sitemap[_-](?:tax-[\w-]{1,60}|authors?|categor(?:y|ies)|tags?|taxonomies|users))\.xml(?:\.gz)?$/i;

/** Tells whether a map is, by its name, one of lists, whose articles stand in other maps. */
export function isMapOfLists({ pathname }: URL): boolean {
  return MAP_OF_LISTS.test(pathname.slice(pathname.lastIndexOf("/") + 1).slice(0, 200));
}

function addressOf(written: string): URL | null {
  // Longer by far than what is within the bound once it is encoded.
  if (written.length > 2 * MAX_ADDRESS_CHARACTERS || !isOfWeb(written)) return null;
  const url = new URL(written);
  url.hash = "";
  if (url.username !== "" || url.password !== "" || url.href.length > MAX_ADDRESS_CHARACTERS) return null;
  return url;
}

function isOfWeb(address: string): boolean {
  return /^https?:/i.test(address) && URL.canParse(address);
}

/** W3C's format of dates, whole days at the least. */
function dateOf(text: string | null): string | null {
  return text !== null && /^\d{4}-\d\d-\d\d(?:T[\d:.]{4,16}(?:Z|[+-]\d\d:?\d\d)?)?$/i.test(text) ? text : null;
}
