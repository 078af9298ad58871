/**
 * Invariants of a manifest, alone and beside the one it replaces; checked before every commit, so that a defect of a
 * writer stops the writer and does not damage the index.
 */
import { SearchIndexError } from "../../errors.ts";
import type { SegmentId } from "../keys.ts";
import { isSameSchema, type Manifest, type ManifestSegment } from "./manifest.ts";
import { deadDocuments, deadOf } from "./tombstones.ts";

/** A predicate over a commit: null where it holds, else what is wrong. */
type Invariant = (next: Manifest, previous: Manifest) => string | null;

/** M1: a commit raises the sequence by one, under a commit id of its own. */
const sequenceGrows: Invariant = (next, previous) =>
  next.sequence === previous.sequence + 1 && next.commitId !== previous.commitId
    ? null
    : "the sequence must grow by one, with a new commit id";

/** M2: no object is named twice, nor both live and retired. */
const namesAreDistinct: Invariant = (next) => {
  const names = namedIds(next);
  return new Set(names).size === names.length ? null : "an object is named twice";
};

/** M3: nothing at or below the collect floor is added, nor anything that was retired: it may be deleted already. */
const additionsAreAboveFloor: Invariant = (next, previous) => {
  const known = new Set(liveObjectIds(previous));
  const retired = new Set(previous.retired.map(({ id }) => id));
  const floor = next.collectFloor ?? "";
  const doomed = liveObjectIds(next).find((id) => !known.has(id) && (id <= floor || retired.has(id)));
  return doomed === undefined ? null : `${doomed} is added though retired, or at or below the collect floor`;
};

/** M4: the collect floor never falls. */
const floorNeverFalls: Invariant = (next, previous) =>
  (next.collectFloor ?? "") >= (previous.collectFloor ?? "") ? null : "the collect floor falls";

/** M5: the counts of a segment agree with its tombstones, and it says since when it has any. */
const countsAgree: Invariant = (next) => {
  const wrong = next.segments.find((segment) => !segmentCountsAgree(segment));
  return wrong === undefined ? null : `the counts of segment ${wrong.id} do not agree`;
};

/** M6: a segment that stays live is the same object, and its dead only grow: nothing revives in place. */
const segmentsStayTheSame: Invariant = (next, previous) => {
  const before = new Map(previous.segments.map((segment) => [segment.id, segment]));
  for (const segment of next.segments) {
    const old = before.get(segment.id);
    if (old !== undefined && !isSameObject(old, segment)) return `segment ${segment.id} is altered`;
    if (old !== undefined && !keepsItsDead(segment, old)) return `something dead of ${segment.id} comes back to life`;
  }
  return null;
};

/** M7: what leaves the live objects is retired; what leaves the retired is at or below the collect floor. */
const departuresAreRetired: Invariant = (next, previous) => {
  const kept = new Set(namedIds(next));
  const lost = liveObjectIds(previous).find((id) => !kept.has(id));
  if (lost !== undefined) return `${lost} leaves without being retired`;
  const dropped = previous.retired.find(({ id }) => !kept.has(id) && id > (next.collectFloor ?? ""));
  return dropped === undefined ? null : `${dropped.id} is dropped above the collect floor`;
};

/** M8: analyzer, parser and fields change only where no segment of the former stays. */
const schemaChangesWhole: Invariant = (next, previous) => {
  const old = new Set(previous.segments.map((segment) => segment.id));
  return isSameSchema(next, previous) || !next.segments.some((segment) => old.has(segment.id))
    ? null
    : "segments of two schemas are mixed";
};

const INVARIANTS: readonly Invariant[] = [
  sequenceGrows,
  namesAreDistinct,
  additionsAreAboveFloor,
  floorNeverFalls,
  countsAgree,
  segmentsStayTheSame,
  departuresAreRetired,
  schemaChangesWhole,
];

/** Finds faults in one stored manifest, without its history: M2 and M5 in words. Pure. */
export function findManifestFaults(manifest: Manifest): string[] {
  const faults = [namesAreDistinct, countsAgree].map((invariant) => invariant(manifest, manifest));
  return faults.filter((fault) => fault !== null);
}

/** `invariant-violated` names the first that does not hold. Pure. */
export function checkManifestInvariants(next: Manifest, previous: Manifest): void {
  for (const [i, invariant] of INVARIANTS.entries()) {
    const fault = invariant(next, previous);
    if (fault === null) continue;
    throw new SearchIndexError("invariant-violated", `This commit would break invariant M${i + 1}: ${fault}.`, {
      details: { invariant: `M${i + 1}`, sequence: next.sequence },
    });
  }
}

/** Segments and tombstone objects of a manifest, in no order. */
export function liveObjectIds({ segments }: Pick<Manifest, "segments">): SegmentId[] {
  return segments.flatMap(({ id, tombstoneObject }) => (tombstoneObject === null ? [id] : [id, tombstoneObject.id]));
}

/** Names of everything that the manifest knows: live objects, and retired ones. */
export function namedIds(manifest: Pick<Manifest, "segments" | "retired">): SegmentId[] {
  return [...liveObjectIds(manifest), ...manifest.retired.map(({ id }) => id)];
}

function segmentCountsAgree(segment: ManifestSegment): boolean {
  const { tombstones, superseded, tombstoneObject } = segment;
  const dead = tombstones.length + (tombstoneObject?.entries ?? 0);
  const hasDead = dead + superseded.length + (tombstoneObject?.superseded ?? 0) > 0;
  const deadNumbers = new Set(tombstones.map(([entryNumber]) => entryNumber));
  const ordinals = new Set(superseded.map(([ordinal]) => ordinal));
  const deadInline = deadDocuments(segment, segment.documents)?.reduce((sum, isDead) => sum + isDead, 0) ?? 0;
  const mayLive = segment.documents - deadInline;
  return (
    deadNumbers.size === tombstones.length &&
    ordinals.size === superseded.length &&
    superseded.every(([ordinal = 0]) => ordinal < segment.documents) &&
    segment.liveEntries === segment.entries - dead &&
    hasDead === (segment.oldestTombstoneAtMs !== null) &&
    segment.liveDocuments >= 0 &&
    // What a tombstone object holds is not known here.
    (segment.tombstoneObject === null ? segment.liveDocuments === mayLive : segment.liveDocuments <= mayLive) &&
    segment.fieldLengthSums.every((sum) => sum >= 0)
  );
}

/**
 * Tells whether no deleted document came back. For tombstones in another object only the count can be compared without
 * a read.
 */
function keepsItsDead(segment: ManifestSegment, old: ManifestSegment): boolean {
  if (segment.liveEntries > old.liveEntries || segment.liveDocuments > old.liveDocuments) return false;
  if (old.oldestTombstoneAtMs !== null && segment.oldestTombstoneAtMs !== old.oldestTombstoneAtMs) return false;
  if (segment.tombstoneObject?.id !== old.tombstoneObject?.id) return true;
  const dead = deadOf(segment);
  return (
    old.tombstones.every(([entryNumber]) => dead.entries.has(entryNumber)) &&
    old.superseded.every(([ordinal = 0]) => dead.superseded.has(ordinal))
  );
}

function isSameObject(a: ManifestSegment, b: ManifestSegment): boolean {
  return (
    a.sizeBytes === b.sizeBytes &&
    a.contentsStart === b.contentsStart &&
    a.documents === b.documents &&
    a.entries === b.entries
  );
}
