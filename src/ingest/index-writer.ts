/**
 * Adds, replaces and deletes the documents of source keys: the library's writer. Uploads in a bucket go
 * through batch.ts instead, which looks at them itself.
 */

import type { Article } from "../articles/news.ts";
import { systemClock } from "../clock.ts";
import { SearchIndexError } from "../errors.ts";
import { systemIdSource } from "../id-source.ts";
import {
  defaultKeyLayout,
  type IndexContext,
  type IndexOptions,
  type KeyLayout,
  type ResolvedIndexOptions,
  resolveIndexOptions,
  type SourceDocument,
} from "../index/shared.ts";
import { BatchCommitter, compactSmallSegments, type SourceState } from "../index/write.ts";
import type { ObjectStore } from "../store/store.ts";

/** The new content of one source key, as readArticles gives it or as documents of any fields, or its deletion. */
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

/** The result of a call of apply. */
export interface ApplyReport {
  /** Sequence of the manifest that contains the changes. */
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
    // A caller gives what a source key holds when it changes, and can not be asked for it again: nothing of it is a
    // statement.
    this.#options = { ...resolveIndexOptions(options), statementOf: null };
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
    const { snapshot, committed, unchanged, failed, conflicts } = report;
    if (committed.length > 0) await compactSmallSegments(this.#context, this.#options, snapshot);
    return { sequence: snapshot.manifest.sequence, committed, unchanged, stale: [...failed.keys()], conflicts };
  }
}

/**
 * The documents are the caller's own, no copies: `extractField` may read what an object inherits, or know it by itself.
 */
function lookOf(change: SourceChange): SourceState {
  return isDeletion(change)
    ? { state: "absent" }
    : { state: "present", version: change.version, documents: change.articles as readonly SourceDocument[] };
}

function compareVersions(change: SourceChange, present: string | null): SourceState {
  const claimed = isDeletion(change) ? null : change.version;
  return claimed === (present ?? null) ? lookOf(change) : { state: "unknown", reason: null };
}

function isDeletion(change: SourceChange): change is Extract<SourceChange, { deleted: true }> {
  return "deleted" in change && change.deleted === true;
}

/**
 * Checks the changes of a caller without types: what is written into a segment must be readable again, so that a
 * version that is no text must not get that far. Throws `invalid-change`, which names the source key and what is wrong
 * with its change.
 */
function checkChanges(changes: readonly SourceChange[]): void {
  if (!Array.isArray(changes)) throw invalid("The changes must be an array");
  for (const change of changes) {
    const fault = findFault(change);
    if (fault !== null) throw invalid(fault);
  }
  if (new Set(changes.map(({ sourceKey }) => sourceKey)).size !== changes.length) {
    throw invalid("Two changes name the same source key. Apply them one after another");
  }
}

function findFault(change: Partial<Record<"sourceKey" | "version" | "articles" | "deleted", unknown>> | null) {
  const { sourceKey, version, articles, deleted } = change ?? {};
  if (typeof sourceKey !== "string") return "A change has no `sourceKey`, which must be a string";
  if (deleted === true) return null;
  if (deleted !== undefined) return `The change of ${sourceKey} has a \`deleted\` that is not true. Leave it out`;
  if (typeof version !== "string") return `The change of ${sourceKey} has no \`version\`, which must be a string`;
  return isListOfObjects(articles) ? null : `The change of ${sourceKey} has no array of \`articles\`, each an object`;
}

/** Tells whether all elements are objects. It loops by index, since an array may have holes. */
function isListOfObjects(list: unknown): boolean {
  return Array.isArray(list) && Array.from(list).every((item) => typeof item === "object" && item !== null);
}

function invalid(fault: string): SearchIndexError {
  return new SearchIndexError("invalid-change", `${fault}.`);
}
