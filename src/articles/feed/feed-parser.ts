/**
 * RSS (0.9 to 2.0) and Atom to their items, in chunks and in memory bounded by one item, and JSON Feed as a whole. Only
 * the elements that are named here are kept of an item: what else stands in it, such as readers' comments and their
 * addresses in a WordPress export, is never held.
 */

import { blockElements } from "../html/document.ts";
import { holdsHtml } from "../html/text.ts";
import { JsonFeedReader } from "./json-feed.ts";
import { type XmlAttributes, XmlReader, type XmlSink } from "./xml.ts";

/** The kind of a document, by its root; null while that is not known, `other` if it is no feed. */
export type FeedKind = "rss" | "atom" | "wordpress" | "sitemap" | "other";

/** One element of an item: its text, with markup inside it as tags without attributes. */
export interface FeedField {
  readonly attributes: XmlAttributes;
  readonly text: string;
}

/**
 * An item that was read to its end. `number` counts from 1; `name` is its element's: `item`, `entry`, `url`, `sitemap`.
 */
export interface FeedItem {
  readonly name: string;
  readonly number: number;
  readonly attributes: XmlAttributes;
  readonly fields: ReadonlyMap<string, readonly FeedField[]>;
  /** True if it has more than {@link MAX_ITEM_CHARACTERS}, so that its fields are not whole. */
  readonly isTooLong: boolean;
}

/** The fields of the feed as a whole, as far as it was read. */
export interface FeedChannel {
  /** Base of relative addresses; null if the feed has none. */
  readonly base: string | null;
  readonly title: string;
  /** WordPress: the names that writers show, by their logins. */
  readonly names: ReadonlyMap<string, string>;
}

/** Most characters of an item, those of an HTML page. */
export const MAX_ITEM_CHARACTERS = 5_000_000;
/** Most fields of one name in one item: enclosures of a gallery are hundreds. Untuned. */
const MAX_FIELDS_OF_A_NAME = 100;
/** Writers of a WordPress. Untuned. */
const MAX_NAMES = 100_000;

/** Roots that stand for a feed also behind what does not belong there, such as the warnings of a programme. */
const CERTAIN_ROOTS: ReadonlySet<string> = new Set(["rss", "rdf:rdf", "atom:feed", "urlset", "sitemapindex"]);
const ITEMS: ReadonlySet<string> = new Set(["item", "entry"]);
/** Items of a map of a site; a feed's picture has a `url` too. */
const MAP_ITEMS: ReadonlySet<string> = new Set(["url", "sitemap"]);
/** Direct children of an item that are kept. */
const FIELDS: ReadonlySet<string> = new Set(
  (
    "title link guid id description summary content pubdate published issued updated modified author source enclosure image category " +
    "content:encoded yandex:full-text turbo:content turbo:topic fulltext full-text dc:date dc:creator dc:identifier dcterms:created dcterms:modified " +
    "media:content media:thumbnail media:description itunes:author itunes:image itunes:summary feedburner:origlink excerpt:encoded " +
    "wp:post_id wp:attachment_url wp:post_type wp:status wp:post_password wp:post_date wp:post_date_gmt wp:post_modified_gmt blogger:type blogger:status loc lastmod"
  ).split(" "),
);
/** Children of these that are kept, as `author/name`. */
const NESTED: ReadonlySet<string> = new Set(
  (
    "author/name source/title media:group/media:content media:group/media:thumbnail media:group/media:description media:content/media:thumbnail " +
    "image/url app:control/app:draft news:news/news:publication_date news:news/news:title"
  ).split(" "),
);

/** WordPress: a name and a value that a plugin or the system keeps with a post. */
const META_KEY = "wp:postmeta/wp:meta_key";
const META_VALUE = "wp:postmeta/wp:meta_value";
/** The only one that is kept, under its own name: the id of the post's picture. */
export const THUMBNAIL_META = "_thumbnail_id";

