/**
 * One history of the simulation: a bucket whose files come, change, go and come back; events that are doubled, late,
 * out of order or lost; writers that merge, mergers, collectors, reconcilers, rebuilders and readers at once.
 */
import MiniSearch from "minisearch";
import { isSearchIndexError } from "../../../src/errors.ts";
import { createCompactionPolicy } from "../../../src/indexer/compaction-policy.ts";
import { compact, type FinishedMerge } from "../../../src/indexer/compactor.ts";
import { collectGarbage } from "../../../src/indexer/garbage-collector.ts";
import { Ingester } from "../../../src/indexer/ingest-batch.ts";
import { rebuildIndex } from "../../../src/indexer/rebuild.ts";
import { findDifferences, removeStaleRejectedRecords } from "../../../src/indexer/reconcile.ts";
import { uploadVersion } from "../../../src/indexer/upload-version.ts";
import { type IndexContext, ManifestStore } from "../../../src/manifest/manifest-store.ts";
import { searchPlan } from "../../../src/query/plan/plan-search.ts";
import { compileQuery } from "../../../src/query/plan/query-plan.ts";
import { openSearcher } from "../../../src/query/searcher.ts";
import { articleIndexOptions, resolvedArticleOptions } from "../../../src/segment/article-options.ts";
import { MemoryObjectStore } from "../../../src/storage/memory-object-store.ts";
import { defaultKeyLayout } from "../../../src/storage/object-keys.ts";
import { listAll, type ObjectKey } from "../../../src/storage/object-store.ts";
import { putLatest } from "../../../src/storage/put-latest.ts";
import { buildOracle, expectSameResults } from "../../support/minisearch-oracle.ts";
import { IndexWatcher } from "./index-watcher.ts";
import { scheduledStore } from "./scheduled-store.ts";
import { type FaultOdds, noFaults, Scheduler, type Worker } from "./scheduler.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

const FAULTS: FaultOdds = {
  killBefore: 0.004,
  killAfter: 0.004,
  stall: 0.01,
  failBefore: 0.01,
  loseAnswer: 0.02,
  landLate: 0.02,
  conflict: 0.01,
};

const KEYS = ["articles/а.json", "articles/б/1.json", "articles/б/2.json", "articles/в г.json", "articles/е.json"].map(
  (key) => key as ObjectKey,
);

const EAGER_COMPACTION = createCompactionPolicy({
  maxDocuments: 4,
  smallDocuments: 1,
  maxSmallSegments: 1,
  maxInputs: 3,
  purgeAfterMs: 10 * MINUTE_MS,
});

const WORDS = ["нефть", "газ", "Лавров", "Китай", "Москва", "суд", "банк", "матч"];

/** A message about a key; delivered until a worker says that it is done. */
interface QueuedEvent {
  readonly key: ObjectKey;
  visibleAtMs: number;
  isDone: boolean;
}

/** Counts of what happened, to see that a run was no idle one. */
export interface HistoryReport {
  readonly commits: number;
  readonly killed: number;
  readonly reads: number;
  readonly collected: number;
  /** By compaction alone; writers merge too. */
  readonly merges: number;
  /** Of the merges, those for the sake of old deaths. */
  readonly purges: number;
  /** Lists of tombstones too long for the manifest. */
  readonly tombstoneObjects: number;
}

/** Runs one history; throws where a promise is broken. The same seed and steps give the same history. */
export async function runHistory(seed: number, steps: number): Promise<HistoryReport> {
  const history = new History(seed);
  try {
    await history.run(steps);
    await history.drain();
  } catch (cause) {
    throw new Error(`The last steps:\n${history.lastSteps().join("\n")}`, { cause });
  }
  return history.report();
}

class History {
  readonly #scheduler: Scheduler;
  readonly #bucket: MemoryObjectStore;
  readonly #context: IndexContext;
  readonly #watcher: IndexWatcher;
  readonly #queue: QueuedEvent[] = [];
  readonly #lostKeys = new Set<ObjectKey>();
  readonly #workers: Worker[] = [];
  #violation: unknown = null;
  #reads = 0;
  #collected = 0;
  #merges = 0;
  #purges = 0;
  #contentNumber = 0;

