/**
 * A reader who opens an article and comes back, in a browser that has not kept the page: the same results at the same
 * place, and no question.
 */
import { describe, expect, it } from "vitest";
import { archiveOf, PAGE, type ScriptedSite, type ScriptedSiteOptions } from "./support/scripted-site.ts";
import { useScriptedSites } from "./support/scripted-sites.ts";

const SYNCED = PAGE.replace("mode=", "sync-url mode=");
const COMPOSED =
  '<poisk-search session="news"></poisk-search><poisk-filters session="news"></poisk-filters><poisk-results session="news"></poisk-results>';

const openSite = useScriptedSites();
let site: ScriptedSite;

async function open(options: ScriptedSiteOptions = {}): Promise<void> {
  site = await openSite({ css: "body { margin: 0 }", ...options });
}

const results = () => site.page.locator(".results .hit");
/** Measures where in the window the opened hit is. */
const place = async () => Math.round((await results().nth(15).boundingBox())?.y ?? Number.NaN);

/** Searches, filters, loads a second page and opens one of its hits. */
async function readOn(): Promise<void> {
  await site.field.fill("порт");
  await site.page.getByText("Заметка 1: порт у причала").waitFor();
  await site.page.getByRole("checkbox", { name: "Волна" }).check();
  await expect.poll(() => site.page.locator("[aria-busy=true]").count()).toBe(0);
  await site.page.getByRole("button", { name: "Показать ещё" }).click();
  await results().nth(19).waitFor();
  await results().nth(15).scrollIntoViewIfNeeded();
}

describe.each([
  ["a page of results", PAGE],
  ["a page of results that keeps its address", SYNCED],
  ["elements of a session", COMPOSED],
])("on the way back to %s", (_, body) => {
  it("the text, the filters, all pages and the place are there, and nothing is asked", async () => {
    await open({ body });
    await readOn();
    const before = await place();
    expect(await site.page.evaluate(() => scrollY)).toBeGreaterThan(300);
    await results().nth(15).getByRole("link").first().click();
    await site.page.waitForURL(/search\.example/);
    site.asked.length = 0;
    await site.page.goBack();
    await results().nth(19).waitFor();
    expect(await results().count()).toBe(20);
    expect(await site.field.inputValue()).toBe("порт");
    await expect.poll(place).toBe(before);
    await expect.poll(() => site.page.getByRole("checkbox", { name: "Волна" }).isChecked()).toBe(true);
    // How many articles other sources have is counted anew.
    expect(site.asked.filter(({ searchParams }) => searchParams.get("limit") !== "0")).toEqual([]);
    await site.page.getByRole("button", { name: "Показать ещё" }).click();
    await results().nth(22).waitFor();
    expect(site.asked.at(-1)?.searchParams.get("offset")).toBe("20");
  });

  it("a page that is loaded anew asks anew", async () => {
    await open({ body });
    await readOn();
    await results().nth(15).getByRole("link").first().click();
    await site.page.waitForURL(/search\.example/);
    await site.page.goBack();
    await results().nth(19).waitFor();
    site.asked.length = 0;
    await site.page.reload();
    await results().nth(9).waitFor();
    expect(site.asked.length).toBeGreaterThan(0);
    expect(await results().count()).toBe(10);
  });
});

it("another search of the same page is not taken for the one that was kept", async () => {
  await open({ body: SYNCED });
  await readOn();
  await site.page.evaluate(() => document.addEventListener("poisk:select", (event) => event.preventDefault()));
  await results().nth(15).getByRole("link").first().click();
  await site.field.fill("паром");
  await site.page.getByText("Заметка 1: паром у причала").waitFor();
  await site.page.goto("https://search.example/elsewhere");
  await site.page.goBack();
  await site.page.getByText("Заметка 1: паром у причала").waitFor();
  expect(await site.field.inputValue()).toBe("паром");
});

it("what others keep in the entry of the history stays, and the browser stores nothing else", async () => {
  await open({ body: PAGE });
  await site.page.evaluate(() => history.replaceState({ router: 7 }, ""));
  await site.field.fill("порт");
  await site.page.getByText("Заметка 1: порт у причала").waitFor();
  // What keeps the results comes with the filters.
  await site.page.locator(".sort").first().waitFor();
  await results().first().getByRole("link").first().click();
  await site.page.waitForURL(/search\.example/);
  await site.page.goBack();
  await site.page.getByText("Заметка 1: порт у причала").waitFor();
  expect(await site.page.evaluate(() => history.state.router)).toBe(7);
  expect(await site.page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length)).toBe(0);
});

it("a page that keeps something else than an object there, or something that is not ours, works", async () => {
  await open({ body: PAGE, api: archiveOf(23) });
  await site.page.evaluate(() => history.replaceState("place 7", ""));
  await results().first().getByRole("link").first().click();
  await site.page.waitForURL(/search\.example/);
  await site.page.goBack();
  await results().first().waitFor();
  expect(await site.page.evaluate(() => history.state)).toBe("place 7");
  await site.page.evaluate(() => history.replaceState({ poisk: { 0: { answer: 1, hits: "x" } } }, ""));
  await site.page.goto("https://search.example/elsewhere");
  await site.page.goBack();
  await results().nth(9).waitFor();
});
