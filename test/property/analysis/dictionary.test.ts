import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type EncodedFamily, encodeDictionary } from "../../../infra/dictionary/encode.ts";
import { Dictionary } from "../../../src/analysis/dictionary/dictionary.ts";

/** Of few letters, so that words begin and end alike; я is the last of the alphabet. */
const word = fc.string({ unit: fc.constantFrom("а", "б", "в", "я"), minLength: 1, maxLength: 6 });
const family = fc.record({
  lemma: word,
  isProper: fc.boolean(),
  commonness: fc.integer({ min: 0, max: 9 }),
  forms: fc.uniqueArray(word, { maxLength: 8 }).map((forms): ReadonlySet<string> => new Set(forms)),
});
const families = fc.uniqueArray(family, { selector: ({ lemma }) => lemma, maxLength: 30 });

/** The families of each form, the lemma among them. */
function familiesByForm(all: readonly EncodedFamily[]): Map<string, EncodedFamily[]> {
  const found = new Map<string, EncodedFamily[]>();
  for (const family of all) {
    for (const form of new Set([family.lemma, ...family.forms])) {
      found.set(form, [...(found.get(form) ?? []), family]);
    }
  }
  return found;
}

const told = ({ lemma, isProper, commonness }: Omit<EncodedFamily, "forms">) => `${lemma} ${isProper} ${commonness}`;

describe("a dictionary", () => {
  it("tells of each word the families that it was made of", () => {
    fc.assert(
      fc.property(families, fc.array(word), (all, others) => {
        const dictionary = new Dictionary(encodeDictionary(all));
        const expected = familiesByForm(all);
        for (const asked of [...expected.keys(), ...others]) {
          const answer = dictionary.familiesOf(asked);
          expect(answer.map(told).sort()).toEqual((expected.get(asked) ?? []).map(told).sort());
          for (const { beginnings } of answer) {
            expect(beginnings.some((beginning) => asked.startsWith(beginning))).toBe(true);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it("tells the commonest family first", () => {
    fc.assert(
      fc.property(families, word, (all, asked) => {
        const answer = new Dictionary(encodeDictionary(all)).familiesOf(asked).map(({ commonness }) => commonness);
        expect(answer).toEqual(answer.toSorted((left, right) => right - left));
      }),
      { numRuns: 100 },
    );
  });

  it("knows no word of other letters", () => {
    const forms = new Set(["ежик", "ежика"]);
    const dictionary = new Dictionary(encodeDictionary([{ lemma: "ежик", isProper: false, commonness: 0, forms }]));
    for (const asked of ["", "ёжик", "Ежик", "еж", "ежики", "hedgehog", "1", "ежик "]) {
      expect(dictionary.familiesOf(asked)).toEqual([]);
    }
  });
});