/** Elements of which only the text before their first child is kept, which in RSS is all of it. */
const STRUCTURED: ReadonlySet<string> = new Set(["author", "source", "image"]);

/** Reads one feed from chunks of text. */
export class FeedParser {
  readonly #sink = new FeedSink();
  /** Chosen by the first chunk. */
  #reader: XmlReader | JsonFeedReader | null = null;

  /** The items that end in this part of the feed. */
  write(chunk: string): FeedItem[] {
    this.#reader ??= /^\s*\{/.test(chunk) ? new JsonFeedReader(this.#sink) : new XmlReader(this.#sink);
    this.#reader.write(chunk);
    return this.#sink.take();
  }

  /** Ends the feed here: the items that only its end completes. */
  end(): FeedItem[] {
    this.#reader?.end();
    return this.#sink.take();
  }

  /** Reason why the feed was not read to its end, to follow "since"; null if there is no fault so far. */
  get fault(): string | null {
    return this.#reader?.fault ?? null;
  }

  get kind(): FeedKind | null {
    return this.#sink.kind;
  }

  get channel(): FeedChannel {
    return this.#sink;
  }
}

class FeedSink implements XmlSink, FeedChannel {
  kind: FeedKind | null = null;
  title = "";
  readonly names = new Map<string, string>();
  #link = "";
  #base = "";
  readonly #path: string[] = [];
  #items: FeedItem[] = [];
  #count = 0;
  #item: ItemBuilder | null = null;
  /** Depth of the channel's element that is being kept, and its text. */
  #own: { readonly depth: number; text: string } | null = null;
  #login = "";

  get base(): string | null {
    const base = this.#base === "" ? this.#link : this.#base;
    return URL.canParse(base) ? base : null;
  }

  take(): FeedItem[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }

