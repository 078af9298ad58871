import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readArticles } from "../../../../src/articles/articles.ts";
import { errorOf } from "../../../support/error-of.ts";
import { encodeSingleByte } from "../../../support/single-byte-encoder.ts";
import { fixtureBytes, readOne, readRejection } from "../fixture-pages.ts";

const MIB = 1024 * 1024;
const PAGE = "Заголовок заметки\n\nВ городе открыли новый мост, по которому пойдут трамваи и автобусы, сообщила мэрия.";

describe("readArticles: which reader", () => {
  test("the key's ending decides before the content type", async () => {
    const article = await readOne('{"text": "Один абзац."}', { key: "articles/a.json", contentType: "text/plain" });
    expect(article.text).toBe("Один абзац.");
    expect((await readOne(PAGE, { key: "articles/a.TXT", contentType: "application/json" })).title).toBe(
      "Заголовок заметки",
    );
  });

  test("what is named as HTML and holds no tag is plain text, line by line", async () => {
    expect(await readOne(PAGE, { key: "articles/a.html" })).toMatchObject({
      title: "Заголовок заметки",
      paragraphs: [PAGE.slice(PAGE.lastIndexOf("\n") + 1)],
    });
  });

  test("a key without an ending is told by its content type, else by its first characters", async () => {
    expect(
      (await readOne('{"text": "Абзац."}', { key: "articles/1", contentType: "application/json; charset=utf-8" })).text,
    ).toBe("Абзац.");
    expect((await readOne('{"text": "Абзац."}', { key: "articles/1", contentType: "binary/octet-stream" })).text).toBe(
      "Абзац.",
    );
    expect((await readOne(PAGE, { key: "articles/ria.ru/2016" })).title).toBe("Заголовок заметки");
  });

  test("a text of more lines than an upload of full lines has is no article, and is told their number", async () => {
    const rejected = await readRejection(`${PAGE}\n${"Мост\n".repeat(70_000)}`, { key: "articles/a.txt" });
    expect(rejected).toMatchObject({ code: "not-an-article", reason: expect.stringContaining("70000 lines") });
  });

  test.each([
    ["articles/a.pdf", null],
    ["articles/a.png", "image/png"],
    ["articles/a.docx", "text/plain"],
    ["articles/a", "image/jpeg"],
    ["articles/a", "text/css"],
  ])("%s with content type %s is unknown-type", async (key, contentType) => {
    expect((await readRejection(PAGE, { key, contentType })).code).toBe("unknown-type");
  });

  const html = `<html><body><h1>Заголовок страницы</h1><p>${PAGE}</p></body></html>`;

  test.each([
    ["articles/a.html", null, html],
    ["articles/a.htm", null, html],
    ["articles/a", "text/html; charset=utf-8", html],
    ["articles/a", "application/xhtml+xml", `<?xml version="1.0"?>${html}`],
    ["articles/a", null, `<!DOCTYPE html>${html}`],
    ["articles/a.txt", null, `<!-- saved -->\n${html}`],
  ])("%s with content type %s and markup in it is read as HTML", async (key, contentType, content) => {
    const { title, text } = await readOne(content, { key, contentType });
    expect(title).toBe("Заголовок страницы");
    expect(text).not.toContain("<");
  });

  test("a content encoding other than gzip is refused by its name", async () => {
    const { code, reason } = await readRejection(PAGE, { contentEncoding: "br" });
    expect(code).toBe("unknown-type");
    expect(reason).toContain("br");
  });
});

describe("readArticles: packed uploads", () => {
  const plain = new TextEncoder().encode(PAGE);

  test("gzip is told by its magic number, whatever the key says", async () => {
    const expected = await readOne(plain);
    for (const key of ["articles/page-01.txt", "articles/page-01.txt.gz"]) {
      const article = await readOne(gzipSync(plain), { key, contentEncoding: "gzip" });
      expect(article.text).toBe(expected.text);
    }
    expect((await readOne(gzipSync('{"text": "Абзац."}'), { key: "articles/a.json.gz" })).text).toBe("Абзац.");
  });

  test("a file packed twice and one that a store unpacked are read as well", async () => {
    expect((await readOne(gzipSync(gzipSync(plain)), { key: "articles/a.txt.gz" })).title).toBe("Заголовок заметки");
    expect((await readOne(plain, { key: "articles/a.txt.gz" })).title).toBe("Заголовок заметки");
  });

  test("a cut or damaged archive is broken-archive", async () => {
    const packed = gzipSync(plain);
    expect((await readRejection(packed.subarray(0, packed.length - 12))).code).toBe("broken-archive");
    const damaged = Uint8Array.from(packed);
    damaged.fill(0xff, 20, 40);
    expect((await readRejection(damaged)).code).toBe("broken-archive");
    expect((await readRejection(Uint8Array.of(0, 1, 2, 3), { key: "articles/a.txt.gz" })).code).toBe("broken-archive");
  });

  test("an archive that unpacks to 1 GB is refused without holding 1 GB", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * MIB));
    const members = Buffer.concat(Array.from({ length: 16 }, () => bomb));
    const { code } = await readRejection(members);
    expect(code).toBe("unpacked-too-large");
  });
});

