/**
 * Whole feeds, exports and sitemaps after the manners of the systems that write them (test/fixtures/feeds): every
 * article of each, with the fields that a reader of the document would write down.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readSitemap } from "../../../functions/sites/sitemap.ts";
import { decodeText, readArticles } from "../../../src/articles/articles.ts";
import { exportKind, exportLines, openExport } from "../../../src/articles/exports.ts";
import { FeedParser, feedArticle, feedReaderVersion } from "../../../src/articles/feeds.ts";
import type { Article } from "../../../src/articles/news.ts";
import { sha256, toHex } from "../../../src/content-hash.ts";
import { encodeText } from "../../support/single-byte-encoder.ts";

const FOLDER = new URL("../../fixtures/feeds/", import.meta.url);
/** The id of what has none of its own. */
const MADE = expect.stringMatching(/^[\w-]{22}$/) as unknown as string;
const AT_NOON = "2016-10-10T12:30+03:00";

/** Expected fields of an article; those that a row does not name must be absent. */
interface Expected {
  readonly id: string;
  readonly title?: string;
  readonly lead?: string;
  /** Beginning and end of the text, and its number of paragraphs. */
  readonly text: readonly [begin: string, end: string, paragraphs: number];
  readonly url?: string;
  readonly date?: string;
  readonly author?: string;
  readonly image?: string;
  /** Source, if it is not the host of the address. */
  readonly source?: string;
}

interface Row {
  readonly articles: readonly Expected[];
  /** Numbers of items, and why they gave none. */
  readonly rejected?: readonly (readonly [item: number, code: string])[];
  /** Counts of an export's items that are left out. */
  readonly leftOut?: Readonly<Record<string, number>>;
  readonly charset?: string;
  /** Replacements of characters that cannot stand in a file that people edit. */
  readonly replacing?: Readonly<Record<string, string>>;
}

