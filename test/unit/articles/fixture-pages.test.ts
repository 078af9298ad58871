import { describe, expect, test } from "vitest";
import { fixtureBytes, readOne, readRejection } from "./fixture-pages.ts";

interface Expected {
  readonly page: string;
  readonly key?: string;
  readonly title: string | null;
  readonly publishedAt: string | null;
  readonly dateOrigin: string | null;
  readonly place?: string | null;
  readonly agency?: string | null;
  readonly source?: string | null;
  readonly author?: string | null;
  readonly lead?: string;
  readonly paragraphs: number;
  readonly first: string;
  readonly last: string;
  readonly absent: readonly string[];
}

const PAGES: readonly Expected[] = [
  {
    page: "ria-like.txt",
    title: "Минтранс: новый мост через Лену откроют для движения зимой",
    publishedAt: null,
    dateOrigin: "dateline",
    place: "Якутск",
    agency: "РИА Новости",
    source: "РИА Новости",
    lead: "Ранее глава ведомства Олег Савин говорил",
    paragraphs: 3,
    first: "ЯКУТСК, 21 фев — РИА Новости. Мост через реку Лену",
    last: "к началу навигации следующего года.",
    absent: ["Архивное фото", "Губернатор пообещал", "Чтобы участвовать", "Рейтинг", "loader", "Минтранс: новый мост"],
  },
  {
    page: "ria-like.txt",
    key: "articles/ria.ru/20210221/1598347411.txt",
    title: "Минтранс: новый мост через Лену откроют для движения зимой",
    publishedAt: "2021-02-21",
    dateOrigin: "key",
    source: "РИА Новости",
    paragraphs: 3,
    first: "ЯКУТСК, 21 фев",
    last: "следующего года.",
    absent: [],
  },
  {
    page: "tass-like.txt",
    title: "В Томске начали собирать приборы для ледоколов",
    publishedAt: "2020-06-29T12:30+03:00",
    dateOrigin: "page text",
    place: "Томск",
    agency: "ТАСС",
    author: "Анна Белых",
    lead: "Губернатор области отметил, что заказ обеспечит работой полторы сотни инженеров.",
    paragraphs: 4,
    first: "ТОМСК, 29 июня. /Корр. ТАСС Анна Белых/. Приборостроительный завод",
    last: "приборы для рыболовного флота.",
    absent: ["Иван Климов", "Читать полностью", "Реклама на ТАСС", "Обновлено"],
  },
  {
    page: "interfax-like.txt",
    title: "В Карелии отменили утренние электрички из-за снегопада",
    publishedAt: "2021-11-12",
    dateOrigin: "dateline, teaser",
    place: "Петрозаводск",
    agency: "Интерфакс",
    paragraphs: 5,
    first: "Петрозаводск. 12 ноября. INTERFAX.RU - Утренние электрички",
    last: "переждать метель на стоянках.",
    absent: ["Есть обновление", "восстановлено", "Железная дорога закупила", "Читать подробнее"],
  },
  {
    page: "no-dateline.txt",
    title: "Учёные нашли на дне озера лодку бронзового века",
    publishedAt: "2019-09-13T16:22+03:00",
    dateOrigin: "page text",
    place: null,
    agency: null,
    source: "Вестник Севера",
    author: "Мария Ладова",
    paragraphs: 4,
    first: "Археологи подняли со дна озера лодку",
    last: "Потом её покажут в краеведческом музее.",
    absent: ["Водолазы подняли", "Реклама", "Теги", "Ctrl", "Telegram", "Все права", "Сергей Рябов"],
  },
  {
    page: "hard-wrapped.txt",
    title: "Фермеры Алтая собрали рекордный урожай гречихи",
    publishedAt: null,
    dateOrigin: null,
    paragraphs: 3,
    first: "Хозяйства края убрали гречиху с площади более полумиллиона гектаров и собрали, по словам министра",
    last: "ожидают, что до весны они не вырастут.",
    absent: ["http", "["],
  },
  {
    page: "interview.txt",
    title: "«Море не прощает спешки»",
    publishedAt: "2018-03-03T10:00+03:00",
    dateOrigin: "page text",
    paragraphs: 10,
    first: "Парусник «Надежда» вернулся в порт",
    last: "ждут на регате парусных судов.",
    absent: ["10:00"],
  },
  {
    page: "dash-list.txt",
    title: "Мэр назначил ответственных за подготовку к зиме",
    publishedAt: "2020-10-02T18:40+03:00",
    dateOrigin: "page text",
    place: "Саратов",
    paragraphs: 5,
    first: "САРАТОВ, 2 окт — РИА Новости.",
    last: "—глава дорожного комитета Денис Латышев — по уборке снега.",
    absent: ["7312", "18:40"],
  },
  {
    page: "comments.txt",
    title: "Библиотеку в Калуге откроют после ремонта в сентябре",
    publishedAt: "2022-08-26T11:40+03:00",
    dateOrigin: "page text",
    paragraphs: 2,
    first: "Центральную библиотеку Калуги",
    last: "хранилище для редких книг.",
    absent: ["удовольствие", "Администрация сайта", "два года езжу"],
  },
  {
    page: "inferred-year.txt",
    title: null,
    publishedAt: "2018-04-03",
    dateOrigin: "dateline, text",
    place: "Омск",
    paragraphs: 2,
    first: "ОМСК, 3 апр",
    last: "Лев Заречный.",
    absent: [],
  },
  {
    page: "link-broken.txt",
    title: "Вода ушла: жители посёлка вернулись домой",
    publishedAt: "2019-06-21T10:05+03:00",
    dateOrigin: "page text",
    source: "Газета.Ru",
    author: "Игорь Званцев",
    paragraphs: 3,
    first:
      "Жители посёлка, который в начале июня затопила река, вернулись в свои дома, сообщил глава района Николай Бережной на",
    last: "Школу откроют к первому сентября.",
    absent: ["Как застраховать", "Реки Сибири", "http", " ,", " ."],
  },
  {
    page: "regional.txt",
    title: "В Рязани отремонтируют три моста",
    publishedAt: "2020-01-13T05:46+03:00",
    dateOrigin: "page text",
    source: "МК Рязань",
    paragraphs: 2,
    first: "Министерство транспорта области",
    last: "рассказали в ведомстве.",
    absent: ["просмотров", "Места"],
  },
  {
    page: "teasers-between.txt",
    title: null,
    publishedAt: null,
    dateOrigin: "dateline",
    place: "Казань",
    paragraphs: 4,
    first: "КАЗАНЬ, 13 дек",
    last: "испытания нового двигателя.",
    absent: ["Вертолет санитарной авиации", "Вчера", "В Минздраве оценили"],
  },
  {
    page: "copied.txt",
    title: null,
    publishedAt: "2017-11-08",
    dateOrigin: "address",
    author: "Дмитрий Соснов, Елена Ключ",
    paragraphs: 2,
    first: "В сообщении администрации говорится",
    last: "которое проверяет склад.",
    absent: ["&laquo;", "Авторы", "Теги", "Подробнее на", "http"],
  },
  {
    page: "short-note.txt",
    title: "В Пскове открыли каток",
    publishedAt: null,
    dateOrigin: null,
    paragraphs: 1,
    first: "Вход бесплатный.",
    last: "Вход бесплатный.",
    absent: [],
  },
  {
    page: "reporter.txt",
    title: "Два города поспорили о родине пряника",
    publishedAt: "2019-09-05",
    dateOrigin: "dateline",
    place: "Тула",
    agency: "Sputnik",
    author: "Вера Чайкина",
    paragraphs: 2,
    first: "ТУЛА, 5 сен 2019 — Sputnik",
    last: "письменных свидетельств недостаточно.",
    absent: ["Архивное фото", "Фотоархив", "Самовар"],
  },
];

