/**
 * An index of made articles, in memory unless another store is given, that grows by bulk commits, as an import's does,
 * with the merges then due: for what is asserted of counters. The same on every run but for the ids of merged segments.
 */
import { systemClock } from "../../src/clock.ts";
import { defaultKeyLayout } from "../../src/index/shared.ts";
import { BatchCommitter } from "../../src/index/write.ts";
import { resolvedArticleOptions } from "../../src/schema/schema.ts";
import { MemoryObjectStore } from "../../src/store/local.ts";
import { listAll, type ObjectStore } from "../../src/store/store.ts";
import { seededIds } from "../support/deterministic.ts";
import { directProcessor } from "../support/inside/ingest.ts";
import { changeOf } from "./engines/poisk.ts";
import type { BenchArticle, NewsCorpus } from "./news-corpus.ts";
import { settleIndex } from "./settle-index.ts";

/** Articles a commit. */
const BATCH_SIZE = 6_000;

export class GrowingIndex {
  readonly store: ObjectStore;
  readonly corpus: NewsCorpus;
  readonly #committer: BatchCommitter;
  #articles = 0;
  #textBytes = 0;

  constructor(corpus: NewsCorpus, store: ObjectStore = new MemoryObjectStore()) {
    this.corpus = corpus;
    this.store = store;
    const context = { store, layout: defaultKeyLayout, clock: systemClock, ids: seededIds(1) };
    this.#committer = new BatchCommitter(context, resolvedArticleOptions);
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
      await this.#commit(batch);
    }
    await settleIndex(this.store);
  }

  async #commit(batch: readonly BenchArticle[]): Promise<void> {
    const articleByKey = new Map(batch.map((article) => [changeOf(article).sourceKey, article]));
    await this.#committer.commit(
      [...articleByKey.keys()],
      async (sourceKey) => {
        const article = articleByKey.get(sourceKey);
        return article === undefined ? { state: "absent" } : { state: "present", version: "1", documents: [article] };
      },
      directProcessor(resolvedArticleOptions).build,
    );
  }

  /** The index as it is now, in a store of its own, to do with as one likes. */
  async copy(): Promise<MemoryObjectStore> {
    const copy = new MemoryObjectStore();
    for await (const { key } of listAll(this.store, "")) await copy.putIfAbsent(key, (await this.store.get(key)).bytes);
    return copy;
  }
}
