/**
 * How many parts of an archive go into one commit (layer 4, pure). Where the archive's length can be told, its parts are
 * shared out evenly, in as few batches as keep every worker busy to the end: fewer segments are written, and merged, and
 * none is left with a batch that the others wait for. Where it cannot, batches begin small and grow.
 */

/** Parts a commit, up to 8,000 articles: few large segments, and some 300 MB while they are inverted. Untuned. */
export const MAX_PARTS_PER_COMMIT = 8;

/** Batches of one size that each worker gets before the size doubles, where the archive's length is not known. */
const BATCHES_OF_A_SIZE = 2;

/** What an import knows of its archive so far. */
interface ArchiveOutlook {
  /** Parts that it will have, those present in the index left out; null where that cannot be told. */
  readonly expectedParts: number | null;
  /** Batches that were handed out, and the parts in them. */
  readonly startedBatches: number;
  readonly startedParts: number;
}

/** The size of the next batch, for so many workers; from 1 to {@link MAX_PARTS_PER_COMMIT}. */
export function nextBatchSize(
  { expectedParts, startedBatches, startedParts }: ArchiveOutlook,
  concurrency: number,
): number {
  if (expectedParts === null) {
    if (concurrency === 1) return MAX_PARTS_PER_COMMIT;
    return Math.min(MAX_PARTS_PER_COMMIT, 2 ** Math.floor(startedBatches / (concurrency * BATCHES_OF_A_SIZE)));
  }
  const batches = Math.ceil(expectedParts / (MAX_PARTS_PER_COMMIT * concurrency)) * concurrency;
  const size = Math.ceil((expectedParts - startedParts) / Math.max(1, batches - startedBatches));
  return Math.min(MAX_PARTS_PER_COMMIT, Math.max(1, size));
}
