/**
 * The playground of the site: what is pasted or dropped is read, shown field by field and found, and nothing leaves the
 * page.
 *
 * SCREENSHOTS_FOLDER names a folder for pictures of the pages; without it none are taken.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { findViolations } from "./support/axe.ts";
import { launchChromium, openWatchedPage, type WatchedPage } from "./support/chromium.ts";
import { type PlaygroundSite, startPlaygroundSite } from "./support/playground-site.ts";

const LAUNCH_TIMEOUT_MS = 60_000;
const repositoryFile = (path: string) => new URL(`../../${path}`, import.meta.url);

let browser: Browser;
let site: PlaygroundSite;
let watched: WatchedPage;
let page: Page;
beforeAll(async () => {
  [browser, site] = await Promise.all([launchChromium(), startPlaygroundSite()]);
}, LAUNCH_TIMEOUT_MS);
afterAll(async () => {
  await browser.close();
  await site.close();
});
afterEach(async () => {
  await watched.context.close();
  expect(watched.requested.filter((address) => !address.startsWith(site.address))).toEqual([]);
  expect(watched.complaints).toEqual([]);
});

async function open(options: BrowserContextOptions = {}): Promise<void> {
  watched = await openWatchedPage(browser, options);
  page = watched.page;
  await page.goto(site.address);
}

/** The message for screen readers about what was read. */
const status = () => page.locator("poisk-playground .status[role=status]");

/** Pastes a text and waits until it was read. */
async function paste(text: string): Promise<void> {
  await page.getByLabel("Текст, HTML, JSON или лента").fill(text);
  await page.getByRole("button", { name: "Прочитать" }).click();
  await status().filter({ hasText: /^\d/ }).waitFor();
}

/** The rows of the article that is shown first: field and value. */
const rows = () =>
  page
    .locator("poisk-playground .upload details[open] tbody tr")
    .evaluateAll((all) => Object.fromEntries(all.map(({ children: [a, b] }) => [a?.textContent, b?.textContent])));

/** Titles of the hits. */
async function search(text: string): Promise<string[]> {
  const field = page.locator("poisk-search input.input");
  await field.fill(text);
  await field.press("Enter");
  await page.locator("poisk-search [aria-busy=false]").first().waitFor();
  const shown = await page.locator("poisk-search .hit .title").allTextContents();
  return shown.map((title) => title.replaceAll("\u00a0", " "));
}

const PAGE = readFileSync(repositoryFile("examples/page.html"), "utf8");
const FEED = readFileSync(repositoryFile("infra/site/playground/sample-feed.xml"), "utf8");

