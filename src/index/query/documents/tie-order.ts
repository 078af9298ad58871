/**
 * The order of hits with equal scores: source key, then id. Within a segment it is the order of ordinals;
 * between segments keys are compared, by the bounds in the tables of contents where those decide, so that a block is
 * read only for keys that lie close together.
 */
import { corruptBytes } from "../../segment/blocks/byte-buffer.ts";
import type { SegmentReader } from "../../segment/reader/segment-reader.ts";
import { compareText } from "../../segment/stored/document-order.ts";
import type { DocumentSection } from "../../segment/stored/fields.ts";
import { compareHits, type RankedHit, readHitDocuments } from "../hits/top-hits.ts";

/**
 * Largest number of hits, in pages, whose stored fields or cards are read to order them: the blocks of those shown are
 * needed next in any case, and then come without a round of their own. More, and blocks of keys are the cheaper
 * reading.
 */
const MAX_PAGES_READ = 2;

/** A block of the ids section that hits of a run lie in. Its source keys lie in [low, high), high null for no bound. */
interface KeyBlock {
  readonly segmentNumber: number;
  readonly block: number;
  readonly low: string;
  readonly high: string | null;
}

/** Hits of one rank, and the place of the first among all. */
interface Run {
  readonly first: number;
  readonly hits: RankedHit[];
}

/**
 * The hits [start, end) of all in their final order. `hits` hold every hit that could be among them. Requests: none
 * where no equal scores of two segments meet at an edge or inside; else one round, of one a block of keys that must be
 * known, or of the blocks of what is `shown` of a short page, which a cache then has.
 */
export async function orderHits(
  hits: readonly RankedHit[],
  start: number,
  end: number,
  readers: readonly SegmentReader[],
  shown: DocumentSection = "stored",
): Promise<RankedHit[]> {
  const runs = splitRuns(hits).filter((run) => run.first < end && run.first + run.hits.length > start);
  const blocksByRun = new Map(runs.filter(isOfSeveralSegments).map((run) => [run, keyBlocksOf(run, readers)]));
  const unclear = [...blocksByRun.values()].flatMap((blocks) => unclearBlocks([...blocks.values()]));
  const readKey = await readKeys(runs, unclear, end - start, readers, shown);
  const ordered: RankedHit[] = [];
  for (const run of runs) {
    const blocks = blocksByRun.get(run);
    // One by one: as arguments of one call, a few hundred thousand hits overflow the stack.
    for (const hit of blocks === undefined ? run.hits : orderRun(run, blocks, readers, readKey)) ordered.push(hit);
  }
  const first = runs[0]?.first ?? 0;
  return ordered.slice(start - first, end - first);
}

/** Hits by rank, best first; those of one rank in a fixed order. */
export function splitRuns(hits: readonly RankedHit[]): Run[] {
  const runs: Run[] = [];
  let run: Run | undefined;
  for (const [place, hit] of [...hits].sort(compareRuns).entries()) {
    if (run === undefined || !isSameRank(run.hits[0], hit)) {
      run = { first: place, hits: [] };
      runs.push(run);
    }
    run.hits.push(hit);
  }
  return runs;
}

function orderRun(
  run: Run,
  blocks: ReadonlyMap<string, KeyBlock>,
  readers: readonly SegmentReader[],
  readKey: (hit: RankedHit, blockName: string) => string | null,
): RankedHit[] {
  const keyed = run.hits.map((hit) => {
    const name = blockNameOf(hit, readers);
    // A text that comes where its source key comes among the hits of the run.
    return { hit, key: readKey(hit, name) ?? blocks.get(name)?.low ?? "" };
  });
  keyed.sort((a, b) => compareText(a.key, b.key) || compareHits(a.hit, b.hit));
  return keyed.map(({ hit }) => hit);
}

/** The blocks of keys that the hits of a run lie in, by name. */
function keyBlocksOf(run: Run, readers: readonly SegmentReader[]): Map<string, KeyBlock> {
  const blocks = new Map<string, KeyBlock>();
  for (const hit of run.hits) {
    const name = blockNameOf(hit, readers);
    if (!blocks.has(name)) blocks.set(name, keyBlockOf(hit, readers));
  }
  return blocks;
}

