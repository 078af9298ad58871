/**
 * An item of a feed as the fields of a JSON article, which article.ts reads as it reads any other: where feeds put the
 * full text, the date, the picture, and what makes one item the same as another.
 */

import { sha256, toBase64Url } from "../../content-hash.ts";
import { type DateReading, parseDate, readingDay } from "../dates/date-formats.ts";
import { authorName } from "../html/metadata.ts";
import { storyText } from "../html/story-text.ts";
import { htmlToText } from "../html/text.ts";
import { isPlainId } from "../identity/document-id.ts";
import { canonicalHostOf } from "../news/canonical-url.ts";
import { monthNumber } from "../news/month-names.ts";
import { type Found, feedNames, foundIn, foundValue, type Origin, type Origins, originsOf } from "../news/origin.ts";
import { type Rubrics, rubricsOf } from "../news/rubrics.ts";
import { nameInTitle } from "../news/site-name.ts";
import { imageAddress, webAddress } from "../news/web-address.ts";
import { cleanLine, foldLine } from "../text/normalize-text.ts";
import type { FeedChannel, FeedField, FeedItem } from "./feed-parser.ts";

/** The fields of a JSON article that a feed can fill. Texts are plain, or HTML. */
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
  readonly section?: string;
  readonly tags?: readonly string[];
  readonly image?: string;
}

/**
 * Names the rules by which an item becomes these fields, and by which a feed's record has its state: what another
 * version made of it tells nothing of what its feed changed.
 */
export const feedReaderVersion = "5";

/** The fields of the article that an item is, and where each was found. */
export interface SourcedArticle {
  readonly fields: ArticleFields;
  readonly origins: Origins;
}

/** The fields that are found, null or empty where they are not. */
export type SourcedFields = { readonly [name in keyof ArticleFields]: Found<ArticleFields[name]> | null };

/** The article of an item. `mayHoldFullText`: whether more than the summary may be taken. */
export function feedArticle(item: FeedItem, channel: FeedChannel, mayHoldFullText = true): SourcedArticle {
  return sourcedArticle(feedFields(item, channel, mayHoldFullText));
}

/** The same, field by field. */
export function feedFields(item: FeedItem, channel: FeedChannel, mayHoldFullText = true): SourcedFields {
  const url = itemUrl(item, channel);
  const full = mayHoldFullText ? fullText(item) : null;
  const summary = firstFound(item, feedNames.summary);
  const text = full ?? summary;
  const updated = dateIn(item, feedNames.updated);
  const guid = itemGuid(item);
  return {
    id: guid && foundIn(itemId(guid.value, foundValue(url)), ...guid.origins),
    title: firstFound(item, feedNames.title) ?? foundIn(headingOf(firstText(item, ["turbo:content"])), "turbo:content"),
    lead: full && summary && foundIn(leadOf(summary.value, full.value), ...summary.origins),
    text: text && foundIn(storyText(text.value), ...text.origins),
    url,
    date: dateIn(item, feedNames.published) ?? updated,
    updatedAt: updated,
    source: firstFound(item, feedNames.source) ?? foundIn(channelName(channel, foundValue(url)), "channel title"),
    author: authorOf(item),
    ...categoriesOf(item),
    image: imageOf(item, baseOf(item, channel)),
  };
}

function dateIn(item: FeedItem, names: readonly Origin[]): Found<string> | null {
  const written = firstFound(item, names);
  return written && foundIn(feedDate(written.value), ...written.origins);
}

/**
 * Names the kind of an item that not everybody is to read, or gives null: a post of WordPress whose text is behind a
 * password, a draft (RFC 5023, section 13.1.1), and what a backup of Blogger holds besides its posts, such as comments.
 */
