/**
 * The uploads of the bucket as a listing shows them, and versions that are held of them against it. A listing says
 * nothing of metadata, so that where it shows the ETag and the second of an unsettled version (upload-version.ts), the
 * upload itself is looked at.
 */
import { isSearchIndexError } from "../../errors.ts";
import type { IdSource } from "../../id-source.ts";
import {
  ALL_KEYS,
  compareUtf8,
  findKeyFault,
  type KeyRange,
  listRange,
  type ObjectKey,
  type ObjectStore,
  type ObjectSummary,
} from "../../store/store.ts";
import { mapConcurrently } from "../commit/map-concurrently.ts";
import {
  isSameUpload,
  isSettledVersion,
  listedVersion,
  presentVersion,
  secondOfVersion,
} from "../commit/upload-version.ts";
import { isUploadKey, uploadPrefixes } from "../keys.ts";
import type { IndexContext } from "../manifest/manifest-reader.ts";

/** Sockets of the S3 client are fifty. */
const LOOK_CONCURRENCY = 48;

/** Tells whether an object can be requested by this key. */
export function isUsableKey(key: string): boolean {
  return findKeyFault(key) === null;
}

/**
 * Uploads and statements of the bucket, or of a range of its keys, that can be read, page by page: a listing of each
 * prefix.
 */
export async function* listUploads(context: IndexContext, range?: KeyRange): AsyncGenerator<ObjectSummary> {
  for await (const upload of listAnyUploads(context, range)) if (isUsableKey(upload.key)) yield upload;
}

/** The same, and those under unusable keys. */
export async function* listAnyUploads(
  { store, layout }: IndexContext,
  range: KeyRange = ALL_KEYS,
): AsyncGenerator<ObjectSummary> {
  for (const prefix of uploadPrefixes(layout).filter((name) => mayHold(range, name))) {
    for await (const object of listRange(store, prefix, range)) if (isUploadKey(layout, object.key)) yield object;
  }
}

/** Tells whether a range may hold keys of a prefix. */
function mayHold({ after, last }: KeyRange, prefix: string): boolean {
  const isBefore = after === null || after.startsWith(prefix) || compareUtf8(after, prefix) < 0;
  return isBefore && (last === null || compareUtf8(last, prefix) >= 0);
}

/**
 * An upload of a listing, and which of the versions held of it is the one in the bucket; null where none is known to
 * be.
 */
interface ComparedUpload {
  readonly upload: ObjectSummary;
  readonly version: string | null;
  /** True if it could not be examined, so that one of the versions may still be the present one. */
  readonly isUnknown: boolean;
}

interface ComparisonOptions {
  /** Tells which unsettled versions are accepted as the present ones without a look. Default: none. */
  readonly isExempt?: (upload: ObjectSummary, version: string) => boolean;
  /** Told of an unsettled version that a look found present when its second was over: it needs no other look, ever. */
  readonly onSettled?: (key: ObjectKey, version: string) => void;
}

/**
 * Each upload of the listing once, nearly in its order. A HEAD for each of which an unsettled version is held and
 * listed; where that fails, whoever reads the upload then tells why.
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
    const settled = versions.find((version) => isSettledVersion(version, parserVersion) || isExempt(upload, version));
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

/** The difference between index and bucket about an upload. */
export type Difference = "missing" | "changed" | "gone";

export interface FoundDifference {
  readonly key: ObjectKey;
  readonly difference: Difference;
  /** Time when the upload in the bucket was put; null if there is none. */
  readonly lastModifiedMs: number | null;
}

/**
 * The uploads on which a listing and the versions that are live in its range differ: missing or changed ones in the
 * order of the listing, then those that are gone. Takes out of `live` what is listed. Requests as compareListed.
 */
export async function* differencesIn(
  store: ObjectStore,
  parserVersion: string,
  uploads: AsyncIterable<ObjectSummary>,
  live: Map<string, string>,
  options?: ComparisonOptions,
): AsyncGenerator<FoundDifference> {
  const compared = compareListed(store, parserVersion, uploads, (key) => [live.get(key)], options);
  for await (const { upload, version } of compared) {
    const isLive = live.delete(upload.key);
    if (version !== null) continue;
    yield { key: upload.key, difference: isLive ? "changed" : "missing", lastModifiedMs: upload.lastModifiedMs };
  }
  for (const key of live.keys()) yield { key: key as ObjectKey, difference: "gone", lastModifiedMs: null };
}

// Which unsettled versions of an index are looked at when it is compared with a listing: those that nobody looked at
// yet, and of too many no more than a run has time for.

/** A minute of requests on S3, and two cents of them. Untuned. */
const MAX_LOOKS = 50_000;

/**
 * The process's knowledge of unsettled versions. Memory: a version for each live one, and the bound for those to
 * examine.
 */
export class UnsettledVersions {
  readonly #parserVersion: string;
  readonly #maxLooks: number;
  /**
   * Versions by key that were found present when their second was over: no put can take their ETag and second any more.
   */
  #settled = new Map<string, string>();

  constructor(parserVersion: string, maxLooks = MAX_LOOKS) {
    this.#parserVersion = parserVersion;
    this.#maxLooks = maxLooks;
  }

  /** Starts a comparison of all live versions with a listing, and forgets at its end those that were not met. */
  choose(ids: IdSource): ChosenLooks {
    const before = this.#settled;
    const settled = new Map<string, string>();
    const looks = new LookSample(this.#maxLooks, ids);
    return {
      isExempt: (upload, version) => {
        if (before.get(upload.key) === version) settled.set(upload.key, version);
        else looks.offer({ upload, version, second: secondOfVersion(version, this.#parserVersion) });
        return true;
      },
      chosen: () => looks.chosen(),
      onSettled: (key, version) => settled.set(key, version),
      end: () => {
        this.#settled = settled;
      },
    };
  }
}

/** An upload that is listed as its unsettled version says. */
interface PossibleLook {
  readonly upload: ObjectSummary;
  readonly version: string;
  readonly second: number;
}

/** The unsettled versions to accept without a look, and those to examine once all were met. */
interface ChosenLooks extends Required<ComparisonOptions> {
  readonly chosen: () => readonly PossibleLook[];
  readonly end: () => void;
}

/**
 * So many of the looks offered, or all where there are no more. Half are those of the newest uploads, so that a daily
 * run looks at each once at the least, and the others are drawn anew in each run (Vitter 1985, Algorithm R).
 */
class LookSample {
  readonly #half: number;
  readonly #ids: IdSource;
  /** The newest half of all that were offered, and up to as many besides. */
  #newest: PossibleLook[] = [];
  readonly #drawn: PossibleLook[] = [];
  #older = 0;

  constructor(maxLooks: number, ids: IdSource) {
    this.#half = Math.floor(maxLooks / 2);
    this.#ids = ids;
  }

  offer(look: PossibleLook): void {
    this.#newest.push(look);
    if (this.#newest.length > 2 * this.#half) this.#leaveNewest();
  }

  chosen(): readonly PossibleLook[] {
    this.#leaveNewest();
    return [...this.#newest, ...this.#drawn];
  }

  #leaveNewest(): void {
    this.#newest.sort((a, b) => b.second - a.second);
    for (const look of this.#newest.splice(this.#half)) this.#draw(look);
  }

  #draw(look: PossibleLook): void {
    this.#older += 1;
    const place =
      this.#drawn.length < this.#half ? this.#drawn.length : Math.floor((this.#ids.random32() / 2 ** 32) * this.#older);
    if (place < this.#half) this.#drawn[place] = look;
  }
}
