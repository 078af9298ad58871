import { beforeAll, expect, it } from "vitest";
import { SegmentReader } from "../../../../src/index/read.ts";
import { countsBetween } from "../../../support/counts-between.ts";
import { allTerms } from "../../../support/inside/index-lexicon.ts";
import { createEditAutomaton, findNearTerms, nearRanges } from "../../../support/inside/index-plan.ts";
import { BlockCache } from "../../../support/inside/index-reader.ts";
import type { StoreCounts } from "../../../support/inside/store-decorators.ts";
import { russianTerms } from "../../../support/russian-terms.ts";
import { bulkySources, putSegment, type SegmentUnderTest } from "../../../support/segment-under-test.ts";

const TERMS = 60_000;
const DOCUMENTS = 60;

let terms: string[];
let segment: SegmentUnderTest;
let reader: SegmentReader;

/** A segment over a MiB with some twenty lexicon blocks. */
beforeAll(async () => {
  terms = russianTerms(TERMS);
  const perDocument = TERMS / DOCUMENTS;
  segment = await putSegment(
    bulkySources(DOCUMENTS, 20_000).map((source, i) => ({
      ...source,
      documents: source.documents.map((document) => ({
        ...document,
        title: terms.slice(i * perDocument, (i + 1) * perDocument).join(" "),
        body: "",
      })),
    })),
  );
});

async function openFresh(): Promise<void> {
  const blocks = new BlockCache(64 * 1024 * 1024).forSegment();
  reader = await SegmentReader.open(segment.store, segment.key, segment.summary, { kept: blocks });
}

async function costOf(work: () => Promise<unknown>): Promise<StoreCounts> {
  const before = segment.store.counts();
  await work();
  return countsBetween(before, segment.store.counts());
}

async function near(word: string, maxDistance: number): Promise<string[]> {
  const mayHold = nearRanges(word, createEditAutomaton(word, maxDistance));
  const blocks = await reader.lexiconBlocks(mayHold);
  return findNearTerms(blocks, word, maxDistance).map(({ term }) => term);
}

it("a fuzzy word reads a part of the lexicon at once, finds the same, and reads nothing the second time", async () => {
  const words = Array.from({ length: 12 }, (_, i) => `${terms[i * 4_900 + 1_234]}ы`);
  let bytesRead = 0;
  for (const word of words) {
    await openFresh();
    const cost = await costOf(async () => expect(await near(word, 1)).toContain(word.slice(0, -1)));
    bytesRead += cost.bytesRead;
    expect((await costOf(() => near(word, 1))).requests).toBe(0);
    const all = findNearTerms(await reader.lexiconBlocks(), word, 1).map(({ term }) => term);
    expect(await near(word, 1)).toEqual(all);
  }
  const lexiconBytes = reader.contents.lexicon.sizesBytes.reduce((sum, sizeBytes) => sum + sizeBytes, 0);
  expect(bytesRead).toBeLessThan(words.length * lexiconBytes * 0.9);
});

it("a prefix reads the blocks that hold it, one where it is long", async () => {
  for (const place of [0, 777, 20_000, TERMS - 1]) {
    await openFresh();
    const word = terms[place] ?? "";
    const cost = await costOf(async () => {
      const found = (await reader.termsWithPrefix(word)).map(({ term }) => term);
      expect(found).toEqual(terms.filter((term) => term.startsWith(word)));
    });
    expect(cost.requests).toBe(1);
    expect(cost.bytesRead).toBeLessThanOrEqual(2 * Math.max(...reader.contents.lexicon.sizesBytes));
  }
});

it("terms outside of the lexicon are looked for without a request where its ends tell", async () => {
  await openFresh();
  const cost = await costOf(async () => {
    expect(await reader.termsWithPrefix("")).toHaveLength(TERMS);
  });
  expect(cost.requests).toBe(1);
  await openFresh();
  expect((await costOf(() => reader.termsWithPrefix("!"))).requests).toBe(0);
});

it("a block is checked once for as long as it is kept", async () => {
  await openFresh();
  const [first] = await reader.lexiconBlocks();
  const [again] = await reader.lexiconBlocks();
  expect(again).toBe(first);
});

it("the terms about the edges of blocks are found, and all that begin as they do, by the beginnings that the contents have", async () => {
  await openFresh();
  const { postings, lexicon } = reader.contents;
  const blocks = await reader.lexiconBlocks();
  const all = blocks.flatMap(allTerms).map(({ term }) => term);
  const edges = blocks.flatMap((block) => [allTerms(block)[0]!.term, allTerms(block).at(-1)!.term]);
  expect(lexicon.firstTerms.join("").length).toBeLessThan(
    blocks.map((block) => allTerms(block)[0]!.term).join("").length,
  );
  for (const beginning of postings.firstTerms) {
    const place = all.findIndex((term) => term >= beginning);
    edges.push(...all.slice(Math.max(0, place - 1), place + 1));
  }
  const found = await reader.postings(edges);
  expect(edges.filter((term) => !found.has(term))).toEqual([]);
  const beginnings = new Set(
    edges.flatMap((term) => [1, 2, 3, 5, 7, term.length].map((length) => term.slice(0, length))),
  );
  const { byPrefix } = await reader.postingsWithFamilies([], [...beginnings]);
  for (const beginning of beginnings) {
    const expected = all.filter((term) => term.startsWith(beginning));
    expect((await reader.termsWithPrefix(beginning)).map(({ term }) => term)).toEqual(expected);
    expect(byPrefix.get(beginning)?.map(({ term }) => term)).toEqual(expected);
  }
});
