import { beforeEach, describe, expect, it } from "vitest";
import { parseSynonyms } from "../../../../src/russian/queries.ts";
import { resolvedArticleOptions } from "../../../../src/schema/schema.ts";
import { ArticleSearch } from "../../../../src/search/search.ts";
import { codeOf } from "../../../support/error-of.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { commitArticles, mergeAll, removeArticles } from "../../../support/stored-articles.ts";

let context: TestContext;
let search: ArticleSearch;

beforeEach(() => {
  context = makeContext();
  search = new ArticleSearch(context, { revalidateMs: 0 });
});

const suggest = async (text: string, limit = 10) => (await search.suggest({ text, limit })).suggestions;
const textsOf = async (text: string, kind: "word" | "title", limit?: number) =>
  (await suggest(text, limit)).filter((one) => one.kind === kind).map((one) => one.text);

describe("suggestions", () => {
  beforeEach(async () => {
    await commitArticles(context, {
      "лавров.txt": {
        title: "Сергей Лавров прилетел в Минск",
        text: "Встречу с Лавровым назначили на утро, министр доволен.",
      },
      "лавра.txt": { title: "В лавре золотят купола", text: "Работы в лавре идут с весны. Лавру откроют осенью." },
      "министр.txt": { title: null, text: "Приехал министр. Ни одного министра не ждали. Минута молчания." },
      "оон.txt": { title: "Доклад ООН о воде", text: "Эксперты ООН считают, что воды хватит." },
    });
  });

  it("are whole words, one of a family, as texts write them, with what is typed marked", async () => {
    expect(await textsOf("лав", "word")).toEqual(["Сергей Лавров", "лавр"]);
    expect((await suggest("лав"))[0]).toMatchObject({ kind: "word", highlights: [[7, 10]] });
    expect(await textsOf("оо", "word")).toEqual(["ООН"]);
    expect(await textsOf("минис", "word")).toEqual(["министр"]);
  });

  it("write a designation with its hyphen, and mark as many letters and digits of it as are typed", async () => {
    await commitArticles(context, {
      "су.txt": { title: "Истребитель Су-57 показали в Жуковском", text: "Полёт Су-57 длился полчаса." },
    });
    expect((await suggest("су5"))[0]).toEqual({ kind: "word", text: "Су-57", highlights: [[0, 4]] });
    expect(await textsOf("показали су-5", "word")).toEqual([]);
    expect((await suggest("су"))[0]).toEqual({ kind: "word", text: "Су-57", highlights: [[0, 2]] });
  });

  it("keep the hard sign of a name that is searched for without it", async () => {
    await commitArticles(context, {
      "ъ.txt": { title: "Суд отклонил иск газеты «Коммерсантъ»", text: "Об этом пишет газета Коммерсантъ." },
    });
    expect(await textsOf("коммер", "word")).toEqual(["Коммерсантъ"]);
    expect(await textsOf("коммерсанта", "title")).toEqual(["Суд отклонил иск газеты «Коммерсантъ»"]);
  });

  it("stay while one letter of another word is typed, and are none for a letter alone", async () => {
    const before = await textsOf("лавров ", "title");
    expect(before).toContain("Сергей Лавров прилетел в Минск");
    for (const text of ["лавров п", "лавров  М"]) expect(await textsOf(text, "title"), text).toEqual(before);
    expect(await suggest("щ")).toEqual([]);
    expect(await suggest("щщщ р")).toEqual([]);
    expect(await textsOf("лаврво п", "title")).toEqual(before);
  });

  it("are titles too, with the words that match marked whole", async () => {
    expect((await suggest("сергей лав")).filter(({ kind }) => kind === "title")).toEqual([
      {
        kind: "title",
        text: "Сергей Лавров прилетел в Минск",
        highlights: [
          [0, 6],
          [7, 13],
        ],
      },
    ]);
  });

  it("have behind a preposition the case that articles have there, and no dictionary form", async () => {
    await commitArticles(context, {
      "в.txt": { title: "Урожай в России вырос", text: "Россия собрала больше зерна, чем прежде." },
      "из.txt": { title: "Экспорт из Турции", text: "Турция продала больше." },
    });
    expect(await textsOf("в росс", "word")).toEqual(["в России"]);
    expect(await textsOf("росс", "word")).toEqual(["Россия"]);
    expect(await textsOf("в турц", "word")).toEqual([]);
    expect(await textsOf("урожай в росс", "word")).toEqual(["урожай в России"]);
  });

  it("go on from a whole word with no other form of it", async () => {
    await commitArticles(context, {
      "лёд.txt": {
        title: "Ледокол вышел в море",
        text: "Полярный день. Три ледокола ждут, ледоколов мало, полярный ледокольщик готов.",
      },
    });
    expect(await textsOf("полярный ледокол", "word")).toEqual(["полярный ледокольщик"]);
  });

  it("glue on no word that stands elsewhere in an article with the others", async () => {
    for (const text of ["Лавров, мин", "лавров минис", "министр дово"]) {
      expect(await textsOf(text, "word"), text).toEqual([]);
    }
    expect(await textsOf("лавров минск", "title")).toEqual(["Сергей Лавров прилетел в Минск"]);
  });

  it("name a person by both names, in the nominative, once", async () => {
    await commitArticles(context, {
      "1.txt": { title: "Орешкина ждут в Туле", text: "Вчера Вахтанга Орешкина встретили в порту." },
      "2.txt": { title: "Орешкин улетел", text: "Вахтангом Орешкиным довольны. Инженер Вахтанг Орешкин молчит." },
      "3.txt": { title: "Речь в Уфе", text: "Говорила Вера Орешкина, ей ответил Камар Лунев. Прилетел Ли Шаньлун." },
    });
    expect(await textsOf("ореш", "word")).toEqual(["Вахтанг Орешкин", "Вера Орешкина"]);
    expect(await textsOf("ор", "word")).toEqual(["Вахтанг Орешкин"]);
    expect(await textsOf("вахтанг", "word")).toEqual(["Вахтанг Орешкин"]);
    expect(await textsOf("луне", "word")).toEqual(["Камар Лунев"]);
  });

  it("name no country in the place of a body of it", async () => {
    await commitArticles(context, {
      "1.txt": { title: "Гидрометцентр России обещал снег", text: "Снег в России ждут. Россия ждёт снег." },
      "2.txt": { title: "Зима в России", text: "Россия готова." },
    });
    expect((await textsOf("росс", "word"))[0]).toBe("Россия");
  });

  it("have behind a noun its genitive alone", async () => {
    await commitArticles(context, {
      "1.txt": { title: "Обзор", text: "Новая игра программу сломала. Игра прогноза удалась. Игра прогон не прошла." },
    });
    expect(await textsOf("игра про", "word")).toEqual(["игра прогноза"]);
  });

  it("are of no case alone behind words that ask nothing, and none of two alphabets", async () => {
    await commitArticles(context, {
      "1.txt": {
        title: "Годовщина",
        text: "Мне стыдно. Стычка кончилась. Годаcovid прошёл, будете ли вы, какой-нибудь стык.",
      },
    });
    for (const text of ["мне сты", "годаc", "будете", "какой-н"]) expect(await textsOf(text, "word"), text).toEqual([]);
    expect(await textsOf("кто такой стычк", "word")).toEqual(["кто такой стычка"]);
  });

  it("go on without passages as titles and beginnings do, and with them as texts do", async () => {
    const filler = "Подробностей никто не знает, их ждут к вечеру. ".repeat(8);
    await commitArticles(context, {
      "вечер.txt": {
        title: "Что скажет завод",
        text: `Начальник завода молчит. ${filler}Начальник завтрака не хотел.`,
      },
    });
    const ways = async (passages: "best" | "none") =>
      (await search.suggest({ text: "начальник за", limit: 8, passages })).suggestions.map(({ text }) => text);
    expect(await ways("none")).toEqual(["начальник завода"]);
    expect(await ways("best")).toEqual(["начальник завода", "начальник завтрака"]);
  });

  it("are none for an empty text, and titles alone behind a space", async () => {
    expect(await suggest("")).toEqual([]);
    expect(await suggest("  ")).toEqual([]);
    expect((await suggest("лавров ")).map(({ kind }) => kind)).toEqual(["title", "title"]);
  });

  it("are at most as many as asked for, words first", async () => {
    expect((await suggest("ми", 1)).map(({ kind }) => kind)).toEqual(["word"]);
    expect((await suggest("лав", 3)).map(({ kind }) => kind)).toEqual(["word", "word", "title"]);
    expect((await suggest("ми", 4)).map(({ kind }) => kind)).toEqual(["word", "word", "word", "title"]);
  });

  it("are for what was meant where nothing goes on from what was typed", async () => {
    expect(await textsOf("kfdh", "word")).toContain("Сергей Лавров");
    expect(await textsOf("minis", "word")).toContain("министр");
  });

  it("correct no word that the index knows or has the beginning of, where no article has both", async () => {
    expect(await suggest("лавра минута")).toEqual([]);
    expect(await suggest("лаворв минск")).toMatchObject([{ text: "Сергей Лавров прилетел в Минск" }]);
  });

  it("go by the synonyms, in the words before and in titles", async () => {
    const ownerWords = parseSynonyms("глава => министр\nкрыша => купола").words;
    const own = new ArticleSearch(context, { revalidateMs: 0, ownerWords });
    expect((await own.suggest({ text: "крыша ", limit: 5 })).suggestions).toMatchObject([
      { kind: "title", text: "В лавре золотят купола" },
    ]);
  });

  it.each([
    ["цены на н", ["цены на нефть"]],
    ["президент ук", ["президент Украины"]],
    ["прямая л", ["прямая линия"]],
    ["вторая м", ["вторая мировая война"]],
    ["сергей х", ["Сергей Харламов"]],
  ])("go on from several words with what stands behind them in articles: %s", async (text, texts) => {
    await commitArticles(context, {
      "1.txt": {
        title: "Обзор",
        text: "Вчера снова росли цены на нефть. Президента Украины ждут, но президент указал на дверь, и вышел Сергей Харламов.",
      },
      "2.txt": {
        title: "Дневник",
        text: "По прямой линии. На прямую лингвиста зовут. Шла вторая мировая война, второй месяц.",
      },
    });
    expect(await textsOf(text, "word")).toEqual(texts);
  });

  it("never end in a word that only a deleted article had, before and after a merge", async () => {
    await commitArticles(context, {
      "рысь.txt": { title: "Опять лавина", text: "Вчера лавина накрыла лагерь, лавочники ушли." },
      "ещё.txt": { text: "Но одна лавочка закрылась." },
    });
    expect(await textsOf("лав", "word")).toEqual(expect.arrayContaining(["лавина"]));
    await removeArticles(context, ["рысь.txt"]);
    expect(await textsOf("лав", "word")).not.toContain("лавина");
    expect(await textsOf("лав", "word")).toContain("лавочка");
    expect(await textsOf("лав", "title")).not.toContain("Опять лавина");
    await mergeAll(context);
    expect(await textsOf("лав", "word")).not.toContain("лавина");
  });

  it("go on with phrases of titles, and with names that texts begin with, in dictionary form", async () => {
    await commitArticles(context, {
      "1.txt": { title: "Цены на нефть марки Brent растут", text: "Об этом говорил Владимир Путин." },
      "2.txt": { title: "Цены на нефть упали", text: "Встреча с Владимиром Путиным прошла в среду." },
      "3.txt": { title: "Рейс в Ростов-на-Дону", text: "Рейс отменили." },
    });
    expect((await textsOf("цены на н", "word"))[0]).toBe("цены на нефть");
    expect((await suggest("цены на н"))[0]).toEqual({ kind: "word", text: "цены на нефть", highlights: [[0, 9]] });
    expect(await textsOf("владимир п", "word")).toEqual(["Владимир Путин"]);
    expect(await textsOf("влад", "word")).toContain("Владимир Путин");
    expect(await textsOf("ростов-н", "word")).toEqual(["Ростов-на-Дону"]);
    await removeArticles(context, ["3.txt"]);
    expect(await textsOf("ростов-н", "word")).toEqual([]);
  });

  it("put first what newer titles have, of as many", async () => {
    await commitArticles(context, {
      "1.txt": { title: "Курс валют", text: "", publishedAt: "2014-02-01" },
      "2.txt": { title: "Курс рубля", text: "", publishedAt: "2020-02-01" },
      "3.txt": { title: "Курс вождения", text: "", publishedAt: "2017-02-01" },
    });
    expect(await textsOf("курс ", "word")).toEqual(["курс рубля", "курс вождения", "курс валют"]);
    await commitArticles(context, { "4.txt": { title: "Курс вождения", text: "", publishedAt: "2020-03-01" } });
    expect(await textsOf("курс ", "word")).toEqual(["курс вождения", "курс рубля", "курс валют"]);
  });

  it("are words from the first letter on, names before others, none that says nothing", async () => {
    await commitArticles(context, {
      "1.txt": { title: "Который день без света", text: "Когда который кабель закончат, скажет Казань." },
      "2.txt": { title: "Казань молчит", text: "Кабель лежит, когда ждут." },
    });
    expect(await textsOf("к", "word")).toEqual(["Казань", "кабель", "купол"]);
  });

  it("are of Latin letters, or of what they spell in Russian where nothing begins so", async () => {
    await commitArticles(context, {
      "1.txt": { title: "Минск и Minecraft", text: "Игру Minecraft показали в Минске." },
    });
    expect(await textsOf("mine", "word")).toEqual(["Minecraft"]);
    expect(await textsOf("minsk", "word")).toEqual(["Минск"]);
  });

  it("keep the capital that articles give a word in another case", async () => {
    await commitArticles(context, {
      "нижний.txt": { title: null, text: "Нижний Новгород ждёт. Жители говорят, что в Нижнем Новгороде метель." },
    });
    expect(await textsOf("нижний н", "word")).toEqual(["Нижний Новгород"]);
  });

  it("leave out what one article alone spells so, behind what is known", async () => {
    await commitArticles(context, {
      "один.txt": { title: null, text: "Об этом пишет самоизолянтом один самописец, а министр молчит." },
      "два.txt": { title: null, text: "Самописец и самоизоляция. Министрсказал громко." },
      "три.txt": { title: null, text: "Самописец сломан. Самоизоляция кончилась." },
      "четыре.txt": { title: null, text: "Самописец починили." },
    });
    expect(await textsOf("само", "word")).toEqual(["самописец", "самоизоляция"]);
    expect(await textsOf("минист", "word")).toEqual(["министр"]);
    expect(await textsOf("самоизолян", "word")).toEqual(["самоизолянтом"]);
  });

  it("are no obscenities", async () => {
    await commitArticles(context, {
      "1.txt": { title: "Пиздец котёнку", text: "Полный пиздец, ебучий случай, а себестоимость растёт." },
    });
    for (const text of ["пиз", "еб"]) expect(await textsOf(text, "word"), text).toEqual([]);
    expect(await textsOf("себе", "word")).toEqual(["себестоимость"]);
  });

  it("are words and titles where the index keeps no phrases", async () => {
    const older = makeContext();
    const options = { ...resolvedArticleOptions, phrasesOf: null };
    await commitArticles(older, { "1.txt": { title: "Цены на нефть упали", text: "Нефть дешевеет." } }, options);
    const ofOlder = new ArticleSearch(older, { revalidateMs: 0 });
    const suggested = async (text: string) =>
      (await ofOlder.suggest({ text, limit: 4 })).suggestions.map((one) => one.text);
    expect(await suggested("нефт")).toEqual(["нефть", "Цены на нефть упали"]);
    expect(await suggested("цены на н")).toEqual(["цены на нефть", "Цены на нефть упали"]);
    expect((await ofOlder.search({ text: "нефть", match: "all", offset: 0, limit: 1 })).total).toBe(1);
  });

  it("are none before there is an index", async () => {
    const search = new ArticleSearch(makeContext());
    expect(await codeOf(() => search.suggest({ text: "лав", limit: 5 }))).toBe("no-index-yet");
  });
});
