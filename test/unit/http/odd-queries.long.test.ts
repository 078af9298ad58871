import { beforeAll, describe, expect, it } from "vitest";
import type { SearchAnswer, SuggestAnswer } from "../../../src/search-api.ts";
import { readShortQueryArticles } from "../../eval/ranking/short-queries.ts";
import { bodyOf, openSite, type Site } from "../../unit/http/search-site.ts";

/** The longest query that is taken. */
const MAX_LENGTH = 500;
const upTo = (pattern: string) => pattern.repeat(Math.ceil(MAX_LENGTH / pattern.length)).slice(0, MAX_LENGTH);

/** Queries of people, pastes and programs, by their oddity. */
const ODD: Readonly<Record<string, readonly string[]>> = {
  "of nothing": ["", " ", "\t", "\n", "\u00a0", "\u2003", "\u200b", "\ufeff", "\u00ad", "\u0301", "\u202e"],
  "of signs alone": [
    ...[
      "!",
      "!!!",
      "|",
      "|||",
      "-",
      "--",
      "—",
      "+",
      "*",
      "?",
      "~",
      "^",
      "=",
      "%",
      "%%%",
      "&",
      "#",
      "@",
      "№",
      "…",
      "()",
    ],
    ...["[]", "{}", "<>", "\\", "/", "//", ".", "...", ",", ";", ":", "_", "'", "’", "$", "€", "°", "´", "•"],
  ],
  "of quotation marks": [
    ...[
      '"',
      '""',
      '"""',
      "«",
      "»",
      "«»",
      "»«",
      "„“",
      "“”",
      '"лавров',
      'лавров"',
      '"лавров" "',
      '«"лавров»"',
      '""лавров""',
    ],
    ...[
      '"лавров «минск"',
      "«лавров «в» минске»",
      '" "',
      '"!"',
      '"-"',
      '"|"',
      '-"',
      '!"',
      '"лавров|минск"',
      '"title:минск"',
    ],
  ],
  "of operators without a word": [
    ...["title:", "source:", "title: минск", "source: тасс", "title:title:", "source:source:тасс", "title:source:тасс"],
    ...[
      "title:-минск",
      "-title:",
      "-source:",
      "!title:минск",
      "title:!",
      "title:|",
      "|title:минск|",
      "title:минск|",
      "--минск",
    ],
    ...[
      "-!минск",
      "!-минск",
      "!!минск",
      "минск -",
      "минск !",
      "минск |",
      "| минск",
      "минск || гомель",
      "-минск",
      "-а -и -в",
    ],
    ...["заголовок:", "источник:", "TITLE:минск", "title:«", 'title:"', 'source:"', "source:|source:", "заголовок:1"],
  ],
  "of an object's own names": [
    ...[
      "__proto__",
      "constructor",
      "toString",
      "hasOwnProperty",
      "title:__proto__",
      "source:constructor",
      '"__proto__"',
    ],
    ...["!constructor", "-toString", "prototype.constructor", "__defineGetter__ valueOf"],
  ],
  "with control signs": [
    ...[
      "\u0000",
      "лавров\u0000минск",
      "\u0000\u0001\u0002",
      "\u001b[2J",
      "лавров\r\nминск",
      "\u0007",
      "\u007f",
      "\u0085",
      "\u2028",
    ],
    ...['"лавров\u0000минск"', "\u0000title:минск", "\ufffe", "\uffff"],
  ],
  "of other letters": [
    ...[
      "😀",
      "😀😀",
      "👨‍👩‍👧",
      "🇷🇺",
      "лавров😀минск",
      '"😀"',
      "!😀",
      "中文",
      "日本語 新聞",
      "العربية",
      "עברית",
      "ελληνικά",
      "हिन्दी",
    ],
    ...["𝐥𝐚𝐯𝐫𝐨𝐯", "ｌａｖｒｏｖ", "ﬁ", "ǅ", "ß", "İ", "ı", "Cочи", "сша́", "е\u0308лка", "й", "и\u0306", "зпк\u0483"],
  ],
  "in another layout, or in two": [
    ...[
      "kfdhjd",
      "Kfdhjd d Vbycrt",
      "kfdhjd минск",
      "ghbdtn? vbh!",
      "[bvrb",
      "`krf",
      "cfyrn-gtnth,ehu",
      "дфмкщм",
      "lavrov минск",
    ],
    ...["ЛАВРОВ kfdhjd", "лаdров", "mocква", "''''", "[[[[", ";;;;", "[];',."],
  ],
  "of numbers and addresses": [
    ...[
      "1 000 000",
      "0",
      "-5",
      "−5",
      "+7 (495) 123-45-67",
      "99999999999999999999",
      "1e309",
      "NaN",
      "0x10",
      "½",
      "²",
      "٣",
      "1,2,3,4",
    ],
    ...[
      "31.02.2021",
      "00.00.0000",
      "9 октября",
      "25:61",
      "https://",
      "http://a",
      "ftp://x.example/a?b#c",
      "a@b",
      "@@@",
      "a.b.c.d.e",
    ],
    ...[
      "192.168.0.1",
      "С-400",
      "с 400",
      "т-34-85",
      "COVID-19-20-21",
      "5-й-й-й",
      "а-б-в-г-д-е",
      "H&M",
      "C++",
      "C#",
      ".net",
    ],
  ],
  "like code": [
    ...[
      "<script>alert(1)</script>",
      "' OR 1=1 --",
      "#{7*7}",
      "{{7*7}}",
      "../../etc/passwd",
      "%00",
      "%E0%A4%A",
      "\\u0000",
      "/.*/",
    ],
    ...[
      "(а+)+$",
      "a AND b OR NOT c",
      'q="x"&limit=0',
      "&limit=0",
      "лавров&q=минск",
      "title:(а OR б)",
      "[а TO я]",
      "а~2",
      "а^3",
    ],
  ],
  "as long as they may be": [
    ...[
      "я",
      "а ",
      "лавров",
      "лавров ",
      "!",
      "|",
      "-",
      '"',
      "«",
      "title:",
      "source:а ",
      "-а ",
      "!а ",
      '"а" ',
      "а|",
      "😀",
      "\u0301",
    ].map(upTo),
    ...[
      "1",
      "1 ",
      "1.",
      "-1",
      "а-",
      "а.",
      "http://",
      "a@",
      "е\u0301",
      "\u0000",
      "щщ",
      "превысокомногорассмотрительствующий",
      "zh",
      "[k",
    ].map(upTo),
    ...['"лавров минск" ', "лавров|минск ", "!лавров -минск ", "c ", "кибер преступность ", "kfdhjd ", "А1 "].map(upTo),
  ],
};