  constructor(seed: number) {
    const scheduler = new Scheduler(seed);
    const outside: Worker = {
      name: "owner",
      clockSkewMs: 0,
      longestStallMs: 0,
      isDead: false,
      startedAtMs: scheduler.nowMs,
    };
    const clock = { ...scheduler.clockOf(outside), sleep: async () => undefined };
    this.#scheduler = scheduler;
    this.#bucket = new MemoryObjectStore({ clock });
    this.#context = {
      store: this.#bucket,
      layout: defaultKeyLayout,
      clock,
      ids: { random32: scheduler.random.next32 },
      maxInlineTombstones: 1,
    };
    this.#watcher = new IndexWatcher(this.#context);
  }

  async run(steps: number): Promise<void> {
    this.#scheduler.odds = FAULTS;
    for (let step = 0; step < steps; step += 1) {
      const { random } = this.#scheduler;
      if (random.chance(0.03)) this.#scheduler.nowMs += random.below(random.chance(0.1) ? 3 * HOUR_MS : 5 * MINUTE_MS);
      if (random.chance(0.06)) await this.#changeBucket();
      if (random.chance(0.1)) this.#deliver();
      if (random.chance(0.01)) this.#start("collector", 3 * HOUR_MS, (context) => this.#collect(context));
      if (random.chance(0.012)) this.#start("compactor", 3 * HOUR_MS, (context) => this.#compact(context));
      if (random.chance(0.008)) this.#start("reconciler", 3 * HOUR_MS, (context) => this.#reconcile(context));
      if (random.chance(0.004)) this.#start("rebuilder", 3 * HOUR_MS, (context) => this.#rebuild(context));
      if (random.chance(0.03)) this.#start("reader", 4 * MINUTE_MS, (context) => this.#read(context));
      await this.#step();
    }
  }

  /** No more faults: every event is handled, then what was lost is reconciled, and all must agree. */
  async drain(): Promise<void> {
    this.#scheduler.odds = noFaults;
    await this.#handleEverything();
    await this.#expectAgreement(this.#lostKeys);
    await this.#reconcile(this.#context);
    await this.#handleEverything();
    await this.#expectAgreement(new Set());
    await this.#expectSameSearch();
    await this.#expectRejectedRecords();
  }

  lastSteps(): readonly string[] {
    return this.#scheduler.log.slice(-80);
  }

  report(): HistoryReport {
    return {
      commits: this.#watcher.manifest?.sequence ?? 0,
      killed: this.#workers.filter(({ isDead }) => isDead).length,
      reads: this.#reads,
      collected: this.#collected,
      merges: this.#merges,
      purges: this.#purges,
      tombstoneObjects: this.#watcher.tombstoneObjects.size,
    };
  }

  async #step(): Promise<boolean> {
    const isBusy = await this.#scheduler.step();
    await this.#watcher.check();
    if (this.#violation !== null) throw this.#violation;
    return isBusy;
  }

  async #handleEverything(): Promise<void> {
    for (let round = 0; round < 2_000; round += 1) {
      const waiting = this.#queue.filter(({ isDone }) => !isDone);
      if (waiting.length === 0 && this.#scheduler.isIdle) return;
      if (waiting.length > 0 && this.#scheduler.isIdle) {
        this.#scheduler.nowMs = Math.max(this.#scheduler.nowMs, Math.min(...waiting.map((event) => event.visibleAtMs)));
      }
      this.#deliver();
      while (await this.#step());
    }
    throw new Error("the queue does not drain");
  }

  async #changeBucket(): Promise<void> {
    const { random } = this.#scheduler;
    const key = random.pick(KEYS);
    if (random.chance(0.25)) await this.#bucket.delete(key);
    else await putLatest(this.#bucket, key, Buffer.from(this.#composeUpload()));
    if (random.chance(0.08)) {
      this.#lostKeys.add(key);
      return;
    }
    const copies = random.chance(0.2) ? 2 : 1;
    for (let i = 0; i < copies; i += 1) {
      const visibleAtMs = this.#scheduler.nowMs + random.below(40 * MINUTE_MS);
      this.#queue.push({ key, visibleAtMs, isDone: false });
    }
  }

  /** Mostly an article, at times one that was there before, at times nothing that can be read. */
  #composeUpload(): string {
    const { random } = this.#scheduler;
    if (random.chance(0.1)) return "{ сломанный";
    if (!random.chance(0.2)) this.#contentNumber += 1;
    const text = Array.from({ length: 6 }, (_, i) => WORDS[(this.#contentNumber * (i + 1)) % WORDS.length]).join(" ");
    return JSON.stringify({
      title: `Новость ${this.#contentNumber}`,
      text: `${text}. Это текст номер ${this.#contentNumber}.`,
    });
  }

  #deliver(): void {
    const { random, nowMs } = this.#scheduler;
    const due = this.#queue.filter((event) => !event.isDone && event.visibleAtMs <= nowMs);
    const batch = due.filter(() => random.chance(0.6)).slice(0, 4);
    if (batch.length === 0) return;
    for (const event of batch) event.visibleAtMs = nowMs + 30 * MINUTE_MS;
    this.#start("writer", 3 * HOUR_MS, async (context) => {
      const report = await new Ingester(context, resolvedArticleOptions).ingest(batch.map(({ key }) => key));
      for (const event of batch) if (!report.failed.has(event.key)) event.isDone = true;
    });
  }

  async #collect(context: IndexContext): Promise<void> {
    this.#collected += (await collectGarbage(context)).deleted.length;
  }

  /** Of five keys every segment is small and every death old, so that merges of all kinds are due. */
  async #compact(context: IndexContext): Promise<void> {
    const snapshot = await new ManifestStore(context).load();
    if (snapshot === null) return;
    const deadlineMs = context.clock.monotonicMs() + 15 * MINUTE_MS;
    const count = ({ reason }: FinishedMerge) => {
      this.#merges += 1;
      if (reason === "purge") this.#purges += 1;
    };
    await compact(context, resolvedArticleOptions, snapshot, EAGER_COMPACTION, { deadlineMs, onMerge: count });
  }

  async #reconcile(context: IndexContext): Promise<void> {
    const { keys } = await findDifferences(context, resolvedArticleOptions.parserVersion);
    for (const key of keys) this.#queue.push({ key, visibleAtMs: this.#scheduler.nowMs, isDone: false });
    await removeStaleRejectedRecords(context, resolvedArticleOptions.parserVersion);
  }

  async #rebuild(context: IndexContext): Promise<void> {
    await rebuildIndex(context, resolvedArticleOptions);
  }

  /** A reader sees one manifest: it finds just the documents that were live at its sequence. */
  async #read(context: IndexContext): Promise<void> {
    const searcher = openSearcher({ ...context, options: articleIndexOptions });
    const plan = compileQuery(MiniSearch.wildcard, {}, searcher.options);
    await searcher.snapshots.use(async (snapshot) => {
      if (snapshot === null) return;
      const all = {
        offset: 0,
        limit: Number.POSITIVE_INFINITY,
        usesMatchedTermsFactor: true,
        ranksAllTermsFirst: false,
      };
      const { total } = await searchPlan(snapshot, plan, all);
      const expected = this.#watcher.liveBySequence.get(snapshot.manifest.sequence);
      if (expected !== undefined && expected.documents !== total) {
        throw new Error(`a reader of sequence ${snapshot.manifest.sequence} found ${total} of ${expected.documents}`);
      }
      this.#reads += 1;
    });
  }

  /** Starts a worker; it may fail as the store fails, and as a batch that others overtook, but in no other way. */
  #start(role: string, longestStallMs: number, work: (context: IndexContext) => Promise<void>): void {
    if (this.#workers.filter(({ name, isDead }) => name.startsWith(role) && !isDead).length > 400) return;
    const { random } = this.#scheduler;
    const name = `${role}-${this.#workers.length}`;
    const clockSkewMs = random.below(4 * MINUTE_MS) - 2 * MINUTE_MS;
    const worker: Worker = { name, clockSkewMs, longestStallMs, isDead: false, startedAtMs: this.#scheduler.nowMs };
    this.#workers.push(worker);
    const context: IndexContext = {
      ...this.#context,
      store: scheduledStore(this.#bucket, this.#scheduler, worker),
      clock: this.#scheduler.clockOf(worker),
    };
    work(context).catch((error: unknown) => {
      if (!this.#isTolerable(error, worker)) this.#violation = error;
    });
  }

  #isTolerable(error: unknown, worker: Worker): boolean {
    if (!isSearchIndexError(error)) return false;
    if (error.retryable) return true;
    // One that slept through the grace (less what clocks differ) may find its segments collected; it is run again.
    const missed = error.code === "missing-segment" || error.code === "object-not-found";
    return missed && this.#scheduler.nowMs - worker.startedAtMs > 5 * MINUTE_MS;
  }

  /** The live versions are the bucket's, but for keys whose events were lost. */
  async #expectAgreement(exempt: ReadonlySet<ObjectKey>): Promise<void> {
    await this.#watcher.check();
    const sequence = this.#watcher.manifest?.sequence;
    const live = sequence === undefined ? new Map() : this.#watcher.liveBySequence.get(sequence)?.versions;
    const present = new Map<string, string>();
    for await (const upload of listAll(this.#bucket, "articles/")) {
      present.set(upload.key, uploadVersion(upload, resolvedArticleOptions.parserVersion));
    }
    for (const key of KEYS) {
      if (exempt.has(key)) continue;
      const [indexed, stored] = [live?.get(key), present.get(key)];
      if (indexed !== stored) throw new Error(`${key}: the index holds ${indexed}, the bucket ${stored}`);
    }
  }

  async #expectSameSearch(): Promise<void> {
    const documents: { key: string; document: Record<string, unknown> }[] = [];
    const { readArticles } = await import("../../../src/article/read-articles.ts");
    for await (const { key } of listAll(this.#bucket, "articles/")) {
      const { articles } = await readArticles((await this.#bucket.get(key)).bytes, { key });
      for (const [i, article] of articles.entries()) documents.push({ key: `${key} ${i}`, document: { ...article } });
    }
    const oracle = buildOracle(documents, articleIndexOptions);
    const searcher = openSearcher({ ...this.#context, options: articleIndexOptions });
    for (const query of ["Новость", "нефть газ", "Лаврова Китай", "текст номер"]) {
      expectSameResults(await searcher.search(query), oracle.search(query));
    }
  }

  /** After a reconcile every record is of an upload's present version. */
  async #expectRejectedRecords(): Promise<void> {
    for await (const { key } of listAll(this.#bucket, "index/rejected/")) {
      const record = JSON.parse(Buffer.from((await this.#bucket.get(key)).bytes).toString()) as {
        key: ObjectKey;
        version: string;
      };
      const head = await this.#bucket.head(record.key);
      if (uploadVersion(head, resolvedArticleOptions.parserVersion) !== record.version) {
        throw new Error(`the record of ${record.key} is of a former version`);
      }
    }
  }
}
