/**
 * The import of a feed that lies in a file: its items become uploads of their own, and stay when the feed has left
 * them.
 */

import { maxUnpackedBytes } from "../../../src/articles/articles.ts";
import { Ingester, ingestInBatches } from "../../../src/index/write.ts";
import { loadFeedRecord, putFeedItems, saveFeedRecord } from "../../../src/ingest/ingest.ts";
import { openUploadProcessor } from "../../ingest/open-processor.ts";
import type { OpenIndex } from "../location/open-index.ts";
import { leftOutText, printFaults } from "../rendering/rejection-text.ts";
import { CommandFailure } from "../terminal/failure.ts";
import { countText, type Terminal } from "../terminal/terminal.ts";

const WHAT_THE_OWNER_MAY = { hosts: null, hasTextsOfOthers: true } as const;

/** The result. `isWhole`: the whole feed is in the index. */
interface FeedImport {
  readonly items: number;
  readonly articles: number;
  readonly present: number;
  readonly leftOut: ReadonlyMap<string, number>;
  readonly fault: string | null;
  readonly isWhole: boolean;
}

/** Puts and indexes what is new in the feed. Rejects as ingesting does; the same import goes on from there. */
export async function importFeed(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  timeZone: string,
  { context, place }: OpenIndex,
  terminal: Terminal,
): Promise<FeedImport> {
  const record = await loadFeedRecord(context, name);
  const report = await putFeedItems(context, record, await wholeFeed(chunks), null, {
    ...WHAT_THE_OWNER_MAY,
    timeZone,
  });
  if (typeof report === "string") throw new CommandFailure(`The file cannot be imported: ${report}.`);
  const ingester = new Ingester(context, openUploadProcessor(process.env));
  const keys = [...report.keys, ...report.foundKeys];
  const ingested = await ingestInBatches(ingester, keys, {});
  const { rejected, partlyRead, failed } = ingested;
  await saveFeedRecord(context, { ...record, items: report.itemStates });
  const found = keys.length - (rejected.size - partlyRead.size) - failed.size;
  const present = report.items - keys.length;
  terminal.print(
    `Imported ${countText(found, "article")} into ${place}${present === 0 ? "" : `, ${present} were there already`}.`,
  );
  if (report.leftOut.size > 0) terminal.print(leftOutText(report.leftOut));
  printFaults(ingested, terminal, " Run: poisk reconcile");
  if (report.fault !== null) {
    terminal.note(`${terminal.style("red", "broken")}  The feed was not read to its end, since ${report.fault}.`);
  }
  const isWhole = rejected.size === 0 && failed.size === 0 && report.fault === null && report.items > 0;
  const { items, leftOut, fault } = report;
  return { items, articles: found, present, leftOut, fault, isWhole };
}

async function wholeFeed(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxUnpackedBytes) {
      throw new CommandFailure(`The feed has more than the ${maxUnpackedBytes} bytes that are read of one. Split it.`);
    }
    pieces.push(chunk);
  }
  return Buffer.concat(pieces);
}
