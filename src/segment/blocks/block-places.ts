/**
 * Where the blocks of a section lie (layer 2).
 */
import type { BlockRun, Place } from "./segment-format.ts";

export interface BlockPlaces {
  readonly blockCount: number;
  /** `blockNumber` from 0, under `blockCount`. */
  placeOf(blockNumber: number): Place;
}

/** The places of a run that is told block by block. */
export class RunPlaces implements BlockPlaces {
  readonly #run: BlockRun;
  /** Summed up when first asked for, since a run may have thousands of blocks. */
  #starts: Float64Array | null = null;

  constructor(run: BlockRun) {
    this.#run = run;
  }

  get blockCount(): number {
    return this.#run.sizesBytes.length;
  }

  placeOf(blockNumber: number): Place {
    this.#starts ??= startsOf(this.#run);
    return { start: this.#starts[blockNumber] ?? 0, sizeBytes: this.#run.sizesBytes[blockNumber] ?? 0 };
  }
}

function startsOf({ start, sizesBytes, gaps = [] }: BlockRun): Float64Array {
  const starts = new Float64Array(sizesBytes.length);
  let next = start;
  let gap = 0;
  for (let number = 0; number < sizesBytes.length; number += 1) {
    if (gaps[gap]?.[0] === number) {
      next += gaps[gap]?.[1] ?? 0;
      gap += 1;
    }
    starts[number] = next;
    next += sizesBytes[number] ?? 0;
  }
  return starts;
}
