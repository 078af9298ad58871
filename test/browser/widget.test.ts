/**
 * The search box on a page of another origin, under the strictest policy that it promises to work with, over a real local
 * server with its sample articles.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import chromium from "@sparticuz/chromium";
import { type Browser, type BrowserContext, type Page, chromium as playwright } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type LocalServer, startLocalServer } from "../../infra/local/local-server.ts";
import { parseLocalSettings } from "../../infra/local/local-settings.ts";
import { createRecordingTerminal } from "../support/recording-terminal.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

describe("the search box on a page of another origin", () => {
  let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
  let server: LocalServer;
  let host: Server;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const complaints: string[] = [];
  const requested: string[] = [];

  beforeAll(async () => {
    folder = await makeTemporaryFolder();
    server = await startLocalServer(
      parseLocalSettings({ PORT: "0", S3_PORT: "0", DEMO_PORT: "0", DATA_DIR: folder.path }),
      createRecordingTerminal(),
    );
    host = createServer((request, response) => {
      const box = new URL(request.url ?? "/", "http://host.example").searchParams.get("box") ?? "";
      response.setHeader("Content-Type", "text/html; charset=utf-8");
      response.setHeader(
        "Content-Security-Policy",
        `default-src 'none'; script-src ${server.url}; connect-src ${server.url}; require-trusted-types-for 'script'`,
      );
      response.end(`<!doctype html><html lang="ru"><title>Газета</title><link rel="icon" href="data:,">
        <script type="module" src="${server.url}/widget.js"></script>
        <poisk-search endpoint="${server.url}" ${box}></poisk-search>`);
    });
    await new Promise<void>((resolve) => host.listen(0, "127.0.0.1", resolve));
    const args = chromium.args.filter((arg) => arg !== "--single-process");
    browser = await playwright.launch({ executablePath: await chromium.executablePath(), args });
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    host.close();
    await server.close();
    await folder.remove();
  });
  afterEach(async () => {
    await context.close();
    expect(complaints.splice(0)).toEqual([]);
    expect(requested.splice(0).filter((url) => new URL(url).origin !== server.url)).toEqual([]);
  });

  const hostAddress = (): string => `http://127.0.0.1:${(host.address() as AddressInfo).port}/`;

  async function open(box: string, query = ""): Promise<void> {
    context = await browser.newContext({ locale: "ru-RU", viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    page.on("console", (message) => {
      // The empty icon is the host's own affair.
      if (!message.text().includes("data:,")) complaints.push(`${message.type()}: ${message.text()}`);
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
      if (!request.isNavigationRequest() && !request.url().startsWith("data:")) requested.push(request.url());
    });
    await page.goto(`${hostAddress()}?box=${encodeURIComponent(box)}${query}`);
    await field().waitFor();
  }

  const field = () => page.getByRole("combobox", { name: "Поиск по новостям" });
  const options = () => page.locator("poisk-search .option.hit");

  it("finds while one types, and opens the active hit by Enter", async () => {
    await open("");
    await field().pressSequentially("полярный ледокол");
    await options().first().waitFor();
    expect(await field().getAttribute("aria-expanded")).toBe("true");
    await page.evaluate(() => {
      document.addEventListener("poisk:select", (event) => {
        event.preventDefault();
        document.title = event.detail.hit.title.text;
      });
    });
    while (!(await page.locator("poisk-search .hit[aria-selected]").count())) await page.keyboard.press("ArrowDown");
    const active = page.locator("poisk-search [aria-selected]");
    expect(await field().getAttribute("aria-activedescendant")).toBe(await active.getAttribute("id"));
    const title = await active.locator(".title").textContent();
    await page.keyboard.press("Enter");
    expect(await page.title()).toBe(title);
    expect(await field().getAttribute("aria-expanded")).toBe("false");
    await page.keyboard.press("ArrowDown");
    expect(await field().getAttribute("aria-expanded")).toBe("true");
    await page.keyboard.press("Escape");
    expect(await field().getAttribute("aria-expanded")).toBe("false");
    expect(await field().inputValue()).toBe("полярный ледокол");
  });

  it("says what was mended, and searches for the words as typed where asked to", async () => {
    await open("");
    await field().pressSequentially("лаврво");
    await page.getByText("Показаны результаты для «лавров»").waitFor();
    await page.getByRole("option", { name: "Искать «лаврво»" }).click();
    await page.getByText("По запросу «лаврво» ничего не нашлось").first().waitFor();
  });

  it("keeps a page of results in its address, filters included, and goes back", async () => {
    await open('mode="page" sync-url', "&q=ледокол");
    const hits = page.locator("poisk-search .results .hit");
    await hits.first().waitFor();
    const all = await hits.count();
    await page.getByRole("checkbox", { name: /Морпуть/ }).check();
    await page.waitForFunction(
      (count) => document.querySelector("poisk-search")?.shadowRoot?.querySelectorAll(".results .hit").length !== count,
      all,
    );
    expect(new URL(page.url()).searchParams.get("source")).toBe("Морпуть");
    expect(await page.getByRole("checkbox").count()).toBeGreaterThan(2);
    await page.goBack();
    await page.waitForFunction(
      (count) => document.querySelector("poisk-search")?.shadowRoot?.querySelectorAll(".results .hit").length === count,
      all,
    );
    expect(new URL(page.url()).searchParams.get("source")).toBeNull();
    expect(await page.getByRole("checkbox", { name: /Морпуть/ }).isChecked()).toBe(false);
  });

  it("comes back with its query where it is taken out of the page and put in again", async () => {
    await open("");
    await field().pressSequentially("ледокол");
    await options().first().waitFor();
    await page.evaluate(() => {
      const box = document.querySelector("poisk-search");
      box?.remove();
      if (box) document.body.append(box);
    });
    await field().click();
    await options().first().waitFor();
    expect(await field().inputValue()).toBe("ледокол");
    expect(await page.locator("poisk-search input").count()).toBe(1);
  });
});