describe("readArticles: what cannot be read", () => {
  test("an empty file and a blank one are empty-file", async () => {
    expect((await readRejection("")).code).toBe("empty-file");
    expect((await readRejection(" \n\t\u00a0\r\n")).code).toBe("empty-file");
    expect((await readRejection("\ufeff")).code).toBe("empty-file");
    expect((await readRejection("\u200b\n\u00ad")).code).toBe("empty-file");
  });

  test("an 11 MB text is too-large before anything is decoded", async () => {
    expect((await readRejection(new Uint8Array(11 * MIB).fill(0x61))).code).toBe("too-large");
  });

  test("a file with NUL bytes, or of random bytes, is binary", async () => {
    expect((await readRejection(Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 0x41, 0x42))).code).toBe("binary");
    const noise = Uint8Array.from({ length: 4_000 }, (_, i) => ((i * 7919) % 255) + 1);
    expect((await readRejection(noise)).code).toBe("binary");
  });

  test("buttons and credits alone are no article", async () => {
    expect((await readRejection("Войти\nПоделиться\n© ТАСС")).code).toBe("not-an-article");
  });

  test("a file of a million lines is refused at once", async () => {
    expect((await readRejection("а\n".repeat(1_000_000))).code).toBe("not-an-article");
  });
});

test("readArticles: what is no Uint8Array is refused with what to do", async () => {
  for (const given of [PAGE, new TextEncoder().encode(PAGE).buffer, null]) {
    const error = await errorOf(() => readArticles(given as unknown as Uint8Array, { key: "articles/a.txt" }));
    expect([error.code, error.message]).toEqual(["invalid-options", expect.stringContaining("TextEncoder")]);
  }
});

describe("readArticles: charsets", () => {
  const text = new TextDecoder().decode(fixtureBytes("comments.txt"));

  test.each(["windows-1251", "koi8-r", "ibm866", "iso-8859-5"])("a page in %s is the same article", async (charset) => {
    const expected = await readOne(text);
    const article = await readOne(encodeSingleByte(text, charset));
    expect(article.text).toBe(expected.text);
    expect(article.title).toBe(expected.title);
    expect(article.encoding).toBe(charset);
    expect(article.encodingConfidence).toBeGreaterThan(0.5);
  });

  test("UTF-16 with and without its mark is read", async () => {
    const body = Buffer.from(text, "utf16le");
    expect((await readOne(Buffer.concat([Buffer.from([0xff, 0xfe]), body]))).title).toBe((await readOne(text)).title);
    expect((await readOne(body)).encoding).toBe("utf-16le");
  });

  test("a last character that the file's end cuts does not make UTF-8 another charset", async () => {
    const bytes = new TextEncoder().encode(text);
    const article = await readOne(bytes.subarray(0, bytes.length - 2));
    expect(article.encoding).toBe("utf-8");
  });
});

