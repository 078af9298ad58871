/**
 * Articles as the index stores them, whole or as cards.
 */

import { type IndexSnapshot, loadHitDocuments, type RankedHit } from "../index/read.ts";
import type { DocumentSection, JsonValue, StoredDocument } from "../index/shared.ts";
import { cardOf, type StoredArticle, type TitleOf } from "../schema/schema.ts";
import { loadLaterParts } from "./load-later-parts.ts";
/** A search for similar articles. */
export interface SimilarQuery {
  readonly limit: number;
  /** True if reprints are left out: of the article, and of one another. */
  readonly collapse: boolean;
}

/** An article of the index. */
export interface FoundArticle {
  readonly id: string;
  readonly key: string;
  readonly article: StoredArticle;
}

/**
 * Stored fields are an article's where `readArticles` gave it. The library takes documents of any fields: what is no
 * text counts as none, as it does when it is indexed.
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
    section: text("section"),
    tags: Array.isArray(fields.tags) ? fields.tags.flatMap((tag) => textOf(tag) ?? []) : [],
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

/**
 * Loads the stored documents of hits, or their cards, in order. Cards are made from stored documents in a segment
 * without them, and where the stored block is in memory or on its way. One request for each distinct block.
 */
export async function loadArticleDocuments(
  snapshot: IndexSnapshot,
  hits: readonly RankedHit[],
  section: DocumentSection,
): Promise<StoredDocument[]> {
  if (section === "stored") return loadHitDocuments(snapshot, hits, "stored");
  const isWhole = await Promise.all(
    hits.map(({ segmentNumber, ordinal }) => snapshot.segments[segmentNumber]?.reader.hasStoredAtHand(ordinal)),
  );
  const [whole, cards] = await Promise.all([
    loadHitDocuments(
      snapshot,
      hits.filter((_, i) => isWhole[i]),
      "stored",
    ),
    loadHitDocuments(
      snapshot,
      hits.filter((_, i) => !isWhole[i]),
      "cards",
    ),
  ]);
  const titleOf = await titlesOf(whole);
  const cut = whole.map((document) => ({ ...document, fields: cardOf(document.fields, titleOf) }));
  return isWhole.flatMap((one) => (one ? cut : cards).shift() ?? []);
}

/** Loads the maker of titles from first sentences, with its places and agencies, if an article has no title. */
export async function titlesOf(documents: readonly StoredDocument[]): Promise<TitleOf> {
  if (documents.every(({ fields }) => typeof fields.title === "string")) return ownTitle;
  return (await loadLaterParts()).titleOf;
}

const ownTitle: TitleOf = ({ title }) => title ?? "";
