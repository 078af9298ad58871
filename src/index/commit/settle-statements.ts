/**
 * Settles statements: of all live ones about one identity the newest counts. This finds, for the segments as a commit
 * is to leave them, which documents an older statement must not show any more, and which uploads must be read again,
 * since theirs counts now and no document says it.
 */
import type { ManifestSegment, Superseded } from "../manifest/manifest.ts";
import { type IndexContext, ManifestReader } from "../manifest/manifest-reader.ts";
import { type Dead, loadDead, supersedeDocuments } from "../manifest/tombstones.ts";
import { allNameRows, entriesByNumber, findNameRows } from "../segment/reader/entry-lookup.ts";
import { openSegment, SegmentCache } from "../segment/reader/segment-cache.ts";
import type { SegmentReader } from "../segment/reader/segment-reader.ts";
import type { ResolvedIndexOptions } from "../segment/schema/minisearch-options.ts";
import type { StoredDocument } from "../segment/stored/fields.ts";
import { type DocumentIdRow, hashDocumentId } from "../segment/stored/lookup.ts";
import type { PlacedSourceEntry } from "../segment/stored/source-entries.ts";
import { compareStatements, type OwnedStatement, type Statement } from "../segment/stored/statements.ts";
import { mapConcurrently } from "./map-concurrently.ts";

/** A segment as the commit is to leave it, but for what is found here. */
export interface SettledSegment {
  readonly segment: ManifestSegment;
  /** Opens it, once. */
  readonly open: () => Promise<SegmentReader>;
}

export interface Settlement {
  /** The segments in their order, with what older statements must not show any more superseded in them. */
  readonly segments: readonly ManifestSegment[];
  /**
   * Source keys whose statement counts though no live document says it, with its identities: their uploads are to be
   * read again.
   */
  readonly unheld: ReadonlyMap<string, ReadonlySet<string>>;
}

type StatementOf = NonNullable<ResolvedIndexOptions["statementOf"]>;

/** Segments looked at in parallel. Untuned. */
const OPENED_AT_ONCE = 16;

/** Names that are looked up together: some MB of stored documents. Untuned. */
const NAMES_AT_ONCE = 1_000;

/**
 * Settles the identities whose names have these hashes (lookup.ts). `passedOver`: source keys whose statements do not
 * count, since they are about to end. Requests: a filter of each segment, once; of a segment that knows some of the
 * names, two for the table of names, once and each time, and where some other statement is about one of them too, one
 * for its documents and one for its entries.
 */
export async function settleStatements(
  context: IndexContext,
  settled: readonly SettledSegment[],
  hashes: Iterable<number>,
  statementOf: StatementOf,
  passedOver: ReadonlySet<string> = new Set(),
): Promise<Settlement> {
  const wanted = [...new Set(hashes)];
  const candidates = await mapConcurrently(settled, OPENED_AT_ONCE, async ({ segment, open }) => {
    const reader = await open();
    const rows = await findNameRows(reader, wanted);
    return rows.length === 0 ? null : new NamedPlaces(reader, await loadDead(context, segment), rows);
  });
  const counts = new Map<number, number>();
  for (const { hash } of candidates.flatMap((places) => places?.rows ?? [])) {
    counts.set(hash, (counts.get(hash) ?? 0) + 1);
  }
  // Of a name that one document alone has there is nothing to settle.
  const isContested = (hash: number, isHeld: boolean) => !isHeld || (counts.get(hash) ?? 0) > 1;
  const found = await mapConcurrently([...candidates.entries()], OPENED_AT_ONCE, async ([number, places]) =>
    places === null ? [] : places.statements(number, isContested, new Set(wanted), statementOf),
  );
  const { superseded, unheld } = contest(found.flat(), passedOver);
  const nowMs = context.clock.nowMs();
  const segments = settled.map(({ segment }, number) =>
    supersedeDocuments(segment, superseded.get(number) ?? [], nowMs),
  );
  return { segments, unheld };
}

/**
 * Settles all identities of the segments, for whoever makes them anew. Opens each, reads the tables of names whole, ten
 * bytes a name, and what settleStatements does of names that several have.
 */
