/**
 * The order of hits with equal scores (layer 4): source key, then id. Within a segment it is the order of ordinals;
 * between segments keys are compared, by the bounds in the tables of contents where those decide, so that a block is
 * read only for keys that lie close together.
 */
import { corruptBytes } from "../segment/byte-buffer.ts";
import { compareText } from "../segment/document-order.ts";
import type { SegmentReader } from "../segment/segment-reader.ts";
import { compareHits, type RankedHit } from "./top-hits.ts";

/** A block of the ids section that hits of a run lie in. Its source keys lie in [low, high), high null for no bound. */
interface KeyBlock {
  readonly segmentNumber: number;
  readonly block: number;
  readonly low: string;
  readonly high: string | null;
}

/**
 * The hits [start, end) of all in their final order. `hits` hold every hit that could be among them. Requests: at most
 * one a block of keys that must be known, none where no equal scores of two segments meet at an edge or inside.
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
    // One by one: as arguments of one call, a few hundred thousand hits overflow the stack.
    for (const hit of to > start && isOfSeveralSegments(run) ? await orderRun(run, readers) : run) ordered.push(hit);
    from = to;
  }
  return ordered.slice(start, end);
}

async function orderRun(run: readonly RankedHit[], readers: readonly SegmentReader[]): Promise<RankedHit[]> {
  const blocks = new Map<string, KeyBlock>();
  const placed = run.map((hit) => {
    const number = readers[hit.segmentNumber]?.entryBlockOf(hit.ordinal) ?? 0;
    const name = `${hit.segmentNumber} ${number}`;
    const block = blocks.get(name) ?? keyBlock(hit.segmentNumber, number, readers);
    blocks.set(name, block);
    return { hit, block };
  });
  const keys = await readUnclearKeys([...blocks.values()], readers);
  const keyed = placed.map(({ hit, block }) => ({ hit, key: keyOf(hit, block, keys) }));
  keyed.sort((a, b) => compareText(a.key, b.key) || compareHits(a.hit, b.hit));
  return keyed.map(({ hit }) => hit);
}

function keyBlock(segmentNumber: number, block: number, readers: readonly SegmentReader[]): KeyBlock {
  const firstKeys = readers[segmentNumber]?.contents.entryBlocks.firstKeys ?? [];
  return { segmentNumber, block, low: firstKeys[block] ?? "", high: firstKeys[block + 1] ?? null };
}

/** Source keys by ordinal, of each block that overlaps one of another segment. */
async function readUnclearKeys(
  blocks: readonly KeyBlock[],
  readers: readonly SegmentReader[],
): Promise<Map<KeyBlock, ReadonlyMap<number, string>>> {
  const unclear = blocks.filter((own) =>
    blocks.some((other) => other.segmentNumber !== own.segmentNumber && overlap(own, other)),
  );
  return new Map(
    await Promise.all(
      unclear.map(async (own): Promise<[KeyBlock, ReadonlyMap<number, string>]> => {
        const keyByOrdinal = new Map<number, string>();
        for (const entry of (await readers[own.segmentNumber]?.entriesOfBlock(own.block)) ?? []) {
          for (let i = 0; i < entry.documentCount; i += 1) keyByOrdinal.set(entry.firstOrdinal + i, entry.sourceKey);
        }
        return [own, keyByOrdinal];
      }),
    ),
  );
}

function overlap(a: KeyBlock, b: KeyBlock): boolean {
  return (a.high === null || b.low < a.high) && (b.high === null || a.low < b.high);
}

/** The key itself, or the first of its block where that tells it from all keys of other segments. */
function keyOf(hit: RankedHit, block: KeyBlock, keys: ReadonlyMap<KeyBlock, ReadonlyMap<number, string>>): string {
  const known = keys.get(block);
  if (known === undefined) return block.low;
  const key = known.get(hit.ordinal);
  if (key === undefined) throw corruptBytes("a document belongs to no source key");
  return key;
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
