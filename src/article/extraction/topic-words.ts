/**
 * Whether a headline is of the same story as the paragraphs around it (layer 1): a subheading shares words with its
 * article, the title of another article seldom does. Words are compared by their first letters, since Russian inflects.
 */
import type { ModelLine } from "./page-model.ts";

/** The beginnings of the words of a story. */
export type TopicWords = ReadonlySet<string>;

/** Five letters tell most words apart and outlast their endings; the shorter words say little. Untuned. */
const PREFIX_LETTERS = 5;
const MIN_LETTERS = 5;
const MIN_NAME_LETTERS = 3;
/** So much of a story is read, and so much of a line. */
const MAX_TEXT_LENGTH = 200_000;
const MAX_LINE_LENGTH = 4_000;
/** A headline with fewer words of its own tells nothing. */
const MIN_TELLING_WORDS = 3;
const WORD = /[\p{L}\p{N}]+/gu;

/** The words of some lines, which are paragraphs. Linear, and bounded. */
export function topicWords(lines: readonly (ModelLine | undefined)[]): TopicWords {
  const words = new Set<string>();
  let length = 0;
  for (const line of lines) {
    if (line === undefined || length > MAX_TEXT_LENGTH) continue;
    const text = line.text.slice(0, MAX_LINE_LENGTH);
    length += text.length;
    for (const [word] of text.matchAll(WORD)) if (word.length >= MIN_NAME_LETTERS) words.add(prefixOf(word));
  }
  return words;
}

/**
 * Whether a headline names what the story does not: none of its names, or none of several long words, stands in the story.
 */
export function isOffTopic(headline: string, topic: TopicWords): boolean {
  const words = [...headline.matchAll(WORD)].map(([word]) => word);
  const names = words.filter((word, i) => i > 0 && word.length >= MIN_NAME_LETTERS && /^\p{Lu}/u.test(word));
  if (names.length > 0 && !names.some((name) => topic.has(prefixOf(name)))) return true;
  const telling = words.filter((word) => word.length >= MIN_LETTERS);
  return telling.length >= MIN_TELLING_WORDS && !telling.some((word) => topic.has(prefixOf(word)));
}

function prefixOf(word: string): string {
  const small = word.toLowerCase().replaceAll("ё", "е");
  // A short name changes its last letter: «Рим», «Риме», «Уфа», «Уфы».
  return small.slice(0, Math.min(PREFIX_LETTERS, Math.max(MIN_NAME_LETTERS, small.length - 1)));
}
