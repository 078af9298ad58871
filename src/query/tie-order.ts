/**
 * The order of hits with equal scores (layer 4): source key, then id. Within a segment it is the order of ordinals;
 * between segments keys are compared, by the bounds in the tables of contents where those decide, so that a block is
 * read only for keys that lie close together.
 */
import { compareText } from "../segment/document-order.ts";
import type { SegmentReader } from "../segment/segment-reader.ts";
import { compareHits, type RankedHit } from "./top-hits.ts";

/** Where a hit's source key lies: in [low, high), high null for no bound. */
interface KeyBounds {
  readonly hit: RankedHit;
  readonly block: number;
  readonly low: string;
  readonly high: string | null;
}

/**
 * The hits [start, end) of all in their final order. `hits` hold every hit that could be among them. Requests: at most
 * one a hit whose key must be known, none where no equal scores of two segments meet at an edge or inside.
 */
export async function orderHits(
  hits: readonly RankedHit[],
  start: number,
  end: number,
  readers: readonly SegmentReader[],
): Promise<RankedHit[]> {
  const sorted = [...hits].sort(compareRuns);
  const ordered: RankedHit[] = [];
  for (let from = 0; from < sorted.length && from < end; ) {
    let to = from + 1;
    while (to < sorted.length && isSameRank(sorted[from], sorted[to])) to += 1;
    const run = sorted.slice(from, to);
    ordered.push(...(to > start && isOfSeveralSegments(run) ? await orderRun(run, readers) : run));
    from = to;
  }
  return ordered.slice(start, end);
}

async function orderRun(run: readonly RankedHit[], readers: readonly SegmentReader[]): Promise<RankedHit[]> {
  const bounds = run.map((hit) => boundsOf(hit, readers));
  const keys = await Promise.all(
    bounds.map(async (own) => {
      const isClear = bounds.every(
        (other) => other.hit.segmentNumber === own.hit.segmentNumber || !overlap(own, other),
      );
      return isClear ? own.low : readKey(own, readers);
    }),
  );
  const keyed = run.map((hit, i) => ({ hit, key: keys[i] ?? "" }));
  keyed.sort((a, b) => compareText(a.key, b.key) || compareHits(a.hit, b.hit));
  return keyed.map(({ hit }) => hit);
}

function boundsOf(hit: RankedHit, readers: readonly SegmentReader[]): KeyBounds {
  const reader = readers[hit.segmentNumber];
  const block = reader?.entryBlockOf(hit.ordinal) ?? 0;
  const firstKeys = reader?.contents.entryBlocks.firstKeys ?? [];
  return { hit, block, low: firstKeys[block] ?? "", high: firstKeys[block + 1] ?? null };
}

function overlap(a: KeyBounds, b: KeyBounds): boolean {
  return (a.high === null || b.low < a.high) && (b.high === null || a.low < b.high);
}

async function readKey({ hit, block, low }: KeyBounds, readers: readonly SegmentReader[]): Promise<string> {
  const entries = (await readers[hit.segmentNumber]?.entriesOfBlock(block)) ?? [];
  const entry = entries.find(
    ({ firstOrdinal, documentCount }) => firstOrdinal <= hit.ordinal && hit.ordinal < firstOrdinal + documentCount,
  );
  return entry?.sourceKey ?? low;
}

/** Brings hits of one rank together, in a fixed order. */
function compareRuns(a: RankedHit, b: RankedHit): number {
  return compareHits(a, b) || a.segmentNumber - b.segmentNumber;
}

function isSameRank(a: RankedHit | undefined, b: RankedHit | undefined): boolean {
  return a !== undefined && b !== undefined && a.tier === b.tier && a.score === b.score;
}

function isOfSeveralSegments(run: readonly RankedHit[]): boolean {
  return run.some((hit) => hit.segmentNumber !== run[0]?.segmentNumber);
}
