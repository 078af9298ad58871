/**
 * What a page says of its article in `<meta>`, `<link>` and microdata (layer 1): OpenGraph, Twitter, Dublin Core, Sailthru,
 * Mediator and the rest as one table of names; schema.org's `itemprop` where it is the article's own.
 */

import { decodeEntities } from "../text/html-entities.ts";
import { cleanLine } from "../text/normalize-text.ts";
import { attributeOf } from "./dom.ts";

/** The fields that tags tell. */
type MetaField =
  | "title"
  | "description"
  | "published"
  | "modified"
  | "author"
  | "site"
  | "image"
  | "url"
  | "type"
  | "publisher";

/** The names of a field in order of trust, in small letters. */
const NAMES: Readonly<Record<MetaField, readonly string[]>> = {
  title: ["og:title", "twitter:title", "sailthru.title", "dc.title", "parsely-title", "mrc__share_title"],
  description: ["og:description", "description", "twitter:description", "mrc__share_description"],
  published: [
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "mediator_published_time",
    "og:published_time",
    "published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "article.published",
    "article_date_original",
    "publish_date",
    "publish-date",
    "publishdate",
    "publicationdate",
    "publication_date",
    "pubdate",
    "pub_date",
    "sailthru.date",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
    "ya:ovs:upload_date",
    "video:release_date",
    "dc.date",
    "dcterms.date",
    "date",
  ],
  modified: [
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "article:modified",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "lastmod",
  ],
  author: [
    "article:author",
    "mediator_author",
    "author",
    "dc.creator",
    "sailthru.author",
    "parsely-author",
    "news:author",
  ],
  site: ["og:site_name", "application-name", "dc.publisher", "publisher"],
  image: [
    "og:image:secure_url",
    "og:image",
    "og:image:url",
    "twitter:image",
    "twitter:image:src",
    "vk:image",
    "mrc__share_image",
  ],
  url: ["og:url"],
  type: ["og:type"],
  publisher: [],
};

/** Microdata of these fields, by `itemprop`. */
const PROPERTIES: ReadonlyMap<string, MetaField> = new Map([
  ["headline", "title"],
  ["datePublished", "published"],
  ["dateCreated", "published"],
  ["dateModified", "modified"],
  ["author", "author"],
  ["creator", "author"],
  ["publisher", "publisher"],
]);
/** Fields that name somebody. */
const PARTIES: ReadonlySet<MetaField> = new Set<MetaField>(["author", "publisher"]);
/** Things inside of an article, or beside it, with dates and authors of their own. */
const OTHER_ITEM =
  /(?:Comment|ImageObject|VideoObject|AudioObject|ItemList|ListItem|BreadcrumbList|Event|Product|Review|WebPageElement)$/;
const PERSON = /(?:Person|Organization)$/;
const MAX_TAGS = 2_000;
const MAX_VALUE_LENGTH = 2_000;

/** The page's tags by name and by property. */
export interface MetaTags {
  /** The values of a field, the most trusted first; clean lines. */
  values(field: MetaField): readonly string[];
  /** The `href` of the first `<link>` of a relation (in small letters), or null. */
  link(relation: string): string | null;
  /** The address that relative addresses are meant against, as written, or null. */
  readonly base: string | null;
}

/** Reads the tags of a document once. Linear. */
export function readMetaTags(document: Document): MetaTags {
  const byName = new Map<string, string[]>();
  for (const tag of first(document.getElementsByTagName("meta"))) {
    const value = cleanValue(attributeOf(tag, "content"));
    const name = attributeOf(tag, "property") || attributeOf(tag, "name") || ownProperty(tag);
    if (value !== "" && name !== "") addTo(byName, name.trim().toLowerCase(), value);
  }
  const byProperty = readMicrodata(document);
  const links = new Map<string, string[]>();
  for (const tag of first(document.getElementsByTagName("link"))) {
    const href = attributeOf(tag, "href").trim();
    for (const relation of attributeOf(tag, "rel").toLowerCase().split(/\s+/))
      if (href !== "") addTo(links, relation, href);
  }
  const [base] = first(document.getElementsByTagName("base"));
  return {
    values: (field) => [...NAMES[field].flatMap((name) => byName.get(name) ?? []), ...(byProperty.get(field) ?? [])],
    link: (relation) => links.get(relation)?.[0] ?? null,
    base: base === undefined ? null : attributeOf(base, "href") || null,
  };
}

function ownProperty(tag: Element): string {
  const property = attributeOf(tag, "itemprop");
  return property !== "" && isArticles(tag) ? property : "";
}

/** The values of the article's own properties; meta tags are read with the others. */
function readMicrodata(document: Document): ReadonlyMap<MetaField, readonly string[]> {
  const found = new Map<MetaField, string[]>();
  for (const element of first(document.querySelectorAll("[itemprop]"))) {
    if (element.localName === "meta") continue;
    for (const property of attributeOf(element, "itemprop").split(/\s+/)) {
      const field = PROPERTIES.get(property);
      if (field === undefined || !isArticles(element)) continue;
      const value = cleanValue(PARTIES.has(field) ? nameIn(element) : valueIn(element));
      if (value !== "") addTo(found, field, value);
    }
  }
  return found;
}

/** Whether the item that a property belongs to is no picture, comment or list. */
function isArticles(element: Element): boolean {
  for (let item = element.parentElement; item !== null; item = item.parentElement) {
    const type = attributeOf(item, "itemtype");
    if (OTHER_ITEM.test(type) || (PERSON.test(type) && attributeOf(item, "itemprop") !== "")) return false;
    if (type !== "") return true;
  }
  return true;
}

/** HTML Standard, "Microdata", values: of `<time>` its moment, of others their text. */
function valueIn(element: Element): string {
  return attributeOf(element, "datetime") || attributeOf(element, "content") || (element.textContent ?? "");
}

function nameIn(element: Element): string {
  const name = element.querySelector("[itemprop~=name]");
  return name === null ? valueIn(element) : valueIn(name);
}

function cleanValue(value: string): string {
  return cleanLine(decodeEntities(value.slice(0, MAX_VALUE_LENGTH)));
}

function addTo<Key>(lists: Map<Key, string[]>, key: Key, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function first(elements: HTMLCollectionOf<Element> | NodeListOf<Element>): Element[] {
  return Array.from(elements).slice(0, MAX_TAGS);
}
