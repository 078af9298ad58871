/**
 * The interface of one's own of docs/widget.md, as it stands there: in a real browser, over an archive.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchChromium, openWatchedPage } from "./support/chromium.ts";
import { archiveOf } from "./support/scripted-site.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const LAUNCH_TIMEOUT_MS = 60_000;

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
}, LAUNCH_TIMEOUT_MS);
afterAll(() => browser.close());

it("the session's example searches as it is typed, and shows more", async () => {
  const blocks = [...readFileSync(`${ROOT}docs/widget.md`, "utf8").matchAll(/^```ts\n([\s\S]*?)```/gm)];
  const example = blocks.map(([, code = ""]) => code).find((code) => code.includes("createSearchSession"));
  const { outputFiles } = await build({
    stdin: { contents: example ?? "", resolveDir: ROOT, loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    alias: {
      "poisk/search-client": "./src/widget/search-client.ts",
      "poisk/search-session": "./src/widget/session/search-session.ts",
    },
  });
  const { page, context, complaints } = await openWatchedPage(browser);
  const api = archiveOf(8);
  await context.route("**/*", async (route) => {
    const url = new URL(route.request().url());
    const reply = url.hostname === "search.example" ? await api(url) : null;
    if (reply === "lost") throw new Error("The archive answers.");
    if (reply !== null) await route.fulfill({ json: reply.body, headers: { "Access-Control-Allow-Origin": "*" } });
    else if (url.pathname === "/own.js")
      await route.fulfill({ contentType: "text/javascript", body: outputFiles[0]?.text ?? "" });
    else
      await route.fulfill({
        contentType: "text/html",
        body: '<!doctype html><link rel="icon" href="data:,"><input id="field"><div id="list"></div><button id="more" hidden>+</button><script type="module" src="/own.js"></script>',
      });
  });
  await page.goto("https://paper.example/");
  await page.locator("#field").pressSequentially("порт", { delay: 30 });
  await page.locator("#list a", { hasText: "порт у причала" }).first().waitFor();
  expect(await page.locator("#list a").count()).toBe(5);
  await page.locator("#more").click();
  await expect.poll(() => page.locator("#list a").count()).toBe(8);
  expect(await page.locator("#more").isHidden()).toBe(true);
  expect(complaints).toEqual([]);
  await context.close();
});
