/**
 * The search box by keyboard alone, and by finger.
 */
import { describe, expect, it } from "vitest";
import { archiveOf, type ScriptedSite, type ScriptedSiteOptions, searchAnswer } from "./support/scripted-site.ts";
import { useScriptedSites } from "./support/scripted-sites.ts";

const openSite = useScriptedSites();
let site: ScriptedSite;

async function open(options: ScriptedSiteOptions = {}): Promise<void> {
  site = await openSite(options);
}

async function press(...keys: string[]): Promise<void> {
  for (const key of keys) await site.page.keyboard.press(key);
}

/** Types and waits for the list. */
async function find(text: string): Promise<void> {
  await site.field.pressSequentially(text);
  await site.page
    .getByRole("option", { name: `: ${text} у причала` })
    .first()
    .waitFor();
}

const focusedText = () =>
  site.page.evaluate(() => {
    const inner = document.activeElement?.shadowRoot?.activeElement;
    return inner?.getAttribute("aria-label") ?? inner?.textContent ?? document.activeElement?.tagName;
  });

describe("the list under the field", () => {
  it("is walked by arrows, Home and End, round and round, and by way of the field", async () => {
    await open({ api: archiveOf(3) });
    await find("порт");
    expect(await site.active()).toBeNull();
    await press("ArrowDown");
    expect(await site.active()).toBe("option-0");
    expect(await site.options.first().getAttribute("aria-selected")).toBe("true");
    await press("End");
    expect(await site.active()).toBe("option-3");
    await press("ArrowDown");
    expect(await site.active()).toBeNull();
    await press("ArrowUp");
    expect(await site.active()).toBe("option-3");
    await press("Home", "ArrowUp");
    expect(await site.active()).toBeNull();
    expect(await site.page.locator("poisk-search [aria-selected]").count()).toBe(0);
  });

  it("stays closed while there is nothing in it", async () => {
    await open({ api: () => searchAnswer([]) });
    await site.field.pressSequentially("п");
    await site.page.locator("poisk-search [aria-busy=false] .panel").waitFor({ state: "attached" });
    await press("ArrowDown");
    expect(await site.field.getAttribute("aria-expanded")).toBe("false");
    expect(await site.page.locator("poisk-search .panel").isVisible()).toBe(false);
  });

  it("keeps the active option in sight", async () => {
    await open({ context: { viewport: { width: 375, height: 400 } } });
    await find("порт");
    await press("ArrowUp");
    const isInside = await site.page.evaluate(() => {
      const root = document.querySelector("poisk-search")?.shadowRoot;
      const panel = root?.querySelector(".panel")?.getBoundingClientRect();
      const option = root?.querySelector("[aria-selected]")?.getBoundingClientRect();
      return panel && option && option.top >= panel.top && option.bottom <= panel.bottom + 1;
    });
    expect(isInside).toBe(true);
  });

  it("leaves Home and End to the field while no option is active", async () => {
    await open();
    await find("порт");
    await press("Home");
    await site.page.keyboard.type("мор");
    expect(await site.field.inputValue()).toBe("морпорт");
  });

  it("takes a suggestion by Enter, and goes on with it", async () => {
    await open();
    await find("порт");
    await press("ArrowDown", "Enter");
    expect(await site.field.inputValue()).toBe("портовый");
    await site.page.getByRole("option", { name: ": портовый у причала" }).first().waitFor();
    expect(await site.field.getAttribute("aria-expanded")).toBe("true");
  });

  it("follows the link of a hit by Enter, with the keys that open it in a new tab", async () => {
    await open();
    await site.page.evaluate(() => {
      document.addEventListener("click", (event) => {
        const [link] = event.composedPath();
        document.title = `${(link as HTMLAnchorElement).href} ${event.ctrlKey} ${event.defaultPrevented}`;
        event.preventDefault();
      });
    });
    await find("порт");
    await press("ArrowDown", "ArrowDown", "Control+Enter");
    expect(await site.page.title()).toBe("https://search.example/a/0 true false");
  });

  it("closes by Esc, empties the field by the next, and leaves the third to the page", async () => {
    await open();
    await site.page.evaluate(() => {
      document.title = "";
      document.addEventListener("keydown", ({ key }) => {
        document.title += `${key} `;
      });
    });
    await find("порт");
    await press("Escape");
    expect(await site.field.getAttribute("aria-expanded")).toBe("false");
    expect(await site.field.inputValue()).toBe("порт");
    await press("Escape");
    expect(await site.field.inputValue()).toBe("");
    expect(await site.page.title()).toBe("");
    await press("Escape");
    expect(await site.page.title()).toBe("Escape");
  });

  it("closes by Esc from its buttons too, and gives the focus back to the field", async () => {
    await open();
    await find("порт");
    await press("Tab");
    expect(await focusedText()).toBe("Очистить");
    await press("Escape");
    expect(await site.field.getAttribute("aria-expanded")).toBe("false");
    expect(await focusedText()).toBe("Поиск по статьям");
    expect(await site.field.inputValue()).toBe("порт");
  });

  it("leaves Tab to a dialog that keeps the focus inside", async () => {
    await open();
    await site.page.evaluate(() =>
      document.addEventListener("keydown", ({ key }) => {
        document.title += ` ${key}`;
      }),
    );
    await site.field.focus();
    await press("a", "Tab");
    expect(await site.page.title()).toBe("Газета Tab");
  });

  it("closes where the focus leaves, and opens again by an arrow", async () => {
    await open({ body: "<poisk-search></poisk-search><button>Дальше</button>" });
    await find("порт");
    await press("Tab", "Tab", "Tab");
    expect(await site.page.evaluate(() => document.activeElement?.textContent)).toBe("Дальше");
    expect(await site.field.getAttribute("aria-expanded")).toBe("false");
    await site.field.focus();
    await press("ArrowDown");
    expect(await site.field.getAttribute("aria-expanded")).toBe("true");
    expect(await site.active()).toBeNull();
  });

  it("shows more of itself by Enter where no page of results is named", async () => {
    await open();
    await find("порт");
    await press("ArrowUp");
    expect(await site.page.locator("poisk-search [aria-selected]").textContent()).toBe("Показать ещё");
    await press("Enter");
    await site.hits.nth(11).waitFor();
    expect(await site.hits.count()).toBe(12);
    // The keyboard goes on where reading goes on.
    expect(await site.page.locator("poisk-search [aria-selected]").textContent()).toMatch(/^Заметка 7:/);
    expect(await site.active()).toBe(await site.hits.nth(6).getAttribute("id"));
  });

  it("leads to the page of results by Enter in the field", async () => {
    await open({ body: '<poisk-search results-page="/archive?from=head"></poisk-search>' });
    await site.field.pressSequentially(" морской порт ");
    await press("Enter");
    await site.page.waitForURL(/archive/);
    expect(new URL(site.page.url()).searchParams.get("q")).toBe("морской порт");
    expect(new URL(site.page.url()).searchParams.get("from")).toBe("head");
  });

  it("keeps the Esc that calls off what an input method composes from the page, and the text", async () => {
    await open();
    await site.page.evaluate(() =>
      document.addEventListener("keydown", ({ key }) => {
        document.title = key;
      }),
    );
    await find("порт");
    await site.field.dispatchEvent("keydown", { key: "Escape", isComposing: true, bubbles: true, composed: true });
    expect(await site.page.title()).toBe("Газета");
    expect(await site.field.inputValue()).toBe("порт");
    expect(await site.field.getAttribute("aria-expanded")).toBe("true");
  });

  it("waits for what an input method composes", async () => {
    await open();
    await site.field.focus();
    const input = await site.context.newCDPSession(site.page);
    await input.send("Input.imeSetComposition", { text: "ней", selectionStart: 3, selectionEnd: 3 });
    await site.page.waitForTimeout(200);
    expect(site.asked).toHaveLength(0);
    await input.send("Input.insertText", { text: "порт" });
    await site.hits.first().waitFor();
    expect(site.asked.at(-1)?.searchParams.get("q")).toBe("порт");
  });
});

