import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { publicationDate } from "../../../support/inside/http-pages.ts";

/** Intl parts numbers from words by spaces that do not break. */
const written = (publishedAt: string | null, dateRange?: readonly [string, string]) =>
  publicationDate(dateRange === undefined ? { publishedAt } : { publishedAt, dateRange }, "ru")?.replace(
    /[\u00a0\u202f\u2009]/g,
    " ",
  );

describe("a date in words", () => {
  test("is as precise as it is known", () => {
    expect(written("2016")).toBe("2016");
    expect(written("2016-10")).toBe("октябрь 2016");
    expect(written("2016-10-09")).toBe("9 октября 2016");
    expect(written("2016-10-09T12:30+03:00")).toBe("9 октября 2016 в 12:30");
  });

  test("is told by the clock that it is written with", () => {
    expect(written("2016-10-09T23:30-05:00")).toBe("9 октября 2016 в 23:30");
    expect(written("2012-07-01T12:00:00Z")).toBe("1 июля 2012 в 12:00");
    expect(written("2016-01-01")).toBe("1 января 2016");
  });

  test("is a span of days where only that is known", () => {
    expect(written(null, ["2015-10-09", "2019-10-09"])).toBe("9 октября 2015 – 9 октября 2019");
    expect(written(null, ["2019-01-01", "2019-12-31"])).toBe("1 января – 31 декабря 2019");
    expect(written("2019", ["2019-01-01", "2019-12-31"])).toBe("2019");
  });

  test("is nothing where nothing is known, or what is there is no date", () => {
    expect(written(null)).toBeUndefined();
    expect(written("вчера")).toBeUndefined();
    expect(written("2016-13-41")).toBeUndefined();
    expect(written(null, ["2019-12-31", "2019-01-01"])).toBeUndefined();
  });

  test("never fails, whatever the text", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (date, other) => {
        publicationDate({ publishedAt: date, dateRange: [date, other] }, "ru");
      }),
    );
  });
});
