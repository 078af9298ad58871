/**
 * A scraped page of plain text to one article (layer 1). The rules are in their own files; here they are applied in order:
 * lines, joined lines, what each is, title, story, dates, fields.
 */

import type { Article } from "../../news/article.ts";
import type { CalendarDay } from "../../news/calendar-date.ts";
import type { Dateline } from "../../news/dateline.ts";
import { siteName, webAddress } from "../../news/web-address.ts";
import { type DateReading, parseDate } from "../dates/date-formats.ts";
import { type DateClue, type PublicationDate, publicationDate } from "../dates/publication-date.ts";
import { findAddressDate } from "../dates/url-date.ts";
import { documentId } from "../identity/document-id.ts";
import type { UploadMetadata } from "../identity/upload-metadata.ts";
import { joinBrokenLines } from "../line-rules/line-joins.ts";
import { isRejection, type RejectedPart, rejection } from "../model/rejection.ts";
import { decodeEntities } from "../text/html-entities.ts";
import { cleanLine, normalizeText } from "../text/normalize-text.ts";
import { splitPageLines } from "../text/page-lines.ts";
import { findRejection, isShell } from "./article-check.ts";
import { type BodyChoice, chooseBody, findFirstText } from "./body-lines.ts";
import { findAuthor } from "./byline.ts";
import { droppedLines } from "./dropped-lines.ts";
import { findNotice } from "./notice.ts";
import { findPageDates } from "./page-dates.ts";
import { type ModelLine, modelPage } from "./page-model.ts";
import { type FoundTitle, findTitle } from "./title.ts";

/** What a reader is told of an upload besides its text. */
export interface ReaderContext {
  readonly key: string;
  readonly metadata: UploadMetadata;
  /** The day of the upload in the owner's zone, or null. */
  readonly uploaded: CalendarDay | null;
  readonly encoding: string;
  readonly encodingConfidence: number;
  /** As in {@link Article}: the misreading that was undone, or null. */
  readonly repairedFrom: string | null;
  /** Whether the upload holds many articles, so that what its key says of a date is not said of each. */
  readonly isOneOfMany?: boolean;
  /** The date that a scraper wrote above the text, if it did. */
  readonly field?: DateClue | null;
}

/** The largest upload holds a third of it in full lines of 80 letters. Untuned. */
const MAX_PAGE_LINES = 200_000;

/** The article of a page, or why it holds none. Linear in the text. */
export function readTextPage(text: string, context: ReaderContext): Article | RejectedPart {
  const written = normalizeText(decodeEntities(text));
  const head = readTextHead(written);
  return head === null ? readLines(written, context) : readBelowHead(head, context);
}

/** What stands above the text as a field is said of all of it; the owner's metadata say more. */
function readBelowHead(head: TextHead, context: ReaderContext): Article | RejectedPart {
  const { metadata } = context;
  const article = readLines(head.text, {
    ...context,
    metadata: {
      ...metadata,
      title: metadata.title ?? head.title,
      url: metadata.url ?? head.url,
      source: metadata.source ?? head.source,
    },
    field: head.published,
  });
  return isRejection(article) ? article : { ...article, author: article.author ?? head.author };
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
  const title = findTitle(lines, findFirstText(lines));
  const choice = chooseBody(lines, title.lines);
  const reason = findRejection(lines, title, choice);
  if (reason !== null) return rejection("not-an-article", reason);
  const isFallback = choice.body.length === 0;
  const body = isFallback ? fallbackLines(lines, title) : choice.body;
  if (isFallback && isShell(lines, body)) {
    return rejection("not-an-article", "The page holds menus and buttons, but no text: it may not have loaded whole.");
  }
  if (body.length === 0) {
    const own = title.lines[0] ?? lines.findIndex(({ noise }) => noise === null);
    if (own < 0) return rejection("not-an-article", "The page holds buttons, labels and credits only, and no text.");
    return buildArticle(lines, { ...NO_TITLE, source: title.source }, { ...choice, body: [own] }, true, context);
  }
  return buildArticle(lines, title, { ...choice, body }, isFallback, context);
}

