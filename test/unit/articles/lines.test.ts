import { describe, expect, test } from "vitest";
import {
  findNoise,
  isPhotoCredit,
  isTeaser,
  joinBrokenLines,
  stripGluedMore,
} from "../../support/inside/articles-line-rules.ts";
import { lineShape, splitPageLines } from "../../support/inside/articles-text.ts";

const noiseOf = (line: string) => findNoise(line, lineShape(line));
const joined = (text: string) => joinBrokenLines(splitPageLines(text)).map((line) => line.text);

describe("lineShape", () => {
  test("a sentence ends with its mark, perhaps in quotes", () => {
    for (const line of [
      "Мост открыт.",
      "Мост открыт!",
      "«Мост открыт.»",
      'Он сказал: "Да."',
      "Мост открыт…",
      "Мост открыт.*",
    ]) {
      expect(lineShape(line).endsSentence, line).toBe(true);
    }
    for (const line of ["Мост открыт", "«Мост открыт»", "Мост:", "Мост,"])
      expect(lineShape(line).endsSentence, line).toBe(false);
  });

  test("small letters and closing marks begin the middle of a sentence", () => {
    for (const line of ["в Киеве", ", а потом", ".", "— сказал он"])
      expect(lineShape(line).startsOpen, line).toBe(true);
    for (const line of ["Мост", "«Мост»", "— Да", "5 мостов"]) expect(lineShape(line).startsOpen, line).toBe(false);
  });

  test("headlines have a verb, names of things have none", () => {
    expect(lineShape("Омбудсмен рассказала о детях").hasVerb).toBe(true);
    expect(lineShape("Сигнал и канал").hasVerb).toBe(false);
  });

  test("a line of ten megabytes costs no more than its ends", () => {
    expect(lineShape("слово ".repeat(1_500_000)).words).toBeLessThanOrEqual(1_000);
  });
});

describe("splitPageLines", () => {
  test("addresses in brackets go, and what they stood at is a link", () => {
    const lines = splitPageLines(
      "Спорт [https://example.org/sport]\n\nМост\n[https://example.org/most]\nТекст [https://x.example] дальше",
    );
    expect(lines.map(({ text, isLink }) => [text, isLink])).toEqual([
      ["Спорт", true],
      ["Мост", true],
      ["Текст дальше", false],
    ]);
  });

  test("marks of headings go, brackets of other kinds stay", () => {
    expect(splitPageLines("*** Заголовок\n## Глава\nоно [освобождение] состоялось").map(({ text }) => text)).toEqual([
      "Заголовок",
      "Глава",
      "оно [освобождение] состоялось",
    ]);
  });
});

describe("joinBrokenLines", () => {
  test("joins speech to its sentence on a page where one line surely goes on so", () => {
    const sure = [
      "Порошенко назвал переговоры в Минске, которые шли всю ночь до утра, как",
      "«очень сложные», и уехал домой.",
    ];
    const speech = [
      "Стороны выступили с заявлением, в котором призвали",
      "«Дать наблюдателям пройти к мосту и увидеть его».",
    ];
    const end = "Об этом рассказали в пресс-службе городской администрации поздно вечером.";
    expect(joined([end, ...sure, ...speech, end].join("\n"))).toEqual([end, sure.join(" "), speech.join(" "), end]);
    expect(joined([end, ...speech, end].join("\n"))).toEqual([end, ...speech, end]);
  });

  test("a linked name and a lone full stop return to their sentence", () => {
    expect(joined("Об этом рассказал журналистам пресс-секретарь губернатора\nОлег Серов\n.")).toEqual([
      "Об этом рассказал журналистам пресс-секретарь губернатора Олег Серов.",
    ]);
    expect(
      joined("Мост через реку открыл глава города\nИван Белов\nв присутствии гостей из соседней области."),
    ).toHaveLength(1);
  });

  test("a blank line before the rest of a sentence is no hindrance", () => {
    expect(
      joined("Мост через широкую реку открыл вчера утром глава города\n\nИван Белов\n\n, который его построил."),
    ).toEqual(["Мост через широкую реку открыл вчера утром глава города Иван Белов, который его построил."]);
  });

  test("headlines, buttons and captions are not joined", () => {
    const page = "Мост открыт\nтеги\nДругой мост закрыт на ремонт\nсегодня в 05:46, просмотров: 237\nФото: Иван Белов";
    expect(joined(page)).toEqual(page.split("\n"));
  });

  test("text wrapped at a fixed width becomes paragraphs", () => {
    const page =
      "Мост через реку, который строили три года, открыли вчера утром для пешеходов и\nвелосипедистов, а осенью по нему пойдут автобусы и трамваи, рассказали вчера в\n" +
      "городской администрации. Работы не останавливались даже зимой, потому что лето\nбыло дождливым.\nПодрядчик обещает закончить отделку перил и освещение ко дню города, если опять не\nпомешает погода.";
    expect(joined(page).map((line) => line.slice(0, 14))).toEqual(["Мост через рек", "Подрядчик обещ"]);
  });

  test("a dateline alone on its line opens the next one, a glued one begins a line", () => {
    expect(joined("ОМСК, 10 авг – РИА Новости.\nМост открыт.")).toEqual(["ОМСК, 10 авг – РИА Новости. Мост открыт."]);
    expect(joined("Другой мост закрылиМосква. 6 октября. INTERFAX.RU - Мост открыт.")).toEqual([
      "Другой мост закрыли",
      "Москва. 6 октября. INTERFAX.RU - Мост открыт.",
    ]);
  });

  test("a text without capitals keeps its lines", () => {
    expect(joined("мост открыт для всех жителей и гостей города\nпо нему пошли трамваи и автобусы")).toHaveLength(2);
  });
});

