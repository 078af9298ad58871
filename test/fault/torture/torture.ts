/**
 * A torture: many processes work on one index in a real store, uploads, removals and takedowns come, change and go,
 * events come twice, late or never, and processes are killed (SIGKILL) at any moment. At the end the index must be what
 * the bucket says.
 */

import process from "node:process";
import type { IndexContext } from "../../../src/index/shared.ts";
import { findDifferences, Ingester, verifyIndex } from "../../../src/index/write.ts";
import { stateGone } from "../../../src/ingest/ingest.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { type ObjectKey, type PutOptions, putLatest } from "../../../src/store/store.ts";
import { seededRandom32 } from "../../support/deterministic.ts";
import { directProcessor } from "../../support/inside/ingest.ts";
import { liveVersions, presentManifest } from "../../support/live-index.ts";
import { expectAgreement, expectSameSearch } from "../simulation/final-state.ts";
import { openPlace, type TorturePlace } from "./torture-place.ts";
import type { WorkerMessage, WorkerRole } from "./torture-worker.ts";
import { TortureWorker } from "./worker-processes.ts";

export interface TortureOptions {
  readonly place: TorturePlace;
  /** Script of the processes, as in worker-processes.ts. */
  readonly script: string;
  /** Changes of the bucket: puts and deletes of uploads, removals and takedowns. */
  readonly uploads: number;
  readonly seed: number;
  readonly onProgress?: (done: number, kills: number) => void;
}

export interface TortureReport {
  readonly uploads: number;
  /** Puts of the bytes that were there, with other metadata. */
  readonly metadataChanges: number;
  readonly removals: number;
  readonly takedowns: number;
  /** Takedowns that were deleted. */
  readonly lifts: number;
  readonly events: number;
  readonly lostEvents: number;
  readonly kills: number;
  readonly commits: number;
  readonly conflicts: number;
  readonly merges: number;
  readonly deletes: number;
  readonly reads: number;
  /** Times that a worker was overtaken or found the store unsteady. */
  readonly setbacks: number;
  /** Articles that are live at the end. */
  readonly articles: number;
  readonly seconds: number;
}

const CREW: Readonly<Record<WorkerRole, number>> = { writer: 8, merger: 2, collector: 1, reader: 2 };
const UPLOADS_A_KEY = 5;
/** So that several uploads speak about one article. */
const KEYS_AN_ADDRESS = 4;
/** Share of removals and takedowns among the changes. */
const STATED = 0.2;
/** Duration of a small torture, about. */
const CHANGED_BEFORE_MS = 20_000;
const LARGEST_BATCH = 12;
/** One kill for so many changes, and for each a pause in which the crew works. */
const CHANGES_A_KILL = 12;
const WORDS = ["нефть", "газ", "Лавров", "Китай", "Москва", "суд", "банк", "матч"];
const QUERIES = ["Новость", "нефть газ", "Лаврова Китай", "текст номер"];
/** Longer than that nothing moves on any store. */
const LONGEST_DRAIN_MS = 120_000;

/** Rejects where a promise is broken. Kills what it started, also then. */
export async function torture(options: TortureOptions): Promise<TortureReport> {
  const run = new Torture(options);
  try {
    return await run.run();
  } finally {
    run.end();
  }
}

