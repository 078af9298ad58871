import { describe, expect, it } from "vitest";
import { parseQuerySyntax } from "../../../../src/russian/queries.ts";
import type { QueryClause } from "../../../support/inside/russian-query-words.ts";

/** Clauses as short text: minus, field, exclamation mark, and the text in brackets where it is a phrase. */
function show(query: string): string[] {
  return parseQuerySyntax(query).clauses.map((clause) => showClause(query, clause));
}

function showClause(query: string, { kind, start, end, field, isExcluded, isExactForm }: QueryClause): string {
  const text = query.slice(start, end);
  const signs = `${isExcluded ? "-" : ""}${field === null ? "" : `${field}:`}${isExactForm ? "!" : ""}`;
  return signs + (kind === "phrase" ? `[${text}]` : text);
}

const plainOf = (query: string) => parseQuerySyntax(query).plainText.replaceAll("\t", "_");

describe("a phrase", () => {
  it.each([
    ['"точная фраза"', "точная фраза"],
    ["«точная фраза»", "точная фраза"],
    ["„точная фраза“", "точная фраза"],
    ["“точная фраза”", "точная фраза"],
    ["”точная фраза”", "точная фраза"],
    ["‹точная фраза›", "точная фраза"],
    ["＂точная фраза＂", "точная фраза"],
    ["«точная фраза”", "точная фраза"],
    ['«точная фраза"', "точная фраза"],
    ['"точная фраза»', "точная фраза"],
    ["«Фонд «Русский мир» заявил»", "Фонд «Русский мир» заявил"],
    ["««нефть»", "«нефть"],
    ["(" + '"нефть"' + ")", "нефть"],
  ])("stands in %s", (query, phrase) => {
    expect(show(query)).toEqual([`[${phrase}]`]);
  });

  it("is not opened behind a word: inches are inches", () => {
    expect(show('монитор 15" и 17" недорого')).toEqual([]);
    expect(show('монитор 15" "чёрный корпус"')).toEqual(["[чёрный корпус]"]);
  });

  it("that is not closed, or has no word, is plain text", () => {
    for (const query of ['"точная фра', "«точная фра", 'нефть "', '""', '" "', '"!!!"', "»нефть«"]) {
      expect(show(query)).toEqual([]);
      expect(plainOf(query)).toBe(query);
    }
  });

  it("may stand several times, and beside words", () => {
    expect(show('визит "Сергей Лавров" в «Нью-Йорк» завтра')).toEqual(["[Сергей Лавров]", "[Нью-Йорк]"]);
    expect(plainOf('визит "Сергей Лавров" завтра')).toBe("визит _______________ завтра");
  });

  it("keeps signs inside as text", () => {
    expect(show('"a | -b title:c"')).toEqual(["[a | -b title:c]"]);
    expect(parseQuerySyntax('"a | b"').bars).toEqual([]);
  });
});

describe("a minus", () => {
  it.each([
    ["нефть -газ", ["-газ"]],
    ["-газ", ["-газ"]],
    ["нефть −газ", ["-газ"]],
    ["нефть ‑газ", ["-газ"]],
    ['нефть -"природный газ"', ["-[природный газ]"]],
    ["нефть -«природный газ»", ["-[природный газ]"]],
    ["нефть -!газа", ["-!газа"]],
    ["нефть -title:газ", ["-title:газ"]],
    ["нефть -source:тасс", ["-source:тасс"]],
    ["(-газ)", ["-газ)"]],
    ["нефть|-газ", ["-газ"]],
    ['-"5"', ["-[5]"]],
    ["-нью-йорк", ["-нью-йорк"]],
    ['нефть -"при', ["-при"]],
  ])("excludes in %s", (query, clauses) => {
    expect(show(query)).toEqual(clauses);
  });

  it.each([
    "нью-йорк",
    "мороз -5",
    "до -22°C",
    "нефть - газ",
    "нефть -",
    "-",
    "--газ",
    "нефть –газ",
    "нефть —газ",
    "нефть-газ",
    "- газ",
    "-, газ",
    "-|газ",
  ])("is text in %s", (query) => {
    expect(show(query)).toEqual([]);
  });
});

describe("a field", () => {
  it.each([
    ["title:нефть", ["title:нефть"]],
    ["TITLE:нефть", ["title:нефть"]],
    ["заголовок:нефть", ["title:нефть"]],
    ["Источник:РИА", ["source:РИА"]],
    ['title:"цены на нефть" газ', ["title:[цены на нефть]"]],
    ["source:ria.ru", ["source:ria.ru"]],
    ["title:!нефти", ["title:!нефти"]],
    ['title:"неф', ["title:неф"]],
    ["title:2020", ["title:2020"]],
    ["title:title:нефть", ["title:title:нефть"]],
  ])("is named in %s", (query, clauses) => {
    expect(show(query)).toEqual(clauses);
  });

  it.each([
    "title: нефть",
    "title:",
    "subtitle:нефть",
    "https://ria.ru/20161009/1.html",
    "10:30",
    "source:|",
    "источник: РИА",
    "title:-нефть",
    "text:нефть",
    "constructor:нефть",
    "__proto__:нефть",
  ])("is not in %s", (query) => {
    expect(show(query)).toEqual([]);
  });
});

describe("an exclamation mark", () => {
  it("asks for that very form before a word or a phrase", () => {
    expect(show("!лавровым")).toEqual(["!лавровым"]);
    expect(show('!"цены на нефть"')).toEqual(["![цены на нефть]"]);
  });

  it.each(["ура!", "!!!", "!", "! нефть", "!!нефть", "ура!нефть", "нефть!"])("is text in %s", (query) => {
    expect(show(query)).toEqual([]);
  });
});

describe("a bar", () => {
  it("is told by its place, outside of clauses", () => {
    expect(parseQuerySyntax("нефть|газ | -уголь").bars).toEqual([5, 10]);
    expect(parseQuerySyntax("title:нефть|газ").bars).toEqual([11]);
  });
});