describe("findNoise", () => {
  test.each([
    ["Подробнее", "more"],
    ["Лента новостей", "feed"],
    ["Комментарии (12)", "comments"],
    ["Просмотров: 1045", "counter"],
    ["Читайте также:", "related"],
    ["Читайте также: Мост закрыт", "teaser"],
    ["Фоторепортаж", "gallery"],
    ["Оформите подписку, чтобы дочитать", "wall"],
    ["18+", "notice"],
    ["15:27", "date"],
    ["51231", "counter"],
    ["$ 64.33 (0)", "counter"],
    ["https://example.org/a", "address"],
    ["РИА Новости https://ria.ru/society/1.html", "address"],
    ["MK.RU", "address"],
    ["Теги: дым, МКАД", "label"],
    ["Авторы: Иван Белов", "label"],
    ["Озвучить текст", "interface"],
    ["Читать ria.ru в", "interface"],
    ["Ошибка в тексте? Выделите её и нажмите «Ctrl + Enter»", "interface"],
    ["Есть обновление от 20:26 -Мост открыт", "interface"],
    ["Все права защищены.", "legal"],
    ["Подписывайтесь на наш канал в Telegram, чтобы узнавать новости первыми.", "interface"],
  ])("%s is %s", (line, kind) => {
    expect(noiseOf(line)).toBe(kind);
  });

  test.each([
    "— Да.",
    "— Нет.",
    "Россия поддержала предложение.",
    "Место было выбрано неудачно.",
    "Авторы проекта считают иначе.",
    "Комментарии к закону опубликуют позже.",
    "В законе появились требования к обработке персональных данных и к тому, как их хранят операторы связи.",
    "Суд признал виновными троих, сообщает корреспондент.",
    "Зимой - не теплее 19 градусов",
  ])("%s is no noise", (line) => {
    expect(noiseOf(line)).toBeNull();
  });
});

describe("credits and teasers", () => {
  test.each([
    "© РИА Новости / Иван Белов",
    "Фото: Zuma/ТАСС",
    "Иван Белов / Reuters",
    "Getty Images",
    "Хакер за компьютером. Архивное фото",
    "Самолет А-50 - РИА Новости, 1920, 23.09.2021",
  ])("%s is a credit", (line) => expect(isPhotoCredit(line, lineShape(line))).toBe(true));

  test.each(["Фотограф Иван Белов показал снимки.", "Он работал в агентстве.", "Скорость 100 км/ч"])(
    "%s is none",
    (line) => expect(isPhotoCredit(line, lineShape(line))).toBe(false),
  );

  test.each([
    'Экономика01 октября 2022"Молдовагаз" сообщил о поставках',
    "В мире 29 августа 2022Ряд компаний закрылся",
    "Мост закрыли на ремонтЧитать подробнее",
    "Он провел два дня в горах. Об этом....",
  ])("%s is a teaser", (line) => expect(isTeaser(line)).toBe(true));

  test("a sentence that tells of a date is none", () => {
    expect(isTeaser("Союз разморозил 7 декабря 2009 года торговое соглашение.")).toBe(false);
    expect(isTeaser("Он помолчал... и ушел.")).toBe(false);
  });

  test("a link glued to a whole sentence is cut off it", () => {
    expect(stripGluedMore("Мост открыт.Читать подробнее")).toBe("Мост открыт.");
    expect(stripGluedMore("Мост открыт.")).toBe("Мост открыт.");
  });
});

describe("a date on a line of its own", () => {
  test("is not taken for the rest of the line above it, where two lines are as wide as wrapped ones", () => {
    const title = "Покупатели из малых городов догнали москвичей по числу онлайн-заказов";
    const teaser = "Ритейл11 декабря 2020Ёлки в этом году подорожают на десятую часть Читать";
    const story =
      "Жители малых городов впервые оформили столько же заказов, сколько и москвичи, показало исследование.";
    const page = [title, "13:11, 17 декабря 2020", "", story, teaser, story, "", "Подписывайтесь на наш канал", "Вход"];
    expect(joined(page.join("\n")).slice(0, 2)).toEqual([title, "13:11, 17 декабря 2020"]);
  });
});
