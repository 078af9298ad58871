import { describe, expect, test } from "vitest";
import { inventedArticles } from "../../support/pages/invented-articles.ts";
import { newScore, scorePage } from "../../support/pages/page-score.ts";
import { pageStyles } from "../../support/pages/page-styles.ts";

/** Pages a style: each article under so many seeds. */
const SEEDS = [1, 2, 3, 4];

/** Minimum of each style, of 1; a little under the values measured when they were set. */
const FLOORS = { kept: 0.99, wrong: 0.005, titles: 0.98, dates: 0.98, datelines: 1 } as const;

describe("articles in the pages of sites of many kinds", () => {
  for (const style of pageStyles) {
    test(`${style.name}: paragraphs stay, the page's lines go, title and date are found`, () => {
      const score = newScore();
      for (const [n, article] of inventedArticles.entries()) {
        for (const seed of SEEDS) scorePage(score, style, article, 1_000 * n + seed);
      }
      const faults = [...new Set([...score.lost, ...score.strangers])].slice(0, 10).join("\n");
      expect(score.kept / score.paragraphs, faults).toBeGreaterThanOrEqual(FLOORS.kept);
      expect(score.wrong / score.lines, faults).toBeLessThanOrEqual(FLOORS.wrong);
      expect(score.titles / score.pages, faults).toBeGreaterThanOrEqual(FLOORS.titles);
      expect(score.dates / score.pages, faults).toBeGreaterThanOrEqual(FLOORS.dates);
      if (score.datelinesOf > 0) expect(score.datelines / score.datelinesOf, faults).toBe(FLOORS.datelines);
    });
  }
});
