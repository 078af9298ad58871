/**
 * Makes a published index of a private one: what anybody may read, with nothing of what was removed and nothing of how
 * it came. docs/decisions/index.md#what-leaves says what leaves and why.
 *
 * A published segment is made of former published ones and of what is new in private ones. Its name is made of their
 * names and of what is dead in them, so that the same state has the same names, and what is there already is not
 * written again. In the place of its time a name has the sequence of the manifest that names it first. From that
 * follows all that publishers at once need:
 *
 *   Only a commit on manifest n may name a segment of number n + 1, and only one commit on manifest n succeeds. So
 *   once manifest n + 1 is there, a segment of a number up to n + 1 that it does not name is named by no later
 *   manifest, and may be deleted; what is of n + 2 is not touched. Whoever crashed before the commit on n finds its
 *   segments of n + 1 where it left them.
 *
 * The order of the writes is dictionary, segments, suggestions, tails, manifest: where it ends halfway, the former
 * manifest and all that it names are as they were.
 */

import { sha256, toHex } from "../../content-hash.ts";
import { isSearchIndexError, nullIf, SearchIndexError } from "../../errors.ts";
import { createUlid, ulidTimeMs } from "../../id-source.ts";
import {
  type ETag,
  headIfPresent,
  listAll,
  type ObjectKey,
  type ObjectReader,
  type ObjectStore,
  type ObjectSummary,
  type PutOptions,
  putIfUnchanged,
  putOnce,
} from "../../store/store.ts";
import { isOutcomeUnknown, retryTransaction } from "../commit/transaction.ts";
import { loadPresentTails, putTails } from "../compaction/tail-refresh.ts";
import {
  dictionariesPrefix,
  dictionaryKey,
  dictionaryLicenceKey,
  manifestKey,
  parsePublishedKey,
  publicationSecretKey,
  type SegmentId,
  segmentKey,
  segmentPartKey,
  segmentsPrefix,
  suggestionsKey,
  WIDGET_LOADER,
  widgetKey,
  widgetPrefix,
} from "../keys.ts";
import {
  countLiveDocuments,
  emptyManifest,
  freshSegment,
  isOfNewerFormat,
  type Manifest,
  type ManifestSegment,
  type Publication,
  parseManifest,
  requireSchema,
  schemaOf,
  serialiseManifest,
} from "../manifest/manifest.ts";
import { checkManifestInvariants } from "../manifest/manifest-invariants.ts";
import type { IndexContext } from "../manifest/manifest-reader.ts";
import { ManifestStore } from "../manifest/manifest-store.ts";
import { TAILS_TYPE } from "../manifest/segment-tails.ts";
import { deadOf, supersededOf } from "../manifest/tombstones.ts";
import { type MergeInput, mergeSegments } from "../merge/segment-merge.ts";
import { decodeJson, decodeUtf8, encodeUtf8 } from "../segment/blocks/json-block.ts";
import { LONE_BLOCK_MULTIPLE_BYTES, SEGMENT_FORMAT, type SegmentSummary } from "../segment/blocks/segment-format.ts";
import { PartedObjectReader } from "../segment/reader/block-reader.ts";
import { allEntries } from "../segment/reader/entry-lookup.ts";
import type { ResolvedIndexOptions } from "../segment/schema/minisearch-options.ts";
import type { PlacedSourceEntry } from "../segment/stored/source-entries.ts";
import { loadWithdrawals } from "../uploads/withdrawals.ts";
import { type Comparison, compareStates, type HeldSegment, openPublished, versionDigest } from "./compare-states.ts";
import {
  LEAST_SMALLEST_BYTES,
  planSegments,
  type SegmentGroup,
  type SegmentPlan,
  type WriteReason,
} from "./plan-segments.ts";
import { LEAST_TAILED_BYTES, type PlannedWrite, planWrites, suggestionBytesOf } from "./plan-writes.ts";
import { encodeSuggestions, type SuggestionRow } from "./suggestion-blocks.ts";

/**
 * Cache header of files that never change under their name: a year, which HTTP caches treat as for ever (RFC 9111, and
 * 8246 for `immutable`).
 */
export const IMMUTABLE_CACHE_CONTROL = "public, max-age=31536000, immutable";
/** Cache header of the file that loads the search box: pages get a new build after this time. */
export const LOADER_CACHE_CONTROL = "public, max-age=300";
/** Cache header of the manifest and the tails: cached, and revalidated by ETag each time. */
export const CHANGING_CACHE_CONTROL = "no-cache";

const IMMUTABLE: PutOptions = { ...TAILS_TYPE, cacheControl: IMMUTABLE_CACHE_CONTROL };
const LICENCE: PutOptions = { contentType: "text/plain; charset=utf-8", cacheControl: IMMUTABLE_CACHE_CONTROL };
const TAILS: PutOptions = { ...TAILS_TYPE, cacheControl: CHANGING_CACHE_CONTROL };
const SCRIPT: PutOptions = { contentType: "text/javascript; charset=utf-8", cacheControl: IMMUTABLE_CACHE_CONTROL };
const LOADER: PutOptions = { ...SCRIPT, cacheControl: LOADER_CACHE_CONTROL };
const SECRET: PutOptions = { contentType: "text/plain" };
const MANIFEST: PutOptions = { contentType: "application/json", cacheControl: CHANGING_CACHE_CONTROL };

