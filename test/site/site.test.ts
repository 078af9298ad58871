/**
 * The site in Chromium: its pages, the demo over the published samples, and the search in the documentation.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HTTP_ERROR_CODES } from "../../src/api/api.ts";
import { findViolations } from "../browser/support/axe.ts";
import { launchChromium, openWatchedPage } from "../browser/support/chromium.ts";
import { startBuiltSite } from "./built-site.ts";

let site: Awaited<ReturnType<typeof startBuiltSite>>;
let browser: Browser;
beforeAll(async () => {
  site = await startBuiltSite();
  browser = await launchChromium();
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

type Options = Parameters<typeof openWatchedPage>[1];

async function open(path: string, options: Options = {}) {
  const watched = await openWatchedPage(browser, options);
  await watched.page.goto(new URL(path, site.url).href);
  return watched;
}

const pages = [
  "",
  "docs.html",
  "http-api.html",
  "problems.html",
  "demo.html?q=ледокол",
  "playground.html",
  "themes.html",
  "figures.html",
  "ru/",
  "ru/demo.html",
];

describe.each(["light", "dark"] as const)("the site in %s", (colorScheme) => {
  it.each(pages)("has /%s without a fault that axe-core or the console knows", async (path) => {
    const { page, complaints, context } = await open(path, { colorScheme });
    if (path.includes("?q=")) await page.locator("poisk-search .hit").first().waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.setViewportSize({ width: 375, height: 740 });
    expect(await findViolations(page)).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBe(0);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

it("the demo finds a sample in the reader's browser, and its hit leads to the article", async () => {
  const { page, requested, context } = await open("demo.html", { locale: "ru" });
  await page.getByRole("combobox").fill("kfdhjd");
  await page.getByRole("link", { name: /Лавров и глава МИД Ирана/ }).click();
  await page.getByRole("heading", { name: /Лавров и глава МИД Ирана/ }).waitFor();
  expect(requested.filter((address) => !address.startsWith(site.url))).toEqual([]);
  await context.close();
});

it("the playground reads a sample and finds it, beside pages that search the documentation", async () => {
  const { page, requested, complaints, context } = await open("", { locale: "en" });
  await page.getByRole("link", { name: "Playground" }).first().click();
  await page.getByRole("button", { name: "a page" }).click();
  await page.locator("poisk-playground .upload tbody tr").first().waitFor();
  await page.locator("poisk-playground input.input").fill("лавров");
  await page.locator("poisk-playground .results .hit").first().waitFor();
  expect(requested.filter((address) => !address.startsWith(site.url))).toEqual([]);
  await page.getByRole("link", { name: "Documentation" }).first().click();
  await page.locator("poisk-dialog").getByRole("button").waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

it("the search in the documentation leads to the section that has the words", async () => {
  const { page, context } = await open("docs.html");
  await page.locator("poisk-dialog").getByRole("button").waitFor();
  await page.keyboard.press("Control+K");
  await page.getByRole("dialog").getByRole("combobox").fill("compaction");
  const hit = page.locator("poisk-dialog .option.hit").first();
  await hit.waitFor();
  await hit.click();
  await page.waitForURL(/#[\w-]+$/);
  const section = new URL(page.url()).hash.slice(1);
  expect(await page.locator(`[id="${section}"]`).count()).toBe(1);
  await context.close();
});

it("the page of problem codes has an anchor for each code, and the HTTP API leads to it", () => {
  const read = (name: string) => readFileSync(join(site.folder, name), "utf8");
  const anchors = new Set([...read("problems.html").matchAll(/<h2 id="([^"]+)"/g)].map(([, anchor]) => anchor));
  expect(HTTP_ERROR_CODES.filter((code) => !anchors.has(code))).toEqual([]);
  expect(read("http-api.html")).toContain('href="/problems.html"');
});

it("every section of every page of the documentation is in the site's own index", () => {
  const { segments } = JSON.parse(readFileSync(join(site.folder, "search/manifest.json"), "utf8")) as {
    segments: { documents: number }[];
  };
  const indexed = segments.reduce((sum, { documents }) => sum + documents, 0);
  const headings = readdirSync(site.folder)
    .filter((name) => name.endsWith(".html"))
    .flatMap((name) => readFileSync(join(site.folder, name), "utf8").match(/<h[123] id="/g) ?? []);
  expect(indexed).toBeGreaterThan(headings.length * 0.8);
});
