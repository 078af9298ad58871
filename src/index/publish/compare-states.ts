/**
 * Compares a published index with the private one, upload by upload, by keys, digests of versions and ids: how the
 * private index has merged its segments meanwhile does not matter. Tells what is new, what is dead of the published
 * segments, and of what is dead whether it may stay in the files for a while (docs/decisions/index.md#what-may-stay).
 */

import { sha256 } from "../../content-hash.ts";
import { nullIf } from "../../errors.ts";
import type { ObjectKey } from "../../store/store.ts";
import { openLive } from "../commit/live-entries.ts";
import { mapConcurrently } from "../commit/map-concurrently.ts";
import { importPrefixOf } from "../keys.ts";
import type { ManifestSegment, Superseded } from "../manifest/manifest.ts";
import type { IndexContext } from "../manifest/manifest-reader.ts";
import {
  type Dead,
  type EndingEntry,
  supersedeDocuments,
  supersededOf,
  tombstoneEntries,
} from "../manifest/tombstones.ts";
import { allEntries, allNameRows, entriesByNumber, findNameRows } from "../segment/reader/entry-lookup.ts";
import type { SegmentReader } from "../segment/reader/segment-reader.ts";
import { compareText } from "../segment/stored/document-order.ts";
import { hashDocumentId } from "../segment/stored/lookup.ts";
import type { PlacedSourceEntry } from "../segment/stored/source-entries.ts";
import { findKeptArticles } from "./kept-articles.ts";

/** Segments opened at a time. Untuned. */
const OPENED_AT_ONCE = 16;

/** An opened segment of either index. */
export interface OpenedSegment {
  readonly segment: ManifestSegment;
  readonly reader: SegmentReader;
  /** Its deleted parts before this run. */
  readonly dead: Dead;
}

/**
 * The entries of a private segment that are not published. Of parts of archives, articles that are published are among
 * its dead.
 */
export interface FreshEntries extends OpenedSegment {
  readonly entryNumbers: ReadonlySet<number>;
  /** Documents of these entries that are to be published. */
  readonly documents: number;
}

/** A published segment that this run can read. */
export interface HeldSegment extends OpenedSegment {
  /** The segment with all dead in it that the private index no longer has. */
  readonly present: ManifestSegment;
  /** True if a dead entry was removed, not just superseded: then the segment must be rewritten. */
  readonly mustLeave: boolean;
}

export interface Comparison {
  readonly held: readonly HeldSegment[];
  readonly fresh: readonly FreshEntries[];
  /** Number of fresh documents whose upload was published before in another version. */
  readonly changedDocuments: number;
}

export interface CompareInput {
  readonly source: IndexContext;
  readonly segments: readonly ManifestSegment[];
  readonly published: readonly OpenedSegment[];
  /** Stored fields that are not published. */
  readonly privateFields: readonly string[];
  readonly digestOf: (entry: PlacedSourceEntry) => string;
  /** Tells whether the owner changed or removed the upload by a command that takes text out. */
  readonly isWithdrawn: (sourceKey: ObjectKey) => boolean;
  /** Removals before this time left the published index long ago. */
  readonly sinceMs: number;
  readonly nowMs: number;
}

/**
 * The digest of an upload's version as the published index keeps it: 48 bits. Without the secret, which stays in the
 * private index, it tells nothing: versions have a second and an MD5 that could be guessed.
 */
export function versionDigest(secret: string, { sourceKey, version }: PlacedSourceEntry): string {
  const hash = sha256(JSON.stringify([secret, sourceKey, version]));
  return Buffer.from(hash.subarray(0, 6)).toString("base64url");
}

/**
 * The published segments that can be read, in their order. What cannot be is left out, and so made anew of the private
 * index.
 */
