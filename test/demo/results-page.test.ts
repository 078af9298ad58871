/**
 * The server's own pages in a real browser, over the local server with its sample articles: of results and of an
 * article, with scripts and without.
 *
 * SCREENSHOTS_FOLDER names a folder for pictures of the pages; without it none are taken.
 */
import { join } from "node:path";
import axe from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type LocalServer, startLocalServer } from "../../infra/local/local-server.ts";
import { parseLocalSettings } from "../../infra/local/local-settings.ts";
import { launchChromium, openWatchedPage, type WatchedPage } from "../browser/support/chromium.ts";
import { createRecordingTerminal } from "../support/recording-terminal.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

const NARROW = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

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

async function open(path: string, options: BrowserContextOptions = {}): Promise<void> {
  watched = await openWatchedPage(browser, options);
  page = watched.page;
  await page.goto(`${server.url}${path}`);
}

const hits = () => page.locator(".hit");
const plain = () => page.locator(".box__input");
const field = () => page.locator("poisk-search input");

async function takePicture(name: string): Promise<void> {
  const pictures = process.env.SCREENSHOTS_FOLDER;
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

/** Lists the violations that axe-core finds: the rule and the place. */
async function violations(): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const found = await (window as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ["violations"] });
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  });
}

describe.each(["/?q=ледокол", "/results?q=ледокол"])("on a phone the page %s", (path) => {
  it("has its first hit at most 200 pixels below the top, and its filters behind one button", async () => {
    await open(path, NARROW);
    await hits().first().waitFor();
    const button = page.locator("summary:visible");
    await button.waitFor();
    const box = await hits().first().boundingBox();
    expect(box?.y).toBeLessThanOrEqual(200);
    expect(await button.allTextContents()).toEqual(["Уточнить"]);
    await button.click();
    await page.getByText("Порядок").or(page.locator("select")).first().waitFor();
    expect((await button.first().boundingBox())?.y).toBeLessThan(box?.y ?? 0);
  });

  it("leads to its first hit by six presses of Tab", async () => {
    await open(path, NARROW);
    await hits().first().waitFor();
    await page.locator("summary:visible").waitFor();
    for (let press = 0; press < 6; press++) await page.keyboard.press("Tab");
    const focused = hits().first().locator("a:focus");
    expect(await focused.count()).toBe(1);
  });
});

describe("without scripts", () => {
  it("leads from the field to results, to an article with its words marked, and back", async () => {
    await open("/?sort=newest", { javaScriptEnabled: false });
    await plain().fill("полярный ледокол");
    await plain().press("Enter");
    await page.waitForURL(/\/\?q=/);
    expect(new URL(page.url()).searchParams.get("sort")).toBe("newest");
    await page.getByRole("link", { name: "текст статьи" }).first().click();
    await page.waitForURL(/\/a\//);
    expect(await page.locator("h1 mark").allTextContents()).toEqual(["Ледокол", "Полярный"]);
    await page.getByRole("link", { name: "К результатам по запросу «полярный ледокол»" }).click();
    await page.waitForURL(/\/\?q=/);
    expect(await plain().inputValue()).toBe("полярный ледокол");
  });

  it("narrows, turns pages and takes a filter off by links", async () => {
    await open("/?sort=newest", { javaScriptEnabled: false });
    await page.getByRole("link", { name: "Дальше" }).click();
    await page.waitForURL(/offset=10/);
    expect(await hits().count()).toBe(10);
    await page.getByRole("link", { name: "2021", exact: true }).click();
    await page.waitForURL(/from=2021-01-01/);
    expect(await page.locator(".results__head").textContent()).toBe("Найдено 6\u00a0статей");
    await page.getByRole("link", { name: "убрать: 2021" }).click();
    await page.waitForURL((url) => !url.searchParams.has("from"));
  });
});

describe("with scripts", () => {
  it("loads and asks nothing until a reader comes to the field, and moves nothing when the box takes its place", async () => {
    await open("/?q=ледокол");
    expect(watched.requested.filter((url) => url.includes("/search"))).toEqual([]);
    const [boxBefore, hitBefore] = [await page.locator(".box").boundingBox(), await hits().first().boundingBox()];
    await plain().click();
    await field().waitFor();
    expect(await field().evaluate((input) => (input.getRootNode() as ShadowRoot).activeElement === input)).toBe(true);
    expect(await field().inputValue()).toBe("ледокол");
    // Its list is open, as where it stood from the beginning.
    await page.getByRole("option").first().waitFor();
    expect(await page.locator("poisk-search").boundingBox()).toEqual(boxBefore);
    expect(await hits().first().boundingBox()).toEqual(hitBefore);
    await takePicture("results-page-box");
    await field().pressSequentially("ы");
    await page
      .getByRole("option", { name: /Полярный рассвет/ })
      .first()
      .waitFor();
    await takePicture("results-page-list");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.searchParams.get("q") === "ледоколы");
    await page.goBack();
    await page.waitForURL((url) => url.searchParams.get("q") === "ледокол");
    expect(await hits().count()).toBe(3);
  });

  it("keeps what is typed while the box is loaded, and the filters of the page", async () => {
    await open("/?source=%D0%9C%D0%BE%D1%80%D0%BF%D1%83%D1%82%D1%8C");
    await plain().pressSequentially("ледокол", { delay: 5 });
    await field().waitFor();
    expect(await field().inputValue()).toBe("ледокол");
    await page.keyboard.press("Enter");
    await page.waitForURL(/q=/);
    expect(new URL(page.url()).searchParams.get("source")).toBe("Морпуть");
  });
});

describe.each(["light", "dark"] as const)("axe-core finds nothing wrong in %s", (colorScheme) => {
  it.each([
    ["results", "/?q=ледокол"],
    ["the newest", "/?sort=newest&offset=10"],
    ["a correction and dates", "/?q=лаврво+вчера"],
    ["nothing found", "/?q=гиппопотам"],
    ["long names", `/?q=${"ж".repeat(400)}&source=${"ж".repeat(190)}`],
  ])("on a page of %s, which does not scroll sideways on a phone", async (_, path) => {
    await open(path, { ...NARROW, colorScheme });
    const lists = page.locator("summary").filter({ visible: true });
    if ((await lists.count()) > 0) await lists.first().click();
    expect(await violations()).toEqual([]);
    const isWide = await page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
    expect(isWide).toBe(false);
  });

  it("on the page of an article", async () => {
    await open("/?q=ледокол", { colorScheme });
    await page.getByRole("link", { name: "текст статьи" }).first().click();
    await page.waitForURL(/\/a\//);
    expect(await violations()).toEqual([]);
  });
});
