import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SearchAnswer } from "../../src/search-api.ts";
import type { ObjectKey } from "../../src/store/store.ts";
import { type Bucket, find, ingestQueue, request, startBucket } from "./bucket.ts";
import type { RunningFunction } from "./running-function.ts";

let bucket: Bucket;
let query: RunningFunction;

const uploads = {
  "articles/reka.json": {
    id: "река 1/2?",
    title: "Река вскрылась",
    text: "Река вскрылась у Костромы, ледоход идёт третий день.",
  },
  "articles/elka.json": { title: "Ёлку выбрали", text: "Главную ёлку области выбрали в Парфеньевском лесу." },
};

function requestEvent(rawPath: string) {
  const requestContext = { domainName: "api.example", http: { method: "GET", path: rawPath } };
  return { version: "2.0", rawPath, rawQueryString: "", headers: { host: "api.example" }, requestContext };
}

beforeAll(async () => {
  bucket = await startBucket();
  const ingest = await bucket.start("ingest");
  for (const [key, article] of Object.entries(uploads)) await bucket.put(key, JSON.stringify(article));
  expect(await ingestQueue(ingest, bucket.takeEvents())).toEqual([]);
  query = await bucket.start("query");
});

afterAll(() => bucket.stop());

describe("the query function", () => {
  test("answers a Function URL's event with the app's answer", async () => {
    const { statusCode, headers, body } = await request(query, `/search?q=${encodeURIComponent("ледохода")}`);
    expect(statusCode).toBe(200);
    expect(headers["content-type"]).toBe("application/json");
    expect(headers.etag).toMatch(/^W\//);
    expect(headers["access-control-allow-origin"]).toBe("*");
    const answer = JSON.parse(body) as SearchAnswer;
    expect(answer.hits.map(({ title }) => title.text)).toEqual(["Река вскрылась"]);
    expect(answer.cost.requests).toBeGreaterThan(0);
  });

  test("finds every form of a word, so the stemmer in the bundle is whole", async () => {
    for (const word of ["река", "реки", "реку", "рекою", "рек", "реками"]) {
      expect(await find(query, word)).toEqual(["Река вскрылась"]);
    }
    for (const word of ["елка", "ёлки", "ёлками", "елку"]) expect(await find(query, word)).toEqual(["Ёлку выбрали"]);
  });

  test("carries the search box for other sites, and packs it through the gateway", async () => {
    const line = await request(query, "/widget.js");
    const [, name = ""] = /"\.\/(widget-\w+\.js)"/.exec(line.body) ?? [];
    const file = await query.invoke<{ body: string; isBase64Encoded: boolean; headers: Record<string, string> }>({
      version: "2.0",
      rawPath: `/${name}`,
      rawQueryString: "",
      headers: { host: "api.example", "accept-encoding": "gzip" },
      requestContext: { domainName: "api.example", http: { method: "GET", path: `/${name}` } },
    });
    expect(file.isBase64Encoded).toBe(true);
    expect(file.headers["cache-control"]).toContain("immutable");
    expect(gunzipSync(Buffer.from(file.body, "base64")).toString()).toContain("poisk-search");
  });

  test("keeps what it has read for the next request", async () => {
    await find(query, "кострома");
    const { cost } = JSON.parse(
      (await request(query, `/search?q=${encodeURIComponent("костромы")}`)).body,
    ) as SearchAnswer;
    // The manifest alone is asked for again, before and after.
    expect(cost.requests).toBeLessThanOrEqual(3);
    expect(cost.bytes).toBe(0);
  });

  test("opens every hit by its path, whether the gateway decodes paths or not", async () => {
    const answer = JSON.parse((await request(query, "/search")).body) as SearchAnswer;
    for (const { href, title } of answer.hits) {
      const encoded = await request(query, href);
      expect(encoded.statusCode).toBe(200);
      expect(encoded.body).toContain(title.text);
    }
    const decoded = await query.invoke<{ statusCode: number }>({
      version: "2.0",
      rawPath: "/a/река 1/2?",
      rawQueryString: "",
      headers: { host: "api.example" },
      requestContext: { domainName: "api.example", http: { method: "GET", path: "/a/река 1/2?" } },
    });
    expect(decoded.statusCode).toBe(200);
  });

  test("answers 304, HEAD, wrong methods and bodies as the app does", async () => {
    const { headers } = await request(query, "/search");
    const unchanged = await request(query, "/search", { headers: { "if-none-match": headers.etag ?? "" } });
    expect([unchanged.statusCode, unchanged.body]).toEqual([304, ""]);
    const head = await request(query, "/search", { method: "HEAD" });
    expect([head.statusCode, head.body]).toEqual([200, ""]);
    const post = await request(query, "/search", { method: "POST", body: "q=1" });
    expect([post.statusCode, post.headers.allow]).toEqual([405, "GET, HEAD, OPTIONS"]);
    expect((await request(query, "/search", { body: "a body that means nothing" })).statusCode).toBe(200);
  });

  test.each(["/readyz", "/healthz", "/status", "/openapi.json", "/widget.js"])("only reads at %s", async (path) => {
    for (const method of ["TRACE", "POST", "PUT", "CONNECT"]) {
      const refused = await request(query, path, { method });
      expect([refused.statusCode, refused.headers.allow]).toEqual([405, "GET, HEAD, OPTIONS"]);
    }
    expect((await request(query, path, { method: "OPTIONS" })).statusCode).toBe(204);
    expect((await request(query, path, { method: "HEAD" })).statusCode).toBe(200);
  });

  test("answers a name of the gateway that is none with a problem", async () => {
    const event = requestEvent("/feed.xml");
    const requestContext = { ...event.requestContext, domainName: "[::1" };
    const { statusCode, body } = await query.invoke<{ statusCode: number; body: string }>({ ...event, requestContext });
    expect([statusCode, JSON.parse(body).code]).toEqual([400, "invalid-address"]);
  });

  test("opens the type of a problem, of the app's and of its own", async () => {
    const refused = await query.invoke<{ body: string }>({ httpMethod: "GET", path: "/search" });
    const types = [
      (await request(query, "/search?limit=51")).body,
      (await request(query, "/nowhere")).body,
      refused.body,
    ].map((body) => JSON.parse(body).type as string);
    expect(types).toEqual(
      ["invalid-parameter", "route-not-found", "unexpected-failure"].map((code) => `/problems/${code}`),
    );
    for (const type of types) {
      const page = await request(query, type);
      expect([page.statusCode, page.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    }
  });

  test.each(["/%", "/a/%E0%A4%A", "/search?q=%E0%A4%A", "/search?limit=-1", "//", "/a/%00"])(
    "survives %s",
    async (target) => {
      const { statusCode, body } = await request(query, target);
      expect([200, 400, 404]).toContain(statusCode);
      expect(() => JSON.parse(body)).not.toThrow();
    },
  );

  test("answers who has a cookie or a header of letters, which other pages of a site may set", async () => {
    const answer = await query.invoke<{ statusCode: number }>({
      version: "2.0",
      rawPath: "/search",
      rawQueryString: "",
      cookies: ["город=Вологда", "a=b"],
      headers: { host: "api.example", referer: "https://news.example/город", "no name": "1" },
      requestContext: { domainName: "api.example", http: { method: "GET", path: "/search" } },
    });
    expect(answer.statusCode).toBe(200);
  });

  test.each(["TRACE", "CONNECT", "TRACK", "GE T", ""])(
    "allows %j as little as any method but its own",
    async (method) => {
      const { statusCode, headers } = await request(query, "/search", { method });
      expect([statusCode, headers.allow]).toEqual([405, "GET, HEAD, OPTIONS"]);
    },
  );

  test("looks at no body, which need not be what it says", async () => {
    const { statusCode } = await query.invoke<{ statusCode: number }>({
      ...requestEvent("/search"),
      body: "no base64: \u0000",
      isBase64Encoded: true,
      requestContext: { domainName: "api.example", http: { method: "POST", path: "/search" } },
    });
    expect(statusCode).toBe(405);
  });

  test("takes a path for a path, without its slash too", async () => {
    const { statusCode, body } = await query.invoke<{ statusCode: number; body: string }>(
      requestEvent("@other.example/a"),
    );
    expect([statusCode, JSON.parse(body).code]).toEqual([404, "route-not-found"]);
  });

  test.each<[string, unknown]>([
    ["a REST API", { resource: "/{proxy+}", path: "/search", httpMethod: "GET", requestContext: { stage: "prod" } }],
    ["a load balancer", { httpMethod: "GET", path: "/search", headers: {}, requestContext: { elb: {} } }],
    ["a schedule", { "detail-type": "Scheduled Event", source: "aws.events", detail: {} }],
    ["a request without its method", { ...requestEvent("/search"), requestContext: { http: {} } }],
    ["nobody", null],
  ])("answers an event of %s with a problem, and tells the owner what it takes", async (_, event) => {
    const { statusCode, headers, body } = await query.invoke<{
      statusCode: number;
      headers: Record<string, string>;
      body: string;
    }>(event);
    expect([statusCode, headers["content-type"]]).toEqual([500, "application/problem+json"]);
    const { code, instance } = JSON.parse(body);
    expect(code).toBe("unexpected-failure");
    expect(query.log().at(-1)).toMatchObject({
      level: "error",
      event: "event-refused",
      requestId: instance,
      reason: expect.stringContaining("payload format 2.0"),
    });
  });

  test("logs a line of JSON a request, without the query", async () => {
    await find(query, "кострома");
    const line = query.log().at(-1);
    expect(line).toMatchObject({ level: "info", event: "request-answered", endpoint: "/search", status: 200 });
    expect(line?.requestId).toMatch(/^[0-9A-Z]{26}$/);
    expect(JSON.stringify(query.log())).not.toMatch(/костром/i);
  });

  test("says of an article that no function can hand over that it is too large, and shows its beginning", async () => {
    const other = await startBucket();
    try {
      await other.put(
        "articles/long.json",
        JSON.stringify({ id: "long", title: "Том", text: "слово ".repeat(600_000) }),
      );
      expect(await ingestQueue(await other.start("ingest"), other.takeEvents())).toEqual([]);
      const reader = await other.start("query");
      const { statusCode, headers, body } = await request(reader, "/articles/long");
      expect([statusCode, headers["content-type"]]).toEqual([413, "application/problem+json"]);
      expect(headers).toMatchObject({ "access-control-allow-origin": "*", "cache-control": "no-store" });
      expect(headers.etag).toBeUndefined();
      expect(JSON.parse(body)).toMatchObject({ code: "object-too-large", instance: headers["x-request-id"] });
      expect(reader.log().at(-1)).toMatchObject({ level: "info", event: "answer-too-large", status: 413 });
      const page = await request(reader, "/a/long");
      expect(page.statusCode).toBe(200);
      expect(page.body).toContain("Показано начало статьи");
      expect((await request(reader, "/search?q=том")).statusCode).toBe(200);
    } finally {
      await other.stop();
    }
  });

  test("fails by the code of a damaged segment, and never answers shorter", async () => {
    const other = await startBucket();
    try {
      const ingest = await other.start("ingest");
      for (const [key, article] of Object.entries(uploads)) {
        await other.put(key, JSON.stringify(article));
        expect(await ingestQueue(ingest, other.takeEvents())).toEqual([]);
      }
      const { objects } = await other.store.list({ prefix: "index/segments/" });
      for (const { key } of objects) {
        const { bytes } = await other.store.get(key as ObjectKey);
        await other.store.delete(key);
        await other.store.putIfAbsent(key, bytes.subarray(0, Math.floor(bytes.length / 2)));
      }
      const reader = await other.start("query");
      const { statusCode, headers, body } = await request(reader, `/search?q=${encodeURIComponent("река")}`);
      expect(statusCode).toBe(500);
      expect(headers["content-type"]).toBe("application/problem+json");
      expect(["corrupt-segment", "range-not-satisfiable"]).toContain(JSON.parse(body).code);
      expect(body).not.toMatch(/articles-bucket|segments\//);
      const logged = reader.log().find(({ event }) => event === "request-failed");
      expect(logged).toMatchObject({ level: "error", requestId: JSON.parse(body).instance });
    } finally {
      await other.stop();
    }
  });

  test("says of an empty bucket that no index was begun, and logs no failure", async () => {
    const other = await startBucket();
    try {
      const reader = await other.start("query");
      const { statusCode, headers, body } = await request(reader, "/search?q=a");
      expect([statusCode, headers["cache-control"], JSON.parse(body).code]).toEqual([503, "no-store", "no-index-yet"]);
      expect(reader.log().map(({ level }) => level)).toEqual(["info"]);
    } finally {
      await other.stop();
    }
  });
});

describe("the environment", () => {
  test.each<[string, Record<string, string>, RegExp]>([
    ["no bucket", { POISK_BUCKET: "" }, /POISK_BUCKET is missing/],
    ["one prefix in the other", { POISK_UPLOADS_PREFIX: "index/uploads/" }, /contain one another/],
    ["the same prefix twice", { POISK_UPLOADS_PREFIX: "a/", POISK_INDEX_PREFIX: "a/" }, /contain one another/],
    ["a prefix without a slash", { POISK_INDEX_PREFIX: "index" }, /POISK_INDEX_PREFIX must end with a slash/],
    ["no origin", { POISK_CORS_ORIGINS: "https://a.example/path" }, /POISK_CORS_ORIGINS must be/],
    ["no address", { POISK_ENDPOINT: "localhost:9000" }, /POISK_ENDPOINT must be an address/],
    ["a header in a header", { POISK_CACHE_CONTROL: "no-store\r\nX: y" }, /POISK_CACHE_CONTROL must be/],
    ["an unknown level", { POISK_LOG_LEVEL: "loud" }, /POISK_LOG_LEVEL must be one of/],
  ])("with %s stops the function at its start, by name", async (_, environment, message) => {
    await expect(bucket.start("query", environment)).rejects.toThrow(message);
  });

  test.each(["ingest", "compact"] as const)("of %s is the bucket's, and nothing of answers", async (name) => {
    await expect(bucket.start(name, { POISK_INDEX_PREFIX: "articles/index/" })).rejects.toThrow(/contain one another/);
    await expect(bucket.start(name, { POISK_BUCKET: "", POISK_LOG_LEVEL: "loud" })).rejects.toThrow(
      /POISK_BUCKET.*POISK_LOG_LEVEL/,
    );
    await bucket.start(name, { POISK_CORS_ORIGINS: "no origin", POISK_WORDS_FILE: "/no/such/file" });
  });

  test("names everything that is wrong at once", async () => {
    const environment = { POISK_BUCKET: "", POISK_LOG_LEVEL: "loud", POISK_CACHE_MB: "much" };
    await expect(bucket.start("query", environment)).rejects.toThrow(/POISK_BUCKET.*POISK_CACHE_MB.*POISK_LOG_LEVEL/);
  });

  test("sets the name of the search and the address that others call it by", async () => {
    const set = await bucket.start("query", { POISK_SITE_NAME: "Вестник", POISK_PUBLIC_URL: "https://a.example/api" });
    const { body } = await request(set, "/opensearch.xml");
    expect(body).toContain("<ShortName>Вестник</ShortName>");
    expect(body).toContain('template="https://a.example/api/feed.xml?q={searchTerms}"');
    await expect(bucket.start("query", { POISK_SITE_NAME: "a\nb", POISK_PUBLIC_URL: "a.example" })).rejects.toThrow(
      /POISK_SITE_NAME.*POISK_PUBLIC_URL/,
    );
  });

  test("sets the name, the colour and the language of the pages, and whether search engines may list them", async () => {
    const set = await bucket.start("query", {
      POISK_SITE_NAME: "Вестник",
      POISK_ACCENT_COLOR: "#b5121b",
      POISK_PAGE_LANGUAGE: "en",
      POISK_NOINDEX: "on",
    });
    const { headers, body } = await request(set, "/");
    expect(headers?.["content-type"]).toMatch(/^text\/html/);
    expect(body).toContain('<html lang="en">');
    expect(body).toContain('<a class="brand" href="/">Вестник</a>');
    expect(body).toMatch(/<script type="module" src="\/widget-[0-9a-f]{8}\.js">/);
    expect((await request(set, "/pages.css")).body).toContain("--accent:#b5121b;");
    expect((await request(set, "/robots.txt")).body).toContain("Disallow: /\n");
    const pale = { POISK_ACCENT_COLOR: "#ffff00", POISK_PAGE_LANGUAGE: "xx" };
    await expect(bucket.start("query", pale)).rejects.toThrow(/POISK_PAGE_LANGUAGE.*POISK_ACCENT_COLOR/);
  });

  test("sets origins, caching, the search page, prefixes and the level of the log", async () => {
    const set = await bucket.start("query", {
      POISK_CORS_ORIGINS: "https://a.example, https://b.example:8443",
      POISK_CACHE_CONTROL: "no-cache",
      POISK_SEARCH_PAGE: "https://a.example/search",
      POISK_DOCUMENTATION: "https://docs.example/api",
      POISK_LOG_LEVEL: "error",
    });
    const { headers, body } = await request(set, "/search", { headers: { origin: "https://b.example:8443" } });
    expect(headers).toMatchObject({
      "access-control-allow-origin": "https://b.example:8443",
      vary: "Origin, Accept-Encoding",
      "cache-control": "no-cache",
    });
    const [hit] = (JSON.parse(body) as SearchAnswer).hits;
    expect((await request(set, hit?.href ?? "")).body).toContain('href="https://a.example/search"');
    expect(JSON.parse((await request(set, "/nowhere")).body).type).toBe("https://docs.example/api#route-not-found");
    expect(set.log()).toEqual([]);
    const elsewhere = await bucket.start("query", { POISK_UPLOADS_PREFIX: "up/", POISK_INDEX_PREFIX: "elsewhere/" });
    expect(JSON.parse((await request(elsewhere, "/search?q=a")).body).code).toBe("no-index-yet");
  });
});
