import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openSite } from "./search-site.ts";

const names = ["q", "limit", "offset", "match", "count", "sort", "key", "utm_source", "__proto__", "constructor"];

/** Values that somebody might try. */
const value = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.integer().map(String),
  fc.constantFrom("", "auto", "all", "any", "exact", "none", "порт", "театр кукол", "-1", "1e3", "null", "\ud800"),
);

/** Query strings: some made as a client makes them, some of anything at all. */
const query = fc.oneof(
  fc
    .array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 6 })
    .map((pairs) => pairs.map(([name, text]) => `${name}=${encodeURIComponent(text.toWellFormed())}`).join("&")),
  fc.string({ unit: "binary-ascii", maxLength: 80 }),
  fc
    .array(fc.constantFrom("%", "%E0", "%A4", "&", "=", "+", ";", "q", "q=", "limit=", "%00", "#", "?", "[", "]"), {
      maxLength: 20,
    })
    .map((parts) => parts.join("")),
);

describe("whatever the query string", () => {
  test("a search is answered with results or with what was wrong, as JSON", async () => {
    const site = await openSite(undefined, { revalidateMs: 60_000 });
    await fc.assert(
      fc.asyncProperty(query, async (text) => {
        const response = await site.get(`/search?${text}`);
        expect([200, 400]).toContain(response.status);
        const body = await response.json();
        if (response.status === 200) expect(Array.isArray(body.hits)).toBe(true);
        else expect(body.errors.length).toBeGreaterThan(0);
      }),
      { numRuns: 400 },
    );
    expect(site.lines.filter(({ level }) => level === "error")).toEqual([]);
  });
});

describe("whatever the path and the headers", () => {
  const headerValue = fc.string({ unit: "grapheme-ascii", maxLength: 60 });

  test("there is an answer that is no failure", async () => {
    const site = await openSite(undefined, { revalidateMs: 60_000 });
    const path = fc.oneof(
      fc.string({ unit: "binary-ascii", maxLength: 60 }),
      fc.string({ unit: "binary", maxLength: 30 }).map((text) => encodeURIComponent(text.toWellFormed())),
      fc
        .array(fc.constantFrom("%", "%E0%A4", "%2F", "/", "..", "%2e%2e", "a", "\\", "%25", "%00", ";", "@"), {
          maxLength: 12,
        })
        .map((parts) => parts.join("")),
    );
    const prefix = fc.constantFrom("/a/", "/articles/", "/", "/search/", "/status");
    const method = fc.constantFrom("GET", "HEAD", "OPTIONS", "POST", "DELETE");
    await fc.assert(
      fc.asyncProperty(prefix, path, method, headerValue, headerValue, async (start, rest, verb, tag, accept) => {
        const response = await site.get(`${start}${rest}`, { "if-none-match": tag, accept, origin: tag }, verb);
        expect([200, 204, 304, 400, 404, 405]).toContain(response.status);
        expect(response.headers.get("access-control-allow-origin")).toBe("*");
        await response.text();
      }),
      { numRuns: 400 },
    );
    expect(site.lines.filter(({ level }) => level === "error")).toEqual([]);
  });
});
