/**
 * The fields that a page's markup tells (layer 1): JSON-LD first, then tags and microdata, each field by the first source
 * that says something usable. The title is chosen in html-title.ts, since several sources have to agree on it.
 */

import { publisherOf } from "../../news/agencies.ts";
import { imageAddress, keyHost, siteName, webAddress } from "../../news/web-address.ts";
import { type DateReading, parseDate, readingDay } from "../dates/date-formats.ts";
import type { DateClue } from "../dates/publication-date.ts";
import { decodeEntities } from "../text/html-entities.ts";
import { cleanLine, foldLine } from "../text/normalize-text.ts";
import { type LinkedArticle, readJsonLd } from "./json-ld.ts";
import type { BoundedHtml } from "./limits.ts";
import { type MetaTags, readMetaTags } from "./meta-tags.ts";

/** What the markup says; null and empty where it does not. */
export interface HtmlMetadata {
  readonly linked: LinkedArticle | null;
  readonly tags: MetaTags;
  /** The content of `<title>`, decoded. */
  readonly browserTitle: string;
  /** The page's own address: http or https. */
  readonly url: string | null;
  readonly image: string | null;
  readonly author: string | null;
  /** The site's name as readers know it. */
  readonly site: string | null;
  /** Every name of the site that the markup has. */
  readonly siteNames: readonly string[];
  /** When it was published, the most trusted source first. */
  readonly published: readonly DateClue[];
  readonly modified: readonly DateClue[];
  /** The sentence that describes the page, or null. */
  readonly description: string | null;
  /** Whether the markup says that the page is an article. */
  readonly isDeclaredArticle: boolean;
  /** Whether the markup gives the page no address but that of its site. */
  readonly isFrontPage: boolean;
}

const MAX_NAME_LENGTH = 200;
/** Pictures that stand for a site and not for its article. */
const STAND_IN =
  /(?:^|[/_.-])(?:logo|logotype|default|placeholder|noimage|no-image|no_photo|sharing|share_ru|og-default|favicon)(?=[/_.\d-]|$)/i;

/** Reads it. `key` is the upload's: the site among its folders tells which address is plausible. */
export function readHtmlMetadata(page: BoundedHtml, document: Document, key: string): HtmlMetadata {
  const tags = readMetaTags(document);
  const browserTitle = cleanLine(decodeEntities(decodeEntities(page.title)));
  const linked = readJsonLd(page.jsonLd, {
    addresses: [tags.link("canonical") ?? "", ...tags.values("url"), page.savedFrom ?? ""],
    titles: [...tags.values("title"), browserTitle],
  });
  const url = ownAddress(linked, tags, page.savedFrom, key);
  const siteNames = [...tags.values("site"), linked?.publisher ?? "", ...tags.values("publisher")].filter(
    (name) => name !== "",
  );
  const site = nameOfSite(siteNames, url, key);
  return {
    linked,
    tags,
    browserTitle,
    url,
    image: pictureOf(linked, tags, url),
    author: authorOf(linked, tags, [...siteNames, site ?? ""]),
    site,
    siteNames,
    published: clues([linked?.published ?? null, ...tags.values("published")]),
    modified: clues([linked?.modified ?? null, ...tags.values("modified")]),
    description: linked?.description ?? tags.values("description")[0] ?? null,
    isFrontPage: url === null && linked === null && [tags.link("canonical"), ...tags.values("url")].some(isSiteAddress),
    isDeclaredArticle:
      linked !== null ||
      tags.values("type").some((type) => /^(?:article|news)/i.test(type)) ||
      tags.values("published").length > 0,
  };
}

/** The canonical link, else what the other tags say; of another site than the key's only where nothing else is there. */
function ownAddress(
  linked: LinkedArticle | null,
  tags: MetaTags,
  savedFrom: string | null,
  key: string,
): string | null {
  const written = [tags.link("canonical"), ...tags.values("url"), linked?.url ?? null, savedFrom, pageOf(tags.base)];
  const bases = [tags.base, ...tags.values("url"), linked?.url ?? null, savedFrom].map((address) =>
    webAddress(address),
  );
  const base = bases.find((address) => address !== null) ?? null;
  const pages = written.map((address) => webAddress(absolute(address, base))).filter((address) => address !== null);
  const own = pages.filter((address) => isPageOfSite(address));
  const host = keyHost(key);
  const ofKey =
    host === null
      ? undefined
      : own.find((address) => new URL(address).hostname.replace(/^www\./, "") === host.replace(/^www\./, ""));
  return ofKey ?? own[0] ?? null;
}

