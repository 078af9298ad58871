/**
 * A JSON Feed (https://www.jsonfeed.org/version/1.1/) as the elements of an Atom feed, so that all that reads feeds
 * reads it. It is read once it is whole: JSON has no order.
 */
import { isPlainObject } from "../json/article.ts";
import type { XmlSink } from "./xml.ts";

type JsonObject = Readonly<Record<string, unknown>>;

const VERSION = /^https?:\/\/(?:www\.)?jsonfeed\.org\/version\/1/;

/** Tells whether JSON that begins so is a JSON Feed. Programs may escape the slashes. */
export function looksLikeJsonFeed(head: string): boolean {
  return /^\s*\{[\s\S]{0,4000}"version"\s{0,9}:\s{0,9}"https?:(?:\\?\/){2}(?:www\.)?jsonfeed\.org/.test(head);
}

/** Tells whether a parsed value is a JSON Feed. Nothing in its items is checked. */
export function isJsonFeed(value: unknown): value is JsonObject & { readonly items: readonly unknown[] } {
  if (!isPlainObject(value)) return false;
  return typeof value.version === "string" && VERSION.test(value.version) && Array.isArray(value.items);
}

/** Reads one feed from chunks of JSON; the sink is told of all at the end. */
export class JsonFeedReader {
  readonly #sink: XmlSink;
  readonly #chunks: string[] = [];
  #isOpen = false;
  #fault: string | null = null;

  constructor(sink: XmlSink) {
    this.#sink = sink;
  }

  write(chunk: string): void {
    this.#chunks.push(chunk);
    if (!this.#isOpen && looksLikeJsonFeed(chunk)) this.#open("feed");
  }

  end(): void {
    let value: unknown;
    try {
      value = JSON.parse(this.#chunks.join(""));
    } catch {
      this.#fault = "its JSON is broken or cut short";
    }
    const feed = isJsonFeed(value) ? value : null;
    if (!this.#isOpen) this.#open(feed === null ? "json" : "feed");
    if (feed !== null) this.#tellFeed(feed);
  }

  /** Reason why the feed was not read, to follow "since"; null if it was, or its end is still to come. */
  get fault(): string | null {
    return this.#fault;
  }

  #open(root: string): void {
    this.#isOpen = true;
    this.#sink.open(root, new Map());
  }

  #tellFeed({ title, home_page_url: home, authors, author, items }: JsonObject & { items: readonly unknown[] }): void {
    this.#tell("title", title);
    this.#tellLink(home);
    for (const item of items) {
      this.#sink.open("entry", new Map());
      if (isPlainObject(item)) this.#tellItem({ authors: authors ?? author, ...item });
      this.#sink.close("entry");
    }
  }

  /** Version 1 has one author, and 1.1 a list of them. */
  #tellItem({ authors, author, ...item }: JsonObject): void {
    this.#tell("id", typeof item.id === "number" ? `${item.id}` : item.id);
    this.#tellLink(item.url);
    this.#tell("title", item.title);
    this.#tell("summary", item.summary);
    this.#tell("content", item.content_html ?? item.content_text);
    this.#tell("published", item.date_published);
    this.#tell("updated", item.date_modified);
    for (const writer of [author ?? authors].flat()) if (isPlainObject(writer)) this.#tell("author/name", writer.name);
    for (const tag of [item.tags].flat()) this.#tell("category", tag);
    this.#tell("image/url", item.image ?? item.banner_image);
  }

  #tellLink(address: unknown): void {
    if (typeof address === "string") this.#tell("link", address, new Map([["href", address]]));
  }

  /** Tells of an element with a text, or of one inside another (`author/name`). Nothing is told of other values. */
  #tell(path: string, value: unknown, attributes: ReadonlyMap<string, string> = new Map()): void {
    if (typeof value !== "string") return;
    const names = path.split("/");
    for (const name of names) this.#sink.open(name, attributes);
    this.#sink.text(value);
    for (const name of names.reverse()) this.#sink.close(name);
  }
}
