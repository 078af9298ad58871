/**
 * Pictures of all that a reader sees, in every state, light and dark, on a desk and on a phone: npm run gallery --
 * [folder] [words of the states' names]. They are made by a real Chromium over the local server with its sample
 * articles, and stand on one page, `index.html`, to be looked at. Without a folder they go to `gallery/` in the
 * system's temporary folder.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { BrowserContextOptions, Page } from "playwright-core";
import { startLocalServer } from "../../infra/local/local-server.ts";
import { parseLocalSettings } from "../../infra/local/local-settings.ts";
import { FileObjectStore } from "../../src/store/local.ts";
import type { ObjectStore } from "../../src/store/store.ts";
import { launchChromium, openWatchedPage } from "../browser/support/chromium.ts";
import { allowEveryone, publishedFrom, startIndexHosts } from "../browser/support/index-site.ts";
import { parseBlocks } from "../documentation/documented-page.ts";
import { makeContext } from "../support/index-context.ts";
import { createRecordingTerminal } from "../support/recording-terminal.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

interface Shot {
  readonly name: string;
  /**
   * Path on the local server; `foreign` is the other site's first page, `index` a page of a site that searches a
   * published index.
   */
  readonly path: string;
  /** Brings the page into the state, and resolves when it is there. */
  readonly bring?: (page: Page) => Promise<void>;
  readonly context?: BrowserContextOptions;
}

const field = (page: Page) => page.locator("poisk-search input.input").first();
const type = (text: string, shown: string) => async (page: Page) => {
  await field(page).fill(text);
  await page.locator(shown).first().waitFor();
};
/** Answers of the API are held back, or lost, before something is typed. */
const typeWith = (answer: "late" | "lost", text: string, restMs: number) => async (page: Page) => {
  await page.route(/\/(search|suggest)\?/, (route) => (answer === "lost" ? route.abort() : undefined));
  await field(page).fill(text);
  await page.waitForTimeout(restMs);
};

const OPTION = "poisk-search .option.hit";
const RESULT = "poisk-search .results .hit";
const RETRIED_MS = 2_500;
/** Time until the content behind the hits is there. */
const SETTLED_MS = 700;
/** Ten times as much as any other file of the box. */
const ENGINE_BYTES = 200_000;

const blocks = parseBlocks("docs/widget.md", await readFile("docs/widget.md", "utf8"));
const documented = (language: string): string =>
  blocks.find((block) => block.language === language && block.headings.includes("In places of your own"))?.text ?? "";

const shots: readonly Shot[] = [
  { name: "start", path: "/" },
  { name: "list, one letter", path: "/", bring: type("л", "poisk-search .option") },
  { name: "list", path: "/", bring: type("ледокол", OPTION) },
  { name: "list, a word and a letter", path: "/", bring: type("полярный л", "poisk-search .option") },
  { name: "list, corrected", path: "/", bring: type("лаврво", OPTION) },
  { name: "list, nothing found", path: "/", bring: type("абракадабра", "poisk-search .empty") },
  { name: "list, waiting", path: "/", bring: typeWith("late", "ледокол", 1_000) },
  {
    name: "list, waiting beside older hits",
    path: "/",
    bring: async (page) => {
      await type("ледокол", OPTION)(page);
      await typeWith("late", "ледокол арктика", 1_000)(page);
    },
  },
  { name: "list, no answer", path: "/", bring: typeWith("lost", "ледокол", RETRIED_MS) },
  { name: "list on another site", path: "foreign", bring: type("ледокол", OPTION) },
  { name: "index, list", path: "index", bring: type("ледокол", OPTION) },
  { name: "index, loading the engine", path: "index", bring: loadingEngine },
  { name: "index, not found at its address", path: "index", bring: withoutIndex },
  { name: "results, newest", path: "/results", bring: (page) => page.locator(RESULT).first().waitFor() },
  { name: "results", path: "/results?q=ледокол", bring: (page) => page.locator(RESULT).first().waitFor() },
  {
    name: "results, understood",
    path: "/results?q=мид+в+2022+году",
    bring: (page) => page.locator(RESULT).first().waitFor(),
  },
  {
    name: "results, nothing found",
    path: "/results?q=абракадабра",
    bring: (page) => page.locator("poisk-search .empty").first().waitFor(),
  },
  { name: "results, over time", path: "/results?from=2018-01-01&to=2021-12-31", bring: overTime },
  { name: "results, printed", path: "/results?q=ледокол", bring: printed },
  { name: "server's results, newest", path: "/?sort=newest" },
  { name: "server's results", path: "/?q=полярный+ледокол" },
  { name: "server's results, understood", path: "/?q=мид+в+2022+году" },
  {
    name: "server's results, filtered",
    path: "/?q=ледокол&source=Морпуть&from=2022-01-01&to=2022-12-31",
    bring: unfolded,
  },
  { name: "server's results, a month", path: "/?from=2021-06-01&to=2021-06-30", bring: unfolded },
  { name: "server's results, nothing found", path: "/?q=абракадабра" },
  { name: "server's results, a wrong parameter", path: "/?q=ледокол&from=2020" },
  { name: "server's results, list", path: "/?q=ледокол", bring: listed },
  { name: "elements, newest", path: "/results", bring: composed("") },
  { name: "elements", path: "/results", bring: composed("ледокол") },
  { name: "elements, filtered", path: "/results", bring: composed("ледокол", filtered) },
  { name: "elements, suggestions", path: "/results", bring: composed("по", suggested) },
  { name: "elements, nothing found", path: "/results", bring: composed("абракадабра", emptied) },
  { name: "dialog", path: "/results", bring: dialog("") },
  { name: "dialog, list", path: "/results", bring: dialog("ледокол", OPTION) },
  { name: "dialog, nothing found", path: "/results", bring: dialog("абракадабра", "poisk-search .empty") },
  { name: "themes", path: "/themes", bring: (page) => page.locator(RESULT).nth(11).waitFor() },
  { name: "article", path: "/results?q=больница", bring: openArticle },
  { name: "article, with its query", path: "/?q=полярный+ледокол", bring: openFound },
];

