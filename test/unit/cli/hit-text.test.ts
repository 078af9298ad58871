import { describe, expect, it } from "vitest";
import { renderHit, summaryText } from "../../../functions/cli/hit-text.ts";
import type { ArticleHit } from "../../../src/query/article-hit.ts";
import type { ArticleSearchResult } from "../../../src/query/article-search.ts";
import { createRecordingTerminal } from "../../support/recording-terminal.ts";

const article: ArticleHit["article"] = {
  title: "Лавров прилетел в Минск",
  lead: "",
  text: "Министр прилетел.",
  url: "https://vestnik.example/1",
  source: "Вестник",
  agency: null,
  author: null,
  place: "Минск",
  image: null,
  notice: null,
  publishedAt: "2016-10-09T12:30+03:00",
  datePrecision: "minute",
  dateRange: null,
};

const hit: ArticleHit = {
  id: "a",
  key: "articles/a.txt",
  article,
  score: 1,
  isPartial: false,
  title: { text: "Лавров прилетел в Минск", highlights: [[0, 6]] },
  snippet: { text: "Министр прилетел.", highlights: [[8, 16]] },
};

const result: ArticleSearchResult = { appliedText: "", match: "all", total: 7, totalRest: 2, hits: [hit], sequence: 1 };

describe("a hit in a terminal", () => {
  it("says rank, title, source, place, date and address", () => {
    expect(renderHit(hit, 3, createRecordingTerminal())).toEqual([
      "  3 Лавров прилетел в Минск",
      "    Вестник · Минск · 2016-10-09 12:30",
      "    Министр прилетел.",
      "    https://vestnik.example/1",
    ]);
  });

  it("marks the words that were found", () => {
    const [title, , snippet] = renderHit(hit, 1, createRecordingTerminal({ showsStyles: true }));
    expect(title).toContain("<yellow><bold>Лавров</bold></yellow><bold> прилетел в Минск</bold>");
    expect(snippet).toContain("Министр <yellow><bold>прилетел</bold></yellow>.");
  });

  it("marks both halves of a range that runs over a line's end", () => {
    const wide = { ...hit, snippet: { text: `${"слово ".repeat(20)}новый год`, highlights: [[120, 129]] as const } };
    const lines = renderHit(wide, 1, createRecordingTerminal({ showsStyles: true }));
    expect(lines.join("\n")).toContain("<bold>новый</bold></yellow> <yellow><bold>год</bold>");
  });

  it("breaks long passages into lines of the terminal's width", () => {
    const long = { ...hit, snippet: { text: "предложение ".repeat(40).trim(), highlights: [] } };
    const lines = renderHit(long, 1, createRecordingTerminal());
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.length).toBeGreaterThan(6);
  });

  it("gives the key where there is no address, and the range of a vague date", () => {
    const vague = { ...article, url: null, publishedAt: null, dateRange: ["2015-10-09", "2019-10-09"] as const };
    const lines = renderHit({ ...hit, article: vague }, 1, createRecordingTerminal());
    expect(lines[1]).toContain("2015-10-09 – 2019-10-09");
    expect(lines.at(-1)).toBe("    articles/a.txt");
  });

  it("lets no control character of a page or a key through", () => {
    const evil = {
      ...hit,
      key: "articles/\u001b[2Ja.txt",
      article: { ...article, url: null, source: "\u001b]0;x\u0007" },
    };
    const text = renderHit(evil, 1, createRecordingTerminal()).join("\n");
    expect(text).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it("is summed up by what was counted", () => {
    expect(summaryText("лавров", result, 0)).toBe("Shown 1–1; 7 with all words, 2 more with some of them.");
    expect(summaryText("лавров", { ...result, match: "any", totalRest: 0 }, 5)).toBe(
      "Shown 6–6; 7 with any of the words.",
    );
    expect(summaryText(" ", result, 0)).toBe("Shown 1–1 of 7, the newest first.");
  });
});
