/**
 * Decides where the blocks of stored documents end (layer 2): full ones of documents one by one, and whole blocks of
 * other segments, which can be copied as they are, compressed.
 *
 * Copying must not leave crumbs: a block is closed early for the sake of a copy only if it is half full, and what is less
 * takes the next whole block in. So every block but a segment's last is at least half full, over any number of merges.
 */
import { STORED_BLOCK_BYTES } from "./segment-format.ts";
import type { StoredDocument } from "./stored-fields.ts";

/** Below this a block is too small to stay as it is. */
const HALF_BLOCK_BYTES = STORED_BLOCK_BYTES / 2;

/** Documents of one block to be. */
export type StoredBatch = readonly StoredDocument[];

export class StoredPacking {
  #pending: StoredDocument[] = [];
  #pendingBytes = 0;

  /** Whether a whole block may come next as it is, after what is pending. */
  get mayCopy(): boolean {
    return this.#pending.length === 0 || this.#pendingBytes >= HALF_BLOCK_BYTES;
  }

  /** Adds one document; gives the batch that it completes. */
  add(document: StoredDocument): StoredBatch | null {
    this.#push(document, sizeOf(document));
    return this.#pendingBytes >= STORED_BLOCK_BYTES ? this.take() : null;
  }

  /**
   * Takes in a whole block whose copy what is pending forbids, so that the next may be copied: gives the batches that it
   * completes, each at least half full and at most half over (one document apart).
   */
  absorb(documents: readonly StoredDocument[]): StoredBatch[] {
    const batches: StoredBatch[] = [];
    const sizes = documents.map(sizeOf);
    let restBytes = sizes.reduce((sum, sizeBytes) => sum + sizeBytes, 0);
    for (const [i, document] of documents.entries()) {
      const sizeBytes = sizes[i] ?? 0;
      restBytes -= sizeBytes;
      this.#push(document, sizeBytes);
      const isFull = this.#pendingBytes >= STORED_BLOCK_BYTES && restBytes >= HALF_BLOCK_BYTES;
      const isEnd = restBytes === 0 && this.#pendingBytes >= HALF_BLOCK_BYTES;
      if (isFull || isEnd) batches.push(this.take());
    }
    return batches;
  }

  /** What is pending, be it little or nothing. */
  take(): StoredBatch {
    const batch = this.#pending;
    this.#pending = [];
    this.#pendingBytes = 0;
    return batch;
  }

  #push(document: StoredDocument, sizeBytes: number): void {
    this.#pending.push(document);
    this.#pendingBytes += sizeBytes;
  }
}

/** In UTF-16 units of the fields' JSON, which is soon counted; at least the two of an object without fields. */
function sizeOf({ fields }: StoredDocument): number {
  return JSON.stringify(fields).length;
}
