import { expect, it } from "vitest";
import { russianAnalyzer, wordsOfToken } from "../../../../src/analysis/russian-analyzer.ts";
import { TokenNumbers } from "../../../../src/analysis/tokenizer/token-numbers.ts";
import {
  isOfWords,
  parsePhraseTerm,
  phraseBeginning,
  phraseTerm,
  withoutPhrases,
} from "../../../../src/analysis/words/phrase-terms.ts";

const phrases = [
  { key: "владимир путин", text: "Владимир Путин", quarter: 8081 },
  { key: "сергей королев", text: "Сергей Королёв", quarter: null },
  { key: "доклад оон", text: "доклад ООН", quarter: 8081 },
  { key: "youtube", text: "YouTube", quarter: 0 },
  { key: "ростов-на-дону", text: "Ростов-на-Дону", quarter: 8081 },
  { key: "дело 101", text: "дело 101", quarter: null },
];

it("a term says of which phrase it is", () => {
  for (const phrase of phrases) expect(parsePhraseTerm(phraseTerm(phrase))).toEqual(phrase);
});

it("a term begins as all do that begin with the text", () => {
  const term = phraseTerm({ key: "дело 101", text: "Дело 101", quarter: null });
  expect(term.startsWith(phraseBeginning("дело"))).toBe(true);
  expect(isOfWords(term)).toBe(true);
  expect(isOfWords(phraseTerm({ key: "дело", text: "Дело", quarter: 1 }))).toBe(false);
});

it("the analyzer takes a line for one token, of one word with the term as its form", () => {
  const terms = phrases.map(phraseTerm);
  const tokens = russianAnalyzer.tokenize(terms.join("\n"));
  expect(tokens.flatMap(({ terms: own }) => own)).toEqual(terms);
  expect(tokens.flatMap(wordsOfToken).map(({ form }) => form)).toEqual(terms);
  const numbered: string[] = [];
  const numbers = new TokenNumbers((token) => numbered.push(...token.terms));
  expect([...numbers.numbersOf(terms.join("\n"))]).toEqual(terms.map((_, number) => number));
  expect(numbered).toEqual(terms);
});

it("no words of a text or a query are a phrase, whatever they begin with", () => {
  const term = phraseTerm({ key: "дело", text: "дело", quarter: null });
  expect(russianAnalyzer.tokenize(`Мост. ${term}`).map(String)).toEqual(["мост", "дело"]);
  expect(russianAnalyzer.tokenize(withoutPhrases(`${term} мост`)).map(String)).toEqual(["дело", "мост"]);
  expect(russianAnalyzer.tokenize("\u0001")).toEqual([]);
  expect(russianAnalyzer.analyzeQuery(term).map(({ text }) => text)).toEqual(["дело"]);
  expect(withoutPhrases("Мост открыли.")).toBe("Мост открыли.");
});
