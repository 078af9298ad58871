import { beforeEach, describe, expect, it } from "vitest";
import { parseSynonyms } from "../../../../src/analysis/query-words/synonyms.ts";
import { ArticleSearch } from "../../../../src/query/article-search.ts";
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
    expect(await textsOf("лав", "word")).toEqual(expect.arrayContaining(["лавре", "Лавров"]));
    expect((await suggest("лав"))[0]).toMatchObject({ kind: "word", highlights: [[0, 3]] });
    expect(await textsOf("оо", "word")).toEqual(["ООН"]);
    expect(await textsOf("минис", "word")).toEqual(["министр"]);
  });

  it("write a designation with its hyphen, and mark as many letters and digits of it as are typed", async () => {
    await commitArticles(context, {
      "су.txt": { title: "Истребитель Су-57 показали в Жуковском", text: "Полёт Су-57 длился полчаса." },
    });
    expect((await suggest("су5"))[0]).toEqual({ kind: "word", text: "Су-57", highlights: [[0, 4]] });
    expect((await suggest("показали су-5"))[0]).toEqual({
      kind: "word",
      text: "показали Су-57",
      highlights: [[9, 13]],
    });
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

  it("keep the words before, and go on with words that stand in an article with these", async () => {
    expect(await textsOf("Лавров, мин", "word")).toEqual(expect.arrayContaining(["Лавров, министр", "Лавров, Минск"]));
    expect(await textsOf("лавров мин", "word")).not.toContain("лавров минута");
    expect((await suggest("лавров минис"))[0]).toEqual({ kind: "word", text: "лавров министр", highlights: [[7, 12]] });
  });

  it("are none for an empty text, and titles alone behind a space", async () => {
    expect(await suggest("")).toEqual([]);
    expect(await suggest("  ")).toEqual([]);
    expect((await suggest("лавров ")).map(({ kind }) => kind)).toEqual(["title", "title"]);
  });

  it("are at most as many as asked for, words first", async () => {
    expect((await suggest("ми", 1)).map(({ kind }) => kind)).toEqual(["word"]);
    expect((await suggest("лав", 2)).map(({ kind }) => kind)).toEqual(["word", "title"]);
  });

  it("are for what was meant where nothing goes on from what was typed", async () => {
    expect(await textsOf("kfdh", "word")).toContain("Лавров");
    expect(await textsOf("minis", "word")).toContain("министр");
  });

  it("correct no word that the index knows or has the beginning of, where no article has both", async () => {
    expect(await suggest("лавра минута")).toEqual([]);
    expect(await suggest("лаворв минис")).toMatchObject([{ text: "лавров министр" }]);
  });

  it("go by the synonyms, in the words before and in titles", async () => {
    const ownerWords = parseSynonyms("глава => министр\nкрыша => купола").words;
    const own = new ArticleSearch(context, { revalidateMs: 0, ownerWords });
    expect(await suggest("глава назнач")).toEqual([]);
    expect((await own.suggest({ text: "глава назнач", limit: 5 })).suggestions).toMatchObject([
      { kind: "word", text: "глава назначили" },
    ]);
    expect((await own.suggest({ text: "крыша ", limit: 5 })).suggestions).toMatchObject([
      { kind: "title", text: "В лавре золотят купола" },
    ]);
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

  it("are none before there is an index", async () => {
    const search = new ArticleSearch(makeContext());
    expect(await codeOf(() => search.suggest({ text: "лав", limit: 5 }))).toBe("no-index-yet");
  });
});
