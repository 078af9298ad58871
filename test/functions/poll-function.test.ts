/**
 * The bundled function that asks feeds, at a server of this machine and a bucket on it.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PollCounts } from "../../functions/feeds/poll.ts";
import { type Bucket, find, ingestQueue, startBucket } from "./bucket.ts";

let bucket: Bucket;
let site: Server;
let environment: Record<string, string>;

const item = (id: string, text: string): string =>
  `<item><guid>https://news.example/${id}</guid><title>${text}</title><description>${text} вчера утром.</description></item>`;

beforeAll(async () => {
  bucket = await startBucket();
  site = createServer(({ url }, response) => {
    if (url === "/rss")
      response.end(`<rss><channel>${item("1", "Ледоход начался")}${item("2", "Мост открыт")}</channel></rss>`);
    else response.writeHead(503).end();
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  environment = { POISK_FEEDS: `${origin}/down ${origin}/rss`, POISK_FEED_PRIVATE: "on" };
});

afterAll(async () => {
  site.close();
  await bucket.stop();
});

test("begins with feeds, and asks none where its time does not suffice", async () => {
  await expect(bucket.start("poll")).rejects.toThrow("POISK_FEEDS is missing");
  const hurried = await bucket.start("poll", { ...environment, REMAINING_MS: "0" });
  expect(await hurried.invoke<PollCounts>({})).toEqual({ read: 0, unchanged: 0, failed: 0, waiting: 2, uploads: 0 });
});

test("puts what is new in feeds, whose events bring it in, and tells of a feed that fails without failing", async () => {
  const [poll, ingest, query] = await Promise.all([
    bucket.start("poll", { ...environment, POISK_METRICS: "on" }),
    bucket.start("ingest"),
    bucket.start("query"),
  ]);
  expect(await poll.invoke<PollCounts>({})).toEqual({ read: 1, unchanged: 0, failed: 1, waiting: 0, uploads: 2 });
  expect(poll.log()).toMatchObject([
    { level: "warn", event: "feed-failed", fault: "it answered 503", requestId: "request-1" },
    { level: "info", event: "feed-read", items: 2, uploads: 2 },
    { FailedFeeds: 1, ReadFeeds: 1, FeedUploads: 2, Index: "articles-bucket/index/" },
    { level: "info", event: "polled", read: 1, failed: 1 },
  ]);
  expect(await ingestQueue(ingest, bucket.takeEvents())).toEqual([]);
  expect(await find(query, "ледоход")).toEqual(["Ледоход начался"]);
  expect(await poll.invoke<PollCounts>({})).toMatchObject({ waiting: 2, uploads: 0 });
});

test("fails where the store does, so that somebody is told", async () => {
  const lost = await bucket.start("poll", { ...environment, POISK_BUCKET: "no-such-bucket" });
  await expect(lost.invoke({})).rejects.toThrow(/no-such-bucket/);
  expect(lost.log().at(-1)).toMatchObject({ level: "error", event: "poll-failed" });
});
