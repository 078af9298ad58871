/**
 * Feeds that are asked again and again, at a server of this machine: what is asked, what is put, and what is never
 * asked.
 */
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { feedName, type PollOptions, pollFeeds, pollOptionsOf } from "../../functions/feeds/poll.ts";
import { parseEnvironment, pollSettings } from "../../functions/settings/environment.ts";
import { fetchPage, isPrivate } from "../../functions/web/web-fetch.ts";
import { listFailedFeeds } from "../../src/ingest/ingest.ts";
import { listAll, type ObjectKey } from "../../src/store/store.ts";
import { makeContext, type TestContext } from "../support/index-context.ts";
import { interceptStore } from "../support/intercepting-object-store.ts";
import { openPlace } from "./command-place.ts";
import { recordingLogger } from "./recording-logger.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serve(answer: RequestListener): Promise<{ readonly url: string; readonly asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/rss`, asked };
}

const feed = (...ids: number[]) =>
  `<rss><channel><title>В</title>${ids.map((id) => `<item><guid>https://other.example/${id}</guid><description>Коротко ${id}.</description><yandex:full-text>Весь текст ${id}.</yandex:full-text></item>`).join("")}</channel></rss>`;
const withoutHosts = (...feeds: readonly string[]) => feeds.map((address) => ({ feed: address, hosts: [] }));
const optionsOf = (url: string, more: Partial<PollOptions> = {}): PollOptions => ({
  feeds: withoutHosts(url),
  everyMs: 600_000,
  itemsADay: 1_000,
  hasTextsOfOthers: true,
  mayBePrivate: true,
  timeZone: "Europe/Moscow",
  ...more,
});
async function texts({ store }: TestContext): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of listAll(store, "articles/")) {
    found.push((JSON.parse(Buffer.from((await store.get(key)).bytes).toString("utf8")) as { text: string }).text);
  }
  return found.sort();
}

