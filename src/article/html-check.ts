/**
 * HTML pages that are no article (layer 1): errors, searches, logins, front pages and rubrics, told by what they say and how
 * they are built. Galleries and lists inside the main part are told as in text pages (article-check.ts).
 *
 * A page that asks for money and shows its first paragraphs is an article: its owner wants it found by what all may read.
 */
import { findRejection } from "./article-check.ts";
import { foundTitle, type ReadPage } from "./html-article.ts";
import type { Story } from "./html-story.ts";
import { findServiceReason } from "./service-page.ts";

/** A story of so many words is one, whatever the page calls itself. */
const SURE_STORY_WORDS = 80;
const MIN_PAID_WORDS = 12;
const MAX_WALL_WORDS = 60;
/** Titles of other articles are at least so long; with so many of them a page has a column of news, or is one. */
const MIN_HEADLINE_WORDS = 4;
const MANY_HEADLINES = 15;
const WORDS_PER_HEADLINE = 5;
const MIN_STORY_WORDS = 25;
/** A gallery's introduction is shorter than a story, and so many pictures beside so few words are the page. */
const MAX_GALLERY_WORDS = 60;
const MANY_CAPTIONS = 6;
const MIN_CAPTION_WORDS = 3;

/** Why the page is no article, or null. */
export function findHtmlRejection(page: ReadPage): string | null {
  const { metadata, story } = page;
  const title = foundTitle(page);
  const words = wordsOf(story);
  const service = findServiceReason(title.title, words) ?? findServiceReason(metadata.browserTitle, words);
  if (service !== null) return service;
  const isPaid = metadata.linked?.isFree === false && words >= MIN_PAID_WORDS;
  if (page.hasPasswordField && words < MIN_STORY_WORDS && !isPaid)
    return "The page asks to log in before it shows its text.";
  if (isGallery(page, words)) return "The page is a photo gallery: it holds captions and no story.";
  const reason = isPaid && words < MAX_WALL_WORDS ? null : findRejection(story.lines, title, story.choice);
  return reason ?? findListReason(page, words);
}

/** Captions of many pictures, and a sentence or two above them. */
function isGallery({ text, main, story }: ReadPage, words: number): boolean {
  if (words >= MAX_GALLERY_WORDS || hasDateline(story)) return false;
  const captions = text.lines.filter((line, i) => line.isCaption || main.hintOf(i) === "picture");
  const lengths = captions.map((line) => line.text.split(" ").length).filter((length) => length >= MIN_CAPTION_WORDS);
  return lengths.length >= MANY_CAPTIONS && lengths.reduce((sum, length) => sum + length, 0) > words;
}

function hasDateline({ lines, choice }: Story): boolean {
  return choice.body.some((i) => lines[i]?.dateline !== null && lines[i]?.dateline !== undefined);
}

/** A page of titles whose sentences are those of its teasers. */
function findListReason({ metadata, text, story }: ReadPage, words: number): string | null {
  const headlines = text.lines.filter(
    (line) => line.isLink && line.text.split(" ").length >= MIN_HEADLINE_WORDS,
  ).length;
  if (headlines < MANY_HEADLINES) return null;
  if (metadata.isFrontPage) return "The page is the front page of its site, and not one article.";
  if (isOneText(story)) return null;
  const isArticle = metadata.isDeclaredArticle && words >= MIN_STORY_WORDS;
  if (isArticle || words >= WORDS_PER_HEADLINE * headlines) return null;
  return "The page is a list of titles, such as a front page or a rubric, and not one article.";
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

function wordsOf({ lines, choice }: Story): number {
  return [...choice.lead, ...choice.body].reduce((sum, i) => sum + (lines[i]?.shape.words ?? 0), 0);
}
