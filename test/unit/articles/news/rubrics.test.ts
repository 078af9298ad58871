import { expect, test } from "vitest";
import { readArticles } from "../../../../src/articles/articles.ts";

async function rubrics(fields: object) {
  const text = JSON.stringify({ title: "Мост открыли", text: "Мост открыли для машин.", ...fields });
  const [article] = (await readArticles(new TextEncoder().encode(text), { key: "articles/a.json" })).articles;
  return [article?.section, article?.tags];
}

test.each([
  [{ section: " Дороги &amp; транспорт ", tags: ["мост", null, "#Лена"] }, ["Дороги & транспорт", ["мост", "Лена"]]],
  [{ tags: "мост, Лена;  мост" }, [null, ["мост", "Лена"]]],
  [{ section: null, tags: null }, [null, []]],
])("JSON %j gives the section and the tags %j", async (fields, expected) => {
  expect(await rubrics(fields)).toEqual(expected);
});

test("tags of a wrong type are refused by their name", async () => {
  const bytes = new TextEncoder().encode(JSON.stringify({ text: "Мост открыли.", tags: 5 }));
  const { rejected } = await readArticles(bytes, { key: "articles/a.json" });
  expect(rejected).toMatchObject([{ reason: 'The field "tags" must be text or a list of texts.' }]);
});
