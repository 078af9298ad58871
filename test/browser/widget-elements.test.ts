/**
 * Elements that share a session: a field, filters and results in places of their own, put in and taken out at any time.
 */
import { describe, expect, it } from "vitest";
import { findViolations } from "./support/axe.ts";
import { archiveOf, type ScriptedSite, type ScriptedSiteOptions, SEARCH } from "./support/scripted-site.ts";
import { useScriptedSites } from "./support/scripted-sites.ts";

const FIELD = '<poisk-search session="news"></poisk-search>';
const FILTERS = '<poisk-filters session="news"></poisk-filters>';
const RESULTS = '<poisk-results session="news"></poisk-results>';
const CSS = `body { background: Canvas; color: CanvasText; margin: 0 } .columns { display: grid; grid-template-columns: 14em 1fr; gap: 2em }`;
const PAGE = `<div role="search">${FIELD}</div><div class="columns">${FILTERS}${RESULTS}</div>`;

const openSite = useScriptedSites(/no endpoint/);
let site: ScriptedSite;

async function open(options: ScriptedSiteOptions = {}): Promise<void> {
  site = await openSite({ body: PAGE, css: CSS, ...options });
}

const results = (session = "news") => site.page.locator(`poisk-results[session="${session}"] .hit`);
const source = (name: string) => site.page.locator("poisk-filters").getByRole("checkbox", { name });
/** Reads the first hit's title, with plain spaces for no-break ones. */
const firstTitle = async (session?: string) =>
  (await results(session).first().locator(".title").textContent())?.replaceAll("\u00a0", " ");
/** Lists the requests, each by its distinguishing parameters. */
const questions = () =>
  site.asked.map(({ searchParams }) => `${searchParams.get("q") ?? ""} ${searchParams.getAll("source")}`.trim());

