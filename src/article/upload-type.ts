/**
 * Which reader an upload is for (layer 1): told by the key's ending, else by the content type, else by the first
 * characters. Formats that have no reader yet are named here, so that the reason can say so.
 */
import type { RejectedPart, UploadContext } from "./read-articles.ts";
import { rejection } from "./rejection.ts";

/** The formats that have a reader; `sniff`: neither key nor content type says. */
export type UploadFormat = "text" | "json" | "jsonl" | "sniff";

const FORMAT_BY_ENDING: ReadonlyMap<string, UploadFormat> = new Map([
  ["txt", "text"],
  ["text", "text"],
  ["json", "json"],
  ["jsonl", "jsonl"],
  ["ndjson", "jsonl"],
]);

const FORMAT_BY_CONTENT_TYPE: ReadonlyMap<string, UploadFormat> = new Map([
  ["text/plain", "text"],
  ["application/json", "json"],
  ["text/json", "json"],
  ["application/jsonl", "jsonl"],
  ["application/x-ndjson", "jsonl"],
  ["application/x-jsonlines", "jsonl"],
]);

/** Endings and content types of formats that are known but not read yet, with the name that the reason uses. */
const UNREAD_FORMATS: ReadonlyMap<string, string> = new Map([
  ["html", "HTML pages"],
  ["htm", "HTML pages"],
  ["shtml", "HTML pages"],
  ["xhtml", "HTML pages"],
  ["text/html", "HTML pages"],
  ["application/xhtml+xml", "HTML pages"],
]);

/** What stores and tools send when they know nothing. */
const EMPTY_CONTENT_TYPES: ReadonlySet<string> = new Set(["", "application/octet-stream", "binary/octet-stream"]);

/** Content codings that leave bytes which {@link unpack} can read (`aws-chunked` is undone by the store). */
const READ_ENCODINGS: ReadonlySet<string> = new Set(["", "identity", "gzip", "x-gzip", "aws-chunked"]);

/** A file's ending begins with a letter: the 2016 of `page.2016` is part of its name. */
const ENDING_PATTERN = /\.([a-z][a-z0-9]{0,7})$/;

/** The format, or why no reader takes it. */
export function uploadFormat(context: UploadContext): UploadFormat | RejectedPart {
  const coding = findUnreadCoding(context.contentEncoding);
  if (coding !== null) return unknownType(`The content encoding ${coding} is not read; use gzip or none.`);
  const ending = keyEnding(context.key);
  const contentType = mediaType(context.contentType);
  const unread = UNREAD_FORMATS.get(ending) ?? (ending === "" ? UNREAD_FORMATS.get(contentType) : undefined);
  if (unread !== undefined) return notReadYet(unread);
  const byEnding = FORMAT_BY_ENDING.get(ending);
  if (byEnding !== undefined) return byEnding;
  if (ending !== "") return unknownType(`Files that end with .${ending} are not read; upload .txt, .json or .jsonl.`);
  const byContentType = FORMAT_BY_CONTENT_TYPE.get(contentType);
  if (byContentType !== undefined) return byContentType;
  if (EMPTY_CONTENT_TYPES.has(contentType)) return "sniff";
  return unknownType("Content of this type is not read; upload text/plain or application/json.");
}

/** A reason for a format that is planned but has no reader. */
export function notReadYet(formatName: string): RejectedPart {
  return unknownType(`Sorry, ${formatName} are not read yet; upload .txt, .json or .jsonl.`);
}

/** Text whose type nothing tells: an object or an array of objects is JSON, markup is HTML, the rest a page. */
export function sniffFormat(text: string): "text" | "json" | RejectedPart {
  const head = text.slice(0, 1_000).trimStart().toLowerCase();
  if (/^(?:\{\s*["}]|\[\s*[{\]])/.test(head)) return "json";
  return looksLikeHtml(head) ? notReadYet("HTML pages") : "text";
}

/** Whether text begins as an HTML document does; `head` is in lower case and has no white space in front. */
export function looksLikeHtml(head: string): boolean {
  return /^(?:<\?xml[^>]{0,200}>\s{0,20})?(?:<!doctype html|<html[\s>]|<head[\s>]|<body[\s>])/.test(head);
}

/** The charset that a content type declares, in lower case, or null. */
export function declaredCharset(contentType: string | null | undefined): string | null {
  const match = /;\s{0,9}charset\s{0,9}=\s{0,9}"?([\w.:-]{1,40})/i.exec((contentType ?? "").slice(0, 500));
  return match?.[1]?.toLowerCase() ?? null;
}

/** The ending of a key's last part without `.gz`, in lower case, or "". */
export function keyEnding(key: string): string {
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
