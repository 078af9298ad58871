/**
 * The search page in a real browser, over a real local server with its sample articles.
 *
 * POISK_SCREENSHOTS names a folder for pictures of the page; without it none are taken.
 */
import { join } from "node:path";
import chromium from "@sparticuz/chromium";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
  chromium as playwright,
} from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type LocalServer, startLocalServer } from "../../infra/local/local-server.ts";
import { parseLocalSettings } from "../../infra/local/local-settings.ts";
import { createRecordingTerminal } from "../support/recording-terminal.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 360, height: 740 };

describe("the search page", () => {
  let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
  let server: LocalServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const complaints: string[] = [];
  const requested: string[] = [];

  beforeAll(async () => {
    folder = await makeTemporaryFolder();
    server = await startLocalServer(
      parseLocalSettings({ PORT: "0", S3_PORT: "0", DATA_DIR: folder.path }),
      createRecordingTerminal(),
    );
    // Made for a function that shows one page and ends: in a single process Chromium ends with its first window.
    const args = chromium.args.filter((arg) => arg !== "--single-process");
    browser = await playwright.launch({ executablePath: await chromium.executablePath(), args });
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
    await folder.remove();
  });

  beforeEach(() => {
    complaints.length = 0;
    requested.length = 0;
  });
  afterEach(async () => {
    await context.close();
    expect(complaints).toEqual([]);
    expect(requested.filter((url) => new URL(url).origin !== server.url)).toEqual([]);
  });

  /** Opens a page whose every complaint and request is written down. */
  async function open(path: string, options: BrowserContextOptions = {}): Promise<void> {
    context = await browser.newContext({ locale: "ru-RU", viewport: WIDE, ...options });
    page = await context.newPage();
    page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("requestfailed", (request) => {
      // A newer question calls off the one before.
      if (request.failure()?.errorText !== "net::ERR_ABORTED") complaints.push(`failed: ${request.url()}`);
    });
    page.on("request", (request) => requested.push(request.url()));
    await page.goto(server.url + path);
    await page.locator(".hit").first().waitFor();
  }

  async function takePicture(name: string): Promise<void> {
    const pictures = process.env.POISK_SCREENSHOTS;
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  }

  async function type(query: string): Promise<void> {
    await page.locator("#query").pressSequentially(query);
    await page.waitForURL((url) => url.searchParams.get("q") === query);
    await page.locator("#results:not([aria-busy])").waitFor();
  }

  const scrollsSideways = () =>
    page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

  it("lists the newest articles at first", async () => {
    await open("/");
    expect(await page.locator(".hit").count()).toBe(10);
    expect(await page.locator("#status").textContent()).toMatch(/^40\sстатей/);
    await takePicture("newest-light");
  });

  it("shows ranked hits with the found words marked in all their forms while one types", async () => {
    await open("/");
    await type("лавров");
    await page.locator(".hit mark").first().waitFor();
    const marks = await page.locator(".hit mark").allTextContents();
    expect(marks.length).toBeGreaterThan(0);
    for (const mark of marks) expect(mark.toLowerCase()).toMatch(/^лавров(?:а|у|ым|е)?$/);
    expect(await page.locator(".hit__link").first().textContent()).toContain("Лавров");
    await takePicture("lavrov-light");
  });

  it("finds by another form of each word, and says which articles lack one", async () => {
    await open("/?q=полярные ледоколы");
    expect(await page.locator(".hit__link").first().textContent()).toContain("Полярный рассвет");
    expect(await page.locator(".hit__snippet mark").count()).toBeGreaterThan(1);
    await takePicture("two-words-light");
  });

  it("opens the article of a hit by keyboard alone, and leads back", async () => {
    await open("/?q=ледокол");
    await page.locator("#query").focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    const title = await page.evaluate(() => document.activeElement?.textContent ?? "");
    expect(title).toBe(await page.locator(".hit__link").first().textContent());
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/a\/[\w-]{22}$/);
    expect(await page.locator("h1").textContent()).toBe(title);
    await takePicture("article-light");
    await page.goBack();
    await page.locator(".hit").first().waitFor();
    expect(await page.locator("#query").inputValue()).toBe("ледокол");
  });

  it("says when nothing is found, and offers a way on", async () => {
    await open("/");
    await type("абракадабрический");
    await page.locator("#nothing").waitFor();
    expect(await page.locator("#status").textContent()).toContain("ничего не нашлось");
    await takePicture("nothing-light");
    await page.locator("#nothing-newest").click();
    await page.locator(".hit").first().waitFor();
  });

  it("shows a query that looks like markup as the text that it is", async () => {
    await open("/");
    await type("<img src=x onerror=alert(1)>");
    expect(await page.locator("main img").count()).toBe(0);
  });

  it("shows more on request, and moves the focus there", async () => {
    await open("/");
    await page.locator("#more").click();
    await page.locator(".hit").nth(10).waitFor();
    const eleventh = await page.locator(".hit__link").nth(10).textContent();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(eleventh);
  });

  it.each(["light", "dark"] as const)("fits a narrow phone without scrolling sideways, %s", async (colorScheme) => {
    await open("/?q=ледокол", { viewport: NARROW, colorScheme, deviceScaleFactor: 2, hasTouch: true, isMobile: true });
    expect(await scrollsSideways()).toBe(false);
    await takePicture(`narrow-${colorScheme}`);
    await page.locator(".hit__link").first().click();
    await page.waitForURL(/\/a\//);
    expect(await scrollsSideways()).toBe(false);
    await takePicture(`narrow-article-${colorScheme}`);
  });

  it("is dark where the reader's system is", async () => {
    await open("/?q=лавров", { colorScheme: "dark" });
    const brightness = await page.evaluate(() => {
      const [red = 255, green = 255, blue = 255] =
        getComputedStyle(document.body).backgroundColor.match(/\d+/g)?.map(Number) ?? [];
      return (red + green + blue) / 3;
    });
    expect(brightness).toBeLessThan(90);
    await takePicture("lavrov-dark");
  });

  it("speaks English to readers of other languages", async () => {
    await open("/", { locale: "en-GB" });
    expect(await page.locator("#submit").textContent()).toBe("Search");
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
  });
});