const ROWS: Readonly<Record<string, Row>> = {
  "wordpress.xml": {
    articles: [
      {
        id: "https://lena.example/?p=4711",
        title: "Паромная переправа открылась «раньше срока»",
        text: ["Первый паром ушёл от причала", "Капитан сказал: «Вода стоит высоко».", 2],
        url: "https://lena.example/2016/10/parom/",
        date: AT_NOON,
        author: "Анна Белых",
      },
      {
        id: "https://lena.example/?p=4710",
        text: ["Уровень воды у Табаги", "поднялся на полметра.", 1],
        url: "https://lena.example/2016/10/4710/",
        date: "2016-10-09T18:00+03:00",
      },
    ],
  },
  "bitrix.xml": {
    charset: "windows-1251",
    articles: [
      {
        id: MADE,
        title: 'Мэр открыл "Парк Победы"',
        lead: "Парк открыли после ремонта.",
        text: ["Парк Победы открыли в понедельник.", "а у входа поставили сорок лавок.", 2],
        url: "https://gorod.example/news/?SECTION_ID=12&ELEMENT_ID=998",
        date: AT_NOON,
        image: "https://gorod.example/upload/iblock/0f1/park.jpg",
      },
      {
        id: "gorod.example:/news/997/",
        title: "График отключения воды",
        text: ["Воду отключат на улице Ленина", "с 9 до 18 часов.", 1],
        url: "https://gorod.example/news/997/",
        date: "2016-10-09T18:00+03:00",
      },
    ],
  },
  "drupal-7.xml": {
    articles: [
      {
        id: "145 at https://univer.example",
        title: "Физики измерили лёд",
        text: ["Физики измерили толщину льда", "на 12 сантиметров.", 2],
        url: "https://univer.example/news/145",
        date: AT_NOON,
      },
    ],
  },
  "drupal-10.xml": {
    articles: [
      {
        id: "https://museum.example/node/31",
        title: "Выставка мамонтов",
        text: ["В музее открылась выставка", "Скелет собирали три года.", 2],
        url: "https://museum.example/node/31",
        date: AT_NOON,
      },
    ],
  },
  "joomla.xml": {
    articles: [
      {
        id: "https://rayon.example/index.php/novosti/77-khleb",
        title: "Хлеб убрали до дождей",
        text: ["Комбайнёры закончили уборку", "центнеров с гектара.", 2],
        url: "https://rayon.example/index.php/novosti/77-khleb",
        date: "2016-10-08T10:00+03:00",
        author: "Пётр Сергеевич Ким",
      },
      {
        id: "https://rayon.example/index.php/novosti/76",
        title: "Расписание автобусов",
        text: ["Автобусы пойдут", "по зимнему расписанию.", 1],
        url: "https://rayon.example/index.php/novosti/76",
        date: "2016-10-07T10:00+03:00",
      },
    ],
  },
  // Declared as UTF-8.
  "dle.xml": {
    charset: "windows-1251",
    articles: [
      {
        id: "https://gorod24.example/index.php?newsid=5001&amp;cat=3",
        title: "Пожар в гаражах потушили за час",
        text: ["Гаражи загорелись ночью.", "сообщили в МЧС.", 2],
        url: "https://gorod24.example/index.php?newsid=5001&cat=3",
        date: "2016-10-10T03:15+03:00",
      },
    ],
  },
  "tilda.xml": {
    articles: [
      {
        id: MADE,
        title: "Как мы снимали ледоход",
        text: ["Мы ждали ледохода три дня.", "На четвёртый лёд пошёл.", 2],
        url: "https://sever.example/tpost/ledokhod",
        date: AT_NOON,
        author: "Марина Ким",
      },
    ],
  },
  "ghost.xml": {
    articles: [
      {
        id: "polar.example:65c1f0a2b3d4e5f6a7b8c9d0",
        title: "Зимовка & её люди",
        lead: "Как живут на станции, где ночь длится сто дней.",
        text: ["На станции зимуют шестеро.", "Солнце они увидят в феврале.", 2],
        url: "https://polar.example/zimovka/",
        date: AT_NOON,
        author: "Игорь Лем, Вера Тан",
        image: "https://polar.example/content/images/z.jpg",
      },
    ],
  },
  "hugo.xml": {
    articles: [
      {
        id: "https://oleg.example/posts/lodka/",
        title: "Как починить лодку",
        text: ["Лодку чинят летом.\n\nшить <доску>\n\n", "Сохнет она неделю.", 3],
        url: "https://oleg.example/posts/lodka/",
        date: AT_NOON,
      },
      {
        id: "https://oleg.example/posts/about/",
        title: "Обо мне",
        text: ["Живу на берегу", "& пишу.", 1],
        url: "https://oleg.example/posts/about/",
      },
    ],
  },
  "jekyll.xml": {
    articles: [
      {
        id: "https://blog.example/2016/10/10/sneg",
        title: "Снег & трамваи",
        text: ["Снег выпал ночью.", "Трамваи встали на час.", 2],
        url: "https://blog.example/2016/10/10/sneg.html",
        date: AT_NOON,
        author: "Надежда Орлова",
        image: "https://blog.example/sneg.jpg",
      },
    ],
  },
  "medium.xml": {
    articles: [
      {
        id: "https://texts.example/p/9f8e7d",
        title: "Почему поёт лёд",
        text: ["Лёд поёт, когда трескается.\n\nОткуда звук", "быстрее звука в воздухе.", 3],
        url: "https://texts.example/engineer/led-9f8e7d?source=rss----9a8b7c---4",
        date: AT_NOON,
        author: "Инженер Гарин",
      },
    ],
  },
  "blogger.xml": {
    articles: [
      {
        id: "tag:blogger.com,1999:blog-555.post-901",
        title: "Медведи вышли к посёлку",
        text: ["Два медведя вышли к посёлку.", "Их отпугнули трещотками.", 2],
        url: "https://taiga.example/2016/10/medvedi.html",
        date: AT_NOON,
        author: "Ольга Лес",
        image: "https://img.example/s72-c/m.jpg",
      },
    ],
  },
  "blogger-backup.xml": {
    articles: [
      {
        id: "tag:blogger.com,1999:blog-555.post-1",
        title: "Грибы пошли",
        text: ["Грибы пошли", "после дождя.", 1],
        url: "https://taiga.example/2016/10/griby.html",
        date: AT_NOON,
        author: "Ольга Лес",
      },
    ],
    rejected: [1, 2, 4, 5].map((item) => [item, "not-an-article"]),
  },
  "discourse.xml": {
    articles: [
      {
        id: "forum.example:forum.example-topic-88",
        title: "Когда откроют навигацию?",
        text: ["Говорят, в этом году рано.", "Кто видел лоцманов?", 2],
        url: "https://forum.example/t/topic/88",
        date: AT_NOON,
        author: "Капитан Врунгель",
        source: "Форум речников",
      },
    ],
  },
  "podcast.xml": {
    articles: [
      {
        id: "golos.example:golos-12",
        title: "Выпуск 12. Бакенщик",
        text: ["Последний бакенщик реки", "о своей работе.", 1],
        url: "https://golos.example/12",
        date: AT_NOON,
        author: "Сергей Дан",
        image: "https://golos.example/12.jpg",
      },
    ],
    rejected: [[2, "no-text"]],
  },
  "lenta.xml": {
    articles: [
      {
        id: "https://polosa.example/news/2016/10/10/ice/",
        title: "Ледокол застрял во льдах. Его вызволят к среде",
        text: ["Ледокол «Таймыр» застрял в проливе.", "сообщает пароходство.", 1],
        url: "https://polosa.example/news/2016/10/10/ice/",
        date: AT_NOON,
        author: "Марина Ким",
        image: "https://icdn.polosa.example/images/2016/10/10/12/pic_1.jpg",
      },
    ],
  },
  // Its prefixes are not declared.
  "ria.xml": {
    articles: [
      {
        id: "https://agency.example/20161010/reys-1478817110.html",
        title: 'В Якутске "Полярные авиалинии" открыли рейс в Тикси',
        text: ["ЯКУТСК, 10 окт — Агентство Север.", "Летать будут дважды в неделю.", 2],
        url: "https://agency.example/20161010/reys-1478817110.html",
        date: AT_NOON,
        image: "https://cdn.agency.example/images/1.jpg",
      },
    ],
    rejected: [[2, "no-text"]],
  },
  "tass.xml": {
    articles: [
      {
        id: "telegraf.example:nauka/3690000",
        title: "Учёные нашли стоянку древних людей",
        lead: "Находке двенадцать тысяч лет",
        text: ["МОСКВА, 10 октября. /ТАСС/.", "сказал руководитель экспедиции.", 2],
        url: "https://telegraf.example/nauka/3690000?utm_source=rss&utm_medium=feed&utm_campaign=all",
        date: AT_NOON,
      },
    ],
  },
  "yandex-news.xml": {
    articles: [
      {
        id: MADE,
        title: "Троллейбусы вернулись на проспект",
        lead: "Движение восстановили после ремонта сети.",
        text: ["Троллейбусы вернулись на проспект Мира.", "300 метров проводов & две растяжки.", 2],
        url: "https://vecher.example/1",
        date: AT_NOON,
        author: "Олег Пак, Анна Белых",
        image: "https://vecher.example/1.jpg",
      },
    ],
  },
  // Without a title, but in the header of the text.
  "turbo.xml": {
    articles: [
      {
        id: MADE,
        title: "Томаты любят тень",
        text: ["Томаты не любят полуденного солнца.", "с двенадцати до трёх.", 2],
        url: "https://dacha.example/tomaty",
        date: AT_NOON,
        author: "Зоя Лук",
      },
    ],
    rejected: [[2, "no-text"]],
  },
  "dzen.xml": {
    articles: [
      {
        id: "kray.example:a1b2c3d4",
        title: "Кто живёт в старом маяке",
        lead: "Смотритель маяка не видел соседей с весны.",
        text: ["Маяк стоит с 1911 года.\n\nПочта раз в месяц", "Хлеб он печёт сам.", 5],
        url: "https://kray.example/mayak",
        date: AT_NOON,
        image: "https://kray.example/m1.jpg",
      },
    ],
  },
  "rdf-koi8.xml": {
    charset: "koi8-r",
    articles: [
      {
        id: "http://linux.example/1",
        title: "Вышло ядро 2.6.8",
        text: ["Вышло новое ядро.", "ускорена запись на диск.", 1],
        url: "http://linux.example/1",
        date: "2004-08-14T10:30+04:00",
        author: "Олег Пак",
      },
      {
        id: "http://linux.example/2",
        title: "Встреча пользователей",
        text: ["Встреча пройдёт", "в пятницу.", 1],
        url: "http://linux.example/2",
        date: "2004-08-13",
      },
    ],
  },
  "rss-091-utf16.xml": {
    charset: "utf-16le",
    articles: [
      {
        id: MADE,
        title: "Читальный зал работает до восьми",
        text: ["С понедельника читальный зал", "до восьми вечера.", 1],
        url: "http://biblio.example/zal.shtml",
      },
    ],
  },
  // Warnings of a programme and a byte order mark before the declaration.
  "modx-warnings.xml": {
    replacing: { "{BOM}": "\uFEFF" },
    articles: [
      {
        id: "https://sport.example/news/lyzhi.html",
        title: "Лыжники открыли сезон",
        text: ["Первая гонка собрала", "Победил Иван Снег.", 2],
        url: "https://sport.example/news/lyzhi.html",
        date: AT_NOON,
        author: "Тренер Ухов",
      },
    ],
  },
  // Nothing is escaped, and end tags close nothing.
  "netcat-unescaped.xml": {
    articles: [
      {
        id: MADE,
        title: "Завод сварил <100 тонн & перевыполнил план",
        text: ["Плавка шла ночью.\n\nБрак был <5 %.", "Сменный мастер доволен.", 3],
        url: "http://zavod.example/news/?id=7&section=2&copy=1",
        date: AT_NOON,
      },
      {
        id: MADE,
        title: "Столовая закрыта",
        text: ["Столовую закрыли", "на ремонт.", 1],
        url: "http://zavod.example/news/?id=6",
        date: "2016-10-10T08:00+03:00",
      },
      {
        id: MADE,
        title: "Вакансии",
        text: ["Нужны токари", "и сварщики.", 1],
        url: "http://zavod.example/news/?id=5",
        date: "2016-10-09T08:00+03:00",
      },
    ],
  },
  "umi-dates.xml": {
    articles: [
      ["Первый", "первого", AT_NOON],
      ["Второй", "второго", "2016-10-10T15:15+03:00"],
      ["Третий", "третьего", AT_NOON],
      ["Четвёртый", "четвёртого", AT_NOON],
      ["Пятый", "пятого", AT_NOON],
      ["Шестой", "шестого", undefined],
      ["Седьмой", "седьмого", AT_NOON],
      ["Восьмой", "восьмого", undefined],
      ["Девятый", "девятого", AT_NOON],
    ].map(([title = "", word = "", date], n) => ({
      id: `umi.example:${n + 1}`,
      title,
      text: ["Слова ", `${word}.`, 1],
      url: `https://umi.example/news/${n + 1}/`,
      ...(date === undefined ? {} : { date }),
    })),
  },
  "livejournal.xml": {
    articles: [
      {
        id: "https://geolog.example/1001.html",
        text: ["Вышли к реке под вечер.", "Палатку ставили в темноте.", 2],
        url: "https://geolog.example/1001.html",
        date: AT_NOON,
      },
    ],
  },
  "hostile.xml": {
    replacing: { "{A MILLION SIGNS}": "x".repeat(1_000_000) },
    articles: [
      {
        id: MADE,
        title: "Файл &passwd; на месте",
        text: ["До после", "&lol3; и всё.", 1],
        url: "https://hostile.example/1",
      },
      { id: "https://a:b@hostile.example/2", title: "Адрес", text: ["Текст", "без сценария.", 1] },
    ],
  },
  "deep.xml": {
    replacing: { "{A THOUSAND ELEMENTS}": `${"<div>".repeat(1_000)}Темно.${"</div>".repeat(1_000)}` },
    articles: [{ id: MADE, title: "Наверху", text: ["Здесь", "ещё светло.", 1], url: "https://deep.example/1" }],
    rejected: [[2, "broken-xml"]],
  },
  "cut-off.xml": {
    articles: [
      {
        id: "https://cut.example/1",
        title: "Мост построили",
        text: ["Мост построили", "за год.", 1],
        url: "https://cut.example/1",
        date: AT_NOON,
      },
    ],
    rejected: [[2, "broken-xml"]],
  },
  "controls.xml": {
    replacing: { "{U+0008}": "\b", "{U+0001}": "\x01", "{U+1F600}": "😀", "{U+FFFE}": "\uFFFE" },
    articles: [
      {
        id: "signs:1",
        title: "Ура 😀 победили",
        text: ["Первая строка. Улыбка 😀 цела,", "пол-улыбки нет.", 1],
        url: "https://signs.example/1",
      },
    ],
  },
  "utf16be-without-mark.xml": {
    charset: "utf-16be",
    articles: [
      {
        id: MADE,
        title: "Порт принял сухогруз",
        text: ["Порт принял", "сухогруз «Лена».", 1],
        url: "https://port.example/1",
        date: AT_NOON,
      },
    ],
  },
  "atom-xhtml.xml": {
    articles: [
      {
        id: "urn:uuid:1225c695",
        title: "Знак ≤ < больше",
        text: ["Пусть a < b & b < c.", "Тогда a меньше.", 2],
        url: "https://xhtml.example/news/2016/znak",
        date: AT_NOON,
        author: "Анна Белых, Олег Пак",
      },
      {
        id: "urn:uuid:2",
        title: "Перепечатка",
        text: ["Коротко", "о главном.", 1],
        url: "https://xhtml.example/re",
        date: "2016-10-08T17:00+03:00",
        source: "Соседняя газета",
      },
    ],
  },
  "atom-03.xml": {
    articles: [
      {
        id: "tag:old.example,2004:may",
        title: "Праздник",
        text: ["Гуляли до вечера.", "Потом пошёл дождь.", 2],
        url: "http://old.example/may.html",
        date: "2004-05-01T12:00+04:00",
        author: "Дед",
      },
    ],
  },
  "repeats.xml": {
    articles: [
      {
        id: "twice.example:700",
        title: "Скобка ]]> в тексте",
        text: ["Конец раздела пишут как ]]>", "в двух частях.", 1],
        url: "https://twice.example/700?utm_source=rss",
        date: AT_NOON,
      },
      {
        id: MADE,
        title: "ООО «Заря» & Ко",
        text: ["Дважды записанный", "абзац.", 1],
        url: "https://twice.example/701",
        date: AT_NOON,
      },
    ],
    rejected: [
      [2, "repeated-article"],
      [3, "no-text"],
    ],
  },
  "regional.xml": {
    articles: [
      {
        id: "oblast.example:5",
        title: "Дожди задержат уборку",
        lead: "Дожди пойдут всю неделю.",
        text: ["Синоптики обещают дожди.", "Уборку картофеля отложат.", 2],
        url: "http://oblast.example/n/5",
        date: AT_NOON,
        author: "Анна Белых",
        image: "https://oblast.example/5.png",
        source: "Метеоцентр",
      },
    ],
  },
  "wxr-classic.xml": {
    articles: [
      {
        id: "https://kray-wp.example/?p=10",
        title: "Соболь вернулся в заповедник",
        lead: "Зверя не видели здесь десять лет.",
        text: [
          "Соболь вернулся в заповедник после десяти лет.\n\nЕгеря насчитали сорок зверей [данные на 1 октября].",
          "Скобка ]]> тоже цела.",
          4,
        ],
        url: "https://kray-wp.example/sobol/",
        date: AT_NOON,
        author: "Анна Белых",
        source: "Таёжный край",
      },
      {
        id: "https://kray-wp.example/?p=20",
        title: "Лоси на дороге",
        text: ["Лоси вышли", "на дорогу.", 1],
        url: "https://kray-wp.example/losi/",
        date: "2016-10-11T08:00+03:00",
        source: "Таёжный край",
      },
    ],
    leftOut: {
      attachment: 1,
      nav_menu_item: 1,
      "draft post": 1,
      "private post": 1,
      "post with a password": 1,
      "future post": 1,
      page: 1,
      "post without text": 1,
    },
  },
  // Declared as windows-1251.
  "wxr-gutenberg.xml": {
    articles: [
      {
        id: "https://blocks.example/?p=1",
        title: "Ёжики & лисы",
        text: ["Ёжики готовятся к зиме.\n\nЛистья они носят сами.", "Лисы им не помеха.", 3],
        url: "https://blocks.example/ezhi/",
        date: AT_NOON,
        source: "Новый край",
      },
    ],
    leftOut: {},
  },
  "telegram-public.json": {
    articles: [
      {
        id: "telegram:1234567890:2",
        title: "Мост закрыли на сутки",
        text: ["Объезд — по улице Мира.", "#мост @gorod_now", 2],
        url: "https://t.me/gorod/2",
        date: AT_NOON,
        source: "Город сейчас",
      },
      {
        id: "telegram:1234567890:4",
        text: ["Ожидается туман.", "до 200 метров.", 1],
        url: "https://t.me/gorod/4",
        date: "2016-10-10T14:00+03:00",
        source: "МЧС области",
      },
      {
        id: "telegram:1234567890:6",
        text: ["Мост закрыт", "открыт раньше срока", 1],
        url: "https://t.me/gorod/6",
        date: "2016-10-10T16:00+03:00",
        source: "Город сейчас",
      },
    ],
    leftOut: { "service message": 1, "message without text": 2 },
  },
  "telegram-private.json": {
    articles: [
      {
        id: "telegram:77:10",
        title: "Шторм идёт с запада",
        text: ["Рыбаков просят", "вернуться.", 1],
        url: "https://t.me/gorod/10",
        date: AT_NOON,
        author: "Вера Тан",
        source: "Редакция",
      },
      {
        id: "telegram:77:11",
        text: ["#погода #шторм", "Ветер усилится к вечеру.", 2],
        url: "https://t.me/gorod/11",
        date: "2016-10-10T12:31+03:00",
        source: "Редакция",
      },
      {
        id: "telegram:77:12",
        text: ["Половина знака", '"кавычки" и { скобки ] целы.', 1],
        url: "https://t.me/gorod/12",
        date: "2016-10-10T12:32+03:00",
        source: "Редакция",
      },
    ],
    leftOut: { "message without text": 1 },
  },
};

