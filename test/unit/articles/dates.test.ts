import { describe, expect, test } from "vitest";
import { dayNumber, dayOfNumber, isCalendarDay, isoDay, isoMinute, wallTimeAt } from "../../../src/articles/news.ts";
import {
  earliestDay,
  findAddressDate,
  findDates,
  inferYear,
  isDatedByline,
  isDateLine,
  parseDate,
} from "../../support/inside/articles-dates.ts";

function show(text: string, today: { year: number; month: number; day: number } | null = null): string | null {
  const reading = parseDate(text, { today });
  if (reading === null) return null;
  if (reading.precision === "minute") return isoMinute(reading.wall);
  if (reading.precision === "day") return isoDay(reading.day);
  return reading.precision === "month" ? `${reading.year}-${reading.month}` : String(reading.year);
}

describe("parseDate", () => {
  test.each([
    ["9 октября 2016", "2016-10-09"],
    ["9 октября 2016 г.", "2016-10-09"],
    ["9 октября 2016 года", "2016-10-09"],
    ["9 окт 2016", "2016-10-09"],
    ["9 окт. 2016", "2016-10-09"],
    ["15 Сен. 2016", "2016-09-15"],
    ["3 сент 2016", "2016-09-03"],
    ["1 мая 2016", "2016-05-01"],
    ["09.10.2016", "2016-10-09"],
    ["09.10.16", "2016-10-09"],
    ["9/10/2016", "2016-10-09"],
    ["09-10-2016", "2016-10-09"],
    ["2016-10-09", "2016-10-09"],
    ["20161009", "2016-10-09"],
    ["2016-10-09T12:30:00Z", "2016-10-09T15:30+03:00"],
    ["2016-10-09T12:30:00.123+03:00", "2016-10-09T12:30+03:00"],
    ["2016-10-09T22:30:00+00:00", "2016-10-10T01:30+03:00"],
    ["2016-10-09 12:30", "2016-10-09T12:30+03:00"],
    ["Sun, 09 Oct 2016 12:30:00 +0300", "2016-10-09T12:30+03:00"],
    ["Sun, 9 Oct 2016 12:30:00 GMT", "2016-10-09T15:30+03:00"],
    ["02 May 2020", "2020-05-02"],
    ["May 2, 2020", "2020-05-02"],
    ["September 13th, 2019", "2019-09-13"],
    ["March 5, 2017 3:15 PM", "2017-03-05T15:15+03:00"],
    ["March 5, 2017 at 12:05 am", "2017-03-05T00:05+03:00"],
    ["05.03.2017 12:05 pm", "2017-03-05T12:05+03:00"],
    ["05.03.2017 15:05 pm", "2017-03-05T15:05+03:00"],
    ["14:05 / 02.06.2017", "2017-06-02T14:05+03:00"],
    ["18:20 , 07 июня 2017", "2017-06-07T18:20+03:00"],
    ["29 февраля 2020", "2020-02-29"],
    ["00:00 01.01.2020", "2020-01-01T00:00+03:00"],
    ["2012-07-01T12:00:00Z", "2012-07-01T16:00+04:00"],
    ["15.01.2012 12:00", "2012-01-15T12:00+04:00"],
    ["15.01.2010 12:00", "2010-01-15T12:00+03:00"],
    ["22:01, 24 августа 2018", "2018-08-24T22:01+03:00"],
    ["24 августа 2018 в 22:01", "2018-08-24T22:01+03:00"],
    ["12:18 12.09.2019", "2019-09-12T12:18+03:00"],
    ["13.09.2019, 16:22", "2019-09-13T16:22+03:00"],
    ["13 сентября 2019 16:20 МСК", "2019-09-13T16:20+03:00"],
    ["октябрь 2016", "2016-10"],
    ["2016-10", "2016-10"],
    ["2016", "2016"],
    ["31.02.2016", null],
    ["29.02.2015", null],
    ["12.30", null],
    ["192.168.10.20", null],
    ["давно", null],
    ["", null],
  ])("%s", (text, expected) => {
    expect(show(text)).toBe(expected);
  });

  test("«сегодня», «вчера» and «позавчера» need the day of the upload", () => {
    const today = { year: 2020, month: 1, day: 1 };
    expect(show("сегодня, 10:15", today)).toBe("2020-01-01T10:15+03:00");
    expect(show("вчера в 10:15", today)).toBe("2019-12-31T10:15+03:00");
    expect(show("Позавчера", today)).toBe("2019-12-30");
    expect(show("сегодня, 10:15")).toBeNull();
  });

  test("Moscow's clock is that of the year: +04:00 in the summers to 2010 and from 2011 to 2014", () => {
    expect(show("2009-01-15 12:00")).toBe("2009-01-15T12:00+03:00");
    expect(show("2009-07-15 12:00")).toBe("2009-07-15T12:00+04:00");
    expect(show("2012-01-15 12:00")).toBe("2012-01-15T12:00+04:00");
    expect(show("2015-07-15 12:00")).toBe("2015-07-15T12:00+03:00");
  });

  test("findDates tells where each date stands", () => {
    const line = "14:51 13.12.2019 (обновлено: 19:37 13.12.2019)";
    expect(findDates(line, { today: null }).map(({ start, end }) => line.slice(start, end).trim())).toEqual([
      "14:51 13.12.2019",
      "19:37 13.12.2019",
    ]);
  });
});