/**
 * Number of documents up to which segments are joined: each costs a reader some requests in every search; to rewrite so
 * many articles takes some 20 seconds.
 */
const TOGETHER_DOCUMENTS = 25_000;

/** The longest time for which superseded text stays in the files. */
export const MOST_SUPERSEDED_MS = 30 * 24 * 3_600_000;

/**
 * Suggestions that are older are made anew with the next change: to make them takes 5 to 15 s of processor time.
 * Untuned.
 */
const MOST_SUGGESTIONS_AGE_MS = 24 * 3_600_000;

/** Clocks of the publisher and of the store of the private index, and the time of a run, differ by less. Untuned. */
const CLOCKS_APART_MS = 24 * 3_600_000;

/** Publishers that met are few: each meets what the others did. Untuned. */
const MAX_ATTEMPTS = 5;

/** The dictionary in which queries of a language look up words. */
export interface PublishedDictionary {
  readonly bytes: Uint8Array;
  /** The directory that a reader needs before any request. The manifest has it, so that it takes no request. */
  readonly directory: string;
  /** The terms on which the bytes may be given to others, which then lie beside them. */
  readonly licence: Uint8Array | null;
}

export interface PublishInput {
  /** The private index. */
  readonly source: IndexContext;
  readonly options: ResolvedIndexOptions;
  /** The target of the published index: nothing else is below the layout's `indexPrefix`. */
  readonly target: Pick<IndexContext, "store" | "layout" | "tailedSegmentBytes">;
  /** The dictionary of queries; null if they need none. */
  readonly dictionary: PublishedDictionary | null;
  /** The files of the search box by their names, for pages that load them from beside the index; null for none. */
  readonly widget?: Readonly<Record<string, Uint8Array>> | null;
  /** Encoding of these files, if the store declares it to readers and packs nothing itself. Default: none. */
  readonly widgetEncoding?: "gzip" | null;
  /** Id of the code that writes the bytes: two writers that may pack the same content differently have two ids. */
  readonly writer: string;
  /** Cuts segments into objects of so many bytes; at least SMALL_SEGMENT_BYTES. Null: each is one object. */
  readonly partBytes: number | null;
  /** Segments of fewer articles are put together. Default 25,000. */
  readonly togetherDocuments?: number;
  /** The smallest segment takes so many bytes at the least. Default 256 KiB. */
  readonly smallestBytes?: number;
  /** Time for which retired files stay for readers of an older manifest. */
  readonly graceMs: number;
  /** Time for which superseded text may stay in the files. Default and maximum: MOST_SUPERSEDED_MS. */
  readonly supersededMs?: number;
  /** Writes and deletes nothing, and only tells what would be written. */
  readonly isDryRun?: boolean;
  /**
   * Makes suggestions of the index that a manifest names, which lies in the target and is not committed yet; by
   * beginnings, ascending. Default: none are made.
   */
  readonly makeSuggestions?: (target: IndexContext, manifest: Manifest) => Promise<readonly SuggestionRow[]>;
  /** Called before each segment that is written: its articles, its number from 1, and how many segments are written. */
  readonly onSegment?: (articles: number, number: number, count: number) => void;
}

export interface PublishReport {
  /** Sequence of the current manifest. */
  readonly sequence: number;
  /** False where all of it was there already; nothing is written then. */
  readonly isChanged: boolean;
  readonly articles: number;
  readonly segments: number;
  /** Writes of this run, with reasons; of a dry run, the next run's. Files left by an interrupted run are included. */
  readonly writes: readonly PlannedWrite[];
  readonly writtenObjects: number;
  readonly writtenBytes: number;
  /** Size of the whole published index, without files that only wait to be deleted. */
  readonly sizeBytes: number;
  /**
   * Objects that left the index in this run, or in former ones within the grace, and hold an article that was deleted
   * or changed: caches keep them until they expire or are purged. The manifest names them, so that what a run which was
   * killed did not tell is told by the next.
   */
  readonly departed: readonly ObjectKey[];
  readonly deletedObjects: number;
}

/**
 * Brings the target up to the private index as it is. Costs: the entries and ids of both indexes are read; then each
 * segment that is to be written is written once, and what it is made of read once. Puts a secret into the private index
 * where it has none. Rejects with `index-outdated` where the private index was made by other rules, `invalid-options`
 * where the target holds a private index, `commit-conflict` where other publishers were faster in all attempts, and as
 * the stores do. What it wrote before is found by the next run.
 */
