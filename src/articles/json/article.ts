/**
 * One article as JSON. Its fields are the owner's word and beat every guess; its text is believed to
 * be the article, so no line is judged but legal marks, and of HTML what systems put around it.
 */

import * as v from "valibot";
import { type DateContext, type DateReading, parseDate, readEpoch } from "../dates/date-formats.ts";
import type { DateClue } from "../dates/publication-date.ts";
import { buildArticle, noticeOf, type ReaderContext, uploadDay } from "../extraction/article-fields.ts";
import { storyText } from "../html/story-text.ts";
import { holdsHtml, htmlToText } from "../html/text.ts";
import { isPlainId, maxIdLength } from "../identity/document-id.ts";
import { isLegalMark } from "../line-rules/boilerplate.ts";
import { joinBrokenLines } from "../line-rules/line-joins.ts";
import { isRejection, type RejectedPart, rejection } from "../model/rejection.ts";
import type { Article } from "../news/article.ts";
import { type Dateline, parseDateline } from "../news/dateline.ts";
import { type Found, foundIn, foundValue, joinOrigins, type Origin, type OriginField } from "../news/origin.ts";
import { ordinaryPlace } from "../news/place.ts";
import { rubricsOf, splitNames } from "../news/rubrics.ts";
import { sourceName } from "../news/site-name.ts";
import { imageAddress, webAddress } from "../news/web-address.ts";
import { decodeEntities } from "../text/html-entities.ts";
import { cleanLine, foldLine, normalizeText } from "../text/normalize-text.ts";
import { splitPageLines } from "../text/page-lines.ts";

/** The form of one article, for whoever sent something else. */
const ONE_ARTICLE = '{"title": …, "text": …}';

/** A place of JSON: a whole file, or a line of one behind so many characters of white space. */
type JsonPlace = { readonly unit: "file" } | { readonly unit: "line"; readonly indent: number };

/** Parses JSON, or tells its fault and where that is: lines and columns count from 1. */
export function parseJson(json: string, place: JsonPlace = { unit: "file" }): { value: unknown } | RejectedPart {
  try {
    return { value: JSON.parse(json) };
  } catch {
    return rejection("broken-json", faultText(json, place));
  }
}

function faultText(json: string, place: JsonPlace): string {
  const position = findJsonFault(json);
  const before = json.slice(0, position);
  if (before.trim() === "") return `The ${place.unit} is no JSON. One article is ${ONE_ARTICLE}.`;
  const column = position - before.lastIndexOf("\n");
  const where =
    place.unit === "line" ? `column ${place.indent + column}` : `line ${before.split("\n").length}, column ${column}`;
  if (position === json.length) return `The JSON is cut short: it ends at ${where}.`;
  if (!isWhole(before) || !'{["'.includes(json[position] ?? "")) return `The JSON is broken at ${where}.`;
  const advice =
    place.unit === "line" ? "One article stands in a line." : "Give a file of one article a line the ending .jsonl.";
  return `A second value begins at ${where}. ${advice}`;
}

function isWhole(json: string): boolean {
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}

const JSON_FIELD: readonly Origin[] = ["JSON field"];
/** When the article was changed last; of both the later one counts. */
const CHANGE_FIELDS = ["updatedAt", "modified"] as const;

/** One article from a parsed value; `invalid-article` names the field that is wrong. */
export function readArticleValue(value: unknown, context: ReaderContext): Article | RejectedPart {
  const fields = parseArticleFields(value);
  if (isRejection(fields)) return fields;
  const dates = readDates(fields, uploadDay(context));
  if (isRejection(dates)) return dates;
  const from: OriginsOf = (field) => context.fieldOrigins?.[field] ?? JSON_FIELD;
  const line = (field: "source" | "agency" | "author" | "place"): Found<string> | null =>
    foundIn(lineOf(fields[field]), ...from(field));
  const { title, lead, paragraphs, notice } = readTexts(fields, context.metadata.title, from);
  if (paragraphs.length === 0) return rejection("no-text", 'The article has no text; put it into the field "text".');
  const place = line("place");
  const url = context.metadata.url ?? foundIn(webAddress(fields.url ?? null), ...from("url"));
  return buildArticle(
    {
      ownId: foundIn(fields.id === "" ? null : fields.id?.toString(), ...from("id")),
      title,
      lead,
      paragraphs: { value: paragraphs, origins: from("text") },
      dateline: firstDateline(paragraphs),
      url,
      source: nameOfSource(line("source"), url, context.key),
      agency: line("agency"),
      author: line("author"),
      rubrics: rubricsOf(linesOf([fields.section], from("section")), linesOf(namesIn(fields.tags), from("tags"))),
      place: place && { ...place, value: { place: ordinaryPlace(place.value), placeAsWritten: place.value } },
      image: foundIn(imageAddress(fields.image ?? null), ...from("image")),
      notice,
      changed: dates.changed,
      dates: {
        field: dates.date && { ...dates.date, origins: from("date") },
        visible: null,
        bounds: dates.changed,
        teasers: [],
      },
      isFallback: false,
      droppedLines: [],
    },
    context,
  );
}