/** The engine is a file of 390 KB, which the field does not wait for. */
async function loadingEngine(page: Page): Promise<void> {
  await page.context().route(/\/widget-/, async (route) => {
    const response = await route.fetch();
    return (await response.body()).length < ENGINE_BYTES ? route.fulfill({ response }) : undefined;
  });
  await field(page).fill("ледокол");
  await page.waitForTimeout(RETRIED_MS);
}

async function withoutIndex(page: Page): Promise<void> {
  allowEveryone(hosts.index, (_, response) => {
    response.writeHead(404).end();
    return true;
  });
  await field(page).fill("ледокол");
  await page.getByText("Поиск сейчас недоступен").first().waitFor();
  await page.waitForTimeout(SETTLED_MS);
}

async function printed(page: Page): Promise<void> {
  await page.locator(RESULT).first().waitFor();
  await page.emulateMedia({ media: "print" });
}

/** The filters of a narrow page. */
async function unfolded(page: Page): Promise<void> {
  const summary = page.locator(".filters > summary");
  if (await summary.isVisible()) await summary.click();
}

async function overTime(page: Page): Promise<void> {
  await page.locator(RESULT).first().waitFor();
  await page.locator("poisk-search .times").waitFor({ state: "attached" });
  const summary = page.locator("poisk-search .filters-summary");
  if (await summary.isVisible()) await summary.click();
  await page.getByText("По времени").click();
  await page.locator("poisk-search .bar").first().waitFor();
}

/** The page of docs/widget.md with its elements, and a search in it. */
function composed(text: string, then: (page: Page) => Promise<void> = async () => {}) {
  return async (page: Page): Promise<void> => {
    await page.evaluate(
      ([markup = "", css = ""]) => {
        const { body } = new DOMParser().parseFromString(
          markup.replace(/ endpoint="[^"]*"/, ' endpoint="/"'),
          "text/html",
        );
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(css);
        document.adoptedStyleSheets = [sheet];
        document.querySelector("main")?.replaceChildren(...body.childNodes);
      },
      [documented("html"), documented("css")],
    );
    await page.locator("poisk-results .hit").first().waitFor();
    await field(page).fill(text);
    if (then !== suggested) await field(page).press("Enter");
    if (then !== emptied) await page.locator("poisk-results .hit", { hasText: text }).first().waitFor();
    await then(page);
    await page.waitForTimeout(SETTLED_MS);
  };
}

async function filtered(page: Page): Promise<void> {
  await page.locator("poisk-filters .choice").first().waitFor({ state: "attached" });
  const summary = page.locator("poisk-filters .filters-summary");
  if (await summary.isVisible()) await summary.click();
  await page.locator("poisk-filters .choice input").first().check();
  await page.locator("poisk-filters .button").waitFor();
}

async function suggested(page: Page): Promise<void> {
  await field(page).click();
  await page.locator("poisk-search .option").first().waitFor();
}

async function emptied(page: Page): Promise<void> {
  await page.locator("poisk-results .empty").waitFor();
}

