/**
 * Decides where the blocks of stored documents end (layer 2): full ones of documents one by one, and whole blocks of
 * other segments, which can be copied as they are, compressed.
 *
 * Copying must not leave crumbs: a block is closed early for the sake of a copy only if it is half full, and what is less
 * takes the next whole block in. So every block but a segment's last is at least half full, over any number of merges.
 */
import { STORED_BLOCK_BYTES } from "../blocks/segment-format.ts";
import { type StoredDocument, storedRow } from "./fields.ts";

/** Below this a block is too small to stay as it is. */
const HALF_BLOCK_BYTES = STORED_BLOCK_BYTES / 2;

/** The lines of one block to be. */
export type StoredBatch = readonly string[];

/** A document's line, and its size in UTF-16 units of the fields' JSON: at least the two of an object without fields. */
interface SizedRow {
  readonly row: string;
  readonly sizeBytes: number;
}

export class StoredPacking {
  #pending: string[] = [];
  #pendingBytes = 0;

  /** Whether a whole block may come next as it is, after what is pending. */
  get mayCopy(): boolean {
    return this.#pending.length === 0 || this.#pendingBytes >= HALF_BLOCK_BYTES;
  }

  /** Adds one document; gives the batch that it completes. */
  add(document: StoredDocument): StoredBatch | null {
    this.#push(toRow(document));
    return this.#pendingBytes >= STORED_BLOCK_BYTES ? this.take() : null;
  }

  /**
   * Takes in a whole block whose copy what is pending forbids, so that the next may be copied: gives the batches that it
   * completes, each at least half full and at most half over (one document apart).
   */
  absorb(documents: readonly StoredDocument[]): StoredBatch[] {
    const batches: StoredBatch[] = [];
    const rows = documents.map(toRow);
    let restBytes = rows.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    for (const row of rows) {
      restBytes -= row.sizeBytes;
      this.#push(row);
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

  #push({ row, sizeBytes }: SizedRow): void {
    this.#pending.push(row);
    this.#pendingBytes += sizeBytes;
  }
}

function toRow(document: StoredDocument): SizedRow {
  const fieldsJson = JSON.stringify(document.fields);
  return { row: storedRow(document, fieldsJson), sizeBytes: fieldsJson.length };
}
