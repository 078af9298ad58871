/**
 * The fields that a page's markup tells: JSON-LD first, then tags and microdata, each field by the first source
 * that says something usable. The title is chosen in title.ts, since several sources have to agree on it.
 */

import { type DateReading, parseDate, readingDay } from "../dates/date-formats.ts";
import type { FoundClue } from "../dates/publication-date.ts";
import { publisherOf } from "../news/agencies.ts";
import { canonicalUrl } from "../news/canonical-url.ts";
import { type Found, foundValue, metaNames, type Origin } from "../news/origin.ts";
import { type Rubrics, rubricsOf, splitNames } from "../news/rubrics.ts";
import { keyHost, sourceName } from "../news/site-name.ts";
import { imageAddress, webAddress } from "../news/web-address.ts";
import { decodeEntities } from "../text/html-entities.ts";
import { cleanLine, foldLine } from "../text/normalize-text.ts";
import type { PageDocument, PageElement } from "./document.ts";
import { holdsHtml, htmlToText } from "./text.ts";

/** The metadata in the markup; null and empty if it has none. */
export interface HtmlMetadata {
  /** Titles as the markup writes them, the most trusted first. */
  readonly titles: readonly Found<string>[];
  /** The content of `<title>`, decoded. */
  readonly browserTitle: string;
  /** The page's own address: http or https. */
  readonly url: Found<string> | null;
  readonly image: Found<string> | null;
  readonly author: Found<string> | null;
  readonly rubrics: Rubrics;
  /** The site's name as readers know it. */
  readonly site: Found<string> | null;
  /** Every name of the site that the markup has. */
  readonly siteNames: readonly Found<string>[];
  /** When it was published, the most trusted source first. */
  readonly published: readonly FoundClue[];
  readonly modified: readonly FoundClue[];
  /** The story as JSON-LD has it: plain text or HTML, as written. */
  readonly body: string | null;
  /** True if readers must pay for it. */
  readonly isPaid: boolean;
  /** True if the markup says that the page is an article. */
  readonly isDeclaredArticle: boolean;
  /** True if the markup gives the page no address but that of its site. */
  readonly isFrontPage: boolean;
  /** Kind of page by its own words: by JSON-LD of its own address or title, by the type of its frame, by `og:type`. */
  readonly ownKind: "article" | "list" | null;
  /** The addresses and titles that the page as a whole has, and no item in it. */
  readonly identity: PageIdentity;
}

const MAX_NAME_LENGTH = 200;
/** Pictures that stand for a site and not for its article. */
const STAND_IN =
  /(?:^|[/_.-])(?:logo|logotype|default|placeholder|noimage|no-image|no_photo|sharing|share_ru|og-default|favicon)(?=[/_.\d-]|$)/i;

/**
 * Reads it. `key` is the upload's: the site among its folders tells which address is plausible. `givenUrl` is the
 * page's address as its owner has it, or null.
 */
