/**
 * Lists the articles that are held more than once, for `poisk verify`: of one address under several keys, and
 * near-duplicates under whatever address.
 */

import { type IndexSnapshot, loadHitDocuments, openSnapshot, type RankedHit, SegmentCache } from "../index/read.ts";
import { compareText, type IndexContext, ManifestReader, type StoredDocument } from "../index/shared.ts";
import { type LiveDocuments, liveDocuments, loadLiveDigests } from "./collapsing/duplicates.ts";
import { spanOfArticle } from "./filters/publication-times.ts";
import { newestKey } from "./filters/result-order.ts";
import { toFoundArticle } from "./found-article.ts";

/** An article as far as an owner needs it to find the file. */
interface DuplicateArticle {
  readonly key: string;
  readonly id: string;
  readonly url: string | null;
  readonly title: string | null;
  readonly publishedAt: string | null;
}

/** Articles that are the same, the newest first: of one address that is the one that a collapsed search shows. */
export interface DuplicateGroup {
  readonly kind: "same-address" | "near-duplicate";
  readonly articles: readonly DuplicateArticle[];
}

/** Articles whose stored fields are read together; blocks that several of them lie in are read once. Untuned. */
const ARTICLES_A_BATCH = 500;

/**
 * All groups of the index's live articles: first those of one address under several keys, then near-duplicates that are
 * not all of one address. Requests: three a segment, and one a stored block of each batch of articles that are in
 * groups. Memory: some 80 bytes an article, so 80 MB for a million. Where it takes longer than the readers' grace, a
 * segment may be collected under it: `object-not-found`; list again.
 */
export async function* listDuplicates(context: IndexContext): AsyncGenerator<DuplicateGroup> {
  const { manifest } = await new ManifestReader(context).require();
  const snapshot = await openSnapshot(context, manifest, new SegmentCache(context.store, context.layout));
  const live = liveDocuments(snapshot.segments);
  const digests = await loadLiveDigests(snapshot.segments, live);
  for await (const articles of describeGroups(
    snapshot,
    live,
    groupsOf(digests.group({ text: false, address: true })),
  )) {
    if (new Set(articles.map(({ key }) => key)).size > 1) yield { kind: "same-address", articles };
  }
  const near = groupsOf(digests.group({ text: true, address: false })).filter(
    ([first = 0, ...others]) => !others.every((place) => digests.isSameAddress(place, first)),
  );
  for await (const articles of describeGroups(snapshot, live, near)) yield { kind: "near-duplicate", articles };
}

/** The members of each group of more than one. */
function groupsOf(roots: Uint32Array): number[][] {
  const groups = new Map<number, number[]>();
  for (const [place, root] of roots.entries()) {
    if (place === root) continue;
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [root, place]);
    else group.push(place);
  }
  return [...groups.values()];
}

async function* describeGroups(
  snapshot: IndexSnapshot,
  live: LiveDocuments,
  groups: readonly (readonly number[])[],
): AsyncGenerator<DuplicateArticle[]> {
  for (let start = 0; start < groups.length; ) {
    const batch: (readonly number[])[] = [];
    for (let articles = 0; start < groups.length && articles < ARTICLES_A_BATCH; start += 1) {
      const group = groups[start] ?? [];
      batch.push(group);
      articles += group.length;
    }
    const documents = await loadHitDocuments(
      snapshot,
      batch.flat().map((place) => hitAt(live, place)),
    );
    let next = 0;
    for (const { length } of batch) {
      yield documents
        .slice(next, next + length)
        .sort(compareDuplicates)
        .map(toDuplicate);
      next += length;
    }
  }
}

function hitAt({ bySegment }: LiveDocuments, place: number): RankedHit {
  const segmentNumber = bySegment.findLastIndex(({ firstPlace }) => firstPlace <= place);
  const { firstPlace = 0, ordinals } = bySegment[segmentNumber] ?? {};
  return { segmentNumber, ordinal: ordinals?.[place - firstPlace] ?? 0, score: 0, tier: 1, hasAllWords: true };
}

function toDuplicate(document: StoredDocument): DuplicateArticle {
  const { id, key, article } = toFoundArticle(document);
  return { key, id, url: article.url, title: article.title, publishedAt: article.publishedAt };
}

function compareDuplicates(a: StoredDocument, b: StoredDocument): number {
  const byDate = newestKey(spanOfArticle(b.fields)) - newestKey(spanOfArticle(a.fields));
  return byDate || compareText(a.sourceKey, b.sourceKey) || compareText(String(a.id), String(b.id));
}
