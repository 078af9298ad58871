/**
 * A saved HTML page to one article. Here the steps are put in order: bounds, document, lines, main part, story,
 * checks; the fields of its article are put together below. No script runs and nothing is fetched.
 */

import {
  fallbackLines,
  findErrorText,
  findRejection,
  findServiceReason,
  GALLERY_REASON,
  isLinkedSummary,
  isShell,
  LIST_REASON,
  MANY_HEADLINES,
  MIN_HEADLINE_WORDS,
  MIN_LINKED_SUMMARIES,
} from "../extraction/article-check.ts";
import { buildPageArticle, isPersons, type ReaderContext } from "../extraction/article-fields.ts";
import { countWords, datelineOf, findFirstText, runsOf } from "../extraction/body-lines.ts";
import { type DropReason, type ModelLine, type Story, storyOf } from "../extraction/page-model.ts";
import { findTitle, siteOfTail, type TitleWithLines } from "../extraction/title.ts";
import { findNoise } from "../line-rules/boilerplate.ts";
import { isRejection, type RejectedPart, rejection } from "../model/rejection.ts";
import type { Article } from "../news/article.ts";
import { type Found, foundIn, foundValue } from "../news/origin.ts";
import { keyHost, siteName } from "../news/site-name.ts";
import { cleanLine, foldLine } from "../text/normalize-text.ts";
import { foldOf, shapeOf } from "../text/page-lines.ts";
import { type BlockHint, type HtmlLine, type HtmlMoment, type HtmlText, readLines } from "./blocks.ts";
import { type PageDocument, type PageElement, parseHtml } from "./document.ts";
import { findListClaim } from "./list-page.ts";
import { chooseMain, type MainText, storyWords } from "./main.ts";
import { authorName, clues, type HtmlMetadata, readHtmlMetadata } from "./metadata.ts";
import { modelHtml, readStory } from "./story.ts";
import { holdsHtml } from "./text.ts";
import { findHtmlTitle } from "./title.ts";

/** JSON-LD holds the story where it has so many times the characters that the document's story has. Untuned. */
const LINKED_BODY_FACTOR = 1.5;
const MIN_LINKED_BODY_LENGTH = 150;
/** Links to the front page are few, and the name of a site is short. */
const MAX_HOME_LINKS = 20;
const MAX_SITE_LENGTH = 200;
const NO_TEXT = "The page holds menus and buttons, but no text: it may not have loaded whole.";

/** The article of a page, or why it holds none. Time and memory are bounded for any page (document.ts). */
export function readHtmlPage(html: string, context: ReaderContext): Article | RejectedPart {
  const document = parseHtml(html);
  if (isRejection(document)) return document;
  const page = readPage(document, context);
  const { story } = page;
  if (story.body.length === 0) return readShortPage(page, context);
  return checked(page, false, context);
}

/**
 * A page without a sentence of some length is an article only where its markup says so, and then all of its own text
 * is.
 */
function readShortPage(page: ReadPage, context: ReaderContext): Article | RejectedPart {
  const { story, metadata } = page;
  const service = findHtmlServiceReason(page) ?? findListClaim(page);
  if (service !== null) return rejection("not-an-article", service);
  const body = fallbackLines(story.lines);
  if (!metadata.isDeclaredArticle || body.length === 0 || isShell(story.lines, body)) {
    return rejection("not-an-article", reasonWithoutText(page));
  }
  for (const line of body) line.part = "body";
  return checked({ ...page, story: storyOf(story.lines) }, true, context);
}

/** Finds the reason to reject a page without a sentence of its own. */
function reasonWithoutText(page: ReadPage): string {
  const reason = findRejection(page.story, page.title);
  if (reason !== null) return reason;
  if (isFeed(page, MIN_POSTS)) return FEED_REASON;
  if (holdsPictures(page)) return GALLERY_REASON;
  return holdsSummaries(page) ? LIST_REASON : NO_TEXT;
}

