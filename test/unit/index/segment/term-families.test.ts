import { beforeAll, describe, expect, it } from "vitest";
import type { SegmentReader } from "../../../../src/index/read.ts";
import { countsBetween } from "../../../support/counts-between.ts";
import { bulkySources, putSegment, type SegmentUnderTest } from "../../../support/segment-under-test.ts";

let segment: SegmentUnderTest;
let reader: SegmentReader;
let terms: string[];

beforeAll(async () => {
  segment = await putSegment(bulkySources(3_000));
  reader = await segment.open();
  terms = (await reader.termsWithPrefix("")).map(({ term }) => term);
  expect(reader.contents.postings.firstTerms.length).toBeGreaterThan(4);
});

const familyOf = async (prefix: string) =>
  (await reader.postingsWithFamilies([], [prefix])).byPrefix.get(prefix)?.map(({ term }) => term);

describe("the terms that begin alike", () => {
  it("are found with their lists, whichever blocks they are in", async () => {
    const prefixes = [...new Set(terms.flatMap((term) => [1, 3, 5].map((length) => term.slice(0, length))))];
    for (const prefix of prefixes.filter((_, i) => i % 37 === 0)) {
      expect(await familyOf(prefix)).toEqual(terms.filter((term) => term.startsWith(prefix)));
    }
  });

  it("have the lists that they have alone", async () => {
    const { byTerm, byPrefix } = await reader.postingsWithFamilies(["слово3"], ["слово3"]);
    for (const { term, lists } of byPrefix.get("слово3") ?? []) {
      const alone = (await reader.postings([term])).get(term) ?? [];
      expect(lists.map((list) => list.toPostings())).toEqual(alone.map((list) => list.toPostings()));
    }
    expect(byTerm.get("слово3")?.length).toBeGreaterThan(0);
  });

  it("are none before the first term, after the last, or between two", async () => {
    for (const prefix of [" ", "яяяя", `${terms[700]}!`]) expect(await familyOf(prefix)).toEqual([]);
  });

  it("lie beside the term that they are asked for with: no further request", async () => {
    const requestsOf = async (prefixes: string[]) => {
      const fresh = await segment.open();
      const before = segment.store.counts();
      await fresh.postingsWithFamilies(["слово3"], prefixes);
      return countsBetween(before, segment.store.counts()).requests;
    };
    expect(await requestsOf(["слово3"])).toBe(await requestsOf([]));
  });
});