export function privateKind(item: FeedItem): string | null {
  const kind = (item.fields.get("category") ?? [])
    .map(({ attributes }) => BLOGGER_KIND.exec(attributes.get("term") ?? "")?.[1])
    .find((term) => term !== undefined);
  const type = kind ?? firstText(item, ["blogger:type"]).toLowerCase();
  if (type !== "" && type !== "post") return type === "comment" ? "comment" : "part of a backup";
  const text = fullText(item)?.value ?? firstText(item, feedNames.summary);
  if (ASKS_FOR_PASSWORD.test(text)) return "post with a password";
  const isDraft = firstText(item, ["app:control/app:draft"]).toLowerCase() === "yes";
  return isDraft || !/^(?:|live)$/i.test(firstText(item, ["blogger:status"])) ? "draft" : null;
}

/** WordPress' get_the_password_form, and what themes make of it: the form stands in place of the text. */
const ASKS_FOR_PASSWORD = /<input\s[^<>]{0,500}\bname=["']post_password["']/i;

const BLOGGER_KIND = /^http:\/\/schemas\.google\.com\/blogger\/2008\/kind#([a-z]{1,20})$/;

/** Makes the identity of an item across states of the feed: its guid, else its address, else its title and date. */
export function itemIdentity(item: FeedItem, channel: FeedChannel): string {
  const guid = itemGuid(item);
  if (guid !== null) return guid.value;
  const parts = [firstText(item, ["title"]), firstText(item, feedNames.published), fullText(item)?.value ?? ""];
  return itemUrl(item, channel)?.value ?? JSON.stringify(parts);
}

/** The fields that are not empty. */
export function definedFields(fields: SourcedFields): SourcedFields {
  return Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== null && field.value !== ""));
}

/** The values of those fields that are found, in the same order, and their origins apart. */
export function sourcedArticle(found: SourcedFields): SourcedArticle {
  const defined = definedFields(found);
  const { updatedAt, ...told } = defined;
  const fields = Object.fromEntries(Object.entries(defined).map(([name, field]) => [name, field?.value]));
  return { fields, origins: originsOf(told) };
}

/** The first of these elements that holds more than white space, else "". */
export function firstText(item: FeedItem, names: readonly string[]): string {
  return firstOf(item, names)?.text ?? "";
}

/** The same with its origin, or null. */
export function firstFound(item: FeedItem, names: readonly Origin[]): Found<string> | null {
  const first = firstOf(item, names);
  return first && foundIn(first.text, first.name);
}

function firstOf<Name extends string>({ fields }: FeedItem, names: readonly Name[]) {
  for (const name of names) {
    const text = fields
      .get(name)
      ?.find((field) => field.text.trim() !== "")
      ?.text.trim();
    if (text !== undefined) return { name, text };
  }
  return null;
}

/** Turbo needs no title besides the one in the header of its text. */
function headingOf(html: string): string {
  return /<h1(?:\s[^<>]{0,500})?>([^<]{1,500})<\/h1>/i.exec(html.slice(0, 20_000))?.[1] ?? "";
}

/** The longest. */
function fullText({ fields }: FeedItem): Found<string> | null {
  let longest: Found<string> | null = null;
  for (const name of feedNames.fullText) {
    for (const { text } of (fields.get(name) ?? []).filter(isReadable)) {
      const value = text.trim();
      if (value.length > (longest?.value.length ?? 0)) longest = { value, origins: [name] };
    }
  }
  return longest;
}

/** Atom's content may be a picture, or an address alone. */
function isReadable({ attributes }: FeedField): boolean {
  const type = attributes.get("type") ?? "text";
  return /^(?:text|html|xhtml|text\/(?:html|plain)|application\/xhtml\+xml)$/i.test(type.trim());
}

/** Longer summaries are the text again. Untuned. */
const MAX_LEAD_CHARACTERS = 600;
/** So much of a summary that stands in the text too makes it no lead. */
const MAX_COMPARED = 80;

