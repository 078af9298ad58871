/**
 * HTML pages that are no article (layer 1): errors, searches, logins, front pages and rubrics, told by what they say and how
 * they are built. Galleries and lists inside the main part are told as in text pages (article-check.ts).
 *
 * A page that asks for money and shows its first paragraphs is an article: its owner wants it found by what all may read.
 */
import { findRejection } from "../extraction/article-check.ts";
import { findErrorText, findServiceReason } from "../line-rules/service-page.ts";
import { foundTitle, type ReadPage } from "./article.ts";
import { findListReason } from "./list.ts";
import { hasDateline, type Story } from "./story.ts";

const MIN_PAID_WORDS = 12;
const MAX_WALL_WORDS = 60;
const MIN_STORY_WORDS = 25;
/** A gallery's introduction is shorter than a story, and so many pictures beside so few words are the page. */
const MAX_GALLERY_WORDS = 60;
const MANY_CAPTIONS = 6;
const MIN_CAPTION_WORDS = 3;
/** The headings at the head of a page that may name an error. */
const MAX_HEADINGS = 3;

/** Why the page is no article, or null. */
export function findHtmlRejection(page: ReadPage): string | null {
  const { metadata, story } = page;
  const words = wordsOf(story);
  const service = findHtmlServiceReason(page);
  if (service !== null) return service;
  const isPaid = metadata.linked?.isFree === false && words >= MIN_PAID_WORDS;
  if (page.hasPasswordField && words < MIN_STORY_WORDS && !isPaid)
    return "The page asks to log in before it shows its text.";
  if (isGallery(page, words)) return "The page is a photo gallery: it holds captions and no story.";
  const reason = isPaid && words < MAX_WALL_WORDS ? null : findRejection(story.lines, foundTitle(page), story.choice);
  return reason ?? findListReason(page, words);
}

/** The same by its titles and headings alone: an error below the name of the site, a login, a search. */
export function findHtmlServiceReason({ metadata, title, text, main, story }: ReadPage): string | null {
  const words = wordsOf(story);
  const headings = text.lines.filter(
    (line, i) => line.headingLevel > 0 && line.headingLevel <= 2 && main.hintOf(i) === null && !line.isLink,
  );
  for (const name of [title.title, metadata.browserTitle]) {
    const reason = findServiceReason(name, words);
    if (reason !== null) return reason;
  }
  for (const heading of headings.slice(0, MAX_HEADINGS)) {
    // Boxes for a search or a login have headings too, but none of the first level.
    const find = heading.headingLevel === 1 ? findServiceReason : findErrorText;
    const reason = find(heading.text, words);
    if (reason !== null) return reason;
  }
  return null;
}

/** Captions of many pictures, and a sentence or two above them. */
function isGallery({ text, main, story }: ReadPage, words: number): boolean {
  if (words >= MAX_GALLERY_WORDS || hasDateline(story)) return false;
  const captions = text.lines.filter((line, i) => line.isCaption || main.hintOf(i) === "picture");
  const lengths = captions.map((line) => line.text.split(" ").length).filter((length) => length >= MIN_CAPTION_WORDS);
  return lengths.length >= MANY_CAPTIONS && lengths.reduce((sum, length) => sum + length, 0) > words;
}

function wordsOf({ lines, choice }: Story): number {
  return [...choice.lead, ...choice.body].reduce((sum, i) => sum + (lines[i]?.shape.words ?? 0), 0);
}
