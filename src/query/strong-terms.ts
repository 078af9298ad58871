/**
 * What an article is about, by its own words (layer 4, pure): the terms that it repeats, those of its title above all. How
 * rare they are is for the index to say.
 */
import { russianAnalyzer } from "../analysis/russian-analyzer.ts";
import { isStopWord } from "../analysis/words/stop-words.ts";
import type { StoredArticle } from "../segment/schema/article-options.ts";

/** A term of an article, and how much of the article it is. */
export interface ArticleTerm {
  readonly term: string;
  /** Occurrences; one in the title counts for several. */
  readonly frequency: number;
}

/** News say first what they are about. */
const READ_LENGTH = 20_000;

/** A word of the title is there for a reason. Untuned. */
const TITLE_OCCURRENCES = 3;

/** The most frequent terms, longer ones first among equals, since long words are rare as a rule. */
export function articleTerms({ title, lead, text }: StoredArticle, maxTerms: number): ArticleTerm[] {
  const frequencies = new Map<string, number>();
  addTerms(frequencies, title ?? "", TITLE_OCCURRENCES);
  addTerms(frequencies, `${lead}\n${text}`.slice(0, READ_LENGTH), 1);
  return [...frequencies]
    .map(([term, frequency]) => ({ term, frequency }))
    .sort((a, b) => b.frequency - a.frequency || b.term.length - a.term.length || (a.term < b.term ? -1 : 1))
    .slice(0, maxTerms);
}

function addTerms(frequencies: Map<string, number>, text: string, occurrences: number): void {
  for (const { form, terms, isWhole } of russianAnalyzer.scanWords(text)) {
    if (isWhole === true || form.length < 2 || !/\p{L}/u.test(form) || isStopWord(form)) continue;
    const term = ownTerm(terms);
    if (term !== null) frequencies.set(term, (frequencies.get(term) ?? 0) + occurrences);
  }
}

/** Of a name its case stem, the longest of its terms, which no other word shares; else the one term of the word. */
function ownTerm(terms: readonly string[]): string | null {
  const stems = terms.filter((term) => /^[\p{L}\p{N}].*[\p{L}\p{M}\p{N}]$/u.test(term));
  return stems.reduce<string | null>((longest, term) => (term.length > (longest?.length ?? 0) ? term : longest), null);
}
