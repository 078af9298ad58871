/**
 * All live documents of an index and the digests by which they are known to be the same (layer 4).
 */
import { SIGNATURE_FIELD, URL_FIELD } from "../segment/article-options.ts";
import { ArticleDigests } from "./duplicates.ts";
import type { IndexSnapshot } from "./index-snapshot.ts";

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
export async function loadLiveDigests({ segments }: IndexSnapshot, live: LiveDocuments): Promise<ArticleDigests> {
  const digests = new ArticleDigests(live.count);
  for (const [segmentNumber, { firstPlace, ordinals }] of live.bySegment.entries()) {
    const reader = segments[segmentNumber]?.reader;
    const signatures = (await reader?.digests(SIGNATURE_FIELD)) ?? null;
    const addresses = (await reader?.digests(URL_FIELD)) ?? null;
    for (const [i, ordinal] of ordinals.entries()) digests.set(firstPlace + i, signatures, addresses, ordinal);
  }
  return digests;
}
