/**
 * Reads all of an index and says what is wrong with it: the manifest, every block of every segment, the objects
 * beside them, and the uploads that the index speaks for. Changes nothing.
 */
import { areEqualBytes } from "../../bytes.ts";
import { isErrorOfKind, nullIf } from "../../errors.ts";
import { ulidTimeMs } from "../../id-source.ts";
import {
  CountingObjectStore,
  headIfPresent,
  type KeyRange,
  listAll,
  listableRanges,
  type ObjectKey,
  type ObjectStore,
  type ObjectSummary,
  RANGES_AT_ONCE,
} from "../../store/store.ts";
import type { RebuildOptions } from "../bulk/rebuild.ts";
import { LiveEntries, type LiveEntry, LiveEntryFinder } from "../commit/live-entries.ts";
import { mapConcurrently } from "../commit/map-concurrently.ts";
import { settleAllStatements } from "../commit/settle-statements.ts";
import { isSameUpload, presentVersion } from "../commit/upload-version.ts";
import {
  begunKey,
  feedRecordsPrefix,
  type KeyLayout,
  manifestKey,
  parseBackfillKey,
  parseSegmentKey,
  parseTombstonesKey,
  probeTimeMs,
  publicationSecretKey,
  readingPrefix,
  rejectedPrefix,
  type SegmentId,
  segmentKey,
  segmentsPrefix,
  siteRecordsPrefix,
  tailsKey,
  tombstonesKey,
  withdrawnPrefix,
} from "../keys.ts";
import { countLiveDocuments, type IndexSchema, isSameSchema, type Manifest, schemaOf } from "../manifest/manifest.ts";
import { findManifestFaults, namedIds } from "../manifest/manifest-invariants.ts";
import { type IndexContext, isIndexBegun, type Snapshot } from "../manifest/manifest-reader.ts";
import { ManifestStore } from "../manifest/manifest-store.ts";
import { loadTails, type SegmentTails, tailOf } from "../manifest/segment-tails.ts";
import type { ResolvedIndexOptions } from "../segment/schema/minisearch-options.ts";
import { type Difference, differencesIn, listUploads } from "../uploads/listed-uploads.ts";
import { type Finding, Findings } from "./findings.ts";
import { checkSegment } from "./segment-check.ts";

/** The result of a verification. */
export interface VerifyReport {
  /** Null where there is no manifest that can be read. */
  readonly sequence: number | null;
  readonly segments: number;
  readonly documents: number;
  readonly readBytes: number;
  /** Null where a damaged index could not be compared with the bucket. */
  readonly bucket: BucketDifferences | null;
  readonly findings: readonly Finding[];
}

interface VerifyOptions {
  /** Bytes of segments that were read so far, and that there are. */
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
}

/** Times that a verification is begun again because segments were collected under it. */
const MAX_RESTARTS = 2;

/**
 * Verifies an index. Reads every segment whole, and lists the bucket; memory for one segment's columns and lexicon,
 * then for the versions of 16 ranges of some 20,000 keys. Rejects where the store fails. May run beside writers: where
 * it finds damage in a manifest that was replaced meanwhile, whose segments may be collected by now, it begins again.
 */
export async function verifyIndex(
  context: IndexContext,
  options: ResolvedIndexOptions,
  { onProgress = () => {} }: VerifyOptions = {},
): Promise<VerifyReport> {
  for (let restarts = 0; ; restarts += 1) {
    const findings = new Findings();
    const snapshot = await loadManifest(context, findings);
    if (snapshot === null) {
      return { sequence: null, segments: 0, documents: 0, readBytes: 0, bucket: null, findings: findings.all };
    }
    const report = await verifySnapshot(context, options, snapshot, findings, onProgress);
    if (report.bucket !== null || restarts === MAX_RESTARTS || (await isPresent(context, snapshot))) return report;
  }
}

async function isPresent(context: IndexContext, { etag }: Snapshot): Promise<boolean> {
  return (await headIfPresent(context.store, manifestKey(context.layout)))?.etag === etag;
}

