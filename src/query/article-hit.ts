/**
 * Hits as a reader sees them (layer 4): the stored article with its title and the best passage, matches marked.
 */
import type { MarkedText, MarkedTitle, ScoreExplanation } from "../search-api.ts";
import type { StoredDocument } from "../segment/stored/fields.ts";
import { titleOf } from "./article-title.ts";
import { type FoundArticle, toFoundArticle } from "./found-article.ts";
import { compileMarks, NO_MARKS } from "./passages/query-marks.ts";
import { markArticle } from "./passages/snippet.ts";
import type { ArticlePlan } from "./ranking/article-query.ts";
import type { RankedPage } from "./ranking/ranked-page.ts";
import { type IndexSnapshot, loadHitDocuments } from "./snapshot/index-snapshot.ts";

/** A hit as a reader sees it. */
export interface ArticleHit extends FoundArticle {
  readonly score: number;
  /** Whether some of the words are missing. */
  readonly isPartial: boolean;
  readonly title: MarkedTitle;
  readonly snippet: MarkedText;
  /** Where it was asked for. */
  readonly explanation?: ScoreExplanation;
  /** Where others are collapsed under it: how many. */
  readonly duplicates?: { readonly count: number };
}

/**
 * The hits of a page in their order, marked for `compiled`; null marks nothing. Where all words are asked for, hits of tier 0
 * lack some. One request a distinct stored block, where their documents are not being read already.
 */
export async function showHits(
  snapshot: IndexSnapshot,
  { hits, countsAllWords, weight }: Pick<RankedPage, "hits" | "countsAllWords" | "weight">,
  compiled: ArticlePlan | null,
  reading: Promise<StoredDocument[]> = loadHitDocuments(snapshot, hits),
): Promise<ArticleHit[]> {
  const documents = await reading;
  const marks = compiled === null ? NO_MARKS : compileMarks(compiled, weight.counts);
  return documents.map((document, i) => {
    const found = toFoundArticle(document);
    const { score = 0, hasAllWords = true } = hits[i] ?? {};
    const marked = markArticle(titleOf(found.article), bodyOf(found), marks);
    return {
      ...found,
      score,
      isPartial: countsAllWords && !hasAllWords,
      title: found.article.title === null ? { ...marked.title, derived: true } : marked.title,
      snippet: marked.snippet,
    };
  });
}

/** One line feed between paragraphs, which a snippet shows as one space. */
function bodyOf({ article: { lead, text } }: FoundArticle): string {
  return [lead, text]
    .filter((part) => part !== "")
    .join("\n")
    .replaceAll("\n\n", "\n");
}
