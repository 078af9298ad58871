/**
 * Marks of uploads that are being read (layer 4): what a process puts beside the index before it reads what may end it, and
 * deletes whatever comes of the reading. A mark whose process is gone says that the process died, of one of these uploads or
 * by chance. suspect-ingest.ts says who puts them and what follows from them.
 *
 * Whether a process is gone is not known for certain, and need not be. Its mark carries a lease: after so long, by the store's
 * own clock, it counts as dead. On one machine the system knows sooner (`IndexContext.processes`). Where a living process is
 * taken for dead the price is a smaller batch, or one death too many in a count of three: no upload is lost by it.
 */
import * as v from "valibot";
import { isErrorOfKind, isSearchIndexError } from "../../errors.ts";
import { createUlid } from "../../id-source.ts";
import type { IndexContext } from "../../manifest/manifest-store.ts";
import { readingMarkKey, readingPrefix, roundMarkKey } from "../../storage/object-store/object-keys.ts";
import { type ETag, listAll, type ObjectKey, type ObjectSummary } from "../../storage/object-store/object-store.ts";
import { storeNowMs } from "../commit/store-time.ts";

const markSchema = v.object({
  /** Uploads that are read under the mark; empty for a round of many batches. */
  keys: v.array(v.string()),
  /** Of a mark of one upload that is read alone, its version; null for a group, however small. */
  version: v.nullable(v.string()),
  /** How often a process died before while it read this version alone. */
  deaths: v.number(),
  /** How old the mark may become, by the store's clock, before its process counts as dead. */
  leaseMs: v.number(),
  /** Identity of the process (process-identity.ts); null where it means nothing to others. */
  owner: v.nullable(v.string()),
});

type ReadingMark = v.InferOutput<typeof markSchema>;

/** A mark in the bucket. */
export interface FoundMark extends ReadingMark {
  readonly markKey: ObjectKey;
  readonly etag: ETag;
}

/** A mark that this process has put, and has to end. */
interface HeldMark {
  readonly markKey: ObjectKey;
}

/** The largest upload takes half a minute to read on a slow machine, and a commit up to twenty seconds. Untuned. */
const LEASE_MS = 180_000;
/** For each further upload of a group: what most take is a hundredth of it. Untuned. */
const LEASE_OF_FURTHER_MS = 5_000;
const LONGEST_LEASE_MS = 15 * 60_000;

/** The marks of one index, as one process puts and sees them. */
export class ReadingMarks {
  readonly #context: IndexContext;
  /** Marks that were over and could not be deleted: they say nothing, and are deleted at the next look. */
  readonly #over = new Set<ObjectKey>();

  constructor(context: IndexContext) {
    this.#context = context;
  }