export async function publishIndex(input: PublishInput): Promise<PublishReport> {
  const written = new Written();
  const outcome = await retryTransaction(input.source, () => publishOnce(input, written), MAX_ATTEMPTS);
  const widgetWrites = await retryTransaction(input.source, () => putWidget(input, written), MAX_ATTEMPTS);
  const deletedObjects =
    input.isDryRun === true
      ? 0
      : (await deleteUnnamed(input, outcome.manifest)) + (await deleteReplaced(input, outcome.manifest));
  const { manifest, departed } = outcome;
  const writes = [...outcome.writes, ...widgetWrites];
  const { objects: writtenObjects, bytes: writtenBytes } = written;
  const dictionaryBytes = input.dictionary?.bytes.length ?? 0;
  return {
    sequence: manifest.sequence,
    isChanged: outcome.isChanged || widgetWrites.length > 0,
    articles: countLiveDocuments(manifest),
    segments: manifest.segments.length,
    writes,
    writtenObjects,
    writtenBytes,
    sizeBytes: [
      ...manifest.segments.map(({ sizeBytes }) => sizeBytes),
      dictionaryBytes,
      suggestionBytesOf(manifest.publication),
    ].reduce((sum, bytes) => sum + bytes),
    departed,
    deletedObjects,
  };
}

interface Published {
  readonly manifest: Manifest;
  readonly departed: readonly ObjectKey[];
  readonly isChanged: boolean;
  readonly writes: readonly PlannedWrite[];
}

async function publishOnce(input: PublishInput, written: Written): Promise<Published> {
  const { source, options, dictionary, partBytes } = input;
  // Before the private index: who commits on this manifest has read an index at least as new as the one that made it.
  const base = await loadPublished(input);
  const { manifest: from } = await new ManifestStore(source).require();
  requireSchema(from, schemaOf(options));
  const state = await findState(input, base, from);
  const former = base.manifest.publication;
  const isNewDictionary = dictionary !== null && hashOfDictionary(dictionary) !== former?.dictionary?.hash;
  const keptSuggestions = isNewDictionary ? null : keptSuggestionsOf(input, former?.suggestions, state);
  const keepsSuggestions = keptSuggestions !== null || input.makeSuggestions === undefined;
  const writes = planWrites({ ...input, base: base.manifest, plan: state.plan, isNewDictionary, keepsSuggestions });
  if (input.isDryRun === true) {
    return { manifest: base.manifest, departed: [], isChanged: writes.length > 0, writes };
  }
  const publication: Publication = {
    partBytes,
    dictionary: dictionary && (await putDictionary(input, dictionary, former?.dictionary, written)),
  };
  const segments = state.plan.staying.map(({ present }) => present);
  for (const [i, group] of state.plan.groups.entries()) {
    input.onSegment?.(group.articles, i + 1, state.plan.groups.length);
    segments.push(await writeSegment(input, group, state.digestOf, base.manifest, written));
  }
  segments.sort((a, b) => (a.id < b.id ? -1 : 1));
  const suggestions =
    keptSuggestions ?? (await putSuggestions(input, base.manifest, from, segments, publication, written));
  const described: Publication = { ...publication, ...(suggestions === null ? {} : { suggestions }) };
  const changed = nextManifest(input, base.manifest, from, segments, described);
  await replaceTails(input, changed ?? base.manifest, written);
  const told = former?.departed ?? [];
  const toldKeys = told.map(([key]) => key as ObjectKey);
  if (changed === null) return { manifest: base.manifest, departed: toldKeys, isChanged: false, writes: [] };
  const left = await findDeparted(input, base, changed, state.held);
  // The others were told by the run that committed the base after their grace, and are by this one.
  const kept = told.filter(
    ([key, leftAtMs]) => !left.has(key as ObjectKey) && base.manifest.committedAtMs - leftAtMs < input.graceMs,
  );
  const departed = [...kept, ...[...left].map((key) => [key, changed.committedAtMs] as const)];
  const next = departed.length === 0 ? changed : { ...changed, publication: { ...described, departed } };
  await commit(input.target, base, next, written);
  return { manifest: next, departed: [...new Set([...toldKeys, ...left])], isChanged: true, writes };
}

/** The content of both indexes, and the work that is due. */
interface State {
  readonly held: readonly HeldSegment[];
  readonly plan: SegmentPlan;
  readonly digestOf: (entry: PlacedSourceEntry) => string;
}

