/**
 * `poisk compact`: merges the segments that are due, rewrites those that hold deleted articles for long, and deletes what
 * no reader needs any more.
 */
import { type Command, Option } from "commander";
import type { CompactReport, FinishedMerge } from "../../../src/indexer/compaction/compactor.ts";
import { countMerges, runUpkeep } from "../../../src/indexer/compaction/maintenance.ts";
import { createCompactionPolicy } from "../../../src/indexer/compaction/policy.ts";
import type { MergeChoice } from "../../../src/indexer/merge/policy.ts";
import type { ManifestSegment } from "../../../src/manifest/manifest.ts";
import { resolvedArticleOptions } from "../../../src/segment/schema/article-options.ts";
import { addLocationOptions, type IndexLocation, openIndex, requireIndex } from "../location/open-index.ts";
import type { ExitCode } from "../terminal/failure.ts";
import { countText, type Terminal } from "../terminal/terminal.ts";
import { sizeText } from "./status.ts";

export function addCompactCommand(program: Command, terminal: Terminal, done: (exitCode: ExitCode) => void): void {
  const command = program
    .command("compact")
    .description("merge small segments, and remove what was deleted from the index's files")
    .addOption(new Option("--purge", "rewrite whatever holds a deleted article, however lately it was deleted"));
  addLocationOptions(command).action(async (options: IndexLocation & { purge?: true }) => {
    const index = openIndex(options);
    await requireIndex(index);
    const { compaction, collection } = await runUpkeep(index.context, resolvedArticleOptions, {
      policy: createCompactionPolicy(options.purge ? { purgeAfterMs: 0 } : {}),
      onStart: (choice) => terminal.note(startText(choice)),
      onMerge: (merge) => terminal.print(mergeText(merge)),
    });
    terminal.print(totalText(compaction, collection.deleted.length));
    const isComplete = collection.isComplete && (compaction?.isComplete ?? true);
    if (!isComplete) terminal.note("Other workers were faster at some of it. Run it again to finish.");
    done(0);
  });
}

function startText({ inputs, reason }: MergeChoice<ManifestSegment>): string {
  const sizeBytes = inputs.reduce((sum, segment) => sum + segment.sizeBytes, 0);
  return `${reason === "size" ? "merging" : "rewriting"} ${countText(inputs.length, "segment")}, ${sizeText(sizeBytes)} …`;
}

/** What a merge did, in a line. */
export function mergeText({ reason, inputs, documents, purgedDocuments, writtenBytes }: FinishedMerge): string {
  const result = `${countText(documents, "article")}, ${sizeText(writtenBytes)}`;
  const dead = purgedDocuments === 0 ? "" : `; ${countText(purgedDocuments, "dead article")} left behind`;
  const verb = reason === "purge" ? "purged" : "merged";
  return `${verb}  ${countText(inputs.length, "segment")} into one: ${result}${dead}`;
}

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
