import { describe, expect, it } from "vitest";
import { addCounts, countProse, LONG_SENTENCE_WORDS, sentencesIn } from "../support/prose.ts";

const PAGE = `# A page

The store keeps bytes. It knows
no article! See [the API](api.md).

- Run \`npm start\`.
- Open 127.0.0.1

\`\`\`sh
npm start
# A comment. Not a sentence.
\`\`\`

| a table | has none. None. |
`;

describe("the count of a page", () => {
  it("has sentences in paragraphs and list items alone", () => {
    expect(sentencesIn(PAGE)).toEqual([
      "The store keeps bytes.",
      "It knows no article!",
      "See [the API](api.md).",
      "- Run `npm start`.",
      "- Open 127.0.0.1",
    ]);
  });

  it("has all words that stand between spaces", () => {
    expect(countProse("One two\n\nthree").words).toBe(3);
  });

  it("tells long sentences from others", () => {
    const sentence = (length: number) => `${"Word ".repeat(length - 1)}end.`;
    const text = `${sentence(LONG_SENTENCE_WORDS)} ${sentence(LONG_SENTENCE_WORDS - 1)}`;
    expect(countProse(text)).toEqual({ words: 2 * LONG_SENTENCE_WORDS - 1, sentences: 2, longSentences: 1 });
  });

  it("is the sum over pages", () => {
    expect(addCounts([countProse("One. Two."), countProse("Three.")])).toEqual({
      words: 3,
      sentences: 3,
      longSentences: 0,
    });
  });
});
