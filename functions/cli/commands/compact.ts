/**
 * `poisk compact`: merges the segments that are due, and deletes what no reader needs any more; with --purge it takes
 * deleted text out of the index's files at once.
 */
import { countMerges, runMaintenance } from "../../../src/index/write.ts";
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
    const { compaction, collection, failures, isComplete } = await runMaintenance(
      index.context,
      resolvedArticleOptions,
      mergeCallbacks(terminal),
    );
    const merges = compaction?.merges ?? [];
    const segments = compaction?.snapshot.manifest.segments.length ?? 0;
    const deleted = collection?.deleted ?? [];
    const [failure] = failures;
    if (failure !== undefined) {
      if (deleted.length > 0) terminal.note(`Deleted ${countText(deleted.length, "file")} of the index.`);
      throw failure;
    }
    terminal.print(totalText({ ...countMerges(merges), deleted: deleted.length, segments }));
    if (!isComplete) terminal.note("Other workers were faster at some of it. Run it again to finish.");
    return { value: { place: index.place, merges, deleted, isComplete } };
  },
};

type Counts = Readonly<Record<"merges" | "purges" | "deleted" | "segments", number>>;

/** `segments`: those that there are afterwards. */
function totalText({ merges, purges, deleted, segments }: Counts): string {
  const work =
    merges + purges === 0
      ? "Nothing is due to be merged."
      : `${countText(merges, "merge")}, ${countText(purges, "purge")}.`;
  const collected = deleted === 0 ? "" : ` Deleted ${countText(deleted, "file")} of the index.`;
  return `${work}${collected} The index has ${countText(segments, "segment")}.`;
}