/** Addresses with their `lastmod` and the date of a map of news. */
const SITEMAPS: Readonly<Record<string, Awaited<ReturnType<typeof readSitemap>>>> = {
  "sitemap.xml": {
    pages: [
      { url: new URL("https://lena.example/"), lastmod: "2016-10-10T12:30:00+03:00", published: null },
      {
        url: new URL("https://lena.example/%D0%BC%D0%BE%D1%81%D1%82/?a=1&b=2"),
        lastmod: "2016-10-09",
        published: null,
      },
      { url: new URL("https://lena.example/мост-2"), lastmod: null, published: null },
    ],
    maps: [],
    badAddresses: 2,
    fault: null,
  },
  "sitemap-news.xml": {
    pages: [
      { url: new URL("https://lena.example/parom"), lastmod: null, published: "2016-10-10T12:30:00+03:00" },
      { url: new URL("https://lena.example/led"), lastmod: null, published: "2016-10-09" },
    ],
    maps: [],
    badAddresses: 0,
    fault: null,
  },
  "sitemap-index.xml": {
    pages: [],
    maps: [
      {
        url: new URL("https://lena.example/post-sitemap.xml"),
        lastmod: "2016-10-10T09:30:00+00:00",
        published: null,
      },
      { url: new URL("https://lena.example/page-sitemap.xml?p=1&q=2"), lastmod: null, published: null },
    ],
    badAddresses: 0,
    fault: null,
  },
  "sitemap.txt": {
    pages: [1, 2].map((id) => ({ url: new URL(`https://lena.example/${id}`), lastmod: null, published: null })),
    maps: [],
    badAddresses: 1,
    fault: null,
  },
};

