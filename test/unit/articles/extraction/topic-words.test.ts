import { describe, expect, test } from "vitest";
import { isOffTopic, modelPage, topicWords } from "../../../support/inside/articles-extraction.ts";
import { joinBrokenLines } from "../../../support/inside/articles-line-rules.ts";
import { splitPageLines } from "../../../support/inside/articles-text.ts";

const topic = topicWords(
  modelPage(
    joinBrokenLines(
      splitPageLines("Мост через Оку в Рязани строили три года, и утром его открыл губернатор области Савельев."),
    ),
  ),
);

describe("isOffTopic", () => {
  test.each(["Паром в Керчи", "Чиновники Пскова отвергли предложение", "Школьники собрали тонну макулатуры"])(
    "%s names what the story does not",
    (headline) => expect(isOffTopic(headline, topic)).toBe(true),
  );

  test.each(["Мосты Рязани", "Что сказал Савельев", "Цена вопроса", "Открытие", "Строительство моста через реку"])(
    "%s may be a subheading",
    (headline) => expect(isOffTopic(headline, topic)).toBe(false),
  );
});
