import { describe, expect, it } from "vitest";
import { isInsideSentence } from "../../../../src/russian/words.ts";

const inside = (text: string) => isInsideSentence(text, text.indexOf("Лавров"));

describe("a capital letter", () => {
  it("tells a name behind a word, a comma, a quotation mark, a bracket or an initial", () => {
    for (const before of [
      "глава ",
      "глава, ",
      "банк «",
      "о «МИД» ",
      "глава (",
      "А. ",
      "С.В. ",
      "это — ",
      "глава МИД\u00a0",
    ]) {
      expect(inside(`${before}Лавров там`), before).toBe(true);
    }
  });

  it("tells nothing at the start of a sentence, of a line, of speech, or behind an abbreviation", () => {
    for (const before of [
      "",
      "Да. ",
      "Да! ",
      "Да… ",
      "да\n",
      "да\u2028",
      "сказал: «",
      "— ",
      "им. ",
      "(",
      "          ",
    ]) {
      expect(inside(`${before}Лавров там`), JSON.stringify(before)).toBe(false);
    }
  });

  it("tells nothing behind more signs than are looked at", () => {
    expect(inside(`глава${" ".repeat(100_000)}Лавров`)).toBe(false);
  });
});