export function readHtmlMetadata(page: PageDocument, key: string, givenUrl: string | null): HtmlMetadata {
  const tags = new MarkupTags(page);
  const canonical = tags.link("canonical");
  const browserTitle = cleanLine(decodeEntities(decodeEntities(page.title)));
  const scripts = page.jsonLd.map(parseTolerantly);
  const savedFrom = listed(page.savedFrom, "saved-page comment");
  const addresses = [canonical, ...textsOf(tags.values("url")), page.savedFrom, givenUrl].map(canonicalUrl);
  const identity: PageIdentity = {
    addresses: new Set(addresses.filter((address) => address !== null)),
    titles: foldsOf([...textsOf(tags.named("title")), browserTitle]),
  };
  const linked = readJsonLd(scripts, {
    ...identity,
    titles: foldsOf([...textsOf(tags.values("title")), browserTitle]),
  });
  const valuesOf = (field: Exclude<MetaField, "section" | "tags">): readonly Found<string>[] => {
    const own = listed(linked?.[field] ?? null, "JSON-LD");
    return ADDRESSES.has(field) ? [...tags.values(field), ...own] : [...own, ...tags.values(field)];
  };
  const claimed = [...valuesOf("url"), ...savedFrom];
  const url = ownAddress(listed(canonical, "link canonical"), claimed, tags.base, key);
  const siteNames = [...valuesOf("site"), ...valuesOf("publisher")];
  const site = sourceName(siteNames, foundValue(url), key);
  const pictures = [...valuesOf("image"), ...listed(tags.link("image_src"), "link image_src"), ...featuredImages(page)];
  const published = valuesOf("published");
  return {
    titles: valuesOf("title"),
    browserTitle,
    url,
    image: pictureOf(pictures, foundValue(url)),
    author: authorOf(valuesOf("author"), [...textsOf(siteNames), site?.value ?? ""]),
    rubrics: readRubrics(page, linked, tags),
    site,
    siteNames,
    published: clues(published),
    modified: clues(valuesOf("modified")),
    body: linked?.body ?? null,
    isPaid: linked?.isPaid === true,
    isFrontPage: url === null && linked === null && [canonical, ...textsOf(tags.values("url"))].some(isSiteAddress),
    ownKind: ownKindOf(scripts, page, textsOf(tags.values("type")), identity),
    identity,
    isDeclaredArticle:
      linked !== null ||
      textsOf(valuesOf("type")).some((type) => OPEN_GRAPH_ARTICLE.test(type)) ||
      published.length > 0,
  };
}

const OPEN_GRAPH_ARTICLE = /^(?:article|news)/i;

function listed(value: string | null, origin: Origin): Found<string>[] {
  return value === null ? [] : [{ value, origins: [origin] }];
}

function textsOf(values: readonly Found<string>[]): string[] {
  return values.map(({ value }) => value);
}

function foldsOf(written: readonly string[]): string[] {
  return written.map((text) => foldLine(text)).filter((fold) => fold !== "");
}

/** Fields for which the tags precede JSON-LD. */
const ADDRESSES: ReadonlySet<MetaField> = new Set<MetaField>(["url", "image"]);

