import { describe, expect, test } from "vitest";
import { readArticles } from "../../../src/article/upload/read-articles.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("hostile input", () => {
  const shapes: Record<string, string> = {
    "brackets that never close": "[https://a.b/",
    "dates without end": "9 октября 2016, ",
    "datelines without end": "МОСКВА, 9 окт — РИА Новости. ",
    "separators of titles": "а б в - ",
    "unfinished references": "&laquo",
    "links in running text": "длинная строка без конца и дальше\nИмя [https://x.y]\n",
    "wrapped lines": "строка текста которая перенесена по ширине в восемьдесят знаков и так далее на\n",
    "stories parted by menus":
      "Мост открыли утром, и по нему сразу пошли новые трамваи, о которых так долго говорили.\nА\nБ\nВ\nГ\nД\nЕ\nЖ\n",
    "titles and times": "Мост открыли утром в городе\n15:27\n",
    colons: "Список вещей:\n",
  };

  /** The processor's time for a text of so many units, in microseconds: the least of three readings. */
  const timeOf = async (unit: string, length: number, key: string) => {
    const bytes = bytesOf(unit.repeat(Math.ceil(length / unit.length)));
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 3; i += 1) {
      const start = process.cpuUsage();
      await readArticles(bytes, { key });
      const { user, system } = process.cpuUsage(start);
      best = Math.min(best, user + system);
    }
    return best;
  };

  const expectLinear = async (unit: string, key: string) => {
    await timeOf(unit, 50_000, key);
    const small = await timeOf(unit, 100_000, key);
    const large = await timeOf(unit, 1_000_000, key);
    expect(large).toBeLessThan(20 * small + 40_000);
  };

  test.each(Object.keys(shapes))("%s: ten times the text takes less than twenty times the time", (name) =>
    expectLinear(shapes[name]!, "articles/a.txt"),
  );

  test("headings of the first level: ten times the markup takes less than twenty times the time", () =>
    expectLinear("<h1>Мост открыли утром</h1><p>По нему пошли трамваи.</p>", "articles/a.html"));
});
