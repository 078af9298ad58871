/**
 * The search box over a published index, with no server: answers come from the index alone, in a worker where the page
 * may have one.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ObjectStore } from "../../src/store/store.ts";
import { serialiseManifest } from "../support/inside/index-manifest.ts";
import { publishedManifest } from "../support/published-index.ts";
import { launchChromium } from "./support/chromium.ts";
import {
  allowEveryone,
  type IndexHosts,
  type IndexSite,
  type IndexSiteOptions,
  makePublishedIndex,
  startIndexHosts,
} from "./support/index-site.ts";

const LAUNCH_TIMEOUT_MS = 60_000;
const STRICT = "default-src 'none'; script-src WIDGET; connect-src INDEX; img-src data:";
const body =
  "Пассажирский паром вышел в первый рейс через реку. На борту было сорок пассажиров и шесть автомобилей. Рейсы будут ежедневными.";

const ARTICLES = {
  "a.json": {
    id: "a",
    title: "Мост через Двину открыли",
    text: "Движение по мосту началось утром. Мост строили два года.",
    source: "Волна",
    publishedAt: "2024-05-16",
    url: "https://volna.example/most",
  },
  "b.json": {
    id: "б/2",
    title: "Старый мост закрыли на ремонт",
    text: "Ремонт моста займёт месяц.",
    source: "Берег",
    publishedAt: "2024-06-01",
  },
  "c.json": { title: "Паром вышел в рейс", text: body, source: "Волна", publishedAt: "2024-07-01" },
  "d.json": { title: "Паром вышел в рейс", text: body, source: "Берег", publishedAt: "2024-07-01" },
};

let browser: Browser;
let index: ObjectStore;
let hosts: IndexHosts;
let newer: Uint8Array;
let site: IndexSite;
beforeAll(async () => {
  browser = await launchChromium();
  index = await makePublishedIndex(ARTICLES);
  hosts = await startIndexHosts(index);
  const manifest = await publishedManifest(index);
  newer = serialiseManifest({ ...manifest, format: 2 } as never);
}, LAUNCH_TIMEOUT_MS);
afterAll(async () => {
  await browser.close();
  await hosts.close();
});
afterEach(async () => {
  await site.context.close();
  allowEveryone(hosts.index);
  hosts.engineAnswers = {};
  hosts.index.requests.length = 0;
});

async function open(options: IndexSiteOptions = {}): Promise<void> {
  site = await hosts.open(browser, options);
}

/** Reads the titles as in the articles: the box sets some spaces differently. */
async function titles(): Promise<string[]> {
  const shown = await site.page.locator("poisk-search .hit .title").allTextContents();
  return shown.map((title) => title.replaceAll("\u00a0", " ")).sort();
}

describe("the engine", () => {
  it.each([
    ["beside the page, in a worker", { isSameOrigin: true, policy: `${STRICT}; worker-src 'self'` }, 1],
    ["of another origin, in a worker", { policy: `${STRICT}; worker-src blob: WIDGET` }, 1],
    ["under a policy that refuses workers, in the page", { policy: `${STRICT}; worker-src 'none'` }, 0],
    [
      "under Trusted Types, in the page",
      { policy: `${STRICT}; worker-src blob: WIDGET; require-trusted-types-for 'script'` },
      0,
    ],
  ])("%s answers what is typed", async (_where, options, workers) => {
    await open(options);
    await site.field.fill("мосты");
    await site.hits.nth(1).waitFor();
    expect(await titles()).toEqual(["Мост через Двину открыли", "Старый мост закрыли на ремонт"]);
    expect(site.page.workers()).toHaveLength(workers);
  });
});

const said = (text: string) => site.page.locator("poisk-search p", { hasText: text });

interface ToldFailure {
  readonly kind: string;
  readonly code: string | null;
  readonly message: string;
}

/** Lists the failures that the page receives by `poisk:error`. */
async function heardFailures(): Promise<ToldFailure[]> {
  return site.page.evaluate(() => (window as unknown as { failures: ToldFailure[] }).failures);
}

/** Opens the page, and types; a listener of the page writes down what fails. */
async function ask(text: string, options: IndexSiteOptions = {}): Promise<void> {
  await open({ isSameOrigin: true, ...options });
  await site.page.evaluate(() => {
    const failures: unknown[] = [];
    Object.assign(window, { failures });
    document.addEventListener("poisk:error", ({ detail }) => {
      const { kind, code, message } = detail.failure;
      failures.push({ kind, code, message });
    });
  });
  await site.field.fill(text);
}

