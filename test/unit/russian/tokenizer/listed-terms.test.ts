import { describe, expect, it } from "vitest";
import { monthsBeginning, russianAnalyzer, termOfWord } from "../../../../src/russian/words.ts";

const termsOf = (text: string) => russianAnalyzer.tokenize(text).flatMap(({ terms }) => terms);

describe("terms that are written down, and not looked up for each text", () => {
  it("are those that the dictionary gives the months", () => {
    const months = monthsBeginning("");
    expect(months).toHaveLength(12);
    for (const { form, term } of months) expect(term).toBe(termOfWord(form));
  });

  it.each(["процентов", "долларов", "евро", "рублей", "фунтов"])("are those that the dictionary gives %s", (word) => {
    const signs = ["20%", "$20", "€20", "20 ₽", "£20"];
    expect(signs.filter((sign) => termsOf(sign).includes(termOfWord(word)))).toHaveLength(1);
  });
});