  /**
   * Marks of processes that are gone, and of others, which are at work. A listing, and a GET each; where the age of one
   * decides, three requests more for the store's time.
   */
  async look(): Promise<{ readonly dead: readonly FoundMark[]; readonly running: readonly FoundMark[] }> {
    const { store, layout, processes } = this.#context;
    const dead: FoundMark[] = [];
    const running: FoundMark[] = [];
    let nowMs: number | null = null;
    for await (const summary of listAll(store, readingPrefix(layout))) {
      if (this.#over.has(summary.key)) {
        await this.end({ markKey: summary.key });
        continue;
      }
      const mark = await this.#load(summary);
      if (mark === null) continue;
      const isKnownDead = mark.leaseMs === 0 || (mark.owner !== null && processes?.isDead(mark.owner) === true);
      if (!isKnownDead) nowMs ??= await storeNowMs(this.#context);
      const isDead = isKnownDead || (nowMs ?? 0) - summary.lastModifiedMs > mark.leaseMs;
      (isDead ? dead : running).push(mark);
    }
    return { dead, running };
  }

  /**
   * Marks a group, or one version that is read alone. `endsInMs`: after so long this process is ended from outside. One
   * request. Where its answer is lost the mark is taken back, as well as that goes.
   */
  async begin(
    keys: readonly string[],
    alone: { readonly version: string; readonly deaths: number } | null,
    endsInMs = Number.POSITIVE_INFINITY,
  ): Promise<HeldMark> {
    const { layout, clock, ids } = this.#context;
    const markKey = readingMarkKey(layout, createUlid(clock.nowMs(), ids));
    await this.#put(markKey, this.#mark(keys, alone, endsInMs));
    return { markKey };
  }

  /**
   * Marks a round of reading that nobody's messages stand for. `isAfterDeath`: another round's mark is there, so that one
   * ended without a word, or is at work. One request, and one at the end.
   */
  async beginRound(keys: readonly string[]): Promise<{ readonly held: HeldMark; readonly isAfterDeath: boolean }> {
    const held = { markKey: roundMarkKey(this.#context.layout) };
    try {
      await this.#put(held.markKey, this.#mark(keys, null, Number.POSITIVE_INFINITY));
      return { held, isAfterDeath: false };
    } catch (error) {
      if (!isErrorOfKind(error, "conflict")) throw error;
      return { held, isAfterDeath: true };
    }
  }

  /** Takes a mark away. One request; never rejects because of the store. */
  async end({ markKey }: HeldMark): Promise<void> {
    try {
      await this.#context.store.delete(markKey);
      this.#over.delete(markKey);
    } catch (error) {
      if (!isSearchIndexError(error)) throw error;
      this.#over.add(markKey);
    }
  }

  /**
   * Takes from a dead mark the keys that it needs to name no longer. Two requests at most; where another process was faster
   * nothing is changed: a mark that names too many costs smaller batches.
   */
  async release(mark: FoundMark, isSettled: (key: string) => boolean): Promise<void> {
    const { store } = this.#context;
    const { markKey, etag, ...rest } = mark;
    const keys = mark.keys.filter((key) => !isSettled(key));
    try {
      if (keys.length === 0) await store.deleteIfMatch(markKey, etag);
      else if (keys.length < mark.keys.length) {
        await store.putIfMatch(markKey, serialise({ ...rest, keys, leaseMs: 0 }), etag, JSON_TYPE);
      }
    } catch (error) {
      if (!isErrorOfKind(error, "conflict") && !isErrorOfKind(error, "unavailable")) throw error;
    }
  }

  #mark(
    keys: readonly string[],
    alone: { readonly version: string; readonly deaths: number } | null,
    endsInMs: number,
  ): ReadingMark {
    const lease = Math.min(LONGEST_LEASE_MS, LEASE_MS + LEASE_OF_FURTHER_MS * (keys.length - 1));
    return {
      keys: [...keys],
      version: alone?.version ?? null,
      deaths: alone?.deaths ?? 0,
      leaseMs: Math.max(1, Math.ceil(Math.min(lease, endsInMs))),
      owner: this.#context.processes?.own ?? null,
    };
  }

  async #put(markKey: ObjectKey, mark: ReadingMark): Promise<void> {
    try {
      await this.#context.store.putIfAbsent(markKey, serialise(mark), JSON_TYPE);
    } catch (error) {
      if (isErrorOfKind(error, "unavailable")) await this.end({ markKey });
      throw error;
    }
  }

  /** Null where it was taken away meanwhile, or is none of poisk's. */
  async #load({ key }: ObjectSummary): Promise<FoundMark | null> {
    try {
      const { bytes, etag } = await this.#context.store.get(key);
      const result = v.safeParse(markSchema, JSON.parse(Buffer.from(bytes).toString("utf8")));
      return result.success ? { ...result.output, markKey: key, etag } : null;
    } catch (error) {
      if (error instanceof SyntaxError || isErrorOfKind(error, "not-found")) return null;
      throw error;
    }
  }
}

const JSON_TYPE = { contentType: "application/json" };

function serialise(mark: ReadingMark): Uint8Array {
  return Buffer.from(JSON.stringify(mark), "utf8");
}
