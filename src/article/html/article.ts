/**
 * The fields of an HTML page's article (layer 1): the owner's word first, then the page's markup, then its text.
 */

import { publisherOf } from "../../news/agencies.ts";
import type { Article, DroppedLine } from "../../news/article.ts";
import { siteName } from "../../news/web-address.ts";
import { type DateClue, type PublicationDate, publicationDate } from "../dates/publication-date.ts";
import { findAddressDate } from "../dates/url-date.ts";
import { findAuthor } from "../extraction/byline.ts";
import { droppedLines } from "../extraction/dropped-lines.ts";
import { findNotice } from "../extraction/notice.ts";
import { findPageDates } from "../extraction/page-dates.ts";
import { type DropReason, type ModelLine, modelPage } from "../extraction/page-model.ts";
import { dateFields, type ReaderContext } from "../extraction/text-page.ts";
import type { FoundTitle } from "../extraction/title.ts";
import { documentId } from "../identity/document-id.ts";
import { findNoise } from "../line-rules/boilerplate.ts";
import { lineShape } from "../text/line-shape.ts";
import { cleanLine } from "../text/normalize-text.ts";
import type { HtmlMoment, HtmlText } from "./blocks.ts";
import type { BlockHint } from "./hints.ts";
import type { MainText } from "./main.ts";
import { bareName, clues, type HtmlMetadata, isAuthorName } from "./metadata.ts";
import type { Story } from "./story.ts";
import type { HtmlTitle } from "./title.ts";

/** A page whose story was read. */
export interface ReadPage {
  readonly metadata: HtmlMetadata;
  readonly text: HtmlText;
  readonly title: HtmlTitle;
  readonly main: MainText;
  readonly story: Story;
  readonly hasPasswordField: boolean;
}

/** `<time>` beside the title: so many lines above it, or below. Further away it is another article's. */
const MOMENT_LINES_ABOVE = 4;
const MOMENT_LINES_BELOW = 8;

const MAX_SITE_WORDS = 4;
const BYLINE_LINES = 8;
/** «Лидия Мисник», «А. С. Петров», and several of them behind commas. */
const PERSON =
  "\\p{Lu}[\\p{Ll}-]{0,20}\\.?(?:\\s\\p{Lu}(?:\\p{Lu}{1,25}|\\p{Ll}{0,25})(?:-\\p{Lu}\\p{L}{1,25})?\\.?){1,2}";
const PERSONS = new RegExp(`^${PERSON}(?:,\\s${PERSON}){0,4}$`, "u");

const HINTED: Readonly<Record<BlockHint, DropReason>> = {
  author: { kind: "other", reason: "about the author" },
  comments: { kind: "other", reason: "what a reader wrote" },
  other: { kind: "menu", reason: "a menu, teasers or buttons, by the name of its block" },
  picture: { kind: "caption", reason: "beside a picture" },
};
const OUTSIDE: DropReason = { kind: "other", reason: "outside the part of the page that holds the article" };

/** The article of a page that was found to hold one. */
export function buildHtmlArticle(page: ReadPage, isFallback: boolean, context: ReaderContext): Article {
  const { metadata, story } = page;
  const { lines, choice } = story;
  const textOf = (i: number) => lines[i]?.text ?? "";
  const paragraphs = choice.body.map(textOf);
  const lead = choice.lead.map(textOf).join(" ");
  const text = paragraphs.join("\n\n");
  const storyStart = choice.body[0] ?? lines.length;
  const dateline = choice.body.map((i) => lines[i]?.dateline ?? null).find((found) => found !== null) ?? null;
  const url = context.metadata.url ?? metadata.url;
  const title = context.metadata.title ?? page.title.title;
  const found = foundTitle(page);
  const outside = modelPage(outsideLines(page).map(({ line }) => line));
  const date = datePage(page, found, storyStart, url, [lead, text].join("\n\n"), context);
  return {
    id: documentId({ key: context.key, ownId: null, url, title, text }),
    title,
    lead,
    text,
    paragraphs,
    url,
    source: context.metadata.source ?? sourceOf(page, url, context.key),
    agency: dateline?.agency ?? null,
    author:
      metadata.author ?? bylineOf(page) ?? dateline?.author ?? findAuthor(lines, found, storyStart, choice.body.at(-1)),
    place: dateline?.place ?? null,
    placeAsWritten: dateline?.placeAsWritten ?? null,
    image: metadata.image,
    notice: findNotice([...lines, ...outside]),
    ...dateFields(date),
    encoding: context.encoding,
    encodingConfidence: context.encodingConfidence,
    repairedFrom: context.repairedFrom,
    isFallback,
    droppedLines: [...droppedOf(page, outside), ...date.notes],
  };
}

