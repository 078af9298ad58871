/**
 * Compiles a typed query to a plan: each word, phrase and group of alternatives is one word of the query; exclusions
 * and sources filter articles. Stop words are left out where another word is left.
 */

import { type BooleanNode, booleanNode, type NearWord, type QueryNode, type QueryPlan } from "../../index/read.ts";
import { groupBy } from "../../keyed.ts";
import {
  type AnalyzedClause,
  type AnalyzedQuery,
  analyzeClauses,
  analyzeQuery,
  type ClauseGroup,
  type PhraseGraph,
  queryBook,
  Synonyms,
  type WordClause,
} from "../../russian/queries.ts";
import { type QueryWord, readWords, type TermAlternative } from "../../russian/words.ts";
import { articleFields } from "../../schema/schema.ts";
import type { MatchMode, UnderstoodPiece } from "../../search-api.ts";
import type { WordCompletion } from "../expansion/prefix-words.ts";
import {
  checkNode,
  completedNode,
  excludedNode,
  groupNode,
  MOST_TYPED_WORDS,
  raisingNodes,
  rootNodes,
  scaledNode,
  sentenceWeights,
  TYPED_WORD_WEIGHTS,
  type WordWeights,
} from "./article-clause-nodes.ts";
import { dateNodes, datePhrases, isOneThing, type RaisedDays } from "./date-nodes.ts";
/** A compiled query, and what to mark of its matches. */
export interface ArticlePlan {
  readonly plan: QueryPlan;
  /** No word is asked for, only sources and exclusions: the plan lists all articles that these let through. */
  readonly isListing: boolean;
  /** The typed groups. */
  readonly groups: readonly ClauseGroup[];
  /**
   * The words that are searched for, in all their forms, and behind them those that may stand in their place: those
   * that are excluded or of a phrase left out.
   */
  readonly words: readonly QueryWord[];
  /** Phrases to mark. */
  readonly phrases: readonly PhraseGraph[];
  /** The `words` and `phrases` that are searched for in titles alone. */
  readonly ofTitle: ReadonlySet<QueryWord | PhraseGraph>;
  /** Typed text that is searched for, without the parts left out. */
  readonly appliedText: string;
  /** Interpretations of names among its words. */
  readonly understood: readonly UnderstoodPiece[];
  /** True if `isWide` finds more. */
  readonly canWiden: boolean;
  /** Stretches beyond the bounds of a query. */
  readonly leftOut: readonly string[];
  /** The word at the end of the query that the reader may still be typing, one of `words`. */
  readonly typedWord: QueryWord | null;
  /** Completions of the last word, each with all its terms, if it was completed. */
  readonly completions: readonly TermAlternative[];
  /** Articles that the required days leave out. */
  readonly beyondDays: QueryPlan;
  /** The same with its typed word as it may go on; all other nodes of the plan are the very same. */
  complete(completion: TypedCompletion): ArticlePlan;
  /**
   * The plain word right at the end, one of `words` or left out as a stop word; null where a space or a sign ends it.
   */
  readonly lastWord: QueryWord | null;
  /** True if the query has nothing else. */
  readonly isLastWordAlone: boolean;
}

/** The completions of the last word, and their weight. */
interface TypedCompletion extends WordCompletion {
  /** True if a document with only a completion has the word. */
  readonly countsAsWord: boolean;
}

/** A plan of every article, which filters and exclusions restrict; all have the same score. */
const EVERY_ARTICLE = { must: [{ kind: "wildcard", boostDocument: null } as const], boosting: [] };

/** A word of a month or a year counts so much by itself (docs/decisions/search.md#dates). */
const WORD_OF_DATE_WEIGHT = 0.1;

const SHIPPED_WORDS = new Synonyms();

