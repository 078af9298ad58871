/**
 * The pages of `npm start` in a real browser, over a real local server with its sample articles: its own, and the site
 * of somebody else that embeds the search box.
 *
 * SCREENSHOTS_FOLDER names a folder for pictures of the pages; without it none are taken.
 */
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type LocalServer, startLocalServer } from "../../infra/local/local-server.ts";
import { parseLocalSettings } from "../../infra/local/local-settings.ts";
import { typeset } from "../../src/typeset.ts";
import { launchChromium, openWatchedPage, type WatchedPage } from "../browser/support/chromium.ts";
import { createRecordingTerminal } from "../support/recording-terminal.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

const NARROW = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
/** Settings of the README's pictures (docs/images), `search-light.png` and `search-dark.png`. */
const PICTURE = { viewport: { width: 880, height: 540 }, deviceScaleFactor: 1.25 };

let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
let server: LocalServer;
let browser: Browser;
let watched: WatchedPage;
let page: Page;

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  server = await startLocalServer(
    parseLocalSettings({ PORT: "0", S3_PORT: "0", DEMO_PORT: "0", DATA_DIR: folder.path }),
    createRecordingTerminal(),
  );
  browser = await launchChromium();
}, 60_000);
afterAll(async () => {
  await browser.close();
  await server.close();
  await folder.remove();
});
afterEach(async () => {
  await watched.context.close();
  expect(watched.complaints).toEqual([]);
});

async function open(address: string, options: BrowserContextOptions = {}): Promise<void> {
  watched = await openWatchedPage(browser, options);
  page = watched.page;
  await page.goto(address);
  await field().waitFor();
}

const field = () => page.locator("poisk-search input.input");
const results = () => page.locator("poisk-search .results .hit");
const scrollsSideways = () =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

async function takePicture(name: string, { fullPage = true } = {}): Promise<void> {
  const pictures = process.env.SCREENSHOTS_FOLDER;
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage });
}

describe("the pages of the local server", () => {
  it("lead from the field in their head to the page of results, and from there to an article and back", async () => {
    await open(`${server.url}/`);
    await field().pressSequentially("полярные ледоколы");
    await page
      .getByRole("option", { name: /Полярный рассвет/ })
      .first()
      .waitFor();
    await takePicture("front");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${server.url}/results?q=*`);
    const first = results().first().locator("a").first();
    await first.waitFor();
    expect(await page.title()).toBe("полярные ледоколы — Поиск по статьям");
    await takePicture("results");
    const title = typeset((await first.textContent()) ?? "");
    await first.click();
    await page.waitForURL(/\/a\/[\w-]{22}$/);
    expect(typeset((await page.locator("h1").textContent()) ?? "")).toBe(title);
    await page.goBack();
    await results().first().waitFor();
    expect(await field().inputValue()).toBe("полярные ледоколы");
    expect(watched.requested.filter((url) => new URL(url).origin !== server.url)).toEqual([]);
  });

  it("list the newest articles where nothing is asked for", async () => {
    await open(`${server.url}/results`);
    await results().nth(9).waitFor();
    expect(await page.locator("poisk-search .summary").textContent()).toBe("Найдено 40\u00a0статей");
    expect(await page.locator("poisk-search select").inputValue()).toBe("newest");
  });

  it.each(["light", "dark"] as const)(
    "find by keys of the wrong layout, and search for the words as typed when asked, %s",
    async (colorScheme) => {
      await open(`${server.url}/results?q=kfdhjd`, { ...PICTURE, colorScheme });
      await page.getByText("Показаны результаты для «лавров»").first().waitFor();
      expect(await results().first().locator("mark").first().textContent()).toMatch(/^Лавров/);
      await takePicture(`search-${colorScheme}`, { fullPage: false });
      await page.getByRole("button", { name: "Искать «kfdhjd»" }).click();
      await page.getByText("По запросу «kfdhjd» ничего не нашлось").first().waitFor();
      expect(new URL(page.url()).searchParams.get("ignore")).toBe("layout:kfdhjd");
    },
  );

  it("speak English to readers of other languages", async () => {
    await open(`${server.url}/results?q=ледокол`, { locale: "en-GB" });
    await page.getByText("3\u00a0articles found").first().waitFor();
    expect(await page.title()).toBe("ледокол — Search the articles");
    expect(await page.getByRole("combobox", { name: "Search the articles" }).count()).toBe(1);
  });

  it.each(["light", "dark"] as const)("fit a narrow phone without scrolling sideways, %s", async (colorScheme) => {
    await open(`${server.url}/`, { ...NARROW, colorScheme });
    await field().pressSequentially("ледокол");
    await page.locator("poisk-search .option.hit").first().waitFor();
    expect(await scrollsSideways()).toBe(false);
    await takePicture(`narrow-front-${colorScheme}`);
    await page.goto(`${server.url}/results?q=ледокол`);
    await results().first().waitFor();
    expect(await scrollsSideways()).toBe(false);
    await takePicture(`narrow-results-${colorScheme}`);
    await results().first().locator("a").first().click();
    await page.waitForURL(/\/a\//);
    expect(await scrollsSideways()).toBe(false);
  });
});

describe("the site of somebody else", () => {
  it("finds under a policy that lets in the search box alone, and sends nothing elsewhere", async () => {
    await open(`${server.foreignUrl}/`, { viewport: { width: 1180, height: 640 } });
    await field().pressSequentially("ледокол");
    await page.locator("poisk-search .option.hit").first().waitFor();
    await takePicture("foreign", { fullPage: false });
    await page.keyboard.press("Enter");
    await page.waitForURL(`${server.foreignUrl}/archive?q=*`);
    await results().first().waitFor();
    await page.getByRole("checkbox", { name: /Морпуть/ }).check();
    await page.waitForURL(/source=/);
    await takePicture("foreign-archive");
    const origins = new Set(watched.requested.map((url) => new URL(url).origin));
    expect([...origins].sort()).toEqual([server.url, server.foreignUrl].sort());
  });

  it("is linked from the first page, and lets in scripts and answers of the search box alone", async () => {
    await open(`${server.url}/`);
    await page.getByRole("link", { name: "Вечерний берег" }).click();
    await page.waitForURL(`${server.foreignUrl}/`);
    const policy = (await fetch(server.foreignUrl)).headers.get("content-security-policy");
    expect(policy).toContain(`default-src 'none'; script-src ${server.url}; connect-src ${server.url};`);
    expect(policy).not.toMatch(/unsafe|\*/);
  });
});