export async function settleAllStatements(
  context: IndexContext,
  all: readonly ManifestSegment[],
  statementOf: StatementOf,
): Promise<Settlement> {
  const cache = new SegmentCache(context.store, context.layout);
  const settled = all.map((segment) => ({ segment, open: () => cache.open(segment) }));
  let segments = all;
  const unheld = new Map<string, ReadonlySet<string>>();
  const settle = async (hashes: readonly number[]) => {
    const present = settled.map(({ open }, i) => ({ open, segment: segments[i] as ManifestSegment }));
    const one = await settleStatements(context, present, hashes, statementOf);
    segments = [...one.segments];
    for (const [key, identities] of one.unheld) unheld.set(key, new Set([...(unheld.get(key) ?? []), ...identities]));
  };
  let suspects: number[] = [];
  for await (const hash of contestedNames(settled)) {
    suspects.push(hash);
    if (suspects.length < NAMES_AT_ONCE) continue;
    await settle(suspects);
    suspects = [];
  }
  if (suspects.length > 0) await settle(suspects);
  return { segments, unheld };
}

/** The names that no document has alone, ascending. */
async function* contestedNames(settled: readonly SettledSegment[]): AsyncGenerator<number> {
  const cursors = await mapConcurrently(settled, OPENED_AT_ONCE, async ({ open }) => {
    const reader = await open();
    const rows = allNameRows(reader);
    return { rows, documents: reader.contents.documents, head: (await rows.next()).value as DocumentIdRow | undefined };
  });
  for (;;) {
    let smallest = Number.POSITIVE_INFINITY;
    for (const { head } of cursors) smallest = Math.min(smallest, head?.hash ?? smallest);
    if (smallest === Number.POSITIVE_INFINITY) return;
    let places = 0;
    let isHeld = true;
    for (const cursor of cursors) {
      while (cursor.head?.hash === smallest) {
        places += 1;
        isHeld &&= cursor.head.ordinal < cursor.documents;
        cursor.head = (await cursor.rows.next()).value as DocumentIdRow | undefined;
      }
    }
    if (places > 1 || !isHeld) yield smallest;
  }
}

/**
 * The source keys that state something about an identity, those included whose documents are superseded, ascending.
 * Requests: the manifest, and as settleStatements of one name with all segments opened anew.
 */
export async function findStatingKeys(
  context: IndexContext,
  { statementOf }: Pick<ResolvedIndexOptions, "statementOf">,
  identity: string,
): Promise<readonly string[]> {
  const snapshot = await new ManifestReader(context).load();
  if (snapshot === null || statementOf === null) return [];
  const hash = hashDocumentId(identity);
  const found = await mapConcurrently(snapshot.manifest.segments, OPENED_AT_ONCE, async (segment) => {
    const reader = await openSegment(context, segment);
    const rows = await findNameRows(reader, [hash]);
    if (rows.length === 0) return [];
    const places = new NamedPlaces(reader, await loadDead(context, segment), rows);
    return places.statements(0, () => true, new Set([hash]), statementOf);
  });
  const keys = found.flat().flatMap((stated) => (stated.identity === identity ? [stated.sourceKey] : []));
  return [...new Set(keys)].sort();
}

/** The hashes of the names that live entries state: of their documents, as stored, and of what they state besides. */
export async function statedNames(
  reader: SegmentReader,
  entries: readonly PlacedSourceEntry[],
  statementOf: StatementOf,
): Promise<StatedNames> {
  const ordinals = entries.flatMap(ordinalsOf);
  const documents = await reader.storedDocuments(ordinals);
  const identities = new Map<string, string[]>();
  for (const { sourceKey, statements = [] } of entries) {
    identities.set(
      sourceKey,
      statements.map(({ identity }) => identity),
    );
  }
  for (const document of documents.values()) {
    const stated = statementIn(document, statementOf);
    if (stated !== null) identities.get(document.sourceKey)?.push(stated.identity);
  }
  return { identities, documents };
}

/** The names in the statements of entries. */
export interface StatedNames {
  /** Identities by source key. */
  readonly identities: ReadonlyMap<string, readonly string[]>;
  /** Their documents by ordinal. */
  readonly documents: ReadonlyMap<number, StoredDocument>;
}

function ordinalsOf({ firstOrdinal, documentCount }: PlacedSourceEntry): number[] {
  return Array.from({ length: documentCount }, (_, i) => firstOrdinal + i);
}

