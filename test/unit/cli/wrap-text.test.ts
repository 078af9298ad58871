import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnsOf, shortenText, wrapText } from "../../../functions/cli/terminal/wrap-text.ts";

const anyText = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: fc.constantFrom("а", "ё", "́", " ", "-", "😀") }),
);

describe("a wrapped text", () => {
  it("is broken between words", () => {
    expect(wrapText("Мост через реку открыли вчера", 11)).toEqual(["Мост через", "реку", "открыли", "вчера"]);
  });

  it("has a word broken only where it is longer than a row", () => {
    expect(wrapText("о превысокомногорассмотрительствующем", 10)).toEqual([
      "о",
      "превысоком",
      "ногорассмо",
      "трительств",
      "ующем",
    ]);
  });

  it("counts a letter with a mark of stress as one column", () => {
    expect(columnsOf("тво́рог")).toBe(6);
    expect(wrapText("тво́рог тво́рог", 13)).toHaveLength(1);
  });

  it("is one empty row where there is nothing", () => {
    expect(wrapText(" \n ", 10)).toEqual([""]);
  });

  it("keeps every character but white space, and no row is too wide", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 30 }), (text, columns) => {
        const rows = wrapText(text, columns);
        expect(rows.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
        for (const row of rows) expect(columnsOf(row)).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe("a shortened text", () => {
  it("ends in an ellipsis after a whole word", () => {
    expect(shortenText("Мост через реку открыли вчера вечером", 11, 2)).toEqual(["Мост через", "реку…"]);
    expect(shortenText("Мост через реку открыли", 10, 1)).toEqual(["Мост…"]);
    expect(shortenText("превысокомногорассмотрительствующем", 10, 1)).toEqual(["превысоко…"]);
  });

  it("is left whole where it fits", () => {
    expect(shortenText("Мост через реку", 10, 2)).toEqual(["Мост через", "реку"]);
  });

  it("has at most so many rows, none too wide, however long the text", () => {
    fc.assert(
      fc.property(
        anyText,
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 4 }),
        (text, columns, maxRows) => {
          const rows = shortenText(`${text} ${text} ${text}`, columns, maxRows);
          expect(rows.length).toBeLessThanOrEqual(maxRows);
          for (const row of rows) expect(columnsOf(row)).toBeLessThanOrEqual(columns);
        },
      ),
    );
    expect(shortenText("слово ".repeat(1_000_000), 20, 2)).toEqual(["слово слово слово", "слово слово слово…"]);
  });
});