function checked(page: ReadPage, isFallback: boolean, context: ReaderContext): Article | RejectedPart {
  const reason = findHtmlRejection(page);
  return reason === null ? articleOf(page, isFallback, context) : rejection("not-an-article", reason);
}

function readPage(document: PageDocument, context: ReaderContext): ReadPage {
  const metadata = readHtmlMetadata(document, context.key, foundValue(context.metadata.url));
  const text = readLines(document.body);
  const { lines } = text;
  const claimed = findHtmlTitle({
    claimed: metadata.titles,
    browser: metadata.browserTitle,
    lines,
    siteNames: [...metadata.siteNames.map(({ value }) => value), ...namesOfHome(document.elements)],
    accounts: accountsOf(text),
    host: metadata.url === null ? keyHost(context.key) : new URL(metadata.url.value).hostname,
  });
  const main = chooseMain({ lines, document, titleLines: claimed.lines });
  const mainLines = main.lines.map((line) => lines[line]).filter((line) => line !== undefined);
  const title = claimed.title === null ? titleAbove(lines, main) : claimed;
  const titles = new Set(title.lines.map((line) => lines[line]));
  const story = readStory(mainLines, (line) => titles.has(line));
  const linked = linkedStory(metadata, story);
  return {
    metadata,
    text,
    title,
    main,
    story: linked ?? story,
    isLinkedStory: linked !== null,
    document,
  };
}

/**
 * Finds the headline above the story, as on a text page, if no element claims to be the title. Headings of the first
 * level do claim.
 */
function titleAbove(all: readonly HtmlLine[], main: MainText): TitleWithLines {
  const places = main.lines.filter((place) => all[place]?.headingLevel !== 1);
  const model = modelHtml(places.flatMap((place) => all[place] ?? []));
  const found = findTitle(model, findFirstText(model));
  return { ...found, lines: places.filter((_, i) => model[i]?.part === "title") };
}

/** Lists the page's names of its site's front page in links: a logo's name is in no tag on many pages. */
function namesOfHome(elements: readonly PageElement[]): string[] {
  return elements
    .filter((element) => element.name === "a" && element.attribute("href") === "/")
    .slice(0, MAX_HOME_LINKS)
    .map((link) => cleanLine(link.textUpTo(MAX_SITE_LENGTH).slice(0, MAX_SITE_LENGTH)));
}

/**
 * Finds the accounts of the posts on the page, as the links over them name these: the title that such a page claims is
 * that of the account.
 */
function accountsOf({ lines, bylines }: HtmlText): string[] {
  const isAccount = (line: HtmlLine | undefined) => line !== undefined && isPlainLink(line);
  return bylines.filter(({ line }) => isAccount(lines[line])).map(({ value }) => cleanLine(value));
}

/** The story that only JSON-LD holds, since a script was to show it; null where the document has its text. */
function linkedStory(metadata: HtmlMetadata, story: Story): Story | null {
  const body = metadata.body ?? "";
  const shown = lengthOf(story);
  if (body.length < Math.max(MIN_LINKED_BODY_LENGTH, LINKED_BODY_FACTOR * shown)) return null;
  const document = parseHtml(holdsHtml(body) ? body : body.split(/\n+/).map(paragraph).join(""));
  if (isRejection(document)) return null;
  const own = readStory(readLines(document.body).lines, () => false);
  return lengthOf(own) > LINKED_BODY_FACTOR * shown ? own : null;
}

function lengthOf({ body }: Story): number {
  return body.reduce((sum, { text }) => sum + text.length, 0);
}

function paragraph(text: string): string {
  return `<p>${text.replaceAll("<", "&lt;")}</p>`;
}

/**
 * HTML pages that are no article: errors, searches, logins, front pages and rubrics, told by what they say and how they
 * are built. Galleries and lists inside the main part are told as in text pages (article-check.ts).
 *
 * A page that asks for money and shows its first paragraphs is an article: its owner wants it found by what all may
 * read.
 */