describe("the playground", () => {
  it("reads a pasted page, shows its fields and finds it by other forms of its words", async () => {
    await open();
    await paste(PAGE);
    expect(await status().textContent()).toBe("1\u00a0статья.");
    expect(await rows()).toMatchObject({
      Заголовок: "В Туле залили каток на крыше рынка",
      Источник: "Городская газета",
      Адрес: "https://gorodskaya-gazeta.example/sport/katok-na-kryshe",
      Кодировка: expect.stringMatching(/^utf-8/),
    });
    await expect.poll(() => search("катки на крышах")).toEqual(["В Туле залили каток на крыше рынка"]);
    expect(await page.locator("poisk-search .hit mark").first().textContent()).toBe("каток");
  });

  it("reads a pasted feed beside it, and one search finds articles of both", async () => {
    await open();
    await paste(PAGE);
    await expect.poll(() => search("каток")).toHaveLength(1);
    await paste(FEED);
    expect(await page.locator("poisk-playground .upload").first().locator("summary").allTextContents()).toEqual([
      "Первый трамвай нового маршрута вышел на линию",
      "В парке открыли каток с прокатом",
      "Библиотека собирает письма прошлого века",
    ]);
    await expect.poll(() => search("каток")).toHaveLength(2);
    await expect.poll(() => search("открытки")).toEqual(["Библиотека собирает письма прошлого века"]);
  });

  it("reads files that are chosen and dropped, packed too, and says why one gives no article", async () => {
    await open();
    await page.locator("input[type=file]").setInputFiles([
      { name: "страница.html.gz", mimeType: "application/gzip", buffer: gzipSync(PAGE) },
      { name: "снимок.png", mimeType: "image/png", buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47]) },
      { name: "целый.gz", mimeType: "application/gzip", buffer: gzipSync(PAGE).subarray(0, 99) },
    ]);
    await page.getByText("1\u00a0статья, 2\u00a0замечания читателя.").waitFor();
    await page.getByText(/Files that end with \.png are not read/).waitFor();
    await page.getByText("broken-archive").waitFor();
    const dropped = await page.evaluateHandle(
      (telegram) => {
        const data = new DataTransfer();
        data.items.add(new File([telegram], "result.json"));
        return data;
      },
      readFileSync(repositoryFile("test/fixtures/feeds/telegram-public.json"), "utf8"),
    );
    await page.locator("poisk-playground .drop").dispatchEvent("drop", { dataTransfer: dropped });
    await page.locator("poisk-playground .upload").filter({ hasText: "result.json" }).waitFor();
    await expect.poll(() => page.getByText(/^Не статьи: service message/).count()).toBe(1);
  });

  it("starts again with nothing, and reads the samples at the press of a button", async () => {
    await open();
    await page.getByRole("button", { name: "архив" }).click();
    await page.getByText("6\u00a0статей.").waitFor();
    await expect.poll(() => search("паром")).toHaveLength(2);
    await page.getByRole("button", { name: "Начать заново" }).click();
    await page.getByText("Пока ничего.").waitFor();
    expect(await page.locator("poisk-search").isVisible()).toBe(false);
    await page.getByRole("button", { name: "страница" }).click();
    await page.getByText("1\u00a0статья.").waitFor();
    await search("паром");
    await page.locator("poisk-search").getByText("По запросу «паром» ничего не нашлось").first().waitFor();
  });

  it("loads the worker and the dictionary with the first article, and speaks English where the page does", async () => {
    await open();
    const names = () => watched.requested.map((address) => address.slice(site.address.length));
    expect(names()).not.toContain("playground-worker.js");
    await page.evaluate(() => {
      document.documentElement.lang = "en";
      document.querySelector("poisk-playground")?.replaceWith(document.createElement("poisk-playground"));
    });
    await page.getByRole("button", { name: "a feed" }).click();
    await page.getByText("3\u00a0articles.").waitFor();
    expect(names()).toEqual(expect.arrayContaining(["playground-worker.js", "russian.dictionary"]));
    await page.getByRole("columnheader", { name: "Value" }).first().waitFor();
  });

  it.each([
    ["light on a desk", { colorScheme: "light" }],
    ["dark on a desk", { colorScheme: "dark" }],
    ["light on a phone", { colorScheme: "light", viewport: { width: 375, height: 740 } }],
    ["dark on a phone", { colorScheme: "dark", viewport: { width: 375, height: 740 } }],
  ] as const)("is clean to axe-core, and no wider than the window, in %s", async (name, options) => {
    await open(options);
    expect(await findViolations(page)).toEqual([]);
    await paste(PAGE);
    await paste(FEED);
    await paste("[{}, {}]");
    await search("каток");
    expect(await findViolations(page)).toEqual([]);
    const spareWidth = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return clientWidth - scrollWidth;
    });
    expect(spareWidth).toBe(0);
    const folder = process.env.SCREENSHOTS_FOLDER;
    if (folder !== undefined)
      await page.screenshot({ path: join(folder, `${name.replaceAll(" ", "-")}.png`), fullPage: true });
  });

  it("is used by the keyboard alone", async () => {
    await open();
    const field = page.getByLabel("Текст, HTML, JSON или лента");
    await field.focus();
    await page.keyboard.insertText(PAGE);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("1\u00a0статья.").waitFor();
    expect(await field.inputValue()).toBe("");
    await page.keyboard.press("Tab");
    const isFile = await page.evaluate(() =>
      document.querySelector("poisk-playground")?.shadowRoot?.activeElement?.matches("input[type=file]"),
    );
    expect(isFile).toBe(true);
  });
});
