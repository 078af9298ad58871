/**
 * Pages that news sites of a dozen kinds would make of one article, as scraped text: menus, teasers, credits and
 * notices around and between its paragraphs. Seeded: the same article, day and numbers give the same page.
 */
import {
  captions,
  commentRules,
  comments,
  credits,
  headlines,
  legalNotices,
  menuItems,
  people,
  teaserSentences,
} from "./page-furniture.ts";
import {
  clock,
  dayAndMonth,
  dotted,
  GENITIVE,
  interrupted,
  opened,
  ordinary,
  type PageStyle,
  shortDay,
  two,
  withAddresses,
  withLink,
  worded,
  wrap,
} from "./page-parts.ts";
import { regional } from "./regional-page-style.ts";

const ria: PageStyle = {
  name: "agency with a title line, image texts and a comment form",
  tells: "minute",
  agency: "РИА Новости",
  build(article, when, random) {
    const picture = random.one(captions);
    return [
      `${article.title} - РИА Новости, ${dotted(when)}`,
      "Регистрация пройдена успешно!",
      "Пожалуйста, перейдите по ссылке из письма, отправленного на",
      "Отправить еще раз",
      "loader",
      ...random.some(menuItems, 12),
      `${clock(when)} ${dotted(when)}`,
      article.title,
      `${picture} - РИА Новости, 1920, ${dotted(when)}`,
      random.one(credits),
      "Перейти в фотобанк",
      picture,
      "Читать ria.ru в",
      ...interrupted(
        opened(article, (place) => `${place}, ${shortDay(when)} — РИА Новости. `),
        [
          [random.one(headlines), `Вчера, ${clock(when)}`],
          [random.one(captions), random.one(credits), "Перейти в фотобанк", random.one(headlines), dayAndMonth(when)],
        ],
      ),
      "Рекомендуем",
      ...random.some(headlines, 4),
      "Обсудить",
      "Чтобы участвовать в дискуссии",
      "авторизуйтесь или зарегистрируйтесь",
      "Доступ к чату заблокирован за нарушение правил.",
      "Вы сможете вновь принимать участие через: ∞.",
      "Если вы не согласны с блокировкой, воспользуйтесь формой обратной связи",
      "Лента новостей",
      ...random.some(headlines, 5).flatMap((title) => ["0", title, clock(when)]),
    ];
  },
};

const interfax: PageStyle = {
  name: "agency with teasers glued between paragraphs and a glued dateline",
  tells: "minute",
  agency: "Интерфакс",
  build(article, when, random) {
    const teaser = () =>
      `Экономика${two(when.day)} ${GENITIVE[when.month - 1]} ${when.year}${random.one(headlines)}Читать подробнее`;
    return [
      ...random.some(menuItems, 8),
      `${clock(when)}, ${worded(when)}`,
      random.one(menuItems.slice(2, 6)),
      article.title,
      `Есть обновление от ${clock(when)} →`,
      random.one(headlines),
      random.one(credits),
      ...interrupted(
        opened(article, (place) => `${ordinary(place)}. ${dayAndMonth(when)}. INTERFAX.RU - `),
        [[teaser()], [teaser()]],
      ),
      "Госдума",
      ordinary(article.place ?? "МОСКВА"),
      "Новости по теме",
      ...random.some(headlines, 5).flatMap((title) => [`${dayAndMonth(when)} ${clock(when)}`, title]),
      "© 1991—2022 Интерфакс. Все права защищены.",
    ];
  },
};

const tass: PageStyle = {
  name: "agency with slashes, a lead and a reporter's name",
  tells: "minute",
  agency: "ТАСС",
  build(article, when, random) {
    return [
      `${article.title} - ТАСС`,
      ...random.some(menuItems, 10),
      `${worded(when)}, ${clock(when)}`,
      `Обновлено ${worded(when)}, ${two((when.hour + 1) % 24)}:05`,
      article.title,
      `© ${random.one(people)}/ТАСС`,
      ...interrupted(
        opened(article, (place) => `${place}, ${dayAndMonth(when)}. /Корр. ТАСС ${random.one(people)}/. `),
        [
          ["Читайте также", random.one(headlines)],
          ["Читайте также", random.one(headlines), random.one(headlines)],
        ],
      ),
      "Теги:",
      "Россия",
      ordinary(article.place ?? "МОСКВА"),
      "Реклама на ТАСС",
      ...random.some(headlines, 4),
    ];
  },
};