/** The canonical link, else what the markup says; of another site than the key's only where nothing else is there. */
function ownAddress(
  canonical: readonly Found<string>[],
  claimed: readonly Found<string>[],
  ownBase: string | null,
  key: string,
): Found<string> | null {
  const bases = [ownBase, ...textsOf(claimed)].map((address) => webAddress(address));
  const base = bases.find((address) => address !== null) ?? null;
  const own = [...canonical, ...claimed, ...listed(pageOf(ownBase), "base")].flatMap(({ value, origins }) => {
    const address = webAddress(absolute(value, base));
    return address === null || !isPageOfSite(address) ? [] : [{ value: address, origins }];
  });
  const host = keyHost(key)?.replace(/^www\./, "");
  return own.find(({ value }) => new URL(value).hostname.replace(/^www\./, "") === host) ?? own[0] ?? null;
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

function absolute(address: string, base: string | null): string | null {
  const bare = address.trim();
  if (bare === "") return null;
  if (base !== null && URL.canParse(bare, base)) return new URL(bare, base).href;
  return bare.startsWith("//") ? `https:${bare}` : bare;
}

function pictureOf(claimed: readonly Found<string>[], url: string | null): Found<string> | null {
  for (const { value, origins } of claimed) {
    const image = imageAddress(absolute(value, url));
    if (image !== null && !STAND_IN.test(new URL(image).pathname)) return { value: image, origins };
  }
  return null;
}

/** WordPress: the picture of the post, and not one that leads to another. Scripts load it from `data-src`. */
function featuredImages({ elements }: PageDocument): Found<string>[] {
  const picture = elements.find((element) => element.hasWord("class", "wp-post-image") && !isInLink(element));
  const addresses = picture === undefined ? [] : [picture.attribute("data-src"), picture.attribute("src")];
  return addresses.flatMap((address) => listed(address, "img.wp-post-image"));
}

function isInLink({ parent }: PageElement): boolean {
  for (let around = parent; around !== null; around = around.parent) if (around.name === "a") return true;
  return false;
}

/** Reads the rubrics of JSON-LD and tags, else the links to them. */
function readRubrics(page: PageDocument, linked: LinkedArticle | null, tags: MarkupTags): Rubrics {
  const links = linkedTerms(page);
  const inJsonLd = (names: readonly string[] = []) => names.flatMap((name) => listed(name, "JSON-LD"));
  const sections = [...inJsonLd(linked?.sections), ...tags.values("section"), ...links.sections];
  const lists = [...inJsonLd(linked?.tags), ...tags.values("tags")];
  const tagsOfLists = lists.flatMap(({ value, origins }) =>
    splitNames(value).map((name) => ({ value: name, origins })),
  );
  return rubricsOf(sections, [...tagsOfLists, ...links.tags]);
}

/**
 * The links of `rel="tag"` (microformats, rel-tag): WordPress tells categories by `rel` in classic themes, and by the
 * class of their block in others. Cards of other articles below have such links too: those count that stand together
 * with the first.
 */
function linkedTerms({ elements }: PageDocument): {
  readonly sections: Found<string>[];
  readonly tags: Found<string>[];
} {
  const links = elements.filter((element) => element.name === "a" && element.hasWord("rel", "tag"));
  const isCategory = (link: PageElement): boolean =>
    link.hasWord("rel", "category") || link.parent?.hasWord("class", "taxonomy-category") === true;
  const namesOfFirst = (terms: readonly PageElement[]): Found<string>[] =>
    terms.filter(({ parent }) => parent === terms[0]?.parent).flatMap(({ text }) => listed(text, "a rel=tag"));
  return {
    sections: namesOfFirst(links.filter(isCategory)),
    tags: namesOfFirst(links.filter((link) => !isCategory(link))),
  };
}

/** Labels before a name: «Авторы: …», «Беседовала …», «Текст и фото: …». */
const BYLINE_LABEL =
  /^(?:текст и фото|фото и текст|авторы?|текст|by|корреспондент|(?:беседовал|записал|рассказал|(?:материал )?подготовил|интервью(?: взял)?)[аи]?)\s?:?\s/iu;

/** Accounts that programs make. */
const ACCOUNT =
  /^(?:admin(?:istrator)?|super\suser|root|user|editor|redaktor|moderator|webmaster|test|редакция|администратор|админ|аноним|гость|default)\d{0,3}$/iu;

/** A name without its label; null where it is not that of a person or of several. */
export function authorName(written: string): string | null {
  const name = written.replace(BYLINE_LABEL, "").trim();
  if (!/\p{L}{2}/u.test(name) || name.length > MAX_NAME_LENGTH || ACCOUNT.test(name)) return null;
  return /:\/\/|^@|\.(?:ru|com|рф)$/iu.test(name) || publisherOf(name) !== null ? null : name;
}

/** A person or several; the site itself, an address and an account are no authors. */
function authorOf(claimed: readonly Found<string>[], siteNames: readonly string[]): Found<string> | null {
  const sites = new Set(siteNames.map((name) => foldLine(name)));
  for (const { value, origins } of claimed) {
    const name = authorName(value);
    if (name !== null && !sites.has(foldLine(name))) return { value: name, origins };
  }
  return null;
}

/** Systems write the epoch, or the year 1, where they have no date: no page of news is older than the web. */
const FIRST_YEAR = 1991;

function yearOf(reading: DateReading): number {
  return readingDay(reading)?.year ?? ("year" in reading ? reading.year : 0);
}

/** The dates that can be read, as written. */
export function clues(written: readonly Found<string>[]): FoundClue[] {
  return written.flatMap(({ value, origins }) => {
    const reading = parseDate(value, { today: null });
    const isKnown = reading !== null && yearOf(reading) >= FIRST_YEAR;
    return isKnown ? [{ reading, raw: value.slice(0, MAX_NAME_LENGTH), origins }] : [];
  });
}

// What a page says of its article in JSON-LD: of the articles that are no items of a list the one that has the page's
// address or title, else the first. Lists, graphs and broken JSON are met on real pages, so nothing here throws, and
// what cannot be read is as good as absent.

/** The article's fields as the page writes them; null where it does not. Texts are one clean line, but for the body. */
interface LinkedArticle extends Readonly<Partial<Record<Exclude<MetaField, "section" | "tags">, string | null>>> {
  readonly sections: readonly string[];
  readonly tags: readonly string[];
  /** Plain text or HTML, as written. */
  readonly body: string | null;
  readonly isPaid: boolean;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** schema.org, subtypes of Article and of BlogPosting that news sites use. */
const ARTICLE_TYPE =
  /^(?:https?:\/\/schema\.org\/)?(?:\w{0,20}NewsArticle|Article|\w{0,20}BlogPosting|Report|AdvertiserContentArticle|SocialMediaPosting|TechArticle)$/;
/** schema.org, types of pages that are lists. */
const LIST_TYPE = /^(?:https?:\/\/schema\.org\/)?(?:CollectionPage|SearchResultsPage|ProfilePage)$/;
/** Properties that may contain an article; items of a list are other articles. */
const CONTAINERS = ["@graph", "mainEntity", "mainEntityOfPage", "subjectOf", "about"];
const MAX_OBJECTS = 2_000;
const MAX_AUTHORS = 10;
const MAX_FIELDS = 100;
const MAX_FIELD_LENGTH = 2_000;

/** The identity of a page as a whole. */
export interface PageIdentity {
  /** Addresses in the form that is compared. */
  readonly addresses: ReadonlySet<string>;
  /** Folded, perhaps with the name of the site. */
  readonly titles: readonly string[];
}

/** The article that the scripts describe, or null. Linear. */
function readJsonLd(scripts: readonly unknown[], page: PageIdentity): LinkedArticle | null {
  const nodes = articlesOf(scripts);
  const node = nodes.length > 1 ? ownOf(nodes, page) : nodes[0];
  return node === undefined ? null : readArticle(node, namedNodes(scripts));
}

function articlesOf(scripts: readonly unknown[]): JsonObject[] {
  return scripts
    .flatMap((script) => findNodes(script, ARTICLE_TYPE))
    .filter((node) => fieldOf(node.headline) !== null || fieldOf(node.datePublished) !== null);
}

/** Pages describe the articles that they point to as well. */
function ownOf(nodes: readonly JsonObject[], { addresses, titles }: PageIdentity): JsonObject | undefined {
  const hasTitle = (node: JsonObject) => {
    const headline = headlineOf(node);
    return headline !== "" && titles.some((title) => title.startsWith(headline) || headline.startsWith(title));
  };
  return (
    nodes.find((node) => addressesOf(node).some((address) => addresses.has(address))) ??
    nodes.find(hasTitle) ??
    nodes[0]
  );
}

function headlineOf({ headline }: JsonObject): string {
  return foldLine(fieldOf(headline) ?? "");
}

function addressesOf({ url, mainEntityOfPage, "@id": id }: JsonObject): string[] {
  return [url, mainEntityOfPage, id]
    .map((value) => canonicalUrl(addressOf(value)))
    .filter((address) => address !== null);
}

/**
 * Finds the page's own kind. JSON-LD of its own says more than `og:type`, which plugins set to `article` on their
 * archives too (Yoast SEO, "OpenGraph Tags: Functional specification").
 */
function ownKindOf(
  scripts: readonly unknown[],
  { frame }: PageDocument,
  openGraph: readonly string[],
  { addresses, titles }: PageIdentity,
): HtmlMetadata["ownKind"] {
  const isAtPage = (node: JsonObject) => addressesOf(node).some((address) => addresses.has(address));
  const isTitled = (node: JsonObject) => {
    const headline = headlineOf(node);
    return headline !== "" && titles.some((title) => title.startsWith(headline));
  };
  const types = frame.map((element) => element.attribute("itemtype"));
  if (articlesOf(scripts).some((node) => isAtPage(node) || isTitled(node))) return "article";
  if (types.some((type) => ARTICLE_TYPE.test(type))) return "article";
  const lists = scripts.flatMap((script) => findNodes(script, LIST_TYPE));
  if (lists.some((node) => isAtPage(node) || addressesOf(node).length === 0)) return "list";
  if (types.some((type) => LIST_TYPE.test(type))) return "list";
  return openGraph.some((type) => OPEN_GRAPH_ARTICLE.test(type)) ? "article" : null;
}

/** Maps each `@id` to all that the nodes of that name say: others name a person or a picture by it alone. */
function namedNodes(values: readonly unknown[]): ReadonlyMap<string, JsonObject> {
  const named = new Map<string, JsonObject>();
  for (const value of values) {
    const graph = isObject(value) ? listOf(value["@graph"]) : listOf(value);
    for (const node of graph.slice(0, MAX_OBJECTS)) {
      if (!isObject(node) || typeof node["@id"] !== "string") continue;
      named.set(node["@id"], { ...named.get(node["@id"]), ...node });
    }
  }
  return named;
}

/** The properties of a node, and of the one that it names. */
function withNamed(node: JsonObject, named: ReadonlyMap<string, JsonObject>): JsonObject {
  return { ...(typeof node["@id"] === "string" ? named.get(node["@id"]) : {}), ...node };
}

function readArticle(node: JsonObject, named: ReadonlyMap<string, JsonObject>): LinkedArticle {
  return {
    title: fieldOf(node.headline) ?? fieldOf(node.name),
    published: fieldOf(node.datePublished) ?? fieldOf(node.dateCreated),
    modified: fieldOf(node.dateModified),
    author: namesOf(node.author, named) ?? namesOf(node.creator, named),
    publisher: namesOf(node.publisher, named),
    image: pictureIn(node.image, named) ?? pictureIn(node.thumbnailUrl, named),
    sections: fieldsOf(node.articleSection),
    tags: fieldsOf(node.keywords),
    url: addressOf(node.url) ?? addressOf(node.mainEntityOfPage),
    body: typeof node.articleBody === "string" && node.articleBody.trim() !== "" ? node.articleBody : null,
    isPaid: /false$/i.test(String(listOf(node.isAccessibleForFree)[0])),
  };
}

/** The objects of a type, in order; breadth is bounded, and depth needs no stack. */
function findNodes(root: unknown, wanted: RegExp): JsonObject[] {
  const found: JsonObject[] = [];
  const waiting: unknown[] = [root];
  for (let i = 0; i < waiting.length && i < MAX_OBJECTS; i += 1) {
    const value = waiting[i];
    if (Array.isArray(value)) waiting.push(...value.slice(0, MAX_OBJECTS));
    else if (isObject(value)) {
      if (listOf(value["@type"]).some((type) => typeof type === "string" && wanted.test(type))) found.push(value);
      for (const name of CONTAINERS) if (Object.hasOwn(value, name)) waiting.push(value[name]);
    }
  }
  return found;
}

/**
 * JSON as it should be; else with the slips corrected that sites make: comments around it, raw line feeds, stray
 * commas.
 */
function parseTolerantly(script: string): unknown {
  const bare = script
    .trim()
    .replace(/^(?:<!--|\/\/\s?<!\[CDATA\[|<!\[CDATA\[|\/\*\s?<!\[CDATA\[\s?\*\/)/, "")
    .replace(/(?:-->|\/\/\s?\]\]>|\]\]>|\/\*\s?\]\]>\s?\*\/|;)$/, "");
  return parseOrNull(bare) ?? parseOrNull(repairJson(bare));
}

function parseOrNull(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/** Control characters inside strings become spaces; a comma before a closing bracket goes. One pass. */
function repairJson(json: string): string {
  const pieces: string[] = [];
  let isString = false;
  let comma = -1;
  for (let i = 0; i < json.length; i += 1) {
    const character = json.charAt(i);
    if (isString && character === "\\") {
      pieces.push(character, json.charAt(i + 1));
      i += 1;
      continue;
    }
    if (character === '"') isString = !isString;
    if (!isString && (character === "}" || character === "]") && comma !== -1) pieces[comma] = "";
    if (character.trim() !== "") comma = !isString && character === "," ? pieces.length : -1;
    pieces.push(character < " " ? " " : character);
  }
  return pieces.join("");
}

/** One clean line of a text, of the first of several, or of an object's value; null for nothing. */
function fieldOf(value: unknown): string | null {
  const [first] = listOf(value);
  const text = isObject(first) ? (first["@value"] ?? first.name) : first;
  if (typeof text !== "string" && typeof text !== "number") return null;
  const written = String(text).slice(0, MAX_FIELD_LENGTH);
  const line = cleanLine(decodeEntities(holdsHtml(written) ? htmlToText(written) : written));
  return line === "" ? null : line;
}

/** A clean line of each of several. */
function fieldsOf(value: unknown): string[] {
  return listOf(value)
    .slice(0, MAX_FIELDS)
    .flatMap((part) => fieldOf(part) ?? []);
}

function namesOf(value: unknown, named: ReadonlyMap<string, JsonObject>): string | null {
  const names = listOf(value)
    .slice(0, MAX_AUTHORS)
    .map((item) => fieldOf(isObject(item) ? withNamed(item, named).name : item));
  const known = [...new Set(names.filter((name) => name !== null && !name.includes("://")))];
  return known.length === 0 ? null : known.join(", ");
}

function addressOf(value: unknown): string | null {
  const [first] = listOf(value);
  if (typeof first === "string") return first.trim().slice(0, MAX_FIELD_LENGTH);
  return isObject(first) ? (addressOf(first.url) ?? addressOf(first.contentUrl) ?? addressOf(first["@id"])) : null;
}

/** The name of a picture in the graph is no address of one, and leads to it. */
function pictureIn(value: unknown, named: ReadonlyMap<string, JsonObject>): string | null {
  const [first] = listOf(value);
  if (!isObject(first)) return addressOf(first);
  const { url, contentUrl } = withNamed(first, named);
  return addressOf(url) ?? addressOf(contentUrl);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// What a page says of its article in `<meta>`, `<link>` and microdata: OpenGraph, Twitter, Dublin Core, Sailthru,
// Mediator and the rest by the names of origin.ts; schema.org's `itemprop` where it is the article's own.

/** The fields that JSON-LD, tags and microdata tell. */
type MetaField = keyof typeof metaNames;

/** Microdata of these fields, by `itemprop`. */
const PROPERTIES: ReadonlyMap<string, MetaField> = new Map([
  ["headline", "title"],
  ["datePublished", "published"],
  ["dateCreated", "published"],
  ["dateModified", "modified"],
  ["author", "author"],
  ["creator", "author"],
  ["publisher", "publisher"],
  ["articleSection", "section"],
  ["keywords", "tags"],
]);
/** Fields that name somebody. */
const PARTIES: ReadonlySet<MetaField> = new Set<MetaField>(["author", "publisher"]);
/** Things inside of an article, or beside it, with dates and authors of their own. */
const OTHER_ITEM =
  /(?:Comment|ImageObject|VideoObject|AudioObject|ItemList|ListItem|BreadcrumbList|Event|Product|Review|WebPageElement)$/;
const PERSON = /(?:Person|Organization)$/;
const ITEMPROP: readonly Origin[] = ["itemprop"];
const MAX_TAGS = 2_000;
const MAX_VALUE_LENGTH = 2_000;

/** The page's tags by name and by property, read once. Linear. */
class MarkupTags {
  readonly #byName = new Map<string, { readonly value: string; readonly isProperty: boolean }[]>();
  readonly #byProperty: ReadonlyMap<MetaField, readonly Found<string>[]>;
  readonly #links = new Map<string, string>();
  /** The address that relative addresses are meant against, as written, or null. */
  readonly base: string | null;

  constructor({ elements }: PageDocument) {
    for (const tag of named(elements, "meta")) {
      const value = cleanValue(tag.attribute("content"));
      const given = tag.attribute("property") || tag.attribute("name");
      const name = given || ownProperty(tag);
      if (value !== "" && name !== "")
        addTo(this.#byName, name.trim().toLowerCase(), { value, isProperty: given === "" });
    }
    this.#byProperty = readMicrodata(elements);
    for (const tag of named(elements, "link")) {
      const href = tag.attribute("href").trim();
      for (const relation of tag.attribute("rel").toLowerCase().split(/\s+/))
        if (href !== "" && !this.#links.has(relation)) this.#links.set(relation, href);
    }
    const [base] = named(elements, "base");
    this.base = base === undefined ? null : base.attribute("href") || null;
  }

  /** The values of a field, the most trusted first; clean lines. */
  values(field: MetaField): readonly Found<string>[] {
    return [...this.named(field), ...(this.#byProperty.get(field) ?? [])];
  }

  /** Those of `<meta>` alone: an item's microdata say nothing of the page. */
  named(field: MetaField): readonly Found<string>[] {
    const names: readonly Origin[] = metaNames[field];
    return names.flatMap((name) =>
      (this.#byName.get(name) ?? []).map(({ value, isProperty }) => ({
        value,
        origins: isProperty ? ITEMPROP : [name],
      })),
    );
  }

  /** The `href` of the first `<link>` of a relation (in small letters), or null. */
  link(relation: string): string | null {
    return this.#links.get(relation) ?? null;
  }
}

function ownProperty(tag: PageElement): string {
  const property = tag.attribute("itemprop");
  return property !== "" && isArticles(tag) ? property : "";
}

/** The values of the article's own properties; meta tags are read with the others. */
function readMicrodata(elements: readonly PageElement[]): ReadonlyMap<MetaField, readonly Found<string>[]> {
  const found = new Map<MetaField, Found<string>[]>();
  for (const element of elements.filter(({ attributes }) => attributes.has("itemprop")).slice(0, MAX_TAGS)) {
    if (element.name === "meta") continue;
    for (const property of element.attribute("itemprop").split(/\s+/)) {
      const field = PROPERTIES.get(property);
      if (field === undefined || !isArticles(element)) continue;
      const value = cleanValue(PARTIES.has(field) ? nameIn(element) : valueIn(element));
      if (value !== "") addTo(found, field, { value, origins: ITEMPROP });
    }
  }
  return found;
}

/** Tells whether the item of a property is no picture, comment or list. */
function isArticles(element: PageElement): boolean {
  for (let item = element.parent; item !== null; item = item.parent) {
    const type = item.attribute("itemtype");
    if (OTHER_ITEM.test(type) || (PERSON.test(type) && item.attribute("itemprop") !== "")) return false;
    if (type !== "") return true;
  }
  return true;
}

/** HTML Standard, "Microdata", values: of `<time>` its moment, of others their text. */
function valueIn(element: PageElement): string {
  return element.attribute("datetime") || element.attribute("content") || element.text;
}

function nameIn(element: PageElement): string {
  const name = element.find((part) => part.hasWord("itemprop", "name"));
  return name === null ? valueIn(element) : valueIn(name);
}

function cleanValue(value: string): string {
  return cleanLine(decodeEntities(value.slice(0, MAX_VALUE_LENGTH)));
}

function addTo<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  lists.set(key, [...(lists.get(key) ?? []), value]);
}

function named(elements: readonly PageElement[], tag: string): PageElement[] {
  return elements.filter(({ name }) => name === tag).slice(0, MAX_TAGS);
}
