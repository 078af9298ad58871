import { expect, it } from "vitest";
import {
  decodeLexiconBlock,
  GROUP_TERMS,
  LexiconBlockWriter,
  LexiconCursor,
  termsWithPrefix,
} from "../../../../support/inside/index-lexicon.ts";

function toBlock(terms: readonly string[]) {
  const writer = new LexiconBlockWriter();
  for (const [i, term] of terms.entries()) writer.add({ term, documentFrequency: i + 1 });
  return decodeLexiconBlock(writer.take());
}

function walk(terms: readonly string[], sharedBelow?: number): [string, number, number][] {
  const cursor = new LexiconCursor(toBlock(terms));
  const seen: [string, number, number][] = [];
  while (cursor.advance(sharedBelow)) seen.push([cursor.term, cursor.sharedLength, cursor.documentFrequency]);
  expect(cursor.advance(sharedBelow)).toBe(false);
  return seen;
}

it("stands on every term in turn, and says what it shares with the one before", () => {
  expect(walk(["дом", "дома", "том", "тот"])).toEqual([
    ["дом", 0, 1],
    ["дома", 3, 2],
    ["том", 0, 3],
    ["тот", 2, 4],
  ]);
  expect(walk([])).toEqual([]);
});

it("passes over terms that share too much", () => {
  expect(walk(["дом", "дома", "дочь", "том", "тот"], 2)).toEqual([
    ["дом", 0, 1],
    ["том", 0, 4],
  ]);
  expect(walk(["дом", "дома", "дочь", "дочери", "том", "тот"].sort(), 3).map(([term]) => term)).toEqual([
    "дом",
    "дочери",
    "том",
    "тот",
  ]);
});

it("goes on rightly from a term that was decoded in part or not at all", () => {
  const terms = ["перевод", "переводчик", "переводчица", "перелом"];
  for (let asked = 0; asked <= 7; asked += 1) {
    const cursor = new LexiconCursor(toBlock(terms));
    cursor.advance();
    if (asked > 0) expect(String.fromCharCode(cursor.unitAt(asked - 1))).toBe("перевод"[asked - 1]);
    cursor.advance();
    cursor.advance();
    expect(cursor.term).toBe("переводчица");
    cursor.advance();
    expect([cursor.length, String.fromCharCode(cursor.unitAt(4)), cursor.term]).toEqual([7, "л", "перелом"]);
  }
});

it("passes over whole groups, and over the rest of a group, to the same terms", () => {
  const terms = Array.from({ length: GROUP_TERMS * 5 + 7 }, (_, i) => `общее${String(i).padStart(4, "0")}`);
  for (const [before, after] of [
    [0, 0],
    [1, 1],
    [GROUP_TERMS - 1, 3],
    [GROUP_TERMS, GROUP_TERMS],
    [GROUP_TERMS + 1, 0],
  ] as const) {
    const first = Array.from({ length: before }, (_, i) => `а${String.fromCharCode(0x430 + i)}`);
    const last = Array.from({ length: after }, (_, i) => `я${String.fromCharCode(0x430 + i)}`);
    const seen = walk([...first, ...terms, ...last], 2).map(([term]) => term);
    expect(seen).toEqual([...first, terms[0], ...last]);
  }
});

it.each([
  ["", ["", "а", "ма", "май", "майя", "мир"]],
  ["м", ["ма", "май", "майя", "мир"]],
  ["ма", ["ма", "май", "майя"]],
  ["май", ["май", "майя"]],
  ["майя", ["майя"]],
  ["майяя", []],
  ["мб", []],
  ["\uffff", []],
  ["Я", []],
])("finds the terms that begin with %j", (prefix, expected) => {
  const terms = ["", "а", "ма", "май", "майя", "мир"];
  const found = termsWithPrefix(toBlock(terms), prefix);
  expect(found.map(({ term }) => term)).toEqual(expected);
  expect(found.map(({ documentFrequency }) => terms[documentFrequency - 1])).toEqual(expected);
});

it("finds terms by a prefix longer than what a byte can say is shared", () => {
  const long = "а".repeat(400);
  const terms = [long, `${long}б`, `${long}в`, `${long}вг`, `${long}д`];
  expect(termsWithPrefix(toBlock(terms), `${long}в`).map(({ term }) => term)).toEqual([`${long}в`, `${long}вг`]);
});
