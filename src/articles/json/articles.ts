/**
 * Files of many articles: a line each (.jsonl), or the items of a JSON array. A bad one is rejected by its
 * number and the others go in. What the owner says of the file's id, title and address is left aside, since it could be
 * true of one article only; so is a date in the key, which is the day of the collection and not of its articles.
 */

import type { ReaderContext } from "../extraction/article-fields.ts";
import { isRejection, type ReadResult, type RejectedPart, rejectedResult, rejection } from "../model/rejection.ts";
import type { Article, ArticleNote } from "../news/article.ts";
import { parseJson, readArticleValue } from "./article.ts";

/** The most articles of one upload, and so of one unit of work: some 80 MB in memory. Untuned. */
export const maxArticlesPerUpload = 20_000;

/** An article of such a file and where it stands: its line, or its place in the array, from 1. */
export interface PlacedArticle {
  readonly unit: "line" | "item";
  readonly place: number;
  readonly article: Article;
}

/** Told of every article in order, also of those that are rejected because they repeat another. */
export type OnPlacedArticle = (placed: PlacedArticle) => void;

/** Articles of a text with one JSON object a line; blank lines are passed over. Linear in the text. */
export function readJsonLines(text: string, context: ReaderContext, onArticle?: OnPlacedArticle): ReadResult {
  const collector = new ArticleCollector("line", context, onArticle);
  for (const { number, line, indent } of linesOf(text)) {
    if (collector.isFull) {
      collector.add(tooMany("lines", number), number);
      break;
    }
    const parsed = parseJson(line, { unit: "line", indent });
    const fieldOrigins = context.lineOrigins?.[number - 1];
    const own = fieldOrigins === undefined ? collector.context : { ...collector.context, fieldOrigins };
    collector.add(isRejection(parsed) ? parsed : readArticleValue(parsed.value, own), number);
  }
  return collector.result();
}

/** Articles of a JSON array. Its items are counted from 1. */
export function readJsonArray(
  items: readonly unknown[],
  context: ReaderContext,
  onArticle?: OnPlacedArticle,
): ReadResult {
  if (items.length === 0) return rejectedResult(rejection("invalid-article", "The array holds no articles."));
  const collector = new ArticleCollector("item", context, onArticle);
  for (const [i, item] of items.entries()) {
    if (collector.isFull) {
      collector.add(tooMany("items", i + 1), i + 1);
      break;
    }
    collector.add(readArticleValue(item, collector.context), i + 1);
  }
  return collector.result();
}

/**
 * Collects the articles of a file of many. An id occurs once in a file, since nothing could separate two articles of
 * one key.
 */
export class ArticleCollector {
  readonly context: ReaderContext;
  readonly #unit: "line" | "item";
  readonly #onArticle: OnPlacedArticle | undefined;
  readonly #articles: Article[] = [];
  readonly #rejected: RejectedPart[] = [];
  /** Notes about articles that are in. */
  readonly #notes: RejectedPart[] = [];
  readonly #ids = new Set<string>();

  constructor(unit: "line" | "item", context: ReaderContext, onArticle: OnPlacedArticle | undefined) {
    this.#unit = unit;
    this.#onArticle = onArticle;
    this.context = {
      ...context,
      isOneOfMany: true,
      metadata: { ...context.metadata, id: null, title: null, url: null },
    };
  }

  /** Number of articles, and of parts that gave none. */
  get count(): number {
    return this.#articles.length + this.#rejected.length;
  }

  get isFull(): boolean {
    return this.count >= maxArticlesPerUpload;
  }

  /** `place` counts lines or items from 1. */
  add(read: Article | RejectedPart, place: number): void {
    if (isRejection(read)) {
      this.#reject(read, place);
      return;
    }
    this.#onArticle?.({ unit: this.#unit, place, article: read });
    if (this.#ids.has(read.id)) {
      const reason = `An earlier ${this.#unit} of the file holds this article: the same id, or else the same address, or the same title and text.`;
      this.#reject(rejection("repeated-article", reason), place);
      return;
    }
    this.#ids.add(read.id);
    this.#articles.push(read);
    this.#notes.push(...read.notes.map((note) => this.#placed(notePart(note), place)));
  }

  /** Makes the result: rejections precede notes. */
  result(): ReadResult {
    return { articles: this.#articles, rejected: [...this.#rejected, ...this.#notes] };
  }

  #reject(part: RejectedPart, place: number): void {
    this.#rejected.push(this.#placed(part, place));
  }

  #placed(part: RejectedPart, place: number): RejectedPart {
    return this.#unit === "line" ? { line: place, ...part } : { item: place, ...part };
  }
}

/** Makes the note about an article that is in. */
export function notePart({ code, reason }: ArticleNote): RejectedPart {
  return { code, reason, isIndexed: true };
}

/**
 * Lines that hold more than white space, with their numbers from 1. Never all of them in one array: most may be blank.
 */
function* linesOf(text: string): Generator<{ number: number; line: string; indent: number }> {
  let number = 1;
  for (let start = 0; start < text.length; number += 1) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    const whole = text.slice(start, end).trimEnd();
    const line = whole.trimStart();
    if (line !== "") yield { number, line, indent: whole.length - line.length };
    start = end + 1;
  }
}

/** Rejects the part of a file behind the last article that is read of it. */
export function tooMany(unit: string, first: number): RejectedPart {
  const reason = `At most ${maxArticlesPerUpload} articles of one file are read: ${unit} from ${first} on were not. Split it.`;
  return rejection("too-many-articles", reason);
}
