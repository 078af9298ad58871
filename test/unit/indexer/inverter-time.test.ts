import { expect, test } from "vitest";
import { invertDocuments } from "../../../src/indexer/inverter/inverter.ts";
import { resolvedArticleOptions } from "../../../src/segment/schema/article-options.ts";
import { processorMs } from "../../support/processor-time.ts";

test("ten times the forms of one term take less than thirty times the time", async () => {
  const invert = (forms: number) => {
    const text = Array.from({ length: forms }, (_, i) => `слово${i}`).join(" ");
    const { terms } = invertDocuments([{ id: "а", title: "", lead: "", text }], resolvedArticleOptions);
    expect(Math.max(...Array.from(terms, ({ occurrences }) => occurrences?.forms.length ?? 0))).toBeGreaterThanOrEqual(
      forms,
    );
  };
  invert(1_000);
  const shortMs = await processorMs(() => invert(4_000));
  expect(await processorMs(() => invert(40_000))).toBeLessThan(30 * shortMs);
});
