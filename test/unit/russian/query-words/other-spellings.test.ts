import { describe, expect, it } from "vitest";
import { analyzeClauses, analyzeQuery } from "../../../../src/russian/queries.ts";

/** The words of a query that must be there, each with its terms. */
const termsOf = (query: string) =>
  analyzeQuery(query).flatMap(({ text, alternatives, isStopWord }) =>
    isStopWord ? [] : [[text, alternatives.flatMap(({ terms }) => terms)] as const],
  );

describe("a name that is written in either alphabet", () => {
  it.each([
    ["гугл", "google"],
    ["Гуглом", "google"],
    ["google", "гугл"],
    ["ютубе", "youtube"],
    ["youtube", "ютьюб"],
    ["ковида", "covid"],
    ["айфоны", "iphone"],
    ["фейсбук цукерберг", "facebook"],
    ["наса", "nasa"],
    ["NASA", "наса"],
    ["Biden", "байден"],
    ["трампа", "trump"],
    ["ковид-19", "covid19"],
    ["ковид 19", "covid19"],
    ["COVID-19", "ковид19"],
    ["миллионов евро", "млн"],
    ["млн евро", "миллион"],
    ["тыс рублей", "тысяч"],
  ])("«%s» is %s as well", (query, other) => {
    expect(termsOf(query)[0]![1]).toContain(other);
  });

  it("weighs less in the alphabet that was not typed", () => {
    const [word] = analyzeQuery("гугл");
    expect(word!.alternatives.map(({ terms: [term], weight }) => [term, weight])).toContainEqual(["google", 0.8]);
    expect(word!.alternatives[0]).toMatchObject({ terms: ["гугл"], weight: 1 });
  });

  it.each([
    ["аудио", "audi"],
    ["телеграмма", "telegram"],
    ["форма", "ford"],
    ["инстанция", "instagram"],
    ["амазонка", "amazon"],
    ["интеллект", "intel"],
  ])("is not what another word is: %s", (word, name) => {
    expect(termsOf(word)[0]![1]).not.toContain(name);
  });

  it("is as it stands in a sentence that was pasted", () => {
    expect(termsOf("Суд оштрафовал Google на миллион рублей").flatMap(([, terms]) => terms)).not.toContain("гугл");
  });

  it("is as it stands in one whose fifth word is quoted", () => {
    const { groups } = analyzeClauses("Google ответит за «рулетку» сегодня");
    expect(JSON.stringify(groups)).toContain('"google"');
    expect(JSON.stringify(groups)).not.toContain('"гугл"');
    expect(JSON.stringify(analyzeClauses("Google ответит за «рулетку»").groups)).toContain('"гугл"');
  });
});

describe("the word behind a year", () => {
  it.each([
    ["выборы 2016 года", ["выборы", "2016"]],
    ["2016 год", ["2016"]],
    ["24 февраля 2022 года", ["24 февраля 2022"]],
    ["09.10.2016 года", ["09.10.2016"]],
    ["2020-х годов", ["2020-х"]],
  ])("says nothing: %s", (query, words) => {
    expect(termsOf(query).map(([text]) => text)).toEqual(words);
  });

  it.each([
    ["90-е годы", ["90-е", "годы"]],
    ["новый год", ["новый", "год"]],
    ["до 2024 года приобретут шестьдесят самолётов", ["2024", "года", "приобретут", "шестьдесят", "самолётов"]],
  ])("is a word behind other words, and in a sentence: %s", (query, words) => {
    expect(termsOf(query).map(([text]) => text)).toEqual(words);
  });
});

describe("a century", () => {
  it.each([
    ["XXI век", "21"],
    ["21 века", "xxi"],
    ["в ХХ веке", "20"],
    ["IX столетия", "9"],
  ])("is numbered in either way: %s", (query, other) => {
    expect(termsOf(query)[0]![1]).toContain(other);
  });

  it.each(["XXI съезд", "век", "30 век", "0 век", "21 веко"])("is named by век alone, up to the 29th: %s", (query) => {
    expect(
      analyzeQuery(query)[0]!.alternatives.every(({ weight, terms }) => weight !== 0.8 || terms[0] === "веко"),
    ).toBe(true);
  });
});
