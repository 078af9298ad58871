/**
 * Front pages and rubrics in HTML (layer 1): pages of titles, told by how many there are and by whether each paragraph sums
 * up the article that a link above it leads to.
 */
import type { ReadPage } from "./article.ts";
import { storyWords } from "./candidates.ts";
import { hasDateline, type Story } from "./story.ts";

/** Titles of other articles are at least so long; with so many of them a page has a column of news, or is one. */
const MIN_HEADLINE_WORDS = 4;
const MANY_HEADLINES = 15;
const WORDS_PER_HEADLINE = 5;
const MIN_STORY_WORDS = 25;
/** A story of so many words in a row is one. */
const SURE_STORY_WORDS = 80;
/** Summaries under links to what they sum up: so many, and such a share of the paragraphs. Untuned. */
const MIN_SUMMARIES = 3;
const SUMMARY_SHARE = 0.75;
const SUMMARY_NEAR_LINES = 3;

/** Why a page without a text of its own is none. */
export const LIST_REASON = "The page is a list of titles, such as a front page or a rubric, and not one article.";

/** A page of titles whose sentences are those of its teasers. */
export function findListReason({ metadata, text, main, story }: ReadPage, words: number): string | null {
  const headlines = text.lines.filter(
    (line) => line.isLink && line.text.split(" ").length >= MIN_HEADLINE_WORDS,
  ).length;
  const isMany = headlines >= MANY_HEADLINES;
  if (isMany && metadata.isFrontPage) return "The page is the front page of its site, and not one article.";
  if (main.isListOfCards || isListOfSummaries(story)) return LIST_REASON;
  if (!isMany) return null;
  if (isOneText(story)) return null;
  const isArticle = metadata.isDeclaredArticle && words >= MIN_STORY_WORDS;
  if (isArticle || words >= WORDS_PER_HEADLINE * headlines) return null;
  return LIST_REASON;
}

/** The paragraphs, the first among them, stand under links to other pages, or above «Читать далее». */
function isListOfSummaries(story: Story): boolean {
  const { lines, choice } = story;
  const { lead, body } = choice;
  if (lead.length > 0 || body.length < MIN_SUMMARIES || hasDateline(story)) return false;
  const kept = new Set(body);
  const isSummary = (i: number) => {
    if (lines[i + 1]?.noise === "more") return true;
    for (let above = i - 1; above >= i - SUMMARY_NEAR_LINES && !kept.has(above); above -= 1) {
      const line = lines[above];
      if (line?.isLink === true && line.shape.words >= MIN_HEADLINE_WORDS) return true;
    }
    return false;
  };
  const summaries = body.filter(isSummary);
  return summaries[0] === body[0] && summaries.length >= Math.max(MIN_SUMMARIES, SUMMARY_SHARE * body.length);
}

/** Whether a page without a text of its own has sentences under titles of other articles. */
export function holdsSummaries({ text }: ReadPage): boolean {
  const headlines = text.lines.filter((line) => line.isLink && line.text.split(" ").length >= MIN_HEADLINE_WORDS);
  return headlines.length >= MIN_SUMMARIES && text.lines.filter((line) => storyWords(line) > 0).length >= MIN_SUMMARIES;
}

/** Sentences that follow each other, with nothing between but what belongs between paragraphs. */
function isOneText(story: Story): boolean {
  const { lines, choice } = story;
  if (hasDateline(story)) return true;
  let run = 0;
  let last = Number.NaN;
  for (const i of choice.body) {
    run = i === last + 1 ? run + (lines[i]?.shape.words ?? 0) : (lines[i]?.shape.words ?? 0);
    last = i;
    if (run >= SURE_STORY_WORDS) return true;
  }
  return false;
}