/** The interpretation of a query's words. */
export interface UnderstoodWords {
  /** Ids of what is understood and is not to be. */
  readonly ignored?: ReadonlySet<string>;
  readonly raised?: readonly RaisedDays[] | undefined;
  /** Days that are none of the text, one of which an article must have. */
  readonly required?: readonly RaisedDays[] | undefined;
  /** True if an article must have some word, if the text says more than days. Default true. */
  readonly isWordNeeded?: boolean | undefined;
  /** Start of the word that counts {@link NAME_FACTOR} times its normal weight. Default null: none. */
  readonly onlyName?: number | null | undefined;
  /** Beginnings of terms that raise what matches. */
  readonly beginnings?: readonly string[] | undefined;
  /** True if equivalents that otherwise only boost find articles too. Default false. */
  readonly isWide?: boolean | undefined;
}

/** The only name among common words comes before all of these (docs/decisions/search.md#articles-that-lack-words). */
const NAME_FACTOR = 10;

/** Reads the words that {@link compileArticleQuery} looks up for a text. */
export function readQueryWords(text: string, ownerWords: Synonyms | null = null): Promise<void> {
  return readWords(() => queryBook(text, ownerWords ?? SHIPPED_WORDS));
}

/** Pure once the words are read; bounded by analyzeClauses. */
export function compileArticleQuery(
  text: string,
  match: MatchMode,
  ownerWords: Synonyms | null = null,
  {
    ignored = new Set(),
    raised = [],
    required = [],
    beginnings = [],
    isWordNeeded = true,
    onlyName = null,
    isWide = false,
  }: UnderstoodWords = {},
): ArticlePlan {
  const query = analyzeClauses(text, ownerWords ?? SHIPPED_WORDS, ignored, isWide);
  const isPasted = match === "auto" && query.wordCount > MOST_TYPED_WORDS;
  const weights = isPasted ? sentenceWeights(query.wordCount) : TYPED_WORD_WEIGHTS;
  const parts = partition(query, isPasted ? (group) => looseGroups(group, text) : (group) => [group]);
  const numbered = joinDates(parts.searched, raised).map((groups, number): NumberedGroups => {
    const one = numberedGroups(groups, number, raised, weights);
    return groups.some((group) => startOf(group) === onlyName)
      ? { ...one, node: scaledNode(one.node, NAME_FACTOR) }
      : one;
  });
  // What a pasted sentence quotes is no word beside its words, but an article without it has not all of the sentence.
  const checks = parts.quotations.map((clause, i) => checkNode(clause, numbered.length + i));
  const isNoDate = (group: ClauseGroup): boolean => !raised.some((days) => isWithin(group, days));
  const roots = rootNodes(parts.searched.filter(isNoDate), weights);
  const rest = {
    filter: parts.filters.map((group) => groupNode(group, null)),
    mustNot: parts.excluded.map(excludedNode),
    boosting: [...roots, ...raisingNodes([...query.raised, ...beginnings], roots, weights)],
  };
  const requiredNodes = required.map(
    (days): QueryNode => ({ kind: "disjunction-max", termNumber: null, children: dateNodes(days, weights) }),
  );
  const isMust = ({ groups }: NumberedGroups): boolean =>
    match === "all" ||
    (match === "auto" &&
      groups.every(({ alternatives }) => alternatives.every((clause) => isStrict(clause, isPasted))));
  const hasFilters = rest.filter.length + rest.mustNot.length > 0;
  const isListing = numbered.length === 0 && (hasFilters || required.length > 0);
  const found = numbered.flatMap(({ groups, isDay }) =>
    isDay ? [] : groups.flatMap(({ alternatives }) => alternatives),
  );
  const names = namesOf(found);
  const words = [...found.flatMap((clause) => (clause.kind === "word" ? [clause.word] : [])), ...names.words];
  const planOf = (groups: readonly NumberedGroups[], days: "required" | "excluded" = "required"): QueryPlan => {
    const optional = groups.filter((one) => !isMust(one));
    const clauses = joinClauses({
      must: groups.filter(isMust).map(({ node }) => node),
      words: [...optional.filter(({ isDate }) => !isDate).map(({ node }) => node), ...checks],
      dates: [
        ...optional.filter(({ isDate }) => isDate).map(({ node }) => node),
        ...groups.flatMap(({ beside }) => beside),
      ],
      required: days === "required" ? requiredNodes : [],
      isDateEnough: match === "any" || isPasted || !isWordNeeded,
    });
    const isOfAll = clauses.must.length + clauses.should.length === 0 && (hasFilters || days === "excluded");
    return {
      root: booleanNode({
        ...rest,
        ...(isOfAll ? EVERY_ARTICLE : { ...clauses, filter: [...rest.filter, ...clauses.filter] }),
        mustNot: days === "excluded" ? [...rest.mustNot, ...requiredNodes] : rest.mustNot,
      }),
      queryTerms: [
        ...numbered.map(({ groups: ofTerm }) => ofTerm.map(labelOf(text)).join(" ")),
        ...parts.quotations.map((clause) => sourceText(text, clause)),
      ],
      storeFields: articleFields.storeFields,
      coordination: weights.coordination,
      ...(weights.allWordsFactor === null ? {} : { allTermsFactor: weights.allWordsFactor }),
      ...(near.length < 2 ? {} : { near }),
    };
  };
  const near = query.wordCount > MOST_TYPED_WORDS ? [] : nearWords(parts.searched.filter(isNoDate), query.groups);
  const asTyped: ArticlePlan = {
    plan: planOf(numbered),
    isListing,
    groups: query.groups,
    words,
    phrases: [
      ...found.flatMap((clause) => (clause.kind === "phrase" ? [clause.phrase.graph] : [])),
      ...names.phrases,
      ...[...raised, ...required].flatMap(datePhrases),
    ],
    ofTitle: new Set(found.flatMap(titlePart)),
    appliedText: parts.applied.map(labelOf(text)).join(" "),
    understood: query.understood,
    canWiden: query.canWiden,
    leftOut: query.leftOut,
    typedWord: words.find((word) => word === query.typedWord && !raised.some((one) => isBetween(word, one))) ?? null,
    completions: [],
    beyondDays: planOf(numbered, "excluded"),
    complete: (completion) => ({
      ...asTyped,
      plan: planOf(
        numbered.map((one, termNumber) =>
          one.groups.some((group) => isOfWord(group, completion.word))
            ? { ...one, node: completedNode(one.node, termNumber, completion, weights) }
            : one,
        ),
      ),
      completions: completion.terms,
    }),
    lastWord: query.typedWord,
    isLastWordAlone:
      checks.length === 0 &&
      !hasFilters &&
      numbered.every(({ groups }) => {
        const { typedWord } = query;
        return typedWord !== null && groups.some((group) => isOfWord(group, typedWord));
      }),
  };
  return asTyped;
}

