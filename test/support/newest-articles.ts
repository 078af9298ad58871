/** Of articles of many uploads, by the definition alone, those that count: of each address the newest statement. */
import { type Article, canonicalUrl } from "../../src/articles/news.ts";

export interface PlacedArticle {
  readonly key: string;
  readonly article: Article;
}

export function newestArticles<T extends PlacedArticle>(placed: readonly T[]): T[] {
  return placed.filter(({ key, article }) =>
    placed.every((other) => {
      if (article.statedAt === null || other.article.statedAt === null || other.article === article) return true;
      if (canonicalUrl(other.article.url) !== canonicalUrl(article.url)) return true;
      if (other.article.statedAt !== article.statedAt) return other.article.statedAt < article.statedAt;
      return other.key === key ? other.article.id < article.id : other.key < key;
    }),
  );
}
