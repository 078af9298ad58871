/**
 * A saved HTML page to one article (layer 1). Here the steps are put in order: bounds, document, lines, main part, story,
 * checks; the fields are put together in html-article.ts. No script runs and nothing is fetched.
 */

import { Readability } from "@mozilla/readability";
import type { Article } from "../../news/article.ts";
import { keyHost } from "../../news/web-address.ts";
import { findRejection, isShell } from "../extraction/article-check.ts";
import type { ReaderContext } from "../extraction/text-page.ts";
import { findErrorText, findServiceReason } from "../line-rules/service-page.ts";
import { isRejection, type RejectedPart, rejection } from "../model/rejection.ts";
import { foldLine } from "../text/normalize-text.ts";
import { buildHtmlArticle, foundTitle, type ReadPage } from "./article.ts";
import { type HtmlLine, type HtmlText, readLines } from "./blocks.ts";
import { copyDocument, parseDocument } from "./dom.ts";
import { type BoundedHtml, boundHtml } from "./limits.ts";
import { findListReason, holdsSummaries, LIST_REASON } from "./list.ts";
import { chooseMain } from "./main.ts";
import { type HtmlMetadata, readHtmlMetadata } from "./metadata.ts";
import { hasDateline, readStory, type Story } from "./story.ts";
import { holdsHtml } from "./text.ts";
import { findHtmlTitle } from "./title.ts";

/** JSON-LD holds the story where it has so many times the characters that the document's story has. Untuned. */
const LINKED_BODY_FACTOR = 1.5;
const MIN_LINKED_BODY_LENGTH = 150;
const NO_TEXT = "The page holds menus and buttons, but no text: it may not have loaded whole.";

/** The article of a page, or why it holds none. Time and memory are bounded for any page (html-limits.ts). */
export function readHtmlPage(html: string, context: ReaderContext): Article | RejectedPart {
  const bounded = boundHtml(html);
  if (isRejection(bounded)) return bounded;
  const document = parseDocument(bounded);
  const metadata = readHtmlMetadata(bounded, document, context.key);
  const page = readPage(bounded, metadata, readLines(document.body), document.body, context);
  const { story } = page;
  if (story.choice.body.length === 0) return readShortPage(page, context);
  return checked(page, false, context);
}

/** A page without a sentence of some length is an article only where its markup says so, and then all of its own text is. */
function readShortPage(page: ReadPage, context: ReaderContext): Article | RejectedPart {
  const { story, metadata } = page;
  const service = findHtmlServiceReason(page);
  if (service !== null) return rejection("not-an-article", service);
  const body = fallbackLines(story);
  if (!metadata.isDeclaredArticle || body.length === 0 || isShell(story.lines, body)) {
    return rejection("not-an-article", holdsSummaries(page) ? LIST_REASON : NO_TEXT);
  }
  return checked({ ...page, story: { ...story, choice: { ...story.choice, body } } }, true, context);
}

function checked(page: ReadPage, isFallback: boolean, context: ReaderContext): Article | RejectedPart {
  const reason = findHtmlRejection(page);
  return reason === null ? buildHtmlArticle(page, isFallback, context) : rejection("not-an-article", reason);
}

function readPage(
  bounded: BoundedHtml,
  metadata: HtmlMetadata,
  text: HtmlText,
  body: Element,
  context: ReaderContext,
): ReadPage {
  const { lines } = text;
  const title = findHtmlTitle({
    linked: metadata.linked?.headline ?? null,
    tags: metadata.tags.values("title"),
    browser: metadata.browserTitle,
    lines,
    siteNames: metadata.siteNames,
    host: metadata.url === null ? keyHost(context.key) : new URL(metadata.url).hostname,
  });
  const main = chooseMain({
    lines,
    body,
    titleLines: title.lines,
    findReadable: () => findReadable(bounded, body, lines),
  });
  const titles = new Set(title.lines.map((line) => lines[line]));
  const mainLines = main.lines.map((line) => lines[line]).filter((line) => line !== undefined);
  const story = readStory(mainLines, (line) => titles.has(line));
  return {
    metadata,
    text,
    title,
    main,
    story: linkedStory(metadata, story) ?? story,
    hasPasswordField: bounded.hasPasswordField,
  };
}

/** The story that only JSON-LD holds, since a script was to show it; null where the document has its text. */
function linkedStory({ linked }: HtmlMetadata, story: Story): Story | null {
  const body = linked?.body ?? "";
  const shown = story.choice.body.reduce((length, i) => length + (story.lines[i]?.text.length ?? 0), 0);
  if (body.length < Math.max(MIN_LINKED_BODY_LENGTH, LINKED_BODY_FACTOR * shown)) return null;
  const bounded = boundHtml(holdsHtml(body) ? body : body.split(/\n+/).map(paragraph).join(""));
  if (isRejection(bounded)) return null;
  const own = readStory(readLines(parseDocument(bounded).body).lines, () => false);
  const length = own.choice.body.reduce((sum, i) => sum + (own.lines[i]?.text.length ?? 0), 0);
  return length > LINKED_BODY_FACTOR * shown ? own : null;
}

