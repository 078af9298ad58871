/**
 * The page of results: its address, its filters, and what is loaded for its first hits.
 */
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { answer } from "../unit/widget/answers.ts";
import {
  archiveOf,
  articleOf,
  BOX,
  PAPER,
  type Reply,
  type ScriptedApi,
  type ScriptedSite,
  type ScriptedSiteOptions,
  searchAnswer,
} from "./support/scripted-site.ts";
import { useScriptedSites } from "./support/scripted-sites.ts";

const SYNCED = '<poisk-search mode="page" sync-url></poisk-search>';

const openSite = useScriptedSites();
let site: ScriptedSite;

async function open(options: ScriptedSiteOptions = {}): Promise<void> {
  site = await openSite(options);
}

const shown = (query: string) => site.page.getByRole("link", { name: `: ${query} у причала` });
const parameters = () => new URL(site.page.url()).searchParams;
const lastAsked = () =>
  site.asked.filter(({ pathname, searchParams }) => pathname === "/search" && searchParams.get("limit") === "10").at(-1)
    ?.searchParams;

describe("the address", () => {
  it("has one step of history for a run of typing, and the back button shows what was there", async () => {
    await open({ body: SYNCED });
    await site.field.pressSequentially("порт");
    await shown("порт").first().waitFor();
    await site.page.keyboard.press("Enter");
    await site.field.fill("паром");
    await shown("паром").first().waitFor();
    expect(parameters().get("q")).toBe("паром");
    await site.page.goBack();
    await shown("порт").first().waitFor();
    expect(await site.field.inputValue()).toBe("порт");
    await site.page.goBack();
    await site.page.waitForURL(`${PAPER}/`);
    expect(await site.field.inputValue()).toBe("");
    await site.page.goForward();
    await shown("порт").first().waitFor();
  });

  it("brings back all that it names, and leaves what is the page's own", async () => {
    const address = "/?tab=2&q=порт&source=Берег&from=2024-01-01&to=2024-12-31&sort=oldest";
    await open({ body: SYNCED, path: address });
    await shown("порт").first().waitFor();
    expect(Object.fromEntries(lastAsked() ?? [])).toMatchObject({
      q: "порт",
      source: "Берег",
      from: "2024-01-01",
      to: "2024-12-31",
      sort: "oldest",
    });
    expect(await site.page.getByRole("checkbox", { name: /Берег/ }).isChecked()).toBe(true);
    expect(await site.page.getByLabel("по", { exact: true }).inputValue()).toBe("31.12.2024");
    expect(await site.page.getByRole("combobox", { name: "Порядок" }).inputValue()).toBe("oldest");
    await site.page.getByRole("button", { name: "Сбросить фильтры" }).click();
    await site.page.waitForURL((url) => !url.searchParams.has("source"));
    expect([...parameters().keys()].sort()).toEqual(["q", "sort", "tab"]);
  });

  it("is shared by two boxes where each has a prefix", async () => {
    await open({
      body: '<poisk-search sync-url="a-"></poisk-search><poisk-search sync-url="b-"></poisk-search>',
      path: "/?b-q=паром",
    });
    await site.field.fill("порт");
    await site.hits.first().waitFor();
    expect(Object.fromEntries(parameters())).toEqual({ "a-q": "порт", "b-q": "паром" });
    expect(await site.page.locator("poisk-search input.input").nth(1).inputValue()).toBe("паром");
  });

  it("that leads to another place of the page leaves the hits as they are", async () => {
    await open({ body: `${SYNCED}<a href="#foot">Вниз</a><p id="foot">Низ</p>`, path: "/?q=порт" });
    await site.page.getByRole("button", { name: "Показать ещё" }).click();
    await site.results.nth(19).waitFor();
    const asked = site.asked.length;
    await site.page.getByRole("link", { name: "Вниз" }).click();
    await site.page.waitForURL(/#foot$/);
    await site.page.getByRole("button", { name: "Показать ещё" }).click();
    await site.results.nth(22).waitFor();
    expect(site.asked.length).toBe(asked + 1);
  });

  it("stays as it is where it was not asked for", async () => {
    await open({ body: '<poisk-search mode="page"></poisk-search>' });
    await site.field.fill("порт");
    await shown("порт").first().waitFor();
    expect(site.page.url()).toBe(`${PAPER}/`);
  });
});

/** Thirteen sources, five years, or two where a year is asked for; five articles without a date. */
const archiveWithFacets: ScriptedApi = async (url) => {
  const reply = await archiveOf(26)(url);
  if (reply === "lost") return reply;
  const asked = (url.searchParams.get("facets") ?? "").split(",");
  const part = url.searchParams.get("facetQuery") ?? "";
  const sources = [...Array.from({ length: 12 }, (_, i) => `Волна ${i}`), "Ведомости"].map((value) => ({
    value,
    count: 2,
  }));
  const years = url.searchParams.get("q") === "год" ? { 2024: 3, 2023: 1 } : { 2023: 1, 2022: 9, 2021: 7, 2019: 4 };
  const facets = {
    source: sources.filter(({ value }) => value.toLowerCase().includes(part)),
    year: Object.entries(years).map(([value, count]) => ({ value, count })),
    month: [{ value: "2024-02", count: 3 }],
  };
  const chosen = Object.fromEntries(Object.entries(facets).filter(([name]) => asked.includes(name)));
  return { body: { ...(reply.body as object), facets: chosen, undated: 5 } };
};

describe("filters", () => {
  it("show what else there is beside what is chosen, counted without it", async () => {
    await open({ body: SYNCED });
    await site.page.getByRole("checkbox", { name: /Берег/ }).check();
    const counted = () =>
      site.asked.filter(({ searchParams }) => searchParams.get("limit") === "0").at(-1)?.searchParams;
    await expect.poll(() => counted()?.get("facets")).toBe("source");
    expect(counted()?.has("source")).toBe(false);
    await site.page.getByRole("checkbox", { name: /Волна/ }).check();
    await expect.poll(() => lastAsked()?.getAll("source")).toEqual(["Берег", "Волна"]);
    expect(parameters().getAll("source")).toEqual(["Берег", "Волна"]);
  });

  it("are all taken where they are chosen faster than the search answers", async () => {
    const archive = archiveOf(23);
    let answerNow = (): void => {};
    let isTime: Promise<void> | null = null;
    await open({ body: SYNCED, api: (url) => Promise.resolve(isTime).then(() => archive(url)) });
    await site.page.getByRole("checkbox", { name: /Берег/ }).waitFor();
    isTime = new Promise((resolve) => {
      answerNow = resolve;
    });
    await site.page.getByRole("checkbox", { name: /Берег/ }).check();
    await site.page.getByRole("checkbox", { name: /Волна/ }).check();
    answerNow();
    await site.page.waitForURL((url) => url.searchParams.getAll("source").join() === "Берег,Волна");
    await site.page.getByRole("button", { name: "Сбросить фильтры" }).waitFor();
    expect(await site.page.getByRole("checkbox", { name: /Берег/ }).isChecked()).toBe(true);
    expect(await site.page.getByRole("checkbox", { name: /Волна/ }).isChecked()).toBe(true);
  });

  it("are those that are counted in words, whatever else the answer has", async () => {
    const archive = archiveOf(3);
    const api = async (url: URL): Promise<Reply> => {
      const reply = await archive(url);
      if (reply === "lost" || !url.searchParams.has("facets")) return reply;
      const facets = { source: [null, { value: 5, count: 1 }, { value: "Волна", count: 3 }], year: 7 };
      return { body: { ...(reply.body as object), facets } };
    };
    await open({ body: SYNCED, api });
    await site.page.locator("poisk-search .choice").first().waitFor();
    expect(await site.page.locator("poisk-search .choice").allTextContents()).toEqual(["Волна3"]);
  });

  it("take days up to today by one press, and give them up by another", async () => {
    await open({ body: SYNCED });
    const week = site.page.getByRole("button", { name: "за неделю" });
    await week.click();
    await site.page.waitForURL(/\?from=week$/);
    await expect.poll(() => lastAsked()?.get("from")).toBe("week");
    expect(await week.getAttribute("aria-pressed")).toBe("true");
    expect(await site.page.getByLabel("с", { exact: true }).inputValue()).toBe("");
    await week.click();
    await site.page.waitForURL(`${PAPER}/`);
  });

  it("take days as they are written, in whatever order, and ask for none that the calendar lacks", async () => {
    await open({ body: SYNCED });
    const [from, to] = ["с", "по"].map((name) => site.page.getByLabel(name, { exact: true }));
    await from?.fill("9.05.2024");
    await from?.press("Enter");
    await site.page.waitForURL(/\?from=2024-05-09$/);
    await to?.fill("2023");
    await to?.press("Enter");
    await site.page.waitForURL(/\?from=2023-12-31&to=2024-05-09$/);
    expect([await from?.inputValue(), await to?.inputValue()]).toEqual(["31.12.2023", "09.05.2024"]);
    await from?.fill("31.02.2023");
    await from?.press("Enter");
    await site.page.getByText("Такого дня нет").waitFor();
    expect(await from?.getAttribute("aria-invalid")).toBe("true");
    expect(parameters().get("from")).toBe("2023-12-31");
    await site.page.getByRole("button", { name: "Сбросить фильтры" }).click();
    await site.page.waitForURL(`${PAPER}/`);
    expect(await site.page.getByText("Такого дня нет").count()).toBe(0);
  });

  it("leave a day as it is written while answers come", async () => {
    await open({ body: SYNCED, path: "/?q=порт" });
    const from = site.page.getByLabel("с", { exact: true });
    await from.fill("9.05");
    await site.page.evaluate(() => {
      for (const box of document.querySelectorAll("poisk-search")) box.value = "причал";
    });
    await shown("причал").first().waitFor();
    expect(await from.inputValue()).toBe("9.05");
  });

  it("have sections beside sources where the articles have them, each counted without itself", async () => {
    const archive = archiveOf(23);
    const api = async (url: URL): Promise<Reply> => {
      const reply = await archive(url);
      const asked = (url.searchParams.get("facets") ?? "").split(",");
      if (reply === "lost" || !asked.includes("section")) return reply;
      const { facets, ...body } = reply.body as { facets?: object };
      const section = ["Порты", "Флот"].map((value) => ({ value, count: 7 }));
      return { body: { ...body, facets: { ...facets, section } } };
    };
    await open({ body: SYNCED, api, path: "/?q=порт&source=Берег" });
    await site.page.getByRole("group", { name: "Рубрики" }).getByRole("checkbox", { name: /Флот/ }).check();
    await site.page.waitForURL((url) => url.searchParams.get("section") === "Флот");
    expect(await site.page.getByRole("checkbox", { name: /Берег/ }).isChecked()).toBe(true);
    await expect.poll(() => lastAsked()?.get("source")).toBe("Берег");
    const counted = () =>
      site.asked.filter(({ searchParams }) => searchParams.get("limit") === "0" && searchParams.has("source"));
    await expect.poll(() => counted().at(-1)?.searchParams.get("facets")).toBe("section");
    expect(counted().at(-1)?.searchParams.has("section")).toBe(false);
    await site.page.getByRole("button", { name: "Сбросить фильтры" }).click();
    await site.page.waitForURL((url) => !url.searchParams.has("section") && !url.searchParams.has("source"));
  });

  it("find a source by its name among more than are listed", async () => {
    await open({ body: SYNCED, api: archiveWithFacets });
    const find = site.page.getByRole("searchbox", { name: "Найти в списке: Источники" });
    await find.fill("вед");
    await expect.poll(() => site.page.locator("poisk-search .choice").allTextContents()).toEqual(["Ведомости2"]);
    await site.page.getByRole("checkbox", { name: /Ведомости/ }).check();
    await site.page.waitForURL((url) => url.searchParams.get("source") === "Ведомости");
    await find.fill("");
    await expect.poll(() => site.page.locator("poisk-search .choice").count()).toBe(13);
    expect(await site.page.getByRole("checkbox", { name: /Ведомости/ }).isChecked()).toBe(true);
  });

  it("stand open where there is room, and behind a line of their own where there is none", async () => {
    await open({ body: SYNCED });
    await site.page.getByRole("checkbox", { name: /Берег/ }).waitFor();
    expect(await site.page.getByText("Уточнить", { exact: true }).isVisible()).toBe(false);
    await site.context.close();
    await open({ body: SYNCED, context: { viewport: { width: 375, height: 740 } } });
    await site.results.first().waitFor();
    await site.page.locator("poisk-search .choice").first().waitFor({ state: "attached" });
    expect(await site.page.getByRole("checkbox", { name: /Берег/ }).isVisible()).toBe(false);
    await site.page.getByText("Уточнить", { exact: true }).click();
    await site.page.getByRole("checkbox", { name: /Берег/ }).waitFor();
  });
});

describe("the histogram of days", () => {
  const bars = () => site.page.locator("poisk-search .bar");
  const counted = () => site.asked.filter(({ searchParams }) => searchParams.get("facets") === "year,month");
  async function openTimes(path = "/?q=порт") {
    await open({ body: SYNCED, api: archiveWithFacets, path });
    await site.page.getByText("По времени").waitFor();
    expect(counted()).toEqual([]);
    await site.page.getByText("По времени").click();
    await bars().first().waitFor();
  }

  it("is asked for when it is opened, on whatever days, and tells each year, and what has none", async () => {
    await openTimes("/?q=порт&from=2021-01-01&to=2022-12-31");
    expect(counted().map(({ searchParams }) => [searchParams.get("limit"), searchParams.has("from")])).toEqual([
      ["0", false],
    ]);
    expect(await bars().evaluateAll((all) => all.map((bar) => bar.getAttribute("aria-label")))).toEqual([
      "2019: 4",
      "2020: 0",
      "2021: 7",
      "2022: 9",
      "2023: 1",
    ]);
    expect(await bars().evaluateAll((all) => all.map((bar) => bar.getAttribute("aria-selected")))).toEqual([
      "false",
      "false",
      "true",
      "true",
      "false",
    ]);
    expect(await site.page.getByText("ещё 5\u00a0без даты").count()).toBe(1);
  });

  it("is walked by keys", async () => {
    await openTimes();
    await bars().first().focus();
    await site.page.keyboard.press("ArrowRight");
    await site.page.keyboard.press("ArrowRight");
    await site.page.keyboard.press("Shift+ArrowRight");
    await site.page.getByText("2021 – 2022: 16").waitFor();
    await site.page.keyboard.press("Enter");
    await site.page.waitForURL(/from=2021-01-01&to=2022-12-31$/);
    await expect.poll(() => counted().length).toBe(1);
    await site.page.keyboard.press("Escape");
    await site.page.waitForURL((url) => !url.searchParams.has("from"));
  });

  it("is drawn over by a pointer", async () => {
    await openTimes();
    const { x, y, width, height } = (await site.page.locator("poisk-search .bars").boundingBox()) ?? {
      x: 0,
      y: 0,
      width: 0,
      height: 0,
    };
    await site.page.mouse.move(x + width * 0.9, y + height / 2);
    await site.page.mouse.down();
    await site.page.mouse.move(x + width * 0.5, y + height / 2);
    await site.page.mouse.up();
    await site.page.waitForURL(/from=2021-01-01&to=2023-12-31$/);
    await bars().nth(3).click();
    await site.page.waitForURL(/from=2022-01-01&to=2022-12-31$/);
  });

  it("closes where it cannot be had, and is asked for again when it is opened again", async () => {
    let isLost = true;
    const api: ScriptedApi = (url) =>
      isLost && url.searchParams.get("facets") === "year,month" ? { status: 400, body: {} } : archiveWithFacets(url);
    await open({ body: SYNCED, api, path: "/?q=порт" });
    const times = site.page.locator("poisk-search details.times");
    await site.page.getByText("По времени").click();
    await expect.poll(() => counted().length).toBe(1);
    await expect.poll(() => times.getAttribute("open")).toBe(null);
    isLost = false;
    await site.page.getByText("По времени").click();
    await bars().first().waitFor();
    expect(site.complaints.splice(0).filter((line) => !/400|SearchFailure/.test(line))).toEqual([]);
  });

  it("has months where they are of few years", async () => {
    await openTimes("/?q=год");
    expect(await bars().count()).toBe(24);
    await bars().nth(13).click();
    await site.page.waitForURL(/from=2024-02-01&to=2024-02-29$/);
  });
});

describe("the hits", () => {
  it("that lack a word stand below a line that says so", async () => {
    const api = archiveOf(5, (hit, index) => (index > 2 ? { ...hit, partialMatch: true } : hit));
    await open({ body: SYNCED, api });
    await site.results.nth(4).waitFor();
    const lines = await site.page
      .locator("poisk-search .hits > li")
      .evaluateAll((items) => items.map((item) => item.className));
    expect(lines).toEqual(["hit", "hit", "hit", "divider", "hit", "hit"]);
    expect(await site.page.locator("poisk-search .divider").textContent()).toBe("Не все слова");
  });

  it("that all lack a word stand below a line that says so, as the API tells of them", async () => {
    const query = {
      text: "порт",
      applied: "порт",
      corrections: [],
      offer: null,
      understood: [],
      match: "any",
    } as const;
    await open({ body: SYNCED, api: () => searchAnswer([articleOf("порт", 1)], { query }) });
    await site.page.locator("poisk-search .remark", { hasText: "Статей со всеми словами нет" }).waitFor();
  });

  it("stand below one sentence on what was understood, with one way back to the exact words", async () => {
    const query = {
      text: "бензин",
      applied: "бензин",
      corrections: [],
      offer: null,
      match: "all",
      understood: [
        { id: "question:почему", kind: "question", text: "почему", effect: "match" },
        { id: "equivalent:бензин", kind: "equivalent", text: "бензин", effect: "match", names: ["топливо", "горючее"] },
      ],
    } as const;
    const fuel = { ...articleOf("порт", 1), snippet: { text: "Топлива хватит.", highlights: [[0, 7]] as const } };
    await open({ body: SYNCED, path: "/?q=бензин", api: () => searchAnswer([fuel], { query }) });
    const remarks = site.page.locator("poisk-search .remarks");
    await remarks.getByText("Ищем и «топливо».").waitFor();
    expect(await remarks.getByRole("button").allTextContents()).toEqual(["Только точные слова"]);
    await remarks.getByRole("button").click();
    await expect.poll(() => lastAsked()?.getAll("ignore")).toEqual(["equivalent:бензин"]);
  });

  it("have the focus once a remark's way on is taken by keyboard", async () => {
    const api: ScriptedApi = (url) => {
      const isTaken = url.searchParams.has("ignore");
      const corrections = isTaken ? [] : [{ id: "typo:порты", kind: "typo" as const, from: "порты", to: "порт" }];
      const query = {
        text: "порты",
        applied: "порты",
        corrections,
        offer: null,
        understood: [],
        match: "all" as const,
      };
      return searchAnswer([articleOf("порт", isTaken ? 2 : 1)], { query });
    };
    await open({ body: SYNCED, path: "/?q=порты", api });
    const way = site.page.getByRole("button", { name: "Искать «порты»" });
    await way.focus();
    await site.page.keyboard.press("Enter");
    await way.waitFor({ state: "detached" });
    const first = site.results.first().locator("a").first();
    await expect.poll(() => first.evaluate((link) => link.matches(":focus"))).toBe(true);
  });

  it("stay where they are when two things are remarked", async () => {
    const api: ScriptedApi = (url) => {
      const text = url.searchParams.get("q") ?? "";
      const corrections = text === "порты" ? [{ id: "typo:порты", kind: "typo" as const, from: text, to: "порт" }] : [];
      const offer = text === "порты" ? "порт Владивостока" : null;
      const query = { text, applied: text, corrections, offer, understood: [], match: "all" as const };
      return searchAnswer(text === "" ? [] : [articleOf("порт", 1)], { query });
    };
    await open({ body: `${BOX}${SYNCED}`, api, context: { viewport: { width: 1_280, height: 800 } } });
    const boxes = site.page.locator("poisk-search");
    for (const [box, hits, row] of [
      [boxes.first(), ".option.hit", ".suggestions"],
      [boxes.nth(1), ".results .hit", ".tools"],
    ] as const) {
      const hit = box.locator(hits).first();
      await box.locator("input.input").pressSequentially("порт");
      await box.locator(row, { hasText: "Найдена 1 статья" }).waitFor();
      const before = await hit.boundingBox();
      await box.locator("input.input").pressSequentially("ы");
      await box.locator(".remark", { hasText: "Показаны результаты для «порт»" }).waitFor();
      await box.getByText("Искать «порты»").waitFor();
      await box.getByText("порт Владивостока").first().waitFor();
      expect(await hit.boundingBox()).toEqual(before);
      await site.page.keyboard.press("Escape");
    }
  });

  it("begin anew where the question is sent off once more", async () => {
    await open({ body: SYNCED, path: "/?q=порт" });
    const more = site.page.getByRole("button", { name: "Показать ещё" });
    await more.click();
    await site.results.nth(19).waitFor();
    await site.field.press("Enter");
    await site.results.nth(10).waitFor({ state: "detached" });
    await more.click();
    await site.results.nth(19).waitFor();
  });

  it("that no filter lets through leave no word of an empty archive", async () => {
    await open({ body: SYNCED, api: archiveOf(0), path: "/?from=1950-01-01&to=1950-12-31" });
    await site.page.locator("poisk-search .empty").waitFor();
    const empty = site.page.locator("poisk-search .empty");
    expect(await empty.locator("p").allTextContents()).toEqual(["Статей нет"]);
    await empty.getByRole("button", { name: "Искать без фильтров" }).click();
    await site.page.waitForURL(`${PAPER}/`);
  });

  it("are none of one letter in a list, and the newest on a page, and nothing is said to be found only once the keys pause", async () => {
    const archive = archiveOf(3);
    const api: ScriptedApi = (url) => {
      const query = url.searchParams.get("q") ?? "";
      if (query === "") return archive(url);
      const suggestions = [{ kind: "word" as const, text: `${query}ёлочь`, highlights: [] }];
      const offer = query === "щщ" ? "щука" : null;
      return searchAnswer([], { suggestions, query: { ...answer([]).query, text: query, offer } });
    };
    await open({ body: `${BOX}${SYNCED}`, api });
    const page = site.page.locator("poisk-search").nth(1);
    await page.locator(".choice").first().waitFor();
    for (const [box, kind, ofLetter] of [
      [site.page.locator("poisk-search").first(), ".option.hit", 0],
      [page, ".results .hit", 3],
    ] as const) {
      await box.locator("input.input").pressSequentially("щ");
      await box.getByText("щёлочь").waitFor();
      expect(await box.locator(kind).count()).toBe(ofLetter);
      await site.page.waitForTimeout(700);
      expect(await box.locator(".empty").count()).toBe(0);
      await box.locator("input.input").pressSequentially("щ");
      await box.getByText("щщёлочь").waitFor();
      await box.getByText("По запросу «щщ» ничего не нашлось").waitFor();
      expect(await box.locator(kind).count()).toBe(3);
    }
    // There is nothing to filter.
    expect(await page.locator(".filters,.tools").filter({ visible: true }).count()).toBe(0);
    await site.page.keyboard.press("Escape");
    await page.getByRole("button", { name: "щука" }).click();
    await site.page.waitForURL(/q=%D1%89%D1%83%D0%BA%D0%B0$/);
  });

  it("are those of the words as typed once that is asked for", async () => {
    const archive = archiveOf(3);
    const api = async (url: URL): Promise<Reply> => {
      const reply = await archive(url);
      const isMended = url.searchParams.get("q") === "лаврво" && !url.searchParams.has("ignore");
      if (reply === "lost" || !isMended || url.pathname !== "/search") return reply;
      const corrections = [{ id: "typo:лаврво", kind: "typo", from: "лаврво", to: "лавров" }];
      return {
        body: {
          ...(reply.body as object),
          query: { text: "лаврво", applied: "лаврво", corrections, offer: null, understood: [], match: "all" },
        },
      };
    };
    await open({ body: SYNCED, api, path: "/?q=лаврво" });
    await site.page.locator("poisk-search .remark", { hasText: "Показаны результаты для «лавров»" }).waitFor();
    await site.page.getByRole("button", { name: "Искать «лаврво»" }).click();
    await site.page.locator("poisk-search .remark").waitFor({ state: "detached" });
    expect(lastAsked()?.get("ignore")).toBe("typo:лаврво");
    expect(parameters().get("ignore")).toBe("typo:лаврво");
  });
});

describe("suggestions above hits", () => {
  const words = ["портовый", "портал", "портрет", "портфель", "портной"];
  const archive = archiveOf(23);
  const api = async (url: URL): Promise<Reply> => {
    const reply = await archive(url);
    if (reply === "lost" || !url.searchParams.has("suggest")) return reply;
    const suggestions = words.map((text) => ({ kind: "word", text, highlights: [[0, 4]] }));
    return { body: { ...(reply.body as object), suggestions } };
  };

  it("stand in one row above the first hit, which can be seen and pressed meanwhile", async () => {
    for (const width of [1_280, 390]) {
      await site?.context.close();
      await open({ body: SYNCED, api, context: { viewport: { width, height: 800 } } });
      await site.field.pressSequentially("порт");
      await expect.poll(() => site.options.allTextContents()).toEqual(words);
      const row = await site.page.locator("poisk-search .panel").boundingBox();
      const hit = await site.results.first().boundingBox();
      expect((row?.y ?? 0) + (row?.height ?? 0)).toBeLessThan(hit?.y ?? 0);
      // Keys go through it, however long it is.
      for (const _word of words) await site.page.keyboard.press("ArrowDown");
      const last = await site.options.last().boundingBox();
      expect((last?.x ?? 0) + (last?.width ?? 0)).toBeLessThanOrEqual(width);
      await site.page.keyboard.press("Enter");
      await site.page.waitForURL(/q=%D0%BF%D0%BE%D1%80%D1%82%D0%BD%D0%BE%D0%B9$/);
    }
  });

  it("offer nothing that the query was corrected to already", async () => {
    const corrected = async (url: URL): Promise<Reply> => {
      const reply = await archive(url);
      const text = url.searchParams.get("q") ?? "";
      if (reply === "lost" || text === "") return reply;
      const query = {
        text,
        applied: "порт",
        offer: null,
        understood: [],
        match: "all" as const,
        corrections: [{ id: `typo:${text}`, kind: "typo" as const, from: text, to: "порт" }],
      };
      const suggestions = ["порт", "портал"].map((word) => ({ kind: "word", text: word, highlights: [[0, 4]] }));
      return { body: { ...(reply.body as object), query, suggestions } };
    };
    await open({ body: SYNCED, api: corrected });
    await site.field.pressSequentially("порд");
    await site.page.locator("poisk-search .remark", { hasText: "Показаны результаты для «порт»" }).waitFor();
    await expect.poll(() => site.options.allTextContents()).toEqual(["портал"]);
  });

  it("stay where the keys have led them when another answer comes", async () => {
    let answer: () => void = () => undefined;
    const isAsked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const late = async (url: URL): Promise<Reply> => {
      if (url.searchParams.get("q") === "порт") await isAsked;
      return api(url);
    };
    await open({ body: SYNCED, api: late, context: { viewport: { width: 390, height: 800 } } });
    await site.field.pressSequentially("пор", { delay: 400 });
    await expect.poll(() => site.options.allTextContents()).toEqual(words);
    await site.field.pressSequentially("т");
    for (const _word of words) await site.page.keyboard.press("ArrowDown");
    const before = await site.options.last().boundingBox();
    expect((before?.x ?? 0) + (before?.width ?? 0)).toBeLessThanOrEqual(390);
    const first = await site.options.first().elementHandle();
    answer();
    // What is drawn anew has taken the place of what was there.
    await expect.poll(() => first?.evaluate(({ isConnected }) => isConnected)).toBe(false);
    expect(await site.options.last().boundingBox()).toEqual(before);
  });
});

describe("a passage", () => {
  const long =
    "Ледокол вышел из порта в сопровождении двух буксиров при ветре 19 м/с, и капитан сказал, что судно придёт в Мурманск через двое суток, если позволит погода; груз примут на причале, который построили прошлой весной, и сразу отправят дальше по железной дороге, на склады, в которых места хватит и на следующий рейс.";
  const passages = archiveOf(2, (hit, index) => ({
    ...hit,
    snippet: { text: index === 0 ? long : "Короткая новость.", highlights: index === 0 ? [[0, 7]] : [] },
  }));

  it.each([
    ["under a field", "<poisk-search></poisk-search>"],
    ["in one line", '<poisk-search class="poisk-compact"></poisk-search>'],
  ])("that is longer than its lines ends with an ellipsis behind a whole word, %s", async (_place, body) => {
    const css = await readFile("src/widget/themes/compact.css", "utf8");
    await open({ body, api: passages, css });
    await site.page.setViewportSize({ width: 600, height: 800 });
    await site.field.fill("порт");
    const passage = (index: number) => site.page.locator("poisk-search .hit .snippet").nth(index);
    /** Reads the visible part of the passage, without the space at the end of a line. */
    const seen = async (index: number): Promise<string> =>
      (
        await passage(index).evaluate((element) => {
          const { bottom } = element.getBoundingClientRect();
          const nodes = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
          const range = document.createRange();
          let text = "";
          while (nodes.nextNode()) {
            const node = nodes.currentNode as Text;
            if (node.parentElement?.closest(".cut")) continue;
            for (let place = 0; place < node.length; place++) {
              range.setStart(node, place);
              range.setEnd(node, place + 1);
              if (range.getBoundingClientRect().top < bottom - 4) text += node.data[place];
            }
          }
          return text;
        })
      )
        .replaceAll("\u00a0", " ")
        .replaceAll("\u2060", "")
        .trim();
    const isWholeWords = async (): Promise<boolean> => {
      const text = await seen(0);
      const hasEllipsis = (await passage(0).locator(".ellipsis").count()) === 1;
      return hasEllipsis && text !== "" && long.startsWith(text) && /^[ ,;]/.test(long.slice(text.length));
    };
    await expect.poll(isWholeWords).toBe(true);
    const wide = await seen(0);
    await site.page.setViewportSize({ width: 330, height: 800 });
    await expect.poll(() => seen(0)).not.toBe(wide);
    await expect.poll(isWholeWords).toBe(true);
    expect(await seen(1)).toBe("Короткая новость.");
  });

  it("begins inside a sentence where its lines do not reach what was found, and is copied and read aloud whole", async () => {
    const found = long.indexOf("следующий");
    const api = archiveOf(1, (hit) => ({ ...hit, snippet: { text: long, highlights: [[found, found + 9]] } }));
    await open({ api });
    await site.page.setViewportSize({ width: 330, height: 800 });
    await site.field.fill("следующий");
    const passage = site.page.locator("poisk-search .hit .snippet");
    await passage.locator(".ellipsis").first().waitFor();
    const [lines, word] = [await passage.boundingBox(), await passage.locator("mark").boundingBox()];
    expect((word?.y ?? 0) + (word?.height ?? 0)).toBeLessThanOrEqual((lines?.y ?? 0) + (lines?.height ?? 0) + 1);
    const copied = await passage.evaluate((element) => {
      const selection = getSelection();
      selection?.selectAllChildren(element);
      return `${selection}`;
    });
    expect(plain(copied)).toBe(long);
    expect(plain(await passage.ariaSnapshot()).replace(/^- text: "?|"$/g, "")).toContain("Ледокол вышел из порта");
  });

  it("is shown whole on a page", async () => {
    await open({ body: SYNCED, api: passages });
    await site.page.setViewportSize({ width: 330, height: 800 });
    await site.field.fill("порт");
    const passage = site.page.locator("poisk-search .hit .snippet").first();
    // What sets its spaces has been at it.
    await expect.poll(() => passage.textContent()).toContain("\u00a0");
    expect(await passage.evaluate(({ scrollHeight, clientHeight }) => scrollHeight <= clientHeight + 1)).toBe(true);
    expect(plain(`${await passage.textContent()}`)).toBe(long);
  });
});

const plain = (text: string): string => text.replaceAll("\u00a0", " ").replaceAll("\u2060", "");

describe("what is loaded before the first hits", () => {
  it.each([
    ["under a field", 3, "<poisk-search></poisk-search>"],
    ["on a page of results that keeps its address", 4, SYNCED],
  ])("is 14 KB gzipped at the most %s, in %d files", async (_place, files, body) => {
    const archive = archiveOf(23);
    let answerNow = (): void => {};
    const isTime = new Promise<void>((resolve) => {
      answerNow = resolve;
    });
    const packedBytes: Promise<number>[] = [];
    let isAnswered = false;
    await open({
      body,
      api: (url) => isTime.then(() => archive(url)),
      onResponse: (response) => {
        if (!isAnswered) packedBytes.push(response.body().then((bytes) => gzipSync(bytes, { level: 9 }).length));
      },
    });
    await site.field.fill("порт");
    while (packedBytes.length < files) await site.page.waitForTimeout(10);
    // Whatever else comes before an answer is there has come by then.
    await site.page.waitForTimeout(300);
    const loaded = await Promise.all(packedBytes);
    isAnswered = true;
    answerNow();
    await site.page.locator("poisk-search :is(.option.hit, .results .hit)").first().waitFor();
    expect(loaded).toHaveLength(files);
    expect(loaded.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(14 * 1_024);
  });
});
