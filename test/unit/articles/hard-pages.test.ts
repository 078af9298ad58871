import { describe, expect, test } from "vitest";
import { readArticles } from "../../../src/articles/articles.ts";
import { judgePage } from "../../eval/articles/judge-page.ts";
import { pageKey } from "../../eval/articles/page-folder.ts";
import { type Half, type HardPage, hardPages } from "../../support/pages/hard-pages.ts";
import { sitePages } from "../../support/pages/site-pages.ts";

/** The minimum of each half: correct checks, and lost words of stories; a little under the measured values. */
interface Floor {
  readonly points: number;
  readonly lost: number;
}

const SETS: readonly (readonly [string, readonly HardPage[], Readonly<Record<Half, Floor>>])[] = [
  [
    "of hard layouts",
    hardPages(),
    { tuning: { points: 0.99, lost: 0.002 }, "held-out": { points: 0.96, lost: 0.025 } },
  ],
  [
    "in the manner of sites",
    sitePages(),
    { tuning: { points: 0.99, lost: 0.002 }, "held-out": { points: 0.98, lost: 0.005 } },
  ],
];

describe.each(SETS)("pages %s", (_, all, floors) => {
  test.each(["tuning", "held-out"] as const)("of the half %s: stories are whole, and fields right", async (half) => {
    const pages = all.filter((page) => page.half === half);
    const judgements = await Promise.all(pages.map(judge));
    const verdicts = judgements.flatMap(({ verdicts }) => [...verdicts.values()]);
    const lost = judgements.reduce((sum, { lostShare }) => sum + lostShare, 0) / judgements.length;
    expect(verdicts.filter(({ isRight }) => isRight).length / verdicts.length).toBeGreaterThanOrEqual(
      floors[half].points,
    );
    expect(lost).toBeLessThanOrEqual(floors[half].lost);
    expect(judgements.some(({ inventsYear }) => inventsYear)).toBe(false);
  });

  test("that were read whole are not said to lack text", async () => {
    for (const page of all) {
      const { articles, rejected } = await read(page);
      const isWhole = articles.length > 0 && (await judge(page)).lostShare === 0;
      if (isWhole) expect(rejected, page.truth.file).toEqual([]);
    }
  });
});

async function judge(page: HardPage) {
  return judgePage(await read(page), page.truth);
}

function read({ content, truth }: HardPage) {
  return readArticles(new TextEncoder().encode(content), { key: pageKey(truth.file, truth, 1) });
}
