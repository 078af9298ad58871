/**
 * The title that a reader is shown of an article (pure): its own, or its first sentence.
 */
import type { Article } from "./article.ts";
import { parseDateline } from "./dateline.ts";
import { SentenceReader, wholeCharacterEnd } from "./passage.ts";

/** The title, or what stands in where there is none. */
export function titleOf({ title, lead, text }: Pick<Article, "title" | "lead" | "text">): string {
  return title ?? firstSentence(lead === "" ? text : lead);
}

/** The longest title that stands in for a missing one, and the shortest sentence that does where more follows. */
const DERIVED_TITLE_LENGTH = 120;
const LEAST_TITLE_LENGTH = 20;

/** The first sentence behind the dateline, if there is one, or as many words of it as a title may have. */
export function firstSentence(text: string): string {
  const line = withoutDateline((text.split("\n", 1)[0] ?? "").slice(0, DERIVED_TITLE_LENGTH * 4));
  const reader = new SentenceReader(line);
  let end = LEAST_TITLE_LENGTH;
  while (end < line.length && !reader.isStart(end)) end += 1;
  const sentence = line.slice(0, end).trimEnd();
  if (sentence.length <= DERIVED_TITLE_LENGTH) return sentence;
  const space = sentence.lastIndexOf(" ", DERIVED_TITLE_LENGTH);
  return `${sentence.slice(0, space > 0 ? space : wholeCharacterEnd(sentence, DERIVED_TITLE_LENGTH))}…`;
}

/** A dateline names place, day and agency, and nothing that the article tells; where no more stands there, it stays. */
function withoutDateline(line: string): string {
  const dateline = parseDateline(line);
  const story = dateline === null ? line : line.slice(dateline.end).trimStart();
  return /[\p{L}\p{N}]/u.test(story) ? story : line;
}