describe("calendar", () => {
  test("day numbers and days are each other's inverse", () => {
    expect(dayNumber({ year: 1970, month: 1, day: 1 })).toBe(0);
    expect(dayOfNumber(dayNumber({ year: 2000, month: 2, day: 29 }))).toEqual({ year: 2000, month: 2, day: 29 });
    expect(isCalendarDay({ year: 1900, month: 2, day: 29 })).toBe(false);
  });

  test("a moment beyond the calendar has no wall time", () => {
    expect(wallTimeAt(Number.NaN)).toBeNull();
    expect(wallTimeAt(9e15)).toBeNull();
  });
});

describe("isDateLine", () => {
  test.each([
    "14:51 13.12.2019 (обновлено: 19:37 13.12.2019)",
    "Вчера, 10:27",
    "9 декабря, 21:34",
    "15:27",
    "00:01, 30 сентября 2022",
    "сегодня в 05:46, просмотров: 237",
    "Дата: 13.09.2019, 16:22",
    "Среда, 18 марта 2020",
    "время 17:29",
  ])("%s is nothing but a date", (line) => expect(isDateLine(line)).toBe(true));

  test.each([
    "В 2015 году",
    "Матч закончился 3:1",
    "13 сентября 2019 года умер актёр",
    "Мост",
    "№ 42. 14/10/2020 Газета",
  ])("%s is more", (line) => expect(isDateLine(line)).toBe(false));
});

test("a date before rubric and author is a byline, before a sentence it is not", () => {
  expect(isDatedByline("28.08.2019 / Военная авиация / Кирилл Белов")).toBe(true);
  expect(isDatedByline("28.08.2019 мост открыли.")).toBe(false);
});

describe("findAddressDate", () => {
  test.each([
    ["articles/ria.ru/20161009/1478817110.txt", "2016-10-09"],
    ["https://www.gazeta.ru/army/2019/09/13/12648013.shtml", "2019-09-13"],
    ["https://iz.ru/675449/2017-11-25/chislo-mashin", "2017-11-25"],
    ["http://www.rbc.ru/society/08/11/2017/5a030f2f9a79474de9a34d53", "2017-11-08"],
    ["https://example.org/news/most-otkryt-09-10-2016.html", "2016-10-09"],
    ["articles/tass_20250122.txt", "2025-01-22"],
  ])("%s", (address, expected) => {
    const found = findAddressDate(address);
    expect(found?.precision === "day" ? isoDay(found.day) : null).toBe(expected);
  });

  test("a year and a month are a month", () => {
    expect(findAddressDate("https://example.org/2016/10/most")).toMatchObject({
      precision: "month",
      year: 2016,
      month: 10,
    });
  });

  test.each(["https://tass.ru/moskva/8836033", "a/19991340/b", "a/1478817110.txt", "a/2016/13/45/b"])(
    "%s holds none",
    (address) => expect(findAddressDate(address)).toBeNull(),
  );
});

describe("inferYear", () => {
  test.each([
    ["Чуть меньше года назад, в ноябре 2015 года, мы писали", 10, 9, 2016],
    ["год назад, в октябре 2015 года", 10, 9, 2016],
    ["два года назад, в мае 2017 года", 5, 3, 2019],
    ["10 лет назад, в 2008 году", 5, 3, 2018],
    ["В этом, 2016 году, построят мост", 5, 3, 2016],
    ["собрали больше, чем в прошлом, 2015 году.", 5, 3, 2016],
    ["мост откроют в следующем, 2017 году", 5, 3, 2016],
  ])("%s", (text, month, day, year) => {
    expect(inferYear(text, { month, day })?.year).toBe(year);
  });

  test.each(["год назад, в ноябре 2015 года", "назад в 2015 году", "в ноябре 2015 года"])(
    "%s tells nothing of 9 May",
    (text) => {
      expect(inferYear(text, { month: 5, day: 9 })).toBeNull();
    },
  );

  test("past years bound the day from below, future ones do not", () => {
    expect(earliestDay("Еще в 2015 году направила письмо.", 2020)).toEqual({ year: 2015, month: 1, day: 1 });
    expect(earliestDay("В 2019 году планируется построить мост, начала работы.", 2020)).toBeNull();
    expect(earliestDay("В 2025 году открыли мост.", 2020)).toBeNull();
  });
});
