/**
 * The components for React, and the elements as Vue takes them: rendered in Node without a DOM, and brought to life in
 * a real browser over the same markup.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import { createElement } from "react";
import { renderToString as renderReact } from "react-dom/server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createSSRApp } from "vue";
import { compileScript, parse } from "vue/compiler-sfc";
import { renderToString as renderVue } from "vue/server-renderer";
import { parseBlocks } from "../documentation/documented-page.ts";
import { launchChromium, openWatchedPage, type WatchedPage } from "./support/chromium.ts";
import { archiveOf } from "./support/scripted-site.ts";
import { App as ReactApp } from "./wrappers/react-app.ts";
import { App as VueApp } from "./wrappers/vue-app.ts";

const LAUNCH_TIMEOUT_MS = 60_000;
const SHOP = "https://shop.example";
const SEARCH = "https://search.example";

const frameworks = {
  React: {
    start: `import { createElement } from "react"; import { hydrateRoot } from "react-dom/client"; import { App } from "./react-app.ts";
      hydrateRoot(document.querySelector("#app"), createElement(App));`,
    render: async () => renderReact(createElement(ReactApp)),
  },
  Vue: {
    start: `import { createSSRApp } from "vue"; import { App } from "./vue-app.ts"; createSSRApp(App).mount("#app");`,
    render: async () => renderVue(createSSRApp(VueApp)),
  },
};

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
}, LAUNCH_TIMEOUT_MS);
afterAll(() => browser.close());

describe.each(Object.entries(frameworks))("in %s the element", (_, { start, render }) => {
  let shop: WatchedPage;
  let script = "";
  let markup = "";
  let isLost = false;

  beforeAll(async () => {
    script = await bundle(start);
    markup = await render();
  });

  beforeEach(async () => {
    shop = await openShop(markup, script, () => isLost);
    await shop.page.locator("#box input.input").waitFor();
  });
  afterEach(() => shop.context.close());

  const said = () => shop.page.locator("output").textContent();

  it("is on a server itself, its attributes and what stands inside", () => {
    expect(markup).toMatch(/^<main><poisk-search /);
    for (const attribute of [
      'endpoint="https://search.example"',
      'page-size="3"',
      'sync-url="s-"',
      'class="box"',
      'id="box"',
    ])
      expect(markup).toContain(attribute);
    expect(markup).toContain('<a href="/search/">Поиск</a>');
    expect(markup).not.toContain("messages");
  });

  it("takes over what the server rendered, and tells what happens", async () => {
    const { page } = shop;
    expect(await page.locator("#box input.input").getAttribute("aria-label")).toBe("Поиск по архиву");
    await page.locator("#box input.input").fill("порт");
    await page.locator("#box .option.hit").first().waitFor();
    expect(await page.locator("#box .option.hit").count()).toBe(3);
    await page.locator("#box .option.hit").nth(1).click();
    await expect.poll(said).toBe("change порт; search 23; select 1");
    expect(new URL(page.url()).searchParams.get("s-q")).toBe("порт");
    expect(shop.complaints.filter((line) => !/DevTools|development version/i.test(line))).toEqual([]);
  });

  it("has others beside it, which are elements too", async () => {
    expect(markup).toContain('<poisk-filters session="news">');
    const { page } = shop;
    await page.locator("#results .hit").nth(1).waitFor();
    expect(await page.locator("#results .hit").count()).toBe(2);
    await page.locator("poisk-filters").getByRole("checkbox", { name: "Волна" }).waitFor();
    await page.locator("#results .hit a").first().click();
    await expect.poll(said).toBe("select of the page 0");
    await page.keyboard.press("/");
    await page.locator("poisk-dialog input.input").waitFor();
    expect(shop.complaints.filter((line) => !/DevTools|development version/i.test(line))).toEqual([]);
  });

  it("tells of a failure", async () => {
    isLost = true;
    await shop.page.locator("#box input.input").fill("порт");
    await expect.poll(said).toBe("change порт; error network");
    isLost = false;
  });
});

it("the example of the documentation for Vue shows the box, and hears of a failure", async () => {
  const page = readFileSync(new URL("../../docs/widget.md", import.meta.url), "utf8");
  const [example] = parseBlocks("docs/widget.md", page).filter(({ language }) => language === "vue");
  const { descriptor } = parse(example?.text ?? "");
  const compilerOptions = { isCustomElement: (tag: string) => tag.startsWith("poisk-") };
  const { content } = compileScript(descriptor, {
    id: "example",
    inlineTemplate: true,
    genDefaultAs: "App",
    templateOptions: { compilerOptions },
  });
  const script = await bundle(`import { createApp } from "vue"; ${content}; createApp(App).mount("#app");`);
  const shop = await openShop("", script, () => true);
  const field = shop.page.locator("poisk-search input.input");
  expect(await field.getAttribute("aria-label")).toBe("Поиск по архиву");
  await field.fill("порт");
  await shop.page.getByText("network", { exact: true }).waitFor();
  await shop.context.close();
});

/** A module of the folder of the apps with all that it imports. */
async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL("wrappers", import.meta.url)), loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    // What the package says of its built files is no rule for the sources.
    ignoreAnnotations: true,
    alias: { "poisk/widget": fileURLToPath(new URL("../../src/widget/widget.ts", import.meta.url)) },
    define: { "process.env.NODE_ENV": '"development"', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "true" },
    logLevel: "error",
  });
  return outputFiles[0]?.text ?? "";
}

/** A page with the markup and the script, whose archive answers unless it is lost. */
async function openShop(markup: string, script: string, isLost: () => boolean): Promise<WatchedPage> {
  const shop = await openWatchedPage(browser);
  const api = archiveOf(23);
  await shop.context.route("**/*", async (route) => {
    const url = new URL(route.request().url());
    if (url.origin === SEARCH) {
      const reply = await api(url);
      if (isLost() || reply === "lost") await route.abort();
      else await route.fulfill({ json: reply.body, headers: { "Access-Control-Allow-Origin": "*" } });
      return;
    }
    const page = `<!doctype html><link rel="icon" href="data:,"><div id="app">${markup}</div><script type="module" src="/app.js"></script>`;
    const isScript = url.pathname === "/app.js";
    await route.fulfill({
      contentType: isScript ? "text/javascript" : "text/html; charset=utf-8",
      body: isScript ? script : page,
    });
  });
  await shop.page.goto(SHOP);
  return shop;
}
