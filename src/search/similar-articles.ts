/**
 * Articles about the same: a search for the strongest terms of one article, without itself and what reprints it.
 */

import {
  type BoostedField,
  booleanNode,
  boostedFields,
  countTerms,
  type IndexSnapshot,
  inverseDocumentFrequency,
  type QueryPlan,
  type RankedHit,
  searchPlan,
} from "../index/read.ts";
import { isStopWord, readWords, russianAnalyzer, scanBook } from "../russian/words.ts";
import { articleFields, type StoredArticle } from "../schema/schema.ts";
import { ordinalsOfId } from "./article-lookup.ts";
import { loadDuplicateGroups } from "./collapsing/duplicates.ts";
import type { FoundArticle, SimilarQuery } from "./found-article.ts";
import { termNode } from "./ranking/article-clause-nodes.ts";
import { type ArticleHit, showHits } from "./show.ts";

/** Number of the article's most frequent terms that are looked up, which bounds the requests. */
const MAX_CANDIDATE_TERMS = 40;

/** Largest number of terms, the strongest. Lucene's MoreLikeThis takes 25 (DEFAULT_MAX_QUERY_TERMS). Untuned. */
const MAX_TERMS = 20;

/** Best hits that are looked at for reprints; a text with more of them fills no page. */
const MAX_HITS = 100;

/**
 * An article that scores less than this share of what the article itself scores only shares some words with it. Of 189
 * pairs of news on one event 98 % had .33 or more; the median of all else that comes up had .19.
 */
const LEAST_SHARE = 0.15;

const FIELDS: readonly BoostedField[] = boostedFields({}, articleFields);

/**
 * The articles most like one, best first. Requests: as ordinalsOfId; one a candidate term and large segment, in one
 * round; where it collapses, as loadDuplicateGroups; and one a stored block.
 */
export async function findSimilar(
  snapshot: IndexSnapshot,
  { id, key, article }: FoundArticle,
  { limit, collapse }: SimilarQuery,
): Promise<ArticleHit[]> {
  await readWords(() => scanBook(textsOf(article)));
  const [own, terms] = await Promise.all([
    ordinalsOfId(snapshot, id, key),
    strongTerms(snapshot, articleTerms(article, MAX_CANDIDATE_TERMS)),
  ]);
  if (terms.length === 0) return [];
  const { hits, weight } = await searchPlan(snapshot, planOf(terms), {
    offset: 0,
    limit: MAX_HITS,
    usesMatchedTermsFactor: false,
    ranksAllTermsFirst: false,
    counts: "page",
  });
  const isOwn = ({ segmentNumber, ordinal }: RankedHit): boolean => own[segmentNumber]?.has(ordinal) === true;
  const least = LEAST_SHARE * Math.max(0, ...hits.filter(isOwn).map(({ score }) => score));
  const kept = collapse ? await withoutReprints(snapshot, own, hits) : hits;
  const shown = kept.filter((hit) => !isOwn(hit) && hit.score >= least).slice(0, limit);
  return showHits(snapshot, { hits: shown, countsAllWords: false, weight }, null);
}

/**
 * Those with the most tf-idf, of the ones that another article has too; each with what it counts for beside its rarity.
 */
async function strongTerms(snapshot: IndexSnapshot, candidates: readonly ArticleTerm[]) {
  const terms = candidates.map(({ term }) => term);
  const counts = await countTerms(snapshot, terms);
  return candidates
    .filter(({ term }) => counts.ofAnyField(term) > 1)
    .map(({ term, frequency }) => {
      const rarity = inverseDocumentFrequency(counts.ofAnyField(term), counts.documentCount);
      return { term, boost: saturate(frequency), strength: frequency * rarity };
    })
    .sort((a, b) => b.strength - a.strength)
    .slice(0, MAX_TERMS);
}

/** BM25's own measure of a term's frequency: the tenth occurrence says little that the fifth did not. */
function saturate(frequency: number): number {
  const { k } = articleFields.bm25;
  return (frequency * (k + 1)) / (frequency + k);
}

function planOf(terms: Awaited<ReturnType<typeof strongTerms>>): QueryPlan {
  return {
    root: booleanNode({ should: terms.map(({ term, boost }, i) => termNode(term, i, boost, FIELDS)) }),
    queryTerms: terms.map(({ term }) => term),
    storeFields: articleFields.storeFields,
  };
}

/** The first hit of each group of the same articles, none of the article's own group. */
async function withoutReprints(
  snapshot: IndexSnapshot,
  own: readonly ReadonlySet<number>[],
  hits: readonly RankedHit[],
): Promise<RankedHit[]> {
  const duplicates = await loadDuplicateGroups(snapshot);
  const seen = new Set(
    own.flatMap((ordinals, segmentNumber) =>
      [...ordinals].map((ordinal) => duplicates.groupOf(segmentNumber, ordinal)),
    ),
  );
  return hits.filter(({ segmentNumber, ordinal }) => {
    const group = duplicates.groupOf(segmentNumber, ordinal);
    const isFirst = group === 0 || !seen.has(group);
    seen.add(group);
    return isFirst;
  });
}

// What an article is about, by its own words: the terms that it repeats, those of its title above all. How rare they
// are is for the index to say.

/** A term of an article, and how much of the article it is. */
interface ArticleTerm {
  readonly term: string;
  /** Occurrences; one in the title counts for several. */
  readonly frequency: number;
}

/** News say first what they are about. */
const READ_LENGTH = 20_000;

/** A word of the title is there for a reason. Untuned. */
const TITLE_OCCURRENCES = 3;

/** The most frequent terms, longer ones first among equals, since long words are rare as a rule. */
function articleTerms(article: StoredArticle, maxTerms: number): ArticleTerm[] {
  const frequencies = new Map<string, number>();
  const [title, body] = textsOf(article);
  addTerms(frequencies, title, TITLE_OCCURRENCES);
  addTerms(frequencies, body, 1);
  return [...frequencies]
    .map(([term, frequency]) => ({ term, frequency }))
    .sort((a, b) => b.frequency - a.frequency || b.term.length - a.term.length || (a.term < b.term ? -1 : 1))
    .slice(0, maxTerms);
}

function textsOf({ title, lead, text }: StoredArticle): readonly [title: string, body: string] {
  return [title ?? "", `${lead}\n${text}`.slice(0, READ_LENGTH)];
}

function addTerms(frequencies: Map<string, number>, text: string, occurrences: number): void {
  for (const { form, terms, isWhole } of russianAnalyzer.scanWords(text)) {
    if (isWhole === true || form.length < 2 || !/\p{L}/u.test(form) || isStopWord(form)) continue;
    const term = ownTerm(terms);
    if (term !== null) frequencies.set(term, (frequencies.get(term) ?? 0) + occurrences);
  }
}

/**
 * Finds the own term of a word: of a name the case stem, its longest term, which no other word shares; else the only
 * one.
 */
function ownTerm(terms: readonly string[]): string | null {
  const stems = terms.filter((term) => /^[\p{L}\p{N}].*[\p{L}\p{M}\p{N}]$/u.test(term));
  return stems.reduce<string | null>((longest, term) => (term.length > (longest?.length ?? 0) ? term : longest), null);
}
