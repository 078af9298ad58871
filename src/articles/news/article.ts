/**
 * The news article of poisk: the clean fields that are indexed, shown and filtered by.
 */

import type { Origins } from "./origin.ts";

/** The precision of `publishedAt`. `none`: only a range is known, or nothing. */
export type DatePrecision = "minute" | "day" | "month" | "year" | "none";

/** Kinds of lines that are kept out of the body. */
export type DroppedKind =
  /** The title again. */
  | "title"
  /** A date of the page, or a disbelieved one. */
  | "date"
  /** The credit of a picture. */
  | "credit"
  /** The caption of a picture. */
  | "caption"
  /** Another article's title or first words. */
  | "teaser"
  /** A menu, a button, or a heading over other articles. */
  | "menu"
  /** A labelled line, such as «Теги: …». */
  | "label"
  /** A count of views or comments. */
  | "counter"
  /** A web or mail address alone. */
  | "address"
  /** A legal or other notice to readers, or an ending that asks something of them or names the source. */
  | "notice"
  /** A line that the page says elsewhere. */
  | "repeat"
  /** Other text outside the article, such as readers' comments. */
  | "other";

/** A line that was kept out of the body, what it is and why; shown by `poisk read`, never searched. */
export interface DroppedLine {
  readonly text: string;
  readonly kind: DroppedKind;
  readonly reason: string;
}

/** A claim of an upload about an article that is not believed, for the owner: a stable code, and a sentence. */
export interface ArticleNote {
  readonly code: "future-date" | "foreign-address" | "unknown-zone";
  readonly reason: string;
}

/** One article. Texts are NFC, without control characters; nothing of one field is repeated in another. */
export interface Article {
  /** The upload's own id, else 22 base64url characters of SHA-256 over key and content (document-id.ts). */
  readonly id: string;
  /** Null where the page has none; never the site's name or a repeated line. */
  readonly title: string | null;
  /** The stand-first before the body, or "". */
  readonly lead: string;
  /** The paragraphs joined by a blank line; never empty. */
  readonly text: string;
  readonly paragraphs: readonly string[];
  /** http or https, else null. */
  readonly url: string | null;
  /**
   * Since when the upload says this of the address, in seconds since 1970; null where the address is not surely the
   * article's own. Of all that uploads say of one address the newest counts.
   */
  readonly statedAt: number | null;
  /** Publisher of the page, as readers know it («РИА Новости»), or null. */
  readonly source: string | null;
  /** Agency of the text by the dateline, or null. */
  readonly agency: string | null;
  readonly author: string | null;
  /** The rubric that the site files it under, or null. */
  readonly section: string | null;
  /** Further rubrics of the site: searched as words of the text, shown, and not among its paragraphs. */
  readonly tags: readonly string[];
  /** Place in the nominative and ordinary case if known (Владивосток), else as written. */
  readonly place: string | null;
  readonly placeAsWritten: string | null;
  /** https, or http on this machine; never fetched. */
  readonly image: string | null;
  /** Legal marks («18+», «на правах рекламы»): shown, never searched. */
  readonly notice: string | null;
  /** ISO 8601 as precise as known: 2016, 2016-10, 2016-10-09 or 2016-10-09T12:30+03:00; null where unknown. */
  readonly publishedAt: string | null;
  readonly datePrecision: DatePrecision;
  /** First and last possible day (ISO, both inclusive), whenever the precision is neither minute nor day; else null. */
  readonly dateRange: readonly [string, string] | null;
  /** The date as the page writes it, or null. */
  readonly dateAsWritten: string | null;
  /** The zone of the site, whose days the article counts under. */
  readonly timeZone: string;
  /** Origins of the fields. They belong to the reading alone: no index keeps them, no answer has them. */
  readonly origins: Origins;
  /** Charset the bytes were read as, and how sure that is in [0, 1]. */
  readonly encoding: string;
  readonly encodingConfidence: number;
  /**
   * The misreading that the text had been through before it was uploaded and that was undone («РџСЂРёРІРµС‚»), such as
   * `utf-8 read as windows-1251`; null for a text that was sound.
   */
  readonly repairedFrom: string | null;
  /** True where no line looked like body text and everything that is not plainly noise was kept. */
  readonly isFallback: boolean;
  readonly droppedLines: readonly DroppedLine[];
  /** Share of the text that reads like the article's and was left out, in [0, 1], and the reasons. */
  readonly leftOut: { readonly share: number; readonly reasons: readonly string[] };
  readonly notes: readonly ArticleNote[];
}

/** Names every rule that decides what an article is; part of an upload's version, so that a new parser reads again. */
export const parserVersion = "parser-9";