async function bytesOf(file: string, { charset = "utf-8", replacing = {} }: Pick<Row, "charset" | "replacing">) {
  let text = readFileSync(new URL(file, FOLDER), "utf8");
  for (const [mark, written] of Object.entries(replacing)) text = text.replaceAll(mark, written);
  return encodeText(charset === "utf-16le" ? `\uFEFF${text}` : text, charset);
}

/** A million signs one by one say no more than these. */
const SHORT = { "{A MILLION SIGNS}": "x" };

/** The items, and why there are no more. */
function itemsOf(text: string, chunkLength: number) {
  const parser = new FeedParser();
  const items = [];
  for (let start = 0; start < text.length; start += chunkLength) {
    items.push(...parser.write(text.slice(start, start + chunkLength)));
  }
  parser.end();
  return { items, fault: parser.fault, kind: parser.kind };
}

/**
 * Reads an export as `poisk import` does, and its lines as the reader of uploads does; a feed with the latter alone.
 */
async function readWhole(bytes: Uint8Array) {
  const kind = exportKind(bytes.subarray(0, 16_384));
  if (kind !== "wordpress" && kind !== "telegram") return readArticles(bytes, { key: "articles/feed.xml" });
  async function* chunks() {
    yield bytes;
  }
  const exported = openExport(chunks(), kind, bytes.subarray(0, 16_384), { hasPages: false, username: "gorod" });
  const lines: Uint8Array[] = [];
  for await (const chunk of exportLines(exported)) lines.push(chunk);
  const read = await readArticles(Buffer.concat(lines), { key: "articles/export.jsonl" });
  return { ...read, leftOut: Object.fromEntries(exported.leftOut) };
}

