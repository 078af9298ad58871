/**
 * Analyzes the typed text (pure): words, phrases and sources in groups of alternatives, each with its terms.
 * query-syntax.ts finds the stretches, this file the words in them.
 *
 * Bounded: at most {@link maxQueryWords} words in all, {@link MAX_CLAUSES} stretches with signs, {@link MAX_PHRASES}
 * phrases of at most 32 words each; what is beyond is listed as left out.
 */

import type { UnderstoodPiece } from "../../search-api.ts";
import { maxQueryWords, type QueryWord } from "../analyzer.ts";
import type { WordBook } from "../dictionary/russian-dictionary.ts";
import { type Equivalent, type FoundEquivalents, NO_EQUIVALENTS } from "./equivalents.ts";
import { withKin } from "./query-alternatives.ts";
import { analysisBook, analyzeQuery, MAX_QUERY_LENGTH, MAX_TYPED_WORDS } from "./query-analysis.ts";
import { analyzePhrase, type QueryPhrase } from "./query-phrase.ts";
import { parseQuerySyntax, type QueryClause, type QuerySyntax } from "./query-syntax.ts";
import type { Synonyms } from "./synonyms.ts";

/** Stretches with signs; each may cost a scan of posting lists. Untuned: far above what people type. */
const MAX_CLAUSES = 32;
/** Phrases and words in their very form; each reads occurrences. Untuned. */
const MAX_PHRASES = 8;

/** A word in any of its forms. */
export interface WordClause {
  readonly kind: "word";
  readonly word: QueryWord;
  readonly field: "title" | null;
  /** True if a sign makes it required, even a stop word. */
  readonly isStrict: boolean;
  /** Equivalents of the words; all words of a name share theirs. */
  readonly equivalents?: readonly Equivalent[];
  /** True in quotation marks, which of one word only say that it is meant, even a stop word. */
  readonly isQuotation: boolean;
}

/** Neighbouring words, or one word in its very form. */
interface PhraseClause {
  readonly kind: "phrase";
  readonly phrase: QueryPhrase;
  readonly field: "title" | null;
  /** Quotation marks alone make it a phrase: no sign that nobody types by accident. */
  readonly isQuotation: boolean;
}

/** The source of an article, by words of its name. */
interface SourceClause {
  readonly kind: "source";
  readonly phrase: QueryPhrase;
}

/** The clause in the query, `[start, end)` with its signs. */
export type AnalyzedClause = (WordClause | PhraseClause | SourceClause) & {
  readonly start: number;
  readonly end: number;
};

/** Alternatives between bars; any of them will do, or, where the group is excluded, none of them may be there. */
export interface ClauseGroup {
  readonly alternatives: readonly AnalyzedClause[];
  readonly isExcluded: boolean;
}

export interface AnalyzedQuery {
  /** Groups in the order of the text; none is empty. */
  readonly groups: readonly ClauseGroup[];
  /** The stretches that are not searched for, since the query is too long. */
  readonly leftOut: readonly string[];
  /** Number of typed words, those of phrases too: it separates a question from a pasted sentence. */
  readonly wordCount: number;
  /** The plain word right at the end of the query: the reader may still be typing it. */
  readonly typedWord: QueryWord | null;
  /** Interpretations of names among its words. */
  readonly understood: readonly UnderstoodPiece[];
  /** Beginnings of terms that raise what matches. */
  readonly raised: readonly string[];
  /** True if the query can be widened when few articles have its words. */
  readonly canWiden: boolean;
}

/**
 * Never throws; whatever is typed means something or nothing. Plain words may have synonyms and equivalents, or be
 * meant in their very form, as behind `!`; `ignored` are ids of what was understood and is not to be. Where `isWide`,
 * equivalents that else only raise find articles too.
 */
export function analyzeClauses(
  query: string,
  synonyms: Synonyms | null = null,
  ignored: ReadonlySet<string> = new Set(),
  isWide = false,
): AnalyzedQuery {
  const cut = query.slice(0, MAX_QUERY_LENGTH);
  const syntax = parseQuerySyntax(cut);
  const budget = new Budget(cut, query.length > cut.length ? [query.slice(cut.length)] : [], synonyms);
  const signed = syntax.clauses.flatMap((clause) => budget.analyze(clause));
  const plain = budget.takeWords(
    syntax.plainText,
    (words, text) => synonyms?.findEquivalents(words, text, ignored, isWide) ?? NO_EQUIVALENTS,
  );
  const last = plain.at(-1);
  return {
    groups: groupByBars(
      [...plain, ...signed].sort((a, b) => a.clause.start - b.clause.start),
      syntax.bars,
    ),
    leftOut: budget.leftOut,
    wordCount: budget.wordCount,
    typedWord: last?.clause.kind === "word" && isTypedUpTo(query, last.clause.end) ? last.clause.word : null,
    understood: budget.equivalents.pieces,
    raised: budget.equivalents.raised,
    canWiden: budget.equivalents.canWiden,
  };
}

/** Lists the lookups of {@link analyzeClauses} for a query, whatever it ignores. */
export function* queryBook(query: string, synonyms: Synonyms): WordBook {
  const cut = query.slice(0, MAX_QUERY_LENGTH);
  const { clauses, plainText } = parseQuerySyntax(cut);
  yield* analysisBook([plainText, ...clauses.map(({ start, end }) => cut.slice(start, end))]);
  const budget = new Budget(cut, [], synonyms);
  for (const clause of clauses) budget.analyze(clause);
  yield* synonyms.equivalentBook(budget.searchedWords(plainText), plainText);
}

/** A hyphen at the end is one that the word goes on behind. */
function isTypedUpTo(query: string, end: number): boolean {
  return /^[-\u2010\u2011]?$/.test(query.slice(end));
}

