/**
 * The workers of the simulation: the product's own code. A planted bug puts another in place of one of them
 * (planted-bugs.ts); the product knows nothing of that.
 */

import {
  type IndexContext,
  ManifestStore,
  type ResolvedIndexOptions,
  type SegmentId,
} from "../../../src/index/shared.ts";
import { findDifferences, Ingester, purgeIndex, rebuildIndex } from "../../../src/index/write.ts";
import type { ObjectKey, ObjectStore, StoredObject } from "../../../src/store/store.ts";
import {
  collectGarbage,
  compact,
  createCompactionPolicy,
  type FinishedMerge,
} from "../../support/inside/index-compaction.ts";
import { directProcessor } from "../../support/inside/ingest.ts";

const MINUTE_MS = 60_000;

/** A message about a key; delivered until a worker says that it is done. */
export interface QueuedEvent {
  readonly key: ObjectKey;
  /** The upload as it was when the event was sent, null where it was deleted. No sound writer looks at it. */
  readonly sent: StoredObject | null;
  visibleAtMs: number;
  /** True if a writer works on it, or did when it died. */
  isInHand: boolean;
  isDone: boolean;
}

/** A process that handles one batch of events after another, and may keep what it knows between them. */
export interface Writer {
  /** The keys that are not done. */
  ingest(events: readonly QueuedEvent[]): Promise<ReadonlySet<string>>;
}

type OnMerge = (merge: FinishedMerge) => void;

/** `options` are those of the release that a process runs. */
export interface Roles {
  /** A worker's way to the bucket. */
  readonly openStore: (
    role: string,
    store: ObjectStore,
    context: IndexContext,
    options: ResolvedIndexOptions,
  ) => ObjectStore;
  readonly createWriter: (context: IndexContext, options: ResolvedIndexOptions) => Writer;
  /** Gives the number of deleted objects. */
  readonly collect: (context: IndexContext) => Promise<number>;
  readonly compact: (context: IndexContext, options: ResolvedIndexOptions, onMerge: OnMerge) => Promise<void>;
  readonly purge: (context: IndexContext, options: ResolvedIndexOptions, onMerge: OnMerge) => Promise<void>;
  readonly rebuild: (context: IndexContext, options: ResolvedIndexOptions) => Promise<void>;
  /** The keys on which bucket and index do not agree. */
  readonly findDifferences: (context: IndexContext, options: ResolvedIndexOptions) => Promise<readonly ObjectKey[]>;
  /** `damaged` are taken for damaged, whether they are or not. */
  readonly repair: (
    context: IndexContext,
    options: ResolvedIndexOptions,
    damaged: ReadonlySet<SegmentId>,
  ) => Promise<void>;
}

/** A policy that calls every segment of five keys small and every death old, so that merges of all kinds are due. */
const EAGER_COMPACTION = createCompactionPolicy({
  maxDocuments: 8,
  smallDocuments: 1,
  maxSmallSegments: 1,
  maxInputs: 3,
  purgeAfterMs: 10 * MINUTE_MS,
});

export const soundRoles: Roles = {
  openStore: (_role, store) => store,
  createWriter: (context, options) => {
    const ingester = new Ingester(context, directProcessor(options));
    return {
      ingest: async (events) => new Set((await ingester.ingest(events.map(({ key }) => key))).failed.keys()),
    };
  },
  collect: async (context) => (await collectGarbage(context)).deleted.length,
  compact: async (context, options, onMerge) => {
    const snapshot = await new ManifestStore(context).load();
    if (snapshot === null) return;
    const deadlineMs = context.clock.monotonicMs() + 15 * MINUTE_MS;
    await compact(context, options, snapshot, EAGER_COMPACTION, { deadlineMs, onMerge });
  },
  purge: async (context, options, onMerge) => {
    await purgeIndex(context, options, { onMerge });
  },
  rebuild: async (context, options) => {
    await rebuildIndex(context, directProcessor(options));
  },
  findDifferences: async (context, { parserVersion }) => (await findDifferences(context, parserVersion)).keys,
  repair: async (context, options, damaged) => {
    await rebuildIndex(context, directProcessor(options), { damaged });
  },
};
