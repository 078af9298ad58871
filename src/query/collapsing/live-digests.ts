/**
 * The digests by which articles are known to be the same (layer 4): those of a snapshot's segments, and of its live
 * documents.
 */
import { SIGNATURE_FIELD, URL_FIELD } from "../../segment/schema/article-options.ts";
import type { DigestColumn } from "../../segment/stored/columns.ts";
import type { IndexSnapshot } from "../snapshot/index-snapshot.ts";
import { ArticleDigests } from "./duplicates.ts";

/** Signatures and addresses of one segment, null where it keeps none. */
export type DigestColumns = readonly [signatures: DigestColumn | null, addresses: DigestColumn | null];

/** By segment number. Two requests a large segment, in one round, the first time; then none. */
export function loadDigestColumns({ segments }: IndexSnapshot): Promise<DigestColumns[]> {
  return Promise.all(
    segments.map(({ reader }) => Promise.all([reader.digests(SIGNATURE_FIELD), reader.digests(URL_FIELD)])),
  );
}

/** Living documents of all segments in one row; a place is a number in it. */
export interface LiveDocuments {
  readonly count: number;
  readonly bySegment: readonly { readonly firstPlace: number; readonly ordinals: Uint32Array }[];
}

export function liveDocuments({ segments }: IndexSnapshot): LiveDocuments {
  let count = 0;
  const bySegment = segments.map(({ segment, dead }) => {
    const all = Uint32Array.from({ length: segment.documents }, (_, ordinal) => ordinal);
    const ordinals = dead === null ? all : all.filter((ordinal) => dead[ordinal] !== 1);
    const firstPlace = count;
    count += ordinals.length;
    return { firstPlace, ordinals };
  });
  return { count, bySegment };
}

/** Two requests a large segment, the first time; then none. */
export async function loadLiveDigests(snapshot: IndexSnapshot, live: LiveDocuments): Promise<ArticleDigests> {
  const columns = await loadDigestColumns(snapshot);
  const digests = new ArticleDigests(live.count);
  for (const [segmentNumber, { firstPlace, ordinals }] of live.bySegment.entries()) {
    const [signatures = null, addresses = null] = columns[segmentNumber] ?? [];
    for (const [i, ordinal] of ordinals.entries()) digests.set(firstPlace + i, signatures, addresses, ordinal);
  }
  return digests;
}