const lenta: PageStyle = {
  name: "portal with a time before the date and credits on two lines",
  tells: "minute",
  agency: null,
  build(article, when, random) {
    return [
      `${article.title}: Общество: Россия: Lenta.ru`,
      ...random.some(menuItems, 25),
      `${clock(when)}, ${worded(when)}`,
      "Россия",
      article.title,
      random.one(people),
      "Фото:",
      `${random.one(people)} / РИА Новости`,
      ...interrupted(article.paragraphs, [["Материалы по теме:", random.one(headlines), random.one(headlines)]]),
      "Больше важных новостей в Telegram-канале «Портал сегодня». Подпишись!",
      "Что думаешь? Оцени!",
      "Последние новости",
      ...random.some(headlines, 8).flatMap((title) => [title, clock(when)]),
      "18+",
    ];
  },
};

const gazeta: PageStyle = {
  name: "portal with names in links on lines of their own",
  tells: "minute",
  agency: null,
  build(article, when, random) {
    return [
      `${article.title} - Газета.Ru | Новости`,
      ...random.some(menuItems, 14),
      `${dotted(when)} | ${clock(when)}`,
      article.title,
      random.one(people),
      random.one(captions),
      random.one(people),
      "Shutterstock",
      "Читайте нас в Новостях",
      ...interrupted(article.paragraphs.map(withLink), [[random.one(captions), random.one(people), "Reuters"]]),
      "Читайте также",
      ...random.some(headlines, 3),
      "Новости и материалы",
      ...random.some(headlines, 6),
      "Картина дня",
      ...random.some(headlines, 4),
    ];
  },
};

const iz: PageStyle = {
  name: "paper with buttons for listening and captions after the title",
  tells: "minute",
  agency: null,
  build(article, when, random) {
    return [
      article.title,
      ...random.some(menuItems, 9),
      `${worded(when)}, ${clock(when)}`,
      article.title,
      "Фото: ИЗВЕСТИЯ/Алексей Май",
      "Озвучить текст",
      "Выделить главное",
      "Вкл",
      "Выкл",
      ...interrupted(article.paragraphs, [
        ["Читайте также", random.one(headlines)],
        [random.one(captions), random.one(credits)],
      ]),
      "Подробнее читайте в эксклюзивном материале:",
      random.one(headlines),
      "Читайте также",
      "Реклама",
      "Прямой эфир",
      ...random.some(headlines, 6),
    ];
  },
};

const rt: PageStyle = {
  name: "channel with a notice on errors and favourites",
  tells: "minute",
  agency: null,
  build(article, when, random) {
    return [
      ...random.some(menuItems, 11),
      article.title,
      `${worded(when)}, ${clock(when)}`,
      ...interrupted(article.paragraphs, [
        ["Также по теме", random.one(captions), random.one(headlines), `${random.one(teaserSentences)}`],
      ]),
      "Ошибка в тексте? Выделите её и нажмите «Ctrl + Enter»",
      "Подписывайтесь на наш канал в Дзен",
      "Добавить RT в список ваших источников",
      "Сегодня в СМИ",
      ...random.some(headlines, 5),
      "Лента новостей",
      ...random.some(headlines, 8).flatMap((title) => [clock(when), title]),
      ...random.some(legalNotices, 2),
    ];
  },
};

const mk: PageStyle = {
  name: "city paper with today's time and a count of views",
  tells: "none",
  agency: null,
  build(article, when, random) {
    return [
      ...random.some(menuItems, 16),
      article.title,
      random.one(captions),
      `сегодня в ${clock(when)}, просмотров: 237`,
      random.one(people),
      ...interrupted(article.paragraphs, [
        [random.one(headlines), clock(when), random.one(headlines)],
        [`Читайте также: ${random.one(headlines)}`],
      ]),
      `Авторы: ${random.one(people)}`,
      "Теги: погода, город",
      "Что еще почитать",
      ...random.some(teaserSentences, 3),
      "В регионах",
      ...random.some(headlines, 6).flatMap((title) => [title, "12567", random.one(people)]),
      "Самое интересное",
      ...random.some(headlines, 5),
    ];
  },
};

