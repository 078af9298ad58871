/**
 * An answer as a reader sees it: each stored article with its title and the best passage, matches marked; what the text
 * was understood to mean, and how scores came about.
 */

import { isoDay } from "../articles/news.ts";
import type { IndexSnapshot } from "../index/read.ts";
import type { DocumentSection, StoredDocument } from "../index/shared.ts";
import { DERIVED_TITLE_FIELD, readBody } from "../schema/schema.ts";
import type {
  BoundedExpansion,
  MarkedText,
  MarkedTitle,
  QueryCorrection,
  ScoreExplanation,
  UnderstoodPiece,
} from "../search-api.ts";
import { ALL_ARTICLES, type Found, findMissingWords, isListing, orderOf } from "./ask.ts";
import { type FoundArticle, loadArticleDocuments, titlesOf, toFoundArticle } from "./found-article.ts";
import { loadLaterParts } from "./load-later-parts.ts";
import { loadMarks, NO_MARKS, type QueryMarks } from "./passages/query-marks.ts";
import { markArticle, markFields } from "./passages/snippet.ts";
import type { ArticlePlan } from "./ranking/article-query.ts";
import { type RankedPage, rankPage } from "./ranking/ranked-page.ts";
import type { Asked, Understood } from "./understand.ts";
/** A hit as a reader sees it. */
export interface ArticleHit extends FoundArticle {
  readonly score: number;
  /** True if some of the words are missing. */
  readonly isPartial: boolean;
  readonly title: MarkedTitle;
  readonly snippet: MarkedText;
  /** Explanation of the score, if it was requested. */
  readonly explanation?: ScoreExplanation;
  /** Number of articles collapsed under it, if there are any. */
  readonly duplicates?: { readonly count: number };
}

/**
 * The hits of a page in their order, marked for `compiled`; null marks nothing. Where all words are asked for, hits of
 * tier 0 lack some. `shown` is "cards" where the beginning stands for the passage, in the article too. One request a
 * distinct block, where the documents are not being read already.
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
  const marks = compiled === null ? NO_MARKS : await loadMarks(compiled, weight.counts);
  const showHit = async (document: StoredDocument, i: number): Promise<ArticleHit> => {
    const found = toFoundArticle(document);
    const { score = 0, hasAllWords = true } = hits[i] ?? {};
    const { article } = found;
    const marked = await (shown === "cards"
      ? markCard(document, found, marks)
      : markArticle(titleOf(article), readBody(article.lead, article.text), marks));
    return {
      ...found,
      score,
      isPartial: countsAllWords && !hasAllWords,
      title: article.title === null ? { ...marked.title, derived: true } : marked.title,
      snippet: marked.snippet,
    };
  };
  return Promise.all(documents.map(showHit));
}

/** The title and the beginning, as far as these alone tell what is meant. */
async function markCard({ fields }: StoredDocument, { article }: FoundArticle, marks: QueryMarks) {
  const derived = fields[DERIVED_TITLE_FIELD];
  const title = article.title ?? (typeof derived === "string" ? derived : "");
  const marked = await markFields({ ...article, title }, marks);
  return { title: marked.title, snippet: marked.text };
}

/** Begins to read what is shown of a page before it is sure that it is. Whoever shows it hears of a failure. */
export function readLikelyPage(
  snapshot: IndexSnapshot,
  { shown = "stored" }: Pick<Asked, "shown">,
  { hits }: RankedPage,
): Promise<StoredDocument[]> {
  const reading = loadArticleDocuments(snapshot, hits, shown);
  reading.catch(() => undefined);
  return reading;
}

/**
 * A page of hits. `total` counts the set that `match` names, `totalRest` what matches besides; groups where it
 * collapses.
 */