export async function openPublished(
  context: Pick<IndexContext, "layout"> & { readonly store: Pick<IndexContext["store"], "getRange"> },
  segments: readonly ManifestSegment[],
): Promise<OpenedSegment[]> {
  const opened = await mapConcurrently(segments, OPENED_AT_ONCE, async (segment) => {
    // The lists of the dead are in the manifest: no other object is read.
    const live = await nullIf(openLive(context as IndexContext, segment), "not-found", "corrupt-data");
    return live === null ? [] : [{ segment, ...live }];
  });
  return opened.flat();
}

/**
 * Reads the entries and ids of all segments of both indexes, and where something published is dead the table of names
 * of its segment; the names of what is dead are looked up in the private index.
 */
export async function compareStates(input: CompareInput): Promise<Comparison> {
  const { source, segments, published } = input;
  const privates = await mapConcurrently(segments, OPENED_AT_ONCE, async (segment) => ({
    segment,
    ...(await openLive(source, segment)),
  }));
  const comparison = new StateComparison(input, privates);
  let archive: string | null = null;
  for await (const upload of byKey(privates, published)) {
    const prefix = importPrefixOf(source.layout, upload.sourceKey);
    // Keys are ascending: all parts of an archive come one after another.
    if (prefix !== archive) await comparison.finishArchive();
    archive = prefix;
    await comparison.compareUpload(upload, archive);
  }
  await comparison.finishArchive();
  return comparison.conclude();
}

/** The uploads compared so far, by what both indexes have of them. */
class StateComparison {
  readonly #input: CompareInput;
  readonly #privates: readonly OpenedSegment[];
  /** Entries to publish, by private segment. */
  readonly #fresh: FoundEntries[];
  /** Dead documents, by published segment. */
  readonly #findings: readonly Finding[];
  #parts: ArchiveParts = { said: [], former: [] };
  #changedDocuments = 0;

  constructor(input: CompareInput, privates: readonly OpenedSegment[]) {
    this.#input = input;
    this.#privates = privates;
    this.#fresh = privates.map((opened) => ({ ...opened, entryNumbers: new Set(), documents: 0, held: [] }));
    this.#findings = input.published.map(() => ({ ending: [], superseded: [], dead: [], mustLeave: false }));
  }

  /** Compares one upload; what is said otherwise of a part of an archive waits for the other parts. */
  async compareUpload({ sourceKey, said, former }: KeyState, archive: string | null): Promise<void> {
    const { digestOf, isWithdrawn } = this.#input;
    let isHeld = false;
    for (const one of former) {
      const unsaid: readonly number[] | null = isHeld || said === null ? null : unsaidOf(one, said, digestOf);
      isHeld ||= unsaid !== null;
      const mayStay = archive !== null && !one.isDead && !isWithdrawn(sourceKey as ObjectKey);
      if (unsaid === null && mayStay) this.#parts.former.push({ one, said });
      else await this.#find(one, said, unsaid);
    }
    if (isHeld || said === null || said.liveIds.length === 0) return;
    if (archive === null) this.#add(said, [], former.length > 0 ? said.liveIds.length : 0);
    else this.#parts.said.push(said);
  }