describe("a feed that is asked again and again", () => {
  it("is asked when it is due, with what it said of its state, and only what is new is put", async () => {
    const context = makeContext();
    let ids = [1, 2];
    const { url, asked } = await serve((request, response) => {
      const etag = `"${ids.join()}"`;
      if (request.headers["if-none-match"] === etag) response.writeHead(304).end();
      else response.writeHead(200, { etag, "last-modified": "Mon, 10 Oct 2016 12:00:00 GMT" }).end(feed(...ids));
    });
    expect(await pollFeeds(context, optionsOf(url))).toMatchObject([{ result: "read", items: 2, keys: { length: 2 } }]);
    expect(await pollFeeds(context, optionsOf(url))).toMatchObject([{ result: "waiting", keys: [] }]);
    context.clock.advance(600_001);
    expect(await pollFeeds(context, optionsOf(url))).toMatchObject([{ result: "unchanged", keys: [] }]);
    expect(asked.at(-1)?.headers).toMatchObject({
      "if-none-match": '"1,2"',
      "if-modified-since": "Mon, 10 Oct 2016 12:00:00 GMT",
    });
    ids = [2, 3];
    expect(await pollFeeds(context, optionsOf(url), { isForced: true })).toMatchObject([
      { result: "read", keys: { length: 1 } },
    ]);
    expect(await texts(context)).toEqual(["Весь текст 1.", "Весь текст 2.", "Весь текст 3."]);
    expect(asked).toHaveLength(3);
  });

  it("is due a tenth of its pause early, so that whoever is woken as often as it is asked never comes too soon", async () => {
    const context = makeContext();
    const { url, asked } = await serve((_, response) => response.end(feed(1)));
    await pollFeeds(context, optionsOf(url));
    context.clock.advance(530_000);
    expect(await pollFeeds(context, optionsOf(url))).toMatchObject([{ result: "waiting" }]);
    context.clock.advance(60_000);
    expect(await pollFeeds(context, optionsOf(url))).toMatchObject([{ result: "read" }]);
    expect(asked).toHaveLength(2);
  });

  it("is left to the next run where this one is over, and is then the first", async () => {
    const context = makeContext();
    const { url, asked } = await serve((_, response) => response.end(feed(1)));
    const feeds = ["a", "b", "c"].map((name) => url.replace("/rss", `/${name}`));
    const options = optionsOf(url, { feeds: withoutHosts(...feeds) });
    /** Turns, each with time for two feeds. */
    for (let turn = 0; turn < 3; turn += 1) {
      const before = asked.length;
      const results = await pollFeeds(context, options, { isOver: () => asked.length === before + 2 });
      expect(results.map((polled) => polled.feed)).toEqual(feeds);
      context.clock.advance(600_001);
    }
    expect(asked.map((request) => request.url)).toEqual(["/a", "/b", "/c", "/a", "/b", "/c"]);
  });

  it("that brings a defect to light fails the run, is told of, and does not keep the others from the next", async () => {
    const memory = makeContext();
    const { url, asked } = await serve((_, response) => response.end(feed(1)));
    const feeds = ["a", "b"].map((name) => url.replace("/rss", `/${name}`));
    const broken = `articles/feeds/${feedName(feeds[0] ?? "")}`;
    const before = (_: string, key: string): void => {
      if (key.startsWith(broken)) throw new TypeError("no text");
    };
    const context = { ...memory, store: interceptStore(memory.store, { before }) };
    const look = () => pollFeeds(context, optionsOf(url, { feeds: withoutHosts(...feeds) }));
    await expect(look()).rejects.toThrow("no text");
    expect(await look()).toMatchObject([{ result: "waiting" }, { result: "read" }]);
    expect(asked.map((request) => request.url)).toEqual(["/a", "/b"]);
    expect(await listFailedFeeds(context)).toMatchObject([
      { fault: `${feeds[0]}: reading it met a defect of poisk: TypeError: no text` },
    ]);
  });

  it("is told of in the log where it failed or where something was put, and counted where it was asked", async () => {
    const context = makeContext();
    const { logger, lines } = recordingLogger();
    const figures: unknown[] = [];
    const told = { logger, metrics: { put: (put: object) => void figures.push(put) } };
    const { url } = await serve((request, response) =>
      response.writeHead(request.url === "/b" ? 503 : 200).end(request.url === "/c" ? feed() : feed(1, 2)),
    );
    const feeds = ["a", "b", "c"].map((name) => url.replace("/rss", `/${name}`));
    for (let turn = 0; turn < 2; turn += 1)
      await pollFeeds(context, optionsOf(url, { feeds: withoutHosts(...feeds) }), told);
    expect(lines).toEqual([
      { level: "info", event: "feed-read", feed: feeds[0], items: 2, uploads: 2, waiting: 0, shortened: 0 },
      { level: "warn", event: "feed-failed", feed: feeds[1], fault: "it answered 503" },
    ]);
    expect(figures).toEqual([{ ReadFeeds: 2, UnchangedFeeds: 0, FailedFeeds: 1, FeedUploads: 2 }]);
  });

  it("that fails is asked half as often each time, and says why until it answers", async () => {
    const context = makeContext();
    let status = 503;
    const { url, asked } = await serve((_, response) => response.writeHead(status).end(feed(1)));
    expect(await pollFeeds(context, optionsOf(url))).toMatchObject([{ result: "failed", fault: "it answered 503" }]);
    context.clock.advance(600_001);
    expect(await pollFeeds(context, optionsOf(url))).toMatchObject([{ result: "waiting", fault: "it answered 503" }]);
    context.clock.advance(600_001);
    await pollFeeds(context, optionsOf(url));
    context.clock.advance(1_200_001);
    await pollFeeds(context, optionsOf(url));
    expect(asked).toHaveLength(2);
    expect(await listFailedFeeds(context)).toMatchObject([{ failures: 2, fault: `${url}: it answered 503` }]);
    status = 200;
    context.clock.advance(1_200_001);
    expect(await pollFeeds(context, optionsOf(url))).toMatchObject([{ result: "read", fault: null }]);
  });

  it("that is no feed, or was cut short, is told of and asked for whole the next time", async () => {
    const context = makeContext();
    const bodies = ["<html><body>Вход</body></html>", feed(1, 2).slice(0, -60)];
    const { url, asked } = await serve((_, response) =>
      response.writeHead(200, { etag: '"a"' }).end(bodies.shift() ?? feed(1, 2)),
    );
    const look = () => pollFeeds(context, optionsOf(url), { isForced: true });
    expect(await look()).toMatchObject([{ result: "failed", fault: "it is no RSS, Atom or JSON feed" }]);
    expect(await look()).toMatchObject([{ result: "failed", items: 1, keys: { length: 1 } }]);
    expect(await look()).toMatchObject([{ result: "read", keys: { length: 1 } }]);
    expect(asked.map(({ headers }) => headers["if-none-match"])).toEqual([undefined, undefined, undefined]);
  });

  it("gives of others' sites the summary alone, without a setting", async () => {
    const context = makeContext();
    const { url } = await serve((_, response) => response.end(feed(1)));
    const options = optionsOf(url, { hasTextsOfOthers: false });
    expect(await pollFeeds(context, options)).toMatchObject([{ shortened: 1 }]);
    expect(await texts(context)).toEqual(["Коротко 1."]);
    const named = { ...options, feeds: [{ feed: url, hosts: ["other.example"] }] };
    expect(await pollFeeds(context, named, { isForced: true })).toMatchObject([{ shortened: 0 }]);
    expect(await texts(context)).toEqual(["Весь текст 1."]);
  });

  it("speaks for its own host and those beside it, and for none of another feed", async () => {
    const context = makeContext();
    const { url } = await serve((request, response) =>
      response.end(request.url === "/rss" ? feed(1) : feed(2).replaceAll("other.example", "third.example")),
    );
    const second = url.replace("/rss", "/second");
    const feeds = [
      { feed: url, hosts: ["www.other.example", "blog.example"] },
      { feed: second, hosts: ["пример.рф"] },
    ];
    const [first, next] = await pollFeeds(context, optionsOf(url, { feeds, hasTextsOfOthers: false }));
    const hostsOf = async (key?: ObjectKey) => (key === undefined ? null : (await context.store.head(key)).metadata);
    expect(await hostsOf(first?.keys[0])).toEqual({ hosts: "127.0.0.1,other.example,blog.example" });
    expect(await hostsOf(next?.keys[0])).toEqual({ hosts: "127.0.0.1,xn--e1afmkfd.xn--p1ai" });
    expect([first?.shortened, next?.shortened]).toEqual([0, 1]);
  });

  it("puts an item with the time zone of its site, and without one where that is Moscow's", async () => {
    const { url } = await serve((_, response) => response.end(feed(1)));
    const zoneOf = async (timeZone: string, ownZone?: string) => {
      const context = makeContext();
      const feeds = [{ feed: url, hosts: [], timeZone: ownZone }];
      const [polled] = await pollFeeds(context, optionsOf(url, { feeds, timeZone }));
      return polled?.keys[0] === undefined ? null : (await context.store.head(polled.keys[0])).metadata.zone;
    };
    expect(await zoneOf("Asia/Vladivostok")).toBe("Asia/Vladivostok");
    expect(await zoneOf("Europe/Moscow")).toBeUndefined();
    expect(await zoneOf("Asia/Vladivostok", "Asia/Omsk")).toBe("Asia/Omsk");
  });

  it("has a daily share: what is beyond it is put on the days after, and what left the feed before that is an error", async () => {
    const context = makeContext();
    const { logger, lines } = recordingLogger("warn");
    let ids = [1, 2, 3, 4, 5, 6, 7, 8];
    const { url } = await serve((request, response) => {
      const etag = `"${ids.join()}"`;
      if (request.headers["if-none-match"] === etag) response.writeHead(304).end();
      else response.writeHead(200, { etag }).end(feed(...ids));
    });
    const poll = async () => {
      context.clock.advance(600_001);
      const [polled] = await pollFeeds(context, optionsOf(url, { itemsADay: 3 }), { logger });
      const { keys, waiting, lost } = polled!;
      return [keys.length, waiting, lost];
    };
    expect(await poll()).toEqual([3, 5, 0]);
    expect(await poll()).toEqual([0, 5, 0]);
    ids = [9, 1, 2, 3, 4, 5, 6, 7];
    expect(await poll()).toEqual([0, 5, 1]);
    expect(await texts(context)).toEqual(["Весь текст 1.", "Весь текст 2.", "Весь текст 3."]);
    context.clock.advance(86_400_000);
    // The feed says that nothing is new in it, and still has what waits.
    expect(await poll()).toEqual([3, 2, 0]);
    context.clock.advance(86_400_000);
    expect(await poll()).toEqual([2, 0, 0]);
    expect((await texts(context)).length).toBe(8);
    expect(lines).toEqual([{ level: "error", event: "feed-items-lost", feed: url, lost: 1, itemsADay: 3 }]);
  });

  it("counts no waiting item as lost where the feed was cut short", async () => {
    const context = makeContext();
    let content = feed(1, 2, 3);
    const { url } = await serve((_, response) => response.end(content));
    const options = optionsOf(url, { itemsADay: 1 });
    expect(await pollFeeds(context, options)).toMatchObject([{ waiting: 2, lost: 0 }]);
    content = feed(1, 2, 3).slice(0, 250);
    expect(await pollFeeds(context, options, { isForced: true })).toMatchObject([
      { result: "failed", waiting: 2, lost: 0 },
    ]);
    content = feed(1, 2, 3);
    context.clock.advance(86_400_000);
    expect(await pollFeeds(context, options, { isForced: true })).toMatchObject([
      { result: "read", waiting: 1, lost: 0 },
    ]);
  });

  it("is redirected to the hosts beside it, and not to those of other feeds", async () => {
    const { url } = await serve((request, response) => {
      const port = new URL(url).port;
      if (request.url === "/rss") response.writeHead(302, { location: `http://localhost:${port}/there` }).end();
      else response.end(feed(1));
    });
    const other = { feed: "http://localhost:1/rss", hosts: [] };
    const [alone] = await pollFeeds(makeContext(), optionsOf(url, { feeds: [{ feed: url, hosts: [] }, other] }));
    expect(alone).toMatchObject({ result: "failed", fault: expect.stringContaining("not among those") });
    const named = optionsOf(url, { feeds: [{ feed: url, hosts: ["localhost"] }] });
    expect(await pollFeeds(makeContext(), named)).toMatchObject([{ result: "read", items: 1 }]);
  });

  it("has a name of its own, by its host and its address", () => {
    expect(feedName("https://www.news.example/a")).toMatch(/^news\.example-[0-9a-f]{8}$/);
    expect(feedName("https://news.example/b")).not.toBe(feedName("https://news.example/a"));
  });
});

