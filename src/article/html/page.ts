/**
 * A saved HTML page to one article (layer 1). Here the steps are put in order: bounds, document, lines, main part, story,
 * checks; the fields are put together in html-article.ts. No script runs and nothing is fetched.
 */

import type { Article } from "../../news/article.ts";
import { keyHost } from "../../news/web-address.ts";
import { isShell } from "../extraction/article-check.ts";
import type { ReaderContext } from "../extraction/text-page.ts";
import type { RejectedPart } from "../model/rejection.ts";
import { isRejection, rejection } from "../model/rejection.ts";
import { buildHtmlArticle, type ReadPage } from "./article.ts";
import { type HtmlText, readLines } from "./blocks.ts";
import { findHtmlRejection, findHtmlServiceReason } from "./check.ts";
import { parseDocument } from "./dom.ts";
import { type BoundedHtml, boundHtml } from "./limits.ts";
import { holdsSummaries, LIST_REASON } from "./list.ts";
import { chooseMain } from "./main.ts";
import { type HtmlMetadata, readHtmlMetadata } from "./metadata.ts";
import { findReadable } from "./readable.ts";
import { readStory, type Story } from "./story.ts";
import { holdsHtml } from "./text.ts";
import { findHtmlTitle } from "./title.ts";

/** JSON-LD holds the story where it has so many times the characters that the document's story has. Our decision. */
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
