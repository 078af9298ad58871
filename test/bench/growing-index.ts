/**
 * An index of made articles in memory that grows by bulk applies, with the merges then due: for what is asserted of
 * counters. The same on every run but for the ids of merged segments.
 */
import { IndexWriter } from "../../src/indexer/index-writer.ts";
import { articleIndexOptions } from "../../src/segment/article-options.ts";
import { MemoryObjectStore } from "../../src/storage/memory-object-store.ts";
import { listAll } from "../../src/storage/object-store.ts";
import { seededIds } from "../support/deterministic.ts";
import { changeOf } from "./engines/poisk.ts";
import type { NewsCorpus } from "./news-corpus.ts";
import { settleIndex } from "./settle-index.ts";

/** Articles an apply. */
const BATCH_SIZE = 1_000;

export class GrowingIndex {
  readonly store = new MemoryObjectStore();
  readonly corpus: NewsCorpus;
  readonly #writer = new IndexWriter({ store: this.store, options: articleIndexOptions, ids: seededIds(1) });
  #articles = 0;
  #textBytes = 0;

  constructor(corpus: NewsCorpus) {
    this.corpus = corpus;
  }

  /** UTF-8 bytes of the texts and titles so far. */
  get textBytes(): number {
    return this.#textBytes;
  }

  /** Adds articles of the corpus until there are so many. */
  async growTo(articles: number): Promise<void> {
    while (this.#articles < articles) {
      const batch = this.corpus.take(Math.min(BATCH_SIZE, articles - this.#articles));
      this.#articles += batch.length;
      for (const { title, text } of batch) this.#textBytes += Buffer.byteLength(title) + Buffer.byteLength(text);
      await this.#writer.apply(batch.map(changeOf));
    }
    await settleIndex(this.store);
  }

  /** The index as it is now, in a store of its own, to do with as one likes. */
  async copy(): Promise<MemoryObjectStore> {
    const copy = new MemoryObjectStore();
    for await (const { key } of listAll(this.store, "")) await copy.putIfAbsent(key, (await this.store.get(key)).bytes);
    return copy;
  }
}
