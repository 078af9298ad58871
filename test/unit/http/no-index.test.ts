/**
 * Answers to a reader without a manifest: never that there is nothing.
 */
import { describe, expect, test } from "vitest";
import type { ProblemAnswer } from "../../../src/search-api.ts";
import { manifestKey } from "../../support/inside/index-own.ts";
import { bodyOf, openSite } from "./search-site.ts";

const ADDRESSES = [
  "/",
  "/?q=порт",
  "/search?q=порт",
  "/search",
  "/suggest?q=по",
  "/suggest?q=по&format=opensearch",
  "/articles/1",
  "/articles/1/similar",
  "/a/1",
  "/feed.xml?q=порт",
  "/status",
  "/readyz",
];

type Site = Awaited<ReturnType<typeof openSite>>;

async function expectProblem(site: Site, address: string, code: string): Promise<ProblemAnswer> {
  const response = await site.get(address, { accept: "application/json", "If-None-Match": "*" });
  const problem = await bodyOf<ProblemAnswer>(response);
  expect([response.status, problem.code], address).toEqual([503, code]);
  expect(response.headers.get("cache-control"), address).toBe("no-store");
  expect(Number(response.headers.get("retry-after")), address).toBeGreaterThan(0);
  return problem;
}

describe("before an index was begun", () => {
  test.each(ADDRESSES)("%s is 503 no-index-yet, is kept by no cache, and says what to do", async (address) => {
    const site = await openSite({});
    const { title, detail } = await expectProblem(site, address, "no-index-yet");
    expect(title).toBe("The search is being set up");
    expect(detail).toContain("first article that is uploaded");
  });

  test("nothing is logged as a failure, so that no alarm goes off over a new stack", async () => {
    const site = await openSite({});
    for (const address of ADDRESSES) await site.get(address);
    expect(new Set(site.lines.map(({ level }) => level))).toEqual(new Set(["info"]));
  });

  test("a browser gets a page", async () => {
    const response = await (await openSite({})).get("/a/1", { accept: "text/html" });
    expect([response.status, response.headers.get("content-type")]).toEqual([503, "text/html; charset=utf-8"]);
    expect(await response.text()).toContain("Поиск настраивается");
  });

  test("what needs no index is answered, and searches are from the first upload on", async () => {
    const site = await openSite({});
    expect((await site.get("/healthz")).status).toBe(200);
    expect((await site.get("/openapi.json")).status).toBe(200);
    expect((await site.get("/search?q=порт")).status).toBe(503);
    await site.upload({ "articles/a.json": { title: "Порт", text: "Порт открыт для судов." } });
    expect((await site.get("/search?q=порт")).status).toBe(200);
    expect((await site.get("/readyz")).status).toBe(200);
  });
});

describe("after the manifest was lost", () => {
  test.each(ADDRESSES)("%s is 503 missing-manifest, and is kept by no cache", async (address) => {
    const site = await openSite();
    await site.store.delete(manifestKey(site.writing.layout));
    await expectProblem(site, address, "missing-manifest");
    expect(site.lines.filter(({ level }) => level === "error")).toMatchObject([
      { event: "request-failed", fields: { code: "missing-manifest" } },
    ]);
  });

  test("so it is in a process that had answered before", async () => {
    const site = await openSite();
    for (const address of ADDRESSES) await site.get(address);
    await site.store.delete(manifestKey(site.writing.layout));
    for (const address of ADDRESSES) await expectProblem(site, address, "missing-manifest");
  });
});
