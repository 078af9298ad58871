import { expect, test } from "vitest";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { countCalls } from "../../support/counted-calls.ts";
import { invertDocuments } from "../../support/inside/index-inverter.ts";

test("ten times the forms of one term take less than twelve times the calls", async () => {
  const invert = (forms: number) => {
    const text = Array.from({ length: forms }, (_, i) => `слово${i}`).join(" ");
    const { terms } = invertDocuments([{ id: "а", title: "", lead: "", text }], resolvedArticleOptions);
    expect(Math.max(...Array.from(terms, ({ occurrences }) => occurrences?.forms.length ?? 0))).toBeGreaterThanOrEqual(
      forms,
    );
  };
  invert(100);
  const few = await countCalls(() => invert(1_000));
  // A form that is compared with all others makes it a hundred times.
  expect(await countCalls(() => invert(10_000))).toBeLessThan(12 * few);
});
