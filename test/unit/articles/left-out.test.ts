import { describe, expect, test } from "vitest";
import { readArticles } from "../../../src/articles/articles.ts";
import { comments } from "../../support/pages/page-furniture.ts";
import { readOne } from "./fixture-pages.ts";

const bytesOf = (lines: readonly string[]) => new TextEncoder().encode(lines.join("\n"));
const title = "Паром на Сахалин задержали из-за тумана";
const paragraphs = [
  "Паром, который должен был доставить на Сахалин сто двадцать автомобилей, остался в порту из-за густого тумана, сообщила диспетчерская пароходства.",
  "По прогнозу синоптиков, туман над проливом рассеется только к вечеру, поэтому пассажиров парома разместили в гостинице при вокзале.",
  "Пассажиры парома ждали в порту с утра, и диспетчерская пароходства дважды обещала им, что туман вот-вот рассеется.",
  "Автомобили, которые паром должен был доставить на Сахалин, остались на причале, и пароходство вернёт деньги тем, кто не поплывёт.",
];

describe("what is told of text that was left out", () => {
  test("a story that a label of readers' words cuts is in the index, and its cut is told with the reasons", async () => {
    const page = [title, ...paragraphs.slice(0, 2), "Комментарии", ...paragraphs.slice(2)];
    const { articles, rejected } = await readArticles(bytesOf(page), { key: "articles/page-01.txt" });
    expect(articles[0]?.paragraphs).toEqual(paragraphs.slice(0, 2));
    expect(articles[0]?.leftOut.share).toBeGreaterThan(0.2);
    expect(rejected).toMatchObject([{ code: "text-left-out", share: articles[0]?.leftOut.share }]);
    expect(rejected[0]?.reason).toContain(articles[0]?.leftOut.reasons[0]);
  });

  test("nothing is told of readers' words, however many", async () => {
    const voices = comments.flatMap((text) => ["Омич", "5 мая, 12:00", text]);
    const article = await readOne([title, ...paragraphs, "Комментарии", ...voices].join("\n"));
    expect(article.paragraphs).toEqual(paragraphs);
    expect(article.leftOut.share).toBe(0);
  });

  test("a button to comment ends no story, but what readers say behind it is none of the story", async () => {
    const page = [title, ...paragraphs.slice(0, 2), "Комментировать", ...paragraphs.slice(2)];
    expect((await readOne(page.join("\n"))).paragraphs).toEqual(paragraphs);
    const voices = comments.flatMap((text) => ["Омич", "5 мая, 12:00", text]);
    const article = await readOne([title, ...paragraphs, "Комментировать", ...voices].join("\n"));
    expect(article.paragraphs).toEqual(paragraphs);
  });
});