/** The fields of an article that a row names, in its form. */
function fieldsOf(article: Article, expected: Expected | undefined): object {
  const [begin = "", end = ""] = expected?.text ?? [];
  const { id, title, lead, text, url, author, image, publishedAt, source } = article;
  return {
    id,
    title,
    lead,
    text: [text.slice(0, begin.length), text.slice(text.length - end.length), article.paragraphs.length],
    url,
    author,
    image,
    date: publishedAt,
    source,
  };
}

const NOTHING = { title: null, lead: "", url: null, author: null, image: null, date: null };
/** Names of sites in the feeds' titles; the others have none, or their items name the source. */
const SITE_NAMES: ReadonlyMap<string, string> = new Map([
  ["atom-03.xml", "Старый дневник"],
  ["atom-xhtml.xml", "Сводка"],
  ["bitrix.xml", "Администрация города"],
  ["blogger.xml", "Тайга рядом"],
  ["controls.xml", "Знаки"],
  ["cut-off.xml", "Обрыв"],
  ["deep.xml", "Глубина"],
  ["dle.xml", "Город 24"],
  ["drupal-10.xml", "Музей"],
  ["drupal-7.xml", "Университет"],
  ["dzen.xml", "Край"],
  ["ghost.xml", "Полярный круг"],
  ["hostile.xml", "&lol3;"],
  ["hugo.xml", "Заметки on Сайт Олега"],
  ["jekyll.xml", "Тетрадь"],
  ["joomla.xml", "Районная газета"],
  ["lenta.xml", "Полоса"],
  ["livejournal.xml", "Записки геолога"],
  ["modx-warnings.xml", "Спортшкола"],
  ["netcat-unescaped.xml", "Завод"],
  ["podcast.xml", "Голос реки"],
  ["rdf-koi8.xml", "Новости ядра"],
  ["repeats.xml", "Повторы"],
  ["ria.xml", "Агентство Север"],
  ["rss-091-utf16.xml", "Областная библиотека"],
  ["tass.xml", "Телеграфное агентство"],
  ["tilda.xml", "Студия «Север»"],
  ["turbo.xml", "Дачный совет"],
  ["umi-dates.xml", "Турфирма"],
  ["utf16be-without-mark.xml", "Порт"],
  ["wordpress.xml", "Ленский вестник"],
  ["yandex-news.xml", "Вечерний город"],
]);
const sourceOf = ({ url, source }: Expected, file: string) =>
  source ?? (url === undefined ? null : (SITE_NAMES.get(file) ?? new URL(url).hostname));