const isRange = ({ headers }: IncomingMessage): boolean => headers.range !== undefined;

describe("a box with an index", () => {
  it("loads the engine and opens the index when the reader goes to the field, and not before", async () => {
    await open({ isSameOrigin: true });
    await site.page.waitForTimeout(300);
    expect(hosts.index.requests).toEqual([]);
    expect(site.page.workers()).toEqual([]);
    await site.field.focus();
    await expect.poll(() => hosts.index.requests).toContain("GET manifest.json");
    expect(site.page.workers()).toHaveLength(1);
  });

  it("has suggestions, corrections, passages, and what is collapsed, without a request to anybody else", async () => {
    await ask("рем");
    await site.page.locator("poisk-search .suggestion").first().waitFor();
    await site.field.fill("двинну мостт");
    await site.page.locator("poisk-search .way").waitFor();
    expect(await titles()).toContain("Мост через Двину открыли");
    await site.field.fill("паром рейс");
    await site.page.locator("poisk-search .duplicates").waitFor();
    expect(await site.page.locator("poisk-search .snippet mark").count()).toBeGreaterThan(0);
    const others = site.requested.filter((url) => !url.startsWith(hosts.index.address) && !url.includes("/widget"));
    expect(others).toEqual([]);
    expect(
      hosts.index.requests.filter((line) => !/^GET (manifest.json|tails|dictionaries|segments)/.test(line)),
    ).toEqual([]);
  });

  it("asks for the manifest again after ten seconds at the soonest", async () => {
    await ask("мост");
    await site.hits.first().waitFor();
    const asked = (): number => hosts.index.requests.filter((line) => line === "GET manifest.json").length;
    const before = asked();
    await site.field.fill("паром");
    await site.page.getByRole("option", { name: "Паром вышел" }).first().waitFor();
    expect(asked()).toBe(before);
  });

  it("is a page of results with filters, and lists what is collapsed under a hit", async () => {
    await open({ isSameOrigin: true, attributes: 'mode="page"', policy: STRICT });
    await site.results.nth(2).waitFor();
    await site.page.getByRole("button", { name: /о том же/ }).click();
    await site.page.locator("poisk-search .collapsed li", { hasText: "Паром вышел в рейс" }).waitFor();
    await site.page.getByRole("checkbox", { name: /Берег/ }).click();
    await expect.poll(titles).toEqual(["Паром вышел в рейс", "Старый мост закрыли на ремонт"]);
  });

  it.each([
    ["the article's own, else of the site's template", 'article-url="/news/{id}"', "/news/%D0%B1%2F2"],
    ["the article's own, else none", "", null],
    [
      "the article's own, else none where the template is no address of the web",
      'article-url="javascript:alert({id})"',
      null,
    ],
  ])("has links with an address that is %s", async (_which, attributes, path) => {
    await ask("мост", { attributes });
    await site.hits.nth(1).waitFor();
    const hrefs = await site.hits.evaluateAll((all) => all.map((hit) => hit.getAttribute("href")));
    const expected = path === null ? null : new URL(path, site.page.url()).href;
    expect(hrefs.sort()).toEqual(["https://volna.example/most", expected].sort());
  });

  it("works where the browser lets nothing be stored", async () => {
    const script = `for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"])
      Object.defineProperty(globalThis, name, { get() { throw new DOMException("denied", "SecurityError"); } });`;
    await ask("мост", { script });
    await site.hits.first().waitFor();
  });

  it("ends requests that nobody waits for", async () => {
    let ended = false;
    allowEveryone(hosts.index, (request, response) => {
      if (!isRange(request)) return false;
      response.on("close", () => {
        ended = true;
      });
      return true;
    });
    await ask("мост");
    await expect.poll(() => hosts.index.requests.some((line) => line.includes("bytes="))).toBe(true);
    expect(ended).toBe(false);
    await site.field.fill("");
    await expect.poll(() => ended).toBe(true);
  });

  it("asks for several ranges of one file at a time", async () => {
    const waiting = new Set<() => void>();
    allowEveryone(hosts.index, (request, response) => {
      if (!/dictionaries/.test(request.url ?? "")) return false;
      const { end } = response;
      // The blocks of both words, or none.
      response.end = ((...sent: Parameters<typeof end>) => {
        waiting.add(() => end.apply(response, sent));
        if (waiting.size > 1) for (const send of waiting) send();
        return response;
      }) as typeof end;
      return false;
    });
    await ask("паром рейс");
    await site.hits.first().waitFor();
  });

  it("is patient with a slow line, and shows that it is at work", async () => {
    allowEveryone(hosts.index, (_request, response) => {
      const { end } = response;
      response.end = ((...sent: Parameters<typeof end>) => {
        setTimeout(() => end.apply(response, sent), 2_500);
        return response;
      }) as typeof end;
      return false;
    });
    await ask("мост");
    await site.page.locator("poisk-search [aria-busy=true] .progress").waitFor();
    await site.hits.first().waitFor({ timeout: 40_000 });
    expect(await heardFailures()).toEqual([]);
  });
});