class Torture {
  readonly #options: TortureOptions;
  readonly #context: IndexContext;
  readonly #random: () => number;
  readonly #crew: TortureWorker[] = [];
  readonly #queue: { key: string; visibleAtMs: number }[] = [];
  readonly #lostKeys = new Set<string>();
  /** The keys of removals and takedowns that are in the bucket, by kind and address. */
  readonly #statements = new Map<string, ObjectKey>();
  readonly #counts = {
    metadataChanges: 0,
    removals: 0,
    takedowns: 0,
    lifts: 0,
    events: 0,
    lostEvents: 0,
    kills: 0,
    conflicts: 0,
    merges: 0,
    deletes: 0,
    reads: 0,
    setbacks: 0,
  };
  #broken: string | null = null;

  constructor(options: TortureOptions) {
    this.#options = options;
    this.#context = openPlace(options.place);
    const random32 = seededRandom32(options.seed);
    this.#random = () => random32() / 0x100000000;
  }

  async run(): Promise<TortureReport> {
    const { clock } = this.#context;
    const startedAtMs = clock.monotonicMs();
    for (const [role, count] of Object.entries(CREW)) {
      for (let i = 0; i < count; i += 1) this.#crew.push(this.#hire(role as WorkerRole));
    }
    for (let i = 1; i <= this.#options.uploads; i += 1) {
      await this.#change(i);
      this.#deliver();
      if (this.#random() * CHANGES_A_KILL < 1) {
        await clock.sleep(this.#random() * 400);
        this.#kill();
      }
      this.#options.onProgress?.(i, this.#counts.kills);
    }
    await this.#drain();
    const articles = await this.#judge();
    const { sequence: commits } = await presentManifest(this.#context);
    const seconds = Math.round((clock.monotonicMs() - startedAtMs) / 1000);
    return { uploads: this.#options.uploads, ...this.#counts, commits, articles, seconds };
  }

  end(): void {
    for (const worker of this.#crew) worker.end();
  }

  #hire(role: WorkerRole): TortureWorker {
    return new TortureWorker(role, this.#options.script, this.#options.place, (worker, message) =>
      this.#hear(worker, message),
    );
  }

  #hear(_worker: TortureWorker, message: WorkerMessage): void {
    if (message.kind === "broken") this.#broken ??= message.text;
    if (message.kind === "did") this.#counts[message.what] += message.count;
    if (message.kind !== "handled") return;
    this.#counts.conflicts += message.conflicts;
    for (const key of message.failed) this.#send(key, 0);
  }

  #below(bound: number): number {
    return Math.floor(this.#random() * bound);
  }

  #send(key: string, delayMs: number): void {
    this.#counts.events += 1;
    this.#queue.push({ key, visibleAtMs: this.#context.clock.monotonicMs() + delayMs });
  }

  get #keys(): number {
    return Math.ceil(this.#options.uploads / UPLOADS_A_KEY);
  }

  async #change(number: number): Promise<void> {
    this.#tell(this.#random() < STATED ? await this.#changeStatement() : await this.#changeUpload(number));
  }

  /** States that an article is gone, or deletes what states it. */
  async #changeStatement(): Promise<ObjectKey> {
    const kind = this.#random() < 0.5 ? "removal" : "takedown";
    const address = this.#drawAddress();
    const present = this.#statements.get(`${kind} ${address}`);
    if (present !== undefined && this.#random() < 0.6) {
      await this.#context.store.delete(present);
      this.#statements.delete(`${kind} ${address}`);
      if (kind === "takedown") this.#counts.lifts += 1;
      return present;
    }
    const key = await stateGone(this.#context, kind, { address });
    this.#statements.set(`${kind} ${address}`, key);
    this.#counts[`${kind}s`] += 1;
    return key;
  }

  #drawAddress(): string {
    return `https://news.example/${this.#below(Math.ceil(this.#keys / KEYS_AN_ADDRESS))}`;
  }

  async #changeUpload(number: number): Promise<ObjectKey> {
    const key = `articles/${this.#below(this.#keys)}.json` as ObjectKey;
    if (this.#random() < 0.2) await this.#context.store.delete(key);
    else {
      const bytes = Buffer.from(this.#compose(number));
      await putLatest(this.#context.store, key, bytes, this.#describe(number));
      // The same bytes within the second: what differs is metadata alone, and the event of the last put is all that
      // tells.
      for (let i = 1; this.#random() < 0.4; i += 1) {
        if (this.#random() < 0.5) this.#send(key, 0);
        this.#deliver();
        await putLatest(this.#context.store, key, bytes, this.#describe(number + i / 10));
        this.#counts.metadataChanges += 1;
      }
    }
    return key;
  }

  /** Sends the events of a change, or none. */
  #tell(key: ObjectKey): void {
    if (this.#random() < 0.02) {
      this.#counts.lostEvents += 1;
      this.#lostKeys.add(key);
      return;
    }
    this.#send(key, this.#below(300));
    if (this.#random() < 0.1) this.#send(key, this.#below(2_000));
  }

  #describe(number: number): PutOptions {
    return { metadata: { title: `Title ${number}` } };
  }

  #compose(number: number): string {
    if (this.#random() < 0.03) return "{ сломанный";
    const words = Array.from({ length: 8 }, () => WORDS[this.#below(WORDS.length)]).join(" ");
    const article = { title: `Новость ${number}`, text: `${words}. Это текст номер ${number}.` };
    if (this.#random() < 0.3) return JSON.stringify(article);
    const url = this.#drawAddress();
    if (this.#random() < 0.5) return JSON.stringify({ ...article, url });
    return JSON.stringify({ ...article, url, updatedAt: this.#context.clock.nowMs() - this.#below(CHANGED_BEFORE_MS) });
  }

  /** Delivers due events to waiting writers, in no order. */
  #deliver(): void {
    const nowMs = this.#context.clock.monotonicMs();
    for (const writer of this.#crew.filter(({ role, isIdle }) => role === "writer" && isIdle)) {
      const batch = new Set<string>();
      const size = 1 + this.#below(LARGEST_BATCH);
      for (let i = this.#queue.length - 1; i >= 0 && batch.size < size; i -= 1) {
        const event = this.#queue[i];
        if (event === undefined || event.visibleAtMs > nowMs) continue;
        batch.add(event.key);
        this.#queue.splice(i, 1);
      }
      if (batch.size > 0) writer.give([...batch]);
    }
  }

  #kill(): void {
    const victim = this.#crew[this.#below(this.#crew.length)];
    if (victim === undefined) return;
    this.#counts.kills += 1;
    for (const key of victim.kill()) this.#send(key, 200);
  }

  async #drain(): Promise<void> {
    const { clock } = this.#context;
    const endsAtMs = clock.monotonicMs() + LONGEST_DRAIN_MS + this.#options.uploads * 100;
    while (this.#queue.length > 0 || this.#crew.some(({ isWorking }) => isWorking)) {
      if (this.#broken !== null) throw new Error(this.#broken);
      if (clock.monotonicMs() > endsAtMs) throw new Error(`${this.#queue.length} events are not handled`);
      this.#deliver();
      await clock.sleep(20);
    }
  }

  /**
   * Expects that nothing is lost, doubled or stale except changes without an event; after a reconcile nothing at all.
   */
  async #judge(): Promise<number> {
    const { parserVersion } = resolvedArticleOptions;
    const live = async () => new Map(Object.entries(await this.#steadily(() => liveVersions(this.#context))));
    if (this.#broken !== null) throw new Error(this.#broken);
    await expectAgreement(this.#context, parserVersion, await live(), this.#lostKeys);
    const { keys } = await this.#steadily(() => findDifferences(this.#context, parserVersion));
    await new Ingester(this.#context, directProcessor(resolvedArticleOptions)).ingest(keys);
    this.end();
    if (this.#broken !== null) throw new Error(this.#broken);
    await expectAgreement(this.#context, parserVersion, await live());
    await expectSameSearch(this.#context, QUERIES);
    const { findings, documents } = await verifyIndex(this.#context, resolvedArticleOptions);
    const wrong = findings.filter(({ severity }) => severity !== "notice");
    if (wrong.length > 0) throw new Error(JSON.stringify(wrong));
    return documents;
  }

  /** Mergers and collectors are at work still: what they took from under a look is looked at again. */
  async #steadily<T>(look: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await look();
      } catch (error) {
        if ((error as { kind?: string }).kind !== "not-found" || attempt === 5) throw error;
      }
    }
  }
}

/** One line for a report. */
export function tortureText(report: TortureReport): string {
  return Object.entries(report)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
}

/** Writes progress to a terminal; nothing if the output is none. */
export function writeProgress(done: number, total: number, kills: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${total} changes, ${kills} processes killed `);
  else if (done % 500 === 0) process.stderr.write(`${done} of ${total} changes, ${kills} processes killed\n`);
}
