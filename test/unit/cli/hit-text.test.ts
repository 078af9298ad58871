import { describe, expect, it } from "vitest";
import { facetLines } from "../../../functions/cli/commands/search.ts";
import {
  correctionLines,
  leftOutLines,
  offerLines,
  renderHit,
  summaryText,
} from "../../../functions/cli/rendering/hit-text.ts";
import { printable } from "../../../functions/cli/terminal/terminal.ts";
import type { ArticleHit, ArticleSearchResult } from "../../../src/search/search.ts";
import { createRecordingTerminal } from "../../support/recording-terminal.ts";

const article: ArticleHit["article"] = {
  title: "Лавров прилетел в Минск",
  lead: "",
  text: "Министр прилетел.",
  url: "https://vestnik.example/1",
  source: "Вестник",
  agency: null,
  author: null,
  section: null,
  tags: [],
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

const result: ArticleSearchResult = {
  appliedText: "",
  leftOut: [],
  corrections: [],
  offer: null,
  missing: [],
  understood: [],
  bounded: [],
  match: "all",
  total: 7,
  totalRelation: "exact",
  totalRest: 2,
  hits: [hit],
  facets: null,
  undated: null,
  sequence: 1,
};

const asked = {
  q: "минск",
  sort: "relevance",
  collapse: "false",
  offset: 0,
  sameAs: undefined,
  match: "auto",
} as const;

describe("a hit in a terminal", () => {
  it("says rank, title, source, place, date, address and id", () => {
    expect(renderHit(hit, 3, createRecordingTerminal())).toEqual([
      "  3 Лавров прилетел в Минск",
      "    Вестник · Минск · 2016-10-09 12:30",
      "    Министр прилетел.",
      "    https://vestnik.example/1 (id a)",
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
    expect(lines.at(-1)).toBe("    articles/a.txt (id a)");
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

  it("says how many are collapsed under it, and how to list them", () => {
    const collapsed = { ...hit, duplicates: { count: 3 } };
    expect(renderHit(collapsed, 1, createRecordingTerminal())[1]).toContain(" · 3 more the same (--same-as a)");
    const quoted = renderHit({ ...collapsed, id: "it's 7" }, 1, createRecordingTerminal())[1];
    expect(quoted).toContain("(--same-as 'it'\\''s 7')");
  });

  it("is summed up by what was counted", () => {
    expect(summaryText(asked, result)).toBe("Shown 1–1; 7 with all words, 2 more with some of them.");
    const ofAny = { ...result, match: "any", totalRest: 0 } as const;
    expect(summaryText({ ...asked, offset: 5 }, ofAny)).toBe("Shown 6–6; none with all words, 7 with some of them.");
    expect(summaryText({ ...asked, match: "any" }, ofAny)).toBe("Shown 1–1; 7 with any of the words.");
    expect(summaryText({ ...asked, q: " " }, result)).toBe("Shown 1–1 of 7, the newest first.");
  });

  it("is summed up by its order, and by what was collapsed", () => {
    expect(summaryText({ ...asked, sort: "oldest", collapse: "true" }, result)).toBe(
      "Shown 1–1, the oldest first; 7 with all words, 2 more with some of them, the same articles counted once.",
    );
    expect(summaryText({ ...asked, sameAs: "a" }, result)).toBe("Shown 1–1 of 7 that are the same.");
  });
});

describe("counts of values in a terminal", () => {
  it("are a line a facet, in the order of the counts, and then an empty line", () => {
    const facets = {
      source: [
        { value: "Вестник\u001b[2J", count: 12 },
        { value: "__proto__", count: 3 },
      ],
      year: [],
    };
    expect(facetLines(facets, createRecordingTerminal())).toEqual([
      "Sources: Вестник\ufffd[2J 12 · __proto__ 3",
      "Years: none",
      "",
    ]);
  });

  it("say how many values are left out", () => {
    const place = Array.from({ length: 13 }, (_, i) => ({ value: `Село ${i}`, count: 20 - i }));
    const [line] = facetLines({ place }, createRecordingTerminal());
    expect(line).toMatch(/ · Село 9 11 · 3 more$/);
  });

  it("are nothing where nothing was counted", () => {
    expect(facetLines(null, createRecordingTerminal())).toEqual([]);
  });
});

it("what a query that is too long left out is told in one line, and nothing where nothing was", () => {
  expect(leftOutLines({ leftOut: [] })).toEqual([]);
  expect(leftOutLines({ leftOut: ['"слово 8"', "ещё\u001b[2J"] }).join("")).toBe(
    `Not searched for, since the query is too long: "слово 8", ${printable("ещё\u001b[2J")}`,
  );
});

describe("what may have been meant", () => {
  it("is told as a whole, is nothing where that is nothing, and never moves the cursor", () => {
    const [told = ""] = offerLines({ offer: "россия\u001b[2J" }, createRecordingTerminal());
    expect(told).toBe(`Perhaps you meant «${printable("россия\u001b[2J")}».`);
    expect(offerLines({ offer: null }, createRecordingTerminal())).toEqual([]);
  });
});

describe("what was corrected", () => {
  it("is told by each change, with the words that were searched for and the way back", () => {
    const corrections = [
      { id: "layout:kfdhjd", kind: "layout", from: "kfdhjd", to: "лавров" },
      { id: "typo:минстр", kind: "typo", from: "минстр", to: "министр" },
    ] as const;
    expect(correctionLines({ appliedText: "лавров министр", corrections }, createRecordingTerminal())).toEqual([
      "Searched for «лавров министр»: took «kfdhjd» as «лавров», «минстр» as «министр». --no-correct takes it as it is.",
      "",
    ]);
  });

  it("is nothing where nothing was, and never moves the cursor", () => {
    const terminal = createRecordingTerminal();
    expect(correctionLines({ appliedText: "лавров", corrections: [] }, terminal)).toEqual([]);
    const corrections = [{ id: "typo:", kind: "typo", from: "\u001b[2J", to: "мир" }] as const;
    expect(correctionLines({ appliedText: "мир", corrections }, terminal).join()).not.toContain("\u001b");
  });
});
