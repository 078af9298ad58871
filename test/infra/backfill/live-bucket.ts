/**
 * A bucket that goes on living while a backfill is at work: its owner puts, overwrites and deletes uploads, events come
 * late, twice, or not at all, ingest handles them, and the collector deletes what it may.
 */
import type { SQSEvent } from "aws-lambda";
import { createIngestHandler, type IngestHandler } from "../../../functions/ingest/handler.ts";
import { uploadMessage } from "../../../functions/queue/message-queue.ts";
import { defaultKeyLayout, type IndexContext } from "../../../src/index/shared.ts";
import { Ingester, SuspectIngester } from "../../../src/index/write.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { MemoryObjectStore } from "../../../src/store/local.ts";
import { listAll, type ObjectKey, putLatest } from "../../../src/store/store.ts";
import { recordingLogger } from "../../functions/recording-logger.ts";
import { ManualClock, seededIds } from "../../support/deterministic.ts";
import { collectGarbage } from "../../support/inside/index-compaction.ts";
import { directProcessor } from "../../support/inside/ingest.ts";
import type { FileCorpus } from "./file-corpus.ts";
import { BUCKET } from "./synthesised-definition.ts";

interface WaitingEvent {
  readonly key: ObjectKey;
  /** Steps until it may be handled. */
  delay: number;
}

/** Rare happenings come by number, not by chance, so that no life of some length lacks them. */
const CHANGES_PER_LOST_EVENT = 20;
const CHANGES_PER_COLLECTION = 30;
/** Number of messages that ingest takes at once here. */
const MESSAGES_PER_BATCH = 20;

export class LiveBucket {
  readonly clock = new ManualClock();
  readonly store: MemoryObjectStore;
  readonly context: IndexContext;
  readonly counts = { changes: 0, deletes: 0, lostEvents: 0, ingests: 0, collections: 0 };
  /** Keys of which an event was lost, so that only a listing finds the change. */
  readonly lostKeys = new Set<ObjectKey>();
  losesEvents = true;
  readonly #corpus: FileCorpus;
  readonly #ingest: IngestHandler;
  readonly #events: WaitingEvent[] = [];
  #files: number;
  #isBusy = false;
  #messages = 0;

  private constructor(corpus: FileCorpus, files: number) {
    this.#corpus = corpus;
    this.#files = files;
    this.store = new MemoryObjectStore({ clock: this.clock });
    this.context = { store: this.store, layout: defaultKeyLayout, clock: this.clock, ids: seededIds(11) };
    const ingester = new Ingester(this.context, directProcessor(resolvedArticleOptions));
    this.#ingest = createIngestHandler({
      ingester,
      suspects: new SuspectIngester(this.context, ingester),
      logger: recordingLogger("silent").logger,
      clock: this.clock,
      compaction: null,
      watched: { bucket: BUCKET, layout: defaultKeyLayout },
    });
  }

  /** A bucket that holds so many files, of which no event was ever sent. */
  static async make(corpus: FileCorpus, files: number): Promise<LiveBucket> {
    const bucket = new LiveBucket(corpus, files);
    for (let number = 0; number < files; number += 1) await bucket.#put(bucket.#keyOf(number));
    for (const folder of ["", "2016/"]) await putLatest(bucket.store, `articles/${folder}` as ObjectKey, Buffer.of());
    return bucket;
  }

  /** Keys of events that nobody has handled yet. */
  get waiting(): ReadonlySet<ObjectKey> {
    return new Set(this.#events.map(({ key }) => key));
  }

  /** Some seconds of its life; nothing where the last step is still at it. */
  async step(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      this.clock.advance(this.#corpus.below(20_000));
      await this.#change();
      for (const event of this.#events) event.delay -= 1;
      if (this.#corpus.below(3) === 0) await this.#handle(this.#events.filter(({ delay }) => delay <= 0));
      if (this.counts.changes % CHANGES_PER_COLLECTION === 0) await this.#collect();
    } finally {
      this.#isBusy = false;
    }
  }

  /** Enqueues messages as a finished backfill does. */
  enqueue(keys: readonly ObjectKey[]): void {
    for (const key of keys) this.#events.push({ key, delay: 0 });
  }

  /** Handles all that waits. */
  async drain(): Promise<void> {
    while (this.#events.length > 0) await this.#handle(this.#events);
  }

  async *list(prefix: string): AsyncGenerator<object> {
    for await (const { key, etag, sizeBytes, lastModifiedMs } of listAll(this.store, prefix)) {
      const LastModified = Math.floor(lastModifiedMs / 1_000);
      yield { Etag: `"${etag}"`, Key: key, LastModified, Size: sizeBytes, StorageClass: "STANDARD" };
    }
  }

  #keyOf(number: number): ObjectKey {
    return `articles/${this.#corpus.nameOf(number)}` as ObjectKey;
  }

  async #put(key: ObjectKey): Promise<void> {
    await putLatest(this.store, key, this.#corpus.contentOf(key));
  }

  async #change(): Promise<void> {
    const isNew = this.#corpus.below(4) === 0;
    const key = this.#keyOf(isNew ? this.#files : this.#corpus.below(this.#files));
    if (isNew) this.#files += 1;
    this.counts.changes += 1;
    if (!isNew && this.#corpus.below(3) === 0) {
      await this.store.delete(key);
      this.counts.deletes += 1;
    } else await this.#put(key);
    if (this.losesEvents && this.counts.changes % CHANGES_PER_LOST_EVENT === 0) {
      this.lostKeys.add(key);
      this.counts.lostEvents += 1;
      return;
    }
    const copies = this.#corpus.below(10) === 0 ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) this.#events.push({ key, delay: this.#corpus.below(30) });
  }

  async #collect(): Promise<void> {
    await collectGarbage(this.context);
    this.counts.collections += 1;
  }

  async #handle(due: readonly WaitingEvent[]): Promise<void> {
    const batch = due.slice(0, MESSAGES_PER_BATCH);
    if (batch.length === 0) return;
    const records = batch.map(({ key }) => {
      this.#messages += 1;
      return { messageId: `m${this.#messages}`, body: uploadMessage(BUCKET, key) };
    });
    const response = await this.#ingest({ Records: records } as unknown as SQSEvent);
    this.counts.ingests += 1;
    const failed = new Set(response?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const done = new Set(batch.filter((_, i) => !failed.has(records[i]?.messageId ?? "")));
    this.#events.splice(0, this.#events.length, ...this.#events.filter((event) => !done.has(event)));
  }
}