const NO_TITLE: FoundTitle = { title: null, source: null, date: null, tail: "", lines: [], isConfirmed: false };

/** Where no line looks like a story: all that is not plainly something else. */
function fallbackLines(lines: readonly ModelLine[], title: FoundTitle): number[] {
  const titles = new Set(title.lines);
  const kept = [...lines.keys()].filter(
    (i) => !titles.has(i) && lines[i]?.noise === null && lines[i]?.role !== "repeat",
  );
  return kept.filter((i) => lines[i]?.shape.words !== 0);
}

function buildArticle(
  lines: readonly ModelLine[],
  title: FoundTitle,
  choice: BodyChoice,
  isFallback: boolean,
  context: ReaderContext,
): Article {
  const textOf = (i: number) => lines[i]?.text ?? "";
  const paragraphs = choice.body.map(textOf);
  const lead = choice.lead.map(textOf).join(" ");
  const text = paragraphs.join("\n\n");
  const storyStart = choice.body[0] ?? lines.length;
  const dateline = choice.body.map((i) => lines[i]?.dateline ?? null).find((found) => found !== null) ?? null;
  const url = context.metadata.url ?? findOwnAddress(lines, choice);
  const ownTitle = context.metadata.title ?? title.title;
  const span = { start: storyStart, end: choice.body.at(-1) ?? lines.length };
  const date = datePage(lines, title, span, dateline, url, [lead, text].join("\n\n"), context);
  return {
    id: documentId({ key: context.key, ownId: null, url: context.metadata.url, title: ownTitle, text }),
    title: ownTitle,
    lead,
    text,
    paragraphs,
    url,
    source: context.metadata.source ?? title.source ?? siteName(url, context.key),
    agency: dateline?.agency ?? null,
    author: dateline?.author ?? findAuthor(lines, title, storyStart, choice.body.at(-1)),
    place: dateline?.place ?? null,
    placeAsWritten: dateline?.placeAsWritten ?? null,
    image: null,
    notice: findNotice(lines),
    ...dateFields(date),
    encoding: context.encoding,
    encodingConfidence: context.encodingConfidence,
    repairedFrom: context.repairedFrom,
    isFallback,
    droppedLines: [...droppedLines(lines, title.lines, choice), ...date.notes],
  };
}

function datePage(
  lines: readonly ModelLine[],
  title: FoundTitle,
  story: { readonly start: number; readonly end: number },
  dateline: Dateline | null,
  url: string | null,
  text: string,
  context: ReaderContext,
): PublicationDate {
  const addresses = [url, context.key].map((address) => (address === null ? null : findAddressDate(address)));
  return publicationDate({
    metadata: context.metadata.published,
    field: context.field ?? null,
    dateline: dateline === null ? null : { ...dateline, raw: dateline.dateAsWritten },
    addresses: addresses.filter((address) => address !== null),
    ...findPageDates(lines, title, story.start, context.uploaded, story.end),
    text,
    uploaded: context.uploaded,
  });
}

/** The date's fields as an article has them, without the notes. */
export function dateFields({ publishedAt, datePrecision, dateRange, dateSource, dateAsWritten }: PublicationDate) {
  return { publishedAt, datePrecision, dateRange, dateSource, dateAsWritten };
}

