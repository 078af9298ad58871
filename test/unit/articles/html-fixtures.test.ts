import { describe, expect, test } from "vitest";
import { fixtureBytes, readOne, readRejection } from "./fixture-pages.ts";

interface Expected {
  readonly page: string;
  readonly title: string;
  readonly publishedAt: string;
  readonly dateOrigin: string | null;
  readonly source?: string;
  readonly author?: string | null;
  readonly place?: string | null;
  readonly url?: string | null;
  readonly image?: string | null;
  readonly encoding?: string;
  readonly paragraphs: number;
  readonly first: string;
  readonly last: string;
  readonly holds?: readonly string[];
  readonly absent: readonly string[];
}

const PAGES: readonly Expected[] = [
  {
    page: "cards-above.html",
    title: "Новый мост открыли в Самаре",
    publishedAt: "2015-05-12",
    dateOrigin: "page text",
    source: "Речной край",
    paragraphs: 2,
    first: "Новый мост через Самару открыли для движения",
    last: "Проезд по нему бесплатный для всех машин.",
    absent: ["сома", "новостройки"],
  },
  {
    page: "modern-article.html",
    title: "Ледокол «Полярная звезда» вышел на ходовые испытания",
    publishedAt: "2023-04-18T10:40+03:00",
    dateOrigin: "JSON-LD",
    source: "Северный вестник",
    author: "Ирина Варгасова, Олег Тепляков",
    url: "https://sever-vestnik.example/news/2023/04/18/ledokol-ispytaniya/",
    image: "https://sever-vestnik.example/upload/2023/04/ledokol-1200.jpg",
    paragraphs: 10,
    first: "Судно проведёт в море две недели, сообщили на верфи.",
    last: "проводить караваны в восточном секторе Арктики.",
    holds: ["Что проверят в море", "системы связи и спасательные средства.", "Мы ждали этого дня"],
    absent: [
      "Читайте также",
      "Верфь получила",
      "зимние шины",
      "мамонтёнка",
      "корабелы",
      "достроечной",
      "в скрипте",
      "Тикси",
    ],
  },
  {
    page: "blocks.html",
    title: "В Якутске открыли школу с планетарием",
    publishedAt: "2019-09-02T09:15+03:00",
    dateOrigin: "article:published_time",
    source: "Голос Лены",
    url: "https://golos-leny.example/20190902/1558123456.html",
    image: "https://cdn.golos-leny.example/images/15123/45/1512345678.jpg",
    paragraphs: 5,
    first: "ЯКУТСК, 2 сен — Голос Лены. Новая школа с планетарием",
    last: "билет обойдётся в сто рублей.",
    holds: ["Первый урок\n", "В детстве я мог увидеть звёзды"],
    absent: ["будущих инженеров", "Архивное фото", "Реклама", "лося", "Роскомнадзором"],
  },
  {
    page: "microdata.html",
    title: "Цены на гречку снизились второй месяц подряд",
    publishedAt: "2021-09-14",
    dateOrigin: "itemprop",
    source: "Газета «Заречье»",
    author: "Наталья Ковригина",
    url: "https://zarechye.example/obshchestvo/12345-ceny-na-grechku.html",
    paragraphs: 5,
    first: "Килограмм крупы в магазинах района подешевел",
    last: "если не подорожает доставка.",
    holds: ["Что будет с другими крупами"],
    absent: ["Снимков", "Баба Маня", "возле станции"],
  },
  {
    page: "json-ld-only.html",
    title: "Амурские тигры вышли к заставе под Хасаном",
    publishedAt: "2020-12-05T07:25+03:00",
    dateOrigin: "JSON-LD",
    source: "Новости Приморья",
    author: "Глеб Таёжный",
    image: null,
    paragraphs: 3,
    first: "Пограничники заметили трёх тигров",
    last: "раз в несколько лет.",
    absent: ["Загрузка", "JavaScript"],
  },
  {
    page: "div-soup.html",
    title: "Паводок на Иртыше: вода начала уходить из дворов",
    publishedAt: "2017-05-02T16:20+03:00",
    dateOrigin: "page text",
    source: "Омск-регион",
    paragraphs: 4,
    first: "Уровень воды в Иртыше за сутки упал",
    last: "несколько человек уже получили удары током.",
    holds: ["Подтопленными остаются сорок два дома, из которых людей вывезли"],
    absent: ["Лугового", "Мост закрыли", "Просмотров"],
  },
  {
    page: "old-table.html",
    title: "Рыбакам разрешили ловить судака",
    publishedAt: "2008-03-14T12:15+03:00",
    dateOrigin: "page text",
    source: "Тихий Дон Online",
    place: "Ростов-на-Дону",
    encoding: "windows-1251",
    paragraphs: 3,
    first: "РОСТОВ-НА-ДОНУ, 14 марта. Рыбоохрана сняла запрет",
    last: "можно будет удить только на одну снасть.",
    absent: ["Гостевая", "жираф", "Перепечатка", "Погода", "12:15"],
  },
  {
    page: "interview.html",
    title: "Реставратор Анна Клёнова: «Иконе нужен покой»",
    publishedAt: "2018-11-23T12:00+03:00",
    dateOrigin: "mediator_published_time",
    source: "Ремесло",
    author: "Сергей Долгов",
    paragraphs: 10,
    first: "Анна Клёнова тридцать лет спасает древнюю живопись.",
    last: "хотят сделать красиво, а надо сделать честно.",
    holds: ["— Сколько это занимает?\n", "— Да.\n"],
    absent: ["Железо помнит", "Поделиться", "рубанок"],
  },
  {
    page: "live-blog.html",
    title: "Выборы главы Зареченска. Онлайн",
    publishedAt: "2022-09-11T06:00+03:00",
    dateOrigin: "JSON-LD",
    source: "Зареченск сегодня",
    paragraphs: 4,
    first: "В воскресенье жители Зареченска выбирают главу города",
    last: "её заменили запасной за несколько минут.",
    holds: ["34,2 процента избирателей"],
    absent: ["20:05", "12+"],
  },
  {
    page: "teaser-inside.html",
    title: "Музей паровозов переедет в старое депо",
    publishedAt: "2019-04-08T11:30+03:00",
    dateOrigin: "time",
    source: "Дорожная газета",
    image: "https://dorgazeta.example/pic/depo.png",
    paragraphs: 5,
    first: "Коллекцию из девятнадцати паровозов",
    last: "Открыть новую экспозицию планируют к лету.",
    holds: ["— Дети должны почувствовать жар топки"],
    absent: ["вагон метро", "Машинист на пенсии", "Шпалов", "Дзене", "Вокзал в Туле", "Проводница"],
  },
  {
    page: "infinite-scroll.html",
    title: "На Байкале открыли тропу для незрячих",
    publishedAt: "2021-07-06T06:02+03:00",
    dateOrigin: "article:published_time",
    url: "https://baikal-info.example/2021/07/06/tropa",
    paragraphs: 2,
    first: "Тропа длиной восемьсот метров",
    last: "прошли маршрут с завязанными глазами.",
    absent: ["Улан-Удэ", "подорожал"],
  },
  {
    page: "regional-blog.html",
    title: "В Кимрах отремонтируют набережную",
    publishedAt: "2024-02-12T09:30+03:00",
    dateOrigin: "article:published_time",
    source: "Верхневолжье",
    author: "Марина Лодкина",
    paragraphs: 4,
    first: "Набережную Фадеева в Кимрах начнут ремонтировать",
    last: "с тех пор капитально не ремонтировалась.",
    absent: ["Калязине", "Twitter", "admin", "Бежецке", "email"],
  },
  {
    page: "two-headings.html",
    title: "Министр объяснил отмену льготы для дачников",
    publishedAt: "2019-09-13T18:07+03:00",
    dateOrigin: "itemprop",
    source: "Столичная газета",
    author: "Лидия Мельник",
    paragraphs: 4,
    first: "Льготу на проезд в пригородных поездах отменили",
    last: "передаёт агентство «Пригород».",
    absent: ["Денег хватит", "Реклама", "Ctrl", "18:07"],
  },
  {
    page: "paywall-teaser.html",
    title: "Как банк «Волна» потерял вкладчиков",
    publishedAt: "2023-06-01T09:00+03:00",
    dateOrigin: "JSON-LD",
    source: "Деньги и люди",
    paragraphs: 1,
    first: "За весну из банка «Волна» ушла пятая часть вкладчиков",
    last: "которую изучила редакция.",
    absent: ["подписк"],
  },
  {
    page: "note-beside-cards.html",
    title: "В Кирове остановили трамваи",
    publishedAt: "2021-02-03T10:00+03:00",
    dateOrigin: "article:published_time",
    paragraphs: 2,
    first: "В Кирове утром третьего февраля",
    last: "Бригада уже на месте.",
    absent: ["Сейчас в городе", "номер", "набережную", "Вратарь"],
  },
  {
    page: "unnamed-blocks.html",
    title: "В Омске запустили новый автобусный маршрут",
    publishedAt: "2016-05-12T11:30+03:00",
    dateOrigin: "page text",
    paragraphs: 5,
    first: "Новый автобусный маршрут связал",
    last: "закупить сорок низкопольных автобусов.",
    holds: ["Проезд стоит", "тёплые павильоны", "Водителям выдали"],
    absent: ["Подписывайтесь", "Иван Петров", "«Аэропорт»", "6:40", "ошибку", "без такси"],
  },
  {
    page: "saved-from-browser.html",
    title: "Театр открыл малую сцену",
    publishedAt: "2009-03-17",
    dateOrigin: "address",
    url: "http://www.vecherka.example/2009/03/17/teatr-otkryl-sezon.html",
    source: "Вечёрка",
    encoding: "utf-8",
    paragraphs: 3,
    first: "Драматический театр Вологды открыл",
    last: "Билеты стоят от ста рублей.",
    absent: ["Версия для печати", "Архив", "КРАСНОВА"],
  },
  {
    page: "column.html",
    title: "Почему мы не читаем инструкции",
    publishedAt: "2017-11-02T00:10+03:00",
    dateOrigin: "article:published_time",
    author: "Лев Гурский",
    paragraphs: 4,
    first: "Человек купил чайник.",
    last: "если бы не писал её сам.",
    holds: ["А ведь там было написано."],
    absent: ["живёт в Саратове", "Последняя книга", "Позиция редакции"],
  },
  {
    page: "heading-and-subtitle.html",
    title: "Дом у реки",
    publishedAt: "2021-06-17T09:41+03:00",
    dateOrigin: "itemprop",
    author: "Рустем Фаляхов",
    source: "Деловая Тура",
    paragraphs: 5,
    first: "Квартиры на берегу Туры",
    last: "рост замедлится.",
    holds: ["— А теперь?"],
    absent: ["09:41"],
  },
];

