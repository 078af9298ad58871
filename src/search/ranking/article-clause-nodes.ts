/**
 * The nodes of a plan for the clauses of a reader's query: which fields they are looked for in, and what they
 * score.
 */

import {
  type BoostedField,
  booleanNode,
  boostedFields,
  type DisjunctionMaxNode,
  mapChildren,
  type PhraseNode,
  type QueryNode,
  type ShouldNode,
  type TermNode,
} from "../../index/read.ts";
import {
  type AnalyzedClause,
  type ClauseGroup,
  type Equivalent,
  type PhraseWord,
  type QueryPhrase,
  rootOfSentenceWord,
  rootOfWord,
  russianPhraseForms,
  type WordRoot,
} from "../../russian/queries.ts";
import type { QueryWord, TermAlternative } from "../../russian/words.ts";
import { articleFields, BODY_FIELD } from "../../schema/schema.ts";
import { sourceNode } from "../filters/source-names.ts";

/** The worth of an opening, in occurrences (docs/decisions/index.md#openings). A title is all opening. */
const OPENING_WEIGHT = 1;

/**
 * A root counts so much beside its word. So does whatever else raises by its beginning: an everyday word for another,
 * the place of an adjective, what a question asks for. Figures: docs/decisions/search.md#words-groups-and-roots.
 */
const ROOT_WEIGHT = 1;
/** A word that has no relatives is its own root. */
const WITHOUT_ROOT = 1 + ROOT_WEIGHT;

/** The weights of a query's words. */
export interface WordWeights {
  /** The root of a word, which counts beside it. */
  readonly rootOf: (word: QueryWord) => WordRoot | null;
  /** Weight of a number, which has no root; a word that has one weighs 1. */
  readonly numberWeight: number;
  /** Weights of a word by field: in all fields, and in the title alone. */
  readonly fields: Record<"all" | "title", readonly BoostedField[]>;
  /** Factor of the score of an article with all words, above 1; null if all words come first. */
  readonly allWordsFactor: number | null;
  /** The power of the share of the words that an article has, by which its score is multiplied. */
  readonly coordination: number;
}

/** Titles count so much in a query of a few words (docs/decisions/search.md#words-groups-and-roots). */
const TYPED_TITLE_WEIGHT = 1.5;

/**
 * Lucene's coordination factor, softened: of articles that lack words one with more of them scores more. Figures:
 * docs/decisions/search.md#articles-that-lack-words.
 */
const COORDINATION = 0.2;

/** Weights for a few typed words. */
export const TYPED_WORD_WEIGHTS: WordWeights = {
  rootOf: rootOfWord,
  numberWeight: WITHOUT_ROOT,
  fields: weighedFields(TYPED_TITLE_WEIGHT),
  allWordsFactor: null,
  coordination: COORDINATION,
};

/**
 * Computes the weights of a pasted query, a headline or a whole sentence. Nobody who wrote on the same event used all
 * of its words: one more is worth the less the longer it is. The factor is 2 for five words, which may have been typed,
 * 1.13 for six, 1.04 for seven, and endless where all words come first, for four. Figures:
 * docs/decisions/search.md#pasted-sentences.
 */
export function sentenceWeights(wordCount: number): WordWeights {
  const beyond = Math.max(1, wordCount - MOST_TYPED_WORDS);
  return {
    rootOf: rootOfSentenceWord,
    numberWeight: SENTENCE_NUMBER_WEIGHT,
    fields: weighedFields(Math.max(LEAST_TITLE_WEIGHT, 1 - TITLE_WEIGHT_STEP * beyond)),
    allWordsFactor: 1 + 1 / beyond ** 3,
    coordination: COORDINATION / beyond,
  };
}

/**
 * A query of more words is taken for a sentence that somebody pasted, whose quotation marks are its own: 134 of 1,510
 * headlines of real news quote two words or more, 128 of these are longer, and most of what they quote stands in no
 * other text. Shorter queries are typed, and mean what they quote. Trial: docs/decisions/search.md#the-query-language.
 */
export const MOST_TYPED_WORDS = 4;

/**
 * News of one kind has the same words from day to day (so many new cases, so many shellings), and the number
 * tells which day it was: it counts half as much again as any other word with its root.
 */
const SENTENCE_NUMBER_WEIGHT = 3;

/** The words of a sentence meet those of another title by chance more easily than those of a text. */
const LEAST_TITLE_WEIGHT = 0.7;
const TITLE_WEIGHT_STEP = 0.1;

function weighedFields(titleWeight: number): WordWeights["fields"] {
  const all = boostedFields({}, articleFields).map((field) => ({
    ...field,
    ...(field.name === BODY_FIELD ? { openingWeight: OPENING_WEIGHT } : {}),
    boost: field.name === "title" ? field.boost * titleWeight : field.boost,
  }));
  return { all, title: all.filter(({ name }) => name === "title") };
}

