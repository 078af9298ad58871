import { describe, expect, it } from "vitest";
import { analyzeQuery, parseSynonyms } from "../../../../src/russian/queries.ts";
import { MAX_SYNONYMS_LENGTH } from "../../../support/inside/russian-query-words.ts";

const reasonsOf = (text: string) => parseSynonyms(text).faults.map(({ line, reason }) => `${line}: ${reason}`);

/** The terms that the first word of a query gains. */
function gainedBy(lines: string, query: string): string[] {
  const { words } = parseSynonyms(lines);
  const [word] = analyzeQuery(query);
  const before = new Set(word!.alternatives.map(({ terms }) => terms.join("+")));
  return words!
    .expand(word!)
    .alternatives.flatMap(({ terms }) => (before.has(terms.join("+")) ? [] : [terms.join("+")]));
}

describe("synonyms", () => {
  it("with commas between stand for one another, in any form of the word that is typed", () => {
    const lines = "милиция, полиция";
    expect(gainedBy(lines, "милицией")).toContain("полиция");
    expect(gainedBy(lines, "полицию")).toContain("милиция");
    expect(gainedBy(lines, "позиция")).toEqual([]);
  });

  it("with an arrow lead one way", () => {
    const lines = "вор => жулик";
    expect(gainedBy(lines, "вор")).toContain("жулик");
    expect(gainedBy(lines, "воры")).toContain("жулик");
    expect(gainedBy(lines, "жулик")).toEqual([]);
  });

  it("of several words are equivalents, which no word has for itself", () => {
    const lines = "вор => Ворошиловский район";
    expect(gainedBy(lines, "вор")).toEqual([]);
    const { words } = parseSynonyms(lines);
    const { pieces } = words!.findEquivalents(analyzeQuery("воры"), "воры", new Set());
    expect(pieces.map(({ names, effect }) => [effect, ...(names ?? [])])).toEqual([
      ["match", "Ворошиловский район"],
      ["raise", "кража"],
    ]);
  });

  it("weigh less than the word itself", () => {
    const { words } = parseSynonyms("вор => жулик");
    const [word] = analyzeQuery("вор");
    const added = words!.expand(word!).alternatives.slice(word!.alternatives.length);
    expect(added.length).toBeGreaterThan(0);
    for (const { weight } of added) expect(weight).toBeLessThanOrEqual(0.8);
  });

  it("behind an exclamation mark are meant as they are", () => {
    const { words } = parseSynonyms("!Эксмо");
    expect(words?.isExact(analyzeQuery("эксмо")[0]!)).toBe(true);
    expect(words?.isExact(analyzeQuery("эксмой")[0]!)).toBe(false);
  });

  it("may have comments, empty lines, a byte order mark, and lines of Windows", () => {
    expect(reasonsOf("\uFEFF# имена\r\n\r\nПавел, Павла\r\n")).toEqual([]);
    expect(gainedBy("\uFEFF# имена\r\nмилиция, полиция\r\n", "милиция")).toContain("полиция");
  });

  it("are only text, whatever they are called", () => {
    expect(gainedBy("constructor, __proto__", "constructor").length).toBeGreaterThan(0);
    expect(gainedBy("милиция, полиция", "constructor")).toEqual([]);
  });

  it("name every line that means nothing", () => {
    expect(
      reasonsOf(
        "слово\nа => б => в\nодин, , три\n!два слова\nслово, раз два три четыре пять шесть семь\n-\nполиция, милиция",
      ),
    ).toEqual([
      "1: one word alone has no synonym; put another behind a comma or =>",
      "2: there is more than one =>",
      "3: a word is missing",
      "4: one word must stand behind !",
      expect.stringContaining("5: "),
      "6: a name must stand behind -",
    ]);
  });

  it("are bounded", () => {
    expect(reasonsOf("а".repeat(MAX_SYNONYMS_LENGTH + 1))).toHaveLength(1);
    expect(reasonsOf("\n".repeat(6_000))).toHaveLength(1);
    expect(reasonsOf(Array.from({ length: 17 }, (_, i) => `слово${i}`).join(", "))).toHaveLength(1);
  });
});

describe("names of sources", () => {
  it("stand for each of the sources before them, however these are written", () => {
    const { words } = parseSynonyms("@sever.example, СЕВВЕСТНИК => Северный вестник");
    expect(["Sever.example", "севвестник", "sever.example.org"].map((source) => words?.sourceName(source))).toEqual([
      "Северный вестник",
      "Северный вестник",
      "sever.example.org",
    ]);
    expect(parseSynonyms("вор, тать").words?.namesSources).toBe(false);
  });

  it("are told where they mean nothing", () => {
    const wrong = "a source, => and its name must stand behind @";
    expect(reasonsOf("@\n@a.example\n@a.example =>\n@, a => Б\n@a => b => c")).toEqual(
      [1, 2, 3, 4, 5].map((line) => `${line}: ${wrong}`),
    );
    expect(reasonsOf(`@a.example => ${"б".repeat(201)}`)).toEqual(["1: the name is longer than 200 characters"]);
  });
});