describe("elements of one session", () => {
  it("show the newest articles by one question, and what is typed in the field", async () => {
    await open();
    await results().nth(9).waitFor();
    expect(questions()).toEqual([""]);
    await site.field.fill("порт");
    await site.page.getByRole("option", { name: "портовый" }).waitFor();
    await expect.poll(() => firstTitle()).toContain("порт у причала");
    // The hits are on the page, and not under the field besides.
    expect(await site.hits.count()).toBe(0);
    expect(await site.page.locator("poisk-results .summary").textContent()).toBe("Найдено 23\u00a0статьи");
  });

  it("are filtered, put in order and paged by each other, and take a suggestion", async () => {
    await open();
    await site.field.fill("порт");
    await source("Волна").check();
    await expect.poll(() => questions().includes("порт Волна")).toBe(true);
    await site.page.locator("poisk-results select").selectOption("newest");
    await expect.poll(() => site.asked.some(({ searchParams }) => searchParams.get("sort") === "newest")).toBe(true);
    await site.page.locator("poisk-results").getByRole("button", { name: "Показать ещё" }).click();
    await results().nth(19).waitFor();
    await site.field.click();
    await site.page.getByRole("option", { name: "портовый" }).click();
    await expect.poll(() => firstTitle()).toContain("портовый у причала");
    expect(await site.field.inputValue()).toBe("портовый");
    expect(await source("Волна").isChecked()).toBe(true);
  });

  it("take the endpoint, the size of pages and the address of whichever has them", async () => {
    const filters = FILTERS.replace(" ", ` endpoint="${SEARCH}" page-size="3" sync-url="n-" `);
    await open({ body: `${RESULTS}${filters}<poisk-search></poisk-search>`, path: "/?n-q=паром" });
    await expect.poll(() => firstTitle()).toContain("паром у причала");
    expect(await results().count()).toBe(3);
    await site.page.evaluate(() => {
      const box = document.createElement("poisk-search");
      box.setAttribute("session", "news");
      box.id = "late";
      document.body.append(box);
    });
    const late = site.page.locator("#late input.input");
    await expect.poll(() => late.inputValue()).toBe("паром");
    await late.fill("порт");
    await expect.poll(() => firstTitle()).toContain("порт у причала");
    expect(new URL(site.page.url()).searchParams.get("n-q")).toBe("порт");
    await site.page.goBack();
    await expect.poll(() => firstTitle()).toContain("паром у причала");
    expect(await late.inputValue()).toBe("паром");
  });

  const orders = [
    ["poisk-search", "poisk-filters", "poisk-results"],
    ["poisk-results", "poisk-filters", "poisk-search"],
    ["poisk-filters", "poisk-results", "poisk-search"],
  ];
  it.each(orders)("may come one after another: %s, %s, %s", async (...names) => {
    await open({ body: "<poisk-search></poisk-search><section></section>" });
    for (const name of names) {
      await site.page.evaluate(
        ([element = "", endpoint = ""]) => {
          const part = document.createElement(element);
          part.setAttribute("session", "news");
          // The one that is there for certain is the last.
          if (element === "poisk-search") part.setAttribute("endpoint", endpoint);
          document.querySelector("section")?.append(part);
        },
        [name, SEARCH],
      );
      await site.page.waitForTimeout(100);
    }
    await results().nth(9).waitFor();
    await source("Волна").waitFor();
    await site.page.locator("section poisk-search input.input").fill("порт");
    await expect.poll(() => firstTitle()).toContain("порт у причала");
  });

  it("come before the script that makes the elements what they are", async () => {
    await open({ body: "<poisk-search></poisk-search>" });
    await site.page.evaluate(
      ([page = "", endpoint = ""]) => {
        const view = document.implementation.createHTMLDocument();
        // Parsed apart and put in as a whole, as a router does.
        for (const name of page.split(" ")) {
          const part = view.createElement(name);
          part.setAttribute("session", "news");
          part.setAttribute("endpoint", endpoint);
          view.body.append(part);
        }
        document.body.append(...view.body.children);
      },
      ["poisk-results poisk-filters poisk-search", SEARCH],
    );
    await results().nth(9).waitFor();
    expect(questions().filter((question) => question === "")).toHaveLength(1);
  });

  it("leave the hits to the field's list while no results are on the page, and take them back", async () => {
    await open();
    await site.field.fill("порт");
    await expect.poll(() => firstTitle()).toContain("порт у причала");
    await site.page.evaluate(() => document.querySelector("poisk-results")?.remove());
    await site.field.fill("паром");
    await site.hits.first().waitFor();
    await site.page.evaluate(() => {
      const added = document.createElement("poisk-results");
      added.setAttribute("session", "news");
      document.querySelector(".columns")?.append(added);
    });
    await expect.poll(() => firstTitle()).toContain("паром у причала");
    await site.field.fill("пароход");
    await expect.poll(() => firstTitle()).toContain("пароход у причала");
    expect(await site.hits.count()).toBe(0);
  });

  it("go on without the field, and give a new one what is searched for", async () => {
    await open();
    await site.field.fill("порт");
    await expect.poll(() => firstTitle()).toContain("порт у причала");
    await site.page.evaluate(() => document.querySelector("poisk-search")?.remove());
    await source("Волна").check();
    await expect.poll(() => questions().includes("порт Волна")).toBe(true);
    await site.page.evaluate(() => {
      const box = document.createElement("poisk-search");
      box.setAttribute("session", "news");
      box.setAttribute("endpoint", "https://search.example");
      document.body.prepend(box);
    });
    await site.field.waitFor();
    expect(await site.field.inputValue()).toBe("порт");
    expect(await source("Волна").isChecked()).toBe(true);
  });

  it("begin anew once the last of them is gone", async () => {
    await open();
    await results().first().waitFor();
    await site.page.evaluate(() => {
      const parts = [...document.querySelectorAll("poisk-search,poisk-filters,poisk-results")];
      for (const part of parts) part.remove();
      for (const part of parts.reverse()) document.body.append(part);
    });
    await results().nth(9).waitFor();
    await site.field.fill("порт");
    await expect.poll(() => firstTitle()).toContain("порт у причала");
  });

  it("may be two fields, of which each shows what is typed in the other", async () => {
    await open({ body: `${PAGE}<div id="foot">${FIELD}</div>` });
    await site.field.fill("порт");
    const second = site.page.locator("#foot input.input");
    await expect.poll(() => second.inputValue()).toBe("порт");
    await second.fill("паром");
    await expect.poll(() => firstTitle()).toContain("паром у причала");
    expect(await site.field.inputValue()).toBe("паром");
  });

  it("tell the page once what happens to all of them", async () => {
    await open({ body: `${PAGE}${FIELD}` });
    // The list of the newest articles is a search too, and is over by then.
    await results().nth(9).waitFor();
    await site.page.evaluate(() => {
      for (const name of ["change", "search", "select"])
        document.addEventListener(`poisk:${name}`, (event) => {
          event.preventDefault();
          document.title += ` ${name}:${(event.target as Element).localName}`;
        });
    });
    await site.field.fill("порт");
    await expect.poll(() => firstTitle()).toContain("порт у причала");
    await results().first().getByRole("link").click();
    expect(await site.page.title()).toBe("Газета change:poisk-search search:poisk-search select:poisk-results");
  });

  it("announce what is found once", async () => {
    await open();
    await site.field.fill("порт");
    const said = () => site.page.locator("[role=status].live").allTextContents();
    await expect.poll(async () => (await said()).filter(Boolean)).toEqual(["Найдено 23\u00a0статьи"]);
  });

  it("say what went wrong where the results are", async () => {
    await open({
      api: (url) => (url.searchParams.get("q") ? { body: {} } : archiveOf(3)(url)),
    });
    await results().first().waitFor();
    await site.field.fill("порт");
    await site.page.locator("poisk-results .problem").waitFor();
    expect(await site.page.locator("poisk-search .problem").count()).toBe(0);
  });
});