function dialog(text: string, shown = "poisk-dialog .hints") {
  return async (page: Page): Promise<void> => {
    await page.evaluate(() => {
      const added = document.createElement("poisk-dialog");
      added.setAttribute("endpoint", "/");
      document.querySelector("main")?.prepend(added);
    });
    await page.locator("poisk-dialog .open").click();
    await page.locator("poisk-dialog input.input").fill(text);
    await page
      .locator(`poisk-dialog ${shown.replace("poisk-dialog ", "")}`)
      .first()
      .waitFor({ state: "attached" });
    await page.waitForTimeout(SETTLED_MS);
  };
}

async function listed(page: Page): Promise<void> {
  await page.locator(".box__input").click();
  await page.locator(OPTION).first().waitFor();
}

async function openArticle(page: Page): Promise<void> {
  await page.locator(RESULT).first().waitFor();
  const own = await page.locator(`${RESULT} a[href*="/a/"]`).first().getAttribute("href", { timeout: 1_000 });
  if (own !== null) await page.goto(new URL(own, page.url()).href);
}

async function openFound(page: Page): Promise<void> {
  await page.getByRole("link", { name: "текст статьи" }).first().click();
  await page.waitForURL(/\/a\//);
}

const DESK: BrowserContextOptions = { viewport: { width: 1200, height: 800 } };
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 780 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
};
const sights: Readonly<Record<string, BrowserContextOptions>> = {
  "desk, light": { ...DESK, colorScheme: "light" },
  "desk, dark": { ...DESK, colorScheme: "dark" },
  "phone, light": { ...PHONE, colorScheme: "light" },
  "phone, dark": { ...PHONE, colorScheme: "dark" },
  "forced colours": { ...DESK, forcedColors: "active" },
};

const [folder = join(tmpdir(), "gallery"), named = ""] = process.argv.slice(2);
if (folder.startsWith("-")) {
  console.error("npm run gallery -- [folder] [words of the states' names]");
  process.exit(2);
}
const target = resolve(folder);
await mkdir(target, { recursive: true });
const data = await makeTemporaryFolder();
const server = await startLocalServer(
  parseLocalSettings({ PORT: "0", S3_PORT: "0", DEMO_PORT: "0", DATA_DIR: data.path }),
  createRecordingTerminal(),
);
const hosts = await startIndexHosts(await publishSamples());
const browser = await launchChromium();
try {
  const rows: string[] = [];
  for (const shot of shots.filter(({ name }) => name.includes(named))) rows.push(await takeAll(shot));
  await writeFile(join(target, "index.html"), galleryPage(rows));
  console.log(`${join(target, "index.html")}: ${rows.length} states, each in ${Object.keys(sights).length} pictures.`);
} finally {
  await browser.close();
  await hosts.close();
  await server.close();
  await data.remove();
}

/** Publishes the local server's samples, once all of them are indexed. */
async function publishSamples(): Promise<ObjectStore> {
  const source = { ...makeContext(), store: new FileObjectStore(data.path) };
  return publishedFrom(source);
}

function addressOf(path: string): string {
  if (path === "foreign") return server.foreignUrl;
  if (path !== "index") return server.url + path;
  allowEveryone(hosts.index);
  return hosts.lay({ attributes: 'article-url="/news/{id}"' });
}

/** A row of the page: the state in each sight. */
async function takeAll({ name, path, bring, context }: Shot): Promise<string> {
  const figures: string[] = [];
  for (const [sight, options] of Object.entries(sights)) {
    const { page, context: opened } = await openWatchedPage(browser, { ...options, ...context });
    await page.goto(addressOf(path));
    await bring?.(page);
    const file = `${name}, ${sight}`.replaceAll(/[, ]+/g, "-");
    await showWhole(page);
    await page.screenshot({ path: join(target, `${file}.png`) });
    await opened.close();
    figures.push(`<figure><img src="${file}.png" alt=""><figcaption>${sight}</figcaption></figure>`);
  }
  return `<h2>${name}</h2><div>${figures.join("")}</div>`;
}

/**
 * Makes the window as high as the page, unless a dialog fills it: Chromium takes a picture of a whole page as if it had
 * a mouse.
 */
async function showWhole(page: Page): Promise<void> {
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  const wholeHeight = await page.evaluate(() =>
    document.querySelector("poisk-dialog") ? 0 : document.documentElement.scrollHeight,
  );
  if (wholeHeight > height) await page.setViewportSize({ width, height: wholeHeight });
}

function galleryPage(rows: readonly string[]): string {
  return `<!doctype html><meta charset="utf-8"><title>poisk: what a reader sees</title>
<style>body{font-family:sans-serif;background:#ddd}div{display:flex;gap:1rem;align-items:start;overflow:auto}img{max-width:600px;max-height:800px}figure{margin:0}</style>
${rows.join("\n")}
`;
}