const PLAIN = { kind: "word", field: null, isStrict: false, isQuotation: false } as const;

interface Entry {
  readonly clause: AnalyzedClause;
  readonly isExcluded: boolean;
}

/** Analyzes stretches for as long as there is room. */
class Budget {
  readonly leftOut: string[];
  wordCount = 0;
  equivalents = NO_EQUIVALENTS;
  readonly #query: string;
  readonly #synonyms: Synonyms | null;
  #clauses = 0;
  #phrases = 0;

  constructor(query: string, leftOut: string[], synonyms: Synonyms | null) {
    this.#query = query;
    this.#synonyms = synonyms;
    this.leftOut = leftOut;
  }

  /** Analyzes a clause; no entries if there is no room, or nothing to search for. */
  analyze(syntax: QueryClause): Entry[] {
    const { outerStart: start, outerEnd: end, isExcluded, field } = syntax;
    const text = this.#query.slice(syntax.start, syntax.end);
    const phrase = analyzePhrase(text, syntax.isExactForm);
    if (phrase === null) return [];
    const word = field === "source" ? undefined : singleWord(text, syntax, phrase);
    if (!this.#hasRoom(phrase.words.length, word === undefined && field !== "source")) {
      this.leftOut.push(this.#query.slice(start, end));
      return [];
    }
    if (phrase.usedLength < text.length) this.leftOut.push(text.slice(phrase.usedLength));
    const clause = field === "source" ? { kind: "source" as const, phrase } : toClause(syntax, field, phrase, word);
    return [{ clause: { ...clause, start, end }, isExcluded }];
  }

  /** Finds the words that there is room for. */
  searchedWords(plainText: string): QueryWord[] {
    return analyzeQuery(plainText, this.wordCount).slice(0, maxQueryWords - this.wordCount);
  }

  takeWords(
    plainText: string,
    findEquivalents: (words: readonly QueryWord[], text: string) => FoundEquivalents,
  ): Entry[] {
    const all = analyzeQuery(plainText, this.wordCount);
    const words = all.slice(0, maxQueryWords - this.wordCount);
    const isTyped = this.wordCount + all.length <= MAX_TYPED_WORDS;
    this.wordCount += words.length;
    const rest = plainText.slice(words.at(-1)?.end ?? 0);
    const isCut = words.length < all.length || (words.length > 0 && analyzePhrase(rest, false) !== null);
    // Without what stands for stretches with signs.
    if (isCut) this.leftOut.push(rest.replace(/\s+/g, " ").trim());
    this.equivalents = findEquivalents(words, plainText);
    return words.map((word, i) => ({
      clause: {
        ...this.#plainClause(isTyped ? withKin(word) : word, this.equivalents.byWord.get(i)),
        start: word.start,
        end: word.end,
      },
      isExcluded: false,
    }));
  }

  #plainClause(word: QueryWord, equivalents: readonly Equivalent[] = []): WordClause | PhraseClause {
    if (this.#synonyms === null) return { ...PLAIN, word };
    const isExact = this.#synonyms.isExact(word) && this.#phrases < MAX_PHRASES;
    const phrase = isExact ? analyzePhrase(word.text, true) : null;
    if (phrase === null) return { ...PLAIN, word: this.#synonyms.expand(word), equivalents };
    this.#phrases += 1;
    return { kind: "phrase", phrase, field: null, isQuotation: false };
  }

  #hasRoom(words: number, isPhrase: boolean): boolean {
    if (this.#clauses >= MAX_CLAUSES || this.wordCount + words > maxQueryWords) return false;
    if (isPhrase && this.#phrases >= MAX_PHRASES) return false;
    this.#clauses += 1;
    this.#phrases += isPhrase ? 1 : 0;
    this.wordCount += words;
    return true;
  }
}

/** The word of a stretch that holds one; undefined for a phrase, and for a word in its very form. */
function singleWord(text: string, { kind }: QueryClause, { words, graph }: QueryPhrase): QueryWord | undefined {
  const [only] = words;
  const isOne = words.length === 1 && (kind === "word" || only?.units.length === 1);
  if (!isOne || graph.edges.some(({ form }) => form !== null)) return undefined;
  return analyzeQuery(text)[0];
}

function toClause(
  { kind, isExactForm }: QueryClause,
  field: "title" | null,
  phrase: QueryPhrase,
  word: QueryWord | undefined,
): WordClause | PhraseClause {
  const isQuotation = kind === "phrase" && field === null && !isExactForm;
  if (word !== undefined) return { kind: "word", word, field, isStrict: !isQuotation, isQuotation };
  return { kind: "phrase", phrase, field, isQuotation };
}

/**
 * A bar joins what stands before and behind it. A group that begins with a minus is excluded whole; any other excluded
 * stretch stands alone, since «or not» asks for nothing.
 */
function groupByBars(entries: readonly Entry[], bars: QuerySyntax["bars"]): ClauseGroup[] {
  const groups: { alternatives: AnalyzedClause[]; isExcluded: boolean }[] = [];
  let bar = 0;
  let previousEnd = 0;
  for (const { clause, isExcluded } of entries) {
    while ((bars[bar] ?? Number.POSITIVE_INFINITY) < previousEnd) bar += 1;
    const isJoined = (bars[bar] ?? Number.POSITIVE_INFINITY) < clause.start;
    const last = groups.at(-1);
    if (isJoined && last !== undefined && (last.isExcluded || !isExcluded)) last.alternatives.push(clause);
    else groups.push({ alternatives: [clause], isExcluded });
    previousEnd = clause.end;
  }
  return groups;
}
