/**
 * Adds, replaces and deletes the documents of source keys (layer 4): the library's writer. Uploads in a bucket go
 * through ingest-batch.ts instead, which looks at them itself.
 */
import type { Article } from "../article/article.ts";
import { systemClock } from "../clock.ts";
import { systemIdSource } from "../id-source.ts";
import type { IndexContext } from "../manifest/manifest-store.ts";
import {
  type IndexOptions,
  type ResolvedIndexOptions,
  resolveIndexOptions,
  type SourceDocument,
} from "../segment/minisearch-options.ts";
import { defaultKeyLayout, type KeyLayout } from "../storage/object-keys.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { BatchCommitter } from "./batch-commit.ts";
import type { SourceOutcome } from "./batch-plan.ts";
import { checkChanges } from "./change-check.ts";
import { compactSmallSegments } from "./compactor.ts";
import type { Look } from "./source-look.ts";

/** All that one source key now holds, as readArticles gives it or as documents of any fields, or its deletion. */
export type SourceChange =
  | { readonly sourceKey: string; readonly version: string; readonly articles: readonly (SourceDocument | Article)[] }
  | { readonly sourceKey: string; readonly deleted: true };

export interface IndexWriterInput {
  readonly store: ObjectStore;
  readonly options: IndexOptions;
  readonly layout?: KeyLayout;
  readonly clock?: IndexContext["clock"];
  readonly ids?: IndexContext["ids"];
}

export interface ApplyOptions {
  /**
   * The version of a source key at this moment, null where it is gone. A change of another version is stale and left
   * out. Without it the changes are taken for the present state.
   */
  readonly look?: (sourceKey: string) => string | null | Promise<string | null>;
}

/** What a call of apply did. */
export interface ApplyReport {
  /** Of the manifest in which the changes are. */
  readonly sequence: number;
  /** Source keys whose documents this call added, replaced or deleted. */
  readonly committed: readonly string[];
  /** Source keys that were as asked already. */
  readonly unchanged: readonly string[];
  /** Source keys whose present version is another one than the change's, or could not be told. */
  readonly stale: readonly string[];
  readonly conflicts: number;
}

/** Writes one index. Any number of writers may work on it at once; each call is one commit. */
export class IndexWriter {
  readonly #context: IndexContext;
  readonly #options: ResolvedIndexOptions;
  readonly #committer: BatchCommitter;

  constructor({
    store,
    options,
    layout = defaultKeyLayout,
    clock = systemClock,
    ids = systemIdSource,
  }: IndexWriterInput) {
    this.#context = { store, layout, clock, ids };
    this.#options = resolveIndexOptions(options);
    this.#committer = new BatchCommitter(this.#context, this.#options);
  }

  /**
   * Makes the index hold just these documents for these source keys, in one commit; other keys stay. Without conflict
   * three requests and a GET a segment that is not open yet; now and then a merge of small segments. Rejects with
   * `commit-conflict`, `index-outdated` or `store-unavailable` (try again; nothing is lost) or `invalid-change`.
   */
  async apply(changes: readonly SourceChange[], { look }: ApplyOptions = {}): Promise<ApplyReport> {
    checkChanges(changes);
    const changeByKey = new Map(changes.map((change) => [change.sourceKey, change]));
    const report = await this.#committer.commit([...changeByKey.keys()], async (sourceKey) => {
      const change = changeByKey.get(sourceKey);
      if (change === undefined) return { state: "unknown", reason: null };
      return look === undefined ? lookOf(change) : compareVersions(change, await look(sourceKey));
    });
    const keys = keysByResult(report.outcomes);
    if (keys.committed.length > 0) await compactSmallSegments(this.#context, this.#options, report.snapshot);
    const { sequence } = report.snapshot.manifest;
    return {
      sequence,
      committed: keys.committed,
      unchanged: keys.unchanged,
      stale: keys.failed,
      conflicts: report.conflicts,
    };
  }
}

/** The documents are the caller's own, no copies: `extractField` may read what an object inherits, or know it by itself. */
function lookOf(change: SourceChange): Look {
  return isDeletion(change)
    ? { state: "absent" }
    : { state: "present", version: change.version, documents: change.articles as readonly SourceDocument[] };
}

function compareVersions(change: SourceChange, present: string | null): Look {
  const claimed = isDeletion(change) ? null : change.version;
  return claimed === (present ?? null) ? lookOf(change) : { state: "unknown", reason: null };
}

function isDeletion(change: SourceChange): change is Extract<SourceChange, { deleted: true }> {
  return "deleted" in change && change.deleted === true;
}

/** Source keys by what became of them, in their own order. */
export function keysByResult(outcomes: ReadonlyMap<string, SourceOutcome>): Record<SourceOutcome["result"], string[]> {
  const keys: Record<SourceOutcome["result"], string[]> = { committed: [], unchanged: [], failed: [], postponed: [] };
  for (const [key, outcome] of outcomes) keys[outcome.result].push(key);
  return keys;
}