let site: Site;
beforeAll(async () => {
  const articles = await readShortQueryArticles();
  const uploads = articles.map(({ id, title, lead, text, publishedAt }) => ({
    id,
    lead,
    text,
    source: "Вестник",
    ...(title === null ? {} : { title }),
    ...(publishedAt === null ? {} : { date: publishedAt }),
  }));
  site = await openSite({ "articles/all.json": uploads }, { revalidateMs: 60_000 });
});

const get = async (endpoint: string, parameters: Record<string, string>): Promise<Response> =>
  site.get(`${endpoint}?${new URLSearchParams(parameters)}`);

describe.each(Object.entries(ODD))("queries %s", (_, queries) => {
  it.each(queries)("are answered, and told as they were typed: %j", async (q) => {
    const response = await get("/search", { q, limit: "3" });
    expect(response.status).toBe(200);
    const { query, hits, total, totalAny } = await bodyOf<SearchAnswer>(response);
    expect(query.text).toBe(q);
    expect(hits.length).toBe(Math.min(3, total + totalAny));
    for (const { title, snippet } of hits) {
      for (const { text, highlights } of [title, snippet]) expect(highlights).toEqual(wellOrdered(highlights, text));
    }
  });

  it.each(queries)("are answered whatever else is asked for: %j", async (q) => {
    for (const more of [
      { match: "all" },
      { match: "any", count: "none", explain: "true" },
      { sort: "oldest", facets: "source,year,place", collapse: "true", from: "2020-01-01" },
      { correct: "off", source: "Вестник" },
    ]) {
      expect((await get("/search", { q, ...more })).status).toBe(200);
    }
    expect((await get("/feed.xml", { q })).status).toBe(200);
  });

  it.each(queries)("have suggestions that hold no sign but those of the query and of texts: %j", async (q) => {
    const response = await get("/suggest", { q });
    expect(response.status).toBe(200);
    const { suggestions } = await bodyOf<SuggestAnswer>(response);
    expect(suggestions.length).toBeLessThanOrEqual(10);
    for (const { text, highlights } of suggestions) {
      expect(text.trim()).not.toBe("");
      expect(text).not.toMatch(/[\^=]$/);
      expect(highlights).toEqual(wellOrdered(highlights, text));
    }
  });
});

it("no odd query is told as a failure in the log", () => {
  expect(site.lines.length).toBeGreaterThan(1_000);
  expect(site.lines.filter(({ level }) => level === "error")).toEqual([]);
});

/** Those of the ranges that lie inside the text, each behind the one before. */
function wellOrdered(ranges: readonly (readonly [number, number])[], text: string) {
  let from = 0;
  return ranges.filter(([start, end]) => {
    const isFine = start >= from && end > start && end <= text.length;
    from = end;
    return isFine;
  });
}