describe("fixture pages", () => {
  for (const expected of PAGES) {
    test(`${expected.page} under ${expected.key ?? "a neutral key"} gives its article and nothing else`, async () => {
      const article = await readOne(
        fixtureBytes(expected.page),
        expected.key === undefined ? {} : { key: expected.key },
      );
      expect(article.title).toBe(expected.title);
      expect(article.publishedAt).toBe(expected.publishedAt);
      expect(article.origins.date?.join(", ") ?? null).toBe(expected.dateOrigin);
      for (const field of ["place", "agency", "source", "author"] as const) {
        if (expected[field] !== undefined) expect(article[field], field).toBe(expected[field]);
      }
      expect(article.lead).toContain(expected.lead ?? "");
      expect(article.paragraphs).toHaveLength(expected.paragraphs);
      expect(article.text.startsWith(expected.first), article.text.slice(0, 120)).toBe(true);
      expect(article.text.endsWith(expected.last), article.text.slice(-120)).toBe(true);
      for (const noise of expected.absent) expect(`${article.lead}\n${article.text}`).not.toContain(noise);
      expect(article.text).toBe(article.paragraphs.join("\n\n"));
      expect(article.isFallback).toBe(false);
    });
  }

  test("an edit's date is only a bound, and the text's past years are the other", async () => {
    const article = await readOne(fixtureBytes("edited-date.txt"));
    expect(article.publishedAt).toBeNull();
    expect(article.datePrecision).toBe("none");
    expect(article.dateRange).toEqual(["2017-04-17", "2020-04-17"]);
    expect(article.dateAsWritten).toBe("17 апр");
  });

  test("every line that was left out is kept with its reason", async () => {
    const article = await readOne(fixtureBytes("ria-like.txt"));
    const reasons = new Map(article.droppedLines.map(({ text, reason }) => [text, reason]));
    expect(reasons.get("Строители на опоре моста. Архивное фото")).toBe("the credit of a picture");
    expect(reasons.get('Губернатор пообещал "бесплатно" возить школьников через реку на пароме')).toContain("teaser");
    expect(reasons.get("Минтранс: новый мост через Лену откроют для движения зимой")).toBe("the title");
  });

  for (const [page, reason] of [
    ["front-page.txt", "list of titles"],
    ["gallery.txt", "photo gallery"],
    ["login-wall.txt", "log in or to subscribe"],
    ["shell.txt", "not have loaded"],
  ] as const) {
    test(`${page} is rejected as no article, and the reason says why`, async () => {
      const rejected = await readRejection(fixtureBytes(page));
      expect(rejected.code).toBe("not-an-article");
      expect(rejected.reason).toContain(reason);
    });
  }
});
