/**
 * The dialog: its keys, its focus, and what it is on a phone.
 */
import { describe, expect, it } from "vitest";
import { findViolations } from "./support/axe.ts";
import { archiveOf, BOX, PAPER, type ScriptedSite, type ScriptedSiteOptions, SEARCH } from "./support/scripted-site.ts";
import { useScriptedSites } from "./support/scripted-sites.ts";

const DIALOG = `<poisk-dialog endpoint="${SEARCH}"></poisk-dialog>`;
const PAGE = `${DIALOG}<p><button id="own" data-poisk-open>Найти</button> <input id="name" aria-label="Имя"></p>${BOX}`;

const openSite = useScriptedSites();
let site: ScriptedSite;

async function open(options: ScriptedSiteOptions = {}): Promise<void> {
  site = await openSite({ body: PAGE, css: "body { background: Canvas; color: CanvasText }", ...options });
  await site.page.locator("poisk-dialog button.open").first().waitFor();
}

const dialog = () => site.page.locator("poisk-dialog dialog");
const field = () => site.page.locator("poisk-dialog input.input");
const isOpen = () => dialog().evaluate((element: HTMLDialogElement) => element.open);
/** The element that has the focus, through all shadow roots. */
const focused = () =>
  site.page.evaluate(() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active?.id || active?.className || active?.tagName;
  });

