/**
 * The search box for those who hear it, enlarge it, or set colours and motion of their own; axe-core looks at every
 * state.
 */
import type { BrowserContextOptions } from "playwright-core";
import { describe, expect, it } from "vitest";
import { hit } from "../unit/widget/answers.ts";
import { findViolations } from "./support/axe.ts";
import {
  archiveOf,
  BOX,
  PAGE,
  type ScriptedSite,
  type ScriptedSiteOptions,
  searchAnswer,
} from "./support/scripted-site.ts";
import { useScriptedSites } from "./support/scripted-sites.ts";

const openSite = useScriptedSites(/status of (400|503)|net::ERR_FAILED/);
let site: ScriptedSite;

/** axe-core takes a page for white that says nothing of its ground. */
const css = "body { background: Canvas; color: CanvasText }";

async function open(options: ScriptedSiteOptions = {}): Promise<void> {
  site = await openSite({ css, ...options });
}

/** Checks that the page is accessible, with or without a pending answer. */
const violations = () => findViolations(site.page);

const partial = archiveOf(6, (hit, index) => ({
  ...hit,
  ...(index > 3 ? { partialMatch: true as const } : {}),
  ...(index === 0 ? { duplicates: { count: 6, href: "/search?q=повтор" } } : {}),
}));

describe.each(["light", "dark"] as const)("axe-core finds nothing wrong in %s", (colorScheme) => {
  const dark = (options: BrowserContextOptions = {}) => ({ context: { colorScheme, ...options } });

  it("with a list of hits and an active option", async () => {
    await open({ body: BOX, api: partial, ...dark() });
    await site.field.pressSequentially("порт");
    await site.hits.first().waitFor();
    await site.page.locator("poisk-search [aria-busy=false]").waitFor();
    await site.page.keyboard.press("ArrowDown");
    expect(await violations()).toEqual([]);
    await site.page.keyboard.press("ArrowDown");
    expect(await violations()).toEqual([]);
  });

  it("with a page of results, filters and reprints, on a desk and on a phone", async () => {
    await open({ body: PAGE, api: partial, ...dark() });
    await site.page.getByRole("checkbox", { name: /Берег/ }).check();
    await site.page.getByRole("button", { name: "ещё 6 о том же" }).click();
    await site.page.getByRole("link", { name: /^Волна: Заметка 1: повтор/ }).waitFor();
    await site.page.getByText("По времени").click();
    await site.page.locator("poisk-search .bar").first().waitFor();
    await site.page.getByLabel("по", { exact: true }).fill("31.2.2024");
    await site.page.keyboard.press("Enter");
    await site.page.getByText("Такого дня нет").waitFor();
    expect(await violations()).toEqual([]);
    await site.page.setViewportSize({ width: 375, height: 740 });
    expect(await violations()).toEqual([]);
  });

  it("while an answer is late and older hits are dimmed, under the field and on a page", async () => {
    const archive = archiveOf(6);
    const late = new Promise<never>(() => {});
    const api = (url: URL) => (url.searchParams.get("q")?.includes("поздно") ? late : archive(url));
    await open({ body: `${PAGE}<poisk-search label="Другой"></poisk-search>`, api, ...dark() });
    const colorOf = (place: number, name: string) =>
      site.page
        .locator("poisk-search")
        .nth(place)
        .locator(`.hit ${name}`)
        .first()
        .evaluate((part) => getComputedStyle(part).color);
    for (const place of [0, 1]) {
      const field = site.page.locator("poisk-search input.input").nth(place);
      await field.fill("порт");
      await site.page.locator("poisk-search").nth(place).locator(".hit mark").first().waitFor();
      await field.fill("порт поздно");
      await expect.poll(() => colorOf(place, ".title")).toBe(await colorOf(place, ".meta"));
      expect(await violations()).toEqual([]);
    }
  });

  it("where nothing is found, the words were corrected, or the search fails", async () => {
    const corrected = {
      text: "лаврво",
      applied: "лаврво",
      corrections: [{ id: "typo:лаврво", kind: "typo", from: "лаврво", to: "лавров" }],
      offer: null,
      understood: [],
      match: "all",
    } as const;
    const api = (url: URL) => {
      const query = url.searchParams.get("q");
      // Nothing is said of what nobody has typed yet.
      if (!query) return searchAnswer([]);
      if (query === "нет") return searchAnswer([], { query: { ...corrected, text: "нет", corrections: [] } });
      if (query === "беда") return { status: 400, body: {} };
      return searchAnswer([], { query: corrected });
    };
    await open({ body: `${PAGE}<poisk-search label="Другой"></poisk-search>`, api, ...dark() });
    await site.page.getByRole("combobox", { name: "Другой" }).waitFor();
    for (const [text, said] of [
      ["лаврво", "Показаны результаты для «лавров»"],
      ["нет", "По запросу «нет» ничего не нашлось"],
      ["беда", "Запрос не принят."],
    ] as const) {
      for (const place of [0, 1]) {
        await site.page.locator("poisk-search input.input").nth(place).fill(text);
        await site.page.locator("poisk-search").nth(place).getByText(said).first().waitFor();
      }
      expect(await violations()).toEqual([]);
    }
  });
});