const wrapped: PageStyle = {
  name: "text browser: lines of eighty columns and addresses in brackets",
  tells: "day",
  agency: null,
  build(article, when, random) {
    return [
      ...random.some(menuItems, 10).map((item) => `${item} [https://site.example/${random.below(900)}]`),
      "",
      `*** ${article.title}`,
      "",
      `${worded(when)} года`,
      "",
      ...article.paragraphs.flatMap((paragraph) => [wrap(withAddresses(paragraph, random)), ""]),
      ...random.some(headlines, 6).flatMap((title) => [`${title} [https://site.example/${random.below(900)}]`, ""]),
    ];
  },
};

const pravda: PageStyle = {
  name: "portal with 24 KB of menus around the text",
  tells: "minute",
  agency: null,
  build(article, when, random) {
    const menu = (n: number) => Array.from({ length: n }, () => random.one(menuItems));
    return [
      ...menu(450),
      `${clock(when)} ${dotted(when)}`,
      article.title,
      random.one(captions),
      `Фото: ${random.one(people)}`,
      ...interrupted(article.paragraphs, [[`Читайте также: ${random.one(headlines)}`]]),
      `Автор ${random.one(people)}`,
      `Куратор ${random.one(people)}`,
      "Добавьте нас в свои источники в Яндекс.Новости или Google Новости",
      ...menu(450),
      ...random.some(headlines, 10),
      ...legalNotices,
    ];
  },
};

const kommersant: PageStyle = {
  name: "business daily with the number of its issue",
  tells: "day",
  agency: null,
  build(article, when, random) {
    return [
      ...random.some(menuItems, 7),
      `Газета "Коммерсантъ" №${100 + random.below(90)} от ${dotted(when)}, стр. 5`,
      article.title,
      random.one(captions),
      random.one(credits),
      ...article.paragraphs,
      random.one(people),
      "Комментарии",
      ...random.some(commentRules, 2),
      ...random.some(comments, 3),
      "Коммерсантъ в соцсетях",
      ...random.some(legalNotices, 3),
    ];
  },
};

const rg: PageStyle = {
  name: "official paper with labelled fields",
  tells: "minute",
  agency: null,
  build(article, when, random) {
    return [
      ...random.some(menuItems, 13),
      `${dotted(when)} ${clock(when)}`,
      "Рубрика: Общество",
      article.title,
      `Текст: ${random.one(people)}`,
      random.one(credits),
      ...interrupted(article.paragraphs, [[random.one(captions), random.one(credits)]]),
      "Российская газета - Федеральный выпуск №207(7965)",
      "Поделиться",
      "Главное сегодня",
      ...random.some(headlines, 7),
    ];
  },
};

const subscription: PageStyle = {
  name: "magazine with calls to subscribe and a legal notice inside",
  tells: "day",
  agency: null,
  build(article, when, random) {
    return [
      "Подписаться на рассылку",
      ...random.some(menuItems, 8),
      `${article.title} | Forbes.ru`,
      worded(when),
      random.one(people),
      `${random.one(people)} Редакция`,
      random.one(credits),
      ...interrupted(article.paragraphs, [
        ["Подписывайтесь на наш телеграм-канал, чтобы не пропустить главное.", random.one(headlines)],
      ]),
      "* Признано в РФ экстремистской организацией, деятельность которой запрещена.",
      "Рассылка",
      "Самое важное о бизнесе раз в неделю",
      "Нажимая кнопку, вы соглашаетесь на обработку персональных данных.",
      "Популярное",
      ...random.some(headlines, 6),
    ];
  },
};

/** Every kind. */
export const pageStyles: readonly PageStyle[] = [
  ria,
  interfax,
  tass,
  lenta,
  gazeta,
  iz,
  rt,
  mk,
  wrapped,
  pravda,
  kommersant,
  rg,
  subscription,
  regional,
];
