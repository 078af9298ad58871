/**
 * What a reader may be about to ask (layer 4): the query with its last word whole, and titles of articles.
 */

import type { QueryWord } from "../../analysis/analyzer.ts";
import type { Synonyms } from "../../analysis/query-words/synonyms.ts";
import { russianAnalyzer } from "../../analysis/russian-analyzer.ts";
import type { Suggestion } from "../../search-api.ts";
import { BeginningForms } from "../expansion/beginning-forms.ts";
import { termOfForm } from "../expansion/form-terms.ts";
import { settle } from "../expansion/live-counts.ts";
import { completionOf, type TypedForm, typedForm } from "../expansion/prefix-words.ts";
import { findDocuments, findTermsWithin } from "../plan/matching-documents.ts";
import { loadPostings } from "../plan/query-postings.ts";
import { type ArticlePlan, compileArticleQuery } from "../ranking/article-query.ts";
import type { IndexSnapshot } from "../snapshot/index-snapshot.ts";
import { findKnownWords } from "../spelling/known-words.ts";
import { findRepair, plainWords, type SpelledWord } from "../spelling/spelling.ts";
import { SpellingDictionary } from "../spelling/spelling-dictionary.ts";
import { type SuggestedTitle, suggestTitles } from "./suggested-titles.ts";
import { type SuggestedWord, suggestWords } from "./suggested-words.ts";
import { byTerms, tellingTerms, typedLength, writtenForms } from "./written-case.ts";

/** A query as far as it is typed. */
export interface SuggestionQuery {
  readonly text: string;
  /** 1 to 20. */
  readonly limit: number;
}

/** A list of ten shows no more than the commonest ways to go on. Untuned. */
const MAX_TITLE_TERMS = 16;

/**
 * Words first, half of the limit where there are titles for the other half. Nothing for an empty text. Where nothing goes on
 * from the text as it is, suggestions for what it was meant to be (spelling.ts); words that the index knows stay. Requests: as BeginningForms, then as
 * suggestWords and suggestTitles, at the same time, with those of the words beside those before, and the blocks of the
 * lexicon that tell of capitals; all this once more for what was meant.
 */
export async function suggest(
  snapshot: IndexSnapshot,
  { text, limit }: SuggestionQuery,
  ownerWords: Synonyms | null = null,
): Promise<Suggestion[]> {
  if (text.trim() === "") return [];
  const compiled = compileArticleQuery(text, "all", ownerWords);
  const typed = await findTypedEnd(snapshot, compiled);
  const found = await suggestFor(snapshot, text, compiled, typed, limit);
  if (found.length > 0) return found;
  const before = beforeLetter(text, compiled.lastWord);
  if (before !== null) return suggest(snapshot, { text: before, limit }, ownerWords);
  const known = findKnownWords(compiled.groups, await loadPostings(snapshot, compiled.plan.root));
  const isBegun = typed !== null && (await typed.forms.commonest(1, "set")).length > 0;
  const isKnown = ({ start }: SpelledWord) => known.has(start) || (isBegun && start === typed.word.start);
  const repair = await findRepair(snapshot, text, plainWords(text, compiled.groups), isKnown, ownerWords);
  if (repair === null) return [];
  const meant = compileArticleQuery(repair.text, "all", ownerWords);
  return suggestFor(snapshot, repair.text, meant, await findTypedEnd(snapshot, meant), limit);
}

/**
 * What is typed before a letter at the end, which begins too many words to go on from, up to a space: «мвд р» is «мвд ». Null
 * where there is none.
 */
function beforeLetter(text: string, lastWord: QueryWord | null): string | null {
  const isLetter = lastWord !== null && /^\p{L}$/u.test(lastWord.text) && lastWord.end === text.length;
  const before = isLetter ? text.slice(0, lastWord.start) : "";
  return /\S\s+$/u.test(before) ? before : null;
}