async function verifySnapshot(
  context: IndexContext,
  options: ResolvedIndexOptions,
  snapshot: Snapshot,
  findings: Findings,
  onProgress: NonNullable<VerifyOptions["onProgress"]>,
): Promise<VerifyReport> {
  const { manifest } = snapshot;
  checkManifest(manifest, schemaOf(options), manifestKey(context.layout), findings);
  const meter = new CountingObjectStore(context.store);
  const totalBytes = manifest.segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const tell = () => onProgress(Math.min(meter.counts().bytesRead, totalBytes), totalBytes);
  await checkSegments({ ...context, store: meter }, options, snapshot, findings, tell);
  await checkObjects(context, manifest, findings);
  const hasDamage = () => findings.all.some(({ severity }) => severity === "damage");
  if (!hasDamage()) await checkTails(context, manifest, findings);
  if (!hasDamage()) await checkStatements(context, options, manifest, findings);
  const isDamaged = hasDamage();
  // Of a damaged index not all keys are known: nearly every upload would seem to be missing.
  const bucket = isDamaged ? null : await checkBucket(context, snapshot, manifest.parser, findings);
  return {
    sequence: manifest.sequence,
    segments: manifest.segments.length,
    documents: countLiveDocuments(manifest),
    readBytes: meter.counts().bytesRead,
    bucket,
    findings: findings.all,
  };
}

/**
 * The manifest, or null where it is missing or damaged; a bucket in which no index was begun has none and lacks none.
 */
async function loadManifest(context: IndexContext, findings: Findings): Promise<Snapshot | null> {
  const where = manifestKey(context.layout);
  let snapshot: Snapshot | null = null;
  await findings.guard(where, async () => {
    snapshot = await new ManifestStore(context).load();
    if (snapshot !== null) return;
    const { objects } = await context.store.list({ prefix: segmentsPrefix(context.layout), limit: 1 });
    if (objects.length > 0 || (await isIndexBegun(context)))
      findings.add("damage", where, "It is gone, and what else there is of the index is still there.");
  });
  return snapshot;
}

async function checkSegments(
  context: IndexContext,
  options: ResolvedIndexOptions,
  { manifest }: Snapshot,
  findings: Findings,
  tell: () => void,
): Promise<void> {
  for (const segment of manifest.segments) {
    let entries = 0;
    await checkSegment(context, options, manifest, segment, findings, () => {
      entries += 1;
      if (entries % 256 === 0) tell();
    });
    tell();
  }
}

// What a manifest must be by itself, and whether the bucket holds what it names, and what else lies beside it.

/** The manifest alone, and the rules by which it was made against those of this poisk. Pure. */
function checkManifest(manifest: Manifest, schema: IndexSchema, where: ObjectKey, findings: Findings): void {
  for (const fault of findManifestFaults(manifest)) findings.add("damage", where, `In it ${fault}.`);
  if (isSameSchema(manifest, schema)) return;
  const text = `The index was made by ${manifest.analyzer} and ${manifest.parser}, this poisk is ${schema.analyzer} and ${schema.parser}: it adds nothing to the index until a rebuild.`;
  findings.add("difference", where, text);
}

/** The objects of the index: what is named must be there and as large as it was, what is not is told. A listing. */
async function checkObjects(context: IndexContext, manifest: Manifest, findings: Findings): Promise<void> {
  const { layout } = context;
  const sizes = new Map<ObjectKey, number>(
    manifest.segments.map(({ id, sizeBytes }) => [segmentKey(layout, id), sizeBytes]),
  );
  const wanted = new Set<ObjectKey>(sizes.keys());
  for (const { tombstoneObject } of manifest.segments) {
    if (tombstoneObject !== null) wanted.add(tombstonesKey(layout, tombstoneObject.id));
  }
  const unnamed: ObjectSummary[] = [];
  const known = new Set(namedIds(manifest));
  for await (const object of listAll(context.store, layout.indexPrefix)) {
    wanted.delete(object.key);
    const expected = sizes.get(object.key);
    if (expected !== undefined && expected !== object.sizeBytes) {
      findings.add("damage", object.key, `It has ${object.sizeBytes} bytes, and the manifest says ${expected}.`);
    }
    if (!isNamed(context, object.key, known)) unnamed.push(object);
  }
  for (const key of wanted) findings.add("damage", key, "The manifest names it, but it is not there.");
  if (unnamed.length === 0) return;
  // What was committed while all this was read is nobody's leftover.
  const present = new Set(namedIds((await new ManifestStore(context).load())?.manifest ?? manifest));
  for (const object of unnamed) {
    if (isNamed(context, object.key, present)) continue;
    findings.add("notice", object.key, noticeOf(context, manifest, object));
  }
}

