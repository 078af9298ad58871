import { describe, expect, test } from "vitest";
import { SearchIndexError } from "../../../src/errors.ts";
import { UNREADABLE_ADDRESS } from "../../../src/http/http.ts";
import type { ProblemAnswer, StatusAnswer } from "../../../src/search-api.ts";
import { interceptStore } from "../../support/intercepting-object-store.ts";
import { bodyOf, newspaper, openSite } from "./search-site.ts";

const known = [
  "/",
  "/robots.txt",
  "/search",
  "/feed.xml",
  "/opensearch.xml",
  "/articles/1/similar",
  "/articles/1",
  "/a/1",
  "/status",
  "/healthz",
  "/readyz",
  "/openapi.json",
  "/widget.js",
  "/pages.css",
];

describe("the routes", () => {
  test.each([
    "/search/",
    "/Search",
    "/articles",
    "/articles/",
    "/a",
    "/a/",
    "//search",
    "/search/x",
    "/index/manifest.json",
    "/..%2f..%2fetc",
  ])("%s leads nowhere", async (path) => {
    const response = await (await openSite()).get(path);
    expect(response.status).toBe(404);
    expect(await bodyOf<ProblemAnswer>(response)).toMatchObject({ code: "route-not-found", status: 404 });
  });

  test.each(known)("%s answers to reading alone", async (path) => {
    const site = await openSite();
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "PURGE", "PROPFIND"]) {
      const response = await site.get(path, {}, method);
      expect(response.status).toBe(405);
      expect(response.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
      expect(await bodyOf<ProblemAnswer>(response)).toMatchObject({ code: "method-not-allowed", status: 405 });
    }
    const options = await site.get(path, {}, "OPTIONS");
    expect(options.status).toBe(204);
    expect(options.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
  });

  test.each(["/search?q=порт", "/status", "/articles/unknown", "/search?limit=51", "/nowhere", "/pages.css"])(
    "%s answers HEAD as it does GET, without the body",
    async (path) => {
      const site = await openSite();
      const [get, head] = [await site.get(path), await site.get(path, {}, "HEAD")];
      expect(head.status).toBe(get.status);
      for (const name of ["content-type", "etag", "cache-control"])
        expect(head.headers.get(name)).toBe(get.headers.get(name));
      expect(await head.text()).toBe("");
    },
  );

  test("bear the headers that keep an answer what it is", async () => {
    const site = await openSite();
    for (const path of [...known, "/nowhere", "/search?limit=51"]) {
      const { headers } = await site.get(path);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("x-request-id")).toMatch(/^[0-9A-Z]{26}$/);
    }
  });
});

describe("the status", () => {
  test("says what the index holds", async () => {
    const site = await openSite();
    const { objects } = await site.store.list({ prefix: "index/segments/" });
    const status = await bodyOf<StatusAnswer>(await site.get("/status"));
    expect(status).toEqual({
      documents: 3,
      segments: 1,
      indexBytes: objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      sequence: 1,
      updatedAt: expect.stringMatching(/^2026-01-01T00:00:\d\d\.\d{3}Z$/),
      analyzer: expect.stringMatching(/^russian-/),
      rejected: 0,
    });
  });

  test("counts the uploads that could not be read", async () => {
    const site = await openSite();
    await site.upload({ "articles/empty.json": { text: "" } });
    expect(await bodyOf<StatusAnswer>(await site.get("/status"))).toMatchObject({ documents: 3, rejected: 1 });
  });

  test("of an index of nothing counts nothing", async () => {
    const site = await openSite({});
    await site.ingest(["articles/never.json"]);
    expect(await bodyOf<StatusAnswer>(await site.get("/status"))).toMatchObject({
      documents: 0,
      segments: 0,
      indexBytes: 0,
      rejected: 0,
      updatedAt: expect.any(String),
      analyzer: expect.any(String),
    });
  });
});

test("the health check asks nothing of the store and is not stored", async () => {
  const site = await openSite();
  const response = await site.get("/healthz");
  expect(await bodyOf(response)).toEqual({ ok: true });
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(site.lines.at(-1)?.fields).toMatchObject({ requests: 0 });
});

describe("the readiness check", () => {
  test("reads the state of the index, and is not stored", async () => {
    const site = await openSite();
    const response = await site.get("/readyz");
    expect([response.status, await bodyOf(response)]).toEqual([200, { ready: true }]);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  test("says what is wrong where the store does not answer", async () => {
    const failure = new SearchIndexError("store-unavailable", "The store does not answer.");
    const site = await openSite(newspaper, {
      disturb: (store) => interceptStore(store, { before: () => Promise.reject(failure) }),
    });
    const response = await site.get("/readyz");
    expect([response.status, (await bodyOf<ProblemAnswer>(response)).code]).toEqual([503, "store-unavailable"]);
    expect((await site.get("/healthz")).status).toBe(200);
  });
});

test("an address that an adapter could not read is a problem of the client's, and a line of the log", async () => {
  const site = await openSite();
  const response = await site.app.fetch(new Request(UNREADABLE_ADDRESS));
  expect([response.status, (await bodyOf<ProblemAnswer>(response)).code]).toEqual([400, "invalid-address"]);
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  expect(site.lines.map(({ level, fields }) => [level, fields.status])).toEqual([["info", 400]]);
});

describe("the log", () => {
  test("has one line a request, with its cost and without what was asked", async () => {
    const site = await openSite();
    const asked = encodeURIComponent("секретный порт");
    await site.get(`/search?q=${asked}`);
    await site.get(`/${asked}`);
    await site.get(`/a/${asked}?key=${asked}`);
    expect(site.lines.map(({ event, fields }) => [event, fields.endpoint, fields.status])).toEqual([
      ["request-answered", "/search", 200],
      ["request-answered", "none", 404],
      ["request-answered", "/a", 404],
    ]);
    const [searched] = site.lines;
    expect(searched?.fields).toMatchObject({
      method: "GET",
      requests: expect.any(Number),
      bytes: expect.any(Number),
      tookMs: expect.any(Number),
    });
    expect(JSON.stringify(site.lines)).not.toMatch(/секрет|%D1%81/i);
  });

  test("says of a search how much was found", async () => {
    const site = await openSite();
    await site.get(`/search?q=${encodeURIComponent("балкер")}`);
    await site.get(`/search?q=${encodeURIComponent("гиппопотам")}`);
    await site.get("/suggest?q=a");
    expect(site.lines.map(({ fields }) => fields.found)).toEqual([1, 0, undefined]);
    expect(site.lines.map(({ fields }) => "q" in fields)).toEqual([false, false, false]);
  });

  test("has what was asked where the owner wants it, and nothing of who asked", async () => {
    const site = await openSite(newspaper, { settings: { logsQueries: true } });
    await site.get(`/search?q=${encodeURIComponent("балкер")}`, {
      "X-Forwarded-For": "203.0.113.7",
      "User-Agent": "Curious/1.0",
      Cookie: "who=me",
    });
    expect(site.lines.at(-1)?.fields).toMatchObject({ endpoint: "/search", found: 1, q: "балкер" });
    expect(JSON.stringify(site.lines)).not.toMatch(/203\.0|Curious|who=me/);
  });
});
