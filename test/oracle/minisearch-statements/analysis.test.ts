/**
 * Statements of MiniSearch's suite about how texts become terms, when they are indexed (its block `add`) and when they
 * are searched: extractField, stringifyField, tokenize, processTerm, each field by its own rules.
 */
import type { SearchResult } from "minisearch";
import { describe, expect, it, vi } from "vitest";
import type { IndexOptions, SourceDocument } from "../../../src/index/shared.ts";
import { IndexWriter } from "../../../src/ingest/ingest.ts";
import { makeContext } from "../../support/index-context.ts";
import { inBothForms } from "../../support/statement-index.ts";

const idsOf = (results: readonly SearchResult[]) => results.map(({ id }) => id).sort();

/** Indexes documents for what the options' functions are asked. */
async function write(options: IndexOptions, documents: readonly SourceDocument[]): Promise<void> {
  await new IndexWriter({ ...makeContext(), options }).apply([{ sourceKey: "all", version: "1", articles: documents }]);
}

describe("indexing asks", () => {
  const words = (text: string) => text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");

  it("extractField for each field and stored field of a document, and tokenize for the fields alone", async () => {
    const extractField = vi.fn((document: SourceDocument, name: string) =>
      name.split(".").reduce<unknown>((value, key) => (value as SourceDocument | undefined)?.[key], document),
    );
    const tokenize = vi.fn(words);
    const document = { id: 1, title: "Указ подписан", author: { name: "Анна Котова" }, rubric: "власть" };
    const fields = ["title", "author.name"];
    await write({ fields, storeFields: ["rubric"], extractField, tokenize }, [document]);
    for (const name of ["id", "title", "author.name", "rubric"]) {
      expect(extractField).toHaveBeenCalledWith(document, name);
    }
    expect(tokenize.mock.calls).toEqual([
      ["Указ подписан", "title"],
      ["Анна Котова", "author.name"],
    ]);
  });

  it("tokenize for the text of whatever a field holds", async () => {
    const tokenize = vi.fn(words);
    await write({ fields: ["id", "tags", "isUrgent"], tokenize }, [
      { id: 7, tags: ["кино", "театр"], isUrgent: false },
      { id: 8, isUrgent: true },
    ]);
    for (const [text, field] of [
      ["7", "id"],
      ["кино,театр", "tags"],
      ["false", "isUrgent"],
      ["true", "isUrgent"],
    ]) {
      expect(tokenize).toHaveBeenCalledWith(text, field);
    }
  });

  it("stringifyField for the text of a value, never for a field that is missing", async () => {
    const tokenize = vi.fn(words);
    const stringifyField = vi.fn((value: unknown, name: string) => {
      if (name === "tags") return (value as string[]).join(" ");
      return typeof value === "boolean" ? (value ? "да" : "нет") : String(value);
    });
    await write({ fields: ["id", "tags", "isUrgent"], tokenize, stringifyField: stringifyField as never }, [
      { id: 7, tags: ["кино", "театр"], isUrgent: false },
      { id: 8, isUrgent: true },
      { id: 9, tags: null },
    ]);
    for (const [text, field] of [
      ["7", "id"],
      ["кино театр", "tags"],
      ["нет", "isUrgent"],
      ["да", "isUrgent"],
    ]) {
      expect(tokenize).toHaveBeenCalledWith(text, field);
    }
    expect(stringifyField).toHaveBeenCalledTimes(6);
  });

  it("processTerm for each token with its field", async () => {
    const processTerm = vi.fn((term: string, _field?: string) => term.toLowerCase());
    await write({ fields: ["title", "text"], processTerm }, [{ id: 1, title: "Новый мост", text: "Открыт в Омске" }]);
    expect(processTerm.mock.calls.map(([term, field]) => `${field}: ${term}`).sort()).toEqual([
      "text: Омске",
      "text: Открыт",
      "text: в",
      "title: Новый",
      "title: мост",
    ]);
  });
});

