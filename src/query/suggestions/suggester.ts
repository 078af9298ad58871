/**
 * What a reader may be about to ask (layer 4): the query with its last word whole, and titles of articles.
 */

import { analyzeClauses } from "../../analysis/query-clauses.ts";
import { russianAnalyzer } from "../../analysis/russian-analyzer.ts";
import type { Suggestion } from "../../search-api.ts";
import { termOfForm, typedForm } from "../expansion/prefix-words.ts";
import type { IndexSnapshot } from "../index-snapshot.ts";
import { findDocuments, findTermsWithin } from "../plan/matching-documents.ts";
import { compileArticleQuery } from "../ranking/article-query.ts";
import { findRepair } from "../spelling/spelling.ts";
import { SpellingDictionary } from "../spelling/spelling-dictionary.ts";
import { type SuggestedTitle, suggestTitles } from "./suggested-titles.ts";
import { type SuggestedWord, suggestWords } from "./suggested-words.ts";
import { byTerms, tellingTerms, writtenForms } from "./written-case.ts";

/** A query as far as it is typed. */
export interface SuggestionQuery {
  readonly text: string;
  /** 1 to 20. */
  readonly limit: number;
}

/**
 * Words first, half of the limit where there are titles for the other half. Nothing for an empty text. Where nothing goes on
 * from the text as it is, suggestions for what it was meant to be (spelling.ts). Requests: as suggestWords and suggestTitles,
 * at the same time, then those of the words beside those before, and the blocks of the lexicon that tell of capitals; all this once more for what was meant.
 */
export async function suggest(snapshot: IndexSnapshot, { text, limit }: SuggestionQuery): Promise<Suggestion[]> {
  if (text.trim() === "") return [];
  const found = await suggestFor(snapshot, text, limit);
  if (found.length > 0) return found;
  const repair = await findRepair(snapshot, text, () => false);
  return repair === null ? [] : suggestFor(snapshot, repair.text, limit);
}

async function suggestFor(snapshot: IndexSnapshot, text: string, limit: number): Promise<Suggestion[]> {
  const typed = typedEnd(text);
  const [words, titles] = await Promise.all([
    typed === null ? [] : findWords(snapshot, text.slice(0, typed.start), typed.beginning, limit),
    suggestTitles(snapshot, text, typed === null ? limit : Math.floor(limit / 2)),
  ]);
  const shown = words.slice(0, limit - titles.length);
  const shownWords = typed === null ? [] : await writeWords(snapshot, shown, titles, text, typed);
  const shownTitles = titles.map(({ title }): Suggestion => ({ kind: "title", ...title }));
  return [...shownWords, ...shownTitles];
}

/** So many of the commonest words are tried beside the words before, for each that is wanted. */
const TRIED_WORDS = 3;

/** Words that some article has together with those before, in any form, of the commonest ones. */
async function findWords(
  snapshot: IndexSnapshot,
  before: string,
  beginning: string,
  limit: number,
): Promise<readonly SuggestedWord[]> {
  if (analyzeClauses(before).groups.length === 0) return suggestWords(snapshot, beginning, limit);
  const [words, documents] = await Promise.all([
    suggestWords(snapshot, beginning, TRIED_WORDS * limit),
    findDocuments(snapshot, compileArticleQuery(before, "all").plan),
  ]);
  const found = await findTermsWithin(
    snapshot,
    documents,
    words.map(({ form }) => termOfForm(form)),
  );
  return words.filter((_, i) => found[i] === true).slice(0, limit);
}

/** The last word of a query. */
interface TypedEnd {
  readonly beginning: string;
  /** Where it begins in the query, and where it ends. */
  readonly start: number;
  readonly end: number;
}

/** Null where a space or a sign says that the last word is whole, and where it has many parts (ростов-на-дон). */
function typedEnd(text: string): TypedEnd | null {
  const { typedWord } = analyzeClauses(text);
  const typed = typedWord === null ? null : typedForm(typedWord.text);
  if (typedWord === null || typed === null || typed.termsBefore.length > 0) return null;
  return { beginning: typed.beginning, start: typedWord.start, end: typedWord.end };
}

/** The query with its last word whole, which is written as texts write it. What is typed of it is marked. */
async function writeWords(
  snapshot: IndexSnapshot,
  words: readonly SuggestedWord[],
  titles: readonly SuggestedTitle[],
  text: string,
  { start, end }: TypedEnd,
): Promise<Suggestion[]> {
  const texts = titles.flatMap(({ article }) => [article.title ?? "", article.lead, article.text]);
  const written = writtenForms(texts, new Set(words.map(({ form }) => form)));
  const doubtful = words
    .filter(({ form }) => !written.has(form))
    .map((word) => ({ ...word, evidence: russianAnalyzer.analyzeQuery(word.form)[0]?.nameEvidence }));
  const terms = await SpellingDictionary.look(snapshot, {
    ...{ texts: [], forms: [], beginnings: [], near: new Map() },
    terms: doubtful.flatMap(({ form, evidence }) => tellingTerms(form, evidence)),
  });
  for (const { form, evidence, documentFrequency } of doubtful) {
    written.set(
      form,
      byTerms(form, evidence, (term) => terms.frequencyOfTerm(term), documentFrequency),
    );
  }
  return words.map(({ form }): Suggestion => {
    const word = written.get(form) ?? form;
    const marked = Math.min(word.length, end - start);
    return { text: text.slice(0, start) + word, kind: "word", highlights: [[start, start + marked]] };
  });
}
