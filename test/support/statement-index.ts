/**
 * An index for statements about searching: its documents lie in several segments, one was replaced and one deleted on
 * the way; and the same index once more after all its segments were merged into one. Each answer is compared with one
 * MiniSearch freshly built from the live documents before a statement sees it.
 */

import type { Query, SearchOptions, SearchResult, Suggestion } from "minisearch";
import MiniSearch from "minisearch";
import { beforeAll, describe, expect } from "vitest";
import { openSearcher, type Searcher, type SearcherOptions } from "../../src/index/read.ts";
import { type IndexOptions, ManifestStore, resolveIndexOptions, type SourceDocument } from "../../src/index/shared.ts";
import { IndexWriter } from "../../src/ingest/ingest.ts";
import { makeContext, type TestContext } from "./index-context.ts";
import { compact, type MergePolicy } from "./inside/index-compaction.ts";
import { presentManifest } from "./live-index.ts";
import { expectPages, expectSameResults } from "./minisearch-oracle.ts";

/** An index as a statement asks it. */
export interface StatementIndex {
  /** The answer, which is what one MiniSearch answers. */
  search(query: Query, options?: SearchOptions): Promise<SearchResult[]>;
  /** The suggestions, which are what one MiniSearch suggests, the terms of each sorted. */
  autoSuggest(text: string, options?: SearchOptions): Promise<Suggestion[]>;
  /** The answer alone: for what MiniSearch cannot do, or does otherwise on purpose. */
  searchAlone(query: Query, options?: SearcherOptions): Promise<SearchResult[]>;
}

export interface StatementIndexInput {
  readonly options: IndexOptions;
  readonly documents: readonly SourceDocument[];
}

/** Stands for a field that a document lacks; no document holds it. */
const MISSING = Symbol("missing");

const mergeEverything: MergePolicy = {
  choose: (segments) => (segments.length > 1 ? { inputs: segments, reason: "size" } : null),
};

/** Makes the same statements of an index in several segments and of that index merged into one. */
export function inBothForms(input: StatementIndexInput, state: (index: StatementIndex) => void): void {
  describe.each([
    { form: "in several segments", isMerged: false },
    { form: "merged into one segment", isMerged: true },
  ])("$form", ({ isMerged }) => {
    let searcher: Searcher;
    beforeAll(async () => {
      searcher = await buildIndex(input, isMerged);
    });
    const oracle = freshMiniSearch(input);
    state({
      searchAlone: (query, options) => searcher.search(query, options),
      async search(query, options = {}) {
        const results = await searcher.search(query, options);
        expectSameResults(results, oracle.search(query, options));
        await expectPages(searcher, query, options, results);
        return results;
      },
      async autoSuggest(text, options = {}) {
        const suggestions = await searcher.autoSuggest(text, options);
        expect(describeAll(suggestions)).toEqual(describeAll(oracle.autoSuggest(text, options)));
        return suggestions;
      },
    });
  });
}

/** A MiniSearch of the very options; a missing field is "" to it, as it is here. */
function freshMiniSearch({ options, documents }: StatementIndexInput): MiniSearch<SourceDocument> {
  const { fields, extractField, stringifyField } = resolveIndexOptions(options);
  const miniSearch = new MiniSearch<SourceDocument>({
    ...options,
    extractField: (document, name) => {
      const value = extractField(document, name);
      return (value === undefined || value === null) && fields.includes(name) ? MISSING : value;
    },
    stringifyField: (value, name) => (value === MISSING ? "" : stringifyField(value, name)),
  });
  miniSearch.addAll(documents);
  return miniSearch;
}

async function buildIndex({ options, documents }: StatementIndexInput, isMerged: boolean): Promise<Searcher> {
  const context = makeContext();
  const writer = new IndexWriter({ ...context, options });
  // Begins the index: one that nobody began is no index without documents.
  await writer.apply([]);
  const [first, second = first] = documents;
  if (first === undefined || second === undefined) return openSearcher({ ...context, options });
  const changes = documents.map(toChange);
  const last = changes.slice(1).slice(-1);
  const others = changes.slice(0, changes.length - last.length);
  await writer.apply([
    // The first document's key holds another text at first, and one key more holds a document that goes again.
    { sourceKey: keyOf(0), version: "0", articles: [second] },
    { sourceKey: "deleted", version: "0", articles: [first] },
    ...last,
  ]);
  // Three segments in all: with a fourth the writer would merge them.
  const half = Math.ceil(others.length / 2);
  for (const part of [others.slice(0, half), others.slice(half)]) if (part.length > 0) await writer.apply(part);
  await writer.apply([{ sourceKey: "deleted", deleted: true }]);
  const { segments } = await presentManifest(context);
  if (segments.length < Math.min(3, documents.length)) throw new Error(`There are only ${segments.length} segments.`);
  if (isMerged) await mergeAll(context, options);
  return openSearcher({ ...context, options });
}

async function mergeAll(context: TestContext, options: IndexOptions): Promise<void> {
  const snapshot = await new ManifestStore(context).load();
  if (snapshot === null) throw new Error("There is no manifest.");
  await compact(context, resolveIndexOptions(options), snapshot, mergeEverything);
  const { segments } = await presentManifest(context);
  if (segments.length !== 1) throw new Error("The segments were not merged into one.");
}

function toChange(document: SourceDocument, number: number) {
  return { sourceKey: keyOf(number), version: "1", articles: [document] };
}

/** Keys ascend as the documents do, so that equal scores keep the documents' order. */
function keyOf(number: number): string {
  return `documents/${String(number).padStart(4, "0")}`;
}

function describeAll(suggestions: readonly Suggestion[]): string[] {
  return suggestions.map(({ terms, score }) => `${[...terms].sort().join(" ")} ${score.toPrecision(9)}`).sort();
}
