/**
 * Opens the index that the options `--data-dir` or `--bucket` name: the one place where the command's object graph is
 * made.
 */
import { statSync } from "node:fs";
import { Option } from "commander";
import { systemClock } from "../../../src/clock.ts";
import { isSearchIndexError } from "../../../src/errors.ts";
import { systemIdSource } from "../../../src/id-source.ts";
import { VerifiedObjectStore } from "../../../src/index/publish.ts";
import {
  defaultKeyLayout,
  type IndexContext,
  isOverlapping,
  type KeyLayout,
  ManifestStore,
  manifestKey,
  type Snapshot,
} from "../../../src/index/shared.ts";
import { FileObjectStore, systemProcesses } from "../../../src/store/local.ts";
import { isDirectoryBucket, S3ObjectStore, type S3ObjectStoreOptions } from "../../../src/store/s3.ts";
import { type ObjectStore, RetryingObjectStore, TwoBucketObjectStore } from "../../../src/store/store.ts";
import { CommandFailure, UsageError } from "../terminal/failure.ts";

/** The options that say where the index is. */
export interface IndexLocation {
  readonly dataDir?: string;
  readonly byContent?: true;
  readonly bucket?: string;
  readonly endpoint?: string;
  readonly region?: string;
  readonly prefix?: string;
  readonly indexBucket?: string;
  readonly indexRegion?: string;
  readonly uploadsPrefix?: string;
  readonly indexPrefix?: string;
}

/** An index as the command reaches it. `place` names it in messages, and `uploadsPlace` where its uploads are. */
export interface OpenIndex {
  readonly context: IndexContext;
  readonly place: string;
  readonly uploadsPlace: string;
  /** Prefix of the keys in the bucket itself: "" or a path that ends with a slash. */
  readonly prefix: string;
  /** The folder; null where it is a bucket. */
  readonly folder: string | null;
}

const DEFAULT_DATA_DIR = ".data";

/** The options of {@link IndexLocation}. */
export const locationOptions: readonly Option[] = [
  new Option("--data-dir <folder>", `index in a local folder (default: ${DEFAULT_DATA_DIR})`),
  new Option("--by-content", "in a folder, tell uploads apart by content, not by times: in CI").conflicts("bucket"),
  new Option("--bucket <name>", "index in a bucket; credentials as the AWS SDK finds them").conflicts("dataDir"),
  new Option("--endpoint <url>", "address of an S3 other than AWS; at localhost no credentials are needed"),
  new Option("--region <name>", "region of the bucket"),
  new Option("--prefix <path>", "path in the bucket above articles/ and index/ (default: its top)"),
  new Option("--index-bucket <name>", "separate bucket for the index (default: that of --bucket)"),
  new Option("--index-region <name>", "region of that bucket (default: that of --region)"),
  new Option(
    "--uploads-prefix <path>",
    `where uploads lie; / is a whole bucket, beside --index-bucket (default: ${defaultKeyLayout.uploadsPrefix})`,
  ),
  new Option("--index-prefix <path>", `where the index lies (default: ${defaultKeyLayout.indexPrefix})`),
];

/**
 * Sends nothing yet: the first request is the subcommand's. A folder that is not there is made by `mayCreate` alone. In
 * a bucket an index is created only after the conformance probe of the store; without `isProven` it is taken as it is.
 */
export function openIndex(location: IndexLocation, { mayCreate = false, isProven = true } = {}): OpenIndex {
  const ports = { layout: layoutOf(location), clock: systemClock, ids: systemIdSource, processes: systemProcesses };
  if (location.bucket === undefined) {
    const { store, place } = openFolder(location, ports.layout, mayCreate);
    return { context: { store, ...ports }, place, uploadsPlace: place, prefix: "", folder: place };
  }
  const { store, prefix, ...places } = openBuckets(location, location.bucket, ports.layout);
  const context = { store, ...ports };
  const proven = isProven ? { ...context, store: new VerifiedObjectStore(context) } : context;
  return { context: proven, ...places, prefix, folder: null };
}

function layoutOf(location: IndexLocation): KeyLayout {
  const { uploadsPrefix: uploads = defaultKeyLayout.uploadsPrefix, indexPrefix: index = defaultKeyLayout.indexPrefix } =
    location;
  const layout = {
    uploadsPrefix: uploads === "/" ? "" : folderOf("--uploads-prefix", uploads),
    indexPrefix: folderOf("--index-prefix", index),
  };
  if (isOverlapping(layout, location.indexBucket !== undefined)) {
    throw new UsageError(
      `Uploads (${layout.uploadsPrefix || "/"}) and index (${layout.indexPrefix}) must not lie in one another.`,
    );
  }
  return layout;
}

/** A path in the bucket, with a slash at its end. */
function folderOf(option: string, path: string): string {
  if (path === "" || path.startsWith("/")) {
    throw new UsageError(`${option} must be a path that does not begin with a slash.`);
  }
  return path.endsWith("/") ? path : `${path}/`;
}

