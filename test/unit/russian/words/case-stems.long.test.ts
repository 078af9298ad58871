import { describe, expect, it } from "vitest";
import { type QueryWord, russianAnalyzer } from "../../../../src/russian/words.ts";
import { caseStems } from "../../../support/inside/russian-words.ts";
import { nameParadigms, paradigmsInSmallLetters } from "../../../support/name-paradigms.ts";

const knownTerms = new Map<string, ReadonlySet<string>>();
const knownWords = new Map<string, readonly QueryWord[]>();

/** Every form is asked for in the text of every other: each is analysed once. */
function once<Value>(known: Map<string, Value>, text: string, analyze: (text: string) => Value): Value {
  const value = known.get(text) ?? analyze(text);
  known.set(text, value);
  return value;
}

const termsOf = (text: string) =>
  once(knownTerms, text, () => new Set(russianAnalyzer.tokenize(text).flatMap(russianAnalyzer.processTerm)));
const wordsOf = (query: string) => once(knownWords, query, russianAnalyzer.analyzeQuery);

function finds(query: string, text: string): boolean {
  const terms = termsOf(text);
  return wordsOf(query).every((word) =>
    word.alternatives.some((alternative) => alternative.terms.every((term) => terms.has(term))),
  );
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

describe("case stems", () => {
  it.each(nameParadigms)("any form of %s as a query finds any other in a sentence", (...forms) => {
    expect(misses(forms, (form) => form, inSentence)).toEqual([]);
  });

  it.each(paradigmsInSmallLetters)("any form of %s typed in lower case finds any other in a sentence", (...forms) => {
    expect(misses(forms, (form) => form.toLowerCase(), inSentence)).toEqual([]);
  });

  it.each(nameParadigms)("any form of %s inside a query finds any other in a headline in capitals", (...forms) => {
    expect(
      misses(
        forms,
        (form) => `снова ${form}`,
        (form) => `СНОВА ${form.toUpperCase()}`,
      ),
    ).toEqual([]);
  });

  it.each(nameParadigms)("any form of %s finds any other in a line without capitals", (...forms) => {
    expect(
      misses(
        forms,
        (form) => form,
        (form) => `он сказал, что ${form.toLowerCase()} не тот`,
      ),
    ).toEqual([]);
  });

  it("brings all forms of a name of one word together by the two hooks alone, but for vowels that come and go", () => {
    const apart = nameParadigms.filter(
      (forms) =>
        /^[А-ЯЁа-яё]+$/.test(forms[0] ?? "") &&
        forms.some((query) =>
          forms.some((form) => ![...termsOf(query.toLowerCase())].some((term) => termsOf(inSentence(form)).has(term))),
        ),
    );
    expect(apart.map(([name]) => name)).toEqual(["Павел", "Египет", "Елец", "Череповец", "Торжок", "Химки", "Люберцы"]);
  });

  it("know nouns in a name that Snowball cuts as verbs", () => {
    const forms = ["Первый канал", "Первого канала", "Первому каналу", "Первым каналом", "Первом канале"];
    expect(misses(forms, (form) => form, inSentence)).toEqual([]);
  });

  it("leaves short words, other alphabets and names that never change alone", () => {
    for (const word of ["кит", "київ", "google", "т34", ""]) expect(caseStems(word)).toEqual([]);
  });

  it("cuts one ending, and keeps the whole word where the ending may be its own", () => {
    expect(caseStems("китая")).toEqual(["кита"]);
    expect(caseStems("марией")).toEqual(["мари"]);
    expect(caseStems("сергей")).toEqual(["серге"]);
    expect(caseStems("газпром")).toEqual(["газпром", "газпр"]);
    expect(caseStems("крым")).toEqual(["крым"]);
    expect(caseStems("лавровой")).toEqual(["лавров"]);
    expect(caseStems("зеленскому")).toEqual(["зеленск"]);
    expect(caseStems("синая")).toEqual(["сина"]);
  });

  it("cuts an ending of two declensions in both ways", () => {
    expect(caseStems("москвой")).toEqual(["москв", "москво"]);
    expect(caseStems("ханой")).toEqual(["хан", "хано"]);
    expect(caseStems("польшей")).toEqual(["польш", "польше"]);
    expect(caseStems("тверью")).toEqual(["твер", "тверь"]);
  });

  it("gives a lower-case word of an ordinary sentence no case stem", () => {
    expect(russianAnalyzer.tokenize("Он видел кита и лавров.").flatMap(russianAnalyzer.processTerm)).toEqual([
      "он",
      "видеть",
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
    ["лавр", "лавр", "Там был Лавров.", "Там рос лавр."],
    ["опек", "опек", "Решение ОПЕК ждут.", "Опек было много."],
    ["воз", "воз", "Доклад ВОЗ готов.", "Там стоит воз."],
  ])("lets a scorer tell that «%s» (%s) in «%s» is another word, and in «%s» is not", (query, stem, other, own) => {
    const alternative = russianAnalyzer.analyzeQuery(query)[0]?.alternatives[0];
    expect(alternative?.terms).toEqual([stem]);
    const homographsIn = (text: string) =>
      alternative?.homographs?.filter((homograph) => termsOf(text).has(homograph)) ?? [];
    expect(termsOf(other).has(stem) && homographsIn(other).length === 1).toBe(true);
    expect(termsOf(own).has(stem) && homographsIn(own).length === 0).toBe(true);
  });

  it.each([
    ["иран", "иран", "ира^"],
    ["дания", "дани", "дан^"],
    ["лавров", "лавр", "лавров^"],
    ["Лаврова", "лавров", "лавров^"],
    ["путин", "путин", "путин^"],
    ["китая", "кит'", "кита"],
    ["ОПЕК", "опек", "опек="],
    ["опек", "опек", "опек="],
  ])("names the terms by which an index tells whether «%s» is a name", (query, term, mark) => {
    expect(wordsOf(query)[0]?.nameEvidence).toEqual({ term, mark });
  });

  it("knows of no such terms for words whose stem is sure", () => {
    for (const query of ["новых", "обама", "трампа", "опеку", "2016", "нью-йорк"]) {
      expect(wordsOf(query)[0]?.nameEvidence, query).toBe(undefined);
    }
  });

  it("weighs the Snowball stem of a name less than its case stem", () => {
    const weights = (query: string, word: number) =>
      russianAnalyzer
        .analyzeQuery(query)
        [word]?.alternatives.filter(({ terms }) => !terms[0]?.endsWith("="))
        .map(({ terms, weight }) => [...terms, weight]);
    expect(weights("экспорт Китая", 1)).toEqual([
      ["кита", 1],
      ["кит'", 0.5],
    ]);
    expect(weights("китая", 0)).toEqual([
      ["кита", 1],
      ["кит'", 0.8],
    ]);
    expect(weights("экспорт Грузии", 1)).toEqual([
      ["грузи", 1],
      ["груз'", 0.5],
    ]);
  });
});