async function findState(input: PublishInput, base: PublishedManifest, from: Manifest): Promise<State> {
  const { source, target, options, togetherDocuments = TOGETHER_DOCUMENTS } = input;
  const { supersededMs = MOST_SUPERSEDED_MS, smallestBytes = LEAST_SMALLEST_BYTES } = input;
  const nowMs = source.clock.nowMs();
  const secret = await publicationSecret(input);
  const digestOf = (entry: PlacedSourceEntry): string => versionDigest(secret, entry);
  const form = formOf(options, input.partBytes);
  const usable = base.manifest.segments.filter(({ id }) => contentOfId(id).startsWith(form));
  const store = segmentReaderOf(target.store, base.manifest.publication);
  const published = await openPublished({ store, layout: target.layout }, usable);
  const oldestMs = Math.min(
    ...[base.manifest.committedAtMs, ...usable.map(({ oldestTombstoneAtMs }) => oldestTombstoneAtMs ?? nowMs)],
  );
  const sinceMs = oldestMs - CLOCKS_APART_MS;
  const isWithdrawn = await loadWithdrawals(source, sinceMs);
  const compared = await compareStates({
    source,
    segments: from.segments,
    published,
    privateFields: options.privateFields,
    digestOf,
    isWithdrawn,
    sinceMs,
    nowMs,
  });
  const settings = {
    togetherDocuments,
    supersededMs: Math.min(supersededMs, MOST_SUPERSEDED_MS),
    smallestBytes,
    nowMs,
  };
  const plan = planSegments(compared, addedReasons(input, base.manifest, compared), settings);
  return { held: compared.held, digestOf, plan };
}

function addedReasons(
  { partBytes }: PublishInput,
  { sequence, segments, publication }: Manifest,
  { held, fresh, changedDocuments }: Comparison,
): readonly WriteReason[] {
  if (sequence === 0) return ["first"];
  if (held.length === 0 && segments.length > 0) return [publication?.partBytes === partBytes ? "format" : "parts"];
  const added = fresh.reduce((sum, { documents }) => sum + documents, 0);
  return [...(added > changedDocuments ? ["new" as const] : []), ...(changedDocuments > 0 ? ["changed" as const] : [])];
}

/** Reads the secret of the private index. A dry run does not put a missing one: then nothing is published by it. */
async function publicationSecret({ source, isDryRun }: PublishInput): Promise<string> {
  const { store, layout, clock, ids } = source;
  const key = publicationSecretKey(layout);
  const present = await nullIf(store.get(key), "not-found");
  if (present !== null) return decodeUtf8(present.bytes);
  const secret = createUlid(Math.max(0, clock.nowMs()), ids) + createUlid(0, ids);
  if (isDryRun === true || (await putOnce(store, key, encodeUtf8(secret), SECRET))) return secret;
  return decodeUtf8((await store.get(key)).bytes);
}

// The published manifest.

interface PublishedManifest {
  /** The published manifest. If it is of an older format, only its sequence and publication are known. */
  readonly manifest: Manifest;
  readonly isOlder: boolean;
  /** Null where there is none. */
  readonly etag: ETag | null;
}

async function loadPublished({ source: { clock }, options, target }: PublishInput): Promise<PublishedManifest> {
  const none = emptyManifest(schemaOf(options), "", clock.nowMs());
  const object = await nullIf(target.store.get(manifestKey(target.layout)), "not-found");
  if (object === null) return { manifest: none, isOlder: false, etag: null };
  const parsed = parseOlder(object.bytes, none);
  if (parsed.manifest.publication !== undefined) return { ...parsed, etag: object.etag };
  throw new SearchIndexError(
    "invalid-options",
    "An index that was not published lies there, with what nobody else should read. Publish to a place of its own.",
  );
}

/**
 * `none` at the sequence of a manifest that is of an older format, or damaged: all that it names is made anew. Refuses
 * a file from which no sequence can be read: it may be a web app's manifest.
 */
function parseOlder(bytes: Uint8Array, none: Manifest): Omit<PublishedManifest, "etag"> {
  try {
    return { manifest: parseManifest(bytes), isOlder: false };
  } catch (error) {
    const isKnown = isSearchIndexError(error) && ["unsupported-format", "corrupt-manifest"].includes(error.code);
    if (!isKnown || isOfNewerFormat(error)) throw error;
    const isJson = !(error.cause instanceof SyntaxError);
    const { sequence, publication } = (isJson ? (decodeJson(bytes) ?? {}) : {}) as Partial<Manifest>;
    if (!Number.isSafeInteger(sequence)) {
      throw new SearchIndexError(
        "invalid-options",
        "manifest.json at the place to publish to is of something else, or damaged. Publish to a place of its own; or, if the place is its own, delete that file and publish again.",
        { cause: error },
      );
    }
    const known = { sequence: Number(sequence), ...(publication === undefined ? {} : { publication }) };
    return { manifest: { ...none, ...known }, isOlder: true };
  }
}