/** A base that names a folder is the address of all pages in it. */
function pageOf(base: string | null): string | null {
  return base !== null && URL.canParse(base) && !new URL(base).pathname.endsWith("/") ? base : null;
}

/** The front page of a site is the address of none of its articles. */
function isPageOfSite(address: string): boolean {
  const { pathname, search } = new URL(address);
  return pathname !== "/" || search !== "";
}

function isSiteAddress(written: string | null): boolean {
  const address = webAddress(written);
  return address !== null && !isPageOfSite(address);
}

function absolute(address: string | null, base: string | null): string | null {
  const bare = address?.trim() ?? "";
  if (bare === "") return null;
  if (base !== null && URL.canParse(bare, base)) return new URL(bare, base).href;
  return bare.startsWith("//") ? `https:${bare}` : bare;
}

function pictureOf(linked: LinkedArticle | null, tags: MetaTags, url: string | null): string | null {
  for (const written of [...tags.values("image"), linked?.image ?? null, tags.link("image_src")]) {
    const image = imageAddress(absolute(written, url));
    if (image !== null && !STAND_IN.test(new URL(image).pathname)) return image;
  }
  return null;
}

/** What stands before a name: «Авторы: …», «Беседовала …», «Текст и фото: …». */
const BYLINE_LABEL =
  /^(?:текст и фото|фото и текст|авторы?|текст|by|корреспондент|(?:беседовал|записал|рассказал|(?:материал )?подготовил|интервью(?: взял)?)[аи]?)\s?:?\s/iu;

/** A name without its label. */
export function bareName(written: string): string {
  return written.replace(BYLINE_LABEL, "").trim();
}

/** Accounts that programs make. */
const ACCOUNT =
  /^(?:admin(?:istrator)?|root|user|editor|redaktor|moderator|webmaster|test|редакция|администратор|админ|аноним|гость|default)\d{0,3}$/iu;

/** Whether a text is the name of a person or of several. */
export function isAuthorName(name: string): boolean {
  if (!/\p{L}{2}/u.test(name) || name.length > MAX_NAME_LENGTH || ACCOUNT.test(name)) return false;
  return !/:\/\/|^@|\.(?:ru|com|рф)$/iu.test(name) && publisherOf(name) === null;
}

/** A person or several; the site itself, an address and an account are no authors. */
function authorOf(linked: LinkedArticle | null, tags: MetaTags, siteNames: readonly string[]): string | null {
  const sites = new Set(siteNames.map((name) => foldLine(name)));
  for (const written of [linked?.author ?? null, ...tags.values("author")]) {
    const name = bareName(written ?? "");
    if (isAuthorName(name) && !sites.has(foldLine(name))) return name;
  }
  return null;
}

/** A publisher of the table by name or by host, else the name that the page has for itself, else its host. */
function nameOfSite(names: readonly string[], url: string | null, key: string): string | null {
  const known = names.map((name) => publisherOf(name)).find((name) => name !== null);
  if (known !== undefined) return known;
  const byAddress = siteName(url, key);
  const [own] = names;
  const isHost = byAddress === null || byAddress.includes(".");
  return isHost && own !== undefined && own.length <= MAX_NAME_LENGTH ? own : byAddress;
}

/** Systems write the epoch, or the year 1, where they have no date: no page of news is older than the web. */
const FIRST_YEAR = 1991;

function yearOf(reading: DateReading): number {
  return readingDay(reading)?.year ?? ("year" in reading ? reading.year : 0);
}

/** The dates that can be read, as written. */
export function clues(written: readonly (string | null)[]): DateClue[] {
  const found: DateClue[] = [];
  for (const raw of written) {
    const reading: DateReading | null = raw === null ? null : parseDate(raw, { today: null });
    if (raw !== null && reading !== null && yearOf(reading) >= FIRST_YEAR)
      found.push({ reading, raw: raw.slice(0, MAX_NAME_LENGTH) });
  }
  return found;
}
