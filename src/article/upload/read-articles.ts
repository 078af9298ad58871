/**
 * Bytes of an upload to articles, or the reason why not (layer 1). Pure; never throws for bad content.
 *
 * Unpack, tell the format, decode, and hand over to the format's reader: each step has a file of its own.
 */
import { types } from "node:util";
import { SearchIndexError } from "../../errors.ts";
import type { Article } from "../../news/article.ts";
import type { CalendarDay } from "../../news/calendar-date.ts";
import { parseDate, readEpoch, readingDay } from "../dates/date-formats.ts";
import { type DecodedText, decodeText, looksLikeUtf32 } from "../encoding/decode-text.ts";
import type { ReaderContext } from "../extraction/article-fields.ts";
import { readTextPage } from "../extraction/text-page.ts";
import { readMetadata } from "../identity/upload-metadata.ts";
import { parseJson, readArticleValue } from "../json/article.ts";
import { type OnPlacedArticle, readJsonArray, readJsonLines } from "../json/articles.ts";
import {
  isRejection,
  type ReadResult,
  type RejectedPart,
  rejectedResult,
  rejection,
  type UploadContext,
} from "../model/rejection.ts";
import {
  declaredCharset,
  holdsTag,
  looksLikeFeed,
  looksLikeHtml,
  type ReadFormat,
  sniffFormat,
  uploadFormat,
} from "./type.ts";
import { unpack } from "./unpack.ts";

/** How uploads are read: {@link readArticles}, or what calls it elsewhere. */
export type ReadArticles = typeof readArticles;

const FEED =
  "The file is a feed or a map of a site, and not one article. Save the articles' own pages, or make .jsonl of it.";

/**
 * The articles of an upload and the parts that gave none. `bytes` are only read; `invalid-options` where they are no bytes. At
 * most linear in what they unpack to.
 * `onPlaced` hears where each article of a file of many stands.
 */
export async function readArticles(
  bytes: Uint8Array,
  context: UploadContext,
  onPlaced?: OnPlacedArticle,
): Promise<ReadResult> {
  if (!types.isUint8Array(bytes)) {
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

/** A new format is a new reader here, and its ending and content type in type.ts. */
async function readDecoded(
  decoded: DecodedText,
  format: ReadFormat,
  context: UploadContext,
  onPlaced: OnPlacedArticle | undefined,
): Promise<ReadResult> {
  const { text } = decoded;
  const reader = readerContext(decoded, context);
  if (format === "jsonl") return readJsonLines(text, reader, onPlaced);
  if (format === "json") return readJson(text, reader, onPlaced);
  if (looksLikeFeed(text)) return rejectedResult(rejection("not-an-article", FEED));
  // A file that is named as HTML and holds no tag at all is plain text, whose line ends mean something.
  const isHtml = (format === "html" && holdsTag(text)) || looksLikeHtml(text);
  return oneArticle(isHtml ? await readHtml(text, reader) : readTextPage(text, reader), reader);
}

/** What parses HTML takes 28 MB and a tenth of a second to load: it is, with the first page. */
async function readHtml(html: string, reader: ReaderContext): Promise<Article | RejectedPart> {
  const { readHtmlPage } = await import("../html/page.ts");
  return readHtmlPage(html, reader);
}

/** An array holds many articles, anything else is one. */
function readJson(json: string, reader: ReaderContext, onPlaced: OnPlacedArticle | undefined): ReadResult {
  const parsed = parseJson(json);
  if (isRejection(parsed)) return rejectedResult(parsed);
  const { value } = parsed;
  return Array.isArray(value)
    ? readJsonArray(value, reader, onPlaced)
    : oneArticle(readArticleValue(value, reader), reader);
}

/** The owner's id for the upload is its only article's, whatever it is read from. */
function oneArticle(article: Article | RejectedPart, { metadata }: ReaderContext): ReadResult {
  if (isRejection(article)) return rejectedResult(article);
  const { id = null } = metadata;
  return { articles: [id === null ? article : { ...article, id }], rejected: [] };
}

function readerContext(decoded: DecodedText, context: UploadContext): ReaderContext {
  const uploaded = uploadDay(context.lastModified ?? null);
  return {
    key: context.key,
    metadata: readMetadata(context.metadata ?? {}, { today: uploaded }),
    uploaded,
    encoding: decoded.encoding,
    encodingConfidence: decoded.confidence,
    repairedFrom: decoded.repairedFrom,
  };
}

function uploadDay(lastModified: NonNullable<UploadContext["lastModified"]> | null): CalendarDay | null {
  if (lastModified === null) return null;
  if (typeof lastModified === "number") return dayOf(readEpoch(lastModified));
  return dayOf(parseDate(typeof lastModified === "string" ? lastModified : isoOf(lastModified), { today: null }));
}

/** An invalid Date throws a RangeError. */
function isoOf(moment: { toISOString(): string }): string {
  try {
    return moment.toISOString();
  } catch {
    return "";
  }
}

function dayOf(reading: ReturnType<typeof parseDate>): CalendarDay | null {
  return reading === null ? null : readingDay(reading);
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
  return rejection("binary", "The file is not text. Upload plain text, HTML or JSON.");
}
