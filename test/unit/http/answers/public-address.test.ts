import { XMLParser } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import { openSite, type SiteOptions } from "../search-site.ts";

/** All answers that hold absolute addresses of this server. */
const ABSOLUTE = ["/feed.xml?q=порт", "/opensearch.xml", "/openapi.json"];

/** Headers of a browser. */
const PAGE = { accept: "text/html" };

/** Addresses in an answer, but for names of formats and originals of articles. */
async function addressesOf(response: Response): Promise<string[]> {
  const found = (await response.text()).match(/https?:\/\/[^\s"<]+/g) ?? [];
  return found.filter((address) => !/^https?:\/\/(www\.w3|purl|a9|severny-vestnik)\./.test(address));
}

async function ask(path: string, settings: NonNullable<SiteOptions["settings"]>, headers: Record<string, string> = {}) {
  const site = await openSite(undefined, { settings });
  return site.get(path, headers);
}

describe("an answer with addresses of this server", () => {
  test.each(ABSOLUTE)("is kept by no cache where the client named the host: %s", async (path) => {
    const response = await ask(path, {});
    expect(response.headers.get("cache-control")).toBe("no-store");
    for (const address of await addressesOf(response)) expect(address).toMatch(/^https:\/\/poisk\.example(\/|$)/);
    const tag = response.headers.get("etag") ?? "";
    const again = await ask(path, {}, { "if-none-match": tag });
    expect([again.status, again.headers.get("cache-control")]).toEqual([304, "no-store"]);
  });

  test.each(ABSOLUTE)("names the owner's address, whatever the client and the front say: %s", async (path) => {
    const settings = { publicUrl: "https://news.example/api/", publicUrlHeader: "x-front" };
    const response = await ask(path, settings, { "x-front": "https://other.example" });
    expect(response.headers.get("cache-control")).toMatch(/^public/);
    const addresses = await addressesOf(response);
    expect(addresses.length).toBeGreaterThan(0);
    for (const address of addresses) expect(address).toMatch(/^https:\/\/news\.example\/api(\/|$)/);
  });

  test.each(ABSOLUTE)("names what the front says, in the header that the owner named: %s", async (path) => {
    const told = { "X-Front": "https://d1.cloudfront.example/" };
    const response = await ask(path, { publicUrlHeader: "x-front" }, told);
    expect(response.headers.get("cache-control")).toMatch(/^public/);
    const addresses = await addressesOf(response);
    expect(addresses.length).toBeGreaterThan(0);
    for (const address of addresses) expect(address).toMatch(/^https:\/\/d1\.cloudfront\.example(\/|$)/);
    const untold = await ask(path, {}, told);
    expect(await addressesOf(untold)).not.toContainEqual(expect.stringContaining("cloudfront"));
    expect(untold.headers.get("cache-control")).toBe("no-store");
  });

  test.each(ABSOLUTE)("of two fronts has two tags: %s", async (path) => {
    const settings = { publicUrlHeader: "x-front" };
    const one = await ask(path, settings, { "x-front": "https://a.example" });
    const held = { "x-front": "https://b.example", "if-none-match": one.headers.get("etag") ?? "" };
    expect((await ask(path, settings, held)).status).toBe(200);
  });

  test.each([...ABSOLUTE, "/feed.xml"])(
    "has links that can be followed, below the owner's address: %s",
    async (path) => {
      const base = "https://news.example/api";
      const site = await openSite(undefined, { settings: { publicUrl: base } });
      const addresses = new Set(await addressesOf(await site.get(path)));
      expect(addresses.size).toBeGreaterThan(0);
      // The API's own address is no page; what stands below it is.
      for (const address of [...addresses].filter((one) => one.startsWith(`${base}/`))) {
        const followed = address.slice(base.length).replaceAll("&amp;", "&").replace("{searchTerms}", "порт");
        expect((await site.get(followed.replace(/["\\,].*$/, ""))).status, address).toBe(200);
      }
    },
  );

  test.each([
    "",
    "news.example",
    "javascript:alert(1)",
    "https://",
    "https://a.example, https://b.example",
    "http://[::1",
  ])("goes to nobody else where the front says %j", async (text) => {
    const response = await ask("/feed.xml", { publicUrlHeader: "x-front" }, { "x-front": text });
    expect(response.headers.get("cache-control")).toBe("no-store");
    for (const address of await addressesOf(response)) expect(address).toMatch(/^https:\/\/poisk\.example\//);
  });

  test("takes no name, password, query or fragment over from the front", async () => {
    const told = { "x-front": "https://user:secret@a.example/api/?x=1#y" };
    const response = await ask("/feed.xml", { publicUrlHeader: "x-front" }, told);
    const { channel } = new XMLParser({ ignoreAttributes: false }).parse(await response.text()).rss;
    expect(channel["atom:link"]["@_href"]).toBe("https://a.example/api/feed.xml");
  });
});

describe("a page of this server below a path of a site", () => {
  const settings = { publicUrl: "https://news.example/api" };

  test.each(["/a/завод%2F2019 №7", "/a/none"])("names its parts below that path: %s", async (path) => {
    const markup = await (await ask(path, settings, PAGE)).text();
    expect(markup).toContain('href="/api/pages.css"');
    expect(markup).toContain('href="/api/opensearch.xml"');
    expect(await (await ask(path, {}, PAGE)).text()).toContain('href="/pages.css"');
  });

  test("names the articles to choose from below that path", async () => {
    const text = "Паром вышел на линию через Волгу в субботу утром.";
    const uploads = { "articles/a.json": { id: "1", text }, "articles/b.json": { id: "1", text } };
    const site = await openSite(uploads, { settings });
    expect(await (await site.get("/a/1", PAGE)).text()).toContain('href="/api/a/1?key=articles%2Fa.json"');
  });

  test("is no page of another path for who holds it", async () => {
    const site = await openSite(undefined, { settings: { publicUrlHeader: "x-front" } });
    const path = "/a/завод%2F2019 №7";
    const one = await site.get(path, { ...PAGE, "x-front": "https://a.example/api" });
    expect(one.headers.get("cache-control")).toMatch(/^public/);
    const held = { ...PAGE, "x-front": "https://a.example", "if-none-match": one.headers.get("etag") ?? "" };
    expect((await site.get(path, held)).status).toBe(200);
  });
});

test.each(["/poisk", "news.example/poisk", "ftp://news.example", "https://"])(
  "%s is refused as a public address",
  async (publicUrl) => {
    await expect(openSite(undefined, { settings: { publicUrl } })).rejects.toMatchObject({
      code: "invalid-options",
      message: expect.stringContaining(`settings.publicUrl is "${publicUrl}"`),
    });
  },
);
