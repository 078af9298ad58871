/**
 * `poisk purge`: an article gone everywhere at once: from bucket and index as `remove` does it, from the index's files, where
 * its text would stay for up to a day, and from the caches of a CloudFront distribution. Without an article it does the last
 * two for whatever was deleted.
 */
import { type Command, Option } from "commander";
import { isErrorOfKind } from "../../../src/errors.ts";
import { purgeIndex } from "../../../src/indexer/compaction/purge.ts";
import { ArticleSearch } from "../../../src/query/article-search.ts";
import { resolvedArticleOptions } from "../../../src/segment/schema/article-options.ts";
import type { ObjectKey } from "../../../src/storage/object-store/object-store.ts";
import {
  addLocationOptions,
  type IndexLocation,
  type OpenIndex,
  openIndex,
  requireIndex,
} from "../location/open-index.ts";
import { parseKeyOption } from "../location/upload-plan.ts";
import { type ExitCode, UsageError } from "../terminal/failure.ts";
import { countText, printable, type Terminal } from "../terminal/terminal.ts";
import { idTarget, keyTarget, urlTarget } from "./article-target.ts";
import { emptyDistribution } from "./cloudfront-edge.ts";
import { mergeText } from "./compact.ts";
import { runTakedown } from "./takedown.ts";
import type { ArticleTarget } from "./takedown-text.ts";

interface PurgeOptions extends IndexLocation {
  readonly key?: string;
  readonly id?: string;
  readonly url?: string;
  readonly distribution?: string;
}

/**
 * Functions answer by a manifest of up to a second ago (POISK_REVALIDATE_MS); an answer of theirs that came into a cache after
 * it was emptied would stay there.
 */
const READERS_LAG_MS = 2_000;

export function addPurgeCommand(program: Command, terminal: Terminal, done: (exitCode: ExitCode) => void): void {
  const command = program
    .command("purge")
    .description("take deleted text out of the index's files and the edge now; with an article, take it down before")
    .addOption(new Option("--id <id>", "take down the article of this id").conflicts("url"))
    .option("--url <url>", "take down the article of this address")
    .option("--key <key>", "take down all of this upload; with --id or --url the article in this upload alone")
    .option("--distribution <id>", "empty the caches of this CloudFront distribution");
  addLocationOptions(command).action(async (options: PurgeOptions) => {
    if (options.distribution === "") throw new UsageError("--distribution is empty.");
    const index = openIndex(options);
    await requireIndex(index);
    const isTakenDown = await takeDownNamed(index, options, terminal);
    const isPurged = await purgeFiles(index, terminal);
    await purgeEdge(index, options.distribution, terminal);
    done(isTakenDown && isPurged ? 0 : 1);
  });
}

/** True where nothing is named, or what is named is nowhere any more. */
async function takeDownNamed(index: OpenIndex, options: PurgeOptions, terminal: Terminal): Promise<boolean> {
  const target = targetOf(options);
  if (target === null) return true;
  const key = options.key === undefined ? null : parseKeyOption(options.key, index.context.layout);
  if (!(await isHeld(index, target, key))) {
    terminal.print(`${printable(target.name)} is not in ${index.place}: nothing to take down.`);
    return true;
  }
  const isWhole = options.id === undefined && options.url === undefined;
  const change = isWhole ? ("remove" as const) : { selects: target.selects, correction: null };
  return (await runTakedown(index, { target, key, change, isDryRun: false, isPurgeNext: true }, terminal)) === 0;
}

function targetOf({ id, url, key }: PurgeOptions): ArticleTarget | null {
  if (id !== undefined) return idTarget(id);
  if (url !== undefined) return urlTarget(url);
  return key === undefined ? null : keyTarget(key);
}

/** It may have been removed before: then its text is what is left to purge. */
async function isHeld({ context }: OpenIndex, target: ArticleTarget, key: ObjectKey | null): Promise<boolean> {
  if (key === null) return (await target.find(new ArticleSearch(context, { revalidateMs: 0 }))).length > 0;
  try {
    await context.store.head(key);
    return true;
  } catch (error) {
    if (isErrorOfKind(error, "not-found")) return false;
    throw error;
  }
}

async function purgeFiles({ context }: OpenIndex, terminal: Terminal): Promise<boolean> {
  const { merges, deleted, kept, isComplete } = await purgeIndex(context, resolvedArticleOptions, {
    onMerge: (merge) => terminal.print(mergeText(merge)),
  });
  if (deleted.length > 0) terminal.print(`Deleted ${countText(deleted.length, "old file")} of the index.`);
  if (!isComplete) {
    terminal.note("Other workers were faster at some of it, so deleted text may be left. Run it again.");
    return false;
  }
  if (kept.length > 0) {
    const [files, verb] = [countText(kept.length, "file"), kept.length === 1 ? "stays" : "stay"];
    terminal.note(
      `${files} that no search reads ${verb}, of a rebuild or a backfill that is at work or was cut off less than an hour ago, ` +
        "and may hold deleted text. Run it again afterwards.",
    );
    return false;
  }
  const nothing = merges.length === 0 && deleted.length === 0;
  terminal.print(
    nothing ? "The index's files hold no deleted text." : "The index's files hold no deleted text any more.",
  );
  return true;
}

async function purgeEdge({ context }: OpenIndex, distribution: string | undefined, terminal: Terminal): Promise<void> {
  if (distribution === undefined) {
    terminal.note(
      "Caches of answers keep theirs as long as POISK_CACHE_CONTROL allows, 90 seconds by default; --distribution empties CloudFront's now.",
    );
    return;
  }
  await context.clock.sleep(READERS_LAG_MS);
  terminal.note(`Emptying the caches of ${printable(distribution)}, which takes a minute at times …`);
  const id = await emptyDistribution(distribution, context.clock.nowMs());
  terminal.print(`The caches of ${printable(distribution)} hold no older answer (invalidation ${printable(id)}).`);
}
