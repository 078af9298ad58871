import { beforeAll, expect, it } from "vitest";
import { type FindTexts, indexTexts } from "../../support/article-index.ts";

/** Query in a dictionary form, an article with that word, and one with a commoner word that is also written so. */
const homographs: readonly (readonly [query: string, article: string, other: string])[] = [
  ["паром", "Вечерний паром на остров отменили.", "Пар шёл из трубы, без пара цех остыл."],
  ["графика", "В музее показали старую графику.", "График сломан, графиком недовольны."],
  ["премьера", "Зрители пришли на премьеру.", "Премьером довольны, с премьером спорят."],
  ["лавра", "Экскурсию провели по лавре.", "Лавр растёт, лавром украсили зал."],
  ["политик", "О планах рассказали политики старой школы.", "Политикой заняты, новой политикой."],
  ["пристав", "Дверь открыли приставам.", "Лодка пристала, к берегу приставал катер."],
  ["геном", "Учёные прочли геном мамонта.", "Ген нашли, за этот ген дали премию."],
  ["подвиг", "О подвиге лётчика сняли кино.", "Речь его подвигла, она подвигнет и других."],
];

let find: FindTexts;
beforeAll(async () => {
  find = await indexTexts([
    ...homographs.flatMap(([, article, other]) => [other, article]),
    "Прибыль банка выросла.",
    "Прибыль от банок с вареньем выросла, банку купят.",
  ]);
});

it.each(homographs)("«%s» alone means the word whose dictionary form it is", async (query, article) => {
  expect((await find(query))[0]).toBe(article);
});

it.each(homographs)(
  "«%s» at the start of a query means the word whose dictionary form it is",
  async (query, article) => {
    expect((await find(`${query} вчера`))[0]).toBe(article);
  },
);

it("a later word of a query means the commoner word", async () => {
  expect((await find("прибыль банка"))[0]).toBe("Прибыль банка выросла.");
});
