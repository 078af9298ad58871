/**
 * How large an index is: the segments that are live, not what waits for collection.
 */
import { systemClock } from "../../src/clock.ts";
import { systemIdSource } from "../../src/id-source.ts";
import { ArticleSearch } from "../../src/query/article-search.ts";
import { defaultKeyLayout } from "../../src/storage/object-keys.ts";
import type { ObjectStore } from "../../src/storage/object-store.ts";

export async function measureIndex(store: ObjectStore): Promise<{ indexBytes: number; segments: number }> {
  const search = new ArticleSearch({ store, layout: defaultKeyLayout, clock: systemClock, ids: systemIdSource });
  const { indexBytes, segments } = await search.status();
  return { indexBytes, segments };
}
