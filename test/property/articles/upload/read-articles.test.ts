import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeText, readArticles } from "../../../../src/articles/articles.ts";
import { dayNumber, dayOfNumber } from "../../../../src/articles/news.ts";
import { findJsonFault } from "../../../support/inside/articles-json.ts";
import { cleanLine, collapseSpaces, foldLine, normalizeText } from "../../../support/inside/articles-text.ts";
import { encodeSingleByte } from "../../../support/single-byte-encoder.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

const word = fc.constantFrom(
  ..."в на и мост город открыли рассказал новый трамвай река утром глава области которые по словам".split(" "),
);
const sentence = fc
  .array(word, { minLength: 3, maxLength: 30 })
  .map((words) => `${words[0]!.charAt(0).toUpperCase()}${words.join(" ").slice(1)}.`);
const heading = fc.array(word, { minLength: 2, maxLength: 9 }).map((words) => words.join(" "));
const noise = fc.constantFrom(
  "Подробнее",
  "© ТАСС",
  "15:27",
  "18+",
  "Лента новостей",
  "ОМСК, 9 окт — РИА Новости.",
  "",
  " ",
  ".",
  "— Да.",
  "[https://x.example]",
  "Мост - РИА Новости, 03.03.2020",
);
const page = fc
  .array(fc.oneof({ weight: 3, arbitrary: sentence }, heading, noise), { maxLength: 40 })
  .map((lines) => lines.join("\n"));
const key = fc.constantFrom(
  "articles/a.txt",
  "articles/a.json",
  "articles/ria.ru/20161009/1",
  "a.txt.gz",
  "a.json.gz",
  "",
);

describe("readArticles", () => {
  test("never throws on random bytes, and answers with one article or one reason", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        key,
        fc.option(fc.string()),
        async (bytes, name, contentType) => {
          const { articles, rejected } = await readArticles(bytes, { key: name, contentType });
          expect(articles.length + rejected.length).toBe(1);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("never throws on any text, metadata and time, and its texts are clean", async () => {
    const text = fc.oneof(page, fc.string({ unit: "binary", maxLength: 300 }), fc.json());
    await fc.assert(
      fc.asyncProperty(
        text,
        key,
        fc.dictionary(fc.string(), fc.string()),
        fc.string(),
        async (content, name, metadata, lastModified) => {
          const { articles } = await readArticles(bytesOf(content), { key: name, metadata, lastModified });
          for (const article of articles) {
            expect(article.text.trim()).not.toBe("");
            expect(article.paragraphs.join("\n\n")).toBe(article.text);
            for (const field of [article.text, article.lead, article.title ?? "", article.source ?? ""]) {
              expect(normalizeText(field)).toBe(field);
            }
            expect(article.paragraphs.every((paragraph) => paragraph === collapseSpaces(paragraph))).toBe(true);
            expect(article.publishedAt === null).toBe(article.datePrecision === "none");
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test("the same upload gives the same article under the same id", async () => {
    await fc.assert(
      fc.asyncProperty(page, async (content) => {
        const [first, second] = await Promise.all([
          readArticles(bytesOf(content), { key: "articles/a.txt" }),
          readArticles(bytesOf(content), { key: "articles/a.txt" }),
        ]);
        expect(second).toEqual(first);
      }),
      { numRuns: 200 },
    );
  });

  test("the title stands in neither lead nor text as a line of its own", async () => {
    await fc.assert(
      fc.asyncProperty(heading, page, async (title, content) => {
        const whole = `Мост и ${title} - РИА Новости, 03.03.2020\nМост и ${title}\n${content}\nМост и ${title}`;
        const { articles } = await readArticles(bytesOf(whole), { key: "articles/a.txt" });
        for (const article of articles) {
          if (article.title === null) continue;
          const folds = [article.lead, ...article.paragraphs].map((paragraph) => foldLine(paragraph));
          expect(folds).not.toContain(foldLine(article.title));
        }
      }),
      { numRuns: 300 },
    );
  });

  test("what is neither kept nor the title is among the dropped lines", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(sentence, { minLength: 1, maxLength: 20 }), async (sentences) => {
        const { articles } = await readArticles(bytesOf(sentences.join("\n\n")), { key: "articles/a.txt" });
        for (const { paragraphs, lead, title, droppedLines } of articles) {
          const told = [...paragraphs, lead, title ?? "", ...droppedLines.map(({ text }) => text)].join("\n");
          for (const line of sentences) expect(told).toContain(line);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("pure parts", () => {
  test("normalisation is idempotent", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(normalizeText(normalizeText(text))).toBe(normalizeText(text));
        expect(cleanLine(cleanLine(text))).toBe(cleanLine(text));
      }),
      { numRuns: 1_000 },
    );
  });

  test("a JSON fault is found exactly where V8 says, and nowhere in sound JSON", () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.string({ maxLength: 2 }), (json, at, inserted) => {
        const broken = json.slice(0, at % (json.length + 1)) + inserted + json.slice(at % (json.length + 1));
        let message = "";
        try {
          JSON.parse(broken);
        } catch (error) {
          message = String(error);
        }
        const position = findJsonFault(broken);
        if (message === "") expect(position).toBe(broken.length);
        const named = /at position (\d+)/.exec(message)?.[1];
        expect(position).toBeLessThanOrEqual(broken.length);
        if (named !== undefined && /Unexpected token/.test(message))
          expect(Math.abs(position - Number(named))).toBeLessThanOrEqual(6);
      }),
      { numRuns: 1_000 },
    );
  });

  test("days and their numbers are each other's inverse over two centuries", () => {
    fc.assert(
      fc.property(fc.integer({ min: -25_567, max: 47_846 }), (number) => {
        expect(dayNumber(dayOfNumber(number))).toBe(number);
      }),
    );
  });

  test("Russian prose is read in the single-byte charset that it was written in", () => {
    const charset = fc.constantFrom("windows-1251", "koi8-r", "ibm866", "iso-8859-5");
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 2, maxLength: 6 }), charset, (sentences, name) => {
        const text = sentences.join(" ");
        expect(decodeText(encodeSingleByte(text, name), null)?.text).toBe(text);
      }),
      { numRuns: 200 },
    );
  });
});
