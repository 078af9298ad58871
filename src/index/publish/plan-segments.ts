/**
 * Decides which published segments stay, and which are written of what (pure). What is new goes into the smallest
 * segment. Where that grows too large it is put together with the next one, as in a log-structured merge tree with
 * three levels (docs/decisions/index.md#what-a-change-costs).
 */

import { defaultCompactionSettings } from "../compaction/policy.ts";
import type { ManifestSegment } from "../manifest/manifest.ts";
import { MAX_INLINE_TOMBSTONES } from "../manifest/tombstones.ts";
import { MAX_SEGMENT_DOCUMENTS } from "../segment/blocks/segment-format.ts";
import type { Comparison, FreshEntries, HeldSegment } from "./compare-states.ts";

/** The reason why a segment is written. */
export type WriteReason =
  /** The first publication. */
  | "first"
  /** The published index has another format or other rules, or is unreadable. */
  | "format"
  /** Files are cut to another size. */
  | "parts"
  /** Articles of uploads that were not published before. */
  | "new"
  /** Articles of uploads that were published in another version. */
  | "changed"
  /** Something in a former segment was removed: it must leave the files. */
  | "removed"
  /** Something in a former segment was superseded for too long. */
  | "expired"
  /** Too much of a former segment is superseded. */
  | "dead"
  /** A small segment grew too large for its level. */
  | "together";

/** A segment that is to be written. */
export interface SegmentGroup {
  /** Published segments whose live articles go into it. */
  readonly former: readonly HeldSegment[];
  readonly fresh: readonly FreshEntries[];
  readonly articles: number;
  /** Estimate from the sizes of its inputs. */
  readonly estimatedBytes: number;
  readonly reasons: readonly WriteReason[];
}

export interface SegmentPlan {
  readonly staying: readonly HeldSegment[];
  readonly groups: readonly SegmentGroup[];
  /** True if only small segments are written, larger ones stay, and nothing was removed. */
  readonly isSmall: boolean;
}

export interface PlanSettings {
  /** Segments of fewer live articles are put together. */
  readonly togetherDocuments: number;
  readonly smallestBytes: number;
  readonly supersededMs: number;
  readonly nowMs: number;
}

/**
 * The smallest segment takes a hundredth of the index, and so many bytes at the least: one article of 280 words takes 9
 * KB by itself and 2.5 KB among others, and all that is written besides has 77 KB at 10,000 articles.
 */
export const LEAST_SMALLEST_BYTES = 256 * 1024;
/** The same at the most: beside 540 KB of tails and suggestions at 100,000 articles. */
const MOST_SMALLEST_BYTES = 1024 * 1024;
const SMALLEST_SHARE = 0.01;
/** The next one takes so much of the largest. */
const NEXT_SHARE = 0.1;
/** Largest number of small segments beside the large ones: each costs a reader some requests. */
const MOST_SMALL_SEGMENTS = 2;
/** A segment of which more is dead is written anew. Untuned. */
const MOST_DEAD_SHARE = 0.1;

/** The reason why a segment cannot stay, or null. */
function reasonToLeave({ present, mustLeave }: HeldSegment, { supersededMs, nowMs }: PlanSettings): WriteReason | null {
  if (mustLeave) return "removed";
  const { oldestTombstoneAtMs, tombstones, superseded, documents, liveDocuments } = present;
  if (oldestTombstoneAtMs !== null && nowMs - oldestTombstoneAtMs >= supersededMs) return "expired";
  const isMuch = documents - liveDocuments > documents * MOST_DEAD_SHARE;
  return isMuch || tombstones.length + superseded.length > MAX_INLINE_TOMBSTONES ? "dead" : null;
}

/** Pure: the same states and time give the same plan. `addedReasons`: why anything is fresh. */
export function planSegments(
  { held, fresh }: Comparison,
  addedReasons: readonly WriteReason[],
  settings: PlanSettings,
): SegmentPlan {
  const { togetherDocuments } = settings;
  const isLarge = ({ documents }: ManifestSegment): boolean => documents >= togetherDocuments;
  const staying: HeldSegment[] = [];
  const groups: SegmentGroup[] = [];
  const open: HeldSegment[] = [];
  for (const one of held) {
    const reason = reasonToLeave(one, settings);
    if (!isLarge(one.present)) open.push(one);
    else if (reason === null) staying.push(one);
    else groups.push(groupOf([one], [], [reason]));
  }
  const pool: FreshEntries[] = [];
  for (const part of fresh) {
    if (part.documents >= togetherDocuments) groups.push(groupOf([], [part], addedReasons));
    else pool.push(part);
  }
  // The smallest first.
  open.sort((a, b) => liveBytesOf(a) - liveBytesOf(b) || (a.present.id < b.present.id ? -1 : 1));
  const hasLarge = held.length > open.length;
  const joining = chooseJoining(open, pool, hasLarge, held, settings);
  staying.push(...open.slice(joining.count));
  const joined = open.slice(0, joining.count);
  const reasons = [...(pool.length > 0 ? addedReasons : []), ...joining.reasons];
  const together = cutToSize(joined, pool).map(([former, added]) => groupOf(former, added, reasons));
  const isSmall = staying.length > 0 && groups.length === 0 && together.length <= 1 && joining.isSmall;
  const all = [...groups, ...together].filter(({ articles }) => articles > 0);
  return { staying, groups: all, isSmall };
}

