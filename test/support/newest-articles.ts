/**
 * Finds by the definition alone which statements count: of all about one address a takedown, then the newest, then a
 * removal, then that of the greater source key.
 */
import { type Article, canonicalUrl } from "../../src/articles/news.ts";

/** The statement of an upload, a removal or a takedown about an address. */
export interface PlacedStatement {
  readonly kind: "article" | "removal" | "takedown";
  readonly key: string;
  readonly address: string | null;
  /** Seconds since 1970. */
  readonly statedAt: number;
}

/**
 * Tells whether one of two statements about one address counts before the other; neither does if all compared parts are
 * equal.
 */
export function countsBefore(one: PlacedStatement, other: PlacedStatement): boolean {
  const [isTakedown, isOtherTakedown] = [one.kind === "takedown", other.kind === "takedown"];
  if (isTakedown !== isOtherTakedown) return isTakedown;
  if (one.statedAt !== other.statedAt) return one.statedAt > other.statedAt;
  const [isRemoval, isOtherRemoval] = [one.kind === "removal", other.kind === "removal"];
  if (isRemoval !== isOtherRemoval) return isRemoval;
  return one.key > other.key;
}

export interface PlacedArticle {
  readonly key: string;
  readonly article: Article;
}

/** The articles that count, of many uploads: all without an address, and of each address one or none. */
export function newestArticles<T extends PlacedArticle>(placed: readonly T[], gone: readonly PlacedStatement[]): T[] {
  return placed.filter(({ key, article }) => {
    const own = statementOf({ key, article });
    if (own === null) return true;
    const isAboutSame = ({ address }: PlacedStatement) => canonicalUrl(address) === canonicalUrl(own.address);
    return (
      gone.every((other) => !isAboutSame(other) || countsBefore(own, other)) &&
      placed.every(({ key: otherKey, article: otherArticle }) => {
        const other = statementOf({ key: otherKey, article: otherArticle });
        if (other === null || otherArticle === article || !isAboutSame(other)) return true;
        // Two of one upload and one time: that of the greater id.
        return countsBefore(own, other) || (!countsBefore(other, own) && otherArticle.id < article.id);
      })
    );
  });
}

function statementOf({ key, article: { url, statedAt } }: PlacedArticle): PlacedStatement | null {
  return statedAt === null ? null : { kind: "article", key, address: url, statedAt };
}