describe("HTML fixture pages", () => {
  for (const expected of PAGES) {
    test(`${expected.page} gives its article and nothing else`, async () => {
      const article = await readOne(fixtureBytes(`html/${expected.page}`), { key: "articles/page-01.html" });
      expect(article.title).toBe(expected.title);
      expect(article.publishedAt).toBe(expected.publishedAt);
      expect(article.origins.date?.join(", ") ?? null).toBe(expected.dateOrigin);
      for (const field of ["source", "author", "place", "url", "image", "encoding"] as const) {
        if (expected[field] !== undefined) expect(article[field], field).toBe(expected[field]);
      }
      expect(article.paragraphs).toHaveLength(expected.paragraphs);
      expect(article.text.startsWith(expected.first), article.text.slice(0, 120)).toBe(true);
      expect(article.text.endsWith(expected.last), article.text.slice(-120)).toBe(true);
      for (const part of expected.holds ?? []) expect(article.text).toContain(part);
      for (const noise of expected.absent) expect(`${article.lead}\n${article.text}`).not.toContain(noise);
      expect(article.isFallback).toBe(false);
    });
  }

  test("captions, teasers and comments are kept apart with what they are", async () => {
    const article = await readOne(fixtureBytes("html/modern-article.html"), { key: "articles/page-01.html" });
    const reasons = new Map(
      article.droppedLines.map(({ text, kind, reason }) => [text.slice(0, 20), `${kind}: ${reason}`]),
    );
    expect(reasons.get("Ледокол у достроечно")).toMatch(/^caption/);
    expect(reasons.get("Верфь получила заказ")).toMatch(/teasers/);
    expect(reasons.get("Молодцы корабелы, да")).toMatch(/reader/);
  });

  for (const [page, reason] of [
    ["front-page.html", "front page of its site"],
    ["rubric.html", "list of articles"],
    ["gallery.html", "photo gallery"],
    ["login-wall.html", "log in"],
    ["search-results.html", "results of a search"],
    ["not-found.html", "not found"],
    ["shell.html", "not have loaded"],
  ] as const) {
    test(`${page} is rejected as no article, and the reason says why`, async () => {
      const rejected = await readRejection(fixtureBytes(`html/${page}`), { key: "articles/page-01.html" });
      expect(rejected.code).toBe("not-an-article");
      expect(rejected.reason).toContain(reason);
    });
  }
});
