/**
 * Messages between the page of the playground and its worker. They are plain data. An answer has the number of its
 * message.
 */
import type { ReadingRow } from "../../../src/articles/news.ts";

export interface ReadArticle {
  readonly title: string | null;
  readonly rows: readonly ReadingRow[];
  /** The beginning of the text, in paragraphs, and whether more follows. */
  readonly paragraphs: readonly string[];
  readonly isCut: boolean;
  /** Lines that were kept out of the text. */
  readonly dropped: readonly { readonly text: string; readonly reason: string }[];
}

/** A part of an upload that gave no article, or of which something is told. */
export interface RejectedPart {
  /** Counts from 1; null for the upload as a whole. */
  readonly place: number | null;
  readonly code: string;
  readonly reason: string;
  readonly isIndexed: boolean;
}

/** The reading of one upload. */
export interface UploadReading {
  readonly name: string;
  readonly articleCount: number;
  /** The first of them. */
  readonly articles: readonly ReadArticle[];
  readonly rejectedCount: number;
  readonly rejected: readonly RejectedPart[];
  /** The number of items of each kind that an export leaves out. */
  readonly leftOut: readonly (readonly [kind: string, count: number])[];
}

export interface PathAnswer {
  readonly status: number;
  readonly body: string;
}

/** A question of the page, and what answers it. */
export interface Questions {
  readonly add: { readonly asked: { readonly name: string; readonly bytes: Uint8Array }; readonly told: UploadReading };
  /** A path of the HTTP API, such as `/search?q=…`. */
  readonly ask: { readonly asked: { readonly path: string }; readonly told: PathAnswer };
  readonly clear: { readonly asked: object; readonly told: null };
}

export type Verb = keyof Questions;

export type ToWorker = {
  [verb in Verb]: { readonly id: number; readonly verb: verb } & Questions[verb]["asked"];
}[Verb];

/** `fault` is what an error said. */
export type ToPage = { readonly id: number } & (
  | { readonly told: Questions[Verb]["told"] }
  | { readonly fault: string }
);
