import { describe, expect, test } from "vitest";
import type { ProblemAnswer } from "../../../src/search-api.ts";
import { interceptStore } from "../../support/intercepting-object-store.ts";
import { bodyOf, openSite } from "./search-site.ts";

/** A site whose store answers no more until it is let go: one request in work, one that waits. */
async function openBusySite() {
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const site = await openSite(undefined, {
    disturb: (store) => interceptStore(store, { before: () => held }),
    settings: { admission: { maxConcurrent: 1, maxBytes: 1e6, patienceMs: 40 } },
  });
  return { site, letGo };
}

describe("where more ask than can be answered", () => {
  test("one more is refused at once and told when to ask again, and the others are answered", async () => {
    const { site, letGo } = await openBusySite();
    const inWork = site.get("/search?q=порт");
    const waiting = site.get("/suggest?q=пор");
    const refused = await site.get("/search?q=театр");
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(refused.headers.get("access-control-allow-origin")).toBe("*");
    expect((await bodyOf<ProblemAnswer>(refused)).code).toBe("server-overloaded");
    letGo();
    expect((await inWork).status).toBe(200);
    expect((await waiting).status).toBe(200);
    expect((await site.get("/search?q=театр")).status).toBe(200);
    expect(site.lines.filter(({ level }) => level === "error")).toEqual([]);
  });

  test("health and the pages' parts are answered all the same", async () => {
    const { site, letGo } = await openBusySite();
    const asked = [site.get("/search?q=порт"), site.get("/search?q=порт")];
    for (const path of ["/healthz", "/openapi.json", "/opensearch.xml"])
      expect((await site.get(path)).status).toBe(200);
    letGo();
    await Promise.all(asked);
  });

  test("a client that left makes room, and costs no request to the store", async () => {
    const { site, letGo } = await openBusySite();
    const inWork = site.get("/search?q=порт");
    const leaver = new AbortController();
    const left = site.app.fetch(new Request("https://poisk.example/search?q=театр", { signal: leaver.signal }));
    leaver.abort();
    await left;
    const next = site.get("/search?q=кукол");
    letGo();
    expect((await inWork).status).toBe(200);
    expect((await next).status).toBe(200);
    const searches = site.lines.filter(({ event }) => event === "request-answered").map(({ fields }) => fields);
    expect(searches.map(({ status }) => status)).toEqual([503, 200, 200]);
    expect(searches[0]).toMatchObject({ requests: 0 });
  });

  test("one that fails gives its turn on", async () => {
    const site = await openSite(undefined, {
      disturb: (store) => interceptStore(store, { before: () => Promise.reject(new TypeError("cut")) }),
      settings: { admission: { maxConcurrent: 1, maxBytes: 1e6, patienceMs: 20 } },
    });
    expect((await site.get("/search?q=порт")).status).toBe(500);
    expect((await site.get("/search?q=порт")).status).toBe(500);
  });
});
