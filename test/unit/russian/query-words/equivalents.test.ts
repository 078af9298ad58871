import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { equivalentLines } from "../../../../infra/dictionary/equivalent-lines.ts";
import { analyzeClauses, parseSynonyms, Synonyms } from "../../../../src/russian/queries.ts";
import { expectGrowthBelow } from "../../../support/processor-time.ts";

const shipped = new Synonyms();

/** «МИД = министерство иностранных дел» of what matches, with ~ of what raises. */
function understood(query: string, owner: Synonyms | null = shipped, ignored: readonly string[] = []): string[] {
  return analyzeClauses(query, owner, new Set(ignored)).understood.map(
    ({ text, names, effect }) => `${text} ${effect === "match" ? "=" : "~"} ${names?.join(", ")}`,
  );
}

describe("equivalents that are shipped", () => {
  it.each([
    ["мид", "мид = министерство иностранных дел"],
    ["заявление МИДа", "МИДа = министерство иностранных дел"],
    ["министерства иностранных дел", "министерства иностранных дел = МИД"],
    ["южной кореей", "южной кореей = Республика Корея"],
    [
      "организация по безопасности и сотрудничеству в европе",
      "организация по безопасности и сотрудничеству в европе = ОБСЕ",
    ],
    ["центробанком", "центробанком = ЦБ, Банк России, Центральный банк"],
    ["екб", "екб = Екатеринбург"],
    ["гугл", "гугл = Google"],
    ["кока колой", "кока колой = Кока-кола, Coca-Cola"],
    ["нью–йорке", "нью–йорке = Нью-Йорк, Нью Йорк"],
    ["тик-тока", "тик-тока = TikTok, Тик Ток"],
    ["йошкар оле", "йошкар оле = Йошкар-Ола"],
  ])("lead from a name in any case to the others: %s", (query, expected) => {
    expect(understood(query)).toEqual([expected]);
  });

  it.each([
    ["минобр", "минобр = Минобрнауки, министерство науки и высшего образования, министерство образования"],
    ["минкульт", "минкульт = Минкультуры, министерство культуры"],
    ["минэконом", "минэконом = Минэкономразвития, министерство экономического развития"],
  ])("lead from the first syllables of an abbreviation to the whole: %s", (query, expected) => {
    expect(understood(query)).toEqual([expected]);
  });

  it("take no other beginning of a name for the name", () => {
    for (const query of ["екатер", "минист", "минск", "мини", "центро"]) {
      expect(understood(query).filter((piece) => !piece.includes("~"))).toEqual([]);
    }
  });

  it("take the longest name, and each word for one name at most", () => {
    expect(understood("банк россии")).toEqual(["банк россии = ЦБ, Центробанк, Центральный банк"]);
    expect(understood("министерство обороны россии")[0]).toBe("министерство обороны = Минобороны");
  });

  it("go by case and direction where that tells", () => {
    expect(understood("ВОЗ")).toEqual(["ВОЗ = Всемирная организация здравоохранения"]);
    for (const query of ["воз", "ес", "фас", "штат техас", "про газ", "мэр", "сон", "газ", "рано", "опека", "скорая"]) {
      expect(understood(query)).toEqual([]);
    }
    expect(understood("штаты")).toEqual(["штаты = США"]);
  });

  it("are found in a sentence of any length", () => {
    const sentence = "министерство иностранных дел ответило на ноту соседей о новых правилах перевозки больших грузов";
    expect(understood(sentence)).toEqual(["министерство иностранных дел = МИД"]);
  });

  it("do not reach into quotation marks, nor over a sign between words", () => {
    expect(understood('"министерство иностранных дел"')).toEqual([]);
    expect(understood("министерство, иностранных дел")).toEqual([]);
  });

  it.each([
    ["московская погода", "московская ~ Москва"],
    ["омичи", "омичи ~ Омск"],
    ["чилийцами", "чилийцами ~ Чили"],
    ["перуанский", "перуанский ~ Перу"],
    ["туляк", "туляк ~ Тула"],
    ["киевлянин", "киевлянин ~ Киев"],
    ["дтп", "дтп ~ авария"],
  ])("raise by the place of an adjective or of people, and by everyday words: %s", (query, expected) => {
    expect(understood(query)).toContain(expected);
  });

  it("tell nothing where the roots of the words raise it anyway", () => {
    for (const word of ["вологодские кружева", "петербуржцы"]) expect(understood(word)).toEqual([]);
  });

  it("take no other word for an adjective or for people", () => {
    for (const word of ["братский", "женский", "морской", "ноябрьский", "уральский", "кирпич", "моряк", "владелец"]) {
      expect(understood(word).filter((piece) => !piece.includes("Урал"))).toEqual([]);
    }
  });

  it("are taken off by their ids, together with what the same words raise", () => {
    expect(analyzeClauses("дтп в омске", shipped).understood.map(({ id }) => id)).toContain("equivalent:дтп");
    expect(understood("дтп в омске", shipped, ["equivalent:дтп"])).toEqual([]);
  });

  it("are bounded: few names of a word, few words of all names", () => {
    const query = "мид мвд мчс цб сша кндр оаэ юар еспч обсе одкб мвф вто магатэ";
    const { understood: pieces } = analyzeClauses(query, shipped);
    const words = pieces
      .flatMap(({ names }) => names)
      .join(" ")
      .split(" ");
    expect(words.length).toBeLessThanOrEqual(16);
    for (const { names } of pieces) expect(names?.length).toBeLessThanOrEqual(3);
  });

  it("have lines that all mean something: each name before an arrow triggers", () => {
    const lines = equivalentLines.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    expect(new Set(lines).size).toBe(lines.length);
    // What only raises tells nothing where a root raises it anyway.
    for (const line of lines.filter((one) => !one.startsWith("~"))) {
      const [left = ""] = line.split("=>");
      for (const member of left.split(",")) {
        const name = member.trim().replace(/^!/, "");
        expect(
          understood(name).some((piece) => piece.startsWith(`${name} `)),
          `${name} of ${line}`,
        ).toBe(true);
      }
    }
  });

  it("never throw, whatever is typed", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => Array.isArray(understood(text))));
  });

  it("take time linear in the text", async () => {
    const understanding = (times: number) => () => understood("министерство иностранных ".repeat(times));
    await expectGrowthBelow(60, understanding(100), understanding(1_000));
  });
});

