/**
 * What a check of a store works with, and what it says (layer 1): a place of its own in the bucket, and findings in plain
 * words.
 */
import type { Clock } from "../../clock.ts";
import { isSearchIndexError, type SearchIndexError } from "../../errors.ts";
import { createUlid, type IdSource } from "../../id-source.ts";
import { type KeyLayout, probesPrefix } from "../object-store/object-keys.ts";
import { listAll, type ObjectKey, type ObjectStore, type ObjectSummary } from "../object-store/object-store.ts";

/** The store to probe, and the ports. Take the store as it is: a cache over it would answer in its place. */
export interface ProbeContext {
  readonly store: ObjectStore;
  readonly layout: KeyLayout;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** What a check found, each in a sentence; `advice` says what to do about it. */
export interface ProbeFinding {
  readonly verdict: "passed" | "warning" | "failed";
  readonly found: string;
  readonly advice?: string;
  /** Whether it failed for want of an answer, which says nothing of what the store does. */
  readonly isUnanswered?: boolean;
}

/** One question to a store. */
export interface StoreCheck {
  /** Stable, for programs. */
  readonly name: string;
  /** What a good store does, to be read as a claim. */
  readonly claim: string;
  /** Whether an index is lost or garbled in a store that fails it. */
  readonly isEssential: boolean;
  /** Rejects where the store does not answer; it is then asked again under other keys, and at last fails. */
  readonly run: (run: ProbeRun) => Promise<ProbeFinding>;
}

/** What to do where a store refuses: a folder, or a bucket. */
export const DENIED_ADVICE =
  "Look at the folder and its rights, or at the bucket's name, the region, the credentials, and their policy.";

/** A writer that was killed while it tried a store has left nothing that anybody still needs. */
const LEFTOVER_AGE_MS = 60 * 60 * 1000;

/** One run of checks. */
export class ProbeRun {
  readonly context: ProbeContext;
  /** Ends with a slash. */
  readonly prefix: string;
  /** Whether what goes wrong only now and then is looked for at less length. */
  readonly isQuick: boolean;
  #round = 0;

  constructor(context: ProbeContext, isQuick = false) {
    this.context = context;
    this.isQuick = isQuick;
    this.prefix = `${probesPrefix(context.layout)}${createUlid(context.clock.nowMs(), context.ids)}/`;
  }

  get store(): ObjectStore {
    return this.context.store;
  }

  /** A key of this run; each check takes names of its own. */
  key(name: string): ObjectKey {
    return `${this.prefix}${this.#round === 0 ? "" : `${this.#round}/`}${name}` as ObjectKey;
  }

  /** Names fresh keys from now on: what had no answer may have been done, or may be done yet. */
  beginRound(): void {
    this.#round += 1;
  }

  /** Deletes what this run put, and what earlier ones left that were killed. A listing, and a delete each. */
  async cleanUp(): Promise<void> {
    const { store, layout } = this.context;
    const found: ObjectSummary[] = [];
    for await (const object of listAll(store, probesPrefix(layout))) found.push(object);
    const own = found.filter(({ key }) => key.startsWith(this.prefix));
    // The store's clock has put them all: what this run put last tells its time.
    const storeMs = Math.max(...own.map(({ lastModifiedMs }) => lastModifiedMs));
    const old = found.filter(({ lastModifiedMs }) => storeMs - lastModifiedMs > LEFTOVER_AGE_MS);
    await Promise.all([...new Set([...own, ...old])].map(({ key }) => store.delete(key)));
  }
}

export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, "utf8");
}

export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}

/** The value, or the store's error in its place; whatever else is thrown goes on. */
export async function attempt<T>(call: Promise<T>): Promise<T | SearchIndexError> {
  try {
    return await call;
  } catch (error) {
    if (isSearchIndexError(error)) return error;
    throw error;
  }
}

export function passed(found: string): ProbeFinding {
  return { verdict: "passed", found };
}

export function failed(found: string, advice: string): ProbeFinding {
  return { verdict: "failed", found, advice };
}

export function warning(found: string, advice: string): ProbeFinding {
  return { verdict: "warning", found, advice };
}

/** What to do with a store in which a commit can be lost. */
export const KEEP_NO_INDEX_HERE =
  "Keep no index here: uploads would be lost without a word. Take a store that honours If-Match and If-None-Match on PUT, or a newer version of this one.";
