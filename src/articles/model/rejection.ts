/**
 * The result of a reader for an upload, or a part of it, that gives no article. A value, not an exception: bad content
 * is an everyday answer.
 */
import type { Article } from "../news/article.ts";
import type { Origin, Origins } from "../news/origin.ts";

/** One reason, brandless but told from other results by its `code`. */
export function rejection(code: RejectionCode, reason: string): RejectedPart {
  return { code, reason };
}

/** A result that is nothing but this reason. */
export function rejectedResult(part: RejectedPart): ReadResult {
  return { articles: [], rejected: [part] };
}

/** Tells whether a step gave a reason in place of its result. */
export function isRejection(value: object): value is RejectedPart {
  return "code" in value && "reason" in value;
}

/**
 * Why a part of an upload, or all of it, gave no article. In files of many articles `line`, or in an array `item`,
 * counts from 1; neither where nothing of the file was read.
 */
export interface RejectedPart {
  readonly line?: number;
  readonly item?: number;
  readonly code: RejectionCode;
  /** One sentence for the owner: what was wrong and what to do. */
  readonly reason: string;
  /** The article is in all the same: what is told is of something in it. */
  readonly isIndexed?: true;
  /** Share of the article's text that is not in the index, in (0, 1], for `text-left-out`. */
  readonly share?: number;
}

/** Stable codes of {@link RejectedPart}. */
export type RejectionCode =
  | "empty-file"
  | "unusable-key"
  | "unknown-type"
  | "too-large"
  | "archived"
  | "unpacked-too-large"
  | "broken-archive"
  | "binary"
  | "broken-json"
  | "broken-xml"
  | "invalid-article"
  | "no-text"
  | "repeated-article"
  | "too-many-articles"
  | "not-an-article"
  | "reading-took-too-long"
  | "reading-took-too-much-memory"
  | "reading-failed"
  | "too-many-words"
  | "text-left-out"
  | "future-date"
  | "foreign-address"
  | "unknown-zone"
  | "invalid-statement"
  | "taken-down"
  | "removed-since"
  | "reader-died";
export interface ReadResult {
  readonly articles: readonly Article[];
  readonly rejected: readonly RejectedPart[];
}

/** The facts about an upload besides its bytes. */
export interface UploadContext {
  /** The whole object key, such as `articles/ria.ru/20161009/1478817110.txt`; its name and path carry type and date. */
  readonly key: string;
  readonly contentType?: string | null;
  readonly contentEncoding?: string | null;
  /**
   * When the object was last written, for «сегодня» and for dates in the future: ISO 8601, milliseconds since the
   * epoch, or anything with a `toISOString`, such as a Date. What cannot be read counts as unknown.
   */
  readonly lastModified?: string | number | { toISOString(): string } | null;
  /**
   * Object metadata, lower-case names: published, url, source, title, id beat every guess; hosts says whose addresses
   * count.
   */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Origins of what the caller hands over: of the zone, and of the fields of each line that it made. */
  readonly origins?: { readonly zone?: Origin; readonly lines?: readonly Origins[] };
}
