/**
 * Bytes of an upload to articles, or the reason why not. Pure; never throws for bad content.
 *
 * Unpack, tell the format, decode, and hand over to the format's reader. The key's ending tells the format, else the
 * content type, else the first characters.
 */

import { SearchIndexError } from "../../errors.ts";
import { inTimeZone, parseDate, readEpoch, readingDay } from "../dates/date-formats.ts";
import type { DateClue } from "../dates/publication-date.ts";
import { type DecodedText, decodeText, looksLikeUtf32 } from "../encoding/decode-text.ts";
import { looksLikeTelegram } from "../export/telegram.ts";
import type { ReaderContext } from "../extraction/article-fields.ts";
import { readTextPage } from "../extraction/text-page.ts";
import { readFeed } from "../feed/feed.ts";
import { isJsonFeed } from "../feed/json-feed.ts";
import { readHtmlPage } from "../html/page.ts";
import { readMetadata } from "../identity/upload-metadata.ts";
import { parseJson, readArticleValue } from "../json/article.ts";
import { notePart, type OnPlacedArticle, readJsonArray, readJsonLines } from "../json/articles.ts";
import {
  isRejection,
  type ReadResult,
  type RejectedPart,
  rejectedResult,
  rejection,
  type UploadContext,
} from "../model/rejection.ts";
import type { Article } from "../news/article.ts";
import { unpack } from "./unpack.ts";

/** The reader of uploads: {@link readArticles}, or a call of it elsewhere. */
export type ReadArticles = typeof readArticles;

/**
 * The articles of an upload and the parts that gave none. `bytes` are only read; `invalid-options` where they are no
 * bytes. At most linear in what they unpack to. `onPlaced` hears where each article of a file of many stands.
 */
export async function readArticles(
  bytes: Uint8Array,
  context: UploadContext,
  onPlaced?: OnPlacedArticle,
): Promise<ReadResult> {
  if (!isUint8Array(bytes)) {
    throw new SearchIndexError("invalid-options", "readArticles takes a Uint8Array; of a text, that of a TextEncoder.");
  }
  const format = uploadFormat(context);
  if (typeof format === "object") return rejectedResult(format);
  if (bytes.byteLength === 0) return rejectedResult(rejection("empty-file", "The file is empty."));
  const unpacked = await unpack(bytes);
  if (isRejection(unpacked)) return rejectedResult(unpacked);
  const decoded = decodeText(unpacked.bytes, declaredCharset(context.contentType));
  if (decoded === null) return rejectedResult(notText(context.key, unpacked));
  if (decoded.text.trim() === "") {
    return rejectedResult(rejection("empty-file", "The file holds nothing but white space."));
  }
  return readDecoded(decoded, format === "sniff" ? sniffFormat(decoded.text) : format, context, onPlaced);
}

/** Also one of another realm, of which `instanceof` knows nothing. */
function isUint8Array(value: unknown): boolean {
  return ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === "[object Uint8Array]";
}

/** A new format is a new reader here, and its ending and content type below. */
function readDecoded(
  decoded: DecodedText,
  format: ReadFormat,
  context: UploadContext,
  onPlaced: OnPlacedArticle | undefined,
): ReadResult {
  const { text } = decoded;
  const reader = readerContext(decoded, context);
  if (format === "jsonl") return readJsonLines(text, reader, onPlaced);
  if (format === "json") return readJson(text, reader, onPlaced);
  // Browsers save a feed under any name; HTML that is named .xml is a page.
  if (looksLikeFeed(text) || (format === "xml" && !looksLikeHtml(text))) return readFeed(text, reader, onPlaced);
  // A file that is named as HTML and holds no tag at all is plain text, whose line ends mean something.
  const isHtml = (format === "html" && holdsTag(text)) || looksLikeHtml(text);
  return oneArticle(isHtml ? readHtmlPage(text, reader) : readTextPage(text, reader), reader);
}

/** Private chats are nobody's to read. */
const TELEGRAM =
  "The file is an export of Telegram, which may hold private messages. Delete it here, and bring a channel in by: poisk import.";

/** An array and a JSON Feed hold many articles, anything else is one. */
function readJson(json: string, reader: ReaderContext, onPlaced: OnPlacedArticle | undefined): ReadResult {
  if (looksLikeTelegram(json)) return rejectedResult(rejection("not-an-article", TELEGRAM));
  const parsed = parseJson(json);
  if (isRejection(parsed)) return rejectedResult(parsed);
  const { value } = parsed;
  if (isJsonFeed(value)) return readFeed(json, reader, onPlaced);
  return Array.isArray(value)
    ? readJsonArray(value, reader, onPlaced)
    : oneArticle(readArticleValue(value, reader), reader);
}

