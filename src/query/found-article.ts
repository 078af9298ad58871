/**
 * An article as the index stores it (layer 4).
 */
import type { StoredArticle } from "../segment/schema/article-fields.ts";
import type { JsonValue, StoredDocument } from "../segment/stored/fields.ts";

/** An article of the index. */
export interface FoundArticle {
  readonly id: string;
  readonly key: string;
  readonly article: StoredArticle;
}

/**
 * Stored fields are an article's where `readArticles` gave it. The library takes documents of any fields: what is no text
 * counts as none, as it does when it is indexed.
 */
export function toFoundArticle({ id, sourceKey, fields }: StoredDocument): FoundArticle {
  const text = (name: keyof StoredArticle): string | null => textOf(fields[name]);
  const [first = null, last = null] = Array.isArray(fields.dateRange) ? fields.dateRange.map(textOf) : [];
  const article: StoredArticle = {
    title: text("title"),
    lead: text("lead") ?? "",
    text: text("text") ?? "",
    url: text("url"),
    source: text("source"),
    agency: text("agency"),
    author: text("author"),
    place: text("place"),
    image: text("image"),
    notice: text("notice"),
    publishedAt: text("publishedAt"),
    datePrecision: (text("datePrecision") ?? "none") as StoredArticle["datePrecision"],
    dateRange: first === null || last === null ? null : [first, last],
  };
  return { id: String(id), key: sourceKey, article };
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}
