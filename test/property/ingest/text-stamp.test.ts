/**
 * Counters and white space never change the stamp of any text; any other letter or figure of a sentence does.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { textStamp } from "../../support/inside/ingest.ts";

const stampOf = (...lines: readonly string[]) => textStamp({ title: "Мост", lead: "", text: lines.join("\n\n") });
const word = fc.stringMatching(/^[а-яё]{1,12}$/);
const sentence = fc
  .tuple(fc.array(word, { minLength: 5, maxLength: 12 }), fc.nat({ max: 9_999 }))
  .map(([words, figure]) => `${words.join(" ")} ${figure} раз.`);
const sentences = fc.array(sentence, { minLength: 1, maxLength: 5 });
const space = fc.constantFrom(" ", "\u00a0", "\u202f", "\t", "  ");
const counted = fc.integer({ min: 0, max: 10_000_000 });
const counters = fc.array(fc.tuple(fc.array(word, { maxLength: 4 }), counted, counted), { maxLength: 5 });
/** Writes a number as sites do: its thousands apart, or not. */
const written = (count: number, gap: string) => String(count).replace(/\B(?=(?:\d{3})+$)/g, gap);

it("a counter may count on, wherever it stands", () => {
  fc.assert(
    fc.property(
      sentences,
      counters,
      fc.constantFrom(" ", "\u00a0", "", ","),
      fc.boolean(),
      (story, found, gap, isAbove) => {
        const linesOf = (pick: 1 | 2) =>
          found.map((counter) => `${counter[0].join(" ")}: ${written(counter[pick], gap)}`);
        const textOf = (pick: 1 | 2) => (isAbove ? [...linesOf(pick), ...story] : [...story, ...linesOf(pick)]);
        expect(stampOf(...textOf(2))).toBe(stampOf(...textOf(1)));
      },
    ),
  );
});

it("spaces may be any", () => {
  fc.assert(
    fc.property(sentences, space, (story, other) => {
      expect(stampOf(...story.map((line) => `${other}${line.replaceAll(" ", other)}`))).toBe(stampOf(...story));
    }),
  );
});

it("a sentence has no other figure and no other word", () => {
  fc.assert(
    fc.property(sentences, fc.nat(), fc.nat({ max: 9_999 }), word, (story, at, figure, other) => {
      const place = at % story.length;
      const changed = story.map((line, i) => (i === place ? line.replace(/\S+ \d+/, `${other} ${figure}`) : line));
      fc.pre(changed[place] !== story[place]);
      expect(stampOf(...changed)).not.toBe(stampOf(...story));
    }),
  );
});