describe("the command", () => {
  it("asks feeds, brings in what is new in them, and says of one that fails why, as rejected does", async () => {
    const place = await openPlace("a folder");
    const { url } = await serve((request, response) =>
      response.writeHead(request.url === "/down" ? 503 : 200).end(feed(1, 2)),
    );
    const down = url.replace("/rss", "/down");
    vi.stubEnv("POISK_FEEDS", `${url} other.example ${down}`);
    vi.stubEnv("POISK_FEED_PRIVATE", "on");
    vi.stubEnv("POISK_FEED_TEXTS_OF_OTHERS", "on");
    try {
      const polled = await place.poisk("poll");
      expect(polled.exitCode).toBe(1);
      expect(polled.printed).toContain(`read       ${url}: 2 items, 2 new or changed`);
      expect(polled.printed).toContain(`failed     ${down}: it answered 503`);
      expect((await place.poisk("search", "текст")).printed).toContain("Весь текст 2.");
      const { noted } = await place.poisk("rejected");
      expect(noted).toMatch(/^feed {2}\S+\/down: it answered 503 \(1 time in a row, the last at \d{4}-\S+Z\)$/m);
      expect(JSON.parse((await place.poisk("rejected", "--json")).printed)).toEqual({
        uploads: [],
        feeds: [
          {
            name: feedName(down),
            fault: `${down}: it answered 503`,
            failures: 1,
            askedAt: expect.stringMatching(/^\d{4}-\S+Z$/),
          },
        ],
      });
      expect((await place.poisk("poll")).printed).toContain(`waiting    ${url}`);
    } finally {
      vi.unstubAllEnvs();
      await place.close();
    }
  });
});