function paragraph(text: string): string {
  return `<p>${text.replaceAll("<", "&lt;")}</p>`;
}

/** Where no line looks like a story: all that is not plainly something else. */
function fallbackLines({ lines, titleLines }: Story): number[] {
  return [...lines.keys()].filter((i) => {
    const line = lines[i];
    return (
      line !== undefined &&
      !titleLines.includes(i) &&
      line.noise === null &&
      line.role !== "repeat" &&
      line.shape.words > 0
    );
  });
}

/**
 * HTML pages that are no article (layer 1): errors, searches, logins, front pages and rubrics, told by what they say and how
 * they are built. Galleries and lists inside the main part are told as in text pages (article-check.ts).
 *
 * A page that asks for money and shows its first paragraphs is an article: its owner wants it found by what all may read.
 */
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
function findHtmlRejection(page: ReadPage): string | null {
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
function findHtmlServiceReason({ metadata, title, text, main, story }: ReadPage): string | null {
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

// What Mozilla's Readability takes for the article. Its word is one voice among others (html-main.ts), so that
// where it fails, or a page is too large for it, nothing is lost but the voice.

/** It walks a page up to four times, and some of its steps grow faster than the page. Measured. */
const MAX_ELEMENTS = 12_000;
const MAX_LENGTH = 1_500_000;
/**
 * Of all text together, each as often as blocks stand around it: it asks each block anew for all that is in it. A text of
 * 100,000 characters in twenty blocks has two million; two hundred million took 17 seconds of processor. Untuned.
 */
const MAX_NESTED_LENGTH = 10_000_000;
/** A block of so many lines that are all links is a menu or a column of titles: it is not even shown. */
const MIN_LEFT_OUT_LINES = 4;

/** The places of the lines that it keeps; null where it keeps none or was not asked. `lines` are those of the same body. */
function findReadable(page: BoundedHtml, body: Element, lines: readonly HtmlLine[]): ReadonlySet<number> | null {
  if (page.elements > MAX_ELEMENTS || page.html.length > MAX_LENGTH || nestedLength(lines) > MAX_NESTED_LENGTH)
    return null;
  const content = readableContent(body, lines);
  if (content === null) return null;
  const folds = new Set(readLines(content).lines.map(({ text }) => foldLine(text)));
  const kept = [...lines.keys()].filter((line) => folds.has(foldLine(lines[line]?.text ?? "")));
  return kept.length === 0 ? null : new Set(kept);
}

/** What a page of few elements can have that stand in one another, and much text. Linear in lines and blocks. */
function nestedLength(lines: readonly HtmlLine[]): number {
  const depths = new Map<Element | null, number>([[null, 0]]);
  const depthOf = (block: Element | null): number => {
    const known = depths.get(block);
    if (known !== undefined) return known;
    const depth = 1 + depthOf(block?.parentElement ?? null);
    depths.set(block, depth);
    return depth;
  };
  return lines.reduce((sum, { block, text }) => sum + depthOf(block) * text.length, 0);
}

/** It changes the document that it reads, so it gets one of its own. A page that it stumbles over has no readable part. */
function readableContent(body: Element, lines: readonly HtmlLine[]): Element | null {
  try {
    const menus = menusOf(lines);
    const document = copyDocument(body, (element) => menus.has(element));
    const options = {
      serializer: (node: Node) => node as Element,
      disableJSONLD: true,
      maxElemsToParse: 2 * MAX_ELEMENTS,
    };
    return new Readability<Element>(document, options).parse()?.content ?? null;
  } catch {
    return null;
  }
}

/** The blocks of many lines that are all links, but for times and counters. */
function menusOf(lines: readonly HtmlLine[]): ReadonlySet<Element> {
  const counts = new Map<Element, number>();
  const withText = new Set<Element>();
  for (const { block, isLink, text } of lines) {
    const isText = !isLink && /\p{L}{3}/u.test(text);
    let element: Element | null = block;
    for (; element !== null; element = element.parentElement) {
      counts.set(element, (counts.get(element) ?? 0) + 1);
      if (isText) withText.add(element);
    }
  }
  return new Set(
    [...counts].filter(([block, count]) => count >= MIN_LEFT_OUT_LINES && !withText.has(block)).map(([block]) => block),
  );
}
