import { describe, expect, it } from "vitest";
import { mayShareTerm } from "../../../../src/russian/words.ts";

describe("whether two words may have one term", () => {
  it.each([
    ["выборы", "выборах"],
    ["люди", "человек"],
    ["идти", "шел"],
    ["день", "дня"],
    ["хороший", "лучше"],
    ["5", "пять"],
    ["trump", "трамп"],
    ["аах", "аям"],
  ])("%s may share one with %s", (left, right) => {
    expect([mayShareTerm(left, right), mayShareTerm(right, left)]).toEqual([true, true]);
  });

  it.each([
    ["россия", "ипотека"],
    ["путин", "против"],
    ["в", "о"],
  ])("%s shares none with %s", (left, right) => {
    expect([mayShareTerm(left, right), mayShareTerm(right, left)]).toEqual([false, false]);
  });
});
