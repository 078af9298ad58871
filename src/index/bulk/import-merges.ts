/**
 * The merges that an import leaves due. Those that fill a segment have nothing in common and run at once, one a core;
 * what is left comes after them, one by one, as the compaction function would do it. Where none is due, the import's
 * own segments become one.
 */

import { mapConcurrently } from "../commit/map-concurrently.ts";
import { compact } from "../compaction/compactor.ts";
import { compactionPolicy, type MergeCandidate, type MergePolicy, unitingPolicy } from "../compaction/policy.ts";
import { refreshTails } from "../compaction/tail-refresh.ts";
import type { SegmentId } from "../keys.ts";
import type { ManifestSegment } from "../manifest/manifest.ts";
import type { IndexContext } from "../manifest/manifest-reader.ts";
import { ManifestStore } from "../manifest/manifest-store.ts";
import type { UploadProcessor } from "../uploads/upload-processor.ts";
import { localPartIngester, type PartIngester } from "./import.ts";

/** Ingests batches of an import, and merges segments into one, here or in other processes. */
export interface ImportWorker extends PartIngester {
  /**
   * Merges segments, and counts the documents of the result; 0 if another worker was faster. Rejects as `compact` does.
   */
  merge(segments: readonly SegmentId[], isOnly: boolean): Promise<number>;
}

/** Totals of all merges. */
export interface MergeTotals {
  readonly merges: number;
  readonly documents: number;
  /** Number of segments once nothing more was due. */
  readonly segments: number;
}

type SegmentMerger = Pick<ImportWorker, "merge" | "concurrency">;

/** Rounds in which no merge landed, before the rest is left to others that seem to be at it. */
const MAX_VAIN_ROUNDS = 3;

/** Creates a worker in this process, with one batch or merge at a time. */
export function localImportWorker(context: IndexContext, processor: UploadProcessor): ImportWorker {
  return {
    ...localPartIngester(context, processor),
    merge: async (ids) => {
      const snapshot = await new ManifestStore(context).load();
      if (snapshot === null) return 0;
      const { merges } = await compact(context, processor.options, snapshot, mergeOf(ids), { maxMerges: 1 });
      return merges[0]?.documents ?? 0;
    },
  };
}

/** The segments that there are now. */
export async function presentSegments(context: IndexContext): Promise<readonly ManifestSegment[]> {
  return (await new ManifestStore(context).load())?.manifest.segments ?? [];
}

/**
 * Merges until the policy of compaction asks for none; `before` are the segments that there were before the import,
 * `onStart` is told of each round of merges. Rejects as `compact` does; what landed before stays.
 */
export async function mergeAfterImport(
  context: IndexContext,
  merger: SegmentMerger,
  before: readonly ManifestSegment[],
  onStart: () => void = () => {},
): Promise<MergeTotals> {
  const older = new Set(before.map(({ id }) => id));
  let [merges, documents, vainRounds] = [0, 0, 0];
  for (let round = 0; ; round += 1) {
    const segments = await presentSegments(context);
    const due = chooseMerges(segments, context.clock.nowMs());
    const choices = due.length > 0 || round > 0 ? due : chooseOwn(segments, older);
    if (choices.length === 0 || vainRounds === MAX_VAIN_ROUNDS) {
      await refreshTails(context);
      return { merges, documents, segments: segments.length };
    }
    onStart();
    const landed = await runMerges(choices, merger);
    vainRounds = landed.length === 0 ? vainRounds + 1 : 0;
    merges += landed.length;
    documents += landed.reduce((sum, count) => sum + count, 0);
  }
}

/** The merges that compaction would run one after another, up to the first that takes in what another made. */
export function chooseMerges(segments: readonly MergeCandidate[], nowMs: number): (readonly SegmentId[])[] {
  const choices: (readonly SegmentId[])[] = [];
  const made = new Set<MergeCandidate>();
  for (let current = segments; ; ) {
    const inputs = compactionPolicy.choose(current, nowMs)?.inputs ?? [];
    if (inputs.length === 0 || inputs.some((input) => made.has(input))) return choices;
    choices.push(inputs.map(({ id }) => id));
    const merged = asOne(inputs);
    made.add(merged);
    current = [...current.filter((segment) => !inputs.includes(segment)), merged];
  }
}

/**
 * Chooses, if nothing is due, the segments of the import itself to become one: each worker has left one, and whoever
 * imports an archive then searches it. Older ones stay as they are, so that many small imports do not rewrite a large
 * segment each.
 */
export function chooseOwn(
  segments: readonly MergeCandidate[],
  older: ReadonlySet<SegmentId>,
): (readonly SegmentId[])[] {
  const own = segments.filter(({ id }) => !older.has(id));
  const inputs = unitingPolicy.choose(own, 0)?.inputs ?? [];
  return inputs.length === 0 ? [] : [inputs.map(({ id }) => id)];
}

/** Predicts the result of a merge of these, in the form that a policy reads. */
function asOne(inputs: readonly MergeCandidate[]): MergeCandidate {
  const [first] = inputs;
  if (first === undefined) throw new RangeError("A merge has inputs.");
  const sum = (of: "sizeBytes" | "liveDocuments" | "liveEntries") =>
    inputs.reduce((total, input) => total + input[of], 0);
  const [documents, entries] = [sum("liveDocuments"), sum("liveEntries")];
  return {
    id: first.id,
    sizeBytes: sum("sizeBytes"),
    documents,
    liveDocuments: documents,
    entries,
    liveEntries: entries,
    oldestTombstoneAtMs: null,
  };
}

/** Runs merges, and lists the number of documents of each that landed. */
async function runMerges(choices: readonly (readonly SegmentId[])[], merger: SegmentMerger): Promise<number[]> {
  const documents = await mapConcurrently(choices, merger.concurrency, (ids) =>
    merger.merge(ids, choices.length === 1),
  );
  return documents.filter((count) => count > 0);
}

/** A merge of just these segments; none where one of them has left. */
function mergeOf(ids: readonly SegmentId[]): MergePolicy {
  return {
    choose: (segments) => {
      const inputs = segments.filter(({ id }) => ids.includes(id));
      return inputs.length === ids.length ? { inputs, reason: "size" } : null;
    },
  };
}
