/**
 * Which reader an upload is for (layer 1): told by the key's ending, else by the content type, else by the first
 * characters.
 */

import { type RejectedPart, rejection, type UploadContext } from "../model/rejection.ts";

/** The formats that have a reader. */
export type ReadFormat = "text" | "html" | "json" | "jsonl";

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
]);

/** What stores and tools send when they know nothing. */
const EMPTY_CONTENT_TYPES: ReadonlySet<string> = new Set(["", "application/octet-stream", "binary/octet-stream"]);

/** Content codings that leave bytes which {@link unpack} can read (`aws-chunked` is undone by the store). */
const READ_ENCODINGS: ReadonlySet<string> = new Set(["", "identity", "gzip", "x-gzip", "aws-chunked"]);

/** So many characters tell what a text is; comments of a saving browser fit in. */
const HEAD_LENGTH = 2_000;
/** A file's ending begins with a letter: the 2016 of `page.2016` is part of its name. */
const ENDING_PATTERN = /\.([a-z][a-z0-9]{0,7})$/;

/** The format, or why no reader takes it. */
export function uploadFormat(context: UploadContext): UploadFormat | RejectedPart {
  const coding = findUnreadCoding(context.contentEncoding);
  if (coding !== null) return unknownType(`The content encoding ${coding} is not read; use gzip or none.`);
  const ending = keyEnding(context.key);
  const contentType = mediaType(context.contentType);
  const byEnding = FORMAT_BY_ENDING.get(ending);
  if (byEnding !== undefined) return byEnding;
  if (ending !== "")
    return unknownType(`Files that end with .${ending} are not read; upload .txt, .html, .json or .jsonl.`);
  const byContentType = FORMAT_BY_CONTENT_TYPE.get(contentType);
  if (byContentType !== undefined) return byContentType;
  if (EMPTY_CONTENT_TYPES.has(contentType)) return "sniff";
  return unknownType("Content of this type is not read; upload text/plain, text/html or application/json.");
}

/** Text whose type nothing tells: an object or an array of objects is JSON, markup is HTML, the rest a page. */
export function sniffFormat(text: string): ReadFormat {
  const head = text.slice(0, HEAD_LENGTH).trimStart();
  if (/^(?:\{\s*["}]|\[\s*[{\]])/.test(head)) return "json";
  return looksLikeHtml(text) ? "html" : "text";
}

/** Whether text begins as an HTML document does, perhaps after comments. */
export function looksLikeHtml(text: string): boolean {
  return /^(?:<!doctype\s{1,9}html|<html[\s>]|<head[\s>]|<body[\s>]|<meta\s|<title>)/i.test(rootOf(text));
}

/** Whether text begins as a feed (RSS, Atom, RDF) or a map of a site does: lists of articles, each with a page of its own. */
export function looksLikeFeed(text: string): boolean {
  return /^<(?:rss|feed|rdf:RDF|urlset|sitemapindex)[\s>]/i.test(rootOf(text));
}

/** The head of a text from its first element on: without comments and what XML declares before it. */
function rootOf(text: string): string {
  let head = text.slice(0, HEAD_LENGTH).trimStart();
  for (;;) {
    const [open, close] = head.startsWith("<!--") ? ["<!--", "-->"] : ["<?xml", ">"];
    const end = head.startsWith(open) ? head.indexOf(close) : -1;
    if (end === -1) return head;
    head = head.slice(end + close.length).trimStart();
  }
}

/** Whether anything in a text may be a tag, a comment or a declaration; what surely is markup, holdsHtml tells. */
export function holdsTag(text: string): boolean {
  return /<[a-z!/?]/i.test(text);
}

/** The charset that a content type declares, in lower case, or null. */
export function declaredCharset(contentType: string | null | undefined): string | null {
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