/** The manifest to put, null where the present one says the same. */
function nextManifest(
  { source, graceMs }: PublishInput,
  base: Manifest,
  from: Manifest,
  segments: readonly ManifestSegment[],
  publication: Publication,
): Manifest | null {
  const { analyzer, parser, fields } = from;
  const said = (manifest: Pick<Manifest, "analyzer" | "parser" | "fields" | "segments" | "publication">): string => {
    const { departed: _, ...described } = manifest.publication ?? {};
    return JSON.stringify([manifest.analyzer, manifest.parser, manifest.fields, manifest.segments, described]);
  };
  if (base.sequence > 0 && said(base) === said({ analyzer, parser, fields, segments, publication })) return null;
  const nowMs = Math.max(0, Math.floor(source.clock.nowMs()));
  const live = new Set(segments.map(({ id }) => id));
  const kept = base.retired.filter(({ retiredAtMs }) => nowMs - retiredAtMs < graceMs);
  const dropped = base.retired.filter((object) => !kept.includes(object)).map(({ id }) => id);
  const departed = base.segments
    .filter(({ id }) => !live.has(id))
    .map(({ id }) => ({ id, kind: "segment" as const, retiredAtMs: nowMs }));
  return {
    ...emptyManifest({ analyzer, parser, fields }, createUlid(nowMs, source.ids), nowMs),
    sequence: base.sequence + 1,
    collectFloor: [...(base.collectFloor === null ? [] : [base.collectFloor]), ...dropped].sort().at(-1) ?? null,
    segments: [...segments],
    retired: [...kept, ...departed],
    publication,
  };
}

async function commit(
  { store, layout }: PublishInput["target"],
  { manifest: base, etag }: PublishedManifest,
  next: Manifest,
  written: Written,
): Promise<void> {
  checkManifestInvariants(next, base);
  const key = manifestKey(layout);
  const bytes = serialiseManifest(next);
  try {
    await putIfUnchanged(store, key, bytes, etag, MANIFEST);
  } catch (error) {
    if (!isOutcomeUnknown(error) || parseManifest((await store.get(key)).bytes).commitId !== next.commitId) throw error;
  }
  written.add(bytes.length);
}

// Names.

/** The writing form. If it changes, the same articles are written differently, and existing segments are rewritten. */
const FORM = [SEGMENT_FORMAT, LONE_BLOCK_MULTIPLE_BYTES];

/**
 * Characters of the form within a ULID's sixteen random ones: 15 bits say how a segment is written, 45 its content, 20
 * its writer.
 */
const FORM_CHARACTERS = 3;
const CONTENT_CHARACTERS = 12;
const WRITER_CHARACTERS = 4;
const TIME_CHARACTERS = 10;

/** The prefix of segment names of the present form, behind the time. */
function formOf(options: ResolvedIndexOptions, partBytes: number | null): string {
  return idCharacters([...FORM, schemaOf(options), partBytes], FORM_CHARACTERS);
}

/** The part of a name that says what is in it: the same of the same inputs with the same in them dead. */
function contentOf({ options, partBytes }: PublishInput, { former, fresh }: SegmentGroup): string {
  const ascending = (numbers: Iterable<number>): number[] => [...numbers].sort((a, b) => a - b);
  const states = [
    ...former.map(({ present }) => {
      const dead = deadOf(present);
      return [present.id, ascending(dead.entries), ascending(dead.superseded.keys())];
    }),
    ...fresh.map(({ segment, entryNumbers, dead }) => [
      segment.id,
      ascending(entryNumbers),
      ascending(dead.superseded.keys()),
    ]),
  ];
  return formOf(options, partBytes) + idCharacters(states, CONTENT_CHARACTERS - FORM_CHARACTERS);
}

function idCharacters(value: unknown, length: number): string {
  const hash = sha256(JSON.stringify(value));
  let next = 0;
  const ids = { random32: () => hash[next++ % hash.length] ?? 0 };
  return createUlid(0, ids).slice(TIME_CHARACTERS, TIME_CHARACTERS + length);
}

function contentOfId(id: SegmentId): string {
  return id.slice(TIME_CHARACTERS, TIME_CHARACTERS + CONTENT_CHARACTERS);
}

/** The ULID whose time is the sequence of the manifest that names the segment first. */
function publishedId(sequence: number, content: string, writer: string): SegmentId {
  const time = createUlid(sequence, { random32: () => 0 }).slice(0, TIME_CHARACTERS);
  return `${time}${content}${idCharacters(writer, WRITER_CHARACTERS)}` as SegmentId;
}

// Writing.

/** The files that were written to the target. */
class Written {
  objects = 0;
  bytes = 0;

  add(bytes: number): void {
    this.objects += 1;
    this.bytes += bytes;
  }
}

function hashOfDictionary({ bytes }: Pick<PublishedDictionary, "bytes">): string {
  return toHex(sha256(bytes)).slice(0, 16);
}

/** Gives what the manifest says of it; `former` is what the base says. */
async function putDictionary(
  { target: { store, layout } }: PublishInput,
  { bytes, directory, licence }: PublishedDictionary,
  former: Publication["dictionary"] | undefined,
  written: Written,
): Promise<Publication["dictionary"]> {
  const hash = hashOfDictionary({ bytes });
  const isNew = hash !== former?.hash;
  if (licence !== null) await putNamed(store, dictionaryLicenceKey(layout, hash), licence, written, LICENCE, isNew);
  await putNamed(store, dictionaryKey(layout, hash), bytes, written, IMMUTABLE, isNew);
  return { hash, directory };
}

