/**
 * What a scraper wrote above the text of a page (layer 1): lines such as «Title: …», «URL: …», «Дата: …», or the same
 * between two rows of dashes. A page of its own has no such head, so a title or an address must be among its lines.
 */

import { webAddress } from "../../news/web-address.ts";
import { type DateReading, parseDate } from "../dates/date-formats.ts";
import type { DateClue } from "../dates/publication-date.ts";
import { cleanLine } from "../text/normalize-text.ts";

/** The fields of a head, null where it does not say them, and the text below it. */
export interface TextHead {
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
export function readTextHead(text: string): TextHead | null {
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
