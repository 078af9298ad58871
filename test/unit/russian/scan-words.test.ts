import { describe, expect, it, vi } from "vitest";
import { russianAnalyzer, russianDictionary } from "../../../src/russian/words.ts";

const { scanWords } = russianAnalyzer;
const found = (text: string) => scanWords(text).map(({ start, end, terms }) => [text.slice(start, end), ...terms]);

describe("scanWords", () => {
  it("finds each word with the terms that it is indexed by", () => {
    expect(found("В Москве Лаврова ждали.")).toEqual([
      ["Москве", "москв"],
      ["Лаврова", "лавров", "лавров^"],
      ["ждали", "ждать"],
    ]);
  });

  it("gives a hyphenated word as a whole and, inside it, its parts", () => {
    const text = "О нью-йоркских ценах";
    expect(scanWords(text)).toEqual([
      { start: 2, end: 14, terms: ["ньюйоркск"], form: "нью-йоркских", position: 0, isWhole: true },
      { start: 2, end: 5, terms: ["нью"], form: "нью", position: 0 },
      { start: 6, end: 14, terms: ["йоркский"], form: "йоркских", position: 1 },
      { start: 15, end: 20, terms: ["цена"], form: "ценах", position: 2 },
    ]);
  });

  it("counts the places of words that it is told to pass over too", () => {
    const spans = scanWords("Цены на нефть 1 000 долларов", (word) => word === "долларов");
    expect(spans.map(({ form, position }) => [form, position])).toEqual([
      ["1000", 3],
      ["долларов", 4],
    ]);
  });

  it("looks no word up that cannot matter, be it in parts, beside digits or with an apostrophe", () => {
    const text = "Экс-премьер Якутии на Москва-реке, топ10 и Дом-2, выборы2018, О'Нил, МиГ-29К. Мост-2 закрыт.";
    const all = scanWords(text).filter(({ form }) => form.startsWith("мост"));
    const lookUp = vi.spyOn(russianDictionary, "familiesOf");
    const spans = scanWords(text, (word) => word.startsWith("мост"));
    const lookedUp = new Set(lookUp.mock.calls.map(([word]) => word));
    lookUp.mockRestore();
    expect(spans).toEqual(all);
    expect([...lookedUp].filter((word) => word !== "мост")).toEqual([]);
  });

  it("gives a word the same terms whichever words of its line are passed over", () => {
    const text = "Купил печенье к чаю.";
    const [all] = scanWords(text).filter(({ form }) => form === "печенье");
    expect(scanWords(text, (word) => word === "печенье")).toEqual([all]);
  });

  it("gives the parts alone where there is no joined term", () => {
    expect(found("в Ростове-на-Дону")).toEqual([
      ["Ростове", "ростов", "ростов^"],
      ["на", "на"],
      ["Дону", "дон", "дон'"],
    ]);
    expect(found("5-й 9-летний Т-34")).toEqual([
      ["5-й", "5"],
      ["9", "9"],
      ["летний", "летний"],
      ["Т-34", "т34"],
    ]);
  });

  it("gives a number over spaces and a date of several words as one span", () => {
    expect(found("1 000 000 и 9 октября 2016 года")).toEqual([
      ["1 000 000", "1000000"],
      ["9 октября 2016", "2016-10-09", "9", "октябрь", "2016", "-10-09"],
      ["года", "год", "год'"],
    ]);
  });

  it("keeps accents, soft hyphens and combining letters inside the word, and the places of what follows right", () => {
    expect(found("стре́сс, прези\u00adдент, и\u0306од, е\u0308лка, конец")).toEqual([
      ["стре́сс", "стресс"],
      ["прези\u00adдент", "президент"],
      ["и\u0306од", "йод"],
      ["е\u0308лка", "елка", "елк"],
      ["конец", "конец"],
    ]);
  });

  it("never ends a word before the accent of its last letter or in half of a surrogate pair", () => {
    expect(found("Лавро\u0301ва\u0301 там")[0]?.[0]).toBe("Лавро\u0301ва\u0301");
    expect(found("😀там😀")).toEqual([["там", "там"]]);
    expect(found("𐐀𐐁 слово").map(([word]) => word)).toEqual(["𐐀𐐁", "слово"]);
  });

  it("marks a Latin word with its Russian ending as one", () => {
    expect(found("две SMSки от NicoElNinoХакер")).toEqual([
      ["две", "два"],
      ["SMSки", "sms"],
      ["от", "от"],
      ["NicoElNino", "nicoelnino"],
      ["Хакер", "хакер"],
    ]);
  });

  it("marks the address that was read as a host, with its path", () => {
    expect(found("см. https://ria.ru/1.html и info@ria.ru")).toEqual([
      ["см", "см"],
      ["https://ria.ru/1.html", "ria.ru"],
      ["info@ria.ru", "info@ria.ru"],
    ]);
  });

  it("covers a word longer than a term whole", () => {
    const [span] = scanWords(`${"щ".repeat(200)} конец`);
    expect(span).toMatchObject({ start: 0, end: 200 });
    expect(span?.terms[0]?.length).toBeLessThanOrEqual(64);
  });
});
