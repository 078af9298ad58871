/**
 * An item of a feed as the fields of a JSON article (layer 1), which article.ts reads as it reads any other: where feeds put the
 * full text, the date, the picture, and what makes one item the same as another.
 */

import { sha256, toBase64Url } from "../../content-hash.ts";
import { monthNumber } from "../../news/calendar-date.ts";
import { imageAddress, webAddress } from "../../news/web-address.ts";
import { parseDate } from "../dates/date-formats.ts";
import { htmlToText } from "../html/text.ts";
import { isPlainId } from "../identity/document-id.ts";
import { cleanLine, foldLine } from "../text/normalize-text.ts";
import type { FeedChannel, FeedField, FeedItem } from "./feed-parser.ts";

/** The fields of a JSON article that a feed can fill. */
export interface ArticleFields {
  readonly id?: string;
  readonly title?: string;
  readonly lead?: string;
  readonly text?: string;
  readonly url?: string;
  readonly date?: string;
  readonly updatedAt?: string;
  readonly source?: string;
  readonly author?: string;
  readonly image?: string;
}

/** Where full texts stand: RSS, Yandex News, Yandex Turbo, Atom, and two names that systems made up. The longest is taken. */
const FULL_TEXTS = ["content:encoded", "yandex:full-text", "turbo:content", "content", "fulltext", "full-text"];
const SUMMARIES = ["description", "summary", "itunes:summary", "media:description", "media:group/media:description"];
const PUBLISHED = ["pubdate", "published", "dc:date", "issued", "dcterms:created"];
const UPDATED = ["updated", "modified", "dcterms:modified"];
const PICTURES = [
  "media:content",
  "media:group/media:content",
  "enclosure",
  "media:thumbnail",
  "media:content/media:thumbnail",
  "media:group/media:thumbnail",
  "itunes:image",
  "image/url",
  "image",
];

/** The article of an item. `mayHoldFullText`: whether more than the summary may be taken. */
export function feedArticle(item: FeedItem, channel: FeedChannel, mayHoldFullText = true): ArticleFields {
  const url = itemUrl(item, channel);
  const full = mayHoldFullText ? fullText(item) : "";
  const summary = firstText(item, SUMMARIES);
  const text = withoutSiteNote(full === "" ? summary : full);
  const published = feedDate(firstText(item, PUBLISHED));
  const updated = feedDate(firstText(item, UPDATED));
  return definedFields({
    id: itemId(itemGuid(item), url),
    title: firstText(item, ["title"]),
    lead: full === "" ? "" : leadOf(summary, full),
    text,
    url,
    date: published ?? updated,
    updatedAt: published === null ? null : updated,
    source: firstText(item, ["source", "source/title"]),
    author: authorOf(item),
    image: imageOf(item, baseOf(item, channel)),
  });
}

/** What makes an item the same as one of an earlier state of the feed: its guid, else its address, else its title and date. */
export function itemIdentity(item: FeedItem, channel: FeedChannel): string {
  const guid = itemGuid(item);
  if (guid !== "") return guid;
  return (
    itemUrl(item, channel) ?? JSON.stringify([firstText(item, ["title"]), firstText(item, PUBLISHED), fullText(item)])
  );
}

/** Without what is empty. */
export function definedFields(fields: { readonly [name in keyof ArticleFields]: string | null }): ArticleFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== ""));
}

/** The first of these elements that holds more than white space, else "". */
export function firstText({ fields }: FeedItem, names: readonly string[]): string {
  for (const name of names) {
    const found = fields.get(name)?.find(({ text }) => text.trim() !== "");
    if (found !== undefined) return found.text.trim();
  }
  return "";
}

function fullText({ fields }: FeedItem): string {
  const texts = FULL_TEXTS.flatMap((name) =>
    (fields.get(name) ?? [])
      .filter(isReadable)
      .map(({ text }) => (name === "turbo:content" ? withoutHeader(text) : text)),
  );
  return texts.reduce((longest, text) => (text.trim().length > longest.length ? text.trim() : longest), "");
}

