/**
 * The playground of the site in Firefox and WebKit: a page and a feed are read in the page's worker, shown and found.
 *
 * SCREENSHOTS_FOLDER names a folder for pictures of the pages; without it none are taken.
 */
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PlaygroundSite, startPlaygroundSite } from "../browser/support/playground-site.ts";
import { findViolations } from "./support/axe.ts";
import { type DrivenBrowser, launchFirefox, launchWebKit } from "./support/web-driver.ts";

const PAGE = readFileSync(new URL("../../examples/page.html", import.meta.url), "utf8");

let site: PlaygroundSite;
beforeAll(async () => {
  site = await startPlaygroundSite();
});
afterAll(() => site.close());

describe.each([
  ["Firefox", launchFirefox],
  ["WebKit", launchWebKit],
] as const)("in %s", (name, launch) => {
  let browser: DrivenBrowser;
  beforeAll(async () => {
    browser = await launch();
    return () => browser.close();
  });

  it("a pasted page and a feed are read, their fields are shown, and a search finds both", async () => {
    const textsOf = (selector: string) => expect.poll(() => browser.textsOf(selector));
    await browser.open(site.address);
    await textsOf("textarea").toHaveLength(1);
    await browser.evaluate(
      'document.querySelector("poisk-playground").shadowRoot.querySelector("textarea").value = arguments[0]',
      PAGE,
    );
    await browser.click(".paste .main");
    await textsOf(".status").toEqual(["1\u00a0статья."]);
    await textsOf("tbody tr").toContainEqual(expect.stringMatching(/^Источник\s*Городская газета\s*og:site_name$/));
    await browser.click(".samples button:nth-of-type(2)");
    await textsOf(".status").toEqual(["3\u00a0статьи."]);
    await textsOf(".input").toHaveLength(1);
    await browser.click(".input");
    await browser.press(..."катки");
    await textsOf(".hit .title").toHaveLength(2);
    const pictures = process.env.SCREENSHOTS_FOLDER;
    if (pictures !== undefined) await writeFile(join(pictures, `${name}-playground.png`), await browser.screenshot());
    expect(await findViolations(browser)).toEqual([]);
    expect(browser.takeComplaints()).toEqual([]);
  });
});
