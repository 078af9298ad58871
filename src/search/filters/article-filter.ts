/**
 * Which articles a search is confined to: by date, source, agency, place, section and author,
 * decided on columns alone.
 */

import { type CalendarDay, dayNumber, dayOfNumber } from "../../articles/news.ts";
import { DocumentSet, type IndexSnapshot, loadOnce, type SegmentReader } from "../../index/read.ts";
import { NAME_FILTERS, type NameFilter } from "../../search-api.ts";
import { daysTo, loadPublicationDays, UNDATED } from "./publication-times.ts";

/** Names, one of which must match, without regard to case, ё and spaces; none for any name. */
type FilteredNames = { readonly [name in NameFilter]?: readonly string[] | undefined };

/** An article passes where it passes each part that is given. */
export interface ArticleFilter extends FilteredNames {
  /**
   * Whole days by the clocks of the articles' sites, both inclusive: all of the span in which the article may have been
   * published.
   */
  readonly from?: CalendarDay | undefined;
  readonly to?: CalendarDay | undefined;
  /** True for articles without a known day. Not with days. */
  readonly undated?: boolean | undefined;
}

/** Number of days up to today, today included, in each of these ranges. */
export const RECENT_DAYS = { today: 1, week: 7, month: 30, year: 365 } as const;

/** A filter whose first day may be said by how many days ago it was in the owner's zone. */
export interface AskedFilter extends Omit<ArticleFilter, "from"> {
  readonly from?: CalendarDay | keyof typeof RECENT_DAYS | undefined;
}

/** The filter of a day. */
export function filterOf({ from, ...rest }: AskedFilter, today: () => CalendarDay): ArticleFilter {
  if (typeof from !== "string") return { ...rest, from };
  return { ...rest, from: dayOfNumber(dayNumber(today()) - RECENT_DAYS[from] + 1) };
}

/**
 * Masks kept of one segment: those asked for last. Readers go from page to page and from facet to facet of few filters
 * at a time, and sixteen masks of the largest segment are half a megabyte.
 */
const MAX_KEPT_MASKS = 16;

const masksByReader = new WeakMap<SegmentReader, Map<string, Promise<DocumentSet | null>>>();

/**
 * Null where nothing is filtered. One request a large segment the first time, for columns that lie side by side; at
 * most one a column. Then none.
 */
export async function loadMasks(
  { segments }: IndexSnapshot,
  filter: ArticleFilter,
): Promise<readonly (DocumentSet | null)[] | null> {
  const normal = normalise(filter);
  if (normal.names.length === 0 && normal.from === null && normal.to === null && !normal.undated) return null;
  const name = JSON.stringify(normal);
  return Promise.all(segments.map(({ reader }) => keptMask(reader, name, () => makeMask(reader, normal))));
}

/** Filters that mean the same are equal as JSON. */
interface NormalFilter {
  /** First and last day that a span may have. */
  readonly from: number | null;
  readonly to: number | null;
  readonly undated: boolean;
  readonly names: readonly (readonly [field: NameFilter, folded: readonly string[]])[];
}

function normalise(filter: ArticleFilter): NormalFilter {
  return {
    from: filter.from === undefined ? null : daysTo(filter.from),
    to: filter.to === undefined ? null : daysTo(filter.to),
    undated: filter.undated === true,
    names: NAME_FILTERS.flatMap((field) => {
      const folded = [...new Set((filter[field] ?? []).map(foldName))].sort();
      return folded.length === 0 ? [] : [[field, folded] as const];
    }),
  };
}

/** Tells whether the days of a filter are in order, so that any remain. */
export function isDayOrder({ from, to }: Pick<AskedFilter, "from" | "to">): boolean {
  return from === undefined || typeof from === "string" || to === undefined || dayNumber(from) <= dayNumber(to);
}

function keptMask(
  reader: SegmentReader,
  name: string,
  make: () => Promise<DocumentSet | null>,
): Promise<DocumentSet | null> {
  const kept = masksByReader.get(reader) ?? new Map<string, Promise<DocumentSet | null>>();
  masksByReader.set(reader, kept);
  const mask = loadOnce(kept, name, make);
  // A Map iterates in order of insertion: the first is the one not used for longest.
  kept.delete(name);
  kept.set(name, mask);
  for (const oldest of kept.keys()) {
    if (kept.size <= MAX_KEPT_MASKS) break;
    kept.delete(oldest);
  }
  return mask;
}

async function makeMask(reader: SegmentReader, filter: NormalFilter): Promise<DocumentSet | null> {
  const ofDays = filter.from !== null || filter.to !== null || filter.undated ? [dateTest(reader, filter)] : [];
  const ofNames = filter.names.map(([field, folded]) => nameTest(reader, field, folded));
  const all = await Promise.all([...ofDays, ...ofNames]);
  const { documents } = reader.contents;
  const mask = new DocumentSet(documents);
  for (let ordinal = 0; ordinal < documents; ordinal += 1) {
    if (all.every((test) => test(ordinal))) mask.add(ordinal);
  }
  return mask.count() === documents ? null : mask;
}

type OrdinalTest = (ordinal: number) => boolean;

async function dateTest(reader: SegmentReader, { from, to }: NormalFilter): Promise<OrdinalTest> {
  const { firstDays, lastDays } = await loadPublicationDays(reader);
  if (from === null && to === null) return (ordinal) => firstDays[ordinal] === UNDATED;
  const [least, most] = [from ?? UNDATED, to ?? Number.POSITIVE_INFINITY];
  return (ordinal) => {
    const first = firstDays[ordinal] ?? UNDATED;
    return first !== UNDATED && first >= least && (lastDays[ordinal] ?? UNDATED) <= most;
  };
}

async function nameTest(reader: SegmentReader, field: NameFilter, folded: readonly string[]): Promise<OrdinalTest> {
  const column = await reader.values(field);
  if (column === null) return () => false;
  const wanted = new Set(folded);
  const isWanted = Uint8Array.from([0, ...column.values.map((value) => (isName(value, wanted) ? 1 : 0))]);
  return (ordinal) => isWanted[column.items[ordinal] ?? 0] === 1;
}

function isName(value: unknown, wanted: ReadonlySet<string>): boolean {
  return typeof value === "string" && wanted.has(foldName(value));
}

/** The same text for names that people take for one: «ТАСС» and «Тасс», «Орёл» and «Орел», whatever the spaces. */
export function foldName(name: string): string {
  return name.normalize("NFC").toLowerCase().replaceAll("ё", "е").replaceAll(/\s+/g, " ").trim();
}