it("two sessions of a page are apart", async () => {
  const second = PAGE.replaceAll('"news"', '"sport"').replaceAll("<poisk-search", '<poisk-search label="Спорт"');
  await open({ body: PAGE + second });
  await results("sport").nth(9).waitFor();
  await site.field.fill("порт");
  await expect.poll(() => firstTitle()).toContain("порт у причала");
  expect(await firstTitle("sport")).not.toContain("порт");
  await site.page.getByRole("combobox", { name: "Спорт" }).fill("матч");
  await expect.poll(() => firstTitle("sport")).toContain("матч у причала");
  expect(await site.field.inputValue()).toBe("порт");
});

it("a dialog of the session searches the page below it, and closes by Enter", async () => {
  await open({ body: `<poisk-dialog session="news"></poisk-dialog>${PAGE}` });
  await results().first().waitFor();
  await site.page.keyboard.press("/");
  const field = site.page.locator("poisk-dialog input.input");
  await field.fill("порт");
  await site.page.locator("poisk-dialog .option.suggestion").first().waitFor();
  expect(await site.page.locator("poisk-dialog .option.hit").count()).toBe(0);
  await site.page.keyboard.press("Enter");
  await expect
    .poll(() => site.page.locator("poisk-dialog dialog").evaluate((element: HTMLDialogElement) => element.open))
    .toBe(false);
  await expect.poll(() => firstTitle()).toContain("порт у причала");
  expect(await site.field.inputValue()).toBe("порт");
});

describe("axe-core finds nothing wrong", () => {
  const sights: readonly [string, ScriptedSiteOptions][] = [
    ["in the light", { context: { colorScheme: "light" } }],
    ["in the dark", { context: { colorScheme: "dark" } }],
    ["on a phone", { context: { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true } }],
    ["from right to left", { body: `<div dir="rtl" lang="en">${PAGE}</div>` }],
  ];
  it.each(sights)("%s", async (_, options) => {
    await open(options);
    const heading = site.page.locator("poisk-filters .filters-summary");
    await results().first().waitFor();
    if (options.context?.isMobile) await heading.tap();
    else expect(await heading.isVisible()).toBe(false);
    await site.field.fill("порт");
    await expect.poll(() => firstTitle()).toContain("порт у причала");
    await source("Волна").check();
    await site.page.locator("poisk-filters .button").waitFor();
    expect(await findViolations(site.page)).toEqual([]);
  });
});

it("a hundred times three elements leave nothing behind", async () => {
  await open({ body: "<poisk-search></poisk-search>", api: archiveOf(5) });
  const devtools = await site.context.newCDPSession(site.page);
  await devtools.send("Performance.enable");
  const mount = (count: number) =>
    site.page.evaluate(async (times) => {
      for (let turn = 0; turn < times; turn++) {
        const parts = ["poisk-search", "poisk-filters", "poisk-results"].map((name) => document.createElement(name));
        for (const part of parts) part.setAttribute("session", "news");
        parts[0]?.setAttribute("endpoint", "https://search.example");
        document.body.append(...parts);
        while (!parts[2]?.shadowRoot?.querySelector(".hit")) await new Promise((resolve) => setTimeout(resolve, 1));
        for (const part of parts) part.remove();
      }
      // What would announce a late answer waits for so long.
      await new Promise((resolve) => setTimeout(resolve, 1_100));
    }, count);
  const alive = async () => {
    for (let round = 0; round < 3; round++) await devtools.send("HeapProfiler.collectGarbage");
    const { metrics } = await devtools.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "Nodes")?.value ?? Number.NaN;
  };
  await mount(10);
  const before = await alive();
  await mount(100);
  expect((await alive()) - before).toBeLessThan(100);
});