  /** Articles that moved from part to part of an archive are published already. */
  async finishArchive(): Promise<void> {
    const { said: parts, former: formerParts } = this.#parts;
    this.#parts = { said: [], former: [] };
    const former = formerParts.map(({ one }) => one);
    const formerIds = new Set(former.flatMap(({ liveIds }) => liveIds));
    const kept = await findKeptArticles(parts, former, this.#input.privateFields);
    for (const { one, said } of formerParts) {
      const ordinals = kept.get(one);
      const unsaid = ordinals === undefined ? null : one.liveOrdinals.filter((ordinal) => !ordinals.has(ordinal));
      await this.#find(one, said, unsaid);
    }
    for (const one of parts) {
      const ordinals = [...(kept.get(one) ?? [])];
      const changed = one.liveIds.filter((id) => formerIds.has(id)).length - ordinals.length;
      this.#add(one, await lengthsOf(one, ordinals), changed);
    }
  }

  async conclude(): Promise<Comparison> {
    const { source, published, sinceMs, nowMs } = this.#input;
    const held = await mapConcurrently([...published.entries()], OPENED_AT_ONCE, async ([number, opened]) => {
      const finding = this.#findings[number] as Finding;
      const ended = tombstoneEntries(opened.segment, finding.ending, nowMs);
      const present = supersedeDocuments(ended, finding.superseded, nowMs);
      const mustLeave =
        finding.mustLeave || !(await areAllSuperseded(opened.reader, finding.dead, this.#privates, source, sinceMs));
      return { ...opened, present, mustLeave };
    });
    const fresh = this.#fresh.filter(({ documents }) => documents > 0).map(withoutHeld);
    return { held, fresh, changedDocuments: this.#changedDocuments };
  }

  /** Notes which documents of a published entry are dead: those of `unsaid`, or all of them if it is null. */
  async #find(one: ReadEntry, said: ReadEntry | null, unsaid: readonly number[] | null): Promise<void> {
    const finding = this.#findings[one.number];
    if (finding === undefined) return;
    if (unsaid !== null) finding.superseded.push(...(await lengthsOf(one, unsaid)));
    else if (!one.isDead) finding.ending.push({ entry: one.entry, superseded: supersededOf(one.dead, one.entry) });
    const gone = unsaid === null ? one.ordinals : [...one.deadOrdinals, ...unsaid];
    if (gone.length === 0) return;
    const { sourceKey } = one.entry;
    const archive = importPrefixOf(this.#input.source.layout, sourceKey);
    const isRemoved = (said === null && archive === null) || this.#input.isWithdrawn(sourceKey as ObjectKey);
    if (isRemoved) finding.mustLeave = true;
    else for (const ordinal of gone) finding.dead.push({ ordinal, id: one.idAt(ordinal), said, archive });
  }

  /** Adds an entry to publish, without what is `held` of it; `changed` documents of it replace others. */
  #add(said: ReadEntry, held: readonly Superseded[], changed: number): void {
    const part = this.#fresh[said.number];
    const documents = said.liveIds.length - held.length;
    if (part === undefined || documents === 0) return;
    part.entryNumbers.add(said.entry.entryNumber);
    part.documents += documents;
    part.held.push(...held);
    this.#changedDocuments += changed;
  }
}

/** Entries of a private segment to publish, with the documents of them that are published already. */
interface FoundEntries extends OpenedSegment {
  readonly entryNumbers: Set<number>;
  documents: number;
  readonly held: Superseded[];
}

/** Counts among the dead what is published as of a former part. */
function withoutHeld({ held, dead, ...part }: FoundEntries): FreshEntries {
  const superseded = new Map([...dead.superseded, ...held.map((one) => [one[0] ?? 0, one] as const)]);
  return { ...part, dead: { ...dead, superseded } };
}

/** Parts of an archive that are published otherwise than the private index has them. */
interface ArchiveParts {
  readonly said: ReadEntry[];
  /** Published parts, each with what the private index has of its key. */
  readonly former: { readonly one: ReadEntry; readonly said: ReadEntry | null }[];
}

/** The state of a published segment. */
interface Finding {
  readonly ending: EndingEntry[];
  readonly superseded: Superseded[];
  /** Dead documents in it, except those that were certainly removed. */
  readonly dead: DeadDocument[];
  mustLeave: boolean;
}

interface DeadDocument {
  readonly ordinal: number;
  readonly id: string;
  /** The private index's entry of the upload; null if it is gone and was a part of an archive. */
  readonly said: ReadEntry | null;
  /** Prefix of its archive's parts. */
  readonly archive: string | null;
}

/**
 * Tells whether newer uploads replace all of these: documents that state an identity, such as an address, by a live
 * document of that identity; others by one of the same id in their own upload; those of a removed part of an archive by
 * one of the same id in another part. Where that cannot be told, or something stated since `sinceMs` that the identity
 * is gone, they count as removed.
 */
async function areAllSuperseded(
  reader: SegmentReader,
  dead: readonly DeadDocument[],
  privates: readonly OpenedSegment[],
  { layout }: IndexContext,
  sinceMs: number,
): Promise<boolean> {
  if (dead.length === 0) return true;
  const identities = new Map<number, number[]>(dead.map(({ ordinal }) => [ordinal, []]));
  const ownNames = new Map(dead.map(({ ordinal, id }) => [ordinal, hashDocumentId(JSON.parse(id))]));
  for await (const { hash, ordinal } of allNameRows(reader)) {
    if (hash !== ownNames.get(ordinal)) identities.get(ordinal)?.push(hash);
  }
  const stated = dead.flatMap(({ ordinal }) => identities.get(ordinal) ?? []);
  const ofArchives = dead.flatMap(({ ordinal, said }) => (said === null ? (ownNames.get(ordinal) ?? []) : []));
  const live = new Set<number>();
  const gone = new Set<number>();
  const liveInArchives = new Set<string>();
  for (const { reader: other, dead: ended } of stated.length + ofArchives.length === 0 ? [] : privates) {
    const { documents } = other.contents;
    const isLive = (ordinal: number): boolean =>
      ordinal < documents && !ended.isEnded(ordinal) && !ended.superseded.has(ordinal);
    const all = await findNameRows(other, [...new Set([...stated, ...ofArchives])]);
    const rows = all.filter(({ ordinal }) => isLive(ordinal));
    const bare = all.flatMap(({ ordinal }) => (ordinal < documents ? [] : [ordinal - documents]));
    for (const { entryNumber, statements = [] } of await entriesByNumber(other, bare)) {
      for (const { identity, kind, statedAt } of ended.entries.has(entryNumber) ? [] : statements) {
        if (kind !== "article" && statedAt * 1_000 >= sinceMs) gone.add(hashDocumentId(identity));
      }
    }
    for (const { hash } of rows) live.add(hash);
    const wanted = new Set(ofArchives);
    const ordinals = rows.filter(({ hash }) => wanted.has(hash)).map(({ ordinal }) => ordinal);
    for (const { id, sourceKey } of (await other.storedDocuments(ordinals)).values()) {
      liveInArchives.add(JSON.stringify([importPrefixOf(layout, sourceKey), id]));
    }
  }
  return dead.every(({ ordinal, id, said, archive }) => {
    const own = identities.get(ordinal) ?? [];
    if (own.some((hash) => gone.has(hash))) return false;
    if (said === null) return liveInArchives.has(JSON.stringify([archive, JSON.parse(id)]));
    return own.length > 0 ? own.every((hash) => live.has(hash)) : said.liveIds.includes(id);
  });
}

/** An entry, and the ids of its documents as JSON. */
interface ReadEntry {
  /** Number of its segment. */
  readonly number: number;
  readonly entry: PlacedSourceEntry;
  readonly liveIds: readonly string[];
  readonly liveOrdinals: readonly number[];
  readonly reader: SegmentReader;
  readonly dead: Dead;
  readonly isDead: boolean;
  /** All ordinals of its documents. */
  readonly ordinals: readonly number[];
  /** Ordinals that were dead before. */
  readonly deadOrdinals: readonly number[];
  readonly idAt: (ordinal: number) => string;
}

/**
 * The live ordinals of a published entry that the private index no longer says; null where it says the upload
 * otherwise, or more of it.
 */
function unsaidOf(
  { isDead, entry, liveIds, liveOrdinals }: ReadEntry,
  said: ReadEntry,
  digestOf: CompareInput["digestOf"],
): number[] | null {
  if (isDead || said.liveIds.length === 0 || said.liveIds.length > liveIds.length) return null;
  if (entry.version !== digestOf(said.entry)) return null;
  const wanted = new Set(said.liveIds);
  if (wanted.size < said.liveIds.length && said.liveIds.length < liveIds.length) return null;
  const unsaid = liveOrdinals.filter((_, i) => !wanted.has(liveIds[i] ?? ""));
  return liveOrdinals.length - unsaid.length === said.liveIds.length ? unsaid : null;
}

async function lengthsOf({ reader }: ReadEntry, ordinals: readonly number[]): Promise<Superseded[]> {
  if (ordinals.length === 0) return [];
  const columns = await Promise.all(reader.contents.fields.map((_, field) => reader.lengths(field)));
  return ordinals.map((ordinal) => [ordinal, ...columns.map((lengths) => lengths[ordinal] ?? 0)]);
}

interface KeyState {
  readonly sourceKey: string;
  /** Null where the private index has no live entry of it. */
  readonly said: ReadEntry | null;
  readonly former: readonly ReadEntry[];
}

/** Lists the keys of both indexes, ascending. */
async function* byKey(
  privates: readonly OpenedSegment[],
  published: readonly OpenedSegment[],
): AsyncGenerator<KeyState> {
  const open = async (opened: OpenedSegment, number: number): Promise<EntryCursor> => {
    const cursor = new EntryCursor(
      opened,
      number,
      (await opened.reader.ids()).map((id) => JSON.stringify(id)),
    );
    await cursor.advance();
    return cursor;
  };
  const ours = await Promise.all(privates.map(open));
  const theirs = await Promise.all(published.map(open));
  const all = [...ours, ...theirs];
  for (;;) {
    let sourceKey: string | null = null;
    for (const { head } of all) {
      if (head !== null && (sourceKey === null || compareText(head.sourceKey, sourceKey) < 0))
        sourceKey = head.sourceKey;
    }
    if (sourceKey === null) return;
    let said: ReadEntry | null = null;
    const former: ReadEntry[] = [];
    for (const cursor of ours) {
      if (cursor.head?.sourceKey !== sourceKey) continue;
      const entry = cursor.read();
      if (!entry.isDead) said = entry;
      await cursor.advance();
    }
    for (const cursor of theirs) {
      if (cursor.head?.sourceKey !== sourceKey) continue;
      former.push(cursor.read());
      await cursor.advance();
    }
    yield { sourceKey, said, former };
  }
}

/** Walks through the entries of a segment. */
class EntryCursor {
  head: PlacedSourceEntry | null = null;
  readonly #opened: OpenedSegment;
  readonly #number: number;
  /** Ids by ordinal, as JSON. */
  readonly #ids: readonly string[];
  readonly #entries: AsyncGenerator<PlacedSourceEntry>;

  constructor(opened: OpenedSegment, number: number, ids: readonly string[]) {
    this.#opened = opened;
    this.#number = number;
    this.#ids = ids;
    this.#entries = allEntries(opened.reader);
  }

  async advance(): Promise<void> {
    const { value, done } = await this.#entries.next();
    this.head = done === true ? null : value;
  }

  read(): ReadEntry {
    const { reader, dead } = this.#opened;
    const entry = this.head as PlacedSourceEntry;
    const ordinals = Array.from({ length: entry.documentCount }, (_, i) => entry.firstOrdinal + i);
    const isDead = dead.entries.has(entry.entryNumber);
    const idAt = (ordinal: number): string => this.#ids[ordinal] ?? "";
    const deadOrdinals = isDead ? ordinals : ordinals.filter((ordinal) => dead.superseded.has(ordinal));
    const liveOrdinals = isDead ? [] : ordinals.filter((ordinal) => !dead.superseded.has(ordinal));
    const liveIds = liveOrdinals.map(idAt);
    return { number: this.#number, entry, liveIds, liveOrdinals, reader, dead, isDead, ordinals, deadOrdinals, idAt };
  }
}