describe("what is asked", () => {
  const policy = { hosts: new Set(["127.0.0.1"]), mayBePrivate: true, maxBytes: 1_000 };

  it("is no address of this machine or of a private network without a setting, however it is written", async () => {
    const hosts = new Set(["127.0.0.1", "localhost", "[::1]", "[::ffff:7f00:1]"]);
    for (const host of ["127.0.0.1", "2130706433", "0x7f.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"]) {
      const asked = fetchPage(`http://${host}:9/`, {}, { ...policy, hosts, mayBePrivate: false });
      await expect(asked).rejects.toThrow("private network");
    }
  });

  it("is no other host than those that were named, after redirects too, and no redirect without an end", async () => {
    const { url } = await serve((request, response) =>
      response
        .writeHead(302, { location: request.url === "/loop" ? "/loop" : "http://169.254.169.254/latest/meta-data" })
        .end(),
    );
    await expect(fetchPage(url, {}, policy)).rejects.toThrow("not among those that may be asked");
    const named = { ...policy, hosts: new Set(["127.0.0.1", "169.254.169.254"]) };
    await expect(fetchPage(url.replace("/rss", "/loop"), {}, named)).rejects.toThrow("redirects more than 5 times");
    await expect(fetchPage("http://a:b@127.0.0.1/", {}, policy)).rejects.toThrow("password");
    await expect(fetchPage("file:///etc/passwd", {}, policy)).rejects.toThrow("no address of the web");
  });

  it("stays at its port and scheme after redirects, but for one from http to https", async () => {
    const other = await serve((_, response) => response.end("closed"));
    const { url } = await serve((request, response) => {
      const { port } = new URL(url);
      const locations: Readonly<Record<string, string>> = {
        "/port": other.url,
        "/default-port": "http://127.0.0.1/",
        "/https": `https://127.0.0.1:${port}/`,
      };
      response.writeHead(302, { location: locations[request.url ?? ""] ?? "/" }).end();
    });
    const asked = (path: string) => fetchPage(url.replace("/rss", path), {}, policy);
    await expect(asked("/port")).rejects.toThrow("not among those that may be asked");
    await expect(asked("/default-port")).rejects.toThrow("not among those that may be asked");
    await expect(asked("/https")).rejects.toThrow("did not answer");
  });

  it("may not answer more than is read", async () => {
    const { url } = await serve((_, response) => response.end("x".repeat(2_000)));
    await expect(fetchPage(url, {}, policy)).rejects.toThrow("more than 1000 bytes");
  });

  it.each([
    ["10.1.2.3", true],
    ["100.64.0.1", true],
    ["169.254.169.254", true],
    ["172.31.0.1", true],
    ["192.168.0.1", true],
    ["255.255.255.255", true],
    ["fe80::1%eth0", true],
    ["fd00::1", true],
    ["64:ff9b::7f00:1", true],
    ["2002:7f00:1::", true],
    ["93.184.216.34", false],
    ["2a02:6b8::2:242", false],
  ])("tells private addresses from public ones: %s", (address, expected) => {
    expect(isPrivate(address)).toBe(expected);
  });
});