  open(written: string, attributes: XmlAttributes): void {
    if (this.kind === "other" && CERTAIN_ROOTS.has(written)) this.#path.length = 0;
    const depth = this.#path.length;
    if (depth === 0 && (this.kind ?? "other") === "other") {
      this.kind = kindOf(written);
      this.#base = attributes.get("xml:base") ?? "";
    }
    const name = this.#nameHere(written);
    this.#path.push(name);
    if (this.#item !== null) {
      this.#item.open(name, attributes);
      return;
    }
    if (name === "wp:wxr_version" && this.kind === "rss") this.kind = "wordpress";
    const items = this.kind === "sitemap" ? MAP_ITEMS : ITEMS;
    const isDue = depth > 0 && depth <= 2 && items.has(name) && this.kind !== "other";
    if (isDue) this.#item = new ItemBuilder(name, attributes);
    else if (depth <= 3 && this.#own === null) this.#openOwn(name, attributes, depth);
  }

  text(text: string): void {
    if (this.#item !== null) this.#item.text(text);
    else if (this.#own !== null && this.#own.text.length < 2_048) this.#own.text += text.slice(0, 2_048);
  }

  close(): void {
    const name = this.#path.pop() ?? "";
    const depth = this.#path.length;
    if (this.#item !== null) {
      if (!this.#item.close(name)) return;
      this.#count += 1;
      const item = this.#item.finish(this.#count);
      if (item.fields.has("wp:status")) this.kind = "wordpress";
      this.#items.push(item);
      this.#item = null;
    } else if (this.#own?.depth === depth) {
      this.#closeOwn(name, this.#own.text.trim());
      this.#own = null;
    }
  }

  /** Names an element: in an Atom feed those of Atom need no prefix, in RSS they are not RSS's. */
  #nameHere(name: string): string {
    return this.kind === "atom" && name.startsWith("atom:") ? name.slice("atom:".length) : name;
  }

  #openOwn(name: string, attributes: XmlAttributes, depth: number): void {
    if (name === "link" && (attributes.get("rel") ?? "alternate") === "alternate") {
      this.#link ||= attributes.get("href") ?? "";
    }
    if (name === "title" || name === "link" || name.startsWith("wp:author_")) this.#own = { depth, text: "" };
  }

  #closeOwn(name: string, text: string): void {
    const parent = this.#path.at(-1);
    if (name === "wp:author_login") this.#login = text;
    else if (name === "wp:author_display_name") {
      if (this.#login !== "" && this.names.size < MAX_NAMES) this.names.set(this.#login, text);
    } else if (parent === "channel" || parent === "feed") {
      if (name === "link") this.#link ||= text;
      if (name === "title") this.title ||= text;
    }
  }
}

function kindOf(root: string): FeedKind {
  if (root === "rss" || root === "rdf:rdf") return "rss";
  if (root === "atom:feed" || root === "feed") return "atom";
  return root === "urlset" || root === "sitemapindex" ? "sitemap" : "other";
}

class ItemBuilder {
  readonly #name: string;
  readonly #attributes: XmlAttributes;
  readonly #fields = new Map<string, FeedField[]>();
  /** Names of what is open inside the item. */
  readonly #open: string[] = [];
  /** Kept element: its depth, and the pieces of its text. */
  #kept: {
    readonly name: string;
    readonly depth: number;
    readonly attributes: XmlAttributes;
    pieces: string[];
  } | null = null;
  #characters = 0;
  #metaKey = "";

  constructor(name: string, attributes: XmlAttributes) {
    this.#name = name;
    this.#attributes = attributes;
  }

  open(name: string, attributes: XmlAttributes): void {
    const depth = this.#open.length;
    const path = depth === 1 ? `${this.#open[0]}/${name}` : name;
    this.#open.push(name);
    const isThumbnail = path === META_VALUE && this.#metaKey === THUMBNAIL_META;
    if ((depth === 0 && FIELDS.has(name)) || (depth === 1 && NESTED.has(path)) || path === META_KEY || isThumbnail) {
      // What stands around a nested field is kept without it.
      if (this.#kept !== null) this.#keep();
      this.#kept = { name: isThumbnail ? THUMBNAIL_META : path, depth, attributes, pieces: [] };
    } else if (STRUCTURED.has(this.#kept?.name ?? "")) this.#keep();
    else this.#addTag(`<${name}>`);
  }

  text(text: string): void {
    const isMarkup = this.#kept?.attributes.get("type") === "xhtml";
    this.#addText(isMarkup ? text.replaceAll("&", "&amp;").replaceAll("<", "&lt;") : text);
  }

  /** Closes an element; tells whether it was the item itself. */
  close(name: string): boolean {
    if (this.#open.length === 0) return true;
    this.#open.pop();
    if (this.#kept?.depth === this.#open.length) this.#keep();
    else this.#addTag(`</${name}>`);
    return false;
  }

  finish(number: number): FeedItem {
    const isTooLong = this.#characters > MAX_ITEM_CHARACTERS;
    return { name: this.#name, number, attributes: this.#attributes, fields: this.#fields, isTooLong };
  }

  /** Adds a tag. Markup that is no HTML, such as `o:p` of Word, loses its tags and keeps its text. */
  #addTag(tag: string): void {
    if (holdsHtml(tag) || blockElements.has(tag.replace(/[</>]/g, ""))) this.#addText(tag);
  }

  #addText(text: string): void {
    if (this.#kept === null) return;
    this.#characters += text.length;
    if (this.#characters <= MAX_ITEM_CHARACTERS) this.#kept.pieces.push(text);
  }

  #keep(): void {
    if (this.#kept === null) return;
    const { name, attributes, pieces } = this.#kept;
    if (name === META_KEY) {
      this.#metaKey = pieces.join("");
      this.#kept = null;
      return;
    }
    const fields = this.#fields.get(name) ?? [];
    if (fields.length < MAX_FIELDS_OF_A_NAME) fields.push({ attributes, text: pieces.join("") });
    this.#fields.set(name, fields);
    this.#kept = null;
  }
}
