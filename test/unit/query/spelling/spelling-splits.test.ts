import { describe, expect, test } from "vitest";
import { bestSplit, waysToSplit } from "../../../../src/query/spelling/spelling.ts";

const frequencies: Record<string, number> = { владимир: 9, путин: 20, ростов: 5, дону: 4, рос: 1, товнадону: 1 };

describe("a word written together", () => {
  test.each([
    ["владимирпутин", "владимир путин"],
    ["ростовнадону", "ростов на дону"],
  ])("%s is %s", (form, text) => {
    expect(bestSplit(waysToSplit(form), (part) => frequencies[part] ?? 0)?.text).toBe(text);
  });

  test("has no preposition of one letter beside three others", () => {
    const all = () => 1;
    expect(waysToSplit("нанотехнологии").map(({ text }) => text)).not.toContain("нан о технологии");
    expect(waysToSplit("встречавмоскве").map(({ text }) => text)).toContain("встреча в москве");
    expect(bestSplit(waysToSplit("мирнаднами"), all)).not.toBeNull();
  });

  test("is left alone where a part of it is unknown, and where it is short or has other signs than letters", () => {
    expect(bestSplit(waysToSplit("владимирзябликов"), (part) => frequencies[part] ?? 0)).toBeNull();
    expect(["путина", "т34т34т34", "а".repeat(41)].flatMap(waysToSplit)).toEqual([]);
  });

  test("has ways as many as its length at the most, times the prepositions", () => {
    expect(waysToSplit("в".repeat(40)).length).toBeLessThan(40 * 3);
  });
});
