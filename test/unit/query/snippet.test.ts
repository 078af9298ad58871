import { expect, it } from "vitest";
import { compileArticleQuery } from "../../../src/query/article-query.ts";
import { makeSnippet } from "../../../src/query/snippet.ts";

const termsOf = (query: string) => compileArticleQuery(query, "any").terms;
const FILLER = "Утром в городе было пасмурно, и снег шёл до самого вечера. ".repeat(8);

const marked = ({ text, highlights }: ReturnType<typeof makeSnippet>): string[] =>
  highlights.map(([start, end]) => text.slice(start, end));

it("opens at the beginning of the sentence that holds the words", () => {
  const text = `${FILLER}Министр иностранных дел Сергей Лавров прибыл в Пекин. ${FILLER}`;
  const snippet = makeSnippet(text, termsOf("лавров пекин"));
  expect(snippet.text).toMatch(/^Министр иностранных дел/);
  expect(snippet.text).toMatch(/…$/);
  expect(marked(snippet)).toEqual(["Лавров", "Пекин"]);
});

it("prefers the passage with more different words to one that repeats a single word", () => {
  const text = `Пекин, Пекин, Пекин и снова Пекин. ${FILLER}Лавров улетел в Пекин. ${FILLER}`;
  expect(marked(makeSnippet(text, termsOf("лавров пекин")))).toEqual(["Лавров", "Пекин"]);
});

it("of equal passages takes the first", () => {
  const text = `Лавров прилетел. ${FILLER}Лавров улетел. ${FILLER}`;
  expect(makeSnippet(text, termsOf("лавров")).text).toMatch(/^Лавров прилетел/);
});

it("begins with an ellipsis where it opens inside a sentence", () => {
  const text = `${"очень ".repeat(60)}Лавров ${"далеко ".repeat(60)}`;
  const snippet = makeSnippet(text, termsOf("лавров"));
  expect(snippet.text).toMatch(/^…очень/);
  expect(marked(snippet)).toEqual(["Лавров"]);
});

it("shows the beginning where nothing is to be marked, and all of a short text without an ellipsis", () => {
  expect(makeSnippet(FILLER, new Set()).text).toMatch(/^Утром в городе.*…$/);
  expect(makeSnippet("Коротко о погоде.", new Set())).toEqual({ text: "Коротко о погоде.", highlights: [] });
  expect(makeSnippet("", new Set())).toEqual({ text: "", highlights: [] });
});

it("shows paragraphs as one line with the marks in place", () => {
  const snippet = makeSnippet("Первый абзац.\n\nЛавров во втором.\tИ ещё.", termsOf("лавров"));
  expect(snippet.text).not.toMatch(/[\n\t]/);
  expect(marked(snippet)).toEqual(["Лавров"]);
});

it("keeps its match where a word without end follows", () => {
  const text = `Итог дня. Лавров\thttps://example.ru/${"a".repeat(500)} конец`;
  expect(marked(makeSnippet(text, termsOf("лавров")))).toEqual(["Лавров"]);
});

it("does not read a very long text to its end", () => {
  const text = `${"очень ".repeat(4_000)}Лавров`;
  expect(makeSnippet(text, termsOf("лавров")).highlights).toEqual([]);
});