const MIN_PAID_WORDS = 12;
const MAX_WALL_WORDS = 60;
const MIN_STORY_WORDS = 25;
/** The headings at the head of a page that may name an error. */
const MAX_HEADINGS = 3;

/** Finds the reason why the page is no article, or null. */
function findHtmlRejection(page: ReadPage): string | null {
  const { metadata, story } = page;
  const words = countWords([...story.lead, ...story.body]);
  const service = findHtmlServiceReason(page) ?? findListClaim(page);
  if (service !== null) return service;
  // What begins under a link to another page is the text of that one.
  const isArticle = metadata.ownKind === "article" && !story.body.slice(0, 1).some(isLinkedSummary);
  const isPaid = metadata.isPaid && words >= MIN_PAID_WORDS;
  // Front pages have logins and pictures besides.
  const isColumn =
    !metadata.isDeclaredArticle && !page.title.isConfirmed && countLinkedHeadlines(page.text) >= MANY_HEADLINES;
  if (page.document.hasPasswordField && words < MIN_STORY_WORDS && !isPaid)
    return isColumn ? LIST_REASON : "The page asks to log in before it shows its text.";
  if (!isArticle && metadata.isFrontPage && countLinkedHeadlines(page.text) >= MANY_HEADLINES)
    return "The page is the front page of its site, and not one article.";
  const reason = isPaid && words < MAX_WALL_WORDS ? null : findRejection(story, page.title, isArticle);
  return reason ?? (isArticle ? null : findListReason(page, words));
}

