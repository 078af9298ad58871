/**
 * The owner of the simulated bucket, who puts, changes and deletes uploads, removals and takedowns at any moment; and
 * the queue of events that tell of it: doubled, late, out of order, or lost.
 */

import { addressIdentity } from "../../../src/articles/news.ts";
import type { IndexContext } from "../../../src/index/shared.ts";
import { stateGone } from "../../../src/ingest/ingest.ts";
import {
  type ETag,
  type ObjectHead,
  type ObjectKey,
  type ObjectStore,
  type PutOptions,
  putLatest,
  type StoredObject,
} from "../../../src/store/store.ts";
import { uploadVersion } from "../../support/inside/index-commit.ts";
import { countsBefore, type PlacedStatement } from "../../support/newest-articles.ts";
import { BROKEN_STATEMENT, isSameContent } from "./final-state.ts";
import type { LiveState } from "./index-watcher.ts";
import type { Profile } from "./profile.ts";
import type { QueuedEvent } from "./roles.ts";
import type { Scheduler } from "./scheduler.ts";

const HOUR_MS = 3_600_000;
/** Time for which SQS hides a message that a writer took, about. */
const HIDDEN_MS = 30 * 60_000;
const LARGEST_BATCH = 4;

const KEYS = [
  "articles/а.json",
  "articles/б/1.json",
  "articles/б/2.jsonl",
  "articles/в г.json",
  "articles/е.jsonl",
].map((key) => key as ObjectKey);
const WORDS = ["нефть", "газ", "Лавров", "Китай", "Москва", "суд", "банк", "матч"];
const ADDRESSES = 3;
const STATEMENT_KINDS = ["removal", "takedown"] as const;
const CLOCK_OFF_MS = 48 * HOUR_MS;
/** Text a little larger than a stored block (STORED_BLOCK_BYTES), so that the article fills one by itself. */
const LONG_NOTICE = "Материал партнёра. ".repeat(900);

/** A removal or a takedown of one article. */
interface GoneStatement {
  readonly kind: (typeof STATEMENT_KINDS)[number];
  readonly address: string;
}

function addressOf(number: number): string {
  return `https://news.example/${number}`;
}

export class Owner {
  /** Keys of whose last change no event told. */
  readonly lostKeys = new Set<string>();
  /** Uploads whose bytes stayed and whose metadata changed within one second. */
  metadataChanges = 0;
  /** Removals and takedowns that were put, and takedowns that were lifted. */
  readonly statementCounts = { removals: 0, takedowns: 0, lifts: 0 };
  readonly #scheduler: Scheduler;
  readonly #context: IndexContext;
  readonly #bucket: ObjectStore;
  readonly #profile: Profile;
  /** Objects in the bucket, by each key that ever changed. */
  readonly #uploads = new Map<string, ObjectHead | null>();
  /** Statements of each removal or takedown that was ever put. */
  readonly #statements = new Map<string, GoneStatement>();
  /** ETags of those that cannot be read. */
  readonly #broken = new Set<ETag>();
  #queue: QueuedEvent[] = [];
  #outageEndsAtMs = 0;
  #contentNumber = 0;

  /** `context`: the bucket's own, without faults. */
  constructor(scheduler: Scheduler, context: IndexContext, profile: Profile) {
    this.#scheduler = scheduler;
    this.#context = context;
    this.#bucket = context.store;
    this.#profile = profile;
  }

  /** Time when the next event can be taken; null if none waits. */
  get nextEventAtMs(): number | null {
    const pending = this.#pending();
    return pending.length === 0 ? null : Math.min(...pending.map(({ visibleAtMs }) => visibleAtMs));
  }

  beginOutage(): void {
    this.#outageEndsAtMs = this.#scheduler.nowMs + this.#scheduler.choices.durationMs("outage", HOUR_MS);
    this.#scheduler.note("the bucket stops sending events");
  }

