import { expect, test } from "vitest";
import { invertDocuments } from "../../../src/indexer/inverter/inverter.ts";
import { resolvedArticleOptions } from "../../../src/segment/schema/article-options.ts";

test("ten times the forms of one term take less than thirty times the time", () => {
  const timeOf = (forms: number): number => {
    const text = Array.from({ length: forms }, (_, i) => `слово${i}`).join(" ");
    const startedMs = performance.now();
    const { terms } = invertDocuments([{ id: "а", title: "", lead: "", text }], resolvedArticleOptions);
    expect(Math.max(...Array.from(terms, ({ occurrences }) => occurrences?.forms.length ?? 0))).toBeGreaterThanOrEqual(
      forms,
    );
    return performance.now() - startedMs;
  };
  timeOf(1_000);
  const short = Math.min(timeOf(4_000), timeOf(4_000), timeOf(4_000));
  expect(timeOf(40_000)).toBeLessThan(30 * short);
});