/** The title as the rules for text pages know one. */
export function foundTitle({ title, metadata, story }: Pick<ReadPage, "title" | "metadata" | "story">): FoundTitle {
  return {
    title: title.title,
    source: metadata.site,
    date: null,
    tail: title.tail,
    lines: story.titleLines,
    isConfirmed: title.isConfirmed,
  };
}

function datePage(
  page: ReadPage,
  title: FoundTitle,
  storyStart: number,
  url: string | null,
  text: string,
  context: ReaderContext,
): PublicationDate {
  const { lines, choice } = page.story;
  const dateline = choice.body.map((i) => lines[i]?.dateline ?? null).find((found) => found !== null) ?? null;
  const addresses = [url, context.key].map((address) => (address === null ? null : findAddressDate(address)));
  const onPage = findPageDates(lines, title, storyStart, context.uploaded);
  return publicationDate({
    metadata: context.metadata.published,
    field: null,
    dateline: dateline === null ? null : { ...dateline, raw: dateline.dateAsWritten },
    addresses: addresses.filter((address) => address !== null),
    markup: [...page.metadata.published, ...momentsBesideTitle(page)],
    ...onPage,
    bounds: [...onPage.bounds, ...page.metadata.modified],
    text,
    uploaded: context.uploaded,
  });
}

/** The moments that elements beside the title name, the nearest first. */
function momentsBesideTitle({ text, title, main }: ReadPage): DateClue[] {
  const [first] = main.lines;
  const mark = title.lines.find((line) => main.lines.includes(line)) ?? title.lines[0] ?? first;
  if (mark === undefined) return [];
  const near = text.moments.filter(({ line, hints }) => {
    const distance = line - mark;
    return (
      distance >= -MOMENT_LINES_ABOVE && distance <= MOMENT_LINES_BELOW && !hints.some(({ hint }) => hint !== "picture")
    );
  });
  near.sort((a, b) => Math.abs(a.line - mark) - Math.abs(b.line - mark));
  return clues((near.length > 0 ? near : onlyMoment(text, main)).map(({ value }) => value));
}

/** The one moment of a page that stands with the article, as messages have theirs below the text. */
function onlyMoment({ moments }: HtmlText, main: MainText): readonly HtmlMoment[] {
  const [only] = moments;
  if (only === undefined || moments.some(({ value }) => value !== only.value)) return [];
  const isNear = only.line >= (main.lines[0] ?? 0) && only.line <= (main.lines.at(-1) ?? -1) + MOMENT_LINES_BELOW;
  return isNear && only.hints.length === 0 ? [only] : [];
}

/** The site's name as readers know it: by its tags, by a table of hosts, by the end of its title, else its host. */
function sourceOf({ metadata, title }: ReadPage, url: string | null, key: string): string | null {
  const byHost = siteName(url, key);
  const site = metadata.site ?? byHost;
  if (site !== null && !site.includes(".")) return site;
  const last =
    title.tail
      .split(/\s[-–—|•·]\s|\s?\|\s?|\s::\s|:\s/u)
      .at(-1)
      ?.trim() ?? "";
  const isLabel = findNoise(last, lineShape(last)) === "interface";
  const isName = !isLabel && last.split(" ").length <= MAX_SITE_WORDS && /^[\p{Lu}«"]/u.test(last);
  return isName ? (publisherOf(last) ?? last) : site;
}

/** The name in an element for it, near the head or the end of the article's part. */
function bylineOf({ text, main }: ReadPage): string | null {
  const from = (main.lines[0] ?? 0) - BYLINE_LINES;
  const to = (main.lines.at(-1) ?? 0) + BYLINE_LINES;
  for (const { value, line, hints } of text.bylines) {
    const name = bareName(cleanLine(value)).replace(/[,;]$/, "");
    const isNear = line >= from && line <= to && hints.length === 0;
    if (isNear && PERSONS.test(name) && isAuthorName(name)) return name;
  }
  return null;
}

interface OutsideLine {
  readonly line: HtmlText["lines"][number];
  readonly hint: BlockHint | null;
}

function outsideLines({ text, main }: ReadPage): OutsideLine[] {
  const inside = new Set(main.lines);
  const outside: OutsideLine[] = [];
  for (const [i, line] of text.lines.entries()) if (!inside.has(i)) outside.push({ line, hint: main.hintOf(i) });
  return outside;
}

function droppedOf(page: ReadPage, outside: readonly ModelLine[]): DroppedLine[] {
  const { lines, titleLines, choice } = page.story;
  const reasons = new Map<number, DropReason>();
  for (const [i, { hint }] of outsideLines(page).entries()) {
    if (hint !== null) reasons.set(i, HINTED[hint]);
    else if (outside[i]?.role !== "noise" && outside[i]?.role !== "repeat") reasons.set(i, OUTSIDE);
  }
  return [...droppedLines(lines, titleLines, choice), ...droppedLines(outside, [], { lead: [], body: [], reasons })];
}
