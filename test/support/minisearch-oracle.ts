/**
 * The oracle: one MiniSearch freshly built from the live documents, and the comparison of its results with ours.
 */
import MiniSearch, { type Query, type SearchOptions, type SearchResult } from "minisearch";
import { expect } from "vitest";
import type { Searcher } from "../../src/index/read.ts";
import { type IndexOptions, resolveIndexOptions, type SourceDocument } from "../../src/index/shared.ts";

/** Scores differ in the last bits only (MiniSearch keeps running averages). */
const RELATIVE_TOLERANCE = 1e-9;

/** A MiniSearch of these documents; a missing field is "" on both sides. Ids may repeat: `key` tells them apart. */
export function buildOracle(documents: readonly { key: string; document: SourceDocument }[], options: IndexOptions) {
  const resolved = resolveIndexOptions(options);
  const miniSearch = new MiniSearch<{ key: string; document: SourceDocument }>({
    fields: [...resolved.fields],
    idField: "\u0000key",
    storeFields: [...resolved.storeFields, "\u0000id"],
    extractField: ({ key, document }, name) => {
      if (name === "\u0000key") return key;
      if (name === "\u0000id") return document[resolved.idField];
      const value = resolved.extractField(document, name);
      return value ?? (resolved.fields.includes(name) ? "" : value);
    },
    tokenize: resolved.tokenize,
    processTerm: resolved.processTerm,
    stringifyField: resolved.stringifyField,
    searchOptions: resolved.searchOptions,
    autoSuggestOptions: resolved.autoSuggestOptions,
  });
  miniSearch.addAll([...documents]);
  return {
    miniSearch,
    search(query: Query, searchOptions: SearchOptions = {}): SearchResult[] {
      return miniSearch.search(withOwnIdsInTree(query), withOwnIds(searchOptions)).map(withOwnId);
    },
  };
}

function withOwnId(result: SearchResult): SearchResult {
  const { "\u0000id": id, ...rest } = result;
  return { ...rest, id };
}

/** The caller's functions are asked with the documents' own ids. */
function withOwnIds<T extends SearchOptions>(options: T): T {
  const { boostDocument, filter } = options;
  const wrapped: SearchOptions = {};
  if (boostDocument) {
    wrapped.boostDocument = (_key, term, stored) => {
      const { "\u0000id": id, ...rest } = stored ?? {};
      return boostDocument(id, term, rest);
    };
  }
  if (filter) wrapped.filter = (result) => filter(withOwnId(result));
  return { ...options, ...wrapped };
}

function withOwnIdsInTree(query: Query): Query {
  if (typeof query !== "object" || query === null) return query;
  return { ...withOwnIds(query), queries: query.queries.map(withOwnIdsInTree) };
}

/** Same scores in the same order, and the same ids and matches within each run of nearly equal scores. */
export function expectSameResults(ours: readonly SearchResult[], oracle: readonly SearchResult[]): void {
  expect(ours.length).toBe(oracle.length);
  for (const [i, result] of ours.entries()) {
    const expected = oracle[i]!.score;
    expect(Math.abs(result.score - expected)).toBeLessThanOrEqual(Math.abs(expected) * RELATIVE_TOLERANCE + 1e-15);
  }
  for (const [start, end] of runsOfEqualScores(oracle)) {
    expect(ours.slice(start, end).map(describeResult).sort()).toEqual(
      oracle.slice(start, end).map(describeResult).sort(),
    );
  }
}

/** The first pages must be those of all results, however many documents a search for them alone passes over. */
export async function expectPages(
  searcher: Searcher,
  query: Query,
  options: SearchOptions,
  all: readonly SearchResult[],
): Promise<void> {
  for (const [offset, limit] of [
    [0, 1],
    [0, 3],
    [1, 2],
  ] as const) {
    expect(await searcher.search(query, { ...options, offset, limit })).toEqual(all.slice(offset, offset + limit));
  }
}

function* runsOfEqualScores(results: readonly SearchResult[]): Generator<[number, number]> {
  let start = 0;
  for (let i = 1; i <= results.length; i += 1) {
    const previous = results[i - 1]!.score;
    const isEnd =
      i === results.length || Math.abs(results[i]!.score - previous) > Math.abs(previous) * RELATIVE_TOLERANCE * 4;
    if (!isEnd) continue;
    yield [start, i];
    start = i;
  }
}

/** All of a result but its score, in one string, without the order of terms and keys. */
function describeResult({ id, terms, queryTerms, match, score: _, ...stored }: SearchResult): string {
  const fieldsByTerm = Object.entries(match)
    .map(([term, fields]) => `${term}:${[...fields].sort().join("+")}`)
    .sort();
  return JSON.stringify([id, [...terms].sort(), [...queryTerms].sort(), fieldsByTerm, Object.entries(stored).sort()]);
}
