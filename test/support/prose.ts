/** Counts the words and the long sentences of a Markdown page (`npm run words`). */

/** The number of words from which on a sentence counts as long. */
export const LONG_SENTENCE_WORDS = 36;

/** The size of one page, or of several together. */
export interface ProseCount {
  /** The number of words in the whole text, code and tables included, as `wc -w` counts them. */
  readonly words: number;
  readonly sentences: number;
  readonly longSentences: number;
}

export const countProse = (markdown: string): ProseCount => {
  const lengths = sentencesIn(markdown).map((sentence) => countWords(sentence));
  return {
    words: countWords(markdown),
    sentences: lengths.length,
    longSentences: lengths.filter((length) => length >= LONG_SENTENCE_WORDS).length,
  };
};

export const addCounts = (counts: readonly ProseCount[]): ProseCount => ({
  words: sum(counts.map(({ words }) => words)),
  sentences: sum(counts.map(({ sentences }) => sentences)),
  longSentences: sum(counts.map(({ longSentences }) => longSentences)),
});

/** Lists the sentences of paragraphs and list items; headings, tables and fenced code have none. */
export const sentencesIn = (markdown: string): string[] =>
  markdown
    .replace(/^ *```[\s\S]*?^ *```$/gmu, "")
    .split("\n")
    .map((line) => (/^\s*(?:[|#<]|$)/u.test(line) ? "" : line.replace(/^\s*(?:[-*>]|\d+\.)\s+/u, "\n\n$&")))
    .join("\n")
    .split(/\n\s*\n/u)
    .flatMap((block) => block.split(/(?<=[.!?…]["»”)*_`]{0,3})\s+(?=["«“(*_`[\p{Lu}\d])/u))
    .map((sentence) => sentence.replaceAll(/\s+/gu, " ").trim())
    .filter((sentence) => /\p{L}/u.test(sentence));

const countWords = (text: string): number => text.split(/\s+/u).filter((word) => word !== "").length;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