async function suggestFor(
  snapshot: IndexSnapshot,
  text: string,
  compiled: ArticlePlan,
  typed: TypedEnd | null,
  limit: number,
): Promise<Suggestion[]> {
  const isOneWord = typed?.termsBefore.every((before) => before.length === 0) === true;
  const [words, titles] = await Promise.all([
    isOneWord ? findWords(snapshot, compiled, typed, limit) : [],
    suggestTitles(snapshot, typed?.completed ?? compiled, isOneWord ? Math.floor(limit / 2) : limit),
  ]);
  const shown = words.slice(0, limit - titles.length);
  const shownWords = isOneWord ? await writeWords(snapshot, shown, titles, text, typed.word) : [];
  const shownTitles = titles.map(({ title }): Suggestion => ({ kind: "title", ...title }));
  return [...shownWords, ...shownTitles];
}

/** The last word of a query, and how it may go on. */
interface TypedEnd extends TypedForm {
  readonly word: QueryWord;
  readonly forms: BeginningForms;
  /** The query with it completed, where it is one of its words. */
  readonly completed: ArticlePlan;
}

/** Null where a space or a sign says that the last word is whole, and where it is a letter. */
async function findTypedEnd(snapshot: IndexSnapshot, compiled: ArticlePlan): Promise<TypedEnd | null> {
  const { lastWord: word, typedWord } = compiled;
  const typed = word === null ? null : typedForm(word);
  if (word === null || typed === null) return null;
  const forms = await BeginningForms.find(snapshot, typed.beginning);
  const completion = typedWord === null ? null : await completionOf(typedWord, typed, forms, MAX_TITLE_TERMS);
  const completed = completion === null ? compiled : compiled.complete({ ...completion, countsAsWord: true });
  return { ...typed, word, forms, completed };
}

/** So many of the commonest words are tried beside the words before, for each that is wanted. */
const TRIED_WORDS = 3;

/** Words that some article has together with those before, in any form, of the commonest ones. */
async function findWords(
  snapshot: IndexSnapshot,
  compiled: ArticlePlan,
  { forms, beginning }: TypedEnd,
  limit: number,
): Promise<readonly SuggestedWord[]> {
  const before = compiled.planBesideLastWord();
  if (before === null) return suggestWords(snapshot, forms, beginning, limit);
  const [words, documents] = await Promise.all([
    suggestWords(snapshot, forms, beginning, TRIED_WORDS * limit),
    findDocuments(snapshot, before),
  ]);
  const found = await findTermsWithin(
    snapshot,
    documents,
    words.map(({ form }) => termOfForm(form)),
  );
  return words.filter((_, i) => found[i] === true).slice(0, limit);
}

type Bound = "least" | "most";

/** The query with its last word whole, which is written as texts write it. What is typed of it is marked. */
async function writeWords(
  snapshot: IndexSnapshot,
  words: readonly SuggestedWord[],
  titles: readonly SuggestedTitle[],
  text: string,
  { start, end }: QueryWord,
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
  const asTold = ({ form, evidence, counts }: (typeof doubtful)[number], proof: Bound, whole: Bound) =>
    byTerms(form, evidence, {
      proofOf: (term) => terms.boundsOfTerm(term)[proof],
      wholeOf: (term) => terms.boundsOfTerm(term)[whole],
      documents: counts.reduce((sum, count) => sum + count[whole], 0),
    });
  const unclear = doubtful.filter((word) => asTold(word, "most", "least") !== asTold(word, "least", "most"));
  const telling = unclear.flatMap(({ form, evidence }) => tellingTerms(form, evidence));
  terms.rely(() => telling.map((term) => terms.frequencyOfTerm(term)));
  await Promise.all([terms.settle(), settle(snapshot, new Set(unclear.flatMap(({ counts }) => counts)))]);
  for (const word of doubtful) written.set(word.form, asTold(word, "most", "most"));
  const letters = text.slice(start, end).replaceAll("-", "").length;
  return words.map(({ form }): Suggestion => {
    const word = written.get(form) ?? form;
    const marked = typedLength(word, letters);
    return { text: text.slice(0, start) + word, kind: "word", highlights: [[start, start + marked]] };
  });
}
