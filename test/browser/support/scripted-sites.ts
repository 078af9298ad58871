/**
 * One Chromium for a file of tests, and for each test a site that is closed behind it, and of which nothing was
 * complained in the console.
 */
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { launchChromium } from "./chromium.ts";
import { openScriptedSite, type ScriptedSite, type ScriptedSiteOptions } from "./scripted-site.ts";

const LAUNCH_TIMEOUT_MS = 60_000;

/** Opens a site for each test; `expected` are complaints that the tests of the file cause. */
export function useScriptedSites(expected?: RegExp): (options?: ScriptedSiteOptions) => Promise<ScriptedSite> {
  let browser: Browser;
  let site: ScriptedSite;
  beforeAll(async () => {
    browser = await launchChromium();
  }, LAUNCH_TIMEOUT_MS);
  afterAll(() => browser.close());
  afterEach(async () => {
    await site.context.close();
    expect(site.complaints.filter((line) => expected?.test(line) !== true)).toEqual([]);
  });
  return async (options = {}) => {
    site = await openScriptedSite(browser, options);
    return site;
  };
}