describe("a page of results by keyboard", () => {
  const body = '<poisk-search mode="page"></poisk-search>';

  it("moves the focus to the first hit that came by «Показать ещё»", async () => {
    await open({ body });
    await site.results.first().waitFor();
    await site.page.getByRole("button", { name: "Показать ещё" }).focus();
    await press("Enter");
    await site.results.nth(10).waitFor();
    expect(await focusedText()).toMatch(/^Заметка 11:/);
  });

  it("keeps the focus on the source that was chosen, and hands it on where the button is gone", async () => {
    await open({ body });
    const source = site.page.getByRole("checkbox", { name: /Берег/ });
    await source.focus();
    await press("Space");
    await site.page.getByRole("button", { name: "Сбросить фильтры" }).waitFor();
    await site.page.waitForFunction(() => {
      const root = document.querySelector("poisk-search")?.shadowRoot;
      return (root?.activeElement as HTMLInputElement | null)?.value === "Берег";
    });
    await site.page.getByRole("button", { name: "Сбросить фильтры" }).focus();
    await press("Enter");
    await site.page.getByRole("button", { name: "Сбросить фильтры" }).waitFor({ state: "hidden" });
    expect(await focusedText()).not.toBe("BODY");
  });

  it("takes a press of Space that an answer comes in the middle of", async () => {
    await open({ body });
    const source = site.page.getByRole("checkbox", { name: /Берег/ });
    await source.focus();
    await press("Space");
    await site.page.keyboard.down("Space");
    await site.page.getByRole("button", { name: "Сбросить фильтры" }).waitFor();
    await expect.poll(() => site.asked.filter(({ searchParams }) => searchParams.get("limit") === "0").length).toBe(1);
    await site.page.waitForTimeout(200);
    await site.page.keyboard.up("Space");
    await expect.poll(() => source.isChecked()).toBe(false);
  });

  it("shows what is collapsed under a hit by one button, and hides it by the same", async () => {
    const archive = archiveOf(5, (hit, index) =>
      index === 0 ? { ...hit, duplicates: { count: 6, href: "/search?q=повтор" } } : hit,
    );
    await open({ body, api: archive });
    const button = site.page.getByRole("button", { name: "ещё 6 о том же" });
    const reprint = site.page.getByRole("link", { name: /^Волна: Заметка 1: повтор/ });
    await button.focus();
    await press("Enter");
    await reprint.waitFor();
    expect(await button.getAttribute("aria-expanded")).toBe("true");
    await press("Enter");
    await expect.poll(() => reprint.isVisible()).toBe(false);
  });
});