/** A group as one word of the query: of several alternatives the best counts. Null: it is no word of it. */
export function groupNode(
  { alternatives }: ClauseGroup,
  termNumber: number | null,
  weights: WordWeights = TYPED_WORD_WEIGHTS,
): QueryNode {
  const [only] = alternatives;
  const boost = boostOfGroup({ alternatives }, weights);
  if (only !== undefined && alternatives.length === 1) return clauseNode(only, termNumber, boost, weights);
  return {
    kind: "disjunction-max",
    termNumber,
    children: alternatives.map((clause) => clauseNode(clause, null, boost, weights)),
  };
}

/**
 * A group that is left out: where its words stand as other words alone, the article stays. Китая has the stem of кит,
 * and «-кит» leaves China in; «-грузия» leaves груз in.
 */
export function excludedNode(group: ClauseGroup): QueryNode {
  return withOwnOccurrences(groupNode(group, null));
}

/** The node, finding the word itself alone. A phrase sees to that by where its words stand. */
function withOwnOccurrences(node: QueryNode): QueryNode {
  if (node.kind === "term") return { ...node, excludeHomographs: true };
  return node.kind === "phrase" ? node : mapChildren(node, withOwnOccurrences);
}

/** The node with all its scores so many times as high. */
export function scaledNode(node: QueryNode, factor: number): QueryNode {
  if (node.kind === "term") return { ...node, termBoost: node.termBoost * factor };
  return mapChildren(node, (child) => scaledNode(child, factor));
}

/** The roots of the words of a query, each once; a root of two words counts twice. */
export function rootNodes(
  groups: readonly Pick<ClauseGroup, "alternatives">[],
  { rootOf, fields: { all: fields } }: WordWeights,
): ShouldNode[] {
  const nodes = new Map<string, ShouldNode>();
  const { bm25 } = articleFields;
  for (const group of groups) {
    const word = plainWord(group);
    const root = word && rootOf(word);
    if (root === null) continue;
    const { boost = 0, homographs } = { ...root, ...nodes.get(root.prefix) } as Partial<ShouldNode> & WordRoot;
    nodes.set(root.prefix, { prefix: root.prefix, boost: boost + ROOT_WEIGHT, homographs, fields, bm25 });
  }
  return [...nodes.values()];
}

function boostOfGroup(group: Pick<ClauseGroup, "alternatives">, { rootOf, numberWeight }: WordWeights): number {
  const word = plainWord(group);
  if (word === null) return WITHOUT_ROOT;
  if (isNumber(word)) return numberWeight;
  return rootOf(word) === null ? WITHOUT_ROOT : 1;
}

/** The one word of a group that is asked for in any form and anywhere; null of any other group. */
function plainWord({ alternatives }: Pick<ClauseGroup, "alternatives">): QueryWord | null {
  const [only] = alternatives;
  return alternatives.length === 1 && only?.kind === "word" && only.field === null ? only.word : null;
}

/** A count, a year, a score, a time or an ordinal: «1706», «5,2», «4:5», «80-х»; no whole date, and no COVID-19. */
function isNumber({ alternatives: [surest] }: QueryWord): boolean {
  return surest?.terms.length === 1 && /^\d[\d.:]*$/.test(surest.terms[0] ?? "");
}

/**
 * The node of the word that is still being typed, with what it may become, which scores the best of it. Where that does
 * not count as the word, a document that has nothing else of it lacks the word.
 */
export function completedNode(
  node: QueryNode,
  termNumber: number,
  { terms, countsAsWord }: { readonly terms: readonly TermAlternative[]; readonly countsAsWord: boolean },
  { fields }: WordWeights,
): QueryNode {
  const completions = bestNode(terms, null, fields.all, 1);
  if (countsAsWord) return bestOf([node, completions], termNumber);
  const isOfName = node.kind === "disjunction-max" && node.termNumber === null;
  return bestOf([...(isOfName ? node.children : [node]), completions]);
}

/**
 * Makes a node that only tells whether the clause is there: its words, which it must have anyway, score for themselves.
 */
export function checkNode(clause: AnalyzedClause, termNumber: number): QueryNode {
  return clauseNode(clause, termNumber, 0, TYPED_WORD_WEIGHTS);
}

function clauseNode(clause: AnalyzedClause, termNumber: number | null, boost: number, weights: WordWeights): QueryNode {
  if (clause.kind === "source") return sourceNode(clause.phrase.graph);
  const fields = weights.fields[clause.field ?? "all"];
  if (clause.kind === "phrase") return phraseNode(clause.phrase, termNumber, fields, boost);
  const { equivalents = [] } = clause;
  const isPart = equivalents.some(({ isTyped }) => isTyped);
  const own = wordNode(clause.word, isPart ? null : termNumber, fields, boost);
  const others = equivalents.flatMap((one) => (one.isTyped ? [] : equivalentNodes(one, fields)));
  const word = others.length === 0 ? own : { ...own, children: [...own.children, ...others] };
  // What counts as the word stands first, as in completedNode: of the others it is not looked at.
  const node = isPart ? bestOf([nameNode(equivalents, termNumber, fields), word]) : word;
  return clause.isStrict || clause.isQuotation ? withOwnOccurrences(node) : node;
}