/** Tells where the value of a field comes from. */
type OriginsOf = (field: OriginField) => readonly Origin[];

/** The date and the times of changes; a rejection names the field that is no date. */
function readDates(
  fields: ArticleFields,
  against: DateContext,
): { readonly date: DateClue | null; readonly changed: readonly DateClue[] } | RejectedPart {
  const clues: (DateClue | null)[] = [];
  for (const name of ["date", ...CHANGE_FIELDS] as const) {
    const clue = readDateField(name, fields[name], against);
    if (clue !== null && isRejection(clue)) return clue;
    clues.push(clue);
  }
  const [date = null, ...changed] = clues;
  return { date, changed: changed.filter((clue) => clue !== null) };
}

/** Title, lead and text without what they repeat. The legal marks around them join the notice. */
function readTexts(fields: ArticleFields, ownersTitle: Found<string> | null, from: OriginsOf) {
  const written = foundIn(lineOf(fields.title), ...from("title"));
  const isMark = written !== null && isLegalMark(written.value);
  const title = ownersTitle ?? (isMark ? null : written);
  const shownTitle = foundValue(title) ?? "";
  const above = withoutMarks(paragraphsOf(fields.lead ?? ""));
  const lead = above.paragraphs.join(" ");
  const { paragraphs, marks } = withoutMarks(paragraphsOf(fields.text ?? ""));
  return {
    title,
    lead: foundIn(lead === "" || isSame(lead, shownTitle) ? null : lead, ...from("lead")),
    paragraphs: dropRepeats(paragraphs, [shownTitle, lead]),
    notice: withOwnNotice(foundIn(lineOf(fields.notice), ...from("notice")), [
      ...(isMark ? [written] : []),
      ...above.marks.map((value) => ({ value, origins: from("lead") })),
      ...marks.map((value) => ({ value, origins: from("text") })),
    ]),
  };
}

/** The source as a page of the site would name it. A host's name does not replace the owner's. */
function nameOfSource(source: Found<string> | null, url: Found<string> | null, key: string): Found<string> | null {
  return source === null ? null : sourceName([source], foundValue(url), key);
}

function firstDateline(paragraphs: readonly string[]): Dateline | null {
  for (const paragraph of paragraphs) {
    const dateline = parseDateline(paragraph);
    if (dateline !== null) return dateline;
  }
  return null;
}

/** A date as text or as seconds or milliseconds since the epoch; null where it is absent. */
function readDateField(
  name: string,
  value: string | number | null | undefined,
  against: DateContext,
): DateClue | RejectedPart | null {
  if (value === null || value === undefined || (typeof value === "string" && value.trim() === "")) return null;
  const reading: DateReading | null = typeof value === "number" ? readNumber(value) : parseDate(value, against);
  if (reading !== null) return { reading, raw: cleanLine(String(value)).slice(0, 200) };
  return rejection(
    "invalid-article",
    `The field "${name}" holds no date that can be read; use 2016-10-09T12:30+03:00.`,
  );
}

/** 2016 and 20161009 as numbers are what they look like; larger ones count from the epoch. */
function readNumber(value: number): DateReading | null {
  return Number.isInteger(value) && value > 0 && value < 1e8
    ? parseDate(String(value), { today: null })
    : readEpoch(value);
}

/** A blank line parts paragraphs; where there is none, each line is one, unless the text is wrapped. */
function paragraphsOf(text: string): string[] {
  const plain = normalizeText(plainText(text, storyText));
  return joinBrokenLines(splitPageLines(plain)).map((line) => line.text);
}

