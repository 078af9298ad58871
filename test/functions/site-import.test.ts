/**
 * A site that is brought in by its map, at a server of this machine: what is asked and in which order, what is put, and
 * what is never asked.
 */
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { pageKey } from "../../functions/sites/page-key.ts";
import { parseRobots } from "../../functions/sites/robots.ts";
import { importSite, type SiteImportOptions, type SiteReport } from "../../functions/sites/site-import.ts";
import { isMapOfLists, readSitemap } from "../../functions/sites/sitemap.ts";
import { isLookDue } from "../../functions/sites/when-to-ask.ts";
import { readArticles } from "../../src/articles/articles.ts";
import { defaultKeyLayout } from "../../src/index/shared.ts";
import type { IngestReport } from "../../src/index/write.ts";
import { takeDown } from "../../src/ingest/ingest.ts";
import { resolvedArticleOptions } from "../../src/schema/schema.ts";
import { listAll, type ObjectKey, type ObjectStore, putLatest } from "../../src/store/store.ts";
import { makeContext } from "../support/index-context.ts";
import { directProcessor } from "../support/inside/ingest.ts";
import { type CommandPlace, openPlace } from "./command-place.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

interface Site {
  readonly origin: string;
  /** Paths, in the order of the requests. */
  readonly asked: string[];
  readonly requests: IncomingMessage[];
  /** Largest number of concurrent requests. */
  most: number;
}

type Answer = string | Uint8Array | RequestListener;