/** Finds the near words by group, with other names beside their word; none if any group is no plain word. */
function nearWords(searched: readonly ClauseGroup[], typed: readonly ClauseGroup[]): NearWord[] {
  const starts = typed.map(startOf);
  const words = searched.map((group): NearWord => {
    const plain = group.alternatives.flatMap((clause) =>
      clause.kind === "word" && clause.field === null ? [clause.word] : [],
    );
    const terms = plain.flatMap(({ alternatives }) => alternatives.flatMap((one) => one.terms));
    return { terms, place: starts.indexOf(startOf(group)) };
  });
  return words.every(({ terms }) => terms.length > 0) ? words : [];
}

function startOf({ alternatives: [clause] }: ClauseGroup): number {
  return clause?.start ?? 0;
}

/** Groups clauses: each alone, but those of one date together. */
function joinDates(groups: readonly ClauseGroup[], raised: readonly RaisedDays[]): ClauseGroup[][] {
  const keyOf = (group: ClauseGroup) => raised.find((days) => isWithin(group, days)) ?? group;
  return [...groupBy(groups, (group) => [keyOf(group)]).values()];
}

/**
 * A month or a year is there where all its words are, or where the article was published then. Beside that each of its
 * words counts a little: an article that has only the month of «ноябрь 2017» is found, and lacks the date. A day is one
 * thing: there is no more or less of it.
 */