/**
 * Puts an object named by its content. Where it is there already it is written all the same if `isNew`, as it takes the
 * place of another: its time then says since when that one is not needed (deleteOthers).
 */
async function putNamed(
  store: ObjectStore,
  key: ObjectKey,
  content: Uint8Array,
  written: Written,
  options: PutOptions,
  isNew = false,
): Promise<void> {
  const present = await headIfPresent(store, key);
  if (!isNew && present?.sizeBytes === content.length) return;
  await putIfUnchanged(store, key, content, present?.etag ?? null, options);
  written.add(content.length);
}

/** Gives what is written; nothing is in a dry run. The file that leads to the others comes last. */
async function putWidget(
  { target: { store, layout }, widget, widgetEncoding = null, isDryRun }: PublishInput,
  written: Written,
): Promise<PlannedWrite[]> {
  const coded = widgetEncoding === null ? {} : { contentEncoding: widgetEncoding };
  const before = { objects: written.objects, bytes: written.bytes };
  const { [WIDGET_LOADER]: loader, ...files } = widget ?? {};
  if (loader === undefined) return [];
  const key = widgetKey(layout, WIDGET_LOADER);
  const present = await headIfPresent(store, key);
  const isNew = present === null || Buffer.compare((await store.get(key)).bytes, loader) !== 0;
  const reasons = present === null ? (["first"] as const) : (["build"] as const);
  if (isDryRun === true) {
    const sizes = Object.values(widget ?? {}).map(({ length }) => length);
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    return isNew ? [{ kind: "widget", reasons, articles: 0, files: sizes.length, bytes }] : [];
  }
  for (const [name, bytes] of Object.entries(files)) {
    await putNamed(store, widgetKey(layout, name), bytes, written, { ...SCRIPT, ...coded }, isNew);
  }
  if (isNew) {
    await putIfUnchanged(store, key, loader, present?.etag ?? null, { ...LOADER, ...coded });
    written.add(loader.length);
  }
  const [objects, bytes] = [written.objects - before.objects, written.bytes - before.bytes];
  return objects === 0 ? [] : [{ kind: "widget", reasons, articles: 0, files: objects, bytes }];
}

type PublishedSuggestions = NonNullable<Publication["suggestions"]>;

/**
 * Suggestions of a former state that stay: no more than small segments are written, and nothing was removed. Null for
 * none.
 */
function keptSuggestionsOf(
  { source, writer, makeSuggestions }: PublishInput,
  former: PublishedSuggestions | undefined,
  { plan }: State,
): PublishedSuggestions | null {
  if (makeSuggestions === undefined || former === undefined) return null;
  const isChanged = plan.groups.length > 0;
  const isLate = isChanged && source.clock.nowMs() - former.madeAtMs >= MOST_SUGGESTIONS_AGE_MS;
  return plan.isSmall && !isLate && former.id.endsWith(idCharacters(writer, WRITER_CHARACTERS)) ? former : null;
}

/** Makes the suggestions of an index of these segments. Null where none are made. */
async function putSuggestions(
  { source, target, writer, makeSuggestions }: PublishInput,
  base: Manifest,
  { analyzer, parser, fields }: Manifest,
  segments: readonly ManifestSegment[],
  publication: Publication,
  written: Written,
): Promise<PublishedSuggestions | null> {
  if (makeSuggestions === undefined) return null;
  const nowMs = Math.max(0, Math.floor(source.clock.nowMs()));
  const states = segments.map(({ id, tombstones, superseded }) => [id, tombstones, superseded]);
  const id = publishedId(base.sequence + 1, idCharacters([SEGMENT_FORMAT, states], CONTENT_CHARACTERS), writer);
  const manifest: Manifest = {
    ...emptyManifest({ analyzer, parser, fields }, "", nowMs),
    segments: [...segments],
    publication,
  };
  const { bytes, blocks } = encodeSuggestions(await makeSuggestions({ ...source, ...target }, manifest));
  await putNamed(target.store, suggestionsKey(target.layout, id), bytes, written, IMMUTABLE);
  return { id, blocks, madeAtMs: nowMs };
}

/** Reads segments whole, be they cut or not. */
function segmentReaderOf(store: ObjectStore, publication: Publication | undefined): Pick<ObjectReader, "getRange"> {
  const partBytes = publication?.partBytes ?? null;
  return partBytes === null ? store : new PartedObjectReader(store, partBytes);
}

async function replaceTails({ target }: PublishInput, manifest: Manifest, written: Written): Promise<void> {
  const { store } = target;
  const segments = segmentReaderOf(store, manifest.publication);
  const tailed = { tailedSegmentBytes: LEAST_TAILED_BYTES, ...target };
  const bytes = await putTails(tailed, await loadPresentTails(target), manifest, { segments, options: TAILS });
  if (bytes !== null) written.add(bytes.length);
}

