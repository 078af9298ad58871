import fc from "fast-check";
import { expect, it } from "vitest";
import { russianAnalyzer } from "../../../src/russian/words.ts";
import { compileMarks } from "../../support/inside/search-passages.ts";
import { compileArticleQuery } from "../../support/inside/search-ranking.ts";

const word = fc.constantFrom(
  ..."Лавров Лаврова лавр СМИ сми Нью-Йорке нью-йоркский ё ёлку Ё-мобиль Су-57 су57 9 октября 2016 09.10.2016 т 34".split(
    " ",
  ),
  ..."топ10 топ дом-2 выборы2018 выборы COVID-19 covid 100км км Ту-154М ту154 H1N1 О'Нила Ка'а 20% 5-7% процентов MP3 мр3 Mи-8".split(
    " ",
  ),
  ..."печенье печени купил Китая кит Ростове-на-Дону стре́сс прези\u00addент Cочи Škoda О’Нил 1 000 000 a я в __proto__ сми= лавр^".split(
    " ",
  ),
);
const text = fc.array(fc.oneof(word, fc.string({ maxLength: 4 })), { maxLength: 14 }).map((words) => words.join(" "));

it("no word that holds a term of the query is passed over unread", () => {
  fc.assert(
    fc.property(text, text, (body, query) => {
      const marks = compileMarks(compileArticleQuery(query, "any"));
      const read = russianAnalyzer.scanWords(body, marks.mayMatter);
      const wanted = new Set(marks.terms);
      for (const span of russianAnalyzer.scanWords(body)) {
        if (span.terms.some((term) => wanted.has(term))) expect(read).toContainEqual(span);
      }
    }),
    { numRuns: 2_000 },
  );
});
