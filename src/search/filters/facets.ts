/**
 * Counts the values of some columns among the matches of a query: exact, as matches are found, without an object a
 * match.
 *
 * Names (sources, places, sections, authors) that fold alike (foldName) are one value, as they are to a filter, under
 * their most frequent spelling. An article belongs to a year or a month only if the whole span of its date lies in it.
 */

import { isoMonth } from "../../articles/news.ts";
import type { DocumentSet, IndexSnapshot, RankedHit, SegmentReader } from "../../index/read.ts";
import { compareText } from "../../index/shared.ts";
import { groupBy } from "../../keyed.ts";
import type { FacetName, FacetValue } from "../../search-api.ts";
import { foldName } from "./article-filter.ts";
import type { CountedFacets, FacetQuery } from "./facet-query.ts";
import { loadPublicationDays, PERIODS, readPeriod } from "./publication-times.ts";
/**
 * Names of a facet that are told: the most frequent. More than any list on a page shows. Years and months are all told.
 */
export const MAX_FACET_VALUES = 50;

/** The values of one facet in one segment, and how often each was met. */
interface SegmentFacet {
  /** Value numbers by ordinal, 0 for no value; in years and months 0 is no date. */
  readonly items: Uint32Array | Uint16Array;
  readonly counts: Uint32Array;
  nameOf(item: number): string;
}

/** Counts of one query, as its matches are shown to it. */
export class FacetCounter {
  readonly #names: readonly FacetName[];
  readonly #nameQuery: string;
  /** Facets by segment number, in the order of the names. */
  readonly #segments: readonly (readonly SegmentFacet[])[];

  private constructor({ facets = [], facetQuery = "" }: FacetQuery, segments: readonly (readonly SegmentFacet[])[]) {
    this.#names = facets;
    this.#nameQuery = foldName(facetQuery);
    this.#segments = segments;
  }

  /** One request a large segment the first time, for columns that lie side by side; at most one a column. Then none. */
  static async load({ segments }: IndexSnapshot, query: FacetQuery): Promise<FacetCounter> {
    const { facets = [] } = query;
    const loaded = segments.map(({ reader }) => Promise.all(facets.map((name) => loadFacet(reader, name))));
    return new FacetCounter(query, await Promise.all(loaded));
  }

  /** Counts matches, by segment. */
  addAll(matches: readonly DocumentSet[]): void {
    for (const [segmentNumber, documents] of matches.entries()) {
      for (const { items, counts } of this.#segments[segmentNumber] ?? []) {
        documents.each((ordinal) => {
          const item = items[ordinal] ?? 0;
          counts[item] = (counts[item] ?? 0) + 1;
        });
      }
    }
  }

  /** Counts matches that are one: each value once. Of a value's spellings the first by text, whatever their order. */
  addGroup(members: readonly Pick<RankedHit, "segmentNumber" | "ordinal">[]): void {
    for (const facet of this.#names.keys()) {
      const firstByValue = new Map<string, { spelling: string; counts: Uint32Array; item: number }>();
      for (const { segmentNumber, ordinal } of members) {
        const own = this.#segments[segmentNumber]?.[facet];
        const item = own?.items[ordinal] ?? 0;
        if (own === undefined) continue;
        const spelling = own.nameOf(item);
        const known = firstByValue.get(foldName(spelling));
        if (known !== undefined && compareText(known.spelling, spelling) <= 0) continue;
        firstByValue.set(foldName(spelling), { spelling, counts: own.counts, item });
      }
      for (const { counts, item } of firstByValue.values()) counts[item] = (counts[item] ?? 0) + 1;
    }
  }

  /** The values by falling count, then by text; years and months from the newest. */
  result(): CountedFacets {
    const facets = this.#names.map((name, facet): [FacetName, FacetValue[]] => {
      const values = [...this.#sumUp(facet).values()].map(
        (spellings): FacetValue => ({
          value: [...spellings].sort(compareFacetValues)[0]?.value ?? "",
          count: spellings.reduce((sum, { count }) => sum + count, 0),
        }),
      );
      if (isOfDates(name)) return [name, values.sort((a, b) => compareText(b.value, a.value))];
      const named = values.filter(({ value }) => foldName(value).includes(this.#nameQuery));
      return [name, named.sort(compareFacetValues).slice(0, MAX_FACET_VALUES)];
    });
    const dates = this.#names.findIndex(isOfDates);
    const undated = this.#segments.reduce((sum, facets) => sum + (facets[dates]?.counts[0] ?? 0), 0);
    return { facets: Object.fromEntries(facets), undated: dates === -1 ? null : undated };
  }

  /** Sums up the counts of each spelling by folded value. */
  #sumUp(facet: number): Map<string, FacetValue[]> {
    const counts = new Map<string, number>();
    for (const facets of this.#segments) {
      const own = facets[facet];
      if (own === undefined) continue;
      for (const [item, count] of own.counts.entries()) {
        if (item === 0 || count === 0) continue;
        const value = own.nameOf(item);
        counts.set(value, (counts.get(value) ?? 0) + count);
      }
    }
    const values = [...counts].map(([value, count]): FacetValue => ({ value, count }));
    return groupBy(
      values.filter(({ value }) => foldName(value) !== ""),
      ({ value }) => [foldName(value)],
    );
  }
}

async function loadFacet(reader: SegmentReader, name: FacetName): Promise<SegmentFacet> {
  if (isOfDates(name)) {
    const { periods } = await loadPublicationDays(reader);
    const nameOf = (period: number): string => {
      if (period === 0) return UNDATED_NAME;
      const { year, month } = readPeriod(period);
      return name === "year" ? (year === 0 ? "" : `${year}`) : month === 0 ? "" : isoMonth(year, month);
    };
    return { items: periods, counts: new Uint32Array(PERIODS), nameOf };
  }
  const column = await reader.values(name);
  const values = column?.values ?? [];
  return {
    items: column?.items ?? new Uint32Array(),
    counts: new Uint32Array(values.length + 1),
    nameOf: (item) => {
      const value = values[item - 1];
      return typeof value === "string" ? value : "";
    },
  };
}

/** Tells a group with an undated article; no year has this name. */
const UNDATED_NAME = "undated";

function isOfDates(name: FacetName): boolean {
  return name === "year" || name === "month";
}

function compareFacetValues(a: FacetValue, b: FacetValue): number {
  return b.count - a.count || compareText(a.value, b.value);
}