function numberedGroups(
  groups: readonly ClauseGroup[],
  termNumber: number,
  raised: readonly RaisedDays[],
  weights: WordWeights,
): NumberedGroups {
  const days = raised.find((one) => groups.every((group) => isWithin(group, one)));
  const words = groups.map((group) => groupNode(group, days === undefined ? termNumber : null, weights));
  const [only] = words;
  if (days === undefined && only !== undefined) return { groups, node: only, isDate: false, isDay: false, beside: [] };
  const nodes = days === undefined ? [] : dateNodes(days, weights);
  const isWhole = days !== undefined && isOneThing(days, groups.length);
  const children = isWhole ? nodes : [booleanNode({ must: words }), ...nodes];
  return {
    groups,
    node: { kind: "disjunction-max", termNumber, children },
    isDate: true,
    isDay: isWhole,
    beside: isWhole ? [] : words.map((word) => scaledNode(word, WORD_OF_DATE_WEIGHT)),
  };
}

interface PlanParts extends Pick<BooleanNode, "must"> {
  readonly words: readonly QueryNode[];
  /** Nodes of the days in the text. */
  readonly dates: readonly QueryNode[];
  /** Days that an article must have. */
  readonly required: readonly QueryNode[];
  /** True if a date finds articles as any word does: in a pasted sentence it is one of many. */
  readonly isDateEnough: boolean;
}

/**
 * Joins the clauses. If a text says more than days, an article must have some of that: to be of a year is not enough.
 * What it must have scores too.
 */
function joinClauses({ must, words, dates, required, isDateEnough }: PlanParts): PlanClauses {
  const needsWord =
    words.length > 0 && must.length === 0 && (required.length > 0 || (dates.length > 0 && !isDateEnough));
  if (!needsWord) return { must: [...must, ...required], should: [...words, ...dates], filter: [] };
  return { must: [], should: [...words, ...dates, ...required], filter: [booleanNode({ should: words }), ...required] };
}

type PlanClauses = Pick<BooleanNode, "must" | "should" | "filter">;

function isWithin({ alternatives }: ClauseGroup, days: RaisedDays): boolean {
  return alternatives.every((clause) => clause.kind === "word" && isBetween(clause, days));
}

function isBetween({ start, end }: Pick<AnalyzedClause, "start" | "end">, days: RaisedDays): boolean {
  return start >= days.start && end <= days.end;
}

/** A word of the query, or the words of a date, with its node. */
interface NumberedGroups {
  readonly groups: readonly ClauseGroup[];
  readonly node: QueryNode;
  readonly isDate: boolean;
  /** True for a day, whose words mean nothing alone. */
  readonly isDay: boolean;
  /** Nodes that find further articles, and are no words that an article may have. */
  readonly beside: readonly QueryNode[];
}

function titlePart(clause: AnalyzedClause): (QueryWord | PhraseGraph)[] {
  if (clause.kind === "source" || clause.field !== "title") return [];
  return [clause.kind === "word" ? clause.word : clause.phrase.graph];
}

/** Lists the words and phrases that may replace words, each once; they are marked alike. */
function namesOf(clauses: readonly AnalyzedClause[]): { words: readonly QueryWord[]; phrases: readonly PhraseGraph[] } {
  const names = new Set(
    clauses.flatMap((clause) => {
      const equivalents = clause.kind === "word" ? (clause.equivalents ?? []) : [];
      return equivalents.flatMap(({ name, isTyped }) => (isTyped ? [] : [name]));
    }),
  );
  return {
    words: [...names].flatMap((name) => ("word" in name ? [name.word] : [])),
    phrases: [...names].flatMap((name) => ("phrase" in name ? [name.phrase.graph] : [])),
  };
}

function isOfWord({ alternatives }: ClauseGroup, { start, end }: QueryWord): boolean {
  const [clause] = alternatives;
  return alternatives.length === 1 && clause?.kind === "word" && clause.start === start && clause.end === end;
}

