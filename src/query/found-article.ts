/**
 * An article as the index stores it (layer 4).
 */
import { resolvedArticleOptions, type StoredArticle } from "../segment/article-options.ts";
import type { StoredDocument } from "../segment/stored-fields.ts";

/** An article of the index. */
export interface FoundArticle {
  readonly id: string;
  readonly key: string;
  readonly article: StoredArticle;
}

/** Stored fields were an article's when they were written; the analyzer and parser versions see to that. */
export function toFoundArticle({ id, sourceKey, fields }: StoredDocument): FoundArticle {
  const article = Object.fromEntries(
    resolvedArticleOptions.storeFields.map((name) => [name, fields[name] ?? null]),
  ) as unknown as StoredArticle;
  return { id: String(id), key: sourceKey, article };
}
