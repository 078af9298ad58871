/**
 * A site that is brought in by its map, at a server of this machine: what is asked and in which order, what is put, and what is never asked.
 */
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { pageKey } from "../../functions/sites/page-key.ts";
import { parseRobots } from "../../functions/sites/robots.ts";
import { importSite, type SiteImportOptions, type SiteReport } from "../../functions/sites/site-import.ts";
import { readSitemap } from "../../functions/sites/sitemap.ts";
import { defaultKeyLayout } from "../../src/index/shared.ts";
import type { IngestReport } from "../../src/index/write.ts";
import { listAll, type ObjectKey, type ObjectStore } from "../../src/store/store.ts";
import { makeContext } from "../support/index-context.ts";
import { type CommandPlace, openPlace } from "./command-place.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

interface Site {
  readonly origin: string;
  /** Paths, in the order of the requests. */
  readonly asked: string[];
  readonly requests: IncomingMessage[];
  /** How many requests there were at once at the most. */
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
      mayBePrivate: true,
      pauseMs: 1_000,
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
      { url: `${site.origin}/gone.html`, reason: "is no longer there", hasUpload: false },
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
    const { run, ingested } = importer();
    expect(await run(site)).toMatchObject({ put: 3, unchanged: 0 });
    const firstAsked = site.asked.length;
    expect(await run(site)).toMatchObject({ put: 0, unchanged: 2, upToDate: 1 });
    expect(site.asked.slice(firstAsked)).toEqual(["/sitemap.xml", "/robots.txt", "/a", "/b"]);
    expect(site.requests.at(-2)?.headers["if-modified-since"]).toBe("Mon, 10 Oct 2016 12:00:00 GMT");
    text = page("Мост закрыли");
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
    const { run, keys } = importer();
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
    expect(await run(site)).toMatchObject({
      put: 0,
      gone: {
        first: ["later", "unchanged"].map((path) => ({
          url: `${site.origin}/${path}`,
          reason: "says noindex",
          hasUpload: true,
        })),
      },
    });
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

describe("what is read of a site", () => {
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
    expect(again).toMatchObject({ put: 0, unchanged: 1, leftOut: { "of other hosts": 1 } });
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
      expect(again.printed).toMatch(/Imported 0 articles of 0 pages into .*, 1 page had not changed\./);
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

  it("does not bring back a page that was taken down, whatever its map says and however it changes", async () => {
    let text = page("Мост через Лену");
    const site = await serve((origin) => ({
      "/sitemap.xml": urlset(loc(`${origin}/most`), loc(`${origin}/park`, "<lastmod>2099-01-01</lastmod>")),
      "/most": (_, response) => response.end(text),
      "/park": page("Парк у Лены"),
    }));
    const call = ["import", "--sitemap", `${site.origin}/sitemap.xml`, "--pause", "0"] as const;
    await place.poisk(...call);
    const [hit] = (await place.search("мост через лену")).hits;
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
    expect((await place.poisk("verify")).printed).not.toContain("index/takedowns/");
    // By hand it comes back, and follows its page from then on.
    await place.poisk("put", await place.write("most.html", page("Мост через Лену")), "--key", hit?.key ?? "");
    await place.poisk(...call);
    expect((await place.search("лену закрыли")).hits).toMatchObject([{ url: `${site.origin}/most` }]);
  });

  it.each([
    [["--sitemap", "news.example"], "--sitemap is an address"],
    [["--sitemap", "https://news.example/s.xml", "--pause", "-1"], "--pause is 0 to 60 seconds"],
    [["file.jsonl", "--sitemap", "https://news.example/s.xml"], "two imports"],
    [["file.jsonl", "--pause", "3"], "goes with --sitemap"],
    [[], "Which archive?"],
  ])("says of a wrong call what is wrong: %j", async (args, expected) => {
    const { exitCode, noted } = await place.poisk("import", ...args);
    expect([exitCode, noted]).toEqual([2, expect.stringContaining(expected)]);
  });
});