/** Makes a node that only tells whether an article has a name: its words score for themselves. */
function nameNode(names: readonly Equivalent[], termNumber: number | null, fields: readonly BoostedField[]): QueryNode {
  return bestOf(
    names.flatMap(({ name }) => equivalentNodes({ name, weight: 0 }, fields)),
    termNumber,
  );
}

/**
 * A name in the place of a word: one word more that it may be spelled by, and no rarer. A phrase counts what its words
 * count on the average, or names of many words would come before all others.
 */
function equivalentNodes({ name, weight }: Equivalent, fields: readonly BoostedField[]): readonly QueryNode[] {
  const boost = weight * WITHOUT_ROOT;
  if ("word" in name) return wordNode(name.word, null, fields, boost).children;
  return [phraseNode(name.phrase, null, fields, boost / name.wordCount)];
}

/** Beginnings that raise what matches, but for those that a root of the query raises already. */
export function raisingNodes(
  prefixes: readonly string[],
  roots: readonly ShouldNode[],
  { fields: { all: fields } }: WordWeights,
): ShouldNode[] {
  const { bm25 } = articleFields;
  return prefixes
    .filter((prefix) => !roots.some((root) => prefix.startsWith(root.prefix)))
    .map((prefix) => ({ prefix, boost: ROOT_WEIGHT, homographs: [], fields, bm25 }));
}

/** Scores what its words score, those that would be left out of a query but for quotation marks left out. */
function phraseNode(
  { graph, words }: QueryPhrase,
  termNumber: number | null,
  fields: readonly BoostedField[],
  boost: number,
): PhraseNode {
  const telling = words.filter(({ isStopWord }) => !isStopWord);
  const children = (telling.length > 0 ? telling : words).map((word) => phraseWordNode(word, fields, boost));
  return {
    kind: "phrase",
    termNumber,
    graph,
    forms: russianPhraseForms,
    fields: fields.map(({ field }) => field),
    child: children.length === 1 && children[0] !== undefined ? children[0] : booleanNode({ must: children }),
  };
}

function phraseWordNode(
  { units, parts: count, others }: PhraseWord,
  fields: readonly BoostedField[],
  boost: number,
): QueryNode {
  const [only] = units;
  if (units.length === 1) return bestNode([...(only ?? []), ...others], null, fields, boost);
  const parts = booleanNode({ must: units.map((ways) => bestNode(ways, null, fields, boost / count)) });
  return others.length === 0 ? parts : bestOf([parts, ...others.map((one) => alternativeNode(one, fields, boost))]);
}

function wordNode(
  { alternatives, nameEvidence }: QueryWord,
  termNumber: number | null,
  fields: readonly BoostedField[],
  boost: number,
): DisjunctionMaxNode {
  const node = bestNode(alternatives, termNumber, fields, boost);
  return nameEvidence === undefined ? node : { ...node, evidence: nameEvidence };
}

function bestNode(
  alternatives: readonly TermAlternative[],
  termNumber: number | null,
  fields: readonly BoostedField[],
  boost: number,
): DisjunctionMaxNode {
  return bestOf(
    alternatives.map((alternative) => alternativeNode(alternative, fields, boost)),
    termNumber,
  );
}

function bestOf(children: readonly QueryNode[], termNumber: number | null = null): DisjunctionMaxNode {
  return { kind: "disjunction-max", termNumber, children };
}

function alternativeNode(
  { terms, weight, homographs, isGuess, parts = 1 }: TermAlternative,
  fields: readonly BoostedField[],
  boost: number,
): QueryNode {
  const children = terms.map(
    (term): TermNode => ({
      ...termNode(term, null, (weight * boost) / parts, fields),
      ...(homographs === undefined ? {} : { homographs }),
      ...(isGuess === undefined ? {} : { isGuess }),
    }),
  );
  const [only] = children;
  return only !== undefined && children.length === 1 ? only : booleanNode({ must: children });
}

/** A term as it stands in the index. */
export function termNode(
  term: string,
  termNumber: number | null,
  termBoost: number,
  fields: readonly BoostedField[],
): TermNode {
  const { bm25 } = articleFields;
  const weights = { fuzzy: 0, prefix: 0 };
  return {
    kind: "term",
    term,
    termNumber,
    termBoost,
    fields,
    bm25,
    prefix: false,
    maxDistance: 0,
    weights,
    boostDocument: null,
  };
}
