/**
 * Bytes of an upload to articles, or the reason why not (layer 1). Pure; never throws for bad content.
 */
import type { Article } from "./article.ts";

/** What is known of an upload besides its bytes. */
export interface UploadContext {
  /** The whole object key, such as `articles/ria.ru/20161009/1478817110.txt`; its name and path carry type and date. */
  readonly key: string;
  readonly contentType?: string | null;
  readonly contentEncoding?: string | null;
  /** When the object was last written (ISO 8601), for «сегодня» and for dates in the future. */
  readonly lastModified?: string | null;
  /** Object metadata, lower-case names: published, url, source, title beat every guess. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Why a part of an upload, or all of it, gave no article. `line` counts from 1 in files of many articles. */
export interface RejectedPart {
  readonly line?: number;
  readonly code: RejectionCode;
  /** One sentence for the owner: what was wrong and what to do. */
  readonly reason: string;
}

/** Stable codes of {@link RejectedPart}. */
export type RejectionCode =
  | "empty-file"
  | "unknown-type"
  | "too-large"
  | "unpacked-too-large"
  | "broken-archive"
  | "binary"
  | "broken-json"
  | "invalid-article"
  | "no-text"
  | "not-an-article";

export interface ReadResult {
  readonly articles: readonly Article[];
  readonly rejected: readonly RejectedPart[];
}

/** Names every rule that decides what an article is; part of an upload's version, so that a new parser reads again. */
export const parserVersion = "parser-1";
