/**
 * The uploads of the bucket as a listing shows them, and versions that are held of them against it (layer 4). A listing says nothing of metadata, so that where it
 * shows the ETag and the second of an unsettled version (upload-version.ts), the upload itself is looked at.
 */
import { isSearchIndexError } from "../../errors.ts";
import type { IdSource } from "../../id-source.ts";
import type { IndexContext } from "../../manifest/manifest-store.ts";
import { listInRanges } from "../../storage/object-store/listing.ts";
import { findKeyFault, isUploadKey } from "../../storage/object-store/object-keys.ts";
import type { ObjectKey, ObjectStore, ObjectSummary } from "../../storage/object-store/object-store.ts";
import { mapConcurrently } from "../commit/map-concurrently.ts";
import {
  isSameUpload,
  isSettledVersion,
  listedVersion,
  presentVersion,
  secondOfVersion,
} from "../commit/upload-version.ts";

/** Sockets of the S3 client are fifty. */
const LOOK_CONCURRENCY = 48;

/** Whether an object can be asked for by this key. */
export function isUsableKey(key: string): boolean {
  return findKeyFault(key) === null;
}

/** Uploads of the bucket that can be read, page by page. */
export async function* listUploads(context: IndexContext): AsyncGenerator<ObjectSummary> {
  for await (const upload of listAnyUploads(context)) if (isUsableKey(upload.key)) yield upload;
}

/** All uploads of the bucket, also those under unusable keys; by as many listings at once as `boundaries` part the keys into. */
export async function* listAnyUploads(
  { store, layout }: IndexContext,
  boundaries: readonly string[] = [],
): AsyncGenerator<ObjectSummary> {
  for await (const object of listInRanges(store, layout.uploadsPrefix, boundaries)) {
    if (isUploadKey(layout, object.key)) yield object;
  }
}

/** An upload of a listing, and which of the versions held of it is the one in the bucket; null where none is known to be. */
interface ComparedUpload {
  readonly upload: ObjectSummary;
  readonly version: string | null;
  /** Whether it could not be looked at, so that one of the versions may be the present one all the same. */
  readonly isUnknown: boolean;
}

interface ComparisonOptions {
  /** Which unsettled versions are taken for the present ones without a look. Default: none. */
  readonly isExempt?: (key: ObjectKey, version: string) => boolean;
  /** Told of an unsettled version that a look found present when its second was over: it needs no other look, ever. */
  readonly onSettled?: (key: ObjectKey, version: string) => void;
}

/**
 * Each upload of the listing once, nearly in its order. A HEAD for each of which an unsettled version is held and listed; where
 * that fails, whoever reads the upload then tells why.
 */
export async function* compareListed(
  store: ObjectStore,
  parserVersion: string,
  uploads: AsyncIterable<ObjectSummary> | Iterable<ObjectSummary>,
  heldVersions: (key: ObjectKey) => readonly (string | undefined)[],
  { isExempt = () => false, onSettled = () => {} }: ComparisonOptions = {},
): AsyncGenerator<ComparedUpload> {
  const look = async ({ upload, versions }: UnsettledUpload): Promise<ComparedUpload> => {
    const present = await lookAt(store, upload.key, parserVersion);
    if (present === "unknown") return { upload, version: null, isUnknown: true };
    const version = versions.find((held) => isSameUpload(held, present, parserVersion)) ?? null;
    const isSettled = present !== null && isSettledVersion(present, parserVersion);
    if (version !== null && isSettled) onSettled(upload.key, version);
    return { upload, version, isUnknown: false };
  };
  let unsettled: UnsettledUpload[] = [];
  for await (const upload of uploads) {
    const listed = listedVersion(upload, parserVersion);
    const held = heldVersions(upload.key).filter((version) => version !== undefined);
    const versions = held.filter((version) => isSameUpload(version, listed, parserVersion));
    const settled = versions.find(
      (version) => isSettledVersion(version, parserVersion) || isExempt(upload.key, version),
    );
    if (settled !== undefined || versions.length === 0) {
      yield { upload, version: settled ?? null, isUnknown: false };
      continue;
    }
    unsettled.push({ upload, versions });
    if (unsettled.length < LOOK_CONCURRENCY) continue;
    yield* await mapConcurrently(unsettled, LOOK_CONCURRENCY, look);
    unsettled = [];
  }
  yield* await mapConcurrently(unsettled, LOOK_CONCURRENCY, look);
}

interface UnsettledUpload {
  readonly upload: ObjectSummary;
  readonly versions: readonly string[];
}

async function lookAt(store: ObjectStore, key: ObjectKey, parserVersion: string): Promise<string | "unknown" | null> {
  try {
    return await presentVersion(store, key, parserVersion);
  } catch (error) {
    if (!isSearchIndexError(error)) throw error;
    return "unknown";
  }
}

// Which unsettled versions of an index are looked at when it is compared with a listing: those that nobody looked at
// yet, and of too many no more than a run has time for.

/** A minute of requests on S3, and two cents of them. Untuned. */
const MAX_LOOKS = 50_000;

/** What a process knows of unsettled versions. Memory: a version for each that is live. */
export class UnsettledVersions {
  readonly #parserVersion: string;
  readonly #maxLooks: number;
  /** Versions by key that were found present when their second was over: no put can take their ETag and second any more. */
  #settled = new Map<string, string>();

  constructor(parserVersion: string, maxLooks = MAX_LOOKS) {
    this.#parserVersion = parserVersion;
    this.#maxLooks = maxLooks;
  }

  /**
   * What to look at of all that is live, and what to hear of it. Where that would be too much, half of the looks are for the
   * newest uploads, so that a daily run sees each at least once, and the others are drawn anew in each run.
   */
  choose(versionByKey: ReadonlyMap<string, string>, ids: IdSource): Required<ComparisonOptions> {
    const unknown: number[] = [];
    const settled = new Map<string, string>();
    for (const [key, version] of versionByKey) {
      if (isSettledVersion(version, this.#parserVersion)) continue;
      if (this.#settled.get(key) === version) settled.set(key, version);
      else unknown.push(secondOfVersion(version, this.#parserVersion));
    }
    this.#settled = settled;
    const isChosen = this.#chooseSome(Float64Array.from(unknown).sort(), ids);
    return {
      isExempt: (key, version) => settled.get(key) === version || !isChosen(version),
      onSettled: (key, version) => settled.set(key, version),
    };
  }

  #chooseSome(ascendingSeconds: Float64Array, ids: IdSource): (version: string) => boolean {
    const rest = ascendingSeconds.length - this.#maxLooks / 2;
    if (rest <= this.#maxLooks / 2) return () => true;
    const newest = ascendingSeconds[Math.ceil(rest)] ?? Infinity;
    const odds = this.#maxLooks / 2 / rest;
    return (version) => secondOfVersion(version, this.#parserVersion) >= newest || ids.random32() / 2 ** 32 < odds;
  }
}
