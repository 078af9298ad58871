/**
 * The bytes of a segment in order while it is written (layer 2). Blocks may be compressed elsewhere meanwhile: their
 * places are kept for them, and what lies before the first unfinished one can be taken away. Blocks of a second run can
 * be held back, so that two runs are made side by side and lie one after the other.
 */
import { SearchIndexError } from "../../errors.ts";
import { encodeBlock, type SectionName } from "./block-codec.ts";

/** Makes a block of its content, at once or in the background. */
export type BlockEncoder = (
  section: SectionName,
  blockNumber: number,
  content: Uint8Array,
) => Uint8Array | Promise<Uint8Array>;

/** One piece; null until it is compressed. */
interface Slot {
  bytes: Uint8Array | null;
}

/** How a block of a run is written. */
interface RunBlockOptions {
  /** The last one is compressed at once, in the foreground. */
  readonly isLast?: boolean;
  /** It is held back: it comes after all that is written before the next {@link ByteSink.release}. */
  readonly isHeld?: boolean;
}

export class ByteSink {
  readonly #encode: BlockEncoder;
  #slots: Slot[] = [];
  #held: Slot[] = [];
  /** Of the unfinished blocks, oldest first. */
  readonly #unfinished: Promise<void>[] = [];
  #offset = 0;

  constructor(encode: BlockEncoder = encodeBlock) {
    this.#encode = encode;
  }

  /** How many bytes there were; known only once all blocks are finished. */
  get offset(): number {
    if (this.#unfinished.length === 0) return this.#offset;
    throw new SearchIndexError(
      "invariant-violated",
      "A segment's section was begun before the one before it was done.",
    );
  }

  get unfinishedBlocks(): number {
    return this.#unfinished.length;
  }

  write(bytes: Uint8Array): void {
    this.#slots.push({ bytes });
    this.#offset += bytes.length;
  }

  /** The next block of a run, whose sizes get its own once it is known. */
  writeRunBlock(
    section: SectionName,
    sizesBytes: number[],
    content: Uint8Array,
    { isLast = false, isHeld = false }: RunBlockOptions = {},
  ): void {
    const number = sizesBytes.length;
    const block = (isLast ? encodeBlock : this.#encode)(section, number, content);
    const slot: Slot = { bytes: null };
    (isHeld ? this.#held : this.#slots).push(slot);
    if (block instanceof Uint8Array) {
      slot.bytes = block;
      sizesBytes.push(block.length);
      this.#offset += block.length;
      return;
    }
    sizesBytes.push(0);
    const finished = block.then((bytes) => {
      slot.bytes = bytes;
      sizesBytes[number] = bytes.length;
      this.#offset += bytes.length;
    });
    // Whoever settles hears of a failure; until then nobody may.
    finished.catch(() => undefined);
    this.#unfinished.push(finished);
  }

  /** Blocks that were held back come next. */
  release(): void {
    this.#slots.push(...this.#held);
    this.#held = [];
  }

  /** Waits until at most so many blocks are unfinished. */
  async settle(mostUnfinished: number): Promise<void> {
    while (this.#unfinished.length > mostUnfinished) {
      await this.#unfinished[0];
      this.#unfinished.shift();
    }
  }

  writeBlock(section: SectionName, blockNumber: number, content: Uint8Array): { start: number; sizeBytes: number } {
    const start = this.offset;
    const block = encodeBlock(section, blockNumber, content);
    this.write(block);
    return { start, sizeBytes: block.length };
  }

  writeRun(blocks: readonly Uint8Array[]): { start: number; sizesBytes: number[] } {
    const start = this.offset;
    for (const block of blocks) this.write(block);
    return { start, sizesBytes: blocks.map((block) => block.length) };
  }

  /** The finished bytes before the first unfinished block, since the last call. */
  take(): Uint8Array[] {
    const taken: Uint8Array[] = [];
    for (const { bytes } of this.#slots) {
      if (bytes === null) break;
      taken.push(bytes);
    }
    this.#slots = this.#slots.slice(taken.length);
    return taken;
  }
}
