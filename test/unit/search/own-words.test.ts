import { beforeAll, expect, it } from "vitest";
import { ownWords } from "../../../infra/dictionary/own-words.ts";
import { type FindTexts, indexTexts } from "../../support/article-index.ts";
import { wordTerms } from "../../support/inside/russian-words.ts";

/** Query, an article with it in another form, and one with another form of the verb that it was made of. */
const participles: readonly (readonly [query: string, article: string, other: string])[] = [
  ["бывший", "Бывшего мэра вызвали в суд.", "Дождь был и будет."],
  ["данные", "По последним данным, ветер усилится.", "Свидетель дал показания."],
  ["настоящий", "Настоящее имя певца узнали.", "Врачи настояли на операции."],
  ["ведущая", "Ведущие вузы открыли набор.", "Стороны вели переговоры."],
  ["правящая", "Правящую партию поддержали.", "Редактор правит статьи."],
  ["заключённый", "Заключённых перевели в другую колонию.", "Договор заключён, его заключили на год."],
  ["определённо", "Он определённо прав.", "Место определили, срок определён."],
  ["высшая", "Высшее образование стало дороже.", "Высокие дома построили."],
];

let find: FindTexts;
beforeAll(async () => {
  find = await indexTexts([
    ...participles.flatMap(([, article, other]) => [article, other]),
    "Министр, сказавший об этом, ушёл.",
    "Именно он вернулся домой.",
  ]);
});

it.each(participles)("«%s» is found as a word of its own, and not by its verb", async (query, article) => {
  expect(await find(query, "all")).toEqual([article]);
});

it("a verb is not found by a participle that is a word of its own, but by its short forms and other participles", async () => {
  expect(await find("дать", "all")).toEqual(["Свидетель дал показания."]);
  expect(await find("заключить", "all")).toEqual(["Договор заключён, его заключили на год."]);
  expect(await find("сказать", "all")).toEqual(["Министр, сказавший об этом, ушёл."]);
});

it("an adjective is not found by an adverb that is written like a form of it", async () => {
  expect(await find("именной", "all")).toEqual([]);
});

it.each([...ownWords])("«%s» has itself for its first term", (word) => {
  expect(wordTerms(word)[0]).toEqual({ term: word, share: 1 });
});