/** The tails of segments, which do no harm where they are wrong. A request, and one for each segment that they hold. */
async function checkTails(context: IndexContext, { segments }: Manifest, findings: Findings): Promise<void> {
  const { store, layout } = context;
  const where = tailsKey(layout);
  let tails: SegmentTails;
  try {
    tails = await loadTails(store, layout);
  } catch (error) {
    if (!isErrorOfKind(error, "corrupt-data") && !isErrorOfKind(error, "not-found")) throw error;
    const state = isErrorOfKind(error, "not-found") ? "is not there" : "is damaged";
    findings.add(
      "notice",
      where,
      `It ${state}: the first search of a process reads the segments, which takes longer. Compaction makes it anew.`,
    );
    return;
  }
  const byId = new Map(segments.map((segment) => [segment.id, segment]));
  for (const [id, { bytes }] of tails) {
    const segment = byId.get(id);
    if (segment === undefined || tailOf(tails, segment) === undefined) {
      findings.add(
        "notice",
        where,
        `It holds a segment that the manifest does not name, ${id}. Compaction makes it anew.`,
      );
      continue;
    }
    if (!(await isEndOf(store, segmentKey(layout, id), segment.sizeBytes, bytes))) {
      findings.add(
        "notice",
        where,
        `It does not hold the end of segment ${id} as it was written. Delete it: compaction makes it anew.`,
      );
    }
  }
}

/** Tells whether these are the last bytes of an object; true if the object was deleted meanwhile. */
async function isEndOf(store: ObjectStore, key: ObjectKey, sizeBytes: number, bytes: Uint8Array): Promise<boolean> {
  const end = await nullIf(store.getRange(key, sizeBytes - bytes.length, sizeBytes), "not-found");
  return end === null || areEqualBytes(end, bytes);
}

function isNamed({ layout }: IndexContext, key: ObjectKey, known: ReadonlySet<SegmentId>): boolean {
  const own = [manifestKey(layout), begunKey(layout), tailsKey(layout), publicationSecretKey(layout)];
  const isByName = own.includes(key);
  const kept = [rejectedPrefix, withdrawnPrefix, feedRecordsPrefix, siteRecordsPrefix].map((prefix) => prefix(layout));
  if (isByName || kept.some((prefix) => key.startsWith(prefix))) return true;
  const id = parseSegmentKey(layout, key) ?? parseTombstonesKey(layout, key);
  return id !== null && known.has(id);
}

/** An object that the manifest does not name is no damage, but may tell of one. */
function noticeOf({ layout }: IndexContext, manifest: Manifest, { key, sizeBytes }: ObjectSummary): string {
  if (parseBackfillKey(layout, key) !== null)
    return "A backfill is at work, or was stopped. The next one goes on from it and deletes it.";
  if (!Number.isNaN(probeTimeMs(layout, key)))
    return "A conformance probe of the store is running, or was stopped. Compaction deletes this when it is an hour old.";
  if (key.startsWith(readingPrefix(layout)))
    return "A process reads uploads that may have ended another, or was ended by them. The next one goes on from there.";
  const id = parseSegmentKey(layout, key) ?? parseTombstonesKey(layout, key);
  if (id === null) return `This is no file of poisk's (${sizeBytes} bytes). It does no harm.`;
  const origin =
    ulidTimeMs(id) > manifest.committedAtMs
      ? "It is newer than the manifest: a writer is at work or was killed, or an older manifest was put back."
      : "A writer that was killed, or was overtaken by another, left it.";
  return `No manifest names it (${sizeBytes} bytes). ${origin} Compaction deletes it when it is an hour old.`;
}

