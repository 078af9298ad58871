import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinWords, typeset } from "../../src/typeset.ts";

/** Typesets a text, with a visible sign for a no-break space. */
const set = (text: string): string => typeset(text).replaceAll("\u00a0", "·");

describe("a text set as printers do", () => {
  it.each([
    ['На верфи заложили ледокол "Полярный рассвет"', "На·верфи заложили ледокол «Полярный рассвет»"],
    ['"Концерн "Калина" открыл', '"Концерн "Калина" открыл'],
    ['"Концерн "Калина"" открыл', "«Концерн „Калина“» открыл"],
    ['Фильм «Концерн "Калина"»', "Фильм «Концерн „Калина“»"],
    ['"Ура!", - сказал он', "«Ура!»,·— сказал он"],
    ['Рейс в "Шереметьево"-2', "Рейс в·«Шереметьево»-2"],
    ['Сказал: "Да". "Нет"', "Сказал: «Да». «Нет»"],
  ])("has guillemets for pairs of straight marks: %s", (text, result) => {
    expect(set(text)).toBe(result);
  });

  it.each(['Телевизор 15" и "Рубин"', 'Сказал: "', '" да "', "Кавычки ”наоборот“ стоят"])(
    "keeps marks that are no pairs: %s",
    (text) => {
      expect(typeset(text).replaceAll("\u00a0", " ")).toBe(text);
    },
  );

  it.each([
    ["Порт - город", "Порт·— город"],
    ["Порт – город", "Порт·— город"],
    ["Выпуск 2022 - лучший", "Выпуск 2022·— лучший"],
    ["Матч 5 - 3", "Матч 5 - 3"],
    ["Ростов-на-Дону", "Ростов-на-Дону"],
  ])("has a dash for a lone hyphen between words: %s", (text, result) => {
    expect(set(text)).toBe(result);
  });

  it.each([
    ["рейс в порт и на остров", "рейс в·порт и·на·остров"],
    ["сказал бы он", "сказал·бы он"],
    ["10 000 рублей, 5 млн, № 5", "10·000·рублей, 5·млн, №·5"],
    ["14 ноября 2022 года", "14·ноября 2022·года"],
    ["поэт А. С. Пушкин", "поэт А.·С.·Пушкин"],
  ])("keeps short words, numbers and initials by what follows: %s", (text, result) => {
    expect(set(text)).toBe(result);
  });

  it.each([
    ["ветер 19 м/с", "ветер 19 м/|с"],
    ["до 90 км/ч и 5 руб./кг", "до 90 км/|ч и 5 руб./|кг"],
    ["и/или", "и/|или"],
    ["рейс Мурманск/Архангельск", "рейс Мурманск/Архангельск"],
    ["https://порт.example/а/б", "https://порт.example/а/б"],
    ["в 2022/2023 году", "в 2022/2023 году"],
    ["из-за 2019-м что-то кто-либо COVID-19", "из-|за 2019-|м что-|то кто-|либо COVID-|19"],
    ["Ростов-на-Дону, северо-западный", "Ростов-на-Дону, северо-западный"],
  ])("keeps a unit, a pair of short words and a hyphen beside a short part on one line: %s", (text, result) => {
    expect(joinWords(text).replaceAll("\u2060", "|")).toBe(result);
    expect(joinWords(joinWords(text))).toBe(joinWords(text));
  });

  it("joins words of a part of a text by what stands around the part", () => {
    expect(joinWords("в 2019-м году", 6, 8)).toBe("-\u2060м");
    expect(joinWords("в 2019-м году", 0, 6)).toBe("в 2019");
  });

  it.each([
    ['…завода "Рубин" и "Калина…', "…завода «Рубин» и·«Калина…"],
    ['…что поможет", - сказал он', "…что поможет»,·— сказал он"],
  ])("has guillemets where one of a pair is cut off: %s", (text, result) => {
    expect(set(text)).toBe(result);
  });

  it("leaves alone what is not Cyrillic", () => {
    const text = 'A "port" - in 10 000 words';
    expect(typeset(text)).toBe(text);
  });

  it("changes no word and no place: each sign is replaced by one as long", () => {
    const pieces = fc.constantFrom(
      "в",
      "Порт",
      "же",
      '"',
      '"',
      "«",
      "»",
      " ",
      " ",
      " - ",
      " — ",
      "5",
      "000",
      "A.",
      "…",
      "\n",
      "😀",
      "ё",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const text = parts.join("");
        const result = typeset(text);
        const bare = (all: string): string =>
          all
            .replaceAll("\u00a0", " ")
            .replace(/[-–—]/g, "-")
            .replace(/["«»„“]/g, '"');
        expect(result.length).toBe(text.length);
        expect(typeset(result)).toBe(result);
        expect(bare(result)).toBe(bare(text));
      }),
    );
  });
});