/** The documents of an entry that are live, as they are superseded; those that are no statements stay. */
export function liveStatements(
  { documents }: StatedNames,
  entry: PlacedSourceEntry,
  superseded: readonly Superseded[],
): readonly Superseded[] {
  const dead = new Set(superseded.map(([ordinal]) => ordinal));
  return ordinalsOf(entry).flatMap((ordinal) => {
    const lengths = documents.get(ordinal)?.lengths;
    return lengths === undefined || dead.has(ordinal) ? [] : [[ordinal, ...lengths]];
  });
}

/** Reads the statement of a stored document; null if it is none. */
function statementIn({ fields, lengths }: StoredDocument, statementOf: StatementOf): Statement | null {
  const stated = lengths === undefined ? null : statementOf(fields);
  return stated === null ? null : { ...stated, kind: "article" };
}

/**
 * A live statement, and the document that says it, null where none does: it is superseded, or was left out by a merge.
 */
interface FoundStatement extends OwnedStatement {
  readonly segmentNumber: number;
  readonly document: Superseded | null;
}

/** The rows of a segment that lead to what lives. */
class NamedPlaces {
  readonly rows: readonly DocumentIdRow[];
  readonly #reader: SegmentReader;
  readonly #dead: Dead;

  constructor(reader: SegmentReader, dead: Dead, rows: readonly DocumentIdRow[]) {
    this.#reader = reader;
    this.#dead = dead;
    const { documents } = reader.contents;
    this.rows = rows.filter(({ ordinal }) =>
      ordinal < documents ? !dead.isEnded(ordinal) : !dead.entries.has(ordinal - documents),
    );
  }

  async statements(
    segmentNumber: number,
    isContested: (hash: number, isHeld: boolean) => boolean,
    wanted: ReadonlySet<number>,
    statementOf: StatementOf,
  ): Promise<FoundStatement[]> {
    const { documents } = this.#reader.contents;
    const contested = this.rows
      .filter(({ hash, ordinal }) => isContested(hash, ordinal < documents && !this.#dead.superseded.has(ordinal)))
      .map(({ ordinal }) => ordinal);
    const isWanted = ({ identity }: Statement) => wanted.has(hashDocumentId(identity));
    const found: FoundStatement[] = [];
    const stored = await this.#reader.storedDocuments(contested.filter((ordinal) => ordinal < documents));
    for (const [ordinal, document] of stored) {
      const { sourceKey, lengths = [] } = document;
      const stated = statementIn(document, statementOf);
      if (stated === null || !isWanted(stated)) continue;
      const isLive = !this.#dead.superseded.has(ordinal);
      found.push({ ...stated, sourceKey, segmentNumber, document: isLive ? [ordinal, ...lengths] : null });
    }
    const bare = contested.filter((ordinal) => ordinal >= documents).map((ordinal) => ordinal - documents);
    const entries = bare.length === 0 ? [] : await entriesByNumber(this.#reader, bare);
    for (const { sourceKey, statements = [] } of entries) {
      for (const stated of statements.filter(isWanted)) {
        found.push({ ...stated, sourceKey, segmentNumber, document: null });
      }
    }
    return found;
  }
}

/**
 * Decides which of the statements count (pure): those that each segment supersedes, and those that count and are not
 * yet stated.
 */
function contest(found: readonly FoundStatement[], passedOver: ReadonlySet<string>) {
  const byIdentity = new Map<string, FoundStatement[]>();
  for (const statement of found) {
    if (passedOver.has(statement.sourceKey)) continue;
    const known = byIdentity.get(statement.identity);
    if (known === undefined) byIdentity.set(statement.identity, [statement]);
    else known.push(statement);
  }
  const superseded = new Map<number, Superseded[]>();
  const unheld = new Map<string, Set<string>>();
  for (const [identity, statements] of byIdentity) {
    // Of two of one upload that are equal otherwise the one that is said, then the one of the greater id.
    const [first, ...others] = statements.sort(
      (a, b) =>
        compareStatements(a, b) ||
        Number(b.document !== null) - Number(a.document !== null) ||
        (b.document?.[0] ?? 0) - (a.document?.[0] ?? 0),
    );
    if (first?.kind === "article" && first.document === null) {
      unheld.set(first.sourceKey, (unheld.get(first.sourceKey) ?? new Set()).add(identity));
    }
    for (const { segmentNumber, document } of others) {
      if (document === null) continue;
      superseded.set(segmentNumber, [...(superseded.get(segmentNumber) ?? []), document]);
    }
  }
  return { superseded, unheld };
}