describe("each field by rules of its own", () => {
  const documents: SourceDocument[] = [
    { id: 1, title: "Указ Подписан", tags: "власть,указ дня", author: { name: "Анна Котова" } },
    { id: 2, title: "Кино Идёт", tags: "кино,указ дня", author: { name: "Пётр Указов" } },
    { id: 3, title: "Без меток", author: { name: "Анна Кино" } },
  ];
  const options: IndexOptions = {
    fields: ["title", "tags", "authorName"],
    extractField: (document, name) =>
      name === "authorName" ? (document.author as SourceDocument).name : document[name],
    tokenize: (text, name) => (name === "tags" ? text.split(",") : text.split(" ")),
    processTerm: (term, name) => (name === "tags" ? term.toUpperCase() : term.toLowerCase()),
  };
  inBothForms({ options, documents }, (index) => {
    it("finds the terms of each field, also of one that a document lacks", async () => {
      expect(idsOf(await index.search("кино"))).toEqual([2, 3]);
      expect(idsOf(await index.search("анна указ"))).toEqual([1, 3]);
      const asTag = { tokenize: (text: string) => [text], processTerm: (term: string) => term.toUpperCase() };
      expect(idsOf(await index.search("указ дня", asTag))).toEqual([1, 2]);
      expect(idsOf(await index.search("указ дня", { ...asTag, fields: ["title"] }))).toEqual([]);
    });
  });

  const stringifyField = (value: unknown) => (value as string[]).join(" ");
  const lists = [{ id: 1, tags: ["кино", "театр"] }, { id: 2 }, { id: 3, tags: ["кино"] }, { id: 4, tags: [] }];
  const listOptions: IndexOptions = { fields: ["tags"], stringifyField: stringifyField as never };
  inBothForms({ options: listOptions, documents: lists }, (index) => {
    it("stringifyField that knows lists alone is not asked for what is missing", async () => {
      expect(idsOf(await index.search("кино"))).toEqual([1, 3]);
    });
  });
});

describe("processTerm", () => {
  const news = [
    { id: 1, text: "Гидро-электростанция дала ток" },
    { id: 2, text: "Ток и вода" },
    { id: 3, text: "Электростанция стоит" },
  ];
  const falsy = new Map<string, "" | null | undefined | false>([
    ["и", null],
    ["дала", ""],
    ["стоит", undefined],
    ["вода", false],
  ]);
  const processTerm = (token: string) => {
    const term = token.toLowerCase();
    return falsy.has(term) ? falsy.get(term) : term === "гидро" ? ["гидро", "", "вода"] : term;
  };

  inBothForms({ options: { fields: ["text"], processTerm }, documents: news }, (index) => {
    it("that gives nothing leaves the token out, in documents and in queries", async () => {
      for (const query of ["и", "дала", "стоит", "вода"]) expect(await index.search(query)).toEqual([]);
      expect(idsOf(await index.search("дала ток"))).toEqual([1, 2]);
      expect(idsOf(await index.search("и ток", { combineWith: "AND" }))).toEqual([1, 2]);
    });

    it("that gives several terms has all of them, in documents and in queries", async () => {
      const asItIs = (term: string) => term;
      expect(idsOf(await index.search("вода", { processTerm: asItIs }))).toEqual([1]);
      const both = (token: string) => (token === "гэс" ? ["гидро", "электростанция"] : token);
      expect(idsOf(await index.search("гэс", { processTerm: both }))).toEqual([1, 3]);
      expect(idsOf(await index.search("гэс", { processTerm: both, combineWith: "AND" }))).toEqual([1]);
      const [first] = await index.search("гэс", { processTerm: both });
      expect(first!.queryTerms).toEqual(["гидро", "электростанция"]);
    });

    it("that gives none of several terms leaves the token out", async () => {
      const some = (token: string) => (token === "ток" ? ["", "вода"] : []);
      expect(idsOf(await index.search("ток и пар", { processTerm: some }))).toEqual([1]);
      expect(await index.search("пар", { processTerm: some })).toEqual([]);
    });

    it("counts an empty term of a document, which only edits can find", async () => {
      const results = await index.search("я", { fuzzy: 1, processTerm: (term) => term });
      expect(idsOf(results)).toEqual([1]);
      expect(results[0]!.terms).toContain("");
    });
  });

  inBothForms({ options: { fields: ["text"] }, documents: news }, (index) => {
    it("of a search stands in for that of the index", async () => {
      const processTerm = (term: string) => term.replace("0", "о").toLowerCase();
      expect(idsOf(await index.search("Т0К", { processTerm }))).toEqual([1, 2]);
      expect(await index.search("Т0К")).toEqual([]);
    });

    it("and tokenize of a search stand in for those of the index", async () => {
      expect(idsOf(await index.search("токXстоит", { tokenize: (text) => text.split("X") }))).toEqual([1, 2, 3]);
      expect(await index.search("токXстоит")).toEqual([]);
      const prefix = (_term: string, i: number) => i === 0;
      expect(idsOf(await index.search("элXдаXво", { tokenize: (text) => text.split("X"), prefix }))).toEqual([1, 3]);
    });

    it("and tokenize of a branch hold for that branch", async () => {
      const branch = { tokenize: (text: string) => text.split("X"), queries: ["водаXстоит"] };
      expect(idsOf(await index.search({ queries: [branch, "дала"] }))).toEqual([1, 2, 3]);
    });

    it("and tokenize of a search are given the text and the term, nothing else", async () => {
      const tokenize = vi.fn((text: string) => text.split(" "));
      const processTerm = vi.fn((term: string) => term);
      await index.searchAlone("ток и вода", { tokenize, processTerm });
      expect(tokenize.mock.calls).toEqual([["ток и вода"]]);
      expect(processTerm.mock.calls).toEqual([["ток"], ["и"], ["вода"]]);
    });
  });

  const tokenize = (text: string) => text.split("|");
  const searchOptions = { tokenize, processTerm: (term: string) => term.trim().toLowerCase() };
  inBothForms({ options: { fields: ["text"], searchOptions }, documents: news }, (index) => {
    it("and tokenize among the index's search options hold for its searches alone", async () => {
      expect(idsOf(await index.search("ТОК | стоит"))).toEqual([1, 2, 3]);
      expect(await index.search("ток стоит")).toEqual([]);
    });
  });
});