describe("readArticles: what the owner says", () => {
  test("metadata beats the page, percent-encoded, RFC 2047-encoded or taken for Latin-1", async () => {
    const article = await readOne(PAGE, {
      metadata: {
        title: "%D0%9C%D0%BE%D1%81%D1%82%20%D0%BE%D1%82%D0%BA%D1%80%D1%8B%D1%82",
        source: "=?utf-8?B?0JLQtdGB0YLQvdC40Lo=?=",
        published: "Sun, 09 Oct 2016 09:30:00 +0000",
        url: "https://example.org/most",
      },
    });
    expect(article.title).toBe("Мост открыт");
    expect(article.source).toBe("Вестник");
    expect(article.publishedAt).toBe("2016-10-09T12:30+03:00");
    expect(article.origins.date).toEqual(["upload metadata"]);
    expect(article.url).toBe("https://example.org/most");
    const latin1 = Buffer.from("Вестник", "utf8").toString("latin1");
    expect((await readOne(PAGE, { metadata: { source: latin1 } })).source).toBe("Вестник");
  });

  test("only http and https are addresses", async () => {
    expect((await readOne(PAGE, { metadata: { url: "javascript:alert(1)" } })).url).toBeNull();
    expect((await readOne(PAGE, { metadata: { url: "ftp://example.org/a" } })).url).toBeNull();
  });

  test("the site of a key is the source where the page names none", async () => {
    expect((await readOne(PAGE, { key: "articles/ria.ru/1.txt" })).source).toBe("РИА Новости");
    expect((await readOne(PAGE, { key: "articles/vestnik.example/1.txt" })).source).toBe("vestnik.example");
    expect((await readOne(PAGE)).source).toBeNull();
  });

  test("lastModified may be ISO text, a Date or milliseconds, and gives «сегодня» its day", async () => {
    const page = `Заголовок заметки\nсегодня, 10:15\n${PAGE.slice(18)}`;
    const moment = "2020-03-05T20:00:00.000Z";
    for (const lastModified of [moment, new Date(moment), Date.parse(moment)]) {
      expect((await readOne(page, { lastModified })).publishedAt).toBe("2020-03-05T10:15+03:00");
    }
    expect((await readOne(page)).publishedAt).toBeNull();
    expect((await readOne(page, { lastModified: new Date(Number.NaN) })).publishedAt).toBeNull();
  });

  test.each<[string, string, string, Record<string, string>?]>([
    ["a field of JSON", "1.json", '{"title":"Мост","text":"Мост открыли утром.","date":"вчера, 10:15"}'],
    ["a head above a text", "1.txt", `Title: Заголовок заметки\nDate: вчера, 10:15\n\n${PAGE.slice(18)}`],
    ["the owner's metadata", "1.txt", PAGE, { published: "вчера, 10:15" }],
  ])("%s may name its day by the day of the upload", async (_place, name, content, metadata = {}) => {
    const given = { key: `articles/${name}`, metadata, lastModified: "2020-03-05T20:00:00Z" };
    expect((await readOne(content, given)).publishedAt).toBe("2020-03-04T10:15+03:00");
  });

  test("a date in the future orders nothing, wherever it stands: the article counts as put then, and that is told", async () => {
    const lastModified = "2020-03-05T20:00:00Z";
    const rss =
      "<rss><channel><item><title>Мост</title><description>Мост открыли.</description><pubDate>Fri, 01 Jan 2100 00:00:00 GMT</pubDate></item></channel></rss>";
    const json = '{"text":"Мост открыли.","date":"2100-01-01"}';
    const uploads = [
      { content: PAGE, context: { key: "articles/21000101/1.txt" }, place: {} },
      { content: PAGE, context: { key: "articles/1.txt", metadata: { published: "2100-01-01" } }, place: {} },
      { content: json, context: { key: "articles/1.json" }, place: {} },
      { content: `{"text":"Мост закрыли."}\n${json}`, context: { key: "articles/1.jsonl" }, place: { line: 2 } },
      { content: rss, context: { key: "articles/1.xml" }, place: { item: 1 } },
    ];
    for (const { content, context, place } of uploads) {
      const { articles, rejected } = await readArticles(new TextEncoder().encode(content), {
        ...context,
        lastModified,
      });
      expect(articles.at(-1)).toMatchObject({
        publishedAt: "2020-03-05T23:00+03:00",
        origins: { date: ["time of the upload"] },
      });
      expect(articles.at(-1)?.droppedLines.some(({ reason }) => reason.includes("after the upload"))).toBe(true);
      expect(rejected).toMatchObject([{ ...place, code: "future-date", isIndexed: true }]);
      expect(rejected[0]?.reason).toMatch(
        /«.*2100.*» is more than two days after .* when it was put, 2020-03-05T23:00/,
      );
    }
  });
});

test("a zone that does not exist is told, and Moscow's days count", async () => {
  const { articles, rejected } = await readArticles(new TextEncoder().encode(PAGE), {
    key: "articles/1.txt",
    metadata: { zone: "Asia/Atlantis", published: "2016-12-31T22:30:00+03:00" },
  });
  expect(articles).toMatchObject([{ publishedAt: "2016-12-31T22:30+03:00" }]);
  expect(rejected).toMatchObject([{ code: "unknown-zone", isIndexed: true }]);
  expect(rejected[0]?.reason).toContain("There is no time zone Asia/Atlantis.");
});

describe("readArticles: text of any shape", () => {
  test("where no line looks like a story, all that is not noise is kept and marked as a fallback", async () => {
    const article = await readOne("Каток открыт\nМост закрыт\nФото: Иван Иванов");
    expect(article.isFallback).toBe(true);
    expect(article.text).toContain("Мост закрыт");
    expect(article.text).not.toContain("Иван");
  });

  test("a single line is an article without a title", async () => {
    const article = await readOne("Привет, мир");
    expect(article.title).toBeNull();
    expect(article.text).toBe("Привет, мир");
  });

  test("__proto__ and constructor are only text", async () => {
    const article = await readOne("constructor\n\n__proto__ toString hasOwnProperty.", {
      metadata: { constructor: "x" },
    });
    expect(article.text).toContain("__proto__");
  });

  test("legal marks are a notice and no text", async () => {
    const article = await readOne(`${PAGE}\n* Организация запрещена в России как террористическая.\n18+`);
    expect(article.notice).toBe("* Организация запрещена в России как террористическая. 18+");
    expect(article.text).not.toContain("запрещена");
  });

  test("a large text of one paragraph is read", async () => {
    const line = "В городе открыли новый мост, по которому пойдут трамваи и автобусы, сообщила мэрия. ";
    const { articles } = await readArticles(new TextEncoder().encode(line.repeat(20_000)), { key: "a.txt" });
    expect(articles[0]?.paragraphs).toHaveLength(1);
  });
});
