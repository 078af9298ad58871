/**
 * The items of a JSON Feed (https://www.jsonfeed.org/version/1.1/) as JSON articles, which article.ts reads as it reads
 * any other.
 */
import { isPlainObject } from "../json/article.ts";
import { itemId } from "./feed-article.ts";

type JsonObject = Readonly<Record<string, unknown>>;

const VERSION = /^https?:\/\/(?:www\.)?jsonfeed\.org\/version\/1/;

/** Tells whether JSON that begins so is a JSON Feed. Programs may escape the slashes. */
export function looksLikeJsonFeed(head: string): boolean {
  return /^\s*\{[\s\S]{0,4000}"version"\s{0,9}:\s{0,9}"https?:(?:\\?\/){2}(?:www\.)?jsonfeed\.org/.test(head);
}

/** The articles of a feed, in its order; null where the value is no JSON Feed. Nothing in them is checked yet. */
export function jsonFeedArticles(value: JsonObject): readonly unknown[] | null {
  const { version, items, title, authors, author } = value;
  if (typeof version !== "string" || !VERSION.test(version) || !Array.isArray(items)) return null;
  const site = { title, author: namesOf(authors ?? author) };
  return items.map((item: unknown) => (isPlainObject(item) ? articleOf(item, site) : item));
}

function articleOf(item: JsonObject, site: { readonly title: unknown; readonly author: string | undefined }) {
  const { id, url, title, summary, tags, image, banner_image: banner, authors, author } = item;
  const { content_html: html, content_text: text, date_published: published, date_modified: modified } = item;
  const own = typeof url === "string" && URL.canParse(url) ? url : null;
  return {
    id: typeof id === "string" || typeof id === "number" ? itemId(`${id}`, own) : undefined,
    url,
    title,
    lead: summary,
    text: html ?? text ?? summary,
    date: published ?? modified,
    updatedAt: modified,
    source: site.title,
    author: namesOf(authors ?? author) ?? site.author,
    tags,
    image: image ?? banner,
  };
}

/** Version 1 has one author, and 1.1 a list of them. */
function namesOf(authors: unknown): string | undefined {
  const names = [authors]
    .flat()
    .flatMap((one) => (isPlainObject(one) && typeof one.name === "string" ? [one.name] : []));
  return names.length === 0 ? undefined : names.join(", ");
}