/** Chooses how many open segments, from the smallest on, are rewritten with the new articles, and says why. */
function chooseJoining(
  open: readonly HeldSegment[],
  pool: readonly FreshEntries[],
  hasLarge: boolean,
  held: readonly HeldSegment[],
  settings: PlanSettings,
): { readonly count: number; readonly reasons: readonly WriteReason[]; readonly isSmall: boolean } {
  const left = open.map((one) => reasonToLeave(one, settings));
  let count = left.findLastIndex((reason) => reason !== null) + 1;
  const reasons = new Set(left.filter((reason) => reason !== null));
  let bytes = sumOf(pool.map(freshBytesOf)) + sumOf(open.slice(0, count).map(liveBytesOf));
  const wholeBytes = sumOf(held.map(liveBytesOf));
  const smallest = Math.min(MOST_SMALLEST_BYTES, Math.max(settings.smallestBytes, wholeBytes * SMALLEST_SHARE));
  const last = open.at(-1);
  // Beside a large one, which stays as it is, the next one grows until it is large itself.
  const next = hasLarge || last === undefined ? Number.POSITIVE_INFINITY : liveBytesOf(last) * NEXT_SHARE;
  const levelOf = (size: number): number => (size <= smallest ? 0 : size <= next ? 1 : 2);
  for (let one = open[count]; bytes > 0 && one !== undefined; one = open[count]) {
    const isCrowded = open.length - count - (hasLarge ? 0 : 1) >= MOST_SMALL_SEGMENTS;
    if (!isCrowded && levelOf(liveBytesOf(one)) > levelOf(bytes)) break;
    bytes += liveBytesOf(one);
    count += 1;
    if (levelOf(bytes) > 0) reasons.add("together");
  }
  return { count, reasons: [...reasons], isSmall: !reasons.has("removed") };
}

/** Splits entries into groups that each fit into one segment. */
function cutToSize(
  former: readonly HeldSegment[],
  fresh: readonly FreshEntries[],
): readonly (readonly [readonly HeldSegment[], readonly FreshEntries[]])[] {
  const parts: [HeldSegment[], FreshEntries[]][] = [];
  let documents = Number.POSITIVE_INFINITY;
  const placeFor = (more: number): [HeldSegment[], FreshEntries[]] => {
    const [inputs, others] = parts.at(-1) ?? [[], []];
    if (
      documents + more > MAX_SEGMENT_DOCUMENTS ||
      inputs.length + others.length === defaultCompactionSettings.maxInputs
    ) {
      parts.push([[], []]);
      documents = 0;
    }
    documents += more;
    return parts.at(-1) as [HeldSegment[], FreshEntries[]];
  };
  for (const one of former) placeFor(one.present.liveDocuments)[0].push(one);
  for (const one of fresh) placeFor(one.documents)[1].push(one);
  return parts;
}

function groupOf(
  former: readonly HeldSegment[],
  fresh: readonly FreshEntries[],
  reasons: readonly WriteReason[],
): SegmentGroup {
  return {
    former,
    fresh,
    articles:
      sumOf(former.map(({ present }) => present.liveDocuments)) + sumOf(fresh.map(({ documents }) => documents)),
    estimatedBytes: sumOf(former.map(liveBytesOf)) + sumOf(fresh.map(freshBytesOf)),
    reasons,
  };
}

/** Bytes of a segment that belong to live articles. */
function liveBytesOf({ present: { sizeBytes, liveDocuments, documents } }: HeldSegment): number {
  return shareOf(sizeBytes, liveDocuments, documents);
}

function freshBytesOf({ segment: { sizeBytes, documents: all }, documents }: FreshEntries): number {
  return shareOf(sizeBytes, documents, all);
}

function shareOf(sizeBytes: number, part: number, whole: number): number {
  return Math.round((sizeBytes * part) / Math.max(1, whole));
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