describe("the default tokenizer", () => {
  const news = [
    { id: 1, text: "Выборы прошли: «за» — 52,5%, «против» — 40.\r\nЁлка у Кремля — 27-метровая…" },
    { id: 2, text: "О'Нил приедет 24.05; счёт 3:1, курс №5 и 100,000 рублей" },
    { id: 3, text: "София и Σοφία, سمت  الرأس, アネモネ, नमस्ते" },
    { id: 4, text: "Ё ёлка Елка emoji🎄два x_y" },
  ];
  inBothForms({ options: { fields: ["text"] }, documents: news }, (index) => {
    it.each([
      ["ёлка", [1, 4]],
      ["елка", [4]],
      ["метровая", [1]],
      ["27", [1]],
      ["52", [1]],
      ["нил", [2]],
      ["100", [2]],
      ["000", [2]],
      ["против", [1]],
      ["перевыборы", []],
      ["выбор", []],
      ["софия", [3]],
      ["σοφία", [3]],
      ["الرأس", [3]],
      ["アネモネ", [3]],
      ["नमस्ते", [3]],
      ["emoji🎄два", [4]],
      ["x", [4]],
    ])("finds %s in %j", async (query, expected) => {
      expect(idsOf(await index.search(query))).toEqual(expected);
    });

    it("takes separators in a row as one, and leaves nothing of them", async () => {
      expect(await index.search("  ёлка …;  ")).toEqual(await index.search("ёлка"));
    });
  });
});

describe("terms of any units", () => {
  const documents = [
    { id: 1, text: "🎄ab" },
    { id: 2, text: "🎅a" },
    { id: 3, text: "\u0000\uffff\ud800" },
  ];
  inBothForms({ options: { fields: ["text"], tokenize: (text) => text.split("") }, documents }, (index) => {
    it("come back as they were, halves of surrogate pairs too", async () => {
      expect(idsOf(await index.search("\ud83c"))).toEqual([1, 2]);
      expect(idsOf(await index.search("\udf84"))).toEqual([1]);
      expect(idsOf(await index.search("\ud800\u0000"))).toEqual([3]);
      await index.search("a", { fuzzy: 1 });
      await index.search("a", { fuzzy: 1, prefix: true });
    });
  });
});