interface QueryParts {
  /** Groups that count as a word of the query each. */
  readonly searched: readonly ClauseGroup[];
  readonly quotations: readonly AnalyzedClause[];
  readonly filters: readonly ClauseGroup[];
  readonly excluded: readonly ClauseGroup[];
  /** Applied groups as they were typed, in the order of the text. */
  readonly applied: readonly ClauseGroup[];
}

/** Stop words are left out where another word is left, and words that stand twice. */
function partition({ groups }: AnalyzedQuery, loosen: (group: ClauseGroup) => readonly ClauseGroup[]): QueryParts {
  const asked = groups.filter((group) => !group.isExcluded && !isFilter(group));
  const telling = asked.filter((group) => !isStopWord(group));
  const kept = new Set(telling.length > 0 ? telling : asked);
  const applied = dropRepeated(groups.filter((group) => kept.has(group) || group.isExcluded || isFilter(group)));
  const searched = applied.filter((group) => kept.has(group));
  const loosened = searched.map((group) => ({ group, loose: loosen(group) }));
  return {
    searched: dropRepeated(loosened.flatMap(({ loose }) => loose)),
    quotations: loosened.flatMap(({ group, loose }) => (loose.includes(group) ? [] : group.alternatives)),
    filters: applied.filter((group) => !group.isExcluded && isFilter(group)),
    excluded: applied.filter(({ isExcluded }) => isExcluded),
    applied,
  };
}

/** The words of a quotation, each for itself; any other group as it is. */
function looseGroups(group: ClauseGroup, text: string): readonly ClauseGroup[] {
  const [clause, second] = group.alternatives;
  if (clause?.kind !== "phrase" || !clause.isQuotation || second !== undefined) return [group];
  const words = analyzeQuery(sourceText(text, clause)).filter((word) => !word.isStopWord);
  return words.length === 0 ? [group] : words.map((word) => plainGroup(word, clause.start));
}

function plainGroup(word: QueryWord, offset: number): ClauseGroup {
  const [start, end] = [word.start + offset, word.end + offset];
  const clause: WordClause = {
    kind: "word",
    word: { ...word, start, end },
    field: null,
    isStrict: false,
    isQuotation: false,
  };
  return { alternatives: [{ ...clause, start, end }], isExcluded: false };
}

function isStopWord({ alternatives }: ClauseGroup): boolean {
  const [clause] = alternatives;
  return alternatives.length === 1 && clause?.kind === "word" && clause.word.isStopWord && !isSigned(clause);
}

/** Tells whether a clause has signs beyond the bare word. */
function isSigned({ isStrict, isQuotation }: WordClause): boolean {
  return isStrict || isQuotation;
}

function isFilter({ alternatives }: ClauseGroup): boolean {
  return alternatives.every(({ kind }) => kind === "source");
}

/** Tells whether a sign makes a clause required. */
function isStrict(clause: AnalyzedClause, isPasted: boolean): boolean {
  if (clause.kind === "word") return clause.isStrict;
  return clause.kind === "source" || !(isPasted && clause.isQuotation);
}

function dropRepeated(groups: readonly ClauseGroup[]): ClauseGroup[] {
  const seen = new Set<string>();
  return groups.filter(({ alternatives, isExcluded }) => {
    const name = JSON.stringify([isExcluded, alternatives.map(nameOf)]);
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

/** Equal for what finds the same. */
function nameOf(clause: AnalyzedClause): unknown[] {
  if (clause.kind === "word") return [clause.kind, clause.field, clause.word.alternatives];
  return [clause.kind, clause.kind === "phrase" ? clause.field : null, clause.phrase.graph];
}

function labelOf(text: string): (group: ClauseGroup) => string {
  return ({ alternatives }) => alternatives.map((clause) => sourceText(text, clause)).join(" | ");
}

function sourceText(text: string, { start, end }: AnalyzedClause): string {
  return text.slice(start, end);
}
