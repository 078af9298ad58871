/**
 * Times in which the bucket takes no writes, or not all: a full disk, no room for segments, a read-only store, merges
 * that always fail. They begin at any moment, and last for one call, for minutes or for hours.
 */
import { SearchIndexError } from "../../../src/errors.ts";

import type { Scheduler } from "./scheduler.ts";

const KINDS = ["full", "full once", "full for segments", "read-only", "merges fail"] as const;
type SpellKind = (typeof KINDS)[number];

const LONGEST_SPELL_MS = 6 * 3_600_000;
/** Roles that put a segment made of others. */
const MERGERS: ReadonlySet<string> = new Set(["compactor", "purger", "rebuilder", "repairer"]);

export class Spells {
  /** Writes that were refused. */
  refused = 0;
  readonly #scheduler: Scheduler;
  #kind: SpellKind | null = null;
  #endsAtMs = 0;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** Begins one of any kind, for some time or until `end`. */
  begin(lasts: "some time" | "until its end" = "some time"): void {
    const { choices, nowMs } = this.#scheduler;
    this.#kind = choices.pick("kind of spell", KINDS);
    const durationMs = choices.durationMs("spell", LONGEST_SPELL_MS);
    this.#endsAtMs = lasts === "some time" ? nowMs + durationMs : Number.POSITIVE_INFINITY;
    this.#scheduler.note(`the bucket is in trouble: ${this.#kind}`);
  }

  end(): void {
    this.#kind = null;
  }

  /** Throws where a process of this role may not do this now. */
  check(role: string, method: string, key: string): void {
    if (this.#scheduler.nowMs >= this.#endsAtMs) this.#kind = null;
    const error = this.#refusalOf(role, method, key);
    if (error === null) return;
    this.refused += 1;
    if (this.#kind === "full once") this.#kind = null;
    throw error;
  }

  #refusalOf(role: string, method: string, key: string): SearchIndexError | null {
    const isPut = method.startsWith("put");
    const isSegment = key.startsWith("index/segments/");
    const full = (isMeant: boolean) => (isMeant ? new SearchIndexError("store-full", "The disk is full.") : null);
    switch (this.#kind) {
      case "full":
      case "full once":
        return full(isPut);
      case "full for segments":
        return full(isPut && isSegment);
      case "merges fail":
        return full(isPut && isSegment && MERGERS.has(role));
      case "read-only": {
        const isWrite = isPut || method.startsWith("delete");
        return isWrite ? new SearchIndexError("store-read-only", "The disk is read-only.") : null;
      }
      case null:
        return null;
    }
  }
}
