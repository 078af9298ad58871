import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mayShareTerm, russianAnalyzer } from "../../../src/russian/words.ts";
import { termOfForm } from "../../support/inside/search-expansion.ts";

const letters = [..."абвгдежзийклмнопрстуфхцчшщъыьэюя"];
const beginnings = ["", "мос", "киберпрест", "кошк", "январ", "перв", "риа", "тр", "росси", "президент"];
const endings = ["", "а", "ов", "ами", "ости", "ого", "ь", "ться", "ский"];

/** Words of letters, of any length. */
const word = fc
  .tuple(
    fc.constantFrom(...beginnings),
    fc.array(fc.constantFrom(...letters), { maxLength: 90 }),
    fc.constantFrom(...endings),
  )
  .map(([beginning, middle, ending]) => beginning + middle.join("") + ending)
  .filter((text) => text !== "");

/** Two of them may be one word with a hyphen. */
const form = fc.oneof(
  word,
  fc.tuple(word, word).map((parts) => parts.join("-")),
);

describe("the term of a form", () => {
  it("is the first of the token that a text of the form alone has", () => {
    fc.assert(
      fc.property(form, (form) => {
        const [token] = russianAnalyzer.tokenize(form);
        const [first] = token?.words ?? [];
        expect(termOfForm(form)).toBe(first?.form === form ? first.terms[0] : form);
      }),
    );
  });

  it("is of a word that may share it", () => {
    const latin = fc.string({ unit: fc.constantFrom(..."abcdeghijklmnopqrstuvwxyz"), minLength: 1 });
    const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1 });
    const hyphenated = fc.array(fc.oneof(word, latin, digits), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(
        fc.oneof(
          form,
          latin,
          digits,
          hyphenated.map((parts) => parts.join("-")),
        ),
        (any) => {
          expect(mayShareTerm(any, termOfForm(any))).toBe(true);
        },
      ),
    );
  });
});
