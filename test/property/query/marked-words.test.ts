import fc from "fast-check";
import { expect, it } from "vitest";
import { russianAnalyzer } from "../../../src/analysis/russian-analyzer.ts";
import { compileArticleQuery } from "../../../src/query/article-query.ts";
import { findMarkedWords } from "../../../src/query/highlighter.ts";

const word = fc.constantFrom(
  ..."Лавров Лаврова лавр СМИ сми Нью-Йорке нью-йоркский ё ёлку Ё-мобиль Су-57 су57 9 октября 2016 09.10.2016 т 34".split(
    " ",
  ),
  ..."Китая кит Ростове-на-Дону стре́сс прези\u00addент Cочи Škoda О’Нил 1 000 000 a я в __proto__ =сми лавр^".split(
    " ",
  ),
);
const text = fc.array(fc.oneof(word, fc.string({ maxLength: 4 })), { maxLength: 14 }).map((words) => words.join(" "));

it("every word that holds a term of the query is marked, though most words are passed over unread", () => {
  fc.assert(
    fc.property(text, text, (body, query) => {
      const { terms } = compileArticleQuery(query, "any");
      const marked = findMarkedWords(body, terms).map(({ range }) => range);
      for (const { start, end, terms: held } of russianAnalyzer.scanWords(body)) {
        if (!held.some((term) => terms.has(term))) continue;
        expect(marked.some(([from, to]) => from <= start && end <= to)).toBe(true);
      }
    }),
    { numRuns: 2_000 },
  );
});