/** Atom's content may be a picture, or an address alone. */
function isReadable({ attributes }: FeedField): boolean {
  const type = attributes.get("type") ?? "text";
  return /^(?:text|html|xhtml|text\/(?:html|plain)|application\/xhtml\+xml)$/i.test(type.trim());
}

/** Yandex Turbo: title, picture and menu stand in a header of their own. */
function withoutHeader(html: string): string {
  const start = html.search(/<header[\s>]/i);
  if (start === -1) return html;
  const end = html.slice(start).search(/<\/header\s?>/i);
  return end === -1 ? html : html.slice(0, start) + html.slice(start + end);
}

/** What WordPress writes below each item of its feeds. */
const SITE_NOTE =
  /^\s{0,20}(?:The post|Сообщение|Запись)\s[^\n]{1,2000}\s(?:appeared first on|появил\S{1,4} сначала на|впервые появил\S{1,4} на)\s/;

function withoutSiteNote(html: string): string {
  const start = html.lastIndexOf("<p>");
  return start > 0 && SITE_NOTE.test(htmlToText(html.slice(start))) ? html.slice(0, start) : html;
}

/** Longer summaries are the text again. Untuned. */
const MAX_LEAD_CHARACTERS = 600;
/** So much of a summary that stands in the text too makes it no lead. */
const MAX_COMPARED = 80;

