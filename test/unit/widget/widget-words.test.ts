import { describe, expect, it } from "vitest";
import { parseDay, readSearchState, writeSearchState } from "../../support/inside/widget-session.ts";
import {
  belarusian,
  english,
  kazakh,
  loadMessages,
  readMessages,
  russian,
  russianDialog,
  russianFilters,
  russianTrouble,
  ukrainian,
} from "../../support/inside/widget-texts.ts";
import { publicationDate, recentDate } from "../../support/inside/widget-views.ts";

const NBSP = "\u00a0";

describe("the widget's words", () => {
  it.each([
    [1, `Найдена 1${NBSP}статья`],
    [2, `Найдено 2${NBSP}статьи`],
    [5, `Найдено 5${NBSP}статей`],
    [11, `Найдено 11${NBSP}статей`],
    [21, `Найдена 21${NBSP}статья`],
    [1_234, `Найдено 1${NBSP}234${NBSP}статьи`],
  ])("have the Russian plural of %d", async (n, text) => {
    expect((await loadMessages("ru-RU", {})).messageOf("found", { n })).toBe(text);
  });

  it.each([
    ["uk", "Знайдено 2 матеріали"],
    ["be-BY", "Знойдзена 2 матэрыялы"],
    ["kk", "2 материал табылды"],
    ["fr", "2 articles found"],
  ])("of %s have the plural of two", async (language, text) => {
    expect((await loadMessages(language, {})).messageOf("found", { n: 2 }).replaceAll(NBSP, " ")).toBe(text);
  });

  it("are all there in every language, with their places and a form for each plural category", () => {
    const placesOf = (text: unknown) => [...JSON.stringify(text).matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const all = { ...russian, ...russianTrouble, ...russianFilters, ...russianDialog };
    for (const [language, words] of Object.entries({ en: english, uk: ukrainian, be: belarusian, kk: kazakh })) {
      expect(Object.keys(words).sort(), language).toEqual(Object.keys(all).sort());
      for (const [name, text] of Object.entries(words)) {
        expect(new Set(placesOf(text)), `${language} ${name}`).toEqual(
          new Set(placesOf(all[name as keyof typeof all])),
        );
      }
      const integers = [0, 1, 2, 3, 5, 11, 21, 100].map((n) => new Intl.PluralRules(language).select(n));
      expect(Object.keys(words.found)).toEqual(expect.arrayContaining([...new Set(integers), "other"]));
    }
  });

  it("are English for other languages, and Russian where the page names none that there is", async () => {
    expect((await loadMessages("en-GB", {})).messageOf("found", { n: 1 })).toBe(`1${NBSP}article found`);
    expect((await loadMessages("не язык", {})).messageOf("more")).toBe("Показать ещё");
  });

  it("are the host's where it has its own, and a query with braces stays as it is", async () => {
    const locale = await loadMessages("ru", { more: "Дальше" });
    expect(locale.messageOf("more")).toBe("Дальше");
    expect(locale.messageOf("corrected", { text: "{n} $& {text}" })).toContain("«{n} $& {text}»");
  });
});

it("words of the host that are no texts stay ours", async () => {
  const given = '{ "label": null, "more": 5, "all": {}, "found": { "one": "{n} заметка" } }';
  const locale = await loadMessages("ru", readMessages(given, {}));
  expect(locale.messageOf("label")).toBe("Поиск по статьям");
  expect(locale.messageOf("more")).toBe("Показать ещё");
  expect(locale.messageOf("all")).toBe("Все результаты");
  expect(locale.messageOf("found", { n: 1 })).toBe(`Найдена 1${NBSP}статья`);
  expect(locale.replaced).toEqual({});
});

describe("the date of a hit", () => {
  it.each([
    ["2016", "2016"],
    ["2016-10", "октябрь 2016"],
    ["2016-10-09", "9 октября 2016"],
    ["2016-02-29T00:10+03:00", "29 февраля 2016"],
    ["2016-10-09T23:50-08:00", "9 октября 2016"],
    ["1900-03-01", "1 марта 1900"],
    ["2100-12-31", "31 декабря 2100"],
    ["вчера", null],
    [null, null],
  ])("of %s is told as precisely as it is known", (publishedAt, text) => {
    expect(publicationDate({ publishedAt }, "ru")).toBe(text);
  });

  it("is a span of days where only that is known", () => {
    expect(publicationDate({ publishedAt: null, dateRange: ["2016-10-01", "2016-10-09"] }, "ru")).toMatch(
      /^1.9.октября 2016/,
    );
    const turned = ["2016-10-09", "2016-10-01"] as const;
    expect(publicationDate({ publishedAt: null, dateRange: turned }, "ru")).toBeNull();
  });

  const now = Date.parse("2026-11-28T00:30+03:00");
  it.each([
    ["2026-11-28T00:10+03:00", "сегодня, 00:10"],
    ["2026-11-27T14:30+03:00", "вчера, 14:30"],
    ["2026-11-27", "вчера"],
    ["2026-11-28", "сегодня"],
    // It is the 27th there.
    ["2026-11-27T10:30-08:00", "сегодня, 10:30"],
    ["2026-11-26T23:50:11-08:00", "вчера, 23:50"],
    ["2026-11-26T23:50+03:00", null],
    ["2026-11-29", null],
    ["2026-11", null],
    ["вчера", null],
  ])("of %s is today or yesterday by the article's own clock", (publishedAt, text) => {
    expect(recentDate(publishedAt, "ru", now)).toBe(text);
  });

  it("has the words of every language", () => {
    const yesterday = ["en", "uk", "be", "kk"].map((language) => recentDate("2026-11-27", language, now));
    expect(yesterday).toEqual(["yesterday", "учора", "учора", "кеше"]);
  });
});

describe("the address of a page of results", () => {
  const wanted = {
    text: "порт",
    sources: ["Волна", "Берег"],
    sections: ["Порты", "Флот"],
    from: "2016-01-01",
    to: "",
    sort: "newest",
    ignore: ["typo:порт"],
  } as const;

  it("gives back what was put into it, and leaves the parameters of others alone", () => {
    const address = writeSearchState("https://news.example/search?page=2&n-q=x#top", "", wanted);
    expect(readSearchState(address, "")).toEqual(wanted);
    expect(new URL(address).searchParams.get("page")).toBe("2");
    expect(readSearchState(address, "n-").text).toBe("x");
  });

  it("is read without what cannot be", () => {
    expect(readSearchState("https://news.example/?q=a&from=вчера&sort=best", "")).toMatchObject({
      from: "",
      sort: "relevance",
    });
  });

  it.each([
    ["2024-02-31", ""],
    ["2024-13-01", ""],
    ["2024-2-1", ""],
    ["1899-12-31", ""],
    ["+012024-01-01", ""],
    ["2024-02-29", "2024-02-29"],
    ["1970-01-01", "1970-01-01"],
  ])("has a day in %s only where the calendar and the API have it", (from, read) => {
    expect(readSearchState(`https://news.example/?from=${encodeURIComponent(from)}`, "")).toMatchObject({
      from: read,
      to: "",
    });
  });

  it("has no more sources than the API takes", () => {
    const sources = Array.from({ length: 25 }, (_, index) => `source=${index}`);
    expect(readSearchState(`https://news.example/?${sources.join("&")}`, "").sources).toHaveLength(20);
  });

  it("has days up to today, without another", () => {
    expect(readSearchState("https://news.example/?from=week&to=2024-01-01", "")).toMatchObject({
      from: "week",
      to: "",
    });
    expect(readSearchState("https://news.example/?from=decade&to=week", "")).toMatchObject({ from: "", to: "" });
  });

  it("has days in whatever order", () => {
    const days = { from: "2024-01-01", to: "2024-12-31" };
    expect(readSearchState("https://news.example/?from=2024-12-31&to=2024-01-01", "")).toMatchObject(days);
  });
});

describe("a day as readers write it", () => {
  it.each([
    ["", "", ""],
    ["9.10.2016", "2016-10-09", "2016-10-09"],
    [" 09/10/2016 ", "2016-10-09", "2016-10-09"],
    ["2016-10-9", "2016-10-09", "2016-10-09"],
    ["2.2016", "2016-02-01", "2016-02-29"],
    ["2016-11", "2016-11-01", "2016-11-30"],
    ["2016", "2016-01-01", "2016-12-31"],
    ["31.2.2016", null, null],
    ["1.13.2016", null, null],
    ["1.1.1816", null, null],
    ["1.1.16", null, null],
    ["1.1.2016.1", null, null],
    ["вчера", null, null],
  ])("%j begins with %j and ends with %j", (text, first, last) => {
    expect([parseDay(text, false), parseDay(text, true)]).toEqual([first, last]);
  });
});
