/**
 * Opens a file once for all reads of it that begin in one run of synchronous code (layer 1): the blocks of a page of
 * results are ten ranges of one segment, and opening takes four fifths of the time of a range.
 *
 * Nobody can tell such reads from reads at the moment of the first: whatever another process does between them, this one
 * hears of after the run.
 */
import { closeSync } from "node:fs";
import type { OpenFile } from "./layout.ts";

export class SharedOpening {
  readonly #openFile: (key: string) => OpenFile | null;
  /** Of this run of synchronous code; null once it is over. */
  #latest: { readonly key: string; readonly file: OpenFile } | null = null;
  readonly #readers = new Map<OpenFile, number>();

  constructor(openFile: (key: string) => OpenFile | null) {
    this.#openFile = openFile;
  }

  /** The file of a key, to be given back to `close` by each who asked for it; null where there is none. */
  open(key: string): OpenFile | null {
    const file = this.#latest?.key === key ? this.#latest.file : this.#openFile(key);
    if (file === null) return null;
    this.#readers.set(file, (this.#readers.get(file) ?? 0) + 1);
    if (this.#latest?.file !== file) {
      this.#latest = { key, file };
      queueMicrotask(() => this.#forget(file));
    }
    return file;
  }

  /** Closes the file with the last of its readers. */
  close(file: OpenFile): void {
    const others = (this.#readers.get(file) ?? 1) - 1;
    if (others > 0) {
      this.#readers.set(file, others);
      return;
    }
    this.#readers.delete(file);
    this.#forget(file);
    closeSync(file.descriptor);
  }

  #forget(file: OpenFile): void {
    if (this.#latest?.file === file) this.#latest = null;
  }
}