/** Checks that only the newest statement of each identity can be found. Reads the tables of names. */
async function checkStatements(
  context: IndexContext,
  { statementOf }: ResolvedIndexOptions,
  { segments }: Manifest,
  findings: Findings,
): Promise<void> {
  if (statementOf === null) return;
  const where = manifestKey(context.layout);
  await findings.guard(where, async () => {
    const settlement = await settleAllStatements(context, segments, statementOf);
    const older = settlement.segments.reduce(
      (sum, { liveDocuments }, i) => sum + (segments[i]?.liveDocuments ?? 0) - liveDocuments,
      0,
    );
    if (older > 0)
      findings.add("damage", where, `It lets ${older} articles be found whose address has a newer statement.`);
    const [key] = settlement.unheld.keys();
    if (key === undefined) return;
    const count = settlement.unheld.size;
    findings.add(
      "difference",
      where,
      `${count} uploads have the newest statement of an address, which is not found: ${key} is one.`,
    );
  });
}

// The index against the bucket: every upload must be live once, at its present version, and nothing else.

/** Uploads that are named one by one; the others are counted. */
const MAX_NAMED_UPLOADS = 10;

/** The differences that reconcile would find. */
interface BucketDifferences {
  readonly uploads: number;
  readonly missing: number;
  readonly changed: number;
  readonly gone: number;
}

const SENTENCES: Readonly<Record<Difference, string>> = {
  missing: "The bucket holds it, and the index does not.",
  changed: "The index holds another version of it than the bucket.",
  gone: "The index holds it, and the bucket does not.",
};

/** The differences in a range of keys, and the first names of each kind. */
interface RangeDifferences extends BucketDifferences {
  readonly named: readonly (readonly [ObjectKey, Difference])[];
}

/**
 * Compares a listing with the live entries of `snapshot`, in as many ranges of keys as reconcile; null where an upload
 * is live twice, or a segment went meanwhile. What was written meanwhile, and so differs only in this view, is looked
 * at again where it is named. Reads the ids sections; a listing, and a HEAD for each unsettled version and each that is
 * named.
 */
async function checkBucket(
  context: IndexContext,
  snapshot: Snapshot,
  parserVersion: string,
  findings: Findings,
): Promise<BucketDifferences | null> {
  const { store, layout } = context;
  const found: RangeDifferences[] = [];
  const isWhole = await findings.guard(manifestKey(layout), async () => {
    const entries = await LiveEntries.open(context, snapshot.manifest);
    const ranges = await listableRanges(store, layout.uploadsPrefix, entries.ranges());
    const check = async (range: KeyRange): Promise<RangeDifferences | null> => {
      const live = checkedVersions(context, await entries.inRange(range), findings);
      return live === null ? null : compareRange(context, parserVersion, range, live);
    };
    const checked = await mapConcurrently(ranges, RANGES_AT_ONCE, check);
    found.push(...checked.filter((differences) => differences !== null));
  });
  if (!isWhole || findings.all.some(({ severity }) => severity === "damage")) return null;
  const sum = (of: keyof BucketDifferences): number => found.reduce((total, range) => total + range[of], 0);
  const differences = { uploads: sum("uploads"), missing: sum("missing"), changed: sum("changed"), gone: sum("gone") };
  const named = firstOfEachKind(found.flatMap((range) => range.named));
  const isSettled = await settle(context, snapshot, named, parserVersion, findings);
  if (isSettled && differences.gone + differences.missing + differences.changed === named.length)
    return { ...differences, ...NO_DIFFERENCES };
  for (const kind of ["missing", "changed", "gone"] as const) {
    const more = differences[kind] - MAX_NAMED_UPLOADS;
    if (more > 0) findings.add("difference", layout.uploadsPrefix, `${more} more: ${SENTENCES[kind]}`);
  }
  return differences;
}

