import { describe, expect, it } from "vitest";
import { articleText } from "../../../functions/cli/rendering/article-text.ts";
import type { Article } from "../../../src/articles/news.ts";
import { createRecordingTerminal } from "../../support/recording-terminal.ts";

const article: Article = {
  id: "abc",
  title: "Мост открыли",
  lead: "",
  text: "Мост через реку открыли.\n\nДвижение пустили по двум полосам.",
  paragraphs: ["Мост через реку открыли.", "Движение пустили по двум полосам."],
  url: null,
  statedAt: null,
  source: "Вестник",
  agency: null,
  author: null,
  section: "Дороги",
  tags: ["мост", "Рязань"],
  place: "Рязань",
  placeAsWritten: "РЯЗАНЬ",
  image: null,
  notice: "18+",
  publishedAt: "2016-10-09",
  datePrecision: "day",
  dateRange: null,
  dateAsWritten: "20161009",
  timeZone: "Asia/Vladivostok",
  origins: {
    title: ["og:title", "h1"],
    date: ["key"],
    zone: ["upload metadata"],
    source: ["og:site_name"],
    section: ["article:section"],
    tags: ["JSON-LD", "article:tag"],
    place: ["dateline"],
    notice: ["page text"],
    id: ["key and text"],
    text: ["page text"],
  },
  encoding: "windows-1251",
  encodingConfidence: 0.98,
  repairedFrom: null,
  isFallback: false,
  leftOut: { share: 0, reasons: [] },
  notes: [],
  droppedLines: [
    { text: "Новости", kind: "menu", reason: "a button or a part of a menu" },
    { text: "Спорт", kind: "menu", reason: "a button or a part of a menu" },
    { text: "Паром встал", kind: "teaser", reason: "outside the article" },
  ],
};

const textOf = (changes: Partial<Article>, isFull = false): string[] =>
  articleText({ ...article, ...changes }, createRecordingTerminal(), isFull);

describe("an article in a terminal", () => {
  it("shows its fields and where they are from, its paragraphs, and what was left out and why", () => {
    expect(textOf({})).toEqual([
      "title     Мост открыли                                      og:title, h1",
      "date      2016-10-09 (written «20161009»)                   key",
      "zone      Asia/Vladivostok                                  upload metadata",
      "place     Рязань (written «РЯЗАНЬ»)                         dateline",
      "source    Вестник                                           og:site_name",
      "section   Дороги                                            article:section",
      "tags      мост, Рязань                                      JSON-LD, article:tag",
      "notice    18+                                               page text",
      "id        abc                                               key and text",
      "charset   windows-1251 (98 % sure)",
      "none      lead, agency, author, url, image",
      "text      2 paragraphs, 59 characters                       page text",
      "  Мост через реку открыли.",
      "  Движение пустили по двум полосам.",
      "left out  3 lines",
      "  a button or a part of a menu",
      "    Новости",
      "    Спорт",
      "  teaser: outside the article",
      "    Паром встал",
    ]);
  });

  it("tells a range of days, and a date whose year is not known", () => {
    const unknown = { publishedAt: null, datePrecision: "none", dateAsWritten: "9 окт", origins: {} } as const;
    expect(textOf({ ...unknown, dateRange: ["2015-10-09", "2019-10-09"] })[1]).toBe(
      "date      between 2015-10-09 and 2019-10-09 (written «9 окт»)",
    );
    expect(textOf(unknown)[1]).toBe("date      no year known (written «9 окт»)");
    expect(textOf({ ...unknown, publishedAt: "2016-10-09", dateAsWritten: "2016-10-09" })[1]).toBe(
      "date      2016-10-09",
    );
    expect(textOf({ ...unknown, dateAsWritten: null })).toContain("none      lead, date, agency, author, url, image");
  });

  it("says when the text was repaired, and when everything had to be kept", () => {
    const lines = textOf({ repairedFrom: "utf-8 read as windows-1251", isFallback: true }).join("\n");
    expect(lines).toContain("repaired, since it had been utf-8 read as\n          windows-1251");
    expect(lines).toContain("No line looked like the body of an article");
  });

  it("sets the origins of an address that is too long to stand beside them below it", () => {
    const url = `https://vestnik.example/${"most-".repeat(7)}`;
    const lines = textOf({ url, origins: { url: ["link canonical"], title: ["og:title"] } });
    expect(lines.slice(7, 9)).toEqual([`url       ${url}`, `${" ".repeat(66)}link canonical`]);
  });

  it("shortens long paragraphs, many paragraphs and many lines, and says how to see them all", () => {
    const paragraphs = Array.from({ length: 15 }, () => "слово ".repeat(100).trim());
    const droppedLines = Array.from({ length: 50 }, (_, i) => ({
      text: `Заголовок ${i}`,
      kind: "teaser" as const,
      reason: "x",
    }));
    const short = textOf({ paragraphs, droppedLines });
    expect(short).toContain("  … 3 more paragraphs (--full shows all)");
    expect(short).toContain("  … 10 more lines (--full shows all)");
    expect(short.filter((line) => line.endsWith("слово…"))).toHaveLength(12);
    const full = textOf({ paragraphs, droppedLines }, true).join("\n");
    expect(full).not.toContain("…");
    expect(full.match(/слово/g)).toHaveLength(1_500);
    expect(full).toContain("Заголовок 49");
  });

  it("never writes a control character of the page, and never past the last column", () => {
    const lines = textOf({
      title: `\u001b[31mкрасный ${"длинный ".repeat(40)}`,
      droppedLines: [{ text: "\u001b]0;заголовок окна\u0007", kind: "other", reason: "outside\u001b the article" }],
    });
    for (const line of lines) {
      expect(line).not.toMatch(/\p{Cc}/u);
      expect([...line].length).toBeLessThanOrEqual(80);
    }
  });
});
