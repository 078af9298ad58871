import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it, test } from "vitest";
import { ArticleSearch } from "../../../../src/search/search.ts";
import { readShortQueries, readShortQueryArticles } from "../../../eval/ranking/short-queries.ts";
import { makeContext } from "../../../support/index-context.ts";
import { commitArticles, removeArticles } from "../../../support/stored-articles.ts";

/** Kind, what is typed, and what is searched for, over the articles of test/fixtures/ranking and the samples. */
const repairs = readFileSync(new URL("../../../fixtures/query/repairs.tsv", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => line.split("\t") as [kind: string, typed: string, meant: string]);

let search: ArticleSearch;

beforeAll(async () => {
  const context = makeContext();
  const articles = await readShortQueryArticles();
  const toFields = ({ id, title, lead, text }: (typeof articles)[number]) => [id, { title, lead, text }] as const;
  await commitArticles(context, Object.fromEntries(articles.slice(0, 90).map(toFields)));
  await commitArticles(context, Object.fromEntries(articles.slice(90).map(toFields)));
  search = new ArticleSearch(context, { revalidateMs: 1e9 });
});

const ask = (text: string, options: Partial<Parameters<ArticleSearch["search"]>[0]> = {}) =>
  search.search({ text, match: "auto", offset: 0, limit: 5, ...options });

describe("what the index does not know", () => {
  it("is tried by at least a hundred examples", () => {
    expect(repairs.length).toBeGreaterThanOrEqual(100);
  });

  test.each(repairs)("is corrected by %s: %s to %s", async (kind, typed, meant) => {
    const { appliedText, corrections, total } = await ask(typed);
    expect(appliedText).toBe(meant);
    expect(corrections.map((one) => one.kind)).toEqual(corrections.map(() => kind));
    expect(corrections.length).toBeGreaterThan(0);
    expect(total).toBeGreaterThan(0);
  });

  it("is told with what was typed, and left as it is on demand", async () => {
    expect((await ask("Лаврво в Минске")).corrections).toEqual([
      { id: "typo:лаврво", kind: "typo", from: "Лаврво", to: "Лавров" },
    ]);
    const asTyped = await ask("Лаврво в Минске", { correct: "off" });
    expect(asTyped).toMatchObject({ corrections: [], appliedText: "Лаврво Минске", match: "any" });
  });

  it("is corrected for every mode and page, and whether or not all matches are counted", async () => {
    for (const match of ["auto", "all", "any"] as const) {
      for (const counts of ["all", "page"] as const) {
        const { corrections, total } = await ask("kfdhjd", { match, counts, offset: 1 });
        expect(corrections, `${match} ${counts}`).toEqual([
          { id: "layout:kfdhjd", kind: "layout", from: "kfdhjd", to: "лавров" },
        ]);
        expect(total).toBeGreaterThan(1);
      }
    }
  });

  test.each(["!лаврво", "-лаврво минск", "«лаврво»", '"лаврво минск"', "title:лаврво", "source:лаврво", "12345678"])(
    "stays as it is where a sign says how it is meant: %s",
    async (text) => {
      expect((await ask(text)).corrections).toEqual([]);
    },
  );

  test.each(["иваси", "пескарь", "орлан", "волокно", "икеа", "xyzzy", "🙂🙂", "hasOwnProperty", "а".repeat(400)])(
    "stays as it is where nothing like it is known: %s",
    async (text) => {
      expect((await ask(text)).corrections).toEqual([]);
    },
  );
});

describe("small things of a query", () => {
  let own: ArticleSearch;
  beforeAll(async () => {
    const context = makeContext();
    await commitArticles(context, {
      "встреча.txt": { text: "Зеленский и Навальный встретились на вокзале в Москве. Не было вопросов, было тихо." },
      "вирус.txt": { text: "Коронавирус отступил. Коронавирусом болеют реже, кара миновала, вирус на спаде." },
      "города.txt": { text: "Поезд из Нью-Йорка в Ростов-на-Дону. Журнал York вышел." },
      "семья.txt": { text: "Семья объявила о выборах, подъезд закрыт. Выборы близко." },
      "изоляция.txt": { text: "Самоизоляция продлена." },
      "режим.txt": { text: "Режим самоизоляции. Само решение не изменит изоляция стен." },
      "изоляции.txt": { text: "Карантин, самоизоляция и борьба с вирусом." },
    });
    own = new ArticleSearch(context, { revalidateMs: 1e9 });
  });
  const corrected = async (text: string) => {
    const { corrections, total } = await own.search({ text, match: "auto", offset: 0, limit: 5 });
    return [total > 0, ...corrections.map(({ kind, to }) => `${kind} ${to}`)];
  };

  test.each([
    ["dcnhtnbkbcm yf djrpfkt", ["layout встретились", "layout на", "layout вокзале"]],
    ["djrpfk d vjcrdt", ["layout вокзал", "layout в", "layout москве"]],
    ["yt ,skj", ["layout не", "layout было"]],
  ])("are in the wrong layout where others are: %s", async (text, corrections) => {
    expect(await corrected(text)).toEqual([true, ...corrections]);
  });

  test.each(["поезд b вокзал", "поезд yf вокзале", "b"])(
    "stay as they are beside words of the right one: %s",
    async (text) => {
      expect((await corrected(text)).filter((one) => String(one).startsWith("layout"))).toEqual([]);
    },
  );

  test.each([
    ["vokzal", "вокзал"],
    ["navalnogo", "навального"],
    ["semya", "семья"],
    ["obyavila", "объявила"],
    ["podyezd", "подъезд"],
    ["vibori", "выборы"],
    ["nyu-york", "нью-йорк"],
    ["rostov-na-donu", "ростов-на-дону"],
  ])("are spelled as texts spell them: %s", async (text, to) => {
    expect(await corrected(text)).toEqual([true, `transliteration ${to}`]);
  });

  test.each([
    ["каронав", "коронав"],
    ["каронавир", "коронавир"],
    ["вирус коронявир", "коронавир"],
  ])("may be wrong in a word that is still being typed: %s", async (text, to) => {
    expect(await corrected(text)).toEqual([true, `typo ${to}`]);
  });

  test.each([
    ["rfhjyfdbhec", "layout коронавирус"],
    ["karonavirus", "transliteration коронавирус"],
  ])("may be wrong in other letters than those of the word: %s", async (text, to) => {
    expect(await corrected(text)).toEqual([true, to]);
  });

  test.each([
    ["само изоляция", ["merge самоизоляция"]],
    ["не было", []],
    ["режим изоляции", []],
    ["борьбас вирусом", ["split борьба с"]],
  ])("are put together or taken apart where articles have it so: %s", async (text, corrections) => {
    expect(await corrected(text)).toEqual([true, ...corrections]);
  });

  it("are no word that somebody has ended with a space", async () => {
    expect(await corrected("каронавир ")).toEqual([false]);
  });

  it("go to suggestions too", async () => {
    const { suggestions } = await own.suggest({ text: "каронави", limit: 5 });
    expect(suggestions.map(({ text }) => text)).toContain("коронавирус");
  });
});

describe("a word that may be right", () => {
  let own: ArticleSearch;
  beforeAll(async () => {
    const context = makeContext();
    const often = Object.fromEntries(
      Array.from({ length: 120 }, (_, i) => [
        `россия-${i}.txt`,
        { text: `Россия и Москва, новость номер ${i}. Просто погода, закон и мальчик у дороги. Цены на нефть.` },
      ]),
    );
    await commitArticles(context, {
      ...often,
      "росия.txt": { text: "Росия, как тут пишут, большая." },
      "берег.txt": { text: "Дед сидел у реки. За пулу заплатил сосед, а нат молчал. Первый иск подан." },
    });
    own = new ArticleSearch(context, { revalidateMs: 0 });
  });
  const told = async (text: string, options: Partial<Parameters<ArticleSearch["search"]>[0]> = {}) => {
    const { corrections, offer, total } = await own.search({ text, match: "auto", offset: 0, limit: 5, ...options });
    return { made: corrections.map(({ to }) => to), offer, total };
  };

  it("is searched for as it is where the dictionary has it, though another one is offered", async () => {
    expect(await told("пагода")).toEqual({ made: [], offer: "погода", total: 0 });
    expect(await told("загон")).toEqual({ made: [], offer: "закон", total: 0 });
    expect(await told("Нальчик")).toEqual({ made: [], offer: null, total: 0 });
    expect(await told("престол")).toMatchObject({ made: [], total: 0 });
  });

  it("is searched for as it is where an article has it, though one that is a hundred times as frequent is offered", async () => {
    expect(await told("росия")).toEqual({ made: [], offer: "россия", total: 1 });
    expect(await told("россия")).toEqual({ made: [], offer: null, total: 120 });
  });

  it("is offered beside what is corrected, with that", async () => {
    expect(await told("пагода и масква")).toMatchObject({ made: ["москва"], offer: "погода и москва" });
  });

  it("is none where neither the dictionary nor an article has it", async () => {
    expect(await told("масква")).toEqual({ made: ["москва"], offer: null, total: 120 });
  });

  it("is not taken apart into words that no article has side by side", async () => {
    expect((await told("дедпулу")).made).toEqual([]);
    expect((await told("натиску")).made).toEqual([]);
    expect(await told("ценынанефть")).toMatchObject({ made: ["цены на нефть"], total: 120 });
    expect(await told("нанефть")).toMatchObject({ made: ["на нефть"], total: 120 });
  });

  it("is left alone, and nothing is offered, where the reader says so", async () => {
    expect(await told("масква", { ignore: ["typo:масква"] })).toEqual({ made: [], offer: null, total: 0 });
    expect(await told("МАСКВА дароги", { ignore: ["typo:масква"] })).toMatchObject({ made: ["дороги"] });
    expect((await told("росия", { ignore: ["typo:росия"] })).offer).toBeNull();
    expect((await told("росия", { correct: "off" })).offer).toBeNull();
  });
});

describe("what the index knows", () => {
  it("is never corrected: more than a hundred good queries stay as they are", async () => {
    const good = readShortQueries().filter(({ relevant }) => Object.keys(relevant).length > 0);
    const touched = [];
    for (const { query } of good) if ((await ask(query)).corrections.length > 0) touched.push(query);
    expect(touched).toEqual([]);
    expect(good.length).toBeGreaterThan(100);
  });

  it("is never corrected where it is a slip that an article has", async () => {
    const context = makeContext();
    await commitArticles(context, {
      "ошибка.txt": { text: "Газпорм сообщил." },
      "газпром.txt": { text: "Газпром. Газпром сообщил." },
    });
    const own = new ArticleSearch(context, { revalidateMs: 0 });
    const query = { text: "газпорм", match: "auto", offset: 0, limit: 5 } as const;
    expect(await own.search(query)).toMatchObject({ corrections: [], total: 1 });
    await removeArticles(context, ["ошибка.txt"]);
    expect(await own.search(query)).toMatchObject({ corrections: [{ kind: "typo", to: "газпром" }], total: 1 });
  });

  it("is corrected by the part that is misspelt where hyphens stand in a word", async () => {
    const context = makeContext();
    await commitArticles(context, {
      "города.txt": { text: "Поезд из Санкт-Петербурга придёт в Ростов-на-Дону." },
      "прочее.txt": { text: "Магазин закрыт." },
    });
    const own = new ArticleSearch(context, { revalidateMs: 0 });
    const corrected = async (text: string) => {
      const { corrections, hits } = await own.search({ text, match: "auto", offset: 0, limit: 5 });
      return [corrections, hits.map(({ key }) => key)];
    };
    const typo = (from: string, to: string) => [
      [{ id: `typo:${from.toLowerCase()}`, kind: "typo", from, to }],
      ["города.txt"],
    ];
    expect(await corrected("Санкт-Питербурга")).toEqual(typo("Питербурга", "Петербурга"));
    expect(await corrected("поезд ростов-на-дану")).toEqual(typo("дану", "дону"));
    expect(await corrected("санкт-магазин")).toEqual([[], []]);
    expect(await corrected("санкт-щщщщщ")).toEqual([[], []]);
  });

  it("is put together with a stop word only to a word that stands so in some article", async () => {
    const context = makeContext();
    await commitArticles(context, {
      "небо.txt": { text: "Небо над городом затянуло." },
      "мир.txt": { text: "Мир должен быть прочным." },
      "спор.txt": { text: "Не спорили. Он был прав." },
      "праздник.txt": { text: "Никто не ушёл." },
    });
    const own = new ArticleSearch(context, { revalidateMs: 0 });
    const correctionsOf = async (text: string) =>
      (await own.search({ text, match: "auto", offset: 0, limit: 5 })).corrections;
    expect(await correctionsOf("не была")).toEqual([]);
    expect(await correctionsOf("быть или не быть")).toEqual([]);
    expect(await correctionsOf("ни кто")).toEqual([{ id: "merge:ни кто", kind: "merge", from: "ни кто", to: "никто" }]);
  });

  it("is not put together where it has articles of its own", async () => {
    const context = makeContext();
    await commitArticles(context, {
      "вместе.txt": { text: "Ледокол вышел в море." },
      "врозь.txt": { text: "Лёд, потом кол: ледо кол." },
    });
    const own = new ArticleSearch(context, { revalidateMs: 0 });
    const query = { text: "ледо кол", match: "auto", offset: 0, limit: 5 } as const;
    expect((await own.search(query)).corrections).toEqual([]);
    await removeArticles(context, ["врозь.txt"]);
    expect((await own.search(query)).corrections).toEqual([
      { id: "merge:ледо кол", kind: "merge", from: "ледо кол", to: "ледокол" },
    ]);
  });
});