/** The same by its titles and headings alone: an error below the name of the site, a login, a search. */
function findHtmlServiceReason({ metadata, title, text, main, story }: ReadPage): string | null {
  const words = countWords([...story.lead, ...story.body]);
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

/** So many captions in a row are what a page without a text of its own is about. */
const MANY_CAPTIONS = 6;
const MIN_CAPTION_WORDS = 3;

function holdsPictures({ text, main }: ReadPage): boolean {
  const captions = text.lines.filter((line, i) => line.isCaption || main.hintOf(i) === "picture");
  return captions.filter((line) => shapeOf(line).words >= MIN_CAPTION_WORDS).length >= MANY_CAPTIONS;
}

// The fields of an HTML page's article: the owner's word first, then the page's markup, then its text.

/** A page whose story was read. */
interface ReadPage {
  readonly metadata: HtmlMetadata;
  readonly text: HtmlText;
  readonly title: TitleWithLines;
  readonly main: MainText;
  readonly story: Story;
  /** Tells whether JSON-LD alone holds the story. */
  readonly isLinkedStory: boolean;
  readonly document: PageDocument;
}

/** `<time>` beside the title: so many lines above it, or below. Further away it is another article's. */
const MOMENT_LINES_ABOVE = 4;
const MOMENT_LINES_BELOW = 8;

const BYLINE_LINES = 8;
const HINTED: Readonly<Record<BlockHint, DropReason>> = {
  author: { kind: "other", reason: "about the author" },
  comments: { kind: "other", reason: "what a reader wrote" },
  other: { kind: "menu", reason: "a menu, teasers or buttons, by the name of its block" },
  picture: { kind: "caption", reason: "beside a picture" },
};
const OUTSIDE: DropReason = { kind: "other", reason: "outside the part of the page that holds the article" };

/** The article of a page that was found to hold one. */
function articleOf(page: ReadPage, isFallback: boolean, context: ReaderContext): Article {
  const { metadata, story } = page;
  const url = context.metadata.url ?? metadata.url;
  const moments = momentsOf(page);
  const end = storyEnd(page);
  const isBelow = ({ line }: HtmlMoment): boolean => line > end;
  return buildPageArticle(
    {
      ...story,
      title: { ...page.title, source: metadata.site },
      ...(page.isLinkedStory ? { storyOrigin: "JSON-LD" } : {}),
      isFallback,
      url,
      source: sourceOf(page, foundValue(url), context.key),
      author: metadata.author ?? foundIn(bylineOf(page), "byline"),
      rubrics: metadata.rubrics,
      image: metadata.image,
      storyEnd: story.lines.length,
      published: [...metadata.published, ...clues(moments.filter((one) => !isBelow(one)).map(foundMoment))],
      publishedBelow: clues(moments.filter(isBelow).map(foundMoment)),
      modified: metadata.modified,
      outside: linesOutside(page),
    },
    context,
  );
}

function foundMoment({ value }: HtmlMoment): Found<string> {
  return { value, origins: ["time"] };
}

/** The moments that elements beside the title name, the nearest first. */
function momentsOf(page: ReadPage): readonly HtmlMoment[] {
  const { text, title, main } = page;
  const [first] = main.lines;
  const mark = title.lines.find((line) => main.lines.includes(line)) ?? title.lines[0] ?? first;
  if (mark === undefined) return [];
  const end = storyEnd(page);
  const near = text.moments.filter(({ line, hints }) => {
    const distance = line - mark;
    const isNear = distance >= -MOMENT_LINES_ABOVE && distance <= MOMENT_LINES_BELOW;
    const isReaders = line > end && opensText(text, line);
    return isNear && !isReaders && (main.hintAmong(hints) ?? "picture") === "picture";
  });
  near.sort((a, b) => Math.abs(a.line - mark) - Math.abs(b.line - mark));
  return near.length > 0 ? near : onlyMoment(page);
}

/** The line of the page that the story ends with. */
function storyEnd({ text, main, story }: ReadPage): number {
  const last = story.body.at(-1)?.text ?? "";
  return main.lines.findLast((place) => last.endsWith(text.lines[place]?.text ?? "\0")) ?? Number.POSITIVE_INFINITY;
}

/** So many lines behind a reader's name and date their words begin. */
const READERS_LINES = 3;

/**
 * Tells whether sentences stand right behind a line, as those of a reader or of another article do behind their date.
 */
function opensText({ lines }: HtmlText, place: number): boolean {
  const behind = lines.slice(place + 1, place + READERS_LINES);
  return lines.slice(place, place + 1).some((line) => storyWords(line) > 0) || behind.some(isOwnSentence);
}

function isOwnSentence(line: HtmlLine): boolean {
  const shape = shapeOf(line);
  return shape.endsSentence && line.headingLevel === 0 && findNoise(line.text, shape, foldOf(line)) === null;
}

/** The one moment of a page that stands with the article, as messages have theirs below the text. */
function onlyMoment(page: ReadPage): readonly HtmlMoment[] {
  const { text, main } = page;
  const { moments } = text;
  const [only] = moments;
  if (only === undefined || moments.some(({ value }) => value !== only.value)) return [];
  if (only.line > storyEnd(page) && opensText(text, only.line)) return [];
  const isNear = only.line >= (main.lines[0] ?? 0) && only.line <= (main.lines.at(-1) ?? -1) + MOMENT_LINES_BELOW;
  return isNear && main.hintAmong(only.hints) === null ? [only] : [];
}

/** The site's name as readers know it: by its tags, by a table of hosts, by the end of its title, else its host. */
function sourceOf({ metadata, title }: ReadPage, url: string | null, key: string): Found<string> | null {
  const byHost = siteName(url, key);
  const site = metadata.site ?? byHost;
  if (site !== null && !site.value.includes(".")) return site;
  return foundIn(siteOfTail(title.tail), title.tailOrigin) ?? site;
}

/** The name in an element for it, near the head or the end of the article's part. */
function bylineOf({ text, main }: ReadPage): string | null {
  const from = (main.lines[0] ?? 0) - BYLINE_LINES;
  const to = (main.lines.at(-1) ?? 0) + BYLINE_LINES;
  for (const { value, line, hints } of text.bylines) {
    const name = authorName(cleanLine(value).replace(/[,;]$/, ""));
    const isNear = line >= from && line <= to && main.hintAmong(hints) === null;
    if (isNear && name !== null && isPersons(name)) return name;
  }
  return null;
}

/** The lines outside the main part, each that is not plainly something else with why it is none of the article's. */
function linesOutside({ text, main }: ReadPage): ModelLine[] {
  const inside = new Set(main.lines);
  const places = [...text.lines.keys()].filter((i) => !inside.has(i));
  const lines = modelHtml(places.flatMap((i) => text.lines[i] ?? []));
  for (const [i, place] of places.entries()) {
    const line = lines[i];
    const hint = main.hintOf(place);
    if (line !== undefined && hint !== null) line.dropped = HINTED[hint];
    else if (line?.noise === null && line.role !== "noise" && line.role !== "repeat") line.dropped = OUTSIDE;
  }
  return lines;
}

// Front pages and rubrics in HTML: pages of titles, told by how many there are and by whether each paragraph sums
// up the article that a link above it leads to.

const WORDS_PER_HEADLINE = 5;
/** A story of so many words in a row is one. */
const SURE_STORY_WORDS = 80;

const FEED_REASON = "The page is a feed of posts, and not one article.";

/** A page of titles whose sentences are those of its teasers. */
function findListReason({ metadata, text, title, main, story }: ReadPage, words: number): string | null {
  const headlines = countLinkedHeadlines(text);
  const isMany = headlines >= MANY_HEADLINES;
  if (isFeed({ text, title }, MIN_LINKED_SUMMARIES)) return FEED_REASON;
  if (main.isListOfCards) return LIST_REASON;
  if (!isMany) return null;
  if (isOneText(story)) return null;
  const isArticle = metadata.isDeclaredArticle && words >= MIN_STORY_WORDS;
  if (isArticle || words >= WORDS_PER_HEADLINE * headlines) return null;
  return LIST_REASON;
}

function countLinkedHeadlines({ lines }: HtmlText): number {
  return lines.filter((line) => line.isLink && line.text.split(" ").length >= MIN_HEADLINE_WORDS).length;
}

/** Tells whether a page without a text of its own has sentences under titles of other articles. */
function holdsSummaries({ text }: ReadPage): boolean {
  const sentences = text.lines.filter((line) => storyWords(line) > 0).length;
  return countLinkedHeadlines(text) >= MIN_LINKED_SUMMARIES && sentences >= MIN_LINKED_SUMMARIES;
}

/** An account's name stands so near above its post. */
const POST_NEAR_LINES = 3;
/** So many make a feed of a page without a text of its own. */
const MIN_POSTS = 2;

/**
 * Tells whether the page shows so many posts, each under a link to its account, and no title but the account's name.
 */
function isFeed({ text: { lines }, title }: Pick<ReadPage, "text" | "title">, minPosts: number): boolean {
  const folds = new Map<string, number>();
  for (const line of lines) if (isPlainLink(line)) folds.set(foldOf(line), (folds.get(foldOf(line)) ?? 0) + 1);
  if (![...folds.values()].some((count) => count >= minPosts)) return false;
  const posts = new Map<string, number>();
  for (const [i, line] of lines.entries()) {
    if (!isPlainLink(line) || !lines.slice(i + 1, i + 1 + POST_NEAR_LINES).some((below) => storyWords(below) > 0))
      continue;
    if (findNoise(line.text, shapeOf(line), foldOf(line)) === null)
      posts.set(foldOf(line), (posts.get(foldOf(line)) ?? 0) + 1);
  }
  const isOther = title.isConfirmed && !posts.has(foldLine(title.title ?? ""));
  const all = [...posts.values()].reduce((sum, count) => sum + count, 0);
  return !isOther && [...posts.values()].some((count) => count >= Math.max(minPosts, all / 2));
}

function isPlainLink({ isLink, headingLevel }: HtmlLine): boolean {
  return isLink && headingLevel === 0;
}

/**
 * Tells whether an agency's dateline opens a line, or sentences follow each other with only such lines between them as
 * belong between paragraphs.
 */
function isOneText(story: Story): boolean {
  return datelineOf(story) !== null || runsOf(story).some((run) => countWords(run) >= SURE_STORY_WORDS);
}