describe("an owner's lines", () => {
  const owner = (lines: string): Synonyms => parseSynonyms(lines).words ?? new Synonyms();

  it("add names of several words, which trigger too", () => {
    const words = owner("Белый лебедь, колония Полярная\nречной вокзал => причал");
    expect(understood("белого лебедя", words)).toEqual(["белого лебедя = колония Полярная"]);
    expect(understood("колонией полярной", words)).toEqual(["колонией полярной = Белый лебедь"]);
    expect(understood("речному вокзалу", words)).toEqual(["речному вокзалу = причал"]);
    expect(understood("причал", words)).toEqual([]);
  });

  it("raise an everyday word by what news call it", () => {
    expect(understood("железной дорогой").join()).toContain("РЖД");
    expect(understood("пьяный водитель").join()).toContain("нетрезвый");
  });

  it("may only raise, and may want a name as it is written", () => {
    expect(understood("мэрии", owner("-*\n~ мэрия, горсовет"))).toEqual(["мэрии ~ горсовет"]);
    const words = owner("-*\n!СОН, служба ночных новостей");
    expect(understood("СОН", words)).toEqual(["СОН = служба ночных новостей"]);
    expect(understood("сон", words)).toEqual([]);
  });

  it("take lines off, one by a name of it, or all", () => {
    expect(understood("питер", owner("-Питер"))).toEqual([]);
    expect(understood("мид", owner("-питер"))).toEqual(["мид = министерство иностранных дел"]);
    expect(understood("мид московский дтп", owner("-*"))).toEqual([]);
    expect(parseSynonyms("-").faults).toEqual([{ line: 1, reason: "a name must stand behind -" }]);
  });
});
