import { expect, it } from "vitest";
import { StringNumbers, WrittenWords } from "../../../../src/index/shared.ts";

const wordOf = (i: number) => `слово${i.toString(36)}`;

it("finds each of many words by its letters in any text, and no other", () => {
  const words = new WrittenWords();
  for (let i = 0; i < 40_000; i += 1) words.set(wordOf(i), 0, wordOf(i).length, 0, i);
  for (let i = 0; i < 40_000; i += 1) {
    const text = `под ${wordOf(i)}.`;
    expect(words.find(text, 4, text.length - 1, 0)).toBe(i);
  }
  expect(words.find("слов", 0, 4, 0)).toBe(-1);
  expect(words.find("словоярче", 0, 9, 0)).toBe(-1);
  expect(words.count).toBe(40_000);
});

it("keeps a word of two kinds apart", () => {
  const words = new WrittenWords();
  words.set("мир", 0, 3, 0, 7);
  expect(words.find("мир", 0, 3, 1)).toBe(-1);
  words.set("мир", 0, 3, 1, 0xffff_fffe);
  expect([words.find("мир", 0, 3, 0), words.find("мир", 0, 3, 1)]).toEqual([7, 0xffff_fffe]);
});

it("does not keep a word of more than 255 letters", () => {
  const words = new WrittenWords();
  words.set("а".repeat(256), 0, 256, 0, 1);
  expect(words.find("а".repeat(256), 0, 256, 0)).toBe(-1);
  expect(words.count).toBe(0);
});

it("numbers strings of any length in the order in which they are met", () => {
  const numbers = new StringNumbers();
  const strings = ["", "мир", "а".repeat(255), "а".repeat(256), "а".repeat(300), "\ud800"];
  expect(strings.map((text) => numbers.numberOf(text))).toEqual([0, 1, 2, 3, 4, 5]);
  expect([...strings].reverse().map((text) => numbers.numberOf(text))).toEqual([5, 4, 3, 2, 1, 0]);
  expect(numbers.strings).toEqual(strings);
});
