/**
 * The search box does not change the page around it. And what articles and pages cannot do to it.
 */
import { describe, expect, it } from "vitest";
import {
  archiveOf,
  BOX,
  PAGE,
  PAPER,
  type ScriptedSite,
  type ScriptedSiteOptions,
  SEARCH,
} from "./support/scripted-site.ts";
import { useScriptedSites } from "./support/scripted-sites.ts";

const openSite = useScriptedSites();
let site: ScriptedSite;

async function open(options: ScriptedSiteOptions = {}): Promise<void> {
  site = await openSite(options);
}

async function findIn(options: ScriptedSiteOptions): Promise<void> {
  await open(options);
  await site.find("порт");
}

describe("hostile articles", () => {
  const evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
  const api = archiveOf(3, (hit, index) => ({
    ...hit,
    title: {
      text: index === 2 ? " " : evil,
      highlights: [
        [5, 9],
        [7, 12],
        [-4, 2],
        [3, 9_999],
      ],
    },
    snippet: { text: `${evil}\u202e`, highlights: [[0, evil.length]] },
    source: evil,
    place: evil,
    url:
      ["javascript:document.title=3", "data:text/html,<script>1</script>", "https://paper.example/заметка"][index] ??
      null,
  }));

  it.each([
    ["under a field", BOX],
    ["on a page of results", PAGE],
    [
      "in the host's template",
      `<poisk-search mode="page"><template><a data-poisk="link"><b data-poisk="title"></b></a><i data-poisk="source"></i><p data-poisk="snippet"></p></template></poisk-search>`,
    ],
  ])("become text %s, and links lead to http and https alone", async (_place, body) => {
    await open({ body, api });
    if (body === BOX) await site.field.fill("порт");
    const hits = body === BOX ? site.hits : site.results;
    await hits.nth(2).waitFor();
    expect(await hits.first().textContent()).toContain(evil);
    expect(await site.page.locator("poisk-search :is(img, script)").count()).toBe(0);
    const links = await site.page
      .locator("poisk-search a")
      .evaluateAll((anchors) => anchors.map((anchor) => (anchor as HTMLAnchorElement).href));
    expect(links.filter((href) => href !== "").slice(0, 3)).toEqual([
      `${SEARCH}/a/0`,
      `${SEARCH}/a/1`,
      encodeURI("https://paper.example/заметка"),
    ]);
    expect(await hits.nth(2).textContent()).toContain("Без заголовка");
    expect(await site.page.title()).toBe("Газета");
  });
});