/** The legal marks that a text begins and ends with are apart from it, as those of a page are. */
function withoutMarks(paragraphs: readonly string[]): { paragraphs: readonly string[]; marks: readonly string[] } {
  let start = 0;
  let end = paragraphs.length;
  while (start < end && isLegalMark(paragraphs[start] ?? "")) start += 1;
  while (end > start && isLegalMark(paragraphs[end - 1] ?? "")) end -= 1;
  return { paragraphs: paragraphs.slice(start, end), marks: [...paragraphs.slice(0, start), ...paragraphs.slice(end)] };
}

/** The owner's notice whole, and behind it the marks that it does not hold. */
function withOwnNotice(own: Found<string> | null, marks: readonly Found<string>[]): Found<string> | null {
  const others = noticeOf(marks.filter(({ value }) => own === null || !own.value.includes(value)));
  if (own === null || others === null) return own ?? others;
  return { value: `${own.value} ${others.value}`, origins: joinOrigins([own, others]) };
}

/** The title and the lead again at the head of the text are left out there. */
function dropRepeats(paragraphs: readonly string[], told: readonly string[]): string[] {
  let start = 0;
  while (start < paragraphs.length - 1 && told.some((field) => isSame(field, paragraphs[start] ?? ""))) start += 1;
  return paragraphs.slice(start);
}

function isSame(a: string, b: string): boolean {
  return a !== "" && beginAlike(a, b) && foldLine(a, 2_000) === foldLine(b, 2_000);
}

/** Nearly all begin otherwise, and folding a paragraph costs more than cutting it out. */
function beginAlike(a: string, b: string): boolean {
  const [foldedA, foldedB] = [foldLine(a, 50), foldLine(b, 50)];
  // What ends a piece may be folded otherwise than what goes on.
  const length = Math.max(0, Math.min(foldedA.length, foldedB.length) - 1);
  return foldedA.slice(0, length) === foldedB.slice(0, length);
}

/** A text that begins as HTML once it is decoded was escaped whole: nobody writes of `<p>` so. */
const BEGINS_AS_HTML = /^\s{0,20}<(?:p|div|br|article|section|figure|h[1-6])(?:\s[^<>]{0,500})?\/?>/i;

/**
 * Systems export fields with their references and emphasis, some escaped twice: «&laquo;Заря&raquo;», `<b>Заря</b>`,
 * `&lt;p&gt;`.
 */
function plainText(written: string, read: (html: string) => string = htmlToText): string {
  if (holdsHtml(written)) return decodeEntities(read(written));
  const decoded = decodeEntities(written);
  return BEGINS_AS_HTML.test(decoded) ? decodeEntities(read(decoded)) : decodeEntities(decoded);
}

/** One text has its tags behind commas. */
function namesIn(tags: ArticleFields["tags"]): readonly (string | null)[] {
  return typeof tags === "string" ? splitNames(tags) : (tags ?? []);
}

function linesOf(written: readonly (string | null | undefined)[], origins: readonly Origin[]): Found<string>[] {
  return written.flatMap((text) => {
    const value = lineOf(text);
    return value === null ? [] : [{ value, origins }];
  });
}

function lineOf(text: string | null | undefined): string | null {
  const line = cleanLine(plainText(text ?? ""));
  return line === "" ? null : line;
}

// Where a JSON text breaks: RFC 8259's grammar walked once, since V8 names the position only in some messages.
// Called on text that JSON.parse has refused; builds no values and does not recurse.

/** String, number or literal at a place (RFC 8259, sections 3, 6 and 7). */
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const SPACE = new Set([" ", "\t", "\n", "\r"]);
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** The next expected token: a value, a key, a colon, or one behind a value. */
type Expected = "value" | "firstValue" | "key" | "firstKey" | "colon" | "next";

/** The offset (UTF-16) of the first sign that cannot stand where it does; the text's length where it ends too early. */
export function findJsonFault(json: string): number {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  let position = 0;
  for (;;) {
    while (SPACE.has(json[position] ?? "")) position += 1;
    const sign = json[position];
    if (sign === undefined) return json.length;
    if (expected === "next" && open.length === 0) return position;
    const step: { to: number; expected: Expected } | null = takeStep(json, position, sign, expected, open);
    if (step === null) return position;
    if (step.to < 0) return -step.to - 1;
    position = step.to;
    expected = step.expected;
  }
}

