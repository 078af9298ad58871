/**
 * What a batch of looks means for one manifest, and what is told of it afterwards (layer 4, pure): which source keys come
 * in, which live entries end, and what became of each key. Reading and writing are batch-commit.ts.
 */
import type { Snapshot } from "../../manifest/manifest-store.ts";
import type { PlacedSourceEntry } from "../../segment/stored/lookup.ts";
import type { SourceDocuments } from "../../segment/writer/minisearch-codec.ts";
import type { BuiltSegments } from "../processing/upload-processor.ts";
import type { LiveEntry } from "./live-entries.ts";
import type { SourceState } from "./source-state.ts";

/** What became of one source key. */
export type SourceOutcome =
  | { readonly result: "committed" | "unchanged" | "postponed" }
  | { readonly result: "failed"; readonly reason: unknown };

/** What a batch did. `snapshot` is the manifest that makes it true. */
export interface BatchReport {
  readonly snapshot: Snapshot;
  readonly outcomes: ReadonlyMap<string, SourceOutcome>;
  /** Live entries that this batch put an end to, by source key. */
  readonly tombstoned: ReadonlyMap<string, readonly LiveEntry[]>;
  readonly conflicts: number;
  /** Documents that this batch brought in. */
  readonly articles: number;
  /** Bytes of the segments put, 0 where none was. */
  readonly segmentBytes: number;
}

/** What a commit of a batch has to change. */
export interface BatchPlan {
  readonly additions: readonly SourceDocuments[];
  readonly deletions: readonly string[];
  readonly tombstoned: readonly LiveEntry[];
}

/** Whether two versions of one source key are of one content. */
export type IsSameVersion = (a: string, b: string) => boolean;

/** Pure: what must be added and tombstoned so that the index says what the looks say. A delete is always planned. */
export function planBatch(
  keys: readonly string[],
  looks: ReadonlyMap<string, SourceState>,
  live: ReadonlyMap<string, readonly LiveEntry[]>,
  isSameVersion: IsSameVersion,
): BatchPlan {
  const additions: SourceDocuments[] = [];
  const deletions: string[] = [];
  const tombstoned: LiveEntry[] = [];
  for (const sourceKey of keys) {
    const look = looks.get(sourceKey);
    const held = live.get(sourceKey) ?? [];
    if (look === undefined || look.state === "unknown" || look.state === "postponed" || look.state === "held") continue;
    if (look.state === "absent") {
      deletions.push(sourceKey);
    } else {
      if (held.some(({ entry }) => says(entry, look, isSameVersion))) continue;
      additions.push({ sourceKey, version: look.version, documents: look.documents });
    }
    tombstoned.push(...held);
  }
  return { additions, deletions, tombstoned };
}

/**
 * Whether a live entry says what the look found. One of the same version that was rejected unread (suspect-ingest.ts) does not,
 * where the version was read now.
 */
function says(
  entry: PlacedSourceEntry,
  { version, isRetry = false }: Extract<SourceState, { state: "present" }>,
  isSameVersion: IsSameVersion,
): boolean {
  return isSameVersion(entry.version, version) && !(isRetry && entry.documentCount === 0);
}

/** What a batch did: what became of each key that was looked at, and what its plan brought about, by the segments that were put. */
export function reportBatch(
  snapshot: Snapshot,
  looks: ReadonlyMap<string, SourceState>,
  plan: BatchPlan,
  conflicts: number,
  built: BuiltSegments | null,
): BatchReport {
  const changed = new Set([...plan.deletions, ...plan.additions.map(({ sourceKey }) => sourceKey)]);
  const outcomes = new Map<string, SourceOutcome>();
  for (const [key, look] of looks) {
    outcomes.set(key, outcomeOf(look, changed.has(key)));
  }
  const tombstoned = new Map<string, LiveEntry[]>();
  for (const live of plan.tombstoned) {
    tombstoned.set(live.entry.sourceKey, [...(tombstoned.get(live.entry.sourceKey) ?? []), live]);
  }
  const articles = plan.additions
    .filter(({ sourceKey }) => built?.rejected.has(sourceKey) !== true)
    .reduce((sum, { documents }) => sum + documents.length, 0);
  const segmentBytes = (built?.segments ?? []).reduce((sum, { bytes }) => sum + bytes.length, 0);
  return { snapshot, outcomes, tombstoned, conflicts, articles, segmentBytes };
}

function outcomeOf(look: SourceState, isChanged: boolean): SourceOutcome {
  if (look.state === "unknown") return { result: "failed", reason: look.reason };
  if (look.state === "postponed") return { result: "postponed" };
  return { result: isChanged ? "committed" : "unchanged" };
}
