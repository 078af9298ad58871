/**
 * Runs the merges that are due, as the compaction function does after an import: what is searched then is the index as
 * it stands day by day.
 */
import { systemClock } from "../../src/clock.ts";
import { systemIdSource } from "../../src/id-source.ts";
import { runMaintenance } from "../../src/index/compaction/maintenance.ts";
import { defaultKeyLayout } from "../../src/index/keys.ts";
import { resolvedArticleOptions } from "../../src/schema/article-options.ts";
import type { ObjectStore } from "../../src/store/object-store/object-store.ts";

export async function settleIndex(store: ObjectStore): Promise<void> {
  const context = { store, layout: defaultKeyLayout, clock: systemClock, ids: systemIdSource };
  await runMaintenance(context, resolvedArticleOptions);
}
