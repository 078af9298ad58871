import { describe, expect, test } from "vitest";
import { findErrorText, findServiceReason } from "../../../support/inside/articles-extraction.ts";
import { readOne, readRejection } from "../fixture-pages.ts";

describe("a page of service", () => {
  test.each([
    "404",
    "Ошибка 404",
    "404 Not Found",
    "404 - Страница не найдена | Вечерний Урал",
    "Речной край: Страница не найдена",
    "К сожалению, запрашиваемая вами страница удалена",
    "Подтвердите, что запросы отправляли вы, а не робот",
    "Доступ ограничен",
    "Доступ к информационному ресурсу ограничен",
    "503 Service Temporarily Unavailable",
    "Поиск: трамвай - Средняя Волга",
    "Поиск по сайту",
    "Результаты поиска по запросу «трамвай»",
    "Вход",
    "Вход на сайт | Речной край",
    "Регистрация нового пользователя",
    "Войти в личный кабинет",
    "Ошибка установки соединения с базой данных",
    "Error establishing a database connection",
    "Сайт на техническом обслуживании | Речной край",
    "Сайт временно недоступен",
    "Вам уже исполнилось 18 лет?",
  ])("is told by its title «%s»", (title) => {
    expect(findServiceReason(title, 20)).not.toBeNull();
  });

  test.each([
    "500 тысяч рублей похитили у пенсионерки",
    "404 дня провела экспедиция на льдине",
    "Поиск рыбака в Карелии продолжается",
    "Результаты поиска рыбака обсудили спасатели",
    "Вход на стадион ограничат из-за ремонта",
    "Регистрация кандидатов в мэры началась в Твери",
    "Личный кабинет Менделеева открыли для гостей",
    "Доступ ограничен к лесам Бурятии",
    "Ошибка 40-летней давности нашлась на карте",
    "Ошибка сервера оставила область без электронных рецептов",
    "Сайт не работает: билеты на матч продают только в кассах",
    "Технические работы: вода пропадёт в трёх районах Твери",
    "Исполнилось 18 лет со дня открытия музея",
    "Подтвердите возраст: магазины начали проверять покупателей",
  ])("is not told by a headline that begins like one: «%s»", (title) => {
    expect(findServiceReason(title, 20)).toBeNull();
  });

  test("is not told where the text is long", () => {
    expect(findServiceReason("404", 100)).toBeNull();
  });
});

describe("the text of a page of service", () => {
  test.each([
    "К сожалению, запрашиваемая вами страница не найдена. Возможно, она была удалена.",
    "Сайт временно недоступен. Попробуйте зайти позже.",
    "Fatal error: Uncaught mysqli_sql_exception: Too many connections in /var/www/db.php:30",
    "Warning: include(header.php): failed to open stream in /var/www/index.php on line 12",
    "Traceback (most recent call last): File app.py",
    "Для работы сайта необходимо включить JavaScript в настройках вашего браузера.",
    "Ваш браузер не поддерживает фреймы.",
  ])("begins so: «%s»", (text) => {
    expect(findErrorText(text, 20)).not.toBeNull();
    expect(findErrorText(text, 100)).toBeNull();
  });

  test.each([
    "Сайт не работает вторые сутки, сообщили жители Твери.",
    "Captcha стала новым способом обмана, предупредила полиция.",
    "Warning, новая песня группы, вышла в пятницу.",
  ])("does not begin as a short note does: «%s»", (text) => {
    expect(findErrorText(text, 20)).toBeNull();
  });

  const page = (body: string) =>
    `<html><head><title>Речной край</title></head><body><a class="logo" href="/">Речной край</a>${body}</body></html>`;

  test.each([
    [
      "names the error in its heading alone",
      "<h1>404</h1><p>Возможно, материал был удалён или перемещён в другой раздел нашего сайта.</p>",
      "not found",
    ],
    [
      "asks for the age of its reader",
      "<h2>Вам уже исполнилось 18 лет?</h2><p>Материалы сайта предназначены для лиц старше 18 лет, подтвердите возраст.</p>",
      "not allowed",
    ],
    ["found nothing to show for a search", "<h1>Результаты поиска</h1><p>Найдено: 0</p>", "results of a search"],
  ])("is none of an article where the page %s", async (_, body, reason) => {
    expect((await readRejection(page(body), { key: "articles/page-01.html" })).reason).toContain(reason);
  });

  test("does not hide a note beside a box for a search or a login", async () => {
    const note = "В Твери трамваи пойдут по новому мосту уже в понедельник, сообщили в депо.";
    const body = `<h1>Трамваи пойдут по новому мосту</h1><p>${note}</p><div><h2>Поиск</h2></div><div><h2>Вход</h2></div>`;
    expect((await readOne(page(body), { key: "articles/page-01.html" })).paragraphs).toEqual([note]);
  });
});

describe("a page with few words", () => {
  const STORY = "В Твери мошенники похитили у пенсионерки 500 тысяч рублей, сообщает полиция.";
  const TITLE = "500 тысяч рублей похитили у пенсионерки";

  test("is an article where its headline begins with the number of an error", async () => {
    const html = `<html><head><title>${TITLE}</title></head><body><h1>${TITLE}</h1><p>${STORY}</p></body></html>`;
    expect((await readOne(html, { key: "articles/page-01.html" })).paragraphs).toEqual([STORY]);
    expect((await readOne(`${TITLE}\n${STORY}\n`)).paragraphs).toEqual([STORY]);
  });

  test("is none where scraped text names an error twice and nothing else", async () => {
    expect(await readRejection("502 Bad Gateway\n502 Bad Gateway\nnginx\n")).toMatchObject({ code: "not-an-article" });
  });

  test("is none where an error stands below the site's name and menu", async () => {
    const text =
      "Речной край\nГлавная\nНовости\n404\nСтраница не найдена\nВернитесь на главную или воспользуйтесь поиском.\n";
    expect((await readRejection(text)).reason).toContain("not found");
  });

  test("is none where scraped text says that it was not found", async () => {
    const text =
      "Ошибка 404\nК сожалению, запрашиваемая вами страница не найдена. Возможно, она была удалена или перемещена.\n";
    expect(await readRejection(text)).toMatchObject({ code: "not-an-article" });
  });
});

describe("a page of days, titles and summaries", () => {
  const ITEMS =
    "13 мая 2020\nПаром сел на мель\nПаром с тремя машинами сел на мель на Волге у Казани, сообщает прокуратура республики.\n" +
    "12 мая 2020\nМост открыли в Самаре\nНовый мост через Самару открыли для движения, сообщает мэрия города и области.\n" +
    "11 мая 2020\nРыбы стало больше\nУченые посчитали осетров в нижнем течении реки, и оказалось, что их стало больше.\n";

  test("is a list, and an article where it has a title of its own", async () => {
    expect(await readRejection(ITEMS)).toMatchObject({ code: "not-an-article" });
    const digest = `Что случилось за неделю | Край.ру\nЧто случилось за неделю\n14 мая 2020, 10:00\n${ITEMS}`;
    expect((await readOne(digest)).title).toBe("Что случилось за неделю");
  });
});
