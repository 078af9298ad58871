/**
 * A scraped page of plain text to one article. The rules are in their own files; here they are applied in order:
 * lines, joined lines, what each is, title, story, dates, fields.
 */

import { type DateContext, type DateReading, parseDate } from "../dates/date-formats.ts";
import type { FoundClue } from "../dates/publication-date.ts";
import { joinBrokenLines } from "../line-rules/line-joins.ts";
import { type RejectedPart, rejection } from "../model/rejection.ts";
import type { Article } from "../news/article.ts";
import { type Found, foundIn } from "../news/origin.ts";
import { webAddress } from "../news/web-address.ts";
import { decodeEntities } from "../text/html-entities.ts";
import { cleanLine, normalizeText } from "../text/normalize-text.ts";
import { splitPageLines } from "../text/page-lines.ts";
import { fallbackLines, findRejection, isShell } from "./article-check.ts";
import { buildPageArticle, type ReaderContext, uploadDay } from "./article-fields.ts";
import { chooseBody, findFirstText } from "./body-lines.ts";
import { modelPage, type Story, storyOf } from "./page-model.ts";
import { type FoundTitle, findTitle, noTitle } from "./title.ts";

/** The largest upload holds 65,536 full lines of 80 Russian letters in UTF-8. Each line takes some 35 µs. */
const MAX_PAGE_LINES = 70_000;

/** Elsewhere it is invisible; at the end of a line it parts a word, as programs that read scans write `¬`. */
const SOFT_HYPHEN_AT_END = /\u00ad(?=\r?\n)/g;

/** The article of a page, or why it holds none. Linear in the text. */
export function readTextPage(text: string, context: ReaderContext): Article | RejectedPart {
  const written = normalizeText(decodeEntities(text).replace(SOFT_HYPHEN_AT_END, "¬"));
  const head = readTextHead(written, uploadDay(context));
  return head === null ? readLines(written, context) : readBelowHead(head, context);
}

/** Reads the text below a head, whose fields describe all of it; the owner's metadata precede them. */
function readBelowHead(head: TextHead, context: ReaderContext): Article | RejectedPart {
  const { metadata } = context;
  return readLines(head.text, {
    ...context,
    metadata: {
      ...metadata,
      title: metadata.title ?? head.title,
      url: metadata.url ?? head.url,
      source: metadata.source ?? head.source,
    },
    head,
  });
}

function readLines(text: string, context: ReaderContext): Article | RejectedPart {
  const pageLines = splitPageLines(text);
  if (pageLines.length > MAX_PAGE_LINES) {
    return rejection(
      "not-an-article",
      `The file has more than ${MAX_PAGE_LINES} lines; a page with one article has fewer.`,
    );
  }
  const lines = modelPage(joinBrokenLines(pageLines));
  if (lines.length === 0) return rejection("empty-file", "The file holds nothing but white space.");
  const title = findTitle(lines, findFirstText(lines), context.metadata.title?.value);
  const story = chooseBody(lines);
  const reason = findRejection(story, title);
  if (reason !== null) return rejection("not-an-article", reason);
  if (story.body.length > 0) return articleOf(story, title, false, context);
  const body = fallbackLines(lines);
  if (isShell(lines, body)) {
    return rejection("not-an-article", "The page holds menus and buttons, but no text: it may not have loaded whole.");
  }
  for (const line of body) line.part = "body";
  if (body.length > 0) return articleOf(storyOf(lines), title, true, context);
  const own = story.titles[0] ?? lines.find(({ noise }) => noise === null);
  if (own === undefined)
    return rejection("not-an-article", "The page holds buttons, labels and credits only, and no text.");
  for (const line of lines) if (line.part === "title") line.part = null;
  own.part = "body";
  return articleOf(storyOf(lines), { ...noTitle, source: title.source }, true, context);
}

function articleOf(story: Story, title: FoundTitle, isFallback: boolean, context: ReaderContext): Article {
  return buildPageArticle(
    {
      ...story,
      title,
      isFallback,
      url: context.metadata.url ?? foundIn(findOwnAddress(story), "page text"),
      identifyingUrl: context.metadata.url,
      source: title.source,
      author: null,
      storyEnd: story.body.at(-1)?.index ?? story.lines.length,
    },
    context,
  );
}

/**
 * The address that stands alone above the story, as under its title, or the one that a site adds below a copied text.
 */
