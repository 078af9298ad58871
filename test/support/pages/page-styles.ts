/**
 * Pages that news sites of a dozen kinds would make of one article, as scraped text: menus, teasers, credits and notices
 * around and between its paragraphs. Seeded: the same article, day and numbers give the same page.
 */
import type { InventedArticle } from "./invented-articles.ts";
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

/** The moment of a page, and random choices that repeat. */
export interface PageMoment {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** A kind of site. */
export interface PageStyle {
  readonly name: string;
  /** How exactly such a page tells its date: `none` where it tells no year. */
  readonly tells: "minute" | "day" | "none";
  /** Whose story its dateline says that it is, or null where the site writes none. */
  readonly agency: string | null;
  readonly build: (article: InventedArticle, when: PageMoment, random: PageRandom) => readonly string[];
}

/** Seeded choices. */
export class PageRandom {
  readonly #next: () => number;

  constructor(random32: () => number) {
    this.#next = random32;
  }

  below(limit: number): number {
    return this.#next() % limit;
  }

  one(from: readonly string[]): string {
    return from[this.below(from.length)] ?? "";
  }

  /** So many different entries, in random order. */
  some(from: readonly string[], count: number): string[] {
    const rest = [...from];
    return Array.from({ length: Math.min(count, rest.length) }, () => rest.splice(this.below(rest.length), 1)[0] ?? "");
  }
}

const GENITIVE = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(" ");
const SHORT = "янв фев мар апр мая июн июл авг сен окт ноя дек".split(" ");
const two = (value: number) => String(value).padStart(2, "0");
const clock = ({ hour, minute }: PageMoment) => `${two(hour)}:${two(minute)}`;
const dotted = ({ day, month, year }: PageMoment) => `${two(day)}.${two(month)}.${year}`;
const worded = ({ day, month, year }: PageMoment) => `${day} ${GENITIVE[month - 1]} ${year}`;
const dayAndMonth = ({ day, month }: PageMoment) => `${day} ${GENITIVE[month - 1]}`;
const shortDay = ({ day, month }: PageMoment) => `${day} ${SHORT[month - 1]}`;
const ordinary = (place: string) => place.charAt(0) + place.slice(1).toLowerCase();

/** The paragraphs with the dateline before the first, where the article has one. */
function opened({ place, paragraphs }: InventedArticle, dateline: (place: string) => string): string[] {
  const [first = "", ...rest] = paragraphs;
  return [place === null ? first : `${dateline(place)}${first}`, ...rest];
}

/** The paragraphs with something between two of them, never between a list and what opens it, nor inside a dialogue. */
function interrupted(paragraphs: readonly string[], inserts: readonly (readonly string[])[]): string[] {
  const places = [...paragraphs.keys()].filter((i) => i > 0 && mayBreak(paragraphs[i - 1] ?? "", paragraphs[i] ?? ""));
  const lines: string[] = [];
  let used = 0;
  for (const [i, paragraph] of paragraphs.entries()) {
    if (places.includes(i) && used < inserts.length && places.indexOf(i) % 2 === 0) {
      lines.push(...(inserts[used] ?? []));
      used += 1;
    }
    lines.push(paragraph);
  }
  return lines;
}

function mayBreak(before: string, after: string): boolean {
  return /[.!?»"]$/.test(before) && before.length > 60 && /[.!?]$/.test(after) && !/^(?:—|\d\.)/.test(after);
}

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

/** A name inside a sentence stood in a link and came out on a line of its own. */
function withLink(paragraph: string): string {
  const match = /^(.{40,}?[\p{Ll},]) (\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+)(,? \p{Ll}.{20,})$/u.exec(paragraph);
  return match === null ? paragraph : `${match[1]}\n${match[2]}\n${match[3]?.trimStart()}`;
}

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

/** A link in every third paragraph or so, its address behind its words. */
function withAddresses(paragraph: string, random: PageRandom): string {
  const words = paragraph.split(" ");
  if (words.length < 8 || random.below(3) > 0) return paragraph;
  const at = 2 + random.below(words.length - 4);
  return [...words.slice(0, at), `[https://site.example/news/${random.below(90_000)}/${"x".repeat(random.below(60))}]`]
    .concat(words.slice(at))
    .join(" ");
}

function wrap(paragraph: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of paragraph.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > 80) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}

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

const regional: PageStyle = {
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
