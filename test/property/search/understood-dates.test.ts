import fc from "fast-check";
import { expect, test } from "vitest";
import { dayNumber } from "../../../src/articles/news.ts";
import { readDays } from "../../support/inside/search.ts";
import { expectGrowthBelow } from "../../support/processor-time.ts";

const words = [
  ..."вчера сегодня позавчера за на в с по до последние прошлой этой неделе три 3 дня сутки выходные месяц год году".split(
    " ",
  ),
  ..."май мая мае март январь 2019 2020 1 31 30.02.2019 27.04.2020 2012-2014 летом зимой пятницу назад года".split(" "),
  ...'москва " « » - ! | source: 🙂 й ё \t'.split(" "),
];
const today = fc.record({
  year: fc.integer({ min: 1901, max: 2099 }),
  month: fc.integer({ min: 1, max: 12 }),
  day: fc.integer({ min: 1, max: 28 }),
});

test("whatever is typed: no error, stretches in order and apart, days in order, and narrowing blanks out alone", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(fc.constantFrom(...words), fc.string())), today, async (parts, day) => {
      const typed = parts.join(" ");
      const { dates, days, required, rest } = await readDays({ text: typed, today: () => day });
      let end = 0;
      for (const piece of dates) {
        expect(piece.start).toBeGreaterThanOrEqual(end);
        expect(piece.end).toBeGreaterThan(piece.start);
        expect(typed.slice(piece.start, piece.end)).toBe(piece.text);
        expect(dayNumber(piece.from)).toBeLessThanOrEqual(dayNumber(piece.to));
        end = piece.end;
      }
      const narrows = days !== null || required.length > 0;
      expect(narrows).toBe(dates.some(({ effect }) => effect === "narrow"));
      if (days !== null) expect(dayNumber(days.from)).toBeLessThanOrEqual(dayNumber(days.to));
      if (!narrows) expect(rest).toBe(typed);
      else expect([0, typed.length]).toContain(rest.length);
      const ignored = await readDays({ text: typed, today: () => day, ignore: dates.map(({ id }) => id) });
      expect(ignored.dates).toEqual([]);
    }),
  );
});

test.each(["вчера ", "1 мая 2020 ", "за последние ", "в", "1.", "2020-", '"вчера ', "за "])(
  "«%s» without end: ten times the letters take less than sixty times the time",
  async (part) => {
    const understanding = (letters: number) => () =>
      readDays({ text: part.repeat(letters / part.length), today: () => ({ year: 2020, month: 5, day: 4 }) });
    await expectGrowthBelow(60, understanding(2_000), understanding(20_000));
  },
);