describe("for those who hear it", () => {
  it("the number of hits is announced once nobody has typed for a while, and no sooner", async () => {
    await open({ body: BOX });
    const live = site.page.locator("poisk-search .live");
    await site.field.focus();
    await site.page.clock.install();
    await site.page.clock.pauseAt(Date.now() + 60_000);
    for (const [added, whole] of [
      ["порт", "порт"],
      ["овый", "портовый"],
    ] as const) {
      await site.page.keyboard.insertText(added);
      await site.page
        .getByRole("option", { name: `: ${whole} у причала` })
        .first()
        .waitFor();
      await site.page.clock.runFor(600);
      expect(await live.textContent()).toBe("");
    }
    await site.page.clock.runFor(700);
    await expect.poll(() => live.textContent()).toBe("Найдено 23\u00a0статьи");
  });

  it("what the words were corrected to is announced with the number", async () => {
    const corrections = [{ id: "typo:лаврво", kind: "typo", from: "лаврво", to: "лавров" }] as const;
    const query = {
      text: "лаврво",
      applied: "лаврво",
      corrections,
      offer: null,
      understood: [],
      match: "all",
    } as const;
    await open({
      body: BOX,
      api: (url) => (url.pathname === "/search" ? searchAnswer([hit("1")], { query }) : "lost"),
    });
    await site.field.fill("лаврво");
    const live = site.page.locator("poisk-search [role=status]", { hasText: "стать" });
    expect(await live.textContent()).toBe("Показаны результаты для «лавров». Найдена 1\u00a0статья");
  });

  it("the field is a combobox that names its list, and options have the words that are seen", async () => {
    await open({ body: '<poisk-search label="Поиск по архиву"></poisk-search>', api: archiveOf(1) });
    await site.field.fill("порт");
    await site.hits.first().waitFor();
    const tree = await site.page.locator("poisk-search").ariaSnapshot();
    expect(tree).toContain('search "Поиск по архиву"');
    expect(tree).toContain('combobox "Поиск по архиву" [expanded]');
    expect(tree).toContain('listbox "Подсказки и результаты"');
    expect(tree).toContain('option "портовый"');
    expect(tree).toMatch(/option "Заметка 1: порт у причала .*Волна 16\sмая 2024 Архангельск"/);
    const list = await site.field.getAttribute("aria-controls");
    expect(await site.page.locator(`poisk-search #${list}`).getAttribute("role")).toBe("listbox");
  });

  it("articles are Russian on an English page", async () => {
    await open({ body: BOX, lang: "en" });
    await site.field.fill("порт");
    await site.hits.first().waitFor();
    expect(await site.page.locator("poisk-search .root").getAttribute("lang")).toBe("en");
    expect(await site.hits.first().locator(".title").getAttribute("lang")).toBe("ru");
    expect(await site.page.locator("poisk-search .suggestion").getAttribute("lang")).toBe("ru");
  });
});

describe("for those who see it otherwise", () => {
  it("the focus is seen on everything that Tab reaches", async () => {
    await open({ body: PAGE });
    await site.page.getByText("По времени").click();
    await site.page.locator("poisk-search .bar").first().waitFor();
    const unseen: string[] = [];
    for (let stop = 0; stop < 14; stop++) {
      await site.page.keyboard.press("Tab");
      const seen = await site.page.evaluate(() => {
        const element = document.activeElement?.shadowRoot?.activeElement;
        if (!element) return null;
        const ring = element.matches(".input") ? element.parentElement : element;
        const { outlineStyle, outlineWidth } = getComputedStyle(ring as Element);
        return [
          element.getAttribute("class") || element.tagName,
          outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2,
        ] as const;
      });
      if (seen !== null && !seen[1]) unseen.push(seen[0]);
    }
    expect(unseen).toEqual([]);
  });

  it("the active option has an outline in forced colours, where its ground is lost", async () => {
    await open({ body: BOX, context: { forcedColors: "active" } });
    await site.field.fill("порт");
    await site.hits.first().waitFor();
    await site.page.keyboard.press("ArrowDown");
    const outline = await site.page
      .locator("poisk-search [aria-selected]")
      .evaluate((option) => getComputedStyle(option).outlineStyle);
    expect(outline).toBe("solid");
  });

  it("what is typed of a suggestion is seen in forced colours", async () => {
    await open({ body: BOX, context: { forcedColors: "active", colorScheme: "dark" } });
    await site.field.fill("порт");
    const option = site.page.locator("poisk-search .suggestion");
    await option.waitFor();
    const colorOf = (element: Element): string => getComputedStyle(element).color;
    expect(await option.locator("mark").evaluate(colorOf)).toBe(await option.evaluate(colorOf));
  });

  it("nothing moves for those who asked for less motion", async () => {
    const later = new Promise<never>(() => {});
    for (const reducedMotion of ["no-preference", "reduce"] as const) {
      await site?.context.close();
      await open({ body: BOX, api: () => later, context: { reducedMotion } });
      await site.field.fill("порт");
      await site.page.locator("poisk-search [aria-busy=true] .progress").waitFor();
      const moving = await site.page.evaluate(
        () =>
          document
            .querySelector("poisk-search")
            ?.shadowRoot?.getAnimations()
            .filter((animation) => animation instanceof CSSAnimation).length,
      );
      expect(moving).toBe(reducedMotion === "reduce" ? 0 : 1);
    }
  });

  it("nothing is cut off or scrolls sideways at twice the size of text on a phone", async () => {
    const large = "poisk-search { --poisk-font-size: 32px }";
    await open({ body: BOX + PAGE, css: large, context: { viewport: { width: 320, height: 700 } } });
    await site.field.fill("порт");
    await site.hits.first().waitFor();
    await site.results.first().waitFor();
    // The list of the field above covers the button.
    await site.page.locator("poisk-search .filters-summary").dispatchEvent("click");
    await site.page.locator("poisk-search .sort").waitFor();
    const tooWide = await site.page.evaluate(() =>
      [...document.querySelectorAll("poisk-search")].flatMap(({ shadowRoot }) =>
        [...(shadowRoot?.querySelectorAll("*") ?? [])]
          .filter((element) => element.getBoundingClientRect().right > innerWidth)
          .map(({ className }) => className),
      ),
    );
    expect(tooWide).toEqual([]);
  });
});