/** One sign or token; null where it cannot stand there, a negative `to` where the token itself breaks inside. */
function takeStep(
  json: string,
  position: number,
  sign: string,
  expected: Expected,
  open: ("{" | "[")[],
): { to: number; expected: Expected } | null {
  const inside = open.at(-1);
  const mayClose = expected === "next" || (sign === "}" ? expected === "firstKey" : expected === "firstValue");
  if ((sign === "}" && inside === "{" && mayClose) || (sign === "]" && inside === "[" && mayClose)) {
    open.pop();
    return { to: position + 1, expected: "next" };
  }
  if (expected === "next") {
    return sign === "," ? { to: position + 1, expected: inside === "{" ? "key" : "value" } : null;
  }
  if (expected === "colon") return sign === ":" ? { to: position + 1, expected: "value" } : null;
  if (expected === "key" || expected === "firstKey") {
    return sign === '"' ? { to: stringEnd(json, position), expected: "colon" } : null;
  }
  if (sign === "{" || sign === "[") {
    open.push(sign);
    return { to: position + 1, expected: sign === "{" ? "firstKey" : "firstValue" };
  }
  if (sign === '"') return { to: stringEnd(json, position), expected: "next" };
  SCALAR.lastIndex = position;
  return SCALAR.test(json) ? { to: SCALAR.lastIndex, expected: "next" } : null;
}

/** One past the closing quote, or `-1 - offset` of what breaks the string. */
function stringEnd(json: string, start: number): number {
  let position = start + 1;
  while (position < json.length) {
    const sign = json[position] ?? "";
    if (sign === '"') return position + 1;
    if (sign < " ") return -1 - position;
    ESCAPE.lastIndex = position;
    if (sign === "\\" && !ESCAPE.test(json)) return -1 - position;
    position = sign === "\\" ? ESCAPE.lastIndex : position + 1;
  }
  return -1 - json.length;
}

/**
 * The shape of a JSON article, checked field by field: a wrong type names its field. Unknown fields are ignored,
 * null and blank strings are as good as absent.
 */
const optionalText = v.nullish(v.string("text"));

/** JSON's readers round what is larger (RFC 8259, section 6): two ids would become one. */
const MAX_ID_NUMBER = Number.MAX_SAFE_INTEGER;

const ID_RULE =
  `text of at most ${maxIdLength} characters without control characters, and neither . nor .. alone, ` +
  `or a number up to ${MAX_ID_NUMBER}; put a longer one into quotation marks`;

const articleSchema = v.object(
  {
    id: v.nullish(
      v.union(
        [
          v.pipe(v.number(), v.minValue(-MAX_ID_NUMBER, ID_RULE), v.maxValue(MAX_ID_NUMBER, ID_RULE)),
          v.pipe(v.string(), v.check(isPlainId, ID_RULE)),
        ],
        ID_RULE,
      ),
    ),
    title: optionalText,
    lead: optionalText,
    text: optionalText,
    url: optionalText,
    date: v.nullish(v.union([v.string(), v.pipe(v.number(), v.finite())], "text or a number")),
    updatedAt: v.nullish(v.union([v.string(), v.pipe(v.number(), v.finite())], "text or a number")),
    modified: v.nullish(v.union([v.string(), v.pipe(v.number(), v.finite())], "text or a number")),
    source: optionalText,
    agency: optionalText,
    author: optionalText,
    section: optionalText,
    tags: v.nullish(v.union([v.string(), v.array(v.nullable(v.string()))], "text or a list of texts")),
    place: optionalText,
    image: optionalText,
    notice: optionalText,
  },
  "one object",
);

/** A JSON article whose fields have the right types. */
type ArticleFields = v.InferOutput<typeof articleSchema>;

/** Tells whether a parsed value is an object, and no array. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Names of values that are no object, by type; true, false and null name themselves. */
const KINDS: Readonly<Record<string, string>> = { number: "a number", string: "a text" };

const WORDPRESS_POST =
  'The JSON is a post of WordPress\' REST API: run poisk import on an export of the site, or write "title" and "text" as text.';

/** The fields of one article, or which of them is wrong and what it must be. */
function parseArticleFields(value: unknown): ArticleFields | RejectedPart {
  if (!isPlainObject(value)) {
    const what = Array.isArray(value) ? "a list" : (KINDS[typeof value] ?? String(value));
    return rejection("invalid-article", `The JSON is ${what}, where an article is an object: ${ONE_ARTICLE}.`);
  }
  const result = v.safeParse(articleSchema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = issue.path?.[0]?.key;
  const given = value[String(field)];
  if (isPlainObject(given) && "rendered" in given) return rejection("invalid-article", WORDPRESS_POST);
  return rejection("invalid-article", `The field "${String(field)}" must be ${issue.message}.`);
}