const NO_DIFFERENCES = { missing: 0, changed: 0, gone: 0 };

/** The live version of each key; null where one is live twice, which is told. */
function checkedVersions(
  { layout }: IndexContext,
  entries: readonly LiveEntry[],
  findings: Findings,
): Map<string, string> | null {
  const live = new Map<string, string>();
  for (const { segment, entry } of entries) {
    if (!live.has(entry.sourceKey)) live.set(entry.sourceKey, entry.version);
    else
      findings.add(
        "damage",
        segmentKey(layout, segment.id),
        `It holds ${entry.sourceKey}, which is live a second time.`,
      );
  }
  return live.size === entries.length ? live : null;
}

async function compareRange(
  context: IndexContext,
  parserVersion: string,
  range: KeyRange,
  live: Map<string, string>,
): Promise<RangeDifferences> {
  const counts = { uploads: 0, missing: 0, changed: 0, gone: 0 };
  async function* countedUploads(): AsyncGenerator<ObjectSummary> {
    for await (const upload of listUploads(context, range)) {
      counts.uploads += 1;
      yield upload;
    }
  }
  const named: [ObjectKey, Difference][] = [];
  for await (const { key, difference: kind } of differencesIn(context.store, parserVersion, countedUploads(), live)) {
    counts[kind] += 1;
    if (counts[kind] <= MAX_NAMED_UPLOADS) named.push([key, kind]);
  }
  return { ...counts, named };
}

function firstOfEachKind(named: readonly (readonly [ObjectKey, Difference])[]): (readonly [ObjectKey, Difference])[] {
  return (["missing", "changed", "gone"] as const).flatMap((kind) =>
    named.filter(([, of]) => of === kind).slice(0, MAX_NAMED_UPLOADS),
  );
}

/** Adds what still differs when it is looked at again; true where nothing does. */
async function settle(
  context: IndexContext,
  snapshot: Snapshot,
  named: readonly (readonly [ObjectKey, Difference])[],
  parserVersion: string,
  findings: Findings,
): Promise<boolean> {
  if (named.length === 0) return true;
  const { manifest } = (await new ManifestStore(context).load()) ?? snapshot;
  const keys = named.map(([key]) => key);
  const live = await new LiveEntryFinder(context).find(manifest, keys);
  let isSettled = true;
  for (const [key] of named) {
    const present = await presentVersion(context.store, key, parserVersion);
    const indexed = live.get(key)?.[0]?.entry.version ?? null;
    if (isSameUpload(present, indexed, parserVersion)) continue;
    isSettled = false;
    const kind = present === null ? "gone" : indexed === null ? "missing" : "changed";
    findings.add("difference", key, SENTENCES[kind]);
  }
  return isSettled;
}

/**
 * Plans the rebuilding; null if none is needed. `manifest` is the one in the bucket, null where none can be read. A
 * damaged list of tombstones condemns its segment.
 */
export function planRepair(
  findings: readonly Finding[],
  manifest: Manifest | null,
  layout: KeyLayout,
): Pick<RebuildOptions, "damaged"> | null {
  const wrong = findings.filter(({ severity }) => severity !== "notice");
  if (wrong.length === 0) return null;
  // Damage of the manifest, or other rules than those of this poisk.
  if (manifest === null || wrong.some(({ where }) => where === manifestKey(layout))) return {};
  const damaged = new Set<SegmentId>();
  for (const { severity, where } of wrong) {
    if (severity !== "damage") continue;
    const key = where as ObjectKey;
    const id = parseSegmentKey(layout, key) ?? parseTombstonesKey(layout, key);
    const segment = manifest.segments.find((one) => one.id === id || one.tombstoneObject?.id === id);
    if (segment !== undefined) damaged.add(segment.id);
  }
  return { damaged };
}