describe("the settings of feeds", () => {
  it("name feeds, each with the hosts behind it, or say what is wrong with them", () => {
    const settings = {
      POISK_FEEDS:
        " https://a.example/rss www.c.example\nhttps://b.example/atom zone=Asia/Omsk https://a.example/rss пример.рф ",
      POISK_FEED_MINUTES: "5",
    };
    expect(pollOptionsOf(parseEnvironment(settings, pollSettings))).toMatchObject({
      feeds: [
        { feed: "https://a.example/rss", hosts: ["www.c.example", "пример.рф"] },
        { feed: "https://b.example/atom", hosts: [], timeZone: "Asia/Omsk" },
      ],
      everyMs: 300_000,
      hasTextsOfOthers: false,
      mayBePrivate: false,
    });
    expect(pollOptionsOf(parseEnvironment({}, pollSettings))).toBeNull();
    const faultOf = (POISK_FEEDS: string) => () =>
      parseEnvironment({ POISK_FEEDS, POISK_FEED_MINUTES: "0" }, pollSettings);
    expect(faultOf("news.example")).toThrow(/POISK_FEEDS must be addresses.*POISK_FEED_MINUTES must be 1/);
    expect(faultOf("https://a.example/rss,https://b.example/atom")).toThrow("with spaces between");
    expect(faultOf("https://a.example/rss x/y")).toThrow(
      "POISK_FEEDS is wrong behind an address: x/y is no name of a host",
    );
    expect(faultOf("https://a.example/rss zone=Asia/Atlantis")).toThrow(
      "zone=Asia/Atlantis must be the name of a time zone",
    );
    const many = Array.from({ length: 100 }, (_, n) => `blog-${n}.example`).join(" ");
    expect(faultOf(`https://a.example/rss ${many}`)).toThrow("1024 fit beside an upload");
  });
});