/** The address that a site adds below a copied text, if one alone stands below the story, or that a file begins with. */
function findOwnAddress(lines: readonly ModelLine[], choice: BodyChoice): string | null {
  const [first] = lines;
  if (first?.noise === "address" && /^https?:\/\/[^\s/]+\/\S/i.test(first.text)) return webAddress(first.text);
  const last = choice.body.at(-1) ?? -1;
  const below = lines.slice(last + 1).filter(({ noise, text }) => noise === "address" && text.includes("://"));
  const [own] = below;
  if (own === undefined || below.length > 1) return null;
  return webAddress(own.text.slice(own.text.search(/https?:\/\//i)));
}

// What a scraper wrote above the text of a page: lines such as «Title: …», «URL: …», «Дата: …», or the same
// between two rows of dashes. A page of its own has no such head, so a title or an address must be among its lines.

/** The fields of a head, null where it does not say them, and the text below it. */
interface TextHead {
  readonly title: string | null;
  readonly url: string | null;
  readonly source: string | null;
  readonly author: string | null;
  readonly published: DateClue | null;
  readonly text: string;
}

type HeadField = "title" | "url" | "published" | "source" | "author" | "none";

const FIELD_BY_NAME: ReadonlyMap<string, HeadField> = new Map(
  (
    [
      ["title", ["title", "headline", "заголовок", "название"]],
      ["url", ["url", "url source", "source url", "link", "ссылка", "адрес", "адрес страницы"]],
      ["published", ["date", "published", "published time", "published at", "pubdate", "дата", "дата публикации"]],
      ["source", ["source", "site", "sitename", "источник", "сайт", "издание"]],
      ["author", ["author", "authors", "byline", "автор", "авторы"]],
      [
        "none",
        ["description", "tags", "categories", "image", "hostname", "language", "рубрика", "раздел", "теги", "id"],
      ],
    ] as const
  ).flatMap(([field, names]) => names.map((name): [string, HeadField] => [name, field])),
);
/** What stands between a head and its text. */
const TEXT_LABEL = /^(?:text|content|markdown content|текст|содержание):\s{0,20}$/i;
const FENCE = /^-{3,}\s{0,20}$/;
const LINE = /^([\p{L}][\p{L}_ -]{1,20}):\s{1,20}(\S.{0,1999})$/u;
const MAX_HEAD_LINES = 40;
const MIN_FIELDS = 2;

/** The head of a normalised text, or null where it has none. Linear in the first lines. */
function readTextHead(text: string): TextHead | null {
  const lines = text.split("\n", MAX_HEAD_LINES);
  const fields = new Map<HeadField, string>();
  let end = 0;
  let read = 0;
  for (const [i, raw] of lines.entries()) {
    const line = raw.trim();
    const isFence = FENCE.test(line);
    const named = isFence || line === "" ? null : readLine(line);
    if (named !== null) {
      if (!fields.has(named.field)) fields.set(named.field, named.value);
      read += 1;
    } else if (TEXT_LABEL.test(line) && read > 0) {
      end = i + 1;
      break;
    } else if (line !== "" && !isFence) break;
    if (named !== null || isFence) end = i + 1;
    if (isFence && read > 0) break;
  }
  if (read < MIN_FIELDS || !(fields.has("title") || fields.has("url"))) return null;
  return headOf(fields, text.split("\n").slice(end).join("\n"));
}

function readLine(line: string): { readonly field: HeadField; readonly value: string } | null {
  const match = LINE.exec(line);
  const field = FIELD_BY_NAME.get((match?.[1] ?? "").toLowerCase().replaceAll(/[_-]/g, " "));
  if (match === null || field === undefined) return null;
  const value = cleanLine(match[2] ?? "").replace(/^"(.*)"$|^'(.*)'$/, "$1$2");
  // «Источник: https://…» is the page's address.
  return { field: field === "source" && webAddress(value) !== null ? "url" : field, value };
}

function headOf(fields: ReadonlyMap<HeadField, string>, text: string): TextHead {
  const raw = fields.get("published") ?? null;
  const reading: DateReading | null = raw === null ? null : parseDate(raw, { today: null });
  return {
    title: fields.get("title") ?? null,
    url: webAddress(fields.get("url") ?? null),
    source: fields.get("source") ?? null,
    author: fields.get("author") ?? null,
    published: raw === null || reading === null ? null : { reading, raw },
    text,
  };
}