export interface ArticleSearchResult
  extends Pick<RankedPage, "total" | "totalRelation" | "totalRest" | "facets" | "undated"> {
  readonly appliedText: string;
  /** Stretches of the text that were not searched for, since it is too long. */
  readonly leftOut: readonly string[];
  /** Differences between the searched text and the typed one. */
  readonly corrections: readonly QueryCorrection[];
  /** A likely correction that was not searched for: the text with other words, or null. */
  readonly offer: string | null;
  /** Words that no article has in any form, where none has all words. */
  readonly missing: readonly string[];
  /** Interpretations of the text, without those that `ignore` names. */
  readonly understood: readonly UnderstoodPiece[];
  /** Words that stand for more terms than were searched for. */
  readonly bounded: readonly BoundedExpansion[];
  readonly match: "all" | "any";
  readonly hits: readonly ArticleHit[];
  readonly sequence: number;
}

/** The hits of an answer, and all that is told of it. Requests as showHits. */
export async function show(
  snapshot: IndexSnapshot,
  asked: Asked & { readonly explain?: boolean | undefined },
  understood: Understood,
  found: Found,
  documents: Promise<StoredDocument[]> | undefined,
): Promise<ArticleSearchResult> {
  const { plan, page, bounded, reading } = found;
  const undatedLeftOut = reading.filter !== asked.filter ? await countUndated(snapshot, asked, found) : null;
  const { duplicates, countsAllWords, total, totalRelation, totalRest, facets, undated } = page;
  const shown = await showHits(snapshot, page, plan, asked.shown, documents);
  const sort = orderOf(asked, plan);
  const isExplained = asked.explain === true && sort === "relevance" && plan !== null;
  const explanations = isExplained ? await explainHits(page) : [];
  return {
    appliedText: plan?.appliedText ?? "",
    leftOut: plan?.leftOut ?? [],
    bounded,
    corrections: reading.corrections,
    offer: reading.offer?.text ?? null,
    missing: await findMissingWords(asked, found),
    understood: [...toldPieces(understood, undatedLeftOut), ...(plan?.understood ?? [])],
    match: countsAllWords || (isListing(found) && asked.match !== "any") ? "all" : "any",
    total,
    totalRelation,
    totalRest,
    hits: shown.map((hit, i) => ({
      ...hit,
      // What a hit by date was ranked by is no score.
      score: sort === "relevance" ? hit.score : 0,
      ...(explanations[i] && { explanation: explanations[i] }),
      ...(duplicates[i] ? { duplicates: { count: duplicates[i] } } : {}),
    })),
    facets,
    undated,
    sequence: snapshot.manifest.sequence,
  };
}

/** The question and the dates; each date with what it did. */
function toldPieces({ question, dates }: Understood, undated: number | null): UnderstoodPiece[] {
  const effect = undated === null ? { effect: "none" } : ({ effect: "narrow", undated } as const);
  const told = dates.map(
    (piece): UnderstoodPiece => ({
      id: piece.id,
      kind: "date",
      text: piece.text,
      ...(piece.day?.year === null ? {} : { days: [isoDay(piece.from), isoDay(piece.to)] as const }),
      ...((piece.effect === "raise" ? { effect: "raise" } : effect) as Pick<UnderstoodPiece, "effect">),
    }),
  );
  return question === null ? told : [question, ...told];
}

/** Reads nothing more but the column of days. */
async function countUndated(snapshot: IndexSnapshot, asked: Asked, { plan }: Found): Promise<number> {
  const { total } = await rankPage(snapshot, plan?.beyondDays ?? ALL_ARTICLES, {
    match: asked.match,
    recencyHalfLifeDays: asked.recencyHalfLifeDays,
    shown: asked.shown,
    filter: { ...asked.filter, undated: true },
    offset: 0,
    limit: 0,
    sort: orderOf({}, plan),
  });
  return total;
}

async function explainHits(page: RankedPage): Promise<ScoreExplanation[]> {
  const { explainHit } = await loadLaterParts();
  return page.hits.map((hit) => explainHit(page, hit));
}
