import { expect, it } from "vitest";
import { parserVersion, textSignature, urlDigest } from "../../../src/articles/news.ts";
import { russianAnalyzer } from "../../../src/russian/words.ts";
import { resolvedArticleOptions, SIGNATURE_FIELD, URL_FIELD } from "../../../src/schema/schema.ts";
import { putSegment } from "../../support/segment-under-test.ts";

it("articles are indexed by their title, and by lead and text as one, under the versions of analyzer and parser", () => {
  expect(resolvedArticleOptions.fields).toEqual(["title", "body"]);
  const extract = (document: Record<string, unknown>) => resolvedArticleOptions.extractField(document, "body");
  expect(extract({ lead: "Мост открыли.", text: "По нему едут." })).toBe("Мост открыли.\n\nПо нему едут.");
  expect(extract({ lead: "", text: "По нему едут." })).toBe("По нему едут.");
  expect(resolvedArticleOptions.analyzerVersion).toBe(russianAnalyzer.version);
  expect(resolvedArticleOptions.parserVersion).toBe(parserVersion);
});

it("all forms of a name meet in one of the article's terms", () => {
  const termsOf = (text: string): string[] =>
    resolvedArticleOptions.tokenize(text).flatMap((token) => resolvedArticleOptions.processTerm(token) as string[]);
  expect(termsOf("Лаврова").some((term) => termsOf("Лавров").includes(term))).toBe(true);
});

it("every column is a stored field", () => {
  for (const field of resolvedArticleOptions.columnFields) expect(resolvedArticleOptions.storeFields).toContain(field);
});

it("an article's digests are the signature of lead and text and the hash of its address", async () => {
  const documents = [
    { id: "а", title: "Заголовок", lead: "Плотина готова.", text: "Вода прибывает.", url: "https://vesti.example/1" },
    { id: "б", text: "Вода прибывает.", url: null },
    { id: "в", title: ["не текст"], text: 5, url: {} },
  ];
  const sources = [{ sourceKey: "articles/1.json", version: "1", documents }];
  const reader = await (await putSegment(sources, resolvedArticleOptions)).open();
  const digestsOf = async (field: string) => Buffer.from((await reader.digests(field))?.bytes ?? []).toString("hex");
  const none = "0".repeat(32);
  const signatures = [textSignature("Плотина готова. Вода прибывает.", "Заголовок"), textSignature("Вода прибывает.")];
  expect(await digestsOf(SIGNATURE_FIELD)).toBe([...signatures, none].join(""));
  expect(await digestsOf(URL_FIELD)).toBe(urlDigest("https://vesti.example/1") + none);
});
