import { describe, expect, it } from "vitest";
import { russianAnalyzer } from "../../../src/russian/words.ts";
import { expectGrowthBelow } from "../../support/processor-time.ts";

const { tokenize, processTerm, scanWords, analyzeQuery } = russianAnalyzer;

/** Texts that a careless pattern would need quadratic time for: a pattern, repeated. */
const patterns: readonly (readonly [name: string, pattern: string])[] = [
  ["one Cyrillic letter", "щ"],
  ["one Latin letter", "a"],
  ["hyphens", "-"],
  ["letters with hyphens", "щ-"],
  ["Latin letters with hyphens", "a-"],
  ["digits", "1"],
  ["digits with hyphens", "111-"],
  ["digits with full stops", "1."],
  ["digits with commas", "1,"],
  ["digits in groups", "1 000 "],
  ["digits with colons", "1:11:"],
  ["letters with full stops", "a."],
  ["accents", "\u0301"],
  ["accents of two classes", "\u0316\u0301"],
  ["letters with @", "a@"],
  ["addresses without an end", "a.a.a.a@"],
  ["hosts that end in a domain too often", "a.RU"],
  ["hosts that go on", "a_.ru"],
  ["Cyrillic hosts", "щ.рф"],
  ["URLs in URLs", "http://"],
  ["URLs without a domain", "https://a.a.a."],
  ["two alphabets by turns", "щz"],
  ["letters and digits by turns", "щ1"],
  ["apostrophes", "щ'"],
  ["half surrogate pairs", "\ud800"],
  ["soft hyphens", "щ\u00ad"],
  ["invisible characters", "\u200b"],
  ["Hangul in pieces", "\u1112\u1161\u11ab"],
  ["Chinese", "新"],
  ["lines", "Щ\n"],
  ["half dates", "1 января "],
];

const stretch = (pattern: string, length: number) => pattern.repeat(Math.ceil(length / pattern.length));

describe("hostile texts", () => {
  it.each(patterns)("of nothing but %s take time in proportion to their length", async (_name, pattern) => {
    const short = stretch(pattern, 50_000);
    const long = stretch(pattern, 800_000);
    const analyze = (text: string) => tokenize(text).forEach(processTerm);
    // 16 times the text: quadratic work would take 256 times as long.
    await expectGrowthBelow(
      16 * 4,
      () => analyze(short),
      () => analyze(long),
    );
  });

  it.each(patterns)("of nothing but %s give short terms and spans in range", (_name, pattern) => {
    const text = stretch(pattern, 5_000);
    for (const { start, end, terms } of scanWords(text)) {
      expect(start >= 0 && start < end && end <= text.length).toBe(true);
      expect(terms.every((term) => term.length > 0 && term.length <= 64)).toBe(true);
    }
    expect(() => analyzeQuery(text)).not.toThrow();
  });

  it("takes 100,000 hyphens between letters and 100,000 in a row", () => {
    expect(tokenize("щ-".repeat(100_000)).length).toBeGreaterThan(0);
    expect(tokenize("-".repeat(100_000))).toEqual([]);
  });

  it("finds words beside any of them", () => {
    for (const [name, pattern] of patterns) {
      const text = `Лаврова ждали. ${stretch(pattern, 2_000)}\n«Лаврова»`;
      const found = scanWords(text).filter(({ terms }) => terms.includes("лавров"));
      expect(found.length, name).toBe(2);
    }
  });
});