describe("a whole feed or export", () => {
  for (const [file, row] of Object.entries(ROWS)) {
    it(`is read with all its fields: ${file}`, async () => {
      const read = await readWhole(await bytesOf(file, row));
      expect(read.articles.map((article, n) => fieldsOf(article, row.articles[n]))).toEqual(
        row.articles.map((expected) => ({ ...NOTHING, source: sourceOf(expected, file), ...expected })),
      );
      expect(read.rejected.map(({ item, code }) => [item, code])).toEqual(row.rejected ?? []);
      if ("leftOut" in read) expect(read.leftOut).toEqual(row.leftOut);
    });
  }

  for (const [file, expected] of Object.entries(SITEMAPS)) {
    it(`is read with all its fields: ${file}`, async () => {
      expect(await readSitemap(await bytesOf(file, {}))).toEqual(expected);
    });
  }

  for (const [file, row] of Object.entries(ROWS).filter(([file]) => file.endsWith(".xml"))) {
    it(`is the same in chunks of any size: ${file}`, async () => {
      const text =
        decodeText(await bytesOf(file, { ...row, replacing: { ...row.replacing, ...SHORT } }), null)?.text ?? "";
      const whole = itemsOf(text, text.length);
      for (const length of [1, 2, 3, 7, 41]) expect(itemsOf(text, length)).toEqual(whole);
    });
  }

  // A new document changes the digest too, and no version.
  it("becomes other fields only under another version of the reader", () => {
    const fields = Object.keys(ROWS)
      .filter((file) => file.endsWith(".xml"))
      .map((file) => {
        const parser = new FeedParser();
        const items = parser.write(readFileSync(new URL(file, FOLDER), "utf8"));
        return items.map((item) => feedArticle(item, parser.channel).fields);
      });
    const digest = toHex(sha256(JSON.stringify(fields))).slice(0, 16);
    expect([feedReaderVersion, digest]).toEqual(["5", "d5eb55e759735fdc"]);
  });

  it("lies in the folder of fixtures for each row, and no other does", () => {
    expect(readdirSync(FOLDER).sort()).toEqual([...Object.keys(ROWS), ...Object.keys(SITEMAPS)].sort());
  });
});
