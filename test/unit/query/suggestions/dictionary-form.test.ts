import { expect, it } from "vitest";
import { wordsOfForms } from "../../../../src/query/suggestions/dictionary-form.ts";

const formsOf = (forms: string, beginning: string) =>
  wordsOfForms(forms.split(" "), beginning).map(({ form, kind, forms: own }) => [form, kind, own.join(" ")]);

it("forms are of the word of the dictionary, names too", () => {
  expect(formsOf("россии россию россиян российской", "росс")).toEqual([
    ["россия", "name", "россии россию"],
    ["россиянин", "noun", "россиян"],
    ["российский", "adjective", "российской"],
  ]);
});

it("forms of what the dictionary lacks are of the form that the others decline", () => {
  expect(formsOf("коронавирус коронавируса коронавирусом коронавирусную", "кор")).toEqual([
    ["коронавирус", "unknown", "коронавирус коронавируса коронавирусом"],
    ["коронавирусный", "adjective", "коронавирусную"],
  ]);
  expect(formsOf("волочкова волочковой волочкову", "вол")).toEqual([
    ["волочкова", "unknown", "волочкова волочковой волочкову"],
  ]);
  expect(formsOf("зеленского зеленскому", "зел")).toEqual([["зеленский", "unknown", "зеленского зеленскому"]]);
});

it("a surname is no genitive of a common word", () => {
  expect(formsOf("песка пески песков пескова песковым песок", "пес")).toEqual([
    ["песков", "name", "песков пескова песковым"],
    ["песок", "noun", "песка пески песок"],
  ]);
});

it("a word with a hyphen declines as its last part", () => {
  expect(formsOf("вице-премьера вице-премьеру", "вице-")).toEqual([
    ["вице-премьер", "unknown", "вице-премьера вице-премьеру"],
  ]);
});

it("a word declines as its last part, though no hyphen tells which that is, and a noun before a hyphen with it", () => {
  expect(formsOf("мосбирже мосбиржу", "мос")).toEqual([["мосбиржа", "unknown", "мосбирже мосбиржу"]]);
  expect(formsOf("самоизолировались", "само")).toEqual([["самоизолировать", "verb", "самоизолировались"]]);
  expect(formsOf("человека-паука человеком-пауком", "чел")).toEqual([
    ["человек-паук", "unknown", "человека-паука человеком-пауком"],
  ]);
  expect(formsOf("киркоров киркорова киркорове", "кир")[0]?.[0]).toBe("киркоров");
});

it("a form is of no word that texts have far less often than another with the same form", () => {
  expect(formsOf("лет лето", "л").map(([form]) => form)).toEqual(["лет", "лето"]);
});

it("a form is shown as it is where the dictionary form begins otherwise", () => {
  expect(wordsOfForms(["людей", "люди"], "люд")).toEqual([
    expect.objectContaining({ form: "людей", isDictionaryForm: false }),
  ]);
});
