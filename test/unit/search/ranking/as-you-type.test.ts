import { beforeEach, describe, expect, it } from "vitest";
import { ArticleSearch } from "../../../../src/search/search.ts";
import type { MatchMode } from "../../../../src/search-api.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { MAX_COMPLETING_TERMS } from "../../../support/inside/search-expansion.ts";
import { commitArticles } from "../../../support/stored-articles.ts";

let context: TestContext;
let search: ArticleSearch;

beforeEach(() => {
  context = makeContext();
  search = new ArticleSearch(context, { revalidateMs: 0 });
});

const ask = (text: string, match: MatchMode = "auto", counts: "all" | "page" = "all") =>
  search.search({ text, match, offset: 0, limit: 10, counts });
const keysOf = async (text: string, match?: MatchMode, counts?: "all" | "page") =>
  (await ask(text, match, counts)).hits.map(({ key }) => key);

describe("the last word of a query", () => {
  beforeEach(async () => {
    await commitArticles(context, {
      "кит.txt": { title: "На берег выбросило животное", text: "Кит весил двадцать тонн." },
      "китай.txt": { title: "Китай наращивает вывоз стали", text: "Пекин объявил о пошлинах. Китай, Китай, Китай." },
      "лавров-китай.txt": { title: "Лавров прибыл в Пекин", text: "Встреча в Китае началась утром." },
    });
    await commitArticles(context, {
      "лавров.txt": { title: "Лавров дал интервью", text: "Министр говорил о киберпреступности." },
      "погода.txt": { title: "Погода", text: "Дождь." },
    });
  });

  it("finds what begins with it behind what has it, as lacking a word", async () => {
    const result = await ask("кит");
    expect(result.hits.map(({ key, isPartial }) => [key, isPartial])).toEqual([
      ["кит.txt", false],
      ["китай.txt", true],
      ["лавров-китай.txt", true],
    ]);
    expect(result).toMatchObject({ match: "all", total: 1, totalRest: 2 });
  });

  it("stands for what begins with it where its stem is another word's alone", async () => {
    await commitArticles(context, {
      "сирия.txt": { title: "Переговоры", text: "Войска ушли из Сирии, власти Сирии довольны." },
      "сироты.txt": { title: "Жильё", text: "Квартиры получили сироты." },
    });
    const found = await ask("сиро");
    expect(found.hits.map(({ key, isPartial }) => [key, isPartial])).toContainEqual(["сироты.txt", false]);
    expect(found.hits[0]?.key).toBe("сироты.txt");
  });

  it("stands for what begins with it where no no article has all words as they are", async () => {
    expect(await ask("лавров кита")).toMatchObject({ match: "all", total: 1 });
    expect(await ask("лавров киберпреступнос")).toMatchObject({ match: "all", total: 1, totalRest: 1 });
    expect((await keysOf("лавров киберпреступнос"))[0]).toBe("лавров.txt");
    expect(await ask("лавров киберпреступнос", "all")).toMatchObject({ match: "all", total: 1 });
    expect(await keysOf("киберпреступнос", "any")).toEqual(["лавров.txt"]);
  });

  it("is left to wait while it is one letter that no article with the other words has", async () => {
    const before = await ask("лавров ");
    for (const text of ["лавров п", "лавров х"]) {
      expect(await ask(text), text).toMatchObject({ match: "all", total: before.total, corrections: [] });
    }
    await commitArticles(context, { "серия.txt": { title: "Лавров", text: "Вагон П отцепили." } });
    expect((await ask("лавров п")).hits[0]?.key).toBe("серия.txt");
    expect(await ask("лавров п ")).toMatchObject({ match: "all", total: 1 });
    expect((await ask("лавров э ")).match).toBe("any");
    expect((await ask("абракадабра э")).total).toBe(0);
  });

  it("is whole where a space, an exclamation mark, a minus, a field or closed quotation marks say so", async () => {
    for (const query of ["киберпр ", "!киберпр", "погода -киберпр", "title:ла", "«ла»", '"киберпр"']) {
      expect(await keysOf(query), query).not.toContain("лавров.txt");
    }
    expect(await keysOf("«ла")).toContain("лавров.txt");
  });

  it("is marked whole where it was found by its beginning, and not where the word itself was", async () => {
    const [whale, china] = (await ask("кит")).hits;
    expect(whale?.snippet).toEqual({ text: "Кит весил двадцать тонн.", highlights: [[0, 3]] });
    expect(china?.title).toEqual({ text: "Китай наращивает вывоз стали", highlights: [[0, 5]] });
  });

  it("finds the same page whether or not all matches are counted", async () => {
    for (const query of ["кит", "лавров кит", "лавров кита", "дож", "пек"]) {
      for (const match of ["auto", "all", "any"] as const) {
        expect(await keysOf(query, match, "page"), `${query} ${match}`).toEqual(await keysOf(query, match));
      }
    }
  });

  it("may be a part of more words with hyphens, or of words that an article writes apart", async () => {
    await commitArticles(context, {
      "ростов.txt": { title: "Мост закрыли", text: "Мост в Ростове-на-Дону закрыли до весны." },
      "йорк.txt": { title: "Биржа закрылась", text: "Биржа Нью Йорка закрылась раньше." },
    });
    const name = "ростов-на-дону";
    for (let length = 3; length <= name.length; length += 1) {
      expect(await keysOf(name.slice(0, length)), name.slice(0, length)).toContain("ростов.txt");
    }
    for (const typed of ["нью-й", "нью-йо", "нью-йорк"]) expect(await keysOf(typed), typed).toEqual(["йорк.txt"]);
    expect(await keysOf("минск-н")).toEqual([]);
  });

  it("may be the month of a date", async () => {
    await commitArticles(context, { "дата.txt": { title: "Указ", text: "Указ подписан 9 октября 2016 года." } });
    for (const typed of ["окт", "октя", "октяб", "октябр", "октября"]) {
      const [hit] = (await ask(typed)).hits;
      expect([hit?.key, hit?.snippet.highlights], typed).toEqual(["дата.txt", [[14, 28]]]);
    }
    expect(await keysOf("нояб")).toEqual([]);
  });

  it("is not completed where it has one letter", async () => {
    expect(await keysOf("к")).toEqual([]);
  });
});

describe("a word that begins many", () => {
  it("stands for the commonest, and the answer says that there are more", async () => {
    const letters = "абвгдежзиклмнопрстуф";
    const words = [...letters].flatMap((a) => [...letters].map((b) => `щю${a}${b}щ`));
    await commitArticles(context, { "слова.txt": { text: words.join(" ") }, "одно.txt": { text: "щюффщ" } });
    const { bounded, hits } = await ask("щю");
    expect(bounded).toEqual([{ term: "щю", kind: "prefix", used: MAX_COMPLETING_TERMS }]);
    expect(hits.map(({ key }) => key)).toContain("одно.txt");
  });
});