  /** Changes an upload, a removal or a takedown. */
  async change(): Promise<void> {
    const { choices } = this.#scheduler;
    const inHand = this.#pending().filter(({ isInHand }) => isInHand);
    // Where it hurts most: under the hands of a writer.
    const keyInHand =
      inHand.length > 0 && choices.chance("in hand", this.#profile.malice)
        ? choices.pick("key in hand", inHand).key
        : null;
    const statementInHand = keyInHand === null ? undefined : this.#statements.get(keyInHand);
    if (statementInHand !== undefined) return this.#changeStatement(statementInHand);
    if (keyInHand !== null) return this.#changeUpload(keyInHand);
    if (!choices.chance("statement", this.#profile.states)) {
      return this.#changeUpload(choices.pick("key", KEYS.slice(0, this.#profile.keys)));
    }
    const kind = choices.pick("kind", STATEMENT_KINDS);
    return this.#changeStatement({ kind, address: addressOf(choices.below("gone", ADDRESSES)) });
  }

  /** States that an article is gone, or deletes what states it. */
  async #changeStatement({ kind, address }: GoneStatement): Promise<void> {
    const { choices } = this.#scheduler;
    const known = [...this.#statements].find(([, one]) => one.kind === kind && one.address === address)?.[0];
    const present = known === undefined ? null : this.#uploads.get(known);
    if (known !== undefined && present !== null && choices.chance("unstate", this.#profile.unstates)) {
      await this.#bucket.delete(known as ObjectKey);
      this.#uploads.set(known, null);
      if (kind === "takedown") this.statementCounts.lifts += 1;
      this.#tell(known as ObjectKey, null, `takes back the ${kind} of ${address}`);
      return;
    }
    const key = await stateGone(this.#context, kind, { address });
    this.#statements.set(key, { kind, address });
    const isBroken = choices.chance("broken statement", 0.05);
    const sent = isBroken ? await this.#put(key, Buffer.from(BROKEN_STATEMENT)) : await this.#bucket.get(key);
    this.#uploads.set(key, sent);
    if (isBroken) this.#broken.add(sent.etag);
    this.statementCounts[`${kind}s`] += 1;
    this.#tell(key, sent, `puts ${isBroken ? "an unreadable" : "a"} ${kind} of ${address}`);
  }

  async #changeUpload(key: ObjectKey): Promise<void> {
    const { choices, nowMs } = this.#scheduler;
    const former = this.#uploads.has(key) ? await this.#bucket.get(key).catch(() => null) : null;
    const isDelete = choices.chance("delete", this.#profile.isDelete);
    const isYoung = former !== null && nowMs < former.lastModifiedMs + 1_000;
    const isMetadataAlone = !isDelete && former !== null && choices.chance("metadata alone", isYoung ? 0.6 : 0.1);
    let sent: StoredObject | null = null;
    if (isDelete) {
      await this.#bucket.delete(key);
      this.#uploads.set(key, null);
    } else {
      const bytes = isMetadataAlone ? former.bytes : Buffer.from(this.#compose(key));
      sent = await this.#put(key, bytes, this.#describe());
    }
    if (isMetadataAlone && former.lastModifiedMs === sent?.lastModifiedMs) this.metadataChanges += 1;
    const what = isDelete ? "deletes" : isMetadataAlone ? "puts other metadata of" : "puts";
    this.#tell(key, sent, `${what} ${key}`);
  }

  /** Sends the events of a change, or none. */
  #tell(key: ObjectKey, sent: StoredObject | null, what: string): void {
    const { choices, nowMs } = this.#scheduler;
    const isLost = choices.chance("lost", 0.04) || nowMs < this.#outageEndsAtMs;
    this.#scheduler.note(`owner ${what}${isLost ? ", of which no event tells" : ""}`);
    if (isLost) {
      this.lostKeys.add(key);
      return;
    }
    // Whoever handles it looks at the bucket, and so finds what was lost before.
    this.lostKeys.delete(key);
    const copies = choices.chance("twice", 0.2) ? 2 : 1;
    for (let i = 0; i < copies; i += 1) {
      const delayMs = choices.chance("event at once", this.#profile.malice)
        ? 0
        : choices.durationMs("event after", this.#profile.longestDelayMs);
      const visibleAtMs = nowMs + delayMs;
      this.#queue.push({ key, sent, visibleAtMs, isInHand: false, isDone: false });
    }
  }

  /** Puts an upload, lets `handle` bring it in, and changes its metadata alone, of which no event tells. */
  async changeUnseen(handle: () => Promise<void>): Promise<void> {
    const key = this.#scheduler.choices.pick("changed unseen", KEYS.slice(0, this.#profile.keys));
    const bytes = Buffer.from(this.#compose(key));
    await this.#put(key, bytes, { metadata: { title: "Seen" } });
    this.queueLooks([key]);
    this.lostKeys.delete(key);
    await handle();
    const seen = await this.#bucket.head(key);
    await this.#put(key, bytes, { metadata: { title: "Unseen" } });
    this.lostKeys.add(key);
    if ((await this.#bucket.head(key)).lastModifiedMs === seen.lastModifiedMs) this.metadataChanges += 1;
    this.#scheduler.note(`owner changes the metadata of ${key}, of which no event tells`);
  }

  async #put(key: ObjectKey, bytes: Uint8Array, options?: PutOptions): Promise<StoredObject> {
    await putLatest(this.#bucket, key, bytes, options);
    const object = await this.#bucket.get(key);
    this.#uploads.set(key, object);
    return object;
  }

  /**
   * I8, at any moment: of a key whose events are all handled the index says what the bucket does, and no document is
   * live that a handled removal or takedown counts before. A later healing, by a reconcile or a rebuild, would hide
   * that it did not.
   */
  expectHandledAreLive({ versions, articles }: LiveState, parserVersion: string): void {
    const waiting = new Set<string>([...this.lostKeys, ...this.#pending().map(({ key }) => key)]);
    for (const [key, upload] of this.#uploads) {
      if (waiting.has(key)) continue;
      const stored = upload === null ? undefined : uploadVersion(upload, parserVersion);
      const indexed = versions.get(key);
      if (!isSameContent(indexed, stored))
        throw new Error(`${key} is handled, and the index holds ${indexed}, the bucket ${stored}`);
      const gone = this.#statedNow(key, upload);
      const article = articles.get(addressIdentity(gone?.address ?? null) ?? "");
      if (gone !== null && article !== undefined && countsBefore(gone, article)) {
        throw new Error(`the ${gone.kind} of ${gone.address} is handled, and the article of ${article.key} is live`);
      }
    }
  }

  /** Reads the statement of a removal or a takedown; null for an upload, or if there is none any more. */
  #statedNow(key: string, upload: ObjectHead | null): PlacedStatement | null {
    const statement = this.#statements.get(key);
    if (statement === undefined || upload === null || this.#broken.has(upload.etag)) return null;
    return { ...statement, key, statedAt: Math.floor(upload.lastModifiedMs / 1_000) };
  }

  /** Queues the looks of a reconcile. */
  queueLooks(keys: readonly ObjectKey[]): void {
    for (const key of keys)
      this.#queue.push({ key, sent: null, visibleAtMs: this.#scheduler.nowMs, isInHand: false, isDone: false });
  }

  /** Some of what is due, hidden from others for a while. */
  takeBatch(): readonly QueuedEvent[] {
    const { choices, nowMs } = this.#scheduler;
    const due = this.#pending().filter(({ visibleAtMs }) => visibleAtMs <= nowMs);
    const batch = due.filter(() => choices.chance("in batch", 0.6)).slice(0, LARGEST_BATCH);
    for (const event of batch) {
      event.visibleAtMs = nowMs + HIDDEN_MS;
      event.isInHand = true;
    }
    return batch;
  }

  #pending(): readonly QueuedEvent[] {
    this.#queue = this.#queue.filter(({ isDone }) => !isDone);
    return this.#queue;
  }

  /** A title of a few, or none: at times the same again. */
  #describe(): PutOptions {
    const number = this.#scheduler.choices.below("described", 4);
    return number === 0 ? {} : { metadata: { title: `Title ${number}`, source: `source-${number}.ru` } };
  }

  /** Mostly articles, at times what was there before, at times nothing or not all that can be read. */
  #compose(key: ObjectKey): string {
    const { choices } = this.#scheduler;
    if (!choices.chance("same again", 0.2)) this.#contentNumber += 1;
    const lines = key.endsWith(".jsonl") ? 1 + choices.below("articles", 4) : 1;
    return Array.from({ length: lines }, (_, i) => this.#composeArticle(this.#contentNumber * 10 + i)).join("\n");
  }

  #composeArticle(number: number): string {
    const { choices } = this.#scheduler;
    if (choices.chance("broken", 0.1)) return "{ сломанный";
    const text = Array.from({ length: 6 }, (_, i) => WORDS[(number * (i + 1)) % WORDS.length]).join(" ");
    const article = { title: `Новость ${number}`, text: `${text}. Это текст номер ${number}.` };
    const notice = choices.chance("long", this.#profile.long) ? { notice: LONG_NOTICE } : {};
    return JSON.stringify({ ...article, ...notice, ...this.#composeAddress() });
  }

  /**
   * One of a few, so that several uploads speak of one article; and a time of change by a clock that is up to two days
   * off.
   */
  #composeAddress(): object {
    const { choices, nowMs } = this.#scheduler;
    if (!choices.chance("address", 0.5)) return {};
    const url = addressOf(choices.below("address number", ADDRESSES));
    if (!choices.chance("says when", 0.5)) return { url };
    return { url, updatedAt: nowMs + choices.below("clock", 2 * CLOCK_OFF_MS) - CLOCK_OFF_MS };
  }
}