/** The summary where it says what the text does not, else "". */
function leadOf(summary: string, full: string): string {
  const lead = cleanLine(htmlToText(summary.slice(0, 20_000)));
  if (
    lead === "" ||
    lead.length > MAX_LEAD_CHARACTERS ||
    /(?:\[?(?:…|\.\.\.|&#8230;|&hellip;)\]?|далее|more)[\s»→.]{0,9}$/i.test(lead)
  ) {
    return "";
  }
  const begin = foldLine(lead).slice(0, MAX_COMPARED);
  const head = foldLine(cleanLine(htmlToText(full.slice(0, 20_000))), 5_000);
  return begin === "" || head.includes(begin) ? "" : lead;
}

/** The item's own page, or null. */
function itemUrl(item: FeedItem, channel: FeedChannel): string | null {
  const { fields } = item;
  const base = baseOf(item, channel);
  const links = (fields.get("link") ?? []).filter(
    ({ attributes }) => (attributes.get("rel") ?? "alternate") === "alternate",
  );
  const guid = fields.get("guid")?.[0];
  const candidates = [
    firstText(item, ["feedburner:origlink"]),
    ...links.map(({ attributes, text }) => text.trim() || (attributes.get("href") ?? "")),
    guid?.attributes.get("ispermalink")?.toLowerCase() === "false" ? "" : (guid?.text ?? ""),
  ];
  for (const [i, candidate] of candidates.entries()) {
    // A guid is an address only where it is a whole one.
    const url = resolved(candidate, i === candidates.length - 1 ? null : base);
    if (url !== null) return url;
  }
  return null;
}

function baseOf({ attributes }: FeedItem, { base }: FeedChannel): string | null {
  const own = attributes.get("xml:base") ?? "";
  return own === "" ? base : resolved(own, base);
}

function resolved(address: string, base: string | null): string | null {
  const written = address.trim();
  if (written === "" || !URL.canParse(written, base ?? undefined)) return null;
  return webAddress(new URL(written, base ?? undefined).href);
}

function itemGuid(item: FeedItem): string {
  return firstText(item, ["guid", "id", "dc:identifier"]) || (item.attributes.get("rdf:about")?.trim() ?? "");
}

/** A guid that is a number or a word is one of its site's only; an address or an URN is one of all. Null where there is none. */
export function itemId(guid: string, url: string | null): string | null {
  if (guid === "") return null;
  const id = guid.includes(":") || url === null ? guid : `${new URL(url).hostname}:${guid}`;
  return isPlainId(id) ? id : toBase64Url(sha256(id)).slice(0, 22);
}

/** RSS names writers by their mail addresses, with a name in parentheses behind; an address is none's to find. */
function authorOf(item: FeedItem): string {
  for (const name of ["dc:creator", "author/name", "itunes:author", "author"]) {
    const written = cleanLine(htmlToText(firstText(item, [name]))).slice(0, 500);
    const author = written.includes("@") ? (/\(([^()@]{2,200})\)/.exec(written)?.[1]?.trim() ?? "") : written;
    if (author !== "") return author;
  }
  return "";
}

function imageOf({ fields }: FeedItem, base: string | null): string | null {
  for (const name of PICTURES) {
    for (const { attributes, text } of fields.get(name) ?? []) {
      const address = attributes.get("url") ?? attributes.get("href") ?? (name.startsWith("image") ? text : "");
      const image = isPicture(name, attributes.get("medium"), attributes.get("type"), address)
        ? imageAddress(resolved(address, base))
        : null;
      if (image !== null) return image;
    }
  }
  return null;
}

function isPicture(name: string, medium: string | undefined, type: string | undefined, address: string): boolean {
  if (name !== "enclosure" && !name.endsWith("media:content")) return true;
  if (type !== undefined) return /^image\//i.test(type.trim());
  return medium === "image" || /\.(?:jpe?g|png|webp|gif|avif)(?:[?#]|$)/i.test(address);
}

/** RFC 822, section 5, and RFC 5322, section 3.3: also with a Russian month, a year of two digits, a zone by its name. */
const RFC_DATE =
  /^(?:\p{L}{2,12}\.?,?\s{1,3})?(\d{1,2})[\s-]{1,3}(\p{L}{3,9})\.?[\s-]{1,3}(\d{4}|\d{2})(?:[\s,]{1,3}(\d{1,2}):(\d{2})(?::\d{2})?(?:\.\d{1,6})?(?:\s{0,3}([\p{L}\d+:-]{1,20}))?)?(?:\s|$)/u;
/** Hours ahead of UTC of the zones that RFC 822 names, and of Russia's. */
const ZONES: ReadonlyMap<string, number> = new Map(
  (
    "Z 0 UT 0 UTC 0 GMT 0 EST -5 EDT -4 CST -6 CDT -5 MST -7 MDT -6 PST -8 PDT -7 EET 2 EEST 3 CET 1 CEST 2 MSK 3 МСК 3 MSD 4 МСД 4 " +
    "SAMT 4 YEKT 5 OMST 6 NOVT 7 KRAT 7 IRKT 8 YAKT 9 VLAT 10 MAGT 11 SAKT 11 PETT 12"
  )
    .split(" ")
    .flatMap((name, n, all): [string, number][] => (n % 2 === 0 ? [[name, Number(all[n + 1])]] : [])),
);

/** A date of a feed in a form that articles may have, or null where it says none. */
export function feedDate(written: string): string | null {
  const text = cleanLine(written.slice(0, 200));
  const date = rfcDate(text) ?? text;
  return parseDate(date, { today: null }) === null ? null : date;
}

function rfcDate(text: string): string | null {
  const [, day = "", monthName = "", year = "", hour, minute, zone = ""] = RFC_DATE.exec(text) ?? [];
  const month = monthName === "" ? 0 : monthNumber(monthName);
  if (month === 0) return null;
  // RFC 2822, section 4.3: 50 to 99 are of the last century.
  const fullYear = year.length === 4 ? year : String(Number(year) + (Number(year) < 50 ? 2000 : 1900));
  const date = `${fullYear}-${pad(month)}-${pad(Number(day))}`;
  return hour === undefined ? date : `${date}T${pad(Number(hour))}:${minute}${offsetOf(zone)}`;
}

/** `+03:00` of `+0300`, `MSK`, `UTC+3`; "" of a zone that nobody knows, which is then the owner's. */
function offsetOf(zone: string): string {
  const [, name = "", sign = "", hours = "0", minutes = "0"] =
    /^(\p{L}{1,9})?(?:([+-])(\d{1,2}):?(\d{2})?)?$/u.exec(zone.toUpperCase()) ?? [];
  const ahead = name === "" ? 0 : ZONES.get(name);
  if (ahead === undefined || (name === "" && sign === "")) return "";
  const own = Number(hours) * 60 + Number(minutes);
  const total = ahead * 60 + (sign === "-" ? -own : own);
  return `${total < 0 ? "-" : "+"}${pad(Math.floor(Math.abs(total) / 60))}:${pad(Math.abs(total) % 60)}`;
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}
