import { describe, expect, it } from "vitest";
import { firstMinuteOf, MINUTES_PER_DAY, spanOfArticle, spanOfDate } from "../../../support/inside/search-filters.ts";

const day = (year: number, month: number, dayOfMonth: number) => firstMinuteOf({ year, month, day: dayOfMonth });
const lastOf = (firstMinute: number) => firstMinute + MINUTES_PER_DAY - 1;

describe("the span of a date", () => {
  it.each([
    ["2016", day(2016, 1, 1), lastOf(day(2016, 12, 31))],
    ["2016-02", day(2016, 2, 1), lastOf(day(2016, 2, 29))],
    ["2015-02", day(2015, 2, 1), lastOf(day(2015, 2, 28))],
    ["2016-10-09", day(2016, 10, 9), lastOf(day(2016, 10, 9))],
    ["2016-10-09T12:30+03:00", day(2016, 10, 9) + 750, day(2016, 10, 9) + 750],
    ["2016-10-09T12:30:59Z", day(2016, 10, 9) + 750, day(2016, 10, 9) + 750],
    ["1900", day(1900, 1, 1), lastOf(day(1900, 12, 31))],
  ])("of %s is that of its whole minute, day, month or year", (date, first, last) => {
    expect(spanOfDate(date)).toEqual({ first, last });
  });

  it("of midnight in Moscow lies in the new day, though UTC has the old one", () => {
    expect(spanOfDate("2016-10-09T00:00+03:00")?.first).toBe(day(2016, 10, 9));
    expect(spanOfDate("2016-10-08T23:59+03:00")?.last).toBe(day(2016, 10, 9) - 1);
  });

  it.each([null, undefined, 5, "", "вчера", "16", "2016-13", "2016-02-30", "1899", "2101-01-01", {}])(
    "of %j is none",
    (date) => {
      expect(spanOfDate(date)).toBeNull();
    },
  );

  it("of an article is that of its date, and without one of its range", () => {
    const dateRange = ["2016-01-05", "2017-01-05"];
    expect(spanOfArticle({ publishedAt: "2016", dateRange })).toEqual(spanOfDate("2016"));
    expect(spanOfArticle({ publishedAt: null, dateRange })).toEqual({
      first: day(2016, 1, 5),
      last: lastOf(day(2017, 1, 5)),
    });
    for (const dateRange of [null, [], ["2017-01-05", "2016-01-05"], ["2016-01-05"], "2016"]) {
      expect(spanOfArticle({ publishedAt: null, dateRange })).toBeNull();
    }
  });
});
