/**
 * Hits as a reader sees them (layer 4): the stored article with its title and the best passage, matches marked.
 */

import { mapLookups } from "../analysis/dictionary/dictionary.ts";
import { russianDictionary } from "../analysis/dictionary/russian-dictionary.ts";
import type { MarkedText, MarkedTitle, ScoreExplanation } from "../search-api.ts";
import { DERIVED_TITLE_FIELD, readBody, type TitleOf } from "../segment/schema/article-fields.ts";
import type { DocumentSection, StoredDocument } from "../segment/stored/fields.ts";
import { type FoundArticle, loadArticleDocuments, titlesOf, toFoundArticle } from "./found-article.ts";
import { compileMarks, NO_MARKS, type QueryMarks } from "./passages/query-marks.ts";
import { markArticle, markFields } from "./passages/snippet.ts";
import type { ArticlePlan } from "./ranking/article-query.ts";
import type { RankedPage } from "./ranking/ranked-page.ts";
import type { IndexSnapshot } from "./snapshot/index-snapshot.ts";

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
 * lack some. `shown` is "cards" where the beginning stands for the passage, in the article too. One request a distinct block, where the documents
 * are not being read already.
 */
export async function showHits(
  snapshot: IndexSnapshot,
  { hits, countsAllWords, weight }: Pick<RankedPage, "hits" | "countsAllWords" | "weight">,
  compiled: ArticlePlan | null,
  shown: DocumentSection = "stored",
  reading: Promise<StoredDocument[]> = loadArticleDocuments(snapshot, hits, shown),
): Promise<ArticleHit[]> {
  const documents = await reading;
  const titleOf = await titlesOf(shown === "cards" ? [] : documents);
  const marks = compiled === null ? NO_MARKS : compileMarks(compiled, weight.counts);
  const showHit = (document: StoredDocument, i: number): ArticleHit => {
    const found = toFoundArticle(document);
    const { score = 0, hasAllWords = true } = hits[i] ?? {};
    const marked = shown === "cards" ? markCard(document, found, marks) : markStored(found, titleOf, marks);
    return {
      ...found,
      score,
      isPartial: countsAllWords && !hasAllWords,
      title: found.article.title === null ? { ...marked.title, derived: true } : marked.title,
      snippet: marked.snippet,
    };
  };
  return russianDictionary.lookingUp(() => mapLookups(documents, showHit));
}

type MarkedHit = Pick<ArticleHit, "title" | "snippet">;

/** The title and the best passage. */
function markStored({ article }: FoundArticle, titleOf: TitleOf, marks: QueryMarks): MarkedHit {
  return markArticle(titleOf(article), readBody(article.lead, article.text), marks);
}

/** The title and the beginning, as far as these alone tell what is meant. */
function markCard({ fields }: StoredDocument, { article }: FoundArticle, marks: QueryMarks): MarkedHit {
  const derived = fields[DERIVED_TITLE_FIELD];
  const title = article.title ?? (typeof derived === "string" ? derived : "");
  const marked = markFields({ ...article, title }, marks);
  return { title: marked.title, snippet: marked.text };
}
