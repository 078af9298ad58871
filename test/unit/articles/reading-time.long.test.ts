import { describe, expect, test } from "vitest";
import { readArticles } from "../../../src/articles/articles.ts";
import { repairMojibake } from "../../support/inside/articles-encoding.ts";
import { expectGrowthBelow } from "../../support/processor-time.ts";

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

  const sentence = "Мост открыли утром, и по нему сразу пошли новые трамваи, о которых так долго говорили.";
  const title = '<a href="/n/1">Мост открыли для всех трамваев</a>';
  /** Pages of about so many characters. */
  const pages: Record<string, (length: number) => string> = {
    "headings of the first level": (length) =>
      "<h1>Мост открыли утром</h1><p>По нему пошли трамваи.</p>".repeat(length / 58),
    "blocks inside of a sentence": (length) =>
      'текст слово <div><a href="/x">со ссылкой</a></div>, который '.repeat(length / 60),
    "links behind much else in their block": (length) =>
      `<div>${"<i>а</i>".repeat(length / 40)}<br>${`${title}<br>${sentence}<br>`.repeat(length / 350)}</div>`,
    "much text deep inside": (length) =>
      `${"<div>".repeat(190)}${`<p>${sentence}</p>`.repeat(length / 94)}${"</div>".repeat(190)}`,
  };

  const reading = (page: string, key: string) => {
    const bytes = bytesOf(page);
    return () => readArticles(bytes, { key });
  };

  // Quadratic work would take a hundred times as long.
  const expectLinear = (pageOf: (length: number) => string, key: string) =>
    expectGrowthBelow(60, reading(pageOf(100_000), key), reading(pageOf(1_000_000), key));

  test.each(Object.keys(shapes))("%s: ten times the text takes less than sixty times the time", (name) =>
    expectLinear((length) => shapes[name]!.repeat(Math.ceil(length / shapes[name]!.length)), "articles/a.txt"),
  );

  test.each(Object.keys(pages))("%s: ten times the markup takes less than sixty times the time", (name) =>
    expectLinear(pages[name]!, "articles/a.html"),
  );

  test("a long first part is not read again for each part of its kind", async () => {
    const part = (heading: string, sentences: number) =>
      `<div class="part"><h1>${heading}</h1>${`<p>${sentence}</p>`.repeat(sentences)}</div>`;
    const one = part("Мост", 8_000);
    const twenty = one + part("Трамваи", 2).repeat(19);
    await expectGrowthBelow(4, reading(one, "articles/a.html"), reading(twenty, "articles/a.html"));
  });

  test("a line of megabytes is looked through once for its end", () => {
    const { prototype } = String;
    const { indexOf } = prototype;
    let searched = 0;
    prototype.indexOf = function count(this: string, sought: string, from?: number) {
      const found = indexOf.call(this, sought, from);
      if (sought === "\n") searched += (found < 0 ? this.length : found) - (from ?? 0);
      return found;
    };
    const text = sentence.repeat(10_000);
    try {
      repairMojibake(text);
    } finally {
      prototype.indexOf = indexOf;
    }
    expect(searched).toBeLessThan(4 * text.length);
  });
});
