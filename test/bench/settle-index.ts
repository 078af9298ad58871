/**
 * Runs the merges that are due, as the compaction function does after an import: what is searched then is the index as
 * it stands day by day.
 */
import { systemClock } from "../../src/clock.ts";
import { systemIdSource } from "../../src/id-source.ts";
import { defaultKeyLayout } from "../../src/index/shared.ts";
import { runMaintenance } from "../../src/index/write.ts";
import { resolvedArticleOptions } from "../../src/schema/schema.ts";
import type { ObjectStore } from "../../src/store/store.ts";

export async function settleIndex(store: ObjectStore): Promise<void> {
  const context = { store, layout: defaultKeyLayout, clock: systemClock, ids: systemIdSource };
  await runMaintenance(context, resolvedArticleOptions);
}
