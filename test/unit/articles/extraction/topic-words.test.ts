import { describe, expect, test } from "vitest";
import { modelPage } from "../../../../src/articles/extraction/page-model.ts";
import { isOffTopic, topicWords } from "../../../../src/articles/extraction/story-evidence.ts";
import { joinBrokenLines } from "../../../../src/articles/line-rules/line-joins.ts";
import { splitPageLines } from "../../../../src/articles/text/page-lines.ts";

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