async function writeSegment(
  input: PublishInput,
  group: SegmentGroup,
  digestOf: State["digestOf"],
  base: Manifest,
  written: Written,
): Promise<ManifestSegment> {
  const { target, options, partBytes, writer } = input;
  const id = publishedId(base.sequence + 1, contentOf(input, group), writer);
  const { former, fresh } = group;
  const inputs = await Promise.all([
    ...former.map(({ reader, present }) => withoutEmpty({ reader, dead: deadOf(present) })),
    ...fresh.map(({ reader, dead, entryNumbers }) => withoutEmpty({ reader, dead }, entryNumbers)),
  ]);
  let summary: SegmentSummary | null = null;
  async function* merge(): AsyncGenerator<Uint8Array> {
    const chunks = mergeSegments(inputs, {
      ...options,
      // A document by itself takes no more bytes than its card's block, and tells all that a list shows.
      cardOf: null,
      isReadByRanges: true,
      publishedVersion: (entry, number) => (number < former.length ? entry.version : digestOf(entry)),
    });
    for (let next = await chunks.next(); ; next = await chunks.next()) {
      if (next.done) {
        summary = next.value.summary;
        return;
      }
      yield next.value;
    }
  }
  const stream = new ByteStream(merge());
  const key = segmentKey(target.layout, id);
  for (let part = 0; part === 0 || !(await stream.isAtEnd()); part += 1) {
    const partKey = partBytes === null ? key : segmentPartKey(key, part);
    await putPart(target.store, partKey, stream, partBytes ?? Number.POSITIVE_INFINITY, written);
  }
  if (summary === null) throw new SearchIndexError("unexpected-failure", "A segment was not made to its end.");
  return freshSegment(id, summary);
}

/**
 * Takes out what is not `wanted`, and entries without live documents: of an upload that could not be read, or is
 * superseded, not even the key leaves.
 */
async function withoutEmpty({ reader, dead }: MergeInput, wanted?: ReadonlySet<number>): Promise<MergeInput> {
  const entries = new Set(dead.entries);
  for await (const entry of allEntries(reader)) {
    const isWanted = wanted?.has(entry.entryNumber) ?? true;
    if (!isWanted || entry.documentCount === supersededOf(dead, entry).length) entries.add(entry.entryNumber);
  }
  return { reader, dead: { ...dead, entries } };
}

/**
 * Puts the next bytes of a stream, so many at the most. An object of the name that is there already has the same bytes,
 * if as many: its name says what they are made of and by whom.
 */
async function putPart(
  store: ObjectStore,
  key: ObjectKey,
  stream: ByteStream,
  maxBytes: number,
  written: Written,
): Promise<void> {
  let sentBytes = 0;
  async function* takePart(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const bytes = sentBytes < maxBytes ? await stream.take(maxBytes - sentBytes) : null;
      if (bytes === null) return;
      sentBytes += bytes.length;
      yield bytes;
    }
  }
  try {
    await store.putStreamIfAbsent(key, takePart(), IMMUTABLE);
    written.add(sentBytes);
  } catch (error) {
    if (!isOutcomeUnknown(error)) throw error;
    // The store may have looked first, and taken none of it.
    for await (const _ of takePart());
    const there = await headIfPresent(store, key);
    if (there === null) throw error;
    if (there.sizeBytes !== sentBytes) throw otherBytes(key, there.sizeBytes, sentBytes);
  }
}

function otherBytes(key: ObjectKey, thereBytes: number, sentBytes: number): SearchIndexError {
  return new SearchIndexError(
    "invariant-violated",
    `${key} has ${thereBytes} bytes and should have ${sentBytes}. Delete it where it lies, and publish again.`,
    { details: { key } },
  );
}

/** Chunks of any size, taken in pieces of a size that is wanted. */
class ByteStream {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array | null = null;
  #isDone = false;

  constructor(chunks: AsyncIterator<Uint8Array>) {
    this.#chunks = chunks;
  }

  async isAtEnd(): Promise<boolean> {
    while (!this.#isDone && this.#rest === null) {
      const { value, done } = await this.#chunks.next();
      if (done) this.#isDone = true;
      else if (value.length > 0) this.#rest = value;
    }
    return this.#isDone;
  }