describe("for fingers", () => {
  it.each([
    ["goes", "a finger", { hasTouch: true, isMobile: true, viewport: { width: 375, height: 740 } }, false],
    ["stays", "a mouse", {}, true],
  ])(
    "the cursor %s, and with it the keyboard on the screen, once words are sent off by %s",
    async (_what, _pointer, context, stays) => {
      await open({ body: '<poisk-search mode="page"></poisk-search>', context });
      await site.results.first().waitFor();
      await site.page.locator("poisk-search .choice").first().waitFor({ state: "attached" });
      await site.field.pressSequentially("порт");
      await site.options.first().waitFor();
      await press("Enter");
      expect(await site.field.evaluate((input) => input.matches(":focus"))).toBe(stays);
      expect(await site.field.inputValue()).toBe("порт");
    },
  );

  it.each([
    [24, "a mouse", {}],
    [44, "a finger", { hasTouch: true, isMobile: true, viewport: { width: 375, height: 740 } }],
  ])("everything that is pressed is %d px high for %s", async (minPx, _pointer, context) => {
    const api = archiveOf(23, (hit) => ({ ...hit, duplicates: { count: 2, href: "/search?q=повтор" } }));
    await open({ body: '<poisk-search></poisk-search><poisk-search mode="page"></poisk-search>', context, api });
    await site.field.pressSequentially("порт");
    await site.hits.first().waitFor();
    await site.page.locator("poisk-search .choice").first().waitFor({ state: "attached" });
    const small = await site.page.evaluate((least) => {
      const found: string[] = [];
      for (const box of document.querySelectorAll("poisk-search")) {
        const root = box.shadowRoot;
        for (const filters of root?.querySelectorAll("details") ?? []) filters.open = true;
        // A checkbox is pressed by its label; a link in a title is text, which WCAG 2.5.8 leaves out.
        const pressed = "button,input:not([type=checkbox]),select,summary,label.choice,[role=option]";
        for (const element of root?.querySelectorAll<HTMLElement>(pressed) ?? []) {
          const { width, height } = element.getBoundingClientRect();
          if (width > 0 && Math.round(height) < least - 2) found.push(`${element.className} ${width}x${height}`);
        }
      }
      return found;
    }, minPx);
    expect(small).toEqual([]);
  });
});