const UNAVAILABLE = "Поиск сейчас недоступен";

describe("the later file of the engine", () => {
  it.each<[string, string, IndexSiteOptions, (response: ServerResponse) => void]>([
    ["in a worker", "its host answers 404", {}, (response) => response.writeHead(404).end()],
    ["in the page", "it breaks off", { policy: `${STRICT}; worker-src 'none'` }, breakOff],
  ])(
    "%s, where %s, fails the questions that need it until it can be had, and no others",
    async (_, _how, options, answer) => {
      hosts.engineAnswers = { later: answer };
      await ask("мост в мае 2024", options);
      await said(UNAVAILABLE).waitFor();
      expect((await heardFailures())[0]).toMatchObject({ kind: "unavailable", code: "store-unavailable" });
      expect(site.complaints.join("\n")).toMatch(/A file of the search itself, .* could not be loaded/);
      await site.field.fill("паром");
      await site.page.getByRole("option", { name: "Паром вышел" }).first().waitFor();
      hosts.engineAnswers = {};
      await site.field.fill("мост в мае 2024");
      await expect.poll(titles).toContain("Мост через Двину открыли");
    },
  );

  it("is had also where the engine itself came at the second try alone", async () => {
    hosts.engineAnswers = { first: (response) => response.writeHead(404).end() };
    await ask("мост в мае 2024", { policy: `${STRICT}; worker-src 'none'` });
    await said("Поиск не отвечает").waitFor();
    hosts.engineAnswers = {};
    await site.page.getByRole("button", { name: "Повторить" }).click();
    await expect.poll(titles).toContain("Мост через Двину открыли");
  });

  function breakOff(response: ServerResponse): void {
    response.writeHead(200, { "Content-Type": "text/javascript", "Access-Control-Allow-Origin": "*" });
    response.write("export const a");
    response.destroy();
  }
});