describe("the dialog", () => {
  it.each(["Control+k", "Meta+k", "/"])(
    "opens by %s, with the cursor in its field, and gives the focus back by Esc",
    async (keys) => {
      await open();
      await site.page.locator("#own").focus();
      await site.page.keyboard.press(keys);
      await field().waitFor();
      await expect.poll(focused).toBe("input");
      await site.page.keyboard.type("порт");
      await site.page.locator("poisk-dialog .option.hit").first().waitFor();
      await site.page.keyboard.press("Escape");
      expect([await isOpen(), await focused()]).toEqual([false, "own"]);
    },
  );

  it("takes the letters that are typed before its field is loaded", async () => {
    await open({ body: `<poisk-dialog pictures endpoint="${SEARCH}"></poisk-dialog>${BOX}` });
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await site.page.route("**/*.js", async (route) => {
      await held;
      await route.fallback();
    });
    await site.page.keyboard.press("Control+k");
    await site.page.keyboard.type("port u pr ");
    await site.page.keyboard.press("Backspace");
    expect([await isOpen(), await field().count()]).toEqual([true, 0]);
    release();
    await expect.poll(() => field().inputValue()).toBe("port u pr");
    await site.page.keyboard.type("ichala");
    expect([await field().inputValue(), await focused()]).toEqual(["port u prichala", "input"]);
    await site.page.locator("poisk-dialog .option.hit").first().waitFor();
  });

  it("opens by Ctrl-K in a Russian layout, and closes by it", async () => {
    await open();
    const press = () =>
      site.page.evaluate(() =>
        document.body.dispatchEvent(
          new KeyboardEvent("keydown", { key: "л", code: "KeyK", ctrlKey: true, bubbles: true, composed: true }),
        ),
      );
    await press();
    expect(await isOpen()).toBe(true);
    await press();
    expect(await isOpen()).toBe(false);
  });

  it("opens again by `/` though its field has the focus still, until the page is drawn anew", async () => {
    await open();
    await site.page.keyboard.press("/");
    await expect.poll(focused).toBe("input");
    const isOpenAgain = await field().evaluate((input) => {
      const element = document.querySelector("poisk-dialog") as HTMLElement & { close(): void };
      element.close();
      input.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true, composed: true }));
      return element.shadowRoot?.querySelector("dialog")?.open;
    });
    expect(isOpenAgain).toBe(true);
  });

  it("leaves `/` to whoever types elsewhere, and to a box of the page", async () => {
    await open();
    await site.page.locator("#name").focus();
    await site.page.keyboard.press("/");
    await site.page.locator("main > poisk-search input.input").focus();
    await site.page.keyboard.press("/");
    expect([await site.page.locator("#name").inputValue(), await isOpen()]).toEqual(["/", false]);
  });

  it("opens by a button of the page, by its own, and by a link that stands in it", async () => {
    await open({
      body: `${PAGE}<poisk-dialog keys="off" endpoint="${SEARCH}" id="two"><a href="/away">Архив</a></poisk-dialog>`,
    });
    await site.page.locator("#own").click();
    await expect
      .poll(() =>
        dialog()
          .first()
          .evaluate((element: HTMLDialogElement) => element.open),
      )
      .toBe(true);
    await site.page.keyboard.press("Escape");
    await site.page.locator("poisk-dialog button.open").first().click();
    await site.page.locator("poisk-dialog button.close").first().click();
    await site.page.getByRole("link", { name: "Архив" }).click();
    await expect
      .poll(() =>
        dialog()
          .nth(1)
          .evaluate((element: HTMLDialogElement) => element.open),
      )
      .toBe(true);
    expect(new URL(site.page.url()).pathname).toBe("/");
  });

  it("is walked by the keyboard, keeps Tab inside, and keeps what was typed for the next time", async () => {
    await open();
    await site.page.keyboard.press("/");
    await field().waitFor();
    await field().pressSequentially("порт");
    await site.page.locator("poisk-dialog .option.hit").first().waitFor();
    await expect.poll(() => field().getAttribute("aria-activedescendant")).toBe("option-1");
    await site.page.keyboard.press("ArrowUp");
    expect(await field().getAttribute("aria-activedescendant")).toBe("option-0");
    for (let press = 0; press < 8; press++) {
      await site.page.keyboard.press("Tab");
      expect(["input", "clear", "submit", "close", "BODY"]).toContain(await focused());
    }
    await site.page.keyboard.press("Escape");
    await site.page.keyboard.press("/");
    expect(await field().inputValue()).toBe("порт");
    await site.page.locator("poisk-dialog .option.hit").first().waitFor();
    await site.page.keyboard.type("паром");
    expect(await field().inputValue()).toBe("паром");
  });

  const active = () => site.page.locator("poisk-dialog [aria-selected=true]");

  it("has the first hit active, which Enter opens, where no page lists all results", async () => {
    let answerNow = (): void => {};
    const isTime = new Promise<void>((resolve) => {
      answerNow = resolve;
    });
    const archive = archiveOf(23);
    await open({
      api: (url) => (url.searchParams.get("q") === "портал" ? isTime.then(() => archive(url)) : archive(url)),
    });
    await site.page.evaluate(() => document.addEventListener("poisk:select", (event) => event.preventDefault()));
    await site.page.keyboard.press("/");
    await field().fill("порт");
    await expect.poll(() => active().textContent()).toContain("Заметка 1: порт");
    // What is typed meanwhile may mean something else: Enter searches for it.
    await field().fill("портал");
    expect(await active().count()).toBe(0);
    await site.page.keyboard.press("Enter");
    expect(await isOpen()).toBe(true);
    answerNow();
    await expect.poll(() => active().textContent()).toContain("Заметка 1: портал");
    await site.page.keyboard.press("Enter");
    await expect.poll(isOpen).toBe(false);
  });

  it("leads to the page of results where there is one: no hit is active by itself", async () => {
    await open({ body: DIALOG.replace(" ", ' results-page="/results" ') + BOX });
    await site.page.keyboard.press("/");
    await field().fill("порт");
    await site.page.locator("poisk-dialog .option.hit").first().waitFor();
    expect(await active().count()).toBe(0);
    await site.page.keyboard.press("Enter");
    await site.page.waitForURL(/results\?q=/);
  });

  it("closes where the page opens a hit by itself, and by a press beside it", async () => {
    await open();
    await site.page.evaluate(() => document.addEventListener("poisk:select", (event) => event.preventDefault()));
    await site.page.keyboard.press("/");
    await field().fill("порт");
    await site.page.locator("poisk-dialog .option.hit").first().click();
    await expect.poll(isOpen).toBe(false);
    expect(site.page.url()).toBe(`${PAPER}/`);
    await site.page.keyboard.press("/");
    await site.page.mouse.click(5, 300);
    expect(await isOpen()).toBe(false);
  });

  it("fills a phone, and has a button to close it there", async () => {
    await open({ context: { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true } });
    await site.page.locator("poisk-dialog button.open").tap();
    await field().fill("порт");
    await site.page.locator("poisk-dialog .option.hit").first().waitFor();
    expect(await dialog().boundingBox()).toMatchObject({ x: 0, y: 0, width: 390, height: 780 });
    await site.page.getByRole("button", { name: "Закрыть" }).tap();
    expect(await isOpen()).toBe(false);
  });

  it("asks and loads nothing of the search until it is opened", async () => {
    await open({ body: DIALOG + BOX });
    expect(await site.page.locator("poisk-dialog poisk-search").count()).toBe(0);
    expect(site.asked).toEqual([]);
  });

  it("keeps the last queries in the browser where the site says so, until they are forgotten", async () => {
    await open({ body: DIALOG.replace(" ", " recent ") + BOX });
    await site.page.evaluate(() => document.addEventListener("poisk:select", (event) => event.preventDefault()));
    for (const text of ["порт", "паром"]) {
      await site.page.keyboard.press("/");
      await field().fill(text);
      await site.page.locator("poisk-dialog .option.hit").first().click();
      await expect.poll(isOpen).toBe(false);
    }
    const recent = site.page.getByRole("region", { name: "Недавние запросы" });
    await site.page.keyboard.press("/");
    expect(await recent.count()).toBe(0);
    await field().fill("");
    expect(await recent.getByRole("button").allTextContents()).toEqual(["Забыть", "паром", "порт"]);
    expect(await findViolations(site.page)).toEqual([]);
    await recent.getByRole("button", { name: "порт" }).click();
    expect(await field().inputValue()).toBe("порт");
    await site.page.locator("poisk-dialog .option.hit").first().waitFor();
    await field().fill("");
    await recent.getByRole("button", { name: "Забыть" }).click();
    expect(await site.page.evaluate(() => localStorage.length)).toBe(0);
  });

  it("keeps nothing where the site does not say so", async () => {
    await open();
    await site.page.evaluate(() => document.addEventListener("poisk:select", (event) => event.preventDefault()));
    await site.page.keyboard.press("/");
    await field().fill("порт");
    await site.page.locator("poisk-dialog .option.hit").first().click();
    await expect.poll(isOpen).toBe(false);
    expect(await site.page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
  });

  it.each(["light", "dark"] as const)("axe-core finds nothing wrong in %s", async (colorScheme) => {
    await open({ context: { colorScheme } });
    expect(await findViolations(site.page)).toEqual([]);
    await site.page.keyboard.press("/");
    await field().fill("порт");
    await site.page.locator("poisk-dialog .option.hit").first().waitFor();
    await site.page.keyboard.press("ArrowDown");
    expect(await findViolations(site.page)).toEqual([]);
  });
});