/**
 * An index that is there, and its manifest; where there is none, a failure that says how to begin, or how to repair
 * that.
 */
export async function requireIndex(location: IndexLocation): Promise<OpenIndex & Snapshot> {
  const index = openIndex(location);
  const { context, place } = index;
  try {
    return { ...index, ...(await new ManifestStore(context).require()) };
  } catch (error) {
    const code = isSearchIndexError(error) ? error.code : null;
    if (code === "no-index-yet") {
      throw new CommandFailure(`There is no index in ${place}. Put articles with: poisk put FILE…`, { cause: error });
    }
    if (code !== "missing-manifest") throw error;
    throw new CommandFailure(
      `The index in ${place} has lost its manifest; its uploads are there. Make it anew from the uploads: poisk rebuild. ` +
        "What else is wrong: poisk verify",
      { cause: error },
    );
  }
}

function requireFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new CommandFailure(`There is no folder ${folder}. Put articles with: poisk put FILE…`);
}

function openFolder(
  location: IndexLocation,
  layout: KeyLayout,
  mayCreate: boolean,
): { readonly store: ObjectStore; readonly place: string } {
  const { dataDir = DEFAULT_DATA_DIR, endpoint, region, prefix, indexBucket, indexRegion } = location;
  const ofBuckets = { endpoint, region, prefix, "index-bucket": indexBucket, "index-region": indexRegion };
  const orphan = Object.entries(ofBuckets).find(([, value]) => value !== undefined);
  if (orphan !== undefined) throw new UsageError(`--${orphan[0]} goes with --bucket only.`);
  if (dataDir === "") throw new UsageError("--data-dir is empty.");
  if (!mayCreate) requireFolder(dataDir);
  const timeless = location.byContent === true ? { timelessPrefix: layout.uploadsPrefix } : {};
  // Of a full disk nothing can be collected before a manifest says so.
  const reserveFor = manifestKey(layout);
  return { store: new FileObjectStore({ rootFolder: dataDir, reserveFor, ...timeless }), place: dataDir };
}

function openBuckets(
  location: IndexLocation,
  bucket: string,
  layout: KeyLayout,
): Pick<OpenIndex, "place" | "uploadsPlace" | "prefix"> & { readonly store: ObjectStore } {
  const { endpoint, region, prefix = "", indexBucket, indexRegion = region } = location;
  const names = { bucket, region, "index-bucket": indexBucket, "index-region": indexRegion };
  const empty = Object.entries(names).find(([, value]) => value === "");
  if (empty !== undefined) throw new UsageError(`--${empty[0]} is empty.`);
  if (isDirectoryBucket(bucket)) {
    throw new UsageError(`${bucket} is a directory bucket, which can hold the index alone: name it by --index-bucket.`);
  }
  if (indexBucket === undefined && location.indexRegion !== undefined) {
    throw new UsageError("--index-region goes with --index-bucket only.");
  }
  const folder = prefix === "" ? "" : folderOf("--prefix", prefix);
  const openBucket = (name: string, ofRegion: string | undefined) =>
    openS3({ bucket: name, prefix: folder, endpoint, region: ofRegion });
  const uploads = openBucket(bucket, region);
  const store =
    indexBucket === undefined
      ? uploads
      : new TwoBucketObjectStore(uploads, openBucket(indexBucket, indexRegion), layout);
  return {
    store: new RetryingObjectStore(store, { clock: systemClock, ids: systemIdSource }),
    place: `s3://${indexBucket ?? bucket}/${folder}`,
    uploadsPlace: `s3://${bucket}/${folder}`,
    prefix: folder,
  };
}

/** A bucket by the names that options give it. `option` is the one of the endpoint. */
export function openS3(
  place: Pick<S3ObjectStoreOptions, "bucket" | "prefix" | "endpoint" | "region">,
  option = "--endpoint",
): S3ObjectStore {
  const url = place.endpoint === undefined ? null : parseEndpoint(place.endpoint, option);
  return new S3ObjectStore({ ...place, ...credentialsFor(url) });
}

function parseEndpoint(text: string, option: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  throw new UsageError(`${option} must be an address such as http://127.0.0.1:9000, not ${text}.`);
}

/** Credentials for `npm start`, which accepts any; the SDK sends nothing without a signature. */
const PLACEHOLDER_CREDENTIALS = { accessKeyId: "anyone", secretAccessKey: "anyone" };

/**
 * Credentials that the environment names are always used, for a Ceph or MinIO of this machine; else the SDK's to find.
 */
export function credentialsFor(url: URL | null): { credentials?: typeof PLACEHOLDER_CREDENTIALS } {
  const isLocal = url !== null && ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  const isNamed = process.env.AWS_ACCESS_KEY_ID !== undefined || process.env.AWS_PROFILE !== undefined;
  return isLocal && !isNamed ? { credentials: PLACEHOLDER_CREDENTIALS } : {};
}
