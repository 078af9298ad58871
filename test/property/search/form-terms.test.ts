import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { russianAnalyzer } from "../../../src/russian/words.ts";
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

describe("the term of a form", () => {
  it("is the first of the token that a text of the form alone has", () => {
    fc.assert(
      fc.property(word, (form) => {
        const [token] = russianAnalyzer.tokenize(form);
        const [first] = token?.words ?? [];
        expect(termOfForm(form)).toBe(first?.form === form ? first.terms[0] : form);
      }),
    );
  });
});
