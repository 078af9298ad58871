/**
 * `poisk compact`: merges the segments that are due, and deletes what no reader needs any more; with --purge it takes
 * deleted text out of the index's files at once.
 */
import { type CompactReport, countMerges, runMaintenance } from "../../../src/index/write.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { type IndexLocation, requireIndex } from "../location/open-index.ts";
import { countText } from "../terminal/terminal.ts";
import { mergeCallbacks, type PurgeOptions, purge, purgeOptions } from "./purge.ts";
import type { Verb, VerbCall } from "./verb.ts";

export const compactVerb: Verb = {
  name: "compact",
  group: "Look after",
  summary: "merge small segments, and remove what was deleted from the index's files",
  options: purgeOptions("rewrite whatever holds a deleted article, and delete the old files at once"),
  examples: [
    "compact",
    "compact --purge  # deleted text out of the index's files, now",
    "compact --distribution E2EXAMPLE --bucket NAME  # and out of CloudFront",
  ],
  run: async ({ options, terminal }: VerbCall<IndexLocation & PurgeOptions>) => {
    const index = await requireIndex(options);
    if (options.purge) {
      const purged = await purge(index, options, terminal);
      return { value: { place: index.place, ...purged }, exitCode: purged.isComplete ? 0 : 1 };
    }
    const { compaction, collection } = await runMaintenance(
      index.context,
      resolvedArticleOptions,
      mergeCallbacks(terminal),
    );
    terminal.print(totalText(compaction, collection.deleted.length));
    const isComplete = collection.isComplete && (compaction?.isComplete ?? true);
    if (!isComplete) terminal.note("Other workers were faster at some of it. Run it again to finish.");
    const merges = compaction?.merges ?? [];
    return { value: { place: index.place, merges, deleted: collection.deleted, isComplete } };
  },
};

function totalText(compaction: CompactReport | null, deletedObjects: number): string {
  const { merges, purges } = countMerges(compaction?.merges ?? []);
  const work =
    merges + purges === 0
      ? "Nothing is due to be merged."
      : `${countText(merges, "merge")}, ${countText(purges, "purge")}.`;
  const collected = deletedObjects === 0 ? "" : ` Deleted ${countText(deletedObjects, "file")} of the index.`;
  const segments = compaction?.snapshot.manifest.segments.length ?? 0;
  return `${work}${collected} The index has ${countText(segments, "segment")}.`;
}
