/**
 * A real Chromium, and pages whose every complaint and request is written down.
 */
import chromium from "@sparticuz/chromium";
import { type Browser, type BrowserContext, type Page, chromium as playwright } from "playwright-core";

/**
 * The arguments are made for a function that takes a picture of one page and ends: in a single process Chromium ends
 * with its first window, and without web security it asks for no leave to read what is of another origin.
 */
const LEFT_OUT = new Set(["--single-process", "--disable-web-security"]);

export async function launchChromium(): Promise<Browser> {
  const args = chromium.args.filter((arg) => !LEFT_OUT.has(arg));
  return playwright.launch({ executablePath: await chromium.executablePath(), args });
}

export interface WatchedPage {
  readonly context: BrowserContext;
  readonly page: Page;
  /** All that the console said, and errors that nobody caught. */
  readonly complaints: string[];
  /** Addresses of all that the page loaded, itself left out. */
  readonly requested: string[];
}

/** A page in a context of its own; Russian and as wide as a desk unless `options` say otherwise. */
export async function openWatchedPage(
  browser: Browser,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ locale: "ru-RU", viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requested: string[] = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (!request.isNavigationRequest()) requested.push(request.url());
  });
  return { context, page, complaints, requested };
}