  /** One byte at least, null at the end. */
  async take(maxBytes: number): Promise<Uint8Array | null> {
    if ((await this.isAtEnd()) || this.#rest === null) return null;
    const taken = this.#rest.subarray(0, maxBytes);
    this.#rest = taken.length < this.#rest.length ? this.#rest.subarray(taken.length) : null;
    return taken;
  }
}

// What left.

/**
 * The objects that leave with `next`, or left lately, and hold an article which it has no more, or another text of:
 * segments that leave with something dead in them, or that cannot be read. Where there are any, what is still there of
 * former states is told unread, since most of it has the same articles: segments, and suggestions, which show titles.
 * So is all that is of an older format.
 */
async function findDeparted(
  { target }: PublishInput,
  { manifest: base, isOlder }: PublishedManifest,
  next: Manifest,
  held: readonly HeldSegment[],
): Promise<ReadonlySet<ObjectKey>> {
  const staying = new Set(namedIds(next));
  const whole = new Set(held.filter(({ present }) => isAlive(present)).map(({ segment }) => segment.id));
  const departed = new Set<ObjectKey>();
  for (const segment of base.segments) {
    if (staying.has(segment.id) || whole.has(segment.id)) continue;
    for (const key of keysOf(target, segment, base.publication)) departed.add(key);
  }
  if (departed.size === 0 && !isOlder) return departed;
  for await (const { key, id } of objectsUpTo(target, base)) if (!staying.has(id)) departed.add(key);
  return departed;
}

function isAlive({ documents, liveDocuments }: ManifestSegment): boolean {
  return documents === liveDocuments;
}

/** Names of a published index: its segments, and its suggestions. */
function namedIds({ segments, publication }: Manifest): SegmentId[] {
  const { suggestions } = publication ?? {};
  return [...segments.map(({ id }) => id), ...(suggestions === undefined ? [] : [suggestions.id])];
}

/** Lists the objects with segment names up to the manifest's sequence, named or not. */
async function* objectsUpTo(
  { store, layout }: PublishInput["target"],
  { sequence }: Manifest,
): AsyncGenerator<{ readonly key: ObjectKey; readonly id: SegmentId }> {
  for await (const { key } of listAll(store, segmentsPrefix(layout))) {
    const id = parsePublishedKey(layout, key);
    if (id !== null && ulidTimeMs(id) <= sequence) yield { key, id };
  }
}

function keysOf(
  { layout }: Pick<IndexContext, "layout">,
  { id, sizeBytes }: ManifestSegment,
  publication: Publication | undefined,
): ObjectKey[] {
  const key = segmentKey(layout, id);
  const partBytes = publication?.partBytes ?? null;
  if (partBytes === null) return [key];
  return Array.from({ length: Math.ceil(sizeBytes / partBytes) }, (_, part) => segmentPartKey(key, part));
}

/**
 * Deletes the segments of a number up to the manifest's that it does not name, or has named as retired for longer than
 * the grace.
 */
async function deleteUnnamed({ source, target, graceMs }: PublishInput, manifest: Manifest): Promise<number> {
  const nowMs = source.clock.nowMs();
  const kept = new Set([
    // Of suggestions of former states none is kept: readers of these work theirs out.
    ...namedIds(manifest),
    ...manifest.retired.filter(({ retiredAtMs }) => nowMs - retiredAtMs < graceMs).map(({ id }) => id),
  ]);
  const unnamed: ObjectKey[] = [];
  for await (const { key, id } of objectsUpTo(target, manifest)) if (!kept.has(id)) unnamed.push(key);
  for (const key of unnamed) await target.store.delete(key);
  return unnamed.length;
}

/** File name of a dictionary, or of a script named by its content: files of others may be beside them. */
const DICTIONARY_NAME = /^[0-9a-f]{16}(?:\.LICENSE)?$/;
const SCRIPT_NAME = /^widget-\w{1,40}\.js$/;

/** Deletes the dictionaries that the manifest does not name, and the scripts of other builds than the present. */
async function deleteReplaced(input: PublishInput, { publication }: Manifest): Promise<number> {
  const { layout } = input.target;
  const { hash = null } = publication?.dictionary ?? {};
  const { [WIDGET_LOADER]: loader, ...scripts } = input.widget ?? {};
  let deleted = 0;
  if (hash !== null) {
    const present = [dictionaryKey(layout, hash), dictionaryLicenceKey(layout, hash)];
    deleted += await deleteOthers(input, dictionariesPrefix(layout), DICTIONARY_NAME, present);
  }
  if (loader !== undefined) {
    const present = [WIDGET_LOADER, ...Object.keys(scripts)].map((name) => widgetKey(layout, name));
    deleted += await deleteOthers(input, widgetPrefix(layout), SCRIPT_NAME, present);
  }
  return deleted;
}

/**
 * Deletes what lies under a prefix by such names and is not `present`, once it and the first that is have lain there
 * for longer than the grace: that was written when it took the place of the others. What is younger may be of another
 * publisher, who is about to name it.
 */
async function deleteOthers(
  { source, target: { store }, graceMs }: PublishInput,
  prefix: string,
  names: RegExp,
  present: readonly ObjectKey[],
): Promise<number> {
  const [first] = present;
  const newest = first === undefined ? null : await headIfPresent(store, first);
  if (newest === null) return 0;
  const nowMs = newest.readAtMs ?? source.clock.nowMs();
  const isOld = ({ lastModifiedMs }: ObjectSummary): boolean => nowMs - lastModifiedMs >= graceMs;
  if (!isOld(newest)) return 0;
  const replaced: ObjectKey[] = [];
  for await (const object of listAll(store, prefix)) {
    const { key } = object;
    if (names.test(key.slice(prefix.length)) && !present.includes(key) && isOld(object)) replaced.push(key);
  }
  for (const key of replaced) await store.delete(key);
  return replaced.length;
}
