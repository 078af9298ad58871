/**
 * Finds the articles of an archive that are published as articles of former parts, and that its present parts still
 * have as they were. A part in which one article changed is another upload, and all else in it need not be written
 * again (docs/decisions/index.md#what-may-stay).
 */

import { isDeepStrictEqual } from "node:util";
import { groupBy } from "../../keyed.ts";
import type { SegmentReader } from "../segment/reader/segment-reader.ts";
import type { StoredDocument } from "../segment/stored/fields.ts";

/** A part of an archive in a segment of either index. */
interface ArchivePart {
  readonly entry: { readonly sourceKey: string };
  readonly reader: Pick<SegmentReader, "storedDocuments">;
  /** Ids of the live articles as JSON, and their ordinals. */
  readonly liveIds: readonly string[];
  readonly liveOrdinals: readonly number[];
}

/** Ordinals of the articles that stay as they are published, by part; parts without any are not in it. */
export type KeptArticles<Part> = ReadonlyMap<Part, ReadonlySet<number>>;

/** An article that is published in a former part, and said by a present one. */
interface Match<Part> {
  readonly said: Part;
  readonly saidOrdinal: number;
  readonly former: Part;
  readonly formerOrdinal: number;
}

/**
 * Articles of one archive that are read to be compared, in each run for as long as they are published by former parts:
 * 20 parts. Those of further parts count as changed, are written again, and are compared by their part from then on.
 * Untuned.
 */
const MOST_COMPARED = 5_000;

/**
 * Compares articles of the same id by all stored fields but the `privateFields`, of which a schema makes all that is
 * indexed. Reads the stored documents of both sides once. An upload has one entry among the published: where a present
 * part needs one of its own for what is new in it, its former one is not kept.
 */
export async function findKeptArticles<Part extends ArchivePart>(
  said: readonly Part[],
  former: readonly Part[],
  privateFields: readonly string[],
): Promise<KeptArticles<Part>> {
  let matches = await matchArticles(said, former, privateFields);
  for (;;) {
    const kept = ordinalsByPart(matches);
    const isWhole = (part: Part): boolean => kept.get(part)?.size === part.liveIds.length;
    const written = new Set(said.filter((part) => !isWhole(part)).map(({ entry }) => entry.sourceKey));
    const staying = matches.filter((match) => !written.has(match.former.entry.sourceKey));
    if (staying.length === matches.length) return kept;
    matches = staying;
  }
}

async function matchArticles<Part extends ArchivePart>(
  said: readonly Part[],
  former: readonly Part[],
  privateFields: readonly string[],
): Promise<readonly Match<Part>[]> {
  const published = new Map<string, { readonly former: Part; readonly formerOrdinal: number }>();
  for (const part of former) {
    // Of two articles of one id the last is compared, and the other counts as changed.
    for (const [i, id] of part.liveIds.entries()) {
      published.set(id, { former: part, formerOrdinal: part.liveOrdinals[i] ?? 0 });
    }
  }
  const matches: Match<Part>[] = [];
  let compared = 0;
  for (const part of said) {
    const candidates = part.liveIds.flatMap((id, i) => {
      const found = published.get(id);
      // Each is compared once.
      published.delete(id);
      return found === undefined ? [] : [{ said: part, saidOrdinal: part.liveOrdinals[i] ?? 0, ...found }];
    });
    compared += candidates.length;
    if (compared > MOST_COMPARED) break;
    const present = await part.reader.storedDocuments(candidates.map(({ saidOrdinal }) => saidOrdinal));
    for (const [one, ofOne] of groupBy(candidates, (candidate) => [candidate.former])) {
      const before = await one.reader.storedDocuments(ofOne.map(({ formerOrdinal }) => formerOrdinal));
      const shown = (document: StoredDocument | undefined) =>
        Object.entries(document?.fields ?? {}).filter(([name]) => !privateFields.includes(name));
      matches.push(
        ...ofOne.filter(({ saidOrdinal, formerOrdinal }) =>
          isDeepStrictEqual(
            Object.fromEntries(shown(present.get(saidOrdinal))),
            Object.fromEntries(shown(before.get(formerOrdinal))),
          ),
        ),
      );
    }
  }
  return matches;
}

function ordinalsByPart<Part>(matches: readonly Match<Part>[]): Map<Part, Set<number>> {
  const ordinals = new Map<Part, Set<number>>();
  for (const { said, saidOrdinal, former, formerOrdinal } of matches) {
    ordinals.set(said, (ordinals.get(said) ?? new Set()).add(saidOrdinal));
    ordinals.set(former, (ordinals.get(former) ?? new Set()).add(formerOrdinal));
  }
  return ordinals;
}
