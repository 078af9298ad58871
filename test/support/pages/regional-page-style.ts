/**
 * Pages as a regional paper makes them.
 */
import { commentRules, comments, legalNotices, menuItems, people } from "./page-furniture.ts";
import { clock, dotted, interrupted, type PageStyle } from "./page-parts.ts";

export const regional: PageStyle = {
  name: "regional site with comments in whole sentences",
  tells: "minute",
  agency: null,
  build(article, when, random) {
    return [
      "Вестник области",
      ...random.some(menuItems, 10),
      article.title,
      `${dotted(when)}, ${clock(when)}`,
      "Просмотров: 1045",
      ...interrupted(article.paragraphs, [[`Фото: ${random.one(people)}`]]),
      "Нашли ошибку? Выделите текст и нажмите Ctrl+Enter.",
      "Читайте нас в ВКонтакте, Одноклассниках и Telegram.",
      "Комментарии (3)",
      ...commentRules,
      ...random
        .some(comments, 3)
        .flatMap((text) => [random.one(people), `${dotted(when)} ${clock(when)}`, text, "Ответить"]),
      ...random.some(legalNotices, 4),
    ];
  },
};