function keyBlockOf({ segmentNumber, ordinal }: RankedHit, readers: readonly SegmentReader[]): KeyBlock {
  const reader = readers[segmentNumber];
  const block = reader?.entryBlockOf(ordinal) ?? 0;
  const firstKeys = reader?.contents.entryBlocks.firstKeys ?? [];
  return { segmentNumber, block, low: firstKeys[block] ?? "", high: firstKeys[block + 1] ?? null };
}

function blockNameOf({ segmentNumber, ordinal }: RankedHit, readers: readonly SegmentReader[]): string {
  return `${segmentNumber} ${readers[segmentNumber]?.entryBlockOf(ordinal) ?? 0}`;
}

/** Blocks that overlap one of another segment: their bounds do not say which keys come first. */
function unclearBlocks(blocks: readonly KeyBlock[]): KeyBlock[] {
  return blocks.filter((own) =>
    blocks.some((other) => other.segmentNumber !== own.segmentNumber && overlap(own, other)),
  );
}

/** Gives the source key of a hit, null where its block's bounds tell it from all keys of other segments. */
async function readKeys(
  runs: readonly Run[],
  unclear: readonly KeyBlock[],
  pageSize: number,
  readers: readonly SegmentReader[],
  shown: DocumentSection,
): Promise<(hit: RankedHit, blockName: string) => string | null> {
  if (unclear.length === 0) return () => null;
  const hits = runs.flatMap((run) => run.hits);
  if (Number.isFinite(pageSize) && hits.length <= MAX_PAGES_READ * pageSize) return readShownKeys(hits, readers, shown);
  const keysByBlock = await readKeyBlocks(unclear, readers);
  return (hit, blockName) => {
    const keys = keysByBlock.get(blockName);
    if (keys === undefined) return null;
    const key = keys.get(hit.ordinal);
    if (key === undefined) throw corruptBytes("a document belongs to no source key");
    return key;
  };
}

/** The keys of all hits, from what is shown of them. */
async function readShownKeys(
  hits: readonly RankedHit[],
  readers: readonly SegmentReader[],
  shown: DocumentSection,
): Promise<(hit: RankedHit) => string> {
  const documentOf = await readHitDocuments(hits, readers, shown);
  return (hit) => {
    const document = documentOf(hit);
    if (document === undefined) throw corruptBytes("it lacks the stored fields of a document");
    return document.sourceKey;
  };
}

/** Source keys by ordinal, by the names of the blocks. */
async function readKeyBlocks(
  blocks: readonly KeyBlock[],
  readers: readonly SegmentReader[],
): Promise<Map<string, ReadonlyMap<number, string>>> {
  const blockByName = new Map(blocks.map((block) => [`${block.segmentNumber} ${block.block}`, block]));
  return new Map(
    await Promise.all(
      [...blockByName].map(async ([name, { segmentNumber, block }]): Promise<[string, Map<number, string>]> => {
        const keyByOrdinal = new Map<number, string>();
        for (const entry of (await readers[segmentNumber]?.entriesOfBlock(block)) ?? []) {
          for (let i = 0; i < entry.documentCount; i += 1) keyByOrdinal.set(entry.firstOrdinal + i, entry.sourceKey);
        }
        return [name, keyByOrdinal];
      }),
    ),
  );
}

function overlap(a: KeyBlock, b: KeyBlock): boolean {
  return (a.high === null || b.low < a.high) && (b.high === null || a.low < b.high);
}

/** Brings hits of one rank together, in a fixed order. */
function compareRuns(a: RankedHit, b: RankedHit): number {
  return compareHits(a, b) || a.segmentNumber - b.segmentNumber;
}

function isSameRank(a: RankedHit | undefined, b: RankedHit | undefined): boolean {
  return a !== undefined && b !== undefined && a.tier === b.tier && a.score === b.score;
}

function isOfSeveralSegments({ hits }: Run): boolean {
  return hits.some((hit) => hit.segmentNumber !== hits[0]?.segmentNumber);
}
