import { describe, expect, it } from "vitest";
import type { UnderstoodPiece } from "../../../src/search-api.ts";
import { toldMeaning } from "../../../src/texts/texts.ts";

const fuel: UnderstoodPiece = {
  id: "equivalent:бензин",
  kind: "equivalent",
  text: "бензин",
  effect: "match",
  names: ["топливо", "горючее"],
};
const hit = (text: string, ...highlights: [number, number][]) => ({
  title: { text: "", highlights: [] },
  snippet: { text, highlights },
});

describe("what is told of a query's meaning", () => {
  it("has the other names that hits of the page are marked by, in any form", () => {
    const told = toldMeaning([fuel], [hit("Цены на бензин", [8, 14]), hit("Топлива хватит", [0, 7])]);
    expect(told).toEqual({ names: ["топливо"], dates: [], ids: ["equivalent:бензин"] });
  });

  it("is nothing where the reader's own words found all that is shown", () => {
    expect(toldMeaning([fuel], [hit("Цены на бензин", [8, 14])]).ids).toEqual([]);
  });

  it("has each date, and no words that only ask", () => {
    const date: UnderstoodPiece = { id: "date:вчера", kind: "date", text: "вчера", effect: "narrow" };
    const question: UnderstoodPiece = { id: "question:почему", kind: "question", text: "почему", effect: "match" };
    expect(toldMeaning([question, date], [])).toEqual({ names: [], dates: [date], ids: ["date:вчера"] });
  });
});