function findOwnAddress({ lines, body }: Story): string | null {
  const addresses = lines.filter(({ noise, text }) => noise === "address" && text.includes("://"));
  const start = body[0]?.index ?? 0;
  const end = body.at(-1)?.index ?? -1;
  const above = addresses.filter(({ index, text }) => index < start && /^https?:\/\/[^\s/]+\/\S/i.test(text));
  const below = addresses.filter(({ index }) => index > end);
  const [own] =
    above.length > 0 && (above.length === 1 || above[0]?.index === 0) ? above : below.length === 1 ? below : [];
  return own === undefined ? null : webAddress(own.text.slice(own.text.search(/https?:\/\//i)));
}

// What a scraper wrote above the text of a page: lines such as «Title: …», «URL: …», «Дата: …», or the same
// between two rows of dashes. A page of its own has no such head, so a title or an address must be among its lines.

/** The fields of a head, null where it does not say them, and the text below it. */
interface TextHead {
  readonly title: Found<string> | null;
  readonly url: Found<string> | null;
  readonly source: Found<string> | null;
  readonly author: Found<string> | null;
  readonly published: FoundClue | null;
  readonly text: string;
}

type HeadField = "title" | "url" | "published" | "source" | "author" | "none";

/** Names of a head's fields in programs, in small letters. */
const FIELD_NAMES: Readonly<Record<HeadField, string>> = {
  title: "title|headline|subject|тема|заголовок|название",
  url: "url|url source|source url|link|ссылка|адрес|адрес страницы",
  published: "date|published|published time|published at|pubdate|дата|дата публикации",
  source: "source|site|sitename|источник|сайт|издание",
  author: "author|authors|byline|creator|автор|авторы",
  none:
    "from|to|cc|reply to|message id|mime version|от|от кого|кому|description|tags|categories|image|hostname|language|рубрика|раздел|" +
    "теги|id",
};
const FIELD_BY_NAME: ReadonlyMap<string, HeadField> = new Map(
  (Object.keys(FIELD_NAMES) as HeadField[]).flatMap((field) =>
    FIELD_NAMES[field].split("|").map((name): [string, HeadField] => [name, field]),
  ),
);
/** Label between a head and its text. */
const TEXT_LABEL = /^(?:text|content|markdown content|текст|содержание):\s{0,20}$/i;
const FENCE = /^-{3,}\s{0,20}$/;
const LINE = /^(?:#\+)?([\p{L}][\p{L}_ -]{1,20}):\s{1,20}(\S.{0,1999})$/u;
/**
 * Org mode's own lines: `#+OPTIONS: …` between those of the head, others in the text, comments, and what stands under
 * headings that it does not export.
 */
const ORG_LINE = /^#\+\w{2,30}(?::|$)/;
const ORG_LINES = /^(?:#\+\w{2,30}(?::.*)?|# .*)$|^\*{1,6} .*:noexport:[ \t]*$(?:\n(?!\*{1,6} ).*)*/gmu;
/** Programs have further names, in Latin letters: what they say is no sentence of the article. */
const FURTHER_NAME = /^[A-Z][A-Za-z-]{1,30}:\s{1,20}(\S.{0,1999})$/;
const RUSSIAN_WORD = /[а-яё]{2,40}/gi;
const MOST_WORDS_OF_FURTHER = 4;
const MAX_HEAD_LINES = 40;
const MIN_FIELDS = 2;
const HEAD = "head of the file";

/** The head of a normalised text, or null where it has none. Linear in the first lines. */
function readTextHead(text: string, against: DateContext): TextHead | null {
  const lines = text.split("\n", MAX_HEAD_LINES);
  const fields = new Map<HeadField, string>();
  let end = 0;
  let read = 0;
  let isOrg = false;
  for (const [i, raw] of lines.entries()) {
    const line = raw.trim();
    const isFence = FENCE.test(line);
    const named = isFence || line === "" ? null : readLine(line);
    if (named !== null) {
      if (!fields.has(named.field)) fields.set(named.field, named.value);
      read += 1;
    } else if (isFurther(line)) end = i + 1;
    else if (ORG_LINE.test(line)) isOrg = true;
    else if (TEXT_LABEL.test(line) && read > 0) {
      end = i + 1;
      break;
    } else if (line !== "" && !isFence) break;
    if (named !== null || isFence || ORG_LINE.test(line)) end = i + 1;
    if (isFence && read > 0) break;
  }
  if (read < MIN_FIELDS || !(fields.has("title") || fields.has("url"))) return null;
  const below = text.split("\n").slice(end).join("\n");
  return headOf(fields, isOrg ? below.replace(ORG_LINES, "") : below, against);
}

function readLine(line: string): { readonly field: HeadField; readonly value: string } | null {
  const match = LINE.exec(line);
  const field = FIELD_BY_NAME.get((match?.[1] ?? "").toLowerCase().replaceAll(/[_-]/g, " "));
  if (match === null || field === undefined) return null;
  const value = cleanLine(match[2] ?? "").replace(/^"(.*)"$|^'(.*)'$/, "$1$2");
  // «Источник: https://…» is the page's address.
  return { field: field === "source" && webAddress(value) !== null ? "url" : field, value };
}

function isFurther(line: string): boolean {
  const value = FURTHER_NAME.exec(line)?.[1];
  return value !== undefined && (value.match(RUSSIAN_WORD) ?? []).length <= MOST_WORDS_OF_FURTHER;
}

function headOf(fields: ReadonlyMap<HeadField, string>, text: string, against: DateContext): TextHead {
  const raw = fields.get("published") ?? null;
  const reading: DateReading | null = raw === null ? null : parseDate(raw, against);
  return {
    title: foundIn(fields.get("title"), HEAD),
    url: foundIn(webAddress(fields.get("url") ?? null), HEAD),
    source: foundIn(fields.get("source"), HEAD),
    author: foundIn(fields.get("author"), HEAD),
    published: raw === null || reading === null ? null : { reading, raw, origins: [HEAD] },
    text,
  };
}