describe("an index that cannot be read", () => {
  it("since its host knows no ranges, is given up after the first kilobytes, and both reader and owner are told", async () => {
    let openAnswers = 0;
    allowEveryone(hosts.index, (request, response) => {
      if (!isRange(request)) return false;
      openAnswers += 1;
      response.on("close", () => {
        openAnswers -= 1;
      });
      response.writeHead(200, { "Content-Type": "application/octet-stream" });
      // The rest never comes: whoever waits for it does not come to an end.
      response.write(Buffer.alloc(65_536));
      return true;
    });
    await ask("мост");
    await said(UNAVAILABLE).waitFor();
    await expect.poll(heardFailures).toMatchObject([{ kind: "unavailable", code: "ranges-unsupported" }]);
    expect(site.complaints.join("\n")).toMatch(/gives no ranges of files/);
    await expect.poll(() => openAnswers).toBe(0);
  });

  it("since a proxy compresses ranges, is told of as that", async () => {
    allowEveryone(hosts.index, (request, response) => {
      if (!isRange(request)) return false;
      const bytes = gzipSync("compressed on the way");
      response.setHeader("Access-Control-Expose-Headers", "Content-Encoding, Content-Range");
      const headers = {
        "Content-Encoding": "gzip",
        "Content-Length": bytes.length,
        "Content-Range": (request.headers.range ?? "").replace("bytes=", "bytes ").concat("/9999999"),
      };
      response.writeHead(206, headers).end(bytes);
      return true;
    });
    await ask("мост");
    await said(UNAVAILABLE).waitFor();
    // Chromium unpacks what it can before anybody sees it, or gives up.
    expect((await heardFailures())[0]?.code).toMatch(/^(ranges-unsupported|store-unavailable)$/);
  });

  /** Turns a bit of every range around. */
  const damage = (isDamaged: (request: IncomingMessage) => boolean) =>
    allowEveryone(hosts.index, (request, response) => {
      if (!isRange(request) || !isDamaged(request)) return false;
      const { end } = response;
      response.end = ((bytes: Uint8Array) => {
        const damaged = Uint8Array.from(bytes, (byte) => byte ^ 1);
        return end.call(response, damaged, "binary", undefined);
      }) as typeof end;
      return false;
    });

  it("since a proxy changes bytes, is told of, and no hit is shown", async () => {
    damage(() => true);
    await ask("мост");
    await said(UNAVAILABLE).waitFor();
    expect((await heardFailures())[0]).toMatchObject({ kind: "unavailable", code: "corrupt-segment" });
    expect(await site.hits.count()).toBe(0);
  });

  it("where only what the browser keeps is damaged, is read anew from the host", async () => {
    damage(({ headers }) => headers["cache-control"] !== "no-cache");
    await ask("мост");
    await site.hits.first().waitFor();
    expect(await heardFailures()).toEqual([]);
  });

  it("since it is newer than the page, is told of with both formats", async () => {
    allowEveryone(hosts.index, ({ url = "" }, response) => {
      if (!url.endsWith("manifest.json")) return false;
      response.end(newer);
      return true;
    });
    await ask("мост");
    await said(UNAVAILABLE).waitFor();
    expect((await heardFailures())[0]).toMatchObject({ code: "unsupported-format" });
    expect(site.complaints.join("\n")).toMatch(/unsupported-format/);
  });

  it.each([
    ["404", 404, "text/plain", "its host answers 404"],
    ["a page of the site", 200, "text/html; charset=utf-8", "a page of HTML comes in its place"],
  ])(
    "since its address is wrong, where %s comes, is told of to the owner with the address and what to look at",
    async (_, status, type, reason) => {
      allowEveryone(hosts.index, (_request, response) => {
        response.writeHead(status, { "Content-Type": type }).end("<!doctype html><title>Газета</title>");
        return true;
      });
      await ask("мост");
      await said(UNAVAILABLE).waitFor();
      const told = `No published index is at this address. There is no object ${hosts.index.address}manifest.json: ${reason}.`;
      const [failure] = await heardFailures();
      expect(failure).toMatchObject({ kind: "unavailable", code: "no-published-index" });
      expect(site.complaints.join("\n")).toContain(told);
      expect(site.complaints.join("\n")).toContain("poisk doctor --public");
    },
  );

  it("since its host lets no other page read it, is told of with what to allow", async () => {
    hosts.index.misbehave = null;
    await ask("мост");
    await said(UNAVAILABLE).waitFor({ timeout: 30_000 });
    expect(site.complaints.join("\n")).toMatch(/Access-Control-Allow-Origin/);
  });

  it("for want of a connection, is searched once there is one", async () => {
    await open({ isSameOrigin: true });
    await site.field.focus();
    await expect.poll(() => hosts.index.requests).toContain("GET tails");
    await site.page.waitForLoadState("networkidle");
    await site.context.setOffline(true);
    await site.field.fill("мост");
    await said("Нет подключения к интернету").waitFor();
    await site.context.setOffline(false);
    await site.hits.first().waitFor();
  });

  it("where a segment has gone since its manifest was read, is read by the newest manifest", async () => {
    const { segments } = await publishedManifest(index);
    const names = segments.map(({ id }) => `segments/${id}.segment`);
    let isGone = false;
    allowEveryone(hosts.index, ({ url = "" }, response) => {
      if (isGone || !names.some((name) => url.endsWith(name))) return false;
      isGone = true;
      response.writeHead(404).end();
      return true;
    });
    await ask("мост");
    await site.hits.first().waitFor();
    expect(await heardFailures()).toEqual([]);
    const manifests = hosts.index.requests.filter((line) => line === "GET manifest.json");
    expect(manifests.length).toBeGreaterThanOrEqual(2);
  });
});
