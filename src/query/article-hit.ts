/**
 * Hits as a reader sees them (layer 4): the stored article with its title and the best passage, matches marked.
 */
import type { MarkedText, MarkedTitle } from "../search-api.ts";
import type { ArticlePlan } from "./article-query.ts";
import { markTitle } from "./article-title.ts";
import { type FoundArticle, toFoundArticle } from "./found-article.ts";
import type { IndexSnapshot } from "./index-snapshot.ts";
import { loadHitDocuments } from "./searcher.ts";
import { makeSnippet } from "./snippet.ts";
import type { RankedHit } from "./top-hits.ts";

/** A hit as a reader sees it. */
export interface ArticleHit extends FoundArticle {
  readonly score: number;
  /** Whether some of the words are missing. */
  readonly isPartial: boolean;
  readonly title: MarkedTitle;
  readonly snippet: MarkedText;
  /** Where others are folded under it: how many. */
  readonly duplicates?: { readonly count: number };
}

/**
 * Hits in their order; `compiled` null marks nothing. `countsAll` says that all words are asked for, so that hits of tier
 * 0 lack some. One request a distinct stored block.
 */
export async function showHits(
  snapshot: IndexSnapshot,
  hits: readonly RankedHit[],
  compiled: ArticlePlan | null,
  countsAll: boolean,
): Promise<ArticleHit[]> {
  const documents = await loadHitDocuments(snapshot, hits);
  const { terms, phrases } = compiled ?? { terms: new Set<string>(), phrases: [] };
  return documents.map((document, i) => {
    const found = toFoundArticle(document);
    const { score = 0, tier = 1 } = hits[i] ?? {};
    const parts = [found.article.lead, found.article.text].filter((part) => part !== "");
    // One line feed between paragraphs, which a snippet shows as one space.
    const body = parts.join("\n").replaceAll("\n\n", "\n");
    return {
      ...found,
      score,
      isPartial: countsAll && tier === 0,
      title: markTitle(found.article, terms, phrases),
      snippet: makeSnippet(body, terms, phrases),
    };
  });
}
