/**
 * Statements of MiniSearch's suite about what a hit says of itself: `match`, `terms` and `queryTerms`, for exact,
 * prefix and fuzzy matches, combinations, and words that are properties of every object.
 */
import type { SearchResult } from "minisearch";
import { describe, expect, it } from "vitest";
import { inBothForms } from "../../support/statement-index.ts";

const news = [
  { id: 1, title: "Победа команды", text: "Сборная выиграла матч, тренер хвалит защиту" },
  { id: 2, title: "Расписание", text: "Начало матча в семь вечера" },
  { id: 3, title: "Матч дня", text: "В этот вечер победа важна, решает матч" },
  { id: 4, title: "Погода", text: "Ясно" },
];
const options = { fields: ["title", "text"] };

/** Lists the matches of each hit, by id; the order of derived terms is that of MiniSearch's tree. */
function matchById(results: readonly SearchResult[]) {
  return Object.fromEntries(
    results.map(({ id, match, terms, queryTerms }) => [id, { match, terms: [...terms].sort(), queryTerms }]),
  );
}

inBothForms({ options, documents: news }, (index) => {
  it("tell the terms and fields of each match, in the order of the query and of the fields", async () => {
    const results = await index.search("матч победа");
    expect(matchById(results)).toEqual({
      1: { match: { матч: ["text"], победа: ["title"] }, terms: ["матч", "победа"], queryTerms: ["матч", "победа"] },
      3: {
        match: { матч: ["title", "text"], победа: ["text"] },
        terms: ["матч", "победа"],
        queryTerms: ["матч", "победа"],
      },
    });
    for (const { terms, match } of results) expect(terms).toEqual(Object.keys(match));
    expect((await index.search("победа матч"))[0]!.terms).toEqual(["победа", "матч"]);
  });

  it("with AND tell all that was asked for", async () => {
    expect(matchById(await index.search("дня матч", { combineWith: "AND" }))).toEqual({
      3: {
        match: { дня: ["title"], матч: ["title", "text"] },
        terms: ["дня", "матч"],
        queryTerms: ["дня", "матч"],
      },
    });
  });

  it("with AND_NOT tell what the first part matched", async () => {
    expect(matchById(await index.search("победа тренер", { combineWith: "AND_NOT" }))).toEqual({
      3: { match: { победа: ["text"] }, terms: ["победа"], queryTerms: ["победа"] },
    });
  });

  it("tell the chosen fields only, in the order in which they were chosen", async () => {
    const [hit] = await index.search("матч", { fields: ["text", "title"] });
    expect([hit!.id, hit!.match]).toEqual([3, { матч: ["text", "title"] }]);
    expect((await index.search("матч", { fields: ["title"] }))[0]!.match).toEqual({ матч: ["title"] });
  });

  it("by prefix or edits tell the terms of the document, and the query's own terms apart", async () => {
    expect(matchById(await index.search("мат победы", { fuzzy: 0.2, prefix: true }))).toEqual({
      1: { match: { матч: ["text"], победа: ["title"] }, terms: ["матч", "победа"], queryTerms: ["мат", "победы"] },
      2: { match: { матча: ["text"] }, terms: ["матча"], queryTerms: ["мат"] },
      3: {
        match: { матч: ["title", "text"], победа: ["text"] },
        terms: ["матч", "победа"],
        queryTerms: ["мат", "победы"],
      },
    });
  });

  it("of many short terms tell each that led to a match, in the query's order", async () => {
    const results = matchById(await index.search("в мат побида т нет", { fuzzy: 0.2, prefix: true }));
    expect(results).toEqual({
      1: {
        match: { выиграла: ["text"], матч: ["text"], победа: ["title"], тренер: ["text"] },
        terms: ["выиграла", "матч", "победа", "тренер"],
        queryTerms: ["в", "мат", "побида", "т"],
      },
      2: {
        match: { в: ["text"], вечера: ["text"], матча: ["text"] },
        terms: ["в", "вечера", "матча"],
        queryTerms: ["в", "мат"],
      },
      3: {
        match: {
          в: ["text"],
          важна: ["text"],
          вечер: ["text"],
          матч: ["title", "text"],
          победа: ["text"],
        },
        terms: ["в", "важна", "вечер", "матч", "победа"],
        queryTerms: ["в", "мат", "побида"],
      },
    });
  });

  it("name a term once that several words of the query lead to", async () => {
    const [hit] = await index.search("тренер тренёр трен", { fuzzy: 0.2, prefix: true });
    expect(hit).toMatchObject({ id: 1, terms: ["тренер"], queryTerms: ["тренер", "тренёр", "трен"] });
    expect(hit!.match).toEqual({ тренер: ["text"] });
  });

  it("of a tree name what its branches matched, each in its fields", async () => {
    const query = {
      queries: [
        { fields: ["title"], queries: ["матч"] },
        { fields: ["text"], prefix: true, queries: ["побед"] },
      ],
    };
    const results = matchById(await index.search(query));
    expect(Object.keys(results)).toEqual(["3"]);
    expect(results[3]).toMatchObject({ match: { матч: ["title"], победа: ["text"] }, queryTerms: ["матч", "побед"] });
  });
});

describe("words that are properties of every object", () => {
  const words = ["constructor", "hasOwnProperty", "isPrototypeOf", "toString", "valueOf", "__proto__"];
  const tokenize = (text: string) => text.split(" ");
  const documents = [
    { id: 1, text: words.join(" ") },
    { id: 2, text: "просто слова и constructor" },
    { id: 3, text: "0 1 10 год 2024" },
  ];

  inBothForms({ options: { fields: ["text"] }, documents }, (index) => {
    it.each(words.slice(0, -1))("%s is found and matched as any other", async (word) => {
      const results = await index.search(word);
      const hit = results.find(({ id }) => id === 1)!;
      expect(hit.match).toEqual({ [word.toLowerCase()]: ["text"] });
      expect(hit.terms).toEqual([word.toLowerCase()]);
      expect(await index.search(word, { prefix: true, fuzzy: 0.2 })).not.toEqual([]);
      expect((await index.autoSuggest(word))[0]!.suggestion).toContain(word.toLowerCase());
    });

    it("numbers are named in the order in which JavaScript keeps them", async () => {
      const [hit] = await index.search("год 2024 10");
      expect(hit!.terms).toEqual(["10", "2024", "год"]);
      expect(hit!.queryTerms).toEqual(["год", "2024", "10"]);
    });
  });

  inBothForms({ options: { fields: ["text"], tokenize }, documents }, (index) => {
    it("__proto__ is a term too where the tokenizer keeps it, and is named, which MiniSearch loses", async () => {
      const [hit] = await index.searchAlone("__proto__ valueof");
      expect([hit!.id, hit!.terms, hit!.queryTerms]).toEqual([1, ["__proto__", "valueof"], ["__proto__", "valueof"]]);
      expect(Object.getPrototypeOf(hit!.match)).toBe(Object.prototype);
    });
  });
});
