import { describe, expect, test } from "vitest";
import type { Origin } from "../../../../src/articles/news.ts";
import { type DateEvidence, publicationDate } from "../../../support/inside/articles-dates.ts";

const day = (year: number, month: number, dayOfMonth: number) => ({
  reading: { precision: "day", day: { year, month, day: dayOfMonth } } as const,
  raw: `${year}-${month}-${dayOfMonth}`,
});
const foundDay = (origin: Origin, year: number, month: number, dayOfMonth: number) => ({
  ...day(year, month, dayOfMonth),
  origins: [origin],
});
const address = (year: number, month: number, dayOfMonth: number) =>
  ({ precision: "day", day: { year, month, day: dayOfMonth }, raw: "/date/", origin: "address" }) as const;
const dateline = (month: number, dayOfMonth: number, year: number | null = null) => ({
  month,
  day: dayOfMonth,
  year,
  raw: "9 окт",
});
const nothing: DateEvidence = {
  metadata: null,
  field: null,
  dateline: null,
  addresses: [],
  visible: null,
  bounds: [],
  teasers: [],
  text: "",
  uploaded: null,
  timeZone: "Europe/Moscow",
};
const date = (evidence: Partial<DateEvidence>) => publicationDate({ ...nothing, ...evidence });

describe("publicationDate", () => {
  test("nothing gives nothing, and no range", () => {
    expect(date({})).toMatchObject({ publishedAt: null, datePrecision: "none", dateRange: null, origins: [] });
  });

  test("the order of trust is metadata, field, dateline, address, visible", () => {
    const all: Partial<DateEvidence> = {
      metadata: foundDay("upload metadata", 2011, 1, 1),
      field: foundDay("JSON field", 2012, 1, 1),
      dateline: dateline(1, 1, 2013),
      addresses: [address(2014, 1, 1)],
      visible: foundDay("page text", 2015, 1, 1),
    };
    expect(date(all)).toMatchObject({ publishedAt: "2011-01-01", origins: ["upload metadata"] });
    expect(date({ ...all, metadata: null })).toMatchObject({ publishedAt: "2012-01-01", origins: ["JSON field"] });
    const guess = { ...all, metadata: null, field: null };
    expect(date(guess)).toMatchObject({ publishedAt: "2013-01-01", origins: ["dateline"] });
    expect(date({ ...guess, dateline: dateline(1, 1) })).toMatchObject({
      publishedAt: "2014-01-01",
      origins: ["address"],
    });
    expect(date({ ...guess, dateline: null })).toMatchObject({ publishedAt: "2014-01-01", origins: ["address"] });
    expect(date({ ...guess, dateline: null, addresses: [] })).toMatchObject({
      publishedAt: "2015-01-01",
      origins: ["page text"],
    });
  });

  test("an address a day off the dateline is believed, one a month off is not", () => {
    expect(date({ dateline: dateline(12, 31), addresses: [address(2017, 1, 1)] }).publishedAt).toBe("2017-01-01");
    expect(date({ dateline: dateline(10, 9), addresses: [address(2016, 11, 9)] }).publishedAt).toBeNull();
  });

  test("a dateline up to a week before the page's date takes its year", () => {
    expect(date({ dateline: dateline(12, 29), visible: foundDay("page text", 2020, 1, 3) }).publishedAt).toBe(
      "2019-12-29",
    );
    expect(date({ dateline: dateline(12, 20), visible: foundDay("page text", 2020, 1, 3) }).publishedAt).toBeNull();
  });

  test("the day of an edit is only a bound", () => {
    expect(date({ bounds: [day(2020, 3, 3)] }).publishedAt).toBeNull();
    expect(date({ dateline: dateline(10, 9), bounds: [day(2020, 3, 3)] }).publishedAt).toBeNull();
    expect(date({ dateline: dateline(3, 1), bounds: [day(2020, 3, 3)] }).publishedAt).toBe("2020-03-01");
    expect(
      date({ dateline: dateline(10, 9), bounds: [day(2020, 3, 3)], text: "Еще в 2015 году направила письмо." })
        .dateRange,
    ).toEqual(["2015-10-09", "2019-10-09"]);
  });

  test("an inference that the bounds forbid is not made", () => {
    const text = "Год назад, в октябре 2018 года, открыли мост.";
    expect(date({ dateline: dateline(10, 9), text })).toMatchObject({
      publishedAt: "2019-10-09",
      origins: ["dateline", "text"],
    });
    expect(date({ dateline: dateline(10, 9), text, bounds: [day(2019, 3, 3)] }).publishedAt).toBeNull();
  });

  test("teasers of the last month give the dateline its year, older ones do not", () => {
    expect(date({ dateline: dateline(10, 6), teasers: [day(2022, 8, 29), day(2022, 9, 23)] })).toMatchObject({
      publishedAt: "2022-10-06",
      origins: ["dateline", "teaser"],
    });
    expect(date({ dateline: dateline(10, 6), teasers: [day(2022, 5, 1)] }).publishedAt).toBeNull();
  });

  test("a time that the page shows for the same day is kept", () => {
    const visible = {
      reading: { precision: "minute", wall: { day: { year: 2016, month: 10, day: 9 }, hour: 12, minute: 30 } } as const,
      raw: "12:30 09.10.2016",
      origins: ["page text"] as const,
    };
    expect(date({ addresses: [address(2016, 10, 9)], visible }).publishedAt).toBe("2016-10-09T12:30+03:00");
  });

  test("29 February needs a leap year", () => {
    expect(date({ dateline: dateline(2, 29), addresses: [address(2019, 3, 1)] }).publishedAt).toBeNull();
    expect(date({ dateline: dateline(2, 29), addresses: [address(2020, 3, 1)] }).publishedAt).toBe("2020-03-01");
  });

  describe("over two days after the upload", () => {
    const uploaded = day(2020, 3, 5).reading;

    test("a guess is noted and passed over", () => {
      const guess = date({ addresses: [address(2021, 1, 1)], visible: foundDay("page text", 2020, 3, 4), uploaded });
      expect(guess).toMatchObject({ publishedAt: "2020-03-04", futureDate: null });
      expect(guess.notes).toHaveLength(1);
    });

    test("the owner's word is passed over too, and told", () => {
      const owner = date({
        metadata: foundDay("upload metadata", 2021, 1, 1),
        addresses: [address(2020, 3, 4)],
        uploaded,
      });
      expect(owner).toMatchObject({ publishedAt: "2020-03-04", origins: ["address"], futureDate: day(2021, 1, 1).raw });
    });

    test("without another date the article counts as published when it was put, and that is told", () => {
      const wall = { day: { year: 2020, month: 3, day: 5 }, hour: 12, minute: 30 };
      const clues = ["metadata", "field", "visible"];
      for (const clue of clues) {
        expect(
          date({ [clue]: foundDay("page text", 2100, 1, 1), uploaded: { precision: "minute", wall } }),
        ).toMatchObject({
          publishedAt: "2020-03-05T12:30+03:00",
          origins: ["time of the upload"],
          dateAsWritten: day(2100, 1, 1).raw,
          futureDate: day(2100, 1, 1).raw,
        });
      }
    });

    test("begins with the third day; and nothing does where nobody knows when it was put", () => {
      expect(date({ field: foundDay("JSON field", 2020, 3, 7), uploaded })).toMatchObject({
        publishedAt: "2020-03-07",
        futureDate: null,
      });
      expect(date({ field: foundDay("JSON field", 2020, 3, 8), uploaded })).toMatchObject({
        publishedAt: "2020-03-05",
      });
      expect(date({ field: foundDay("JSON field", 2100, 1, 1) })).toMatchObject({
        publishedAt: "2100-01-01",
        futureDate: null,
      });
    });
  });
});
