import { describe, expect, it } from "vitest";
import { mayShareTerm } from "../../../../src/russian/words.ts";

describe("whether two words may have one term", () => {
  it.each([
    ["выборы", "выборах"],
    ["люди", "человек"],
    ["идти", "шел"],
    ["день", "дня"],
    ["хороший", "лучше"],
    ["су57", "су"],
    ["(путин", "путин"],
    ["все-таки", "всетаки"],
    ["аах", "аям"],
  ])("%s may share one with %s", (left, right) => {
    expect([mayShareTerm(left, right), mayShareTerm(right, left)]).toEqual([true, true]);
  });

  it.each([
    ["россия", "ипотека"],
    ["путин", "против"],
    ["в", "о"],
    ["trump", "россии"],
    ["2020", "1999"],
    ["касым-жомарта", "россии"],
  ])("%s shares none with %s", (left, right) => {
    expect([mayShareTerm(left, right), mayShareTerm(right, left)]).toEqual([false, false]);
  });
});
