/**
 * Finds what the index missed: the bucket's listing against the ids sections. Covers events that were lost
 * or never sent; the keys found go the same way as an event's.
 */
import { isErrorOfKind } from "../../errors.ts";
import {
  ALL_KEYS,
  type KeyRange,
  listableRanges,
  type ObjectKey,
  type ObjectSummary,
  RANGES_AT_ONCE,
} from "../../store/store.ts";
import { LiveEntries } from "../commit/live-entries.ts";
import { mapConcurrently } from "../commit/map-concurrently.ts";
import { isSameUpload, listedVersion } from "../commit/upload-version.ts";
import type { IndexContext, Snapshot } from "../manifest/manifest-reader.ts";
import { ManifestStore } from "../manifest/manifest-store.ts";
import {
  compareListed,
  differencesIn,
  type FoundDifference,
  isUsableKey,
  listAnyUploads,
  UnsettledVersions,
} from "./listed-uploads.ts";
import { findRejectedRecord } from "./rejected-records.ts";

/** The differences between bucket and index. */
interface Differences {
  /** Keys to look at: new, changed or gone. */
  readonly keys: readonly ObjectKey[];
  readonly missing: number;
  readonly changed: number;
  readonly gone: number;
  /**
   * Those of the missing and the changed that were put over an hour before: whatever tells of uploads did not tell of
   * them. None where the index holds nothing yet.
   */
  readonly missed: number;
  readonly uploads: number;
  /** False where the comparison ended early, and the counts are of what it met. */
  readonly isComplete: boolean;
}

/**
 * The most keys that a round is given: more than one of the function brings in within its eleven minutes, where three
 * hundred a second would be many. Untuned.
 */
export const MAX_DIFFERENCES_PER_ROUND = 200_000;

/** Events come within seconds; an hour is for queues that are full. Untuned. */
const TOLD_WITHIN_MS = 60 * 60 * 1_000;

interface DifferenceOptions {
  /** The manifest as it was loaded a moment ago. Default: one request more. */
  readonly snapshot?: Snapshot;
  /** Knowledge of unsettled versions for a process that compares repeatedly: it requests each once. */
  readonly unsettled?: UnsettledVersions | undefined;
  /** The comparison ends early where it has found so many: the next one finds the others. Default: it does not. */
  readonly maxDifferences?: number;
}

/**
 * The keys on which index and bucket do not agree, in the order of the listing's ranges. Up to 16 ranges of keys are
 * compared at once, which the index's own keys tell: a request a thousand uploads and one more a range, one a range and
 * segment, and a HEAD for each of up to 50,000 uploads whose version is unsettled (upload-version.ts). Memory: the
 * versions of 16 ranges of some 20,000 keys, what differs, and as UnsettledVersions and LiveEntries.
 */
export async function findDifferences(
  context: IndexContext,
  parserVersion: string,
  { snapshot, unsettled = new UnsettledVersions(parserVersion), maxDifferences = Infinity }: DifferenceOptions = {},
): Promise<Differences> {
  const { store, layout, ids, clock } = context;
  const missedBeforeMs = clock.nowMs() - TOLD_WITHIN_MS;
  const opened = snapshot ?? (await new ManifestStore(context).load());
  const holdsAny = opened !== null && opened.manifest.segments.length > 0;
  const present = new PresentEntries(context, opened);
  const looks = unsettled.choose(ids);
  const counts = { missing: 0, changed: 0, gone: 0, missed: 0, uploads: 0 };
  const count = ({ key, difference, lastModifiedMs }: FoundDifference): ObjectKey => {
    counts[difference] += 1;
    if (holdsAny && lastModifiedMs !== null && lastModifiedMs < missedBeforeMs) counts.missed += 1;
    return key;
  };
  const isEnough = (): boolean => counts.missing + counts.changed + counts.gone >= maxDifferences;

  async function* usableUploads(range: KeyRange, unusable: ObjectKey[]): AsyncGenerator<ObjectSummary> {
    for await (const upload of listAnyUploads(context, range)) {
      counts.uploads += 1;
      if (isUsableKey(upload.key)) yield upload;
      else if (!(await isRecorded(context, upload, parserVersion))) {
        unusable.push(count({ ...upload, difference: "missing" }));
      }
    }
  }

  const compareRange = async (range: KeyRange): Promise<ObjectKey[]> => {
    if (isEnough()) return [];
    const live = await present.versionsIn(range);
    const keys: ObjectKey[] = [];
    const differences = differencesIn(store, parserVersion, usableUploads(range, keys), live, looks);
    for await (const found of differences) {
      keys.push(count(found));
      // Before what was not listed yet would be taken for gone.
      if (isEnough()) break;
    }
    return keys;
  };

  const ranges = await listableRanges(store, layout.uploadsPrefix, await present.ranges());
  const keys = (await mapConcurrently(ranges, RANGES_AT_ONCE, compareRange)).flat();
  if (isEnough()) return { keys, ...counts, isComplete: false };

  const chosen = looks.chosen();
  const versionByKey = new Map<string, string>(chosen.map(({ upload, version }) => [upload.key, version]));
  const uploads = chosen.map(({ upload }) => upload);
  const looked = compareListed(store, parserVersion, uploads, (key) => [versionByKey.get(key)], {
    onSettled: looks.onSettled,
  });
  for await (const { upload, version } of looked) {
    if (version === null) keys.push(count({ ...upload, difference: "changed" }));
  }
  looks.end();
  return { keys, ...counts, isComplete: true };
}

/**
 * The live entries of the newest manifest; loaded again where its segments were collected meanwhile, once for each
 * range.
 */
class PresentEntries {
  readonly #context: IndexContext;
  #entries: Promise<LiveEntries | null>;

  constructor(context: IndexContext, snapshot: Snapshot | null) {
    this.#context = context;
    this.#entries = this.#open(snapshot);
  }

  ranges(): Promise<readonly KeyRange[]> {
    return this.#renewing(async (entries) => entries?.ranges() ?? [ALL_KEYS]);
  }

  /** The live version of each source key of a range. */
  versionsIn(range: KeyRange): Promise<Map<string, string>> {
    return this.#renewing(async (entries) => {
      const live = (await entries?.inRange(range)) ?? [];
      return new Map(live.map(({ entry }) => [entry.sourceKey, entry.version]));
    });
  }

  async #renewing<T>(read: (entries: LiveEntries | null) => Promise<T>): Promise<T> {
    const entries = this.#entries;
    try {
      return await read(await entries);
    } catch (error) {
      if (!isErrorOfKind(error, "not-found")) throw error;
      // Of all that meet the same, the first loads.
      if (this.#entries === entries)
        this.#entries = new ManifestStore(this.#context).load().then((newest) => this.#open(newest));
      return read(await this.#entries);
    }
  }

  async #open(snapshot: Snapshot | null): Promise<LiveEntries | null> {
    return snapshot && LiveEntries.open(this.#context, snapshot.manifest);
  }
}

/** Tells whether the rejection of this version is recorded, which is all that the index knows of an unusable key. */
async function isRecorded(context: IndexContext, upload: ObjectSummary, parserVersion: string): Promise<boolean> {
  const record = await findRejectedRecord(context, upload.key);
  return isSameUpload(record?.version, listedVersion(upload, parserVersion), parserVersion);
}
