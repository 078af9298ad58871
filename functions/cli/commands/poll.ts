/**
 * `poisk poll`: asks feeds once, as a timer does, puts what is new in them and indexes it.
 */
import { Option } from "commander";
import { Ingester, ingestInBatches } from "../../../src/index/write.ts";
import { type PolledFeed, pollFeeds, pollOptionsOf } from "../../feeds/poll.ts";
import { openUploadProcessor } from "../../ingest/open-processor.ts";
import { parseEnvironment, pollSettings } from "../../settings/environment.ts";
import { type IndexLocation, openIndex } from "../location/open-index.ts";
import { printFaults } from "../rendering/rejection-text.ts";
import { UsageError } from "../terminal/failure.ts";
import { countText, printable, type Terminal } from "../terminal/terminal.ts";
import type { Verb, VerbCall } from "./verb.ts";

type PollCall = IndexLocation & { readonly force?: true };

export const pollVerb: Verb = {
  name: "poll",
  group: "Bring in",
  summary: "ask the feeds of POISK_FEEDS that are due, and bring in what is new in them",
  options: [new Option("--force", "ask all feeds, even those that are not due")],
  examples: ["poll  # with POISK_FEEDS=https://news.example/rss.xml", "poll --force"],
  run: async ({ options, terminal }: VerbCall<PollCall>) => {
    const polling = pollOptionsOf(parseEnvironment(process.env, pollSettings));
    if (polling === null) throw new UsageError("Which feeds? Set POISK_FEEDS to their addresses, with spaces between.");
    const { context, place } = openIndex(options, { mayCreate: true });
    const feeds = await pollFeeds(context, polling, { isForced: options.force === true });
    const keys = feeds.flatMap((feed) => feed.keys);
    const ingester = new Ingester(context, openUploadProcessor(process.env));
    const report = await ingestInBatches(ingester, keys, {});
    for (const feed of feeds) printFeed(feed, terminal);
    printFaults(report, terminal, " Run: poisk reconcile");
    const isDone = report.failed.size === 0 && feeds.every(({ result }) => result !== "failed");
    return { value: { place, feeds }, exitCode: isDone ? 0 : 1 };
  },
};

function printFeed(polled: PolledFeed, terminal: Terminal): void {
  const { feed, result, items, keys, waiting, lost, shortened, fault } = polled;
  const style = result === "failed" ? "red" : "green";
  const counts = result === "read" ? `: ${countText(items, "item")}, ${keys.length} new or changed` : "";
  const others = shortened === 0 ? "" : `, ${shortened} of other sites without their full texts`;
  const beyond = waiting === 0 ? "" : `, ${waiting} wait for the next days (POISK_FEED_ITEMS_A_DAY)`;
  const gone = lost === 0 ? "" : `, ${lost} left the feed while they waited`;
  const why = fault === null ? "" : `: ${printable(fault)}`;
  terminal.print(
    `${terminal.style(style, result.padEnd("unchanged".length))}  ${printable(feed)}${counts}${beyond}${gone}${others}${why}`,
  );
}
