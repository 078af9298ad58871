import { expect, it } from "vitest";
import { russianAnalyzer } from "../../src/russian/words.ts";
import { NewsCorpus } from "./news-corpus.ts";
import { QueryMix } from "./query-mix.ts";

it("asks for two words of the texts, the same for the same texts", () => {
  const articles = new NewsCorpus(3).take(200);
  const mixes = [new QueryMix(), new QueryMix()];
  for (const article of articles) for (const mix of mixes) mix.add(article);
  const [queries, again] = mixes.map((mix) => mix.queries(30));
  expect(queries).toEqual(again);
  const known = new Set(articles.flatMap(({ title, text }) => termsOf(`${title}\n${text}`)));
  for (const query of queries ?? []) {
    const words = query.split(" ");
    expect(words).toHaveLength(2);
    for (const word of words) expect(termsOf(word).some((term) => known.has(term))).toBe(true);
  }
});

function termsOf(text: string): string[] {
  return russianAnalyzer.tokenize(text).flatMap((token) => russianAnalyzer.processTerm(token));
}