/** The owner's id for the upload is its only article's, whatever it is read from. */
function oneArticle(article: Article | RejectedPart, { metadata }: ReaderContext): ReadResult {
  if (isRejection(article)) return rejectedResult(article);
  const { id = null } = metadata;
  const told = [...leftOutPart(article), ...article.notes.map(notePart)];
  const named = id && { ...article, id: id.value, origins: { ...article.origins, id: id.origins } };
  return { articles: [named ?? article], rejected: told };
}

/** An article of which more than this was left out is one that was not read whole. */
const MAX_LEFT_OUT_SHARE = 0.2;

function leftOutPart({ leftOut: { share, reasons } }: Article): readonly RejectedPart[] {
  if (share <= MAX_LEFT_OUT_SHARE) return [];
  const part = `${Math.round(100 * share)} % of what reads like the article's text was left out`;
  const reason = `${part}: ${reasons.join("; ")}. The rest is in the index.`;
  return [{ code: "text-left-out", reason, isIndexed: true, share }];
}

function readerContext(decoded: DecodedText, context: UploadContext): ReaderContext {
  const moment = putAt(context.lastModified ?? null);
  const { zone, lines } = context.origins ?? {};
  const metadata = readMetadata(context.metadata ?? {}, { today: moment && readingDay(moment.reading) }, zone);
  return {
    key: context.key,
    metadata,
    put: moment && { ...moment, reading: inTimeZone(moment.reading, metadata.timeZone.value) },
    encoding: decoded.encoding,
    encodingConfidence: decoded.confidence,
    repairedFrom: decoded.repairedFrom,
    ...(lines === undefined ? {} : { lineOrigins: lines }),
  };
}

/** Reads the time of the put, precise to the day at least, else null. */
function putAt(lastModified: NonNullable<UploadContext["lastModified"]> | null): DateClue | null {
  if (lastModified === null) return null;
  const text = typeof lastModified === "object" ? isoOf(lastModified) : lastModified;
  const reading = typeof text === "number" ? readEpoch(text) : parseDate(text, { today: null });
  return reading === null || readingDay(reading) === null ? null : { reading, raw: String(text) };
}

/** An invalid Date throws a RangeError. */
function isoOf(moment: { toISOString(): string }): string {
  try {
    return moment.toISOString();
  } catch {
    return "";
  }
}

/** A .gz that does not begin as gzip does is a damaged archive; anything else that is no text is binary. */
function notText(key: string, { bytes, wasPacked }: { bytes: Uint8Array; wasPacked: boolean }): RejectedPart {
  if (!wasPacked && key.toLowerCase().endsWith(".gz")) {
    return rejection(
      "broken-archive",
      "The file's name ends with .gz, but it is no gzip archive. Pack and upload it again.",
    );
  }
  if (looksLikeUtf32(bytes)) return rejection("binary", "The file is in UTF-32, which is not read. Save it as UTF-8.");
  return rejection("binary", "The file is not text. Upload plain text, HTML, JSON or a feed.");
}

// Which reader an upload is for: told by the key's ending, else by the content type, else by the first
// characters.

/** The formats that have a reader. */
type ReadFormat = "text" | "html" | "json" | "jsonl" | "xml";

/** `sniff`: neither key nor content type says. */
type UploadFormat = ReadFormat | "sniff";

const FORMAT_BY_ENDING: ReadonlyMap<string, UploadFormat> = new Map([
  ["txt", "text"],
  ["text", "text"],
  ["html", "html"],
  ["htm", "html"],
  ["shtml", "html"],
  ["xhtml", "html"],
  ["json", "json"],
  ["jsonl", "jsonl"],
  ["ndjson", "jsonl"],
  ["xml", "xml"],
  ["rss", "xml"],
  ["atom", "xml"],
  ["rdf", "xml"],
]);

const FORMAT_BY_CONTENT_TYPE: ReadonlyMap<string, UploadFormat> = new Map([
  ["text/plain", "text"],
  ["text/html", "html"],
  ["application/xhtml+xml", "html"],
  ["application/json", "json"],
  ["text/json", "json"],
  ["application/jsonl", "jsonl"],
  ["application/x-ndjson", "jsonl"],
  ["application/x-jsonlines", "jsonl"],
  ["application/feed+json", "json"],
  ["application/rss+xml", "xml"],
  ["application/atom+xml", "xml"],
  ["application/rdf+xml", "xml"],
  ["application/xml", "xml"],
  ["text/xml", "xml"],
]);

/** Content types of stores and tools that know nothing. */
const EMPTY_CONTENT_TYPES: ReadonlySet<string> = new Set(["", "application/octet-stream", "binary/octet-stream"]);