/** The summary where it says what the text does not, else "". */
function leadOf(summary: string, full: string): string {
  const lead = cleanLine(htmlToText(storyText(summary.slice(0, 20_000))));
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
function itemUrl(item: FeedItem, channel: FeedChannel): Found<string> | null {
  const { fields } = item;
  const base = baseOf(item, channel);
  const links = (fields.get("link") ?? []).filter(
    ({ attributes }) => (attributes.get("rel") ?? "alternate") === "alternate",
  );
  const guid = fields.get("guid")?.[0];
  const candidates: readonly { readonly address: string; readonly origin: Origin }[] = [
    { address: firstText(item, ["feedburner:origlink"]), origin: "feedburner:origlink" },
    ...links.map(({ attributes, text }) => ({
      address: text.trim() || (attributes.get("href") ?? ""),
      origin: "link" as const,
    })),
    {
      address: guid?.attributes.get("ispermalink")?.toLowerCase() === "false" ? "" : (guid?.text ?? ""),
      origin: "guid",
    },
  ];
  for (const { address, origin } of candidates) {
    // A guid is an address only where it is a whole one.
    const url = resolved(address, origin === "guid" ? null : base);
    if (url !== null) return foundIn(url, origin);
  }
  return null;
}

function baseOf({ attributes }: FeedItem, { base }: FeedChannel): string | null {
  const own = attributes.get("xml:base") ?? "";
  return own === "" ? base : resolved(own, base);
}

/** Systems escape addresses once more than XML does, and leave the scheme to whoever reads them. */
function resolved(address: string, base: string | null): string | null {
  const written = address.trim().replaceAll("&amp;", "&");
  const whole = written.startsWith("//") && base === null ? `https:${written}` : written;
  if (whole === "" || !URL.canParse(whole, base ?? undefined)) return null;
  return webAddress(new URL(whole, base ?? undefined).href);
}

function itemGuid(item: FeedItem): Found<string> | null {
  const about = item.attributes.get("rdf:about")?.trim() || null;
  return firstFound(item, feedNames.id) ?? foundIn(about, "rdf:about");
}

/** A guid that is a number or a word is one of its site's only; an address or an URN is one of all. */
function itemId(guid: string, url: string | null): string {
  const id = guid.includes(":") || url === null ? guid : `${new URL(url).hostname}:${guid}`;
  return isPlainId(id) ? id : toBase64Url(sha256(id)).slice(0, 22);
}

/** The name of the feed's site, where the item is of that site: a feed of several sites has a name of its own. */
function channelName({ title, base }: FeedChannel, url: string | null): string {
  const [own, feeds] = [canonicalHostOf(url ?? ""), canonicalHostOf(base ?? "")];
  return own !== null && own === feeds ? (nameInTitle(cleanLine(title)) ?? "") : "";
}

/** Names of one item; more are a list of all writers. Untuned. */
const MAX_AUTHORS = 5;

/**
 * RSS names writers by their mail addresses, with a name in parentheses behind; neither an address nor an account is
 * one.
 */
function authorOf({ fields }: FeedItem): Found<string> | null {
  for (const name of feedNames.author) {
    const authors = (fields.get(name) ?? []).map(({ text }) => {
      const written = cleanLine(htmlToText(text)).slice(0, 500);
      const behind = written.includes("@") ? /\(([^()@]{2,200})\)/.exec(written)?.[1] : undefined;
      return authorName(behind ?? written.replaceAll(/\S{1,100}@\S{1,100}/g, ""));
    });
    const named = [...new Set(authors.filter((author) => author !== null))].slice(0, MAX_AUTHORS);
    if (named.length > 0) return foundIn(named.join(", "), name);
  }
  return null;
}

const CATEGORY: readonly Origin[] = ["category"];

/**
 * Most feeds say of no category what it is: the first is the section. WordPress' exports tell categories and tags
 * apart.
 */
function categoriesOf({ fields }: FeedItem): Rubrics {
  const sections: Found<string>[] = [];
  const tags: Found<string>[] = [];
  for (const { attributes, text } of fields.get("category") ?? []) {
    const domain = attributes.get("domain") ?? "";
    const isOfSystem = domain === "post_format" || BLOGGER_KIND.test(attributes.get("term") ?? "");
    const name = text.trim() || (attributes.get("label") ?? attributes.get("term") ?? "");
    if (!isOfSystem) (domain === "post_tag" ? tags : sections).push({ value: name, origins: CATEGORY });
  }
  return rubricsOf(sections, tags);
}

function imageOf({ fields }: FeedItem, base: string | null): Found<string> | null {
  for (const name of feedNames.image) {
    for (const { attributes, text } of fields.get(name) ?? []) {
      const address = attributes.get("url") ?? attributes.get("href") ?? (name.startsWith("image") ? text : "");
      const image = isPicture(name, attributes.get("medium"), attributes.get("type"), address)
        ? imageAddress(resolved(address, base))
        : null;
      if (image !== null) return foundIn(image, name);
    }
  }
  return null;
}

function isPicture(name: string, medium: string | undefined, type: string | undefined, address: string): boolean {
  if (name !== "enclosure" && !name.endsWith("media:content")) return true;
  if (type !== undefined) return /^image\//i.test(type.trim());
  return medium === "image" || /\.(?:jpe?g|png|webp|gif|avif)(?:[?#]|$)/i.test(address);
}

const TIME_OF_DAY = "(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::\\d{2})?(?:\\.\\d{1,6})?(?:\\s?(?<half>[ap]m)(?!\\p{L}))?";
/**
 * RFC 822, section 5, and RFC 5322, section 3.3: also with a Russian month, a year of two digits, a zone by its name.
 */
const RFC_DATE = new RegExp(
  "^(?:\\p{L}{2,12}\\.?,?\\s{0,3})?(?<day>\\d{1,2})[\\s-]{1,3}(?<month>\\p{L}{3,9})\\.?,?[\\s-]{1,3}(?<year>\\d{4}|\\d{2})(?:\\s?(?:года?|г)\\.?(?!\\p{L}))?" +
    `(?:[\\s,]{1,3}(?:в\\s)?${TIME_OF_DAY}(?:\\s{0,3}(?<zone>[\\p{L}\\d+:-]{1,20}))?)?(?:\\s|$)`,
  "iu",
);
/**
 * C's asctime, Java's and JavaScript's dates: `Mon Oct 10 12:30:00 MSK 2016`,
 * `Mon Oct 10 2016 12:30:00 GMT+0300 (MSK)`.
 */
const ASCTIME = new RegExp(
  "^\\p{L}{2,12}\\.?,?\\s{1,3}(?<month>\\p{L}{3,9})\\.?\\s{1,3}(?<day>\\d{1,2})(?:,?\\s{1,3}(?<year>\\d{4}))?" +
    `\\s{1,3}${TIME_OF_DAY}(?:\\s{1,3}(?<zone>[\\p{L}+-][\\p{L}\\d+:-]{0,19}))?(?:\\s{1,3}(?<lastYear>\\d{4}))?(?:\\s|$)`,
  "iu",
);
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
  const reading = parseDate(date, { today: null });
  return reading === null || isUnset(reading) ? null : date;
}

/** Systems write the year 1, or the first day of their clocks, where they have no date. */
function isUnset(reading: DateReading): boolean {
  const day = readingDay(reading);
  return day !== null && (day.year < 1900 || (day.year === 1970 && day.month === 1 && day.day === 1));
}

function rfcDate(text: string): string | null {
  const groups = (RFC_DATE.exec(text) ?? ASCTIME.exec(text))?.groups ?? {};
  const { day = "", month: monthName = "", hour, minute, half, zone = "", lastYear = "" } = groups;
  const year = groups.year ?? lastYear;
  const month = monthName === "" ? 0 : monthNumber(monthName);
  if (month === 0 || year === "") return null;
  // RFC 2822, section 4.3: 50 to 99 are of the last century.
  const fullYear = year.length === 4 ? year : String(Number(year) + (Number(year) < 50 ? 2000 : 1900));
  const date = `${fullYear}-${pad(month)}-${pad(Number(day))}`;
  if (hour === undefined) return date;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === "pm" ? 12 : 0);
  return `${date}T${pad(hours)}:${minute}${offsetOf(zone)}`;
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
