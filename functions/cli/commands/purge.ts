/**
 * Takes deleted text away at once, for `compact --purge` and `remove --purge`: out of the index's files, where it would
 * stay for up to a day, and out of the caches of a CloudFront distribution.
 */
import { Option } from "commander";
import { createUlid, systemIdSource } from "../../../src/id-source.ts";
import { type CompactOptions, type PurgeReport, purgeIndex } from "../../../src/index/write.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import type { OpenIndex } from "../location/open-index.ts";
import { CommandFailure, UsageError } from "../terminal/failure.ts";
import { countText, printable, sizeText, type Terminal } from "../terminal/terminal.ts";

export interface PurgeOptions {
  readonly purge?: true;
  readonly distribution?: string;
}

/** `what` says what --purge does at this verb. */
export function purgeOptions(what: string): readonly Option[] {
  return [
    new Option("--purge", what),
    new Option("--distribution <id>", "with --purge: empty the caches of this CloudFront distribution too")
      .implies({ purge: true })
      .argParser(parseDistribution),
  ];
}

function parseDistribution(id: string): string {
  if (id === "") throw new UsageError("--distribution is empty.");
  return id;
}

/**
 * Functions answer by a manifest of up to a second ago (POISK_REVALIDATE_MS); an answer of theirs that came into a
 * cache after it was emptied would stay there.
 */
const READERS_LAG_MS = 2_000;

/** `isComplete` is false where deleted text may be left. A CommandFailure where the caches could not be emptied. */
export async function purge(
  index: OpenIndex,
  { distribution }: PurgeOptions,
  terminal: Terminal,
): Promise<PurgeReport & { readonly invalidation: string | null }> {
  const report = await purgeIndex(index.context, resolvedArticleOptions, mergeCallbacks(terminal));
  printPurge(report, terminal);
  const isComplete = report.isComplete && report.kept.length === 0;
  return { ...report, isComplete, invalidation: await purgeEdge(index, distribution, terminal) };
}

/** Tell of each merge as it begins, and what it did as it ends, in a line each. */
export function mergeCallbacks({ print, note }: Terminal): Pick<CompactOptions, "onStart" | "onMerge"> {
  return {
    onStart: ({ inputs, reason }) => {
      const sizeBytes = inputs.reduce((sum, segment) => sum + segment.sizeBytes, 0);
      const verb = reason === "size" ? "merging" : "rewriting";
      note(`${verb} ${countText(inputs.length, "segment")}, ${sizeText(sizeBytes)} …`);
    },
    onMerge: ({ reason, inputs, documents, purgedDocuments, writtenBytes }) => {
      const result = `${countText(documents, "article")}, ${sizeText(writtenBytes)}`;
      const dead = purgedDocuments === 0 ? "" : `; ${countText(purgedDocuments, "dead article")} left behind`;
      const verb = reason === "purge" ? "purged" : "merged";
      print(`${verb}  ${countText(inputs.length, "segment")} into one: ${result}${dead}`);
    },
  };
}

function printPurge({ merges, deleted, kept, isComplete }: PurgeReport, terminal: Terminal): void {
  if (deleted.length > 0) terminal.print(`Deleted ${countText(deleted.length, "old file")} of the index.`);
  if (!isComplete) {
    terminal.note("Other workers were faster at some of it, so deleted text may be left. Run it again.");
    return;
  }
  if (kept.length > 0) {
    const [files, verb] = [countText(kept.length, "file"), kept.length === 1 ? "stays" : "stay"];
    terminal.note(
      `${files} that no search reads ${verb}, of a rebuild or a backfill that is at work or was cut off less than an hour ago, ` +
        "and may hold deleted text. Run it again afterwards.",
    );
    return;
  }
  const nothing = merges.length === 0 && deleted.length === 0;
  terminal.print(
    nothing ? "The index's files hold no deleted text." : "The index's files hold no deleted text any more.",
  );
}

/** The id of the invalidation; null where no distribution is named. */
async function purgeEdge(
  { context }: OpenIndex,
  distribution: string | undefined,
  terminal: Terminal,
): Promise<string | null> {
  if (distribution === undefined) {
    terminal.note(
      "Caches of answers keep theirs as long as POISK_CACHE_CONTROL allows, 90 seconds by default; --distribution empties CloudFront's now.",
    );
    return null;
  }
  await context.clock.sleep(READERS_LAG_MS);
  terminal.note(`Emptying the caches of ${printable(distribution)}, which takes a minute at times …`);
  const id = await emptyDistribution(distribution, context.clock.nowMs());
  terminal.print(`The caches of ${printable(distribution)} hold no older answer (invalidation ${printable(id)}).`);
  return id;
}

/** Invalidations take some seconds, a minute at times (Amazon CloudFront Developer Guide, "Invalidate files"). */
const WAIT_SECONDS = 300;
const FIRST_LOOK_SECONDS = 2;
const LAST_LOOKS_SECONDS = 10;

/** Everything under it: any answer may show the text, and all of it is one path of the bill. */
const ALL_PATHS = "/*";

/**
 * The invalidation's id, once no cache of the distribution holds an older answer. A CommandFailure says what is wrong.
 */
async function emptyDistribution(distributionId: string, nowMs: number): Promise<string> {
  const { CloudFrontClient, CreateInvalidationCommand, waitUntilInvalidationCompleted } = await import(
    "@aws-sdk/client-cloudfront"
  );
  // A global service, signed for this region.
  const client = new CloudFrontClient({ region: "us-east-1" });
  try {
    const { Invalidation: begun } = await client.send(
      new CreateInvalidationCommand({
        DistributionId: distributionId,
        InvalidationBatch: {
          CallerReference: `poisk-purge-${createUlid(nowMs, systemIdSource)}`,
          Paths: { Quantity: 1, Items: [ALL_PATHS] },
        },
      }),
    );
    const id = begun?.Id ?? "";
    await waitUntilInvalidationCompleted(
      { client, maxWaitTime: WAIT_SECONDS, minDelay: FIRST_LOOK_SECONDS, maxDelay: LAST_LOOKS_SECONDS },
      { DistributionId: distributionId, Id: id },
    );
    return id;
  } catch (failure) {
    const { name, message } = failure as Error;
    throw new CommandFailure(
      `The distribution ${distributionId} could not be emptied (${name}: ${message}). Its caches keep answers as long as their Cache-Control says.`,
    );
  } finally {
    client.destroy();
  }
}