/** Content codings that leave bytes which {@link unpack} can read (`aws-chunked` is undone by the store). */
const READ_ENCODINGS: ReadonlySet<string> = new Set(["", "identity", "gzip", "x-gzip", "aws-chunked"]);

/**
 * So many characters tell what a text is; comments of a saving browser fit in, and those that exports of systems begin
 * with.
 */
const HEAD_LENGTH = 8_000;
/** A file's ending begins with a letter: the 2016 of `page.2016` is part of its name. */
const ENDING_PATTERN = /\.([a-z][a-z0-9]{0,7})$/;

/**
 * Chooses the content type of an upload by the ending of its key, for others who read the bucket; null if that leaves
 * it open.
 */
export function contentTypeOf(key: string): string | null {
  if (key.endsWith(".json")) return "application/json";
  if (key.endsWith(".jsonl")) return "application/x-ndjson";
  return key.endsWith(".txt") ? "text/plain" : null;
}

/** The format, or why no reader takes it. */
export function uploadFormat(context: UploadContext): UploadFormat | RejectedPart {
  const coding = findUnreadCoding(context.contentEncoding);
  if (coding !== null) return unknownType(`The content encoding ${coding} is not read; use gzip or none.`);
  const ending = keyEnding(context.key);
  const contentType = mediaType(context.contentType);
  const byEnding = FORMAT_BY_ENDING.get(ending);
  if (byEnding !== undefined) return byEnding;
  if (ending !== "")
    return unknownType(`Files that end with .${ending} are not read; upload .txt, .html, .json, .jsonl or .xml.`);
  const byContentType = FORMAT_BY_CONTENT_TYPE.get(contentType);
  if (byContentType !== undefined) return byContentType;
  if (EMPTY_CONTENT_TYPES.has(contentType)) return "sniff";
  return unknownType(
    "Content of this type is not read; upload text/plain, text/html, application/json or application/rss+xml.",
  );
}

/** Text whose type nothing tells: an object or an array of objects is JSON, markup is HTML, the rest a page. */
function sniffFormat(text: string): ReadFormat {
  const head = text.slice(0, HEAD_LENGTH).trimStart();
  if (/^(?:\{\s*["}]|\[\s*[{\]])/.test(head)) return "json";
  return looksLikeHtml(text) ? "html" : "text";
}

/** Tells whether text begins as an HTML document does, perhaps after comments. */
function looksLikeHtml(text: string): boolean {
  return /^(?:<!doctype\s{1,9}html|<html[\s>]|<head[\s>]|<body[\s>]|<meta\s|<title>)/i.test(rootOf(text));
}

/** Tells whether text begins as a feed (RSS, Atom, RDF) or a map of a site does. */
function looksLikeFeed(text: string): boolean {
  return /^<(?:rss|(?:[a-z]{1,9}:)?feed|rdf:RDF|urlset|sitemapindex)[\s>]/i.test(rootOf(text));
}

/** The head of a text from its first element on: without comments and the instructions of XML before it. */
function rootOf(text: string): string {
  let head = text.slice(0, HEAD_LENGTH).trimStart();
  for (;;) {
    const [open, close] = head.startsWith("<!--") ? ["<!--", "-->"] : ["<?", ">"];
    const end = head.startsWith(open) ? head.indexOf(close) : -1;
    if (end === -1) return head;
    head = head.slice(end + close.length).trimStart();
  }
}

/**
 * Tells whether anything in a text may be a tag, a comment or a declaration; holdsHtml decides what certainly is
 * markup.
 */
function holdsTag(text: string): boolean {
  return /<[a-z!/?]/i.test(text);
}

/** The charset that a content type declares, in lower case, or null. */
function declaredCharset(contentType: string | null | undefined): string | null {
  const match = /;\s{0,9}charset\s{0,9}=\s{0,9}"?([\w.:-]{1,40})/i.exec((contentType ?? "").slice(0, 500));
  return match?.[1]?.toLowerCase() ?? null;
}

/** The ending of a key's last part without `.gz`, in lower case, or "". */
function keyEnding(key: string): string {
  const name = key.slice(key.lastIndexOf("/") + 1).toLowerCase();
  const unpackedName = name.endsWith(".gz") ? name.slice(0, -".gz".length) : name;
  return ENDING_PATTERN.exec(unpackedName)?.[1] ?? "";
}

function mediaType(contentType: string | null | undefined): string {
  return (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

function findUnreadCoding(contentEncoding: string | null | undefined): string | null {
  const codings = (contentEncoding ?? "").split(",").map((coding) => coding.trim().toLowerCase());
  const unread = codings.find((coding) => !READ_ENCODINGS.has(coding));
  return unread === undefined ? null : unread.slice(0, 40);
}

function unknownType(reason: string): RejectedPart {
  return rejection("unknown-type", reason);
}
