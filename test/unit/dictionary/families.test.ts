import { describe, expect, it } from "vitest";
import { type Family, makeFamilies } from "../../../infra/dictionary/families.ts";
import { readHunspell } from "../../../infra/dictionary/hunspell.ts";
import { encodeDictionary } from "../../../src/russian/dictionary.ts";

/** A past and a present of verbs, adjectives, and nouns: the flags of the Russian dictionary with fewer rules. */
const AFFIXES = `SET UTF-8
SFX L Y 4
SFX L ть л [аи]ть
SFX L ть ла [аи]ть
SFX L 0 ла с
SFX L 0 ли с
SFX M Y 2
SFX M ть ет ать
SFX M ть ют ать
SFX S Y 1
SFX S ный а нный
SFX A Y 2
SFX A ый ая ый
SFX A ий ая ий
SFX K Y 3
SFX K 0 а [^аео]
SFX K 0 ам [^аео]
SFX K о ам о
SFX N Y 1
SFX N ь и ь
SFX J Y 1
SFX J 0 а [^аео]
SFX O Y 1
SFX O 0 м а`;

function familiesOf(...lines: string[]): Family[] {
  return makeFamilies(readHunspell(AFFIXES, [String(lines.length), ...lines].join("\n")));
}

/** The lemmas of the families that a form is of. */
function lemmasOf(families: readonly Family[], form: string): string[] {
  return families.filter(({ forms }) => forms.has(form)).map(({ lemma }) => lemma);
}

describe("the families of a word list", () => {
  it("hold the forms that its flags tell, folded", () => {
    const [family] = familiesOf("Берёза/K");
    expect(family).toEqual({ lemma: "береза", kind: "noun", isProper: true, forms: new Set(["береза"]) });
    expect(familiesOf("стол/K")[0]?.forms).toEqual(new Set(["стол", "стола", "столам"]));
  });

  it("take in participles, gerunds and reflexives that are listed apart", () => {
    const families = familiesOf("читать/LM", "читающий/A", "читанный/A", "читая", "читаться", "читается");
    expect(families.map(({ lemma }) => lemma)).toEqual(["читать"]);
    for (const form of ["читающая", "читанный", "читая", "читается"])
      expect(lemmasOf(families, form)).toEqual(["читать"]);
  });

  it("take in the forms of irregular verbs, with the vowel of their prefix", () => {
    const families = familiesOf(
      "внести",
      "внес/L",
      "внесу",
      "разобрать/L",
      "разберут",
      "найти",
      "нашел",
      "нашедший/A",
      "наша",
    );
    expect(lemmasOf(families, "внесли")).toEqual(["внести"]);
    expect(lemmasOf(families, "внесу")).toEqual(["внести"]);
    expect(lemmasOf(families, "разберут")).toEqual(["разобрать"]);
    expect(lemmasOf(families, "нашедшая")).toEqual(["найти"]);
    expect(lemmasOf(families, "наша")).toEqual(["наша"]);
  });

  it("leave a participle apart that is a word of its own, but not its short forms", () => {
    const families = familiesOf("заключить/L", "заключу", "заключенный/AS", "заключивший/A");
    expect(lemmasOf(families, "заключенная")).toEqual(["заключенный"]);
    expect(lemmasOf(families, "заключена")).toEqual(["заключить"]);
    expect(lemmasOf(families, "заключивший")).toEqual(["заключить"]);
  });

  it("take no form that the head has by its flags", () => {
    const families = familiesOf("снимать/LM", "снять/L", "снимет", "снимут");
    expect(lemmasOf(families, "снимет")).toEqual(["снять"]);
    expect(lemmasOf(families, "снимает")).toEqual(["снимать"]);
  });

  it("let a form have two heads", () => {
    const families = familiesOf("водить/L", "возить/L", "вожу");
    expect(lemmasOf(families, "вожу")).toEqual(["водить", "возить"]);
  });

  it("take in short forms, comparatives and adverbs of adjectives", () => {
    const families = familiesOf(
      "громкий/A",
      "громок",
      "громко",
      "громче",
      "погромче",
      "важный/A",
      "важен",
      "новый/A",
      "новее",
    );
    expect(families.map(({ lemma }) => lemma)).toEqual(["громкий", "важный", "новый"]);
    expect(lemmasOf(families, "погромче")).toEqual(["громкий"]);
  });

  it("take in plurals and cases of nouns", () => {
    const families = familiesOf("слово/K", "слов", "отец/K", "отцов", "адрес", "доктор/K", "письмо/K", "писем");
    expect(lemmasOf(families, "слов")).toEqual(["слово"]);
    expect(lemmasOf(families, "отцов")).toEqual(["отец"]);
    expect(lemmasOf(families, "писем")).toEqual(["письмо"]);
  });

  it("give a noun without a plural those forms of it that no other word has", () => {
    const families = familiesOf("сервис/J", "край/J", "совет/J", "советам");
    expect(families[0]?.forms).toEqual(
      new Set(["сервис", "сервиса", "сервисы", "сервисов", "сервисам", "сервисами", "сервисах"]),
    );
    expect(lemmasOf(families, "советы")).toEqual([]);
  });

  it("part a verb and a noun of one infinitive", () => {
    const families = familiesOf("знать/LN");
    expect(families.map(({ lemma, kind }) => [lemma, kind])).toEqual([
      ["знать", "verb"],
      ["знати", "noun"],
    ]);
    expect(lemmasOf(families, "знать")).toEqual(["знать", "знати"]);
    expect(lemmasOf(families, "знал")).toEqual(["знать"]);
  });

  it("have pronouns and suppletive nouns whole", () => {
    const families = familiesOf("человек/K", "люди", "людей", "я", "меня", "этот", "это");
    expect(lemmasOf(families, "людей")).toEqual(["человек"]);
    expect(lemmasOf(families, "меня")).toEqual(["я"]);
    expect(lemmasOf(families, "это")).toEqual(["этот"]);
  });

  it("are the same, and so are their bytes, each time they are made", () => {
    const make = () =>
      encodeDictionary(
        familiesOf("читать/LM", "читая", "стол/K", "знать/LN").map((family) => ({ ...family, commonness: 0 })),
      );
    expect(make()).toEqual(make());
  });
});