describe("styles", () => {
  /** Reads all styles inside the box that a foreign sheet could change; the typeface is meant to be the host's. */
  const looks = () =>
    site.page.evaluate(() =>
      [...(document.querySelector("poisk-search")?.shadowRoot?.querySelectorAll("*") ?? [])].map((element) => {
        const { color, backgroundColor, border, padding, fontSize, letterSpacing, textTransform, display, opacity } =
          getComputedStyle(element);
        return [
          element.className,
          color,
          backgroundColor,
          border,
          padding,
          fontSize,
          letterSpacing,
          textTransform,
          display,
          opacity,
        ].join("; ");
      }),
    );

  it("of the host do not reach in", async () => {
    await findIn({ body: BOX, css: "" });
    const before = await looks();
    await site.context.close();
    const css = `* { color: red; background: blue; border: 9px solid; padding: 9px; font-size: 40px; opacity: .5 }
      main, poisk-search { letter-spacing: 9px; text-transform: uppercase; text-align: right; font: 40px serif; opacity: 1; padding: 0; border: 0 }
      .hit, .title, input, a, mark { display: none }`;
    await findIn({ body: BOX, css });
    expect(await looks()).toEqual(before);
  });

  it("that hide what the box stands in hide the box, from the eye and from the pointer", async () => {
    await findIn({ body: `<div id="menu">${BOX}</div>` });
    const hide = (name: "visibility" | "pointerEvents", value: string) =>
      site.page.evaluate(
        ([property, text]) => {
          const menu = document.querySelector<HTMLElement>("#menu");
          if (menu) menu.style[property] = text;
        },
        [name, value] as const,
      );
    const isUnderPointer = async (): Promise<boolean> => {
      const { x, y } = (await site.field.boundingBox()) ?? { x: 0, y: 0 };
      return site.page.evaluate(([left, top]) => document.elementFromPoint(left, top)?.localName === "poisk-search", [
        x + 20,
        y + 20,
      ] as const);
    };
    expect(await isUnderPointer()).toBe(true);
    await hide("pointerEvents", "none");
    expect(await isUnderPointer()).toBe(false);
    await hide("visibility", "hidden");
    expect(await site.field.isVisible()).toBe(false);
    expect(await site.hits.first().isVisible()).toBe(false);
  });

  it.each([
    ["a field", BOX, 150],
    ["a page of results", PAGE, 600],
  ])(
    "that leave %s as wide as it likes do not leave it without width, nor wider than the window",
    async (_name, body, leastPx) => {
      const css = "header { display: flex; justify-content: space-between }";
      await open({ body: `<header><b>Газета</b>${body}</header>`, css });
      const widthPx = () => site.page.locator("poisk-search").evaluate((box) => box.getBoundingClientRect().width);
      expect(await widthPx()).toBeGreaterThan(leastPx);
      await site.page.setViewportSize({ width: 320, height: 640 });
      expect(await widthPx()).toBeGreaterThan(150);
      expect(await site.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    },
  );

  it("that narrow the window leave the open list wholly in it", async () => {
    const css = "header { display: flex; justify-content: flex-end } poisk-search { width: 200px }";
    await findIn({ body: `<header>${BOX}</header>`, css });
    const edges = () =>
      site.page.locator("poisk-search .panel").evaluate((panel) => {
        const { left, right } = panel.getBoundingClientRect();
        return left >= 0 && right <= document.documentElement.clientWidth;
      });
    expect(await edges()).toBe(true);
    await site.page.setViewportSize({ width: 360, height: 640 });
    await expect.poll(edges).toBe(true);
  });

  it("that keep the box at the foot of the window leave the list in sight above it", async () => {
    const css = "main { position: fixed; inset: auto 0 0 } h1 { margin: 0 }";
    await findIn({ body: BOX, css, api: archiveOf(2) });
    const panel = (await site.page.locator("poisk-search .panel").boundingBox()) ?? { y: 0, height: 0 };
    const form = (await site.page.locator("poisk-search .form").boundingBox()) ?? { y: 0, height: 0 };
    expect(panel.y).toBeGreaterThanOrEqual(0);
    expect(panel.y + panel.height).toBeLessThanOrEqual(form.y);
    await site.page.evaluate(() => {
      const main = document.querySelector<HTMLElement>("main");
      if (main) main.style.inset = "0 0 auto";
    });
    await site.page.keyboard.insertText("т");
    await site.page.getByRole("option", { name: ": портт у причала" }).first().waitFor();
    const below = (await site.page.locator("poisk-search .panel").boundingBox()) ?? { y: 0 };
    expect(below.y).toBeGreaterThan(form.height);
  });

  it("that place what follows leave the list above it", async () => {
    const css = "section { position: relative; height: 400px; background: Canvas }";
    await findIn({ body: `${BOX}<section>Ниже</section>`, css });
    const { x, y } = (await site.hits.first().boundingBox()) ?? { x: 0, y: 0 };
    const above = await site.page.evaluate(([left, top]) => document.elementFromPoint(left, top)?.localName, [
      x + 20,
      y + 20,
    ] as const);
    expect(above).toBe("poisk-search");
  });

  it("of the box do not leak out, and leave no sheet behind", async () => {
    const body = `${BOX}<p class="hit title">Абзац <mark>важно</mark> <a href="/">ссылка</a> <button class="button">Кнопка</button></p>`;
    const outside = () =>
      site.page.evaluate(() => {
        const styled = [...document.querySelectorAll("body, p, p *")].map((element) => {
          const { color, backgroundColor, border, padding, font } = getComputedStyle(element);
          return [color, backgroundColor, border, padding, font];
        });
        return { styled, sheets: document.styleSheets.length + document.adoptedStyleSheets.length };
      });
    await open({ body, css: "" });
    const before = await outside();
    await site.field.fill("порт");
    await site.hits.first().waitFor();
    expect(await outside()).toEqual(before);
    expect(before.sheets).toBe(1);
  });

  it("follow custom properties, parts and the theme", async () => {
    const css = `poisk-search { --poisk-accent: rgb(1, 2, 3); --poisk-radius: 0; --poisk-link: rgb(4, 5, 6) }
      poisk-search::part(snippet) { display: none }`;
    await findIn({ body: '<poisk-search theme="dark"></poisk-search>', css });
    expect(await site.hits.first().locator(".snippet").isVisible()).toBe(false);
    const [link, ground, radius] = await site.hits
      .first()
      .evaluate((hit) => [
        getComputedStyle(hit.querySelector(".title") as Element).color,
        getComputedStyle(hit.closest(".panel") as Element).backgroundColor,
        getComputedStyle(hit.closest(".panel") as Element).borderRadius,
      ]);
    expect([link, ground, radius]).toEqual(["rgb(4, 5, 6)", "rgb(20, 23, 27)", "0px"]);
  });

  it("are dark where the page is, and light on a page that knows no dark", async () => {
    const ground = () =>
      site.page.locator("poisk-search .box").evaluate((box) => getComputedStyle(box).backgroundColor);
    await open({ body: BOX, context: { colorScheme: "dark" } });
    expect(await ground()).toBe("rgb(20, 23, 27)");
    await site.context.close();
    await open({ body: BOX, css: ":root { color-scheme: only light }", context: { colorScheme: "dark" } });
    expect(await ground()).toBe("rgb(255, 255, 255)");
  });
});

describe("the page's own", () => {
  it("cookies and storage stay as they are, whatever the server sends", async () => {
    const archive = archiveOf(3);
    const api = async (url: URL) => {
      const reply = await archive(url);
      return reply === "lost" ? reply : { ...reply, headers: { "Set-Cookie": "id=1; SameSite=None; Secure; Path=/" } };
    };
    await findIn({ body: BOX + PAGE, api });
    expect(await site.context.cookies([PAPER, SEARCH])).toEqual([]);
    const kept = await site.page.evaluate(async () => ({
      storage: localStorage.length + sessionStorage.length,
      databases: await indexedDB.databases(),
      caches: await caches.keys(),
    }));
    expect(kept).toEqual({ storage: 0, databases: [], caches: [] });
  });

  it("layout does not move where it has kept a place for the field", async () => {
    const css = "poisk-search { display: block; min-height: 46px }";
    await open({ body: `${BOX}<p>Текст под полем.</p>`, css });
    const shifts = () =>
      site.page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            new PerformanceObserver((list) => resolve(list.getEntries().length)).observe({
              type: "layout-shift",
              buffered: true,
            });
            setTimeout(() => resolve(0), 300);
          }),
      );
    expect(await shifts()).toBe(0);
    await site.field.fill("порт");
    await site.hits.first().waitFor();
    expect(await shifts()).toBe(0);
  });

  it("words stand in place of ours, by attribute and by property", async () => {
    const words = JSON.stringify({
      label: "Поиск по архиву",
      found: { one: "{n} заметка", few: "{n} заметки", other: "{n} заметок" },
    });
    await open({ body: `<poisk-search mode="page" messages='${words}'></poisk-search>` });
    await site.page.locator("poisk-search .summary", { hasText: "23\u00a0заметки" }).waitFor();
    expect(await site.field.getAttribute("aria-label")).toBe("Поиск по архиву");
    await site.page.evaluate(() => {
      const box = document.querySelector("poisk-search");
      if (box) box.messages = { more: "Дальше", sort: "Как" };
    });
    await site.page.getByRole("button", { name: "Дальше" }).waitFor();
    await site.page.getByRole("combobox", { name: "Как" }).waitFor();
  });

  it("template and slots shape a hit, an empty answer and the foot of the list", async () => {
    const body = `<poisk-search><template><b data-poisk="title"></b><u data-poisk="agency"></u><time data-poisk="date"></time></template>
      <p slot="footer">Ищет poisk</p><p slot="empty">Загляните в рубрики.</p></poisk-search>`;
    const archive = archiveOf(3);
    await findIn({ body, api: (url) => (url.searchParams.get("q") === "нет" ? archiveOf(0)(url) : archive(url)) });
    const hit = site.hits.first();
    expect(await hit.locator("b mark").textContent()).toBe("порт");
    expect(await hit.locator("time").textContent()).toMatch(/^16\sмая 2024$/);
    expect(await hit.locator("u").count()).toBe(0);
    expect(await site.page.getByText("Ищет poisk").isVisible()).toBe(true);
    await site.field.fill("нет");
    await site.page.getByText("Загляните в рубрики.").waitFor();
    expect(await site.page.getByText("Проверьте, нет ли опечаток").isVisible()).toBe(false);
  });

  it("router opens a hit where it takes the event, and no other box hears of it", async () => {
    await findIn({ body: BOX });
    await site.page.evaluate(() =>
      document.addEventListener("poisk:select", (event) => {
        event.preventDefault();
        document.title = `${event.detail.position} ${event.detail.query} ${event.detail.hit.id}`;
      }),
    );
    await site.hits.nth(2).click();
    expect(await site.page.title()).toBe("2 порт 2");
    expect(site.page.url()).toBe(`${PAPER}/`);
    expect(await site.field.getAttribute("aria-expanded")).toBe("false");
  });
});