/** A site of these paths; all others answer 404. */
async function serve(pathsOf: (origin: string) => Readonly<Record<string, Answer>>): Promise<Site> {
  let now = 0;
  let paths: Readonly<Record<string, Answer>> = {};
  const server = createServer((request, response) => {
    site.asked.push(request.url ?? "");
    site.requests.push(request);
    now += 1;
    site.most = Math.max(site.most, now);
    response.on("close", () => {
      now -= 1;
    });
    const answer = paths[request.url ?? ""];
    if (answer === undefined) response.writeHead(404).end();
    else if (typeof answer === "function") answer(request, response);
    else response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(answer);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const site: Site = { origin, asked: [], requests: [], most: 0 };
  paths = pathsOf(origin);
  return site;
}

async function listed(store: ObjectStore, prefix: string): Promise<ObjectKey[]> {
  const keys: ObjectKey[] = [];
  for await (const { key } of listAll(store, prefix)) keys.push(key);
  return keys;
}

const page = (name: string) =>
  `<html><head><title>${name}</title></head><body><h1>${name}</h1><p>${name} открыли в среду на набережной.</p><p>Первым по нему проехал автобус с рабочими завода.</p></body></html>`;
const urlset = (...entries: readonly string[]) =>
  `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">${entries.map((entry) => `<url>${entry}</url>`).join("")}</urlset>`;
const loc = (address: string, more = "") => `<loc>${address}</loc>${more}`;
const index = (...maps: readonly string[]) =>
  `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${maps.map((map) => `<sitemap>${loc(map)}</sitemap>`).join("")}</sitemapindex>`;

/** Imports into a bucket of its own; what is ingested is only counted. */
function importer() {
  const context = makeContext();
  // Time goes on by what is waited.
  context.clock.sleep = (durationMs) => {
    context.clock.advance(durationMs);
    return Promise.resolve();
  };
  const ingested: ObjectKey[] = [];
  const ingester = {
    ingest: (keys: readonly ObjectKey[]) => {
      ingested.push(...keys);
      return Promise.resolve({
        rejected: new Map(),
        partlyRead: new Set(),
        failed: new Map(),
        articles: keys.length,
      } as unknown as IngestReport);
    },
  };
  const run = (site: Site, more: Partial<SiteImportOptions> = {}): Promise<SiteReport> =>
    importSite(context, ingester, {
      sitemap: `${site.origin}/sitemap.xml`,
      hosts: [],
      timeZone: "Europe/Moscow",
      mayBePrivate: true,
      pauseMs: 1_000,
      prune: "none",
      read: readArticles,
      stop: new AbortController().signal,
      onProgress: () => {},
      ...more,
    });
  const keys = async () => {
    const found: string[] = [];
    for await (const { key } of listAll(context.store, "articles/"))
      found.push(key.replace(/127\.0\.0\.1-\d+/, "site"));
    return found;
  };
  return { context, run, ingested, keys };
}

describe("a site that is brought in by its map", () => {
  it("is asked one by one, from an index of maps, packed ones too, for what robots.txt allows", async () => {
    const site = await serve((origin) => ({
      "/robots.txt":
        "User-agent: *\nDisallow: /\n\nUser-agent: Poisk\nDisallow: /secret/\nAllow: /secret/open\nCrawl-delay: 3",
      "/sitemap.xml": index(`${origin}/a.xml`, `${origin}/b.xml.gz`, `${origin}/lost.xml`),
      "/a.xml": urlset(loc(`${origin}/2016/most.html`), loc(`${origin}/secret/plan.html`)),
      "/b.xml.gz": gzipSync(
        urlset(
          loc(`${origin}/2016/most.html`, "<n:news><n:publication_date>2016-10-09</n:publication_date></n:news>"),
          loc(`${origin}/secret/open.html`),
          loc(`${origin}/gone.html`),
        ),
      ),
      "/2016/most.html": page("Мост"),
      "/secret/open.html": page("Музей"),
    }));
    const { context, run, keys } = importer();
    const beganMs = context.clock.monotonicMs();
    const report = await run(site);
    expect(report).toMatchObject({ maps: 3, pages: 4, put: 2, articles: 2, stopped: null });
    expect(Object.fromEntries(report.leftOut)).toEqual({ "not allowed by robots.txt": 1 });
    expect(report.gone.first).toEqual([
      { url: `${site.origin}/gone.html`, reason: "is no longer there", hasUpload: false, isUnlisted: false },
    ]);
    expect(report.failed.first).toEqual([{ url: `${site.origin}/lost.xml`, reason: "it answers 404" }]);
    expect(site.asked).toEqual(
      "/sitemap.xml /a.xml /b.xml.gz /lost.xml /robots.txt /2016/most.html /secret/open.html /gone.html".split(" "),
    );
    expect(site.most).toBe(1);
    expect(site.requests[0]?.headers["user-agent"]).toMatch(/^poisk\//);
    // Four pauses of a second, and three as long as the site asks for.
    expect(context.clock.monotonicMs() - beganMs).toBeGreaterThanOrEqual(4_000 + 3 * 3_000);
    expect(await keys()).toEqual(["articles/sites/site/2016/most.html", "articles/sites/site/secret/open.html"]);
    const { port } = new URL(site.origin);
    const stored = await context.store.get(`articles/sites/127.0.0.1-${port}/2016/most.html` as ObjectKey);
    expect(Buffer.from(stored.bytes).toString("utf8")).toBe(page("Мост"));
    expect(stored).toMatchObject({
      contentType: "text/html; charset=utf-8",
      metadata: { url: `${site.origin}/2016/most.html`, published: "2016-10-09", hosts: "127.0.0.1" },
    });
  });

  it("is asked the next time with what its pages said of their state, and nothing is put that did not change", async () => {
    let text = page("Мост");
    const site = await serve((origin) => ({
      "/sitemap.xml": urlset(
        loc(`${origin}/a`),
        loc(`${origin}/b`),
        loc(`${origin}/c`, "<lastmod>1960-01-01</lastmod>"),
      ),
      "/a": (request, response) => {
        if (request.headers["if-none-match"] === '"1"') response.writeHead(304).end();
        else response.writeHead(200, { etag: '"1"', "last-modified": "Mon, 10 Oct 2016 12:00:00 GMT" }).end(page("А"));
      },
      "/b": (_, response) => response.end(text),
      "/c": page("В"),
    }));
    const { context, run, ingested } = importer();
    expect(await run(site)).toMatchObject({ put: 3, unchanged: 0 });
    const firstAsked = site.asked.length;
    context.clock.advance(HOUR_MS);
    expect(await run(site)).toMatchObject({ put: 0, unchanged: 2, upToDate: 1 });
    expect(site.asked.slice(firstAsked)).toEqual(["/sitemap.xml", "/robots.txt", "/a", "/b"]);
    expect(site.requests.at(-2)?.headers["if-modified-since"]).toBe("Mon, 10 Oct 2016 12:00:00 GMT");
    text = page("Мост закрыли");
    context.clock.advance(HOUR_MS);
    expect(await run(site)).toMatchObject({ put: 1, unchanged: 1, upToDate: 1 });
    expect(ingested).toHaveLength(4);
  });

  it("that is stopped keeps and indexes what was fetched, and goes on from there", async () => {
    const stop = new AbortController();
    const past = "<lastmod>1960-01-01T00:00:00Z</lastmod>";
    const site = await serve((origin) => ({
      "/sitemap.xml": urlset(...[1, 2, 3].map((id) => loc(`${origin}/${id}`, past))),
      "/1": page("Один"),
      "/2": (_, response) => {
        stop.abort();
        response.end(page("Два"));
      },
      "/3": page("Три"),
    }));
    const { run, ingested } = importer();
    expect(await run(site, { stop: stop.signal })).toMatchObject({ put: 2, stopped: "It was stopped." });
    expect(ingested).toHaveLength(2);
    expect(site.asked).not.toContain("/3");
    expect(await run(site)).toMatchObject({ put: 1, upToDate: 2, stopped: null });
  });

  it("is waited for where it says how long, and left alone where that is too long or it fails again and again", async () => {
    let retryAfter = "20";
    const answers = [503, 200];
    const site = await serve((origin) => ({
      "/sitemap.xml": urlset(
        loc(`${origin}/a`),
        ...Array.from({ length: 30 }, (_, id) => loc(`${origin}/fails/${id}`)),
      ),
      "/a": (_, response) =>
        response.writeHead(answers.shift() ?? 429, { "retry-after": retryAfter }).end(page("Мост")),
      ...Object.fromEntries(
        Array.from({ length: 30 }, (_, id) => [
          `/fails/${id}`,
          ((_, response) => response.writeHead(500).end()) as RequestListener,
        ]),
      ),
    }));
    const { context, run } = importer();
    const beganMs = context.clock.monotonicMs();
    expect(await run(site)).toMatchObject({
      put: 1,
      failed: { count: 20 },
      stopped: "20 pages in a row could not be had.",
    });
    expect(context.clock.monotonicMs() - beganMs).toBeGreaterThanOrEqual(20_000);
    retryAfter = "86400";
    context.clock.advance(HOUR_MS);
    expect(await run(site)).toMatchObject({ put: 0, stopped: "The site asks to come back in 86400 seconds." });
  });

  it("gives no page that asks to be in no search, by its markup or its headers, and tells of one that is in", async () => {
    const tagged = (...tags: readonly string[]): RequestListener => {
      return (_, response) => response.writeHead(200, { "x-robots-tag": tags as string[] }).end(page(tags.join()));
    };
    const marked = (meta: string) => page("Мост").replace("<title>", `${meta}<title>`);
    let later = page("Позже");
    const paths: Readonly<Record<string, Answer>> = {
      "/meta": marked('<META content="noarchive, NOINDEX" Name=Robots>'),
      "/none": marked('<meta name="robots" content="none">'),
      "/own": marked('<meta name="poisk" content="noindex">'),
      "/header": tagged("noindex, nofollow"),
      "/own-header": tagged(
        "googlebot: nofollow",
        "unavailable_after: 25 Jun 2010 15:00:00 PST, Poisk: nofollow, none",
      ),
      "/second-header": tagged("otherbot: nofollow", "noindex"),
      "/for-others": tagged("otherbot: noindex, none", "max-snippet: 20, all"),
      "/meta-for-others": marked(
        '<meta name="googlebot" content="noindex"><meta name="robots" content="index,nofollow">',
      ),
      "/comment": marked('<!-- <meta name="robots" content="noindex"> -->'),
      "/later": (_, response) => response.end(later),
      "/unchanged": (request, response) => {
        if (request.headers["if-none-match"] === undefined) response.writeHead(200, { etag: '"1"' }).end(page("Музей"));
        else response.writeHead(304, { "x-robots-tag": "noindex" }).end();
      },
    };
    const site = await serve((origin) => ({
      ...paths,
      "/sitemap.xml": urlset(...Object.keys(paths).map((path) => loc(origin + path))),
    }));
    const { context, run, keys } = importer();
    const report = await run(site);
    expect(Object.fromEntries(report.leftOut)).toEqual({ noindex: 6 });
    expect(
      (await keys()).map((key) =>
        key
          .split("/")
          .at(-1)
          ?.replace(/-[0-9a-f]{12}\.html$/, ""),
      ),
    ).toEqual(["comment", "for-others", "later", "meta-for-others", "unchanged"]);
    later = marked('<meta name="robots" content="noindex">');
    context.clock.advance(HOUR_MS);
    const told = {
      put: 0,
      gone: {
        first: ["later", "unchanged"].map((path) => ({
          url: `${site.origin}/${path}`,
          reason: "says noindex",
          hasUpload: true,
          isUnlisted: false,
        })),
      },
    };
    expect(await run(site)).toMatchObject(told);
    // The same is told without another question.
    site.asked.length = 0;
    const again = await run(site);
    expect(again).toMatchObject(told);
    expect([site.asked, Object.fromEntries(again.leftOut)]).toEqual([["/sitemap.xml"], { noindex: 8 }]);
  });

  it("leads to no other host or port, by its map or by a redirect, and to none where robots.txt cannot be had", async () => {
    const other = await serve(() => ({ "/": page("Чужое") }));
    const to =
      (location: string): RequestListener =>
      (_, response) =>
        response.writeHead(302, { location }).end();
    let robotsStatus = 404;
    const site = await serve((origin) => ({
      "/robots.txt": (_, response) => response.writeHead(robotsStatus).end("User-agent: *\nDisallow: /closed"),
      "/sitemap.xml": urlset(
        loc("http://localhost/"),
        loc(`${other.origin}/`),
        loc("javascript:alert(1)"),
        loc("file:///etc/passwd"),
        loc(`http://a:b@127.0.0.1/`),
        loc(`${origin}/${"x".repeat(1_000_000)}`),
        loc(`${origin}/meta`),
        loc(`${origin}/port`),
        loc(`${origin}/closes`),
      ),
      "/meta": to("http://169.254.169.254/latest/meta-data"),
      "/port": to(`${other.origin}/`),
      "/closes": to("/closed"),
      "/closed": page("Закрыто"),
    }));
    const { run, keys } = importer();
    robotsStatus = 200;
    const report = await run(site);
    expect(report).toMatchObject({ pages: 3, put: 0 });
    expect(Object.fromEntries(report.leftOut)).toEqual({ "no address of a page": 4, "of other hosts": 2 });
    expect(report.failed.first.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("not among those that may be asked"),
      expect.stringContaining("not among those that may be asked"),
      expect.stringContaining("robots.txt does not allow"),
    ]);
    expect([other.asked, await keys()]).toEqual([[], []]);
    robotsStatus = 503;
    site.asked.length = 0;
    expect(await run(site)).toMatchObject({ failed: { count: 3 } });
    expect(site.asked).toEqual(["/sitemap.xml", "/robots.txt"]);
    await expect(run(site, { mayBePrivate: false })).rejects.toThrow("private network");
  });
});

describe("a page that does not change", () => {
  it("is not asked for at every run, whether its map says when it changed or not, nor is one that gives nothing", async () => {
    const { context, run } = importer();
    const now = new Date(context.clock.nowMs()).toISOString();
    const paths: Readonly<Record<string, Answer>> = {
      "/plain": page("Мост"),
      "/dated": page("Парк"),
      "/today": page("Музей"),
      "/noindex": page("Рынок").replace("<title>", '<meta name="robots" content="noindex"><title>'),
      "/picture": (_, response) => response.writeHead(200, { "content-type": "image/png" }).end("PNG"),
    };
    const lastmods: Readonly<Record<string, string>> = { "/dated": now, "/today": now.slice(0, 10) };
    const listed = (path: string, lastmod = lastmods[path]) =>
      lastmod === undefined ? "" : `<lastmod>${lastmod}</lastmod>`;
    const site = await serve((origin) => ({
      ...paths,
      "/sitemap.xml": urlset(...[...Object.keys(paths), "/gone"].map((path) => loc(origin + path, listed(path)))),
    }));
    const askedBy = async (waitMs: number) => {
      context.clock.advance(waitMs);
      site.asked.length = 0;
      const report = await run(site);
      return { asked: site.asked.filter((path) => !/sitemap|robots/.test(path)), report };
    };
    expect((await askedBy(0)).asked).toHaveLength(6);
    const { asked, report } = await askedBy(60_000);
    expect(asked).toEqual([]);
    expect(report).toMatchObject({ put: 0, notDue: 1, upToDate: 2, gone: { count: 1 } });
    expect(Object.fromEntries(report.leftOut)).toEqual({ noindex: 1, "no HTML": 1 });
    // A change within ten minutes of the time that the map says, which caches may have hidden, is looked for once.
    expect((await askedBy(15 * 60_000)).asked).toEqual(["/dated"]);
    expect((await askedBy(15 * 60_000)).asked).toEqual([]);
    expect((await askedBy(HOUR_MS)).asked).toEqual(["/plain", "/today", "/noindex", "/picture", "/gone"]);
    let count = 0;
    for (let day = 0; day < 60; day += 1)
      count += (await askedBy(DAY_MS)).asked.filter((path) => path === "/plain").length;
    expect(count).toBe(7);
  });

  it("is asked for where it failed, and where its map says that it changed", async () => {
    let [isBroken, lastmod] = [true, "2001-01-01T00:00:00Z"];
    const site = await serve((origin) => ({
      "/sitemap.xml": (_, response) =>
        response.end(urlset(loc(`${origin}/a`, `<lastmod>${lastmod}</lastmod>`), loc(`${origin}/b`))),
      "/a": page("Мост"),
      "/b": (_, response) =>
        response.writeHead(isBroken ? 500 : 200, { "content-type": "text/html" }).end(page("Парк")),
    }));
    const { context, run } = importer();
    expect(await run(site)).toMatchObject({ put: 1, failed: { count: 1 } });
    isBroken = false;
    expect(await run(site)).toMatchObject({ put: 1, failed: { count: 0 } });
    isBroken = true;
    context.clock.advance(HOUR_MS);
    expect(await run(site)).toMatchObject({ failed: { count: 1 } });
    expect(await run(site)).toMatchObject({ failed: { count: 1 } });
    isBroken = false;
    expect(await run(site)).toMatchObject({ unchanged: 1 });
    expect(await run(site)).toMatchObject({ unchanged: 0, notDue: 1 });
    lastmod = new Date(context.clock.nowMs()).toISOString();
    expect(await run(site)).toMatchObject({ unchanged: 1, notDue: 1 });
  });

  it.each([
    ["a minute after it was put", 60_000, 0, false],
    ["an hour after", HOUR_MS, 0, true],
    ["where a run was after the hour", 1.5 * HOUR_MS, 1.2 * HOUR_MS, false],
    ["at two hours", 2.1 * HOUR_MS, 1.9 * HOUR_MS, true],
    ["between 16 and 32 hours", 31 * HOUR_MS, 17 * HOUR_MS, false],
    ["at 1,024 hours", 1_024 * HOUR_MS, 1_023 * HOUR_MS, true],
    ["29 days later", 1_024 * HOUR_MS + 29 * DAY_MS, 1_024 * HOUR_MS, false],
    ["30 days later", 1_024 * HOUR_MS + 30 * DAY_MS, 1_024 * HOUR_MS, true],
    ["where no run is known", 40 * DAY_MS, Number.NEGATIVE_INFINITY, true],
  ])("is due %s", (_, nowMs, ranAtMs, expected) => {
    expect(isLookDue({ sinceMs: 0, ranAtMs }, nowMs)).toBe(expected);
  });
});

describe("a page that was corrected", () => {
  const RIGHT = page("Мост откроют");

  /** A page that was put and corrected. `show` changes what its site answers; each answer has other bytes. */
  async function correctedPage() {
    let [shown, answers] = [page("Мост открыли"), 0];
    const site = await serve((origin) => ({
      "/sitemap.xml": urlset(loc(`${origin}/most`)),
      "/most": (_, response) => {
        answers += 1;
        const views = `<p>Просмотров: ${answers}</p><!-- ${answers} -->`;
        response.writeHead(200, { "content-type": "text/html" }).end(shown.replace("</body>", `${views}</body>`));
      },
    }));
    const imported = importer();
    const { context, ingested } = imported;
    expect(await imported.run(site)).toMatchObject({ put: 1 });
    const [key] = ingested as [ObjectKey];
    const correction = { fileName: "fixed.html", bytes: Buffer.from(RIGHT) };
    const change = { selects: () => true, correction };
    const { uploads } = await takeDown(context, directProcessor(resolvedArticleOptions), [key], change);
    expect(uploads).toMatchObject([{ result: "rewritten" }]);
    const upload = () => context.store.get(key);
    const run = () => {
      context.clock.advance(DAY_MS);
      return imported.run(site);
    };
    const show = (text: string): void => {
      shown = text;
    };
    return { context, key, upload, run, show, site };
  }

  it("stays so while its site changes its bytes and not its text, and gives way to another text", async () => {
    const { upload, run, show } = await correctedPage();
    const { etag, metadata: stamped } = await upload();
    expect(await run()).toMatchObject({ put: 0, unchanged: 1 });
    expect(await run()).toMatchObject({ put: 0, unchanged: 1 });
    expect(await upload()).toMatchObject({ etag, metadata: stamped });
    show(page("Мост закрыли"));
    expect(await run()).toMatchObject({ put: 1, unchanged: 0 });
    const { bytes, metadata } = await upload();
    expect(Buffer.from(bytes).toString()).toContain("Мост закрыли");
    expect(metadata).not.toHaveProperty("corrected");
  });

  it("stays so where its site shows no article for a while", async () => {
    const { upload, run, show } = await correctedPage();
    const { etag } = await upload();
    show("<html><head><title>Технические работы</title></head><body></body></html>");
    expect(await run()).toMatchObject({ put: 0, unchanged: 1 });
    expect((await upload()).etag).toBe(etag);
  });

  it("is asked for no more often than another", async () => {
    const { context, run, site } = await correctedPage();
    site.asked.length = 0;
    for (let day = 0; day < 60; day += 1) await run();
    // At the ages of 1, 2, 4, 8, … days, as any page without a lastmod.
    expect(site.asked.filter((path) => path === "/most").length).toBeLessThanOrEqual(7);
    expect(context.clock.nowMs()).toBeGreaterThan(60 * DAY_MS);
  });

  it("stays so, under a new stamp, where another version of the parser made the former one", async () => {
    const { context, key, upload, run, show } = await correctedPage();
    const { bytes, contentType, metadata } = await upload();
    const older = { ...metadata, corrected: "parser-0-0123456789abcdef" };
    await putLatest(context.store, key, bytes, { ...(contentType === null ? {} : { contentType }), metadata: older });
    expect(await run()).toMatchObject({ put: 1 });
    expect(await upload()).toMatchObject({ bytes, contentType, metadata });
    show(page("Мост закрыли"));
    expect(await run()).toMatchObject({ put: 1 });
    expect(Buffer.from((await upload()).bytes).toString()).toContain("Мост закрыли");
  });
});

describe("a page that left its map", () => {
  /** A site of twenty pages, of which some can be taken off the map, the site or both. */
  async function siteOf(count = 20) {
    const ids = Array.from({ length: count }, (_, id) => `/${id}`);
    const [unlisted, gone] = [new Set<string>(), new Set<string>()];
    let mapStatus = 200;
    const site = await serve((origin) => ({
      "/sitemap.xml": index(`${origin}/a.xml`, `${origin}/category-sitemap.xml`),
      "/a.xml": (_, response) =>
        response
          .writeHead(mapStatus)
          .end(urlset(...ids.filter((path) => !unlisted.has(path)).map((path) => loc(origin + path, PAST)))),
      "/news.xml": urlset(loc(`${origin}/19`, PAST)),
      "/category-sitemap.xml": urlset(loc(`${origin}/category/reka`)),
      "/category/reka": page("Рубрика: Река"),
      ...Object.fromEntries(
        ids.map((path): [string, RequestListener] => [
          path,
          (_, response) =>
            gone.has(path)
              ? response.writeHead(410).end()
              : response.writeHead(200, { "content-type": "text/html" }).end(page(`Мост ${path}`)),
        ]),
      ),
    }));
    return {
      site,
      unlisted,
      gone,
      breakMap: () => {
        mapStatus = 500;
      },
    };
  }
  const PAST = "<lastmod>1960-01-01</lastmod>";
  const ofPages = (site: Site) => site.asked.filter((path) => !/sitemap|robots|\.xml/.test(path));

  it("and is gone is told, and removed with --prune", async () => {
    const { site, unlisted, gone } = await siteOf();
    const { run, keys, ingested } = importer();
    const first = await run(site, { prune: "tenth" });
    expect([first.put, first.notRemoved, Object.fromEntries(first.leftOut)]).toEqual([
      20,
      null,
      { "maps of lists": 1 },
    ]);
    for (const path of ["/3", "/4", "/5"]) unlisted.add(path);
    for (const path of ["/4", "/5", "/6"]) gone.add(path);
    site.asked.length = 0;
    const told = ["/4", "/5"].map((path) => ({
      url: site.origin + path,
      reason: "is no longer there",
      hasUpload: true,
      isUnlisted: true,
    }));
    expect(await run(site)).toMatchObject({
      gone: { count: 2, first: told },
      removed: { count: 0 },
      notRemoved: null,
      stopped: null,
    });
    // /6 is gone, and its map says that it has not changed.
    expect(ofPages(site)).toEqual(["/3", "/4", "/5"]);
    site.asked.length = 0;
    expect(await run(site)).toMatchObject({ gone: { count: 2, first: told }, notDue: 1 });
    expect(ofPages(site)).toEqual([]);
    ingested.length = 0;
    const pruned = await run(site, { prune: "tenth" });
    expect(pruned).toMatchObject({
      gone: { count: 0 },
      removed: { count: 2, first: [{ url: `${site.origin}/4` }, { url: `${site.origin}/5` }] },
      notRemoved: null,
    });
    expect(ofPages(site)).toEqual(["/4", "/5"]);
    const { port } = new URL(site.origin);
    const removed = ["/4", "/5"].map((path) => pageKey(defaultKeyLayout, new URL(`http://127.0.0.1:${port}${path}`)));
    expect(ingested.filter((key) => key.startsWith("articles/"))).toEqual(removed);
    // Copies of the pages that came by other ways are out too.
    expect(ingested.filter((key) => key.startsWith("articles-statements/removals/"))).toHaveLength(2);
    expect(await keys()).toHaveLength(18);
    // What comes back to the map comes in again.
    for (const path of ["/4", "/5"]) {
      unlisted.delete(path);
      gone.delete(path);
    }
    expect(await run(site, { prune: "tenth" })).toMatchObject({ put: 2, removed: { count: 0 } });
  });

  it("and moved for good to a page that the map lists is gone, and is not under two addresses", async () => {
    const paths = ["/new", "/a/", "/front"];
    let isMoved = false;
    const moves: Readonly<Record<string, readonly [status: number, to: string]>> = {
      "/old": [301, "/new"],
      // The same address, as addresses are compared.
      "/a": [301, "/a/"],
      "/for-now": [302, "/front"],
      "/elsewhere": [301, "/unlisted"],
    };
    const answer = (path: string): RequestListener => {
      const html = { "content-type": "text/html" };
      return (_, response) => {
        const [status = 200, location = ""] = (isMoved && moves[path]) || [];
        if (status === 200) response.writeHead(200, html).end(page(`Мост ${path.replace(/\/$/, "")}`));
        else response.writeHead(status, { location }).end();
      };
    };
    const site = await serve((origin) => ({
      "/sitemap.xml": (_, response) =>
        response.end(urlset(...(isMoved ? paths : Object.keys(moves)).map((path) => loc(origin + path, PAST)))),
      ...Object.fromEntries([...paths, ...Object.keys(moves), "/unlisted"].map((path) => [path, answer(path)])),
    }));
    const { run, keys } = importer();
    expect(await run(site)).toMatchObject({ put: 4 });
    isMoved = true;
    const pruned = await run(site, { prune: "all" });
    expect(pruned.removed.first).toEqual([{ url: `${site.origin}/old` }]);
    const kept = await keys();
    expect(kept).toHaveLength(6);
    expect(kept.some((key) => key.endsWith("/old.html"))).toBe(false);
  });

  it("is told from the pages that another map of the site lists", async () => {
    const { site } = await siteOf();
    const { context, run } = importer();
    await run(site);
    site.asked.length = 0;
    // A map of news, which has the newest page alone: the others never stood in it.
    const report = await run(site, { sitemap: `${site.origin}/news.xml`, prune: "all" });
    expect(report).toMatchObject({ pages: 1, removed: { count: 0 }, gone: { count: 0 } });
    expect(ofPages(site)).toEqual([]);
    expect(await listed(context.store, "index/sites/")).toHaveLength(2);
  });

  it("and answers again is left in, also where it was gone when it was asked before", async () => {
    const { site, unlisted, gone } = await siteOf();
    const { run, keys } = importer();
    await run(site);
    unlisted.add("/3");
    gone.add("/3");
    expect(await run(site)).toMatchObject({ gone: { count: 1 } });
    gone.delete("/3");
    expect(await run(site, { prune: "all" })).toMatchObject({
      gone: { count: 0 },
      removed: { count: 0 },
      unchanged: 1,
    });
    expect(await keys()).toHaveLength(20);
  });

  it("goes with no more than a tenth of the site, or with --prune=all", async () => {
    const { site, unlisted, gone } = await siteOf();
    const { run, keys } = importer();
    await run(site);
    for (const path of ["/3", "/4", "/5"]) {
      unlisted.add(path);
      gone.add(path);
    }
    const stopped = await run(site, { prune: "tenth" });
    expect(stopped).toMatchObject({ gone: { count: 3 }, removed: { count: 0 } });
    expect(stopped.notRemoved).toBe(
      "3 of 20 pages left the sitemap and are gone, which is more than a tenth, so no page was removed. Look at the site, and run it again with --prune=all if they are to go.",
    );
    expect(await keys()).toHaveLength(20);
    expect(await run(site, { prune: "all" })).toMatchObject({ removed: { count: 3 }, notRemoved: null });
    expect(await keys()).toHaveLength(17);
  });

  it("is not looked for where a map was not read whole, and an upload that was put by hand stays", async () => {
    const { site, unlisted, gone, breakMap } = await siteOf(3);
    const { context, run, keys } = importer();
    await run(site);
    const byHand = pageKey(defaultKeyLayout, new URL(`${site.origin}/by-hand`));
    await context.store.putIfAbsent(byHand, Buffer.from(page("Рука")), { metadata: { url: `${site.origin}/by-hand` } });
    unlisted.add("/1");
    gone.add("/1");
    breakMap();
    expect(await run(site, { prune: "all" })).toMatchObject({
      failed: { count: 1 },
      removed: { count: 0 },
      notRemoved: "No page was removed, since not all sitemaps were read whole.",
    });
    const other = await siteOf(3);
    const fresh = importer();
    await fresh.run(other.site);
    await fresh.context.store.putIfAbsent(
      pageKey(defaultKeyLayout, new URL(`${other.site.origin}/by-hand`)),
      Buffer.from("x"),
      {
        metadata: { url: `${other.site.origin}/by-hand` },
      },
    );
    other.site.asked.length = 0;
    expect(await fresh.run(other.site, { prune: "all" })).toMatchObject({ removed: { count: 0 } });
    expect(ofPages(other.site)).toEqual([]);
    expect([await keys(), await fresh.keys()].map(({ length }) => length)).toEqual([4, 4]);
  });

  it("stays where another upload was put while it was to go, and none goes where the run was stopped", async () => {
    const { site, unlisted, gone } = await siteOf();
    const { context, run, keys } = importer();
    await run(site);
    unlisted.add("/3");
    gone.add("/3");
    const key = pageKey(defaultKeyLayout, new URL(`${site.origin}/3`));
    const deleteIfMatch = context.store.deleteIfMatch.bind(context.store);
    context.store.deleteIfMatch = async (target, etag) => {
      await putLatest(context.store, target, Buffer.from(page("Новый мост")));
      return deleteIfMatch(target, etag);
    };
    const report = await run(site, { prune: "all" });
    expect(report.failed.first).toEqual([
      { url: `${site.origin}/3`, reason: "its upload was replaced while it was to be removed" },
    ]);
    expect(await keys()).toHaveLength(20);
    expect((await context.store.get(key)).bytes.length).toBeGreaterThan(0);
    const stop = new AbortController();
    stop.abort();
    expect(await run(site, { prune: "all", stop: stop.signal })).toMatchObject({
      stopped: "It was stopped.",
      removed: { count: 0 },
    });
    expect(await keys()).toHaveLength(20);
  });
});

describe("what is read of a site", () => {
  it.each([
    ["wp-sitemap-taxonomies-category-1.xml", true],
    ["wp-sitemap-taxonomies-post_tag-12.xml", true],
    ["wp-sitemap-users-1.xml", true],
    ["category-sitemap.xml", true],
    ["post_tag-sitemap2.xml.gz", true],
    ["author-sitemap.xml", true],
    ["date-sitemap.xml", true],
    ["sitemap-tax-region.xml", true],
    ["sitemap-authors.xml", true],
    ["sitemap_tags.xml", true],
    ["wp-sitemap-posts-post-1.xml", false],
    ["post-sitemap.xml", false],
    ["page-sitemap.xml", false],
    ["sitemap-posts.xml", false],
    ["sitemap-category-politics.xml", false],
    ["news-category-sitemap.xml", false],
    ["sitemap-archive-2016.xml", false],
  ])("of an index are no maps of lists, by their names: %s", (name, expected) => {
    expect(isMapOfLists(new URL(`https://news.example/maps/${name}?x=1`))).toBe(expected);
  });

  it.each([
    ["Disallow: /", "/", false],
    ["Disallow:", "/a", true],
    ["Disallow: /a\nAllow: /a/b", "/a/b/c", true],
    ["Disallow: /a\nAllow: /a", "/a", true],
    ["Disallow: /*.pdf$", "/x/y.pdf", false],
    ["Disallow: /*.pdf$", "/x/y.pdf?z", true],
    ["Disallow: /a*b$", "/ab", false],
    ["Disallow: /ab*b$", "/ab", true],
    ["Disallow: /*?print=", "/a?print=1", false],
    ["Disallow: /архив # все", "/%d0%b0%D1%80%D1%85%D0%B8%D0%B2/1", false],
    ["Disallow: /%7Eanna", "/~anna", false],
  ])("of robots.txt is the longest rule that matches: %j at %s", (rules, path, expected) => {
    expect(parseRobots(`User-agent: other\nUser-agent: *\n${rules}`).isAllowed(path)).toBe(expected);
  });

  it("of robots.txt are all groups of one's own, and those for all only where there are none", () => {
    const text = "user-agent: poisk/1\ndisallow: /a\nuser-agent: *\ndisallow: /\nUSER-AGENT: POISK\ndisallow: /b";
    const { isAllowed } = parseRobots(text);
    expect(["/a", "/b", "/c"].map(isAllowed)).toEqual([false, false, true]);
    expect(parseRobots("<html>no robots here</html>").isAllowed("/")).toBe(true);
  });

  it("of a map are at most 50,000 addresses, of what is none nothing", async () => {
    const bytes = Buffer.from(urlset(...Array.from({ length: 50_001 }, (_, id) => loc(`https://n.example/${id}`))));
    expect(await readSitemap(bytes)).toMatchObject({
      pages: { length: 50_000 },
      fault: "it lists more than 50000 addresses",
    });
    expect(await readSitemap(Buffer.from("<html><body>Вход</body></html>"))).toBe("it is no map of a site");
    expect(await readSitemap(Buffer.from(urlset(loc("https://n.example/1")).slice(0, -4)))).toMatchObject({
      pages: { length: 1 },
      fault: expect.any(String) as string,
    });
  });

  it("of a map that is a text is an address a line, packed or not", async () => {
    const lines =
      "\uFEFF\r\nhttps://n.example/мост\r\n\r\nhttps://n.example/2#top\nДобро пожаловать\nftp://n.example/3\n";
    for (const bytes of [Buffer.from(lines), gzipSync(lines)]) {
      const map = await readSitemap(bytes);
      expect(map).toMatchObject({
        pages: [{ url: new URL("https://n.example/мост"), lastmod: null }, { url: new URL("https://n.example/2") }],
        badAddresses: 2,
        fault: null,
      });
    }
    const many = Array.from({ length: 50_001 }, (_, id) => `https://n.example/${id}`).join("\n");
    expect(await readSitemap(Buffer.from(many))).toMatchObject({
      pages: { length: 50_000 },
      fault: "it lists more than 50000 addresses",
    });
    for (const text of ["Новости\nhttps://n.example/1", "n.example/1", ""]) {
      expect(await readSitemap(Buffer.from(text))).toBe("it is no map of a site");
    }
  });

  it("of a map may have as many bytes as its standard says, as it comes", async () => {
    const long = Array.from({ length: 50_000 }, (_, id) => loc(`https://n.example/${"a".repeat(250)}/${id}`));
    const bytes = Buffer.from(urlset(...long));
    expect(bytes.length).toBeGreaterThan(12_000_000);
    expect(await readSitemap(bytes)).toMatchObject({ pages: { length: 50_000 }, fault: null });
  });

  it.each([
    ["https://www.news.example/2016/10/09/most.html", /^articles\/sites\/news\.example\/2016\/10\/09\/most\.html$/],
    ["https://news.example/мост.html", /^articles\/sites\/news\.example\/мост\.html$/],
    ["https://news.example/", /^articles\/sites\/news\.example\/page-[0-9a-f]{12}\.html$/],
    ["https://news.example/a/most/", /^articles\/sites\/news\.example\/a\/most\/page-[0-9a-f]{12}\.html$/],
    ["https://news.example/a%2fmost.html", /^articles\/sites\/news\.example\/a\/most-[0-9a-f]{12}\.html$/],
    ["https://news.example/most?id=1", /^articles\/sites\/news\.example\/most-[0-9a-f]{12}\.html$/],
    ["https://news.example/%2e%2e%2f%00/a.html/%zz", /^articles\/sites\/news\.example\/[\w/-]+-[0-9a-f]{12}\.html$/],
    [`https://news.example/${"длинно".repeat(200)}`, /^articles\/sites\/news\.example\/[а-я]{80}-[0-9a-f]{12}\.html$/],
  ])("becomes a key that can be read: %s", (address, expected) => {
    expect(pageKey(defaultKeyLayout, new URL(address))).toMatch(expected);
  });
});

describe("poisk import --sitemap", () => {
  let place: CommandPlace;
  beforeEach(async () => {
    place = await openPlace("a folder");
    vi.stubEnv("POISK_FEED_PRIVATE", "on");
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await place.close();
  });

  it("brings pages in that are found by their addresses, and says what it left out", async () => {
    const site = await serve((origin) => ({
      "/sitemap.xml": urlset(loc(`${origin}/most`), loc("https://other.example/")),
      "/most": (_, response) =>
        response
          .writeHead(200, { "content-type": "text/html", "content-encoding": "gzip" })
          .end(gzipSync(page("Мост через Лену"))),
    }));
    const call = ["import", "--sitemap", `${site.origin}/sitemap.xml`, "--pause", "0"] as const;
    expect(await place.poisk(...call)).toMatchObject({
      exitCode: 0,
      printed: expect.stringMatching(/Imported 1 article of 1 page into .*\nLeft out: of other hosts 1\./) as string,
    });
    const found = await place.poisk("search", "набережной", "--json");
    expect(JSON.parse(found.printed)).toMatchObject({ total: 1, hits: [{ url: `${site.origin}/most` }] });
    const again = JSON.parse((await place.poisk(...call, "--json")).printed) as SiteReport;
    expect(again).toMatchObject({ put: 0, notDue: 1, leftOut: { "of other hosts": 1 } });
  });

  it("indexes what an import that was killed had put, though its pages have not changed", async () => {
    const site = await serve((origin) => ({
      "/sitemap.xml": urlset(loc(`${origin}/most`)),
      "/most": page("Мост через Лену"),
    }));
    const call = ["import", "--sitemap", `${site.origin}/sitemap.xml`, "--pause", "0"] as const;
    await place.poisk(...call);
    const uploads = await listed(place.store, "articles/");
    const killed = await openPlace("a folder");
    try {
      for (const key of uploads) {
        const { bytes, metadata, contentType } = await place.store.get(key);
        await killed.store.putIfAbsent(key, bytes, { metadata, ...(contentType === null ? {} : { contentType }) });
      }
      const again = await killed.poisk(...call);
      expect(again).toMatchObject({ exitCode: 0, noted: expect.stringContaining("Indexed 1 page that") as string });
      expect(again.printed).toMatch(/Imported 0 articles of 0 pages into .*, 1 page was not due\./);
      expect(JSON.parse((await killed.poisk("search", "набережной", "--json")).printed)).toMatchObject({ total: 1 });
      expect((await killed.poisk(...call)).noted).not.toContain("Indexed");
    } finally {
      await killed.close();
    }
  });

  it("counts pages that are no articles, and fails for those alone that could not be had", async () => {
    const front = `<html><head><title>Вестник</title></head><body>${'<a href="/1">Мост открыли</a>'.repeat(30)}</body></html>`;
    const paths = ["/", "/most"];
    const site = await serve((origin) => ({
      "/sitemap.xml": (_, response) => response.end(urlset(...paths.map((path) => loc(origin + path)))),
      "/": front,
      "/most": page("Мост через Лену"),
      "/fails": (_, response) => response.writeHead(500).end(),
    }));
    const call = ["import", "--sitemap", `${site.origin}/sitemap.xml`, "--pause", "0"] as const;
    expect(await place.poisk(...call)).toMatchObject({
      exitCode: 0,
      printed: expect.stringMatching(/Imported 1 article of 2 pages into .*\nLeft out: no article 1\.$/) as string,
    });
    expect((await place.poisk("rejected")).printed).toContain("1 upload with 1 reason");
    paths.push("/fails");
    expect(await place.poisk(...call)).toMatchObject({
      exitCode: 1,
      printed: expect.stringContaining("it answers 500") as string,
    });
  });

  it("tells of pages that left the sitemap, and takes them out of the index with --prune", async () => {
    const ids = Array.from({ length: 11 }, (_, id) => `/most-${id}`);
    const lost = new Set<string>();
    const site = await serve((origin) => ({
      "/sitemap.xml": (_, response) =>
        response.end(urlset(...ids.filter((id) => !lost.has(id)).map((id) => loc(origin + id)))),
      ...Object.fromEntries(
        ids.map((id): [string, RequestListener] => [
          id,
          (_, response) => (lost.has(id) ? response.writeHead(404).end() : response.end(page(`Мост ${id.slice(6)}`))),
        ]),
      ),
    }));
    const call = ["import", "--sitemap", `${site.origin}/sitemap.xml`, "--pause", "0"] as const;
    await place.poisk(...call);
    expect((await place.search("набережной")).total).toBe(11);
    lost.add("/most-3");
    const left = `${site.origin}/most-3 left the sitemap and is no longer there`;
    expect(await place.poisk(...call)).toMatchObject({
      exitCode: 0,
      printed: expect.stringContaining(`${left}, and its upload stays; --prune takes it out.`) as string,
    });
    expect((await place.search("набережной")).total).toBe(11);
    expect(await place.poisk(...call, "--prune")).toMatchObject({
      exitCode: 0,
      printed: expect.stringContaining(`removed   ${left}.`) as string,
    });
    expect((await place.search("набережной")).total).toBe(10);
    for (const id of ["/most-4", "/most-5"]) lost.add(id);
    expect(await place.poisk(...call, "--prune")).toMatchObject({
      exitCode: 1,
      noted: expect.stringContaining("2 of 10 pages left the sitemap and are gone") as string,
    });
    expect(await place.poisk(...call, "--prune=all")).toMatchObject({ exitCode: 0 });
    expect((await place.search("набережной")).total).toBe(8);
    expect((await place.poisk("verify")).printed).not.toContain("index/sites/");
  });

  it("does not bring back a page that was taken down, whatever its map says and however it changes", async () => {
    let text = page("Мост через Лену");
    let lastmod = "";
    const site = await serve((origin) => ({
      "/sitemap.xml": (_, response) =>
        response.end(urlset(loc(`${origin}/most`, lastmod), loc(`${origin}/park`, "<lastmod>2099-01-01</lastmod>"))),
      "/most": (_, response) => response.end(text),
      "/park": page("Парк у Лены"),
    }));
    const call = ["import", "--sitemap", `${site.origin}/sitemap.xml`, "--pause", "0"] as const;
    await place.poisk(...call);
    for (const path of ["/most", "/park"]) {
      expect(await place.poisk("remove", "--url", `${site.origin}${path}`)).toMatchObject({ exitCode: 0 });
    }
    site.asked.length = 0;
    text = page("Мост через Лену закрыли");
    expect(await place.poisk(...call)).toMatchObject({
      exitCode: 0,
      printed: expect.stringContaining("Left out: taken down 2.") as string,
    });
    expect(site.asked).toEqual(["/sitemap.xml"]);
    expect((await place.search("набережной")).total).toBe(0);
    // Lifted, it follows its page again.
    expect(await place.poisk("takedowns", "lift", `${site.origin}/most`)).toMatchObject({ exitCode: 0 });
    lastmod = "<lastmod>2099-01-01</lastmod>";
    await place.poisk(...call);
    expect((await place.search("лену закрыли")).hits).toMatchObject([{ url: `${site.origin}/most` }]);
  });

  it("keeps a page that was corrected while its text is the same", async () => {
    let [text, answers] = [page("Мост через Лену"), 0];
    const site = await serve((origin) => ({
      "/sitemap.xml": (_, response) =>
        response.end(urlset(loc(`${origin}/most`, `<lastmod>${2_090 + answers}-01-01</lastmod>`))),
      "/most": (_, response) => {
        answers += 1;
        response.end(`${text}<!-- ${answers} -->`);
      },
    }));
    const call = ["import", "--sitemap", `${site.origin}/sitemap.xml`, "--pause", "0"] as const;
    await place.poisk(...call);
    const right = await place.write("right.html", page("Мост через Обь"));
    const [hit] = (await place.search("мост через лену")).hits;
    expect(await place.poisk("replace", right, "--id", hit?.id ?? "")).toMatchObject({ exitCode: 0 });
    expect(await place.poisk(...call)).toMatchObject({
      exitCode: 0,
      printed: expect.stringContaining("1 page had not changed") as string,
    });
    expect((await place.search("мост через обь")).total).toBe(1);
    text = page("Мост через Енисей");
    await place.poisk(...call);
    expect([(await place.search("обь")).total, (await place.search("енисей")).total]).toEqual([0, 1]);
  });

  it.each([
    [["--sitemap", "news.example"], "--sitemap is an address"],
    [["--sitemap", "https://news.example/s.xml", "--pause", "-1"], "--pause is 0 to 60 seconds"],
    [["file.jsonl", "--sitemap", "https://news.example/s.xml"], "two imports"],
    [["file.jsonl", "--pause", "3"], "--pause goes with --sitemap"],
    [["file.jsonl", "--prune"], "--prune goes with --sitemap"],
    [["--sitemap", "https://news.example/s.xml", "--prune", "some"], "--prune is alone or --prune=all"],
    [[], "Which archive?"],
  ])("says of a wrong call what is wrong: %j", async (args, expected) => {
    const { exitCode, noted } = await place.poisk("import", ...args);
    expect([exitCode, noted]).toEqual([2, expect.stringContaining(expected)]);
  });
});
