import { describe, expect, test } from "vitest";
import { openSite } from "../search-site.ts";

const listed = { settings: { corsOrigins: ["https://news.example", "http://localhost:3000"] } };
const preflight = { "access-control-request-method": "GET", "access-control-request-headers": "if-none-match" };

/** Answers of every sort: found, wrong, absent, unknown, refused. */
const paths = ["/search?q=a", "/search?limit=51", "/articles/unknown", "/nowhere", "/status", "/a/unknown"];

describe("without a list of origins", () => {
  test.each(paths)("%s can be read by any page, without credentials", async (path) => {
    const { headers } = await (await openSite()).get(path, { origin: "https://any.example" });
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.has("access-control-allow-credentials")).toBe(false);
    expect(headers.get("vary") ?? "").not.toContain("Origin");
    expect(headers.get("access-control-expose-headers")).toContain("ETag");
  });
});

describe("with a list of origins", () => {
  test.each(paths)("%s can be read by pages of the list alone", async (path) => {
    const site = await openSite(undefined, listed);
    const ours = await site.get(path, { origin: "https://news.example" });
    expect(ours.headers.get("access-control-allow-origin")).toBe("https://news.example");
    for (const origin of [
      "https://evil.example",
      "https://news.example.evil.example",
      "null",
      "HTTPS://NEWS.EXAMPLE",
      "*",
    ]) {
      const { headers } = await site.get(path, { origin });
      expect(headers.has("access-control-allow-origin")).toBe(false);
    }
  });

  test.each(paths)("%s tells caches that the answer varies by origin, whoever asks", async (path) => {
    const site = await openSite(undefined, listed);
    for (const headers of [{}, { origin: "https://news.example" }, { origin: "https://evil.example" }]) {
      expect((await site.get(path, headers as Record<string, string>)).headers.get("vary")).toContain("Origin");
    }
  });

  test("answers 304 with the same headers", async () => {
    const site = await openSite(undefined, listed);
    const origin = "https://news.example";
    const etag = (await site.get("/search", { origin })).headers.get("etag") ?? "";
    const { status, headers } = await site.get("/search", { origin, "if-none-match": etag });
    expect(status).toBe(304);
    expect(headers.get("access-control-allow-origin")).toBe(origin);
    expect(headers.get("vary")).toContain("Origin");
  });
});

describe("a preflight", () => {
  test("allows reading and conditional reading", async () => {
    const site = await openSite();
    const response = await site.get("/search?q=a", { origin: "https://any.example", ...preflight }, "OPTIONS");
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-methods")).toBe("GET, HEAD, OPTIONS");
    expect(response.headers.get("access-control-allow-headers")).toContain("If-None-Match");
    expect(Number(response.headers.get("access-control-max-age"))).toBeGreaterThan(0);
    expect(await response.text()).toBe("");
    expect(site.lines.at(-1)?.fields).toMatchObject({ requests: 0 });
  });

  test("of an origin that is not on the list allows nothing", async () => {
    const site = await openSite(undefined, listed);
    const { headers } = await site.get("/search", { origin: "https://evil.example", ...preflight }, "OPTIONS");
    expect([...headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
  });
});
