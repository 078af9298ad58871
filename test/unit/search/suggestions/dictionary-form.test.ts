import { expect, it } from "vitest";
import { wordsOfForms } from "../../../support/inside/search-suggestions.ts";

const formsOf = async (forms: string, beginning: string) =>
  (await wordsOfForms(forms.split(" "), beginning)).map(({ form, kind, forms: own }) => [form, kind, own.join(" ")]);

it("forms are of the word of the dictionary, names too", async () => {
  expect(await formsOf("россии россию россиян российской", "росс")).toEqual([
    ["россия", "name", "россии россию"],
    ["россиянин", "noun", "россиян"],
    ["российский", "adjective", "российской"],
  ]);
});

it("forms of what the dictionary lacks are of the form that the others decline", async () => {
  expect(await formsOf("коронавирус коронавируса коронавирусом коронавирусную", "кор")).toEqual([
    ["коронавирус", "unknown", "коронавирус коронавируса коронавирусом"],
    ["коронавирусный", "adjective", "коронавирусную"],
  ]);
  expect(await formsOf("волочкова волочковой волочкову", "вол")).toEqual([
    ["волочкова", "unknown", "волочкова волочковой волочкову"],
  ]);
  expect(await formsOf("зеленского зеленскому", "зел")).toEqual([["зеленский", "unknown", "зеленского зеленскому"]]);
});

it("a surname is no genitive of a common word", async () => {
  expect(await formsOf("песка пески песков пескова песковым песок", "пес")).toEqual([
    ["песков", "name", "песков пескова песковым"],
    ["песок", "noun", "песка пески песок"],
  ]);
});

it("a word with a hyphen declines as its last part", async () => {
  expect(await formsOf("вице-премьера вице-премьеру", "вице-")).toEqual([
    ["вице-премьер", "unknown", "вице-премьера вице-премьеру"],
  ]);
});

it("a word declines as its last part, though no hyphen tells which that is, and a noun before a hyphen with it", async () => {
  expect(await formsOf("мосбирже мосбиржу", "мос")).toEqual([["мосбиржа", "unknown", "мосбирже мосбиржу"]]);
  expect(await formsOf("самоизолировались", "само")).toEqual([["самоизолировать", "verb", "самоизолировались"]]);
  expect(await formsOf("человека-паука человеком-пауком", "чел")).toEqual([
    ["человек-паук", "unknown", "человека-паука человеком-пауком"],
  ]);
  expect((await formsOf("киркоров киркорова киркорове", "кир"))[0]?.[0]).toBe("киркоров");
});

it("a form is of no word that texts have far less often than another with the same form", async () => {
  expect((await formsOf("лет лето", "л")).map(([form]) => form)).toEqual(["лет", "лето"]);
});

it("a form is shown as it is where the dictionary form begins otherwise", async () => {
  expect(await wordsOfForms(["людей", "люди"], "люд")).toEqual([
    expect.objectContaining({ form: "людей", isDictionaryForm: false }),
  ]);
});
