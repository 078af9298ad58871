import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { caseStems } from "../../../src/analysis/case-twin.ts";
import { russianAnalyzer } from "../../../src/analysis/russian-analyzer.ts";

/** A name a line, in all the forms that news writes. */
const paradigms = readFileSync(new URL("../../fixtures/analysis/name-paradigms.txt", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => line.split(" "));

const termsOf = (text: string) => new Set(russianAnalyzer.tokenize(text).flatMap(russianAnalyzer.processTerm));

function finds(query: string, text: string): boolean {
  const terms = termsOf(text);
  return russianAnalyzer
    .analyzeQuery(query)
    .every((word) => word.alternatives.some((alternative) => alternative.terms.every((term) => terms.has(term))));
}

/** Pairs of forms, [query, form in the text], that do not meet. */
function misses(forms: readonly string[], asQuery: (form: string) => string, asText: (form: string) => string) {
  return forms.flatMap((query) =>
    forms
      .filter((form) => !finds(asQuery(query), asText(form)))
      .map((form) => [asQuery(query), form] as [string, string]),
  );
}

const inSentence = (form: string) => `По его словам, ${form} уже не тот.`;

describe("case twins", () => {
  it.each(paradigms)("any form of %s as a query finds any other in a sentence", (...forms) => {
    expect(misses(forms, (form) => form, inSentence)).toEqual([]);
  });

  it.each(paradigms)("any form of %s typed in lower case finds any other in a sentence", (...forms) => {
    expect(misses(forms, (form) => form.toLowerCase(), inSentence)).toEqual([]);
  });

  it.each(paradigms)("any form of %s inside a query finds any other in a headline in capitals", (...forms) => {
    expect(
      misses(
        forms,
        (form) => `снова ${form}`,
        (form) => `СНОВА ${form.toUpperCase()}`,
      ),
    ).toEqual([]);
  });

  it.each(paradigms)("any form of %s finds any other in a line without capitals", (...forms) => {
    expect(
      misses(
        forms,
        (form) => form,
        (form) => `он сказал, что ${form.toLowerCase()} не тот`,
      ),
    ).toEqual([]);
  });

  it.each(paradigms)("the two hooks alone bring any form of %s together with any other", (...forms) => {
    for (const query of forms) {
      for (const form of forms) {
        const shared = [...termsOf(query.toLowerCase())].filter((term) => termsOf(inSentence(form)).has(term));
        expect(shared, `${query} / ${form}`).not.toEqual([]);
      }
    }
  });

  it("leaves short words, other alphabets and names that never change alone", () => {
    for (const word of ["кит", "нато", "київ", "google", "т34", ""]) expect(caseStems(word)).toEqual([]);
  });

  it("cuts one ending, and keeps the whole word where the ending may be its own", () => {
    expect(caseStems("китая")).toEqual(["кита"]);
    expect(caseStems("марией")).toEqual(["мари"]);
    expect(caseStems("сергей")).toEqual(["серге"]);
    expect(caseStems("газпром")).toEqual(["газпром", "газпр"]);
    expect(caseStems("крым")).toEqual(["крым"]);
    expect(caseStems("лавровой")).toEqual(["лавров"]);
    expect(caseStems("зеленскому")).toEqual(["зеленск"]);
  });

  it("gives a lower-case word of an ordinary sentence no twin", () => {
    expect(russianAnalyzer.tokenize("Он видел кита и лавров.").flatMap(russianAnalyzer.processTerm)).toEqual([
      "он",
      "видел",
      "кит",
      "лавр",
    ]);
  });

  it("lets «китай» find Китая and never the whale", () => {
    expect(finds("китай", "Экспорт Китая вырос.")).toBe(true);
    for (const whale of ["В море видели кита.", "Там живут киты.", "КИТ", "кит", "Китами любовались все."]) {
      expect(finds("китай", whale), whale).toBe(false);
    }
  });

  it.each([
    ["кит", "кит", "Экспорт Китая вырос.", "В море видели кита."],
    ["король", "корол", "Там жил Королёв.", "Там жил король."],
    ["груз", "груз", "Грузия ждёт.", "Ждут груз."],
    ["опека", "опек", "Решение ОПЕК ждут.", "Опека нужна."],
    ["воз", "воз", "Доклад ВОЗ готов.", "Там стоит воз."],
  ])("lets a scorer tell that «%s» (%s) in «%s» is another word, and in «%s» is not", (query, stem, other, own) => {
    const alternative = russianAnalyzer.analyzeQuery(query)[0]?.alternatives[0];
    expect(alternative?.terms).toEqual([stem]);
    const rivalsIn = (text: string) => alternative?.rivals?.filter((rival) => termsOf(text).has(rival)) ?? [];
    expect(termsOf(other).has(stem) && rivalsIn(other).length === 1).toBe(true);
    expect(termsOf(own).has(stem) && rivalsIn(own).length === 0).toBe(true);
  });

  it("weighs the Snowball stem of a name less than its case stem", () => {
    const weights = (query: string, word: number) =>
      russianAnalyzer
        .analyzeQuery(query)
        [word]?.alternatives.filter(({ terms }) => !terms[0]?.startsWith("="))
        .map(({ terms, weight }) => [...terms, weight]);
    expect(weights("экспорт Китая", 1)).toEqual([
      ["кита", 1],
      ["кит", 0.5],
    ]);
    expect(weights("китая", 0)).toEqual([
      ["кита", 1],
      ["кит", 0.8],
    ]);
    expect(weights("экспорт Грузии", 1)).toEqual([
      ["грузи", 1],
      ["груз", 0.5],
    ]);
  });
});
