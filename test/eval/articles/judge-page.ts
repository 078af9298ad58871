/**
 * One page's reading against what people found on it: pure. Case, ё, quotes and punctuation do not count.
 */

import type { ReadResult } from "../../../src/articles/articles.ts";
import type { Article } from "../../../src/articles/news.ts";
import { decodeEntities, foldLine } from "../../support/inside/articles-text.ts";
import type { Truth } from "./truth.ts";

/**
 * `kind`: an article where there is one, a rejection for the true reason where there is none. `text`: every paragraph
 * is there. `clean`: no forbidden string is left in.
 */
export const checks = ["kind", "title", "date", "place", "first", "last", "text", "clean"] as const;

export type Check = (typeof checks)[number];

/** The result of a check; `complaint` says what was read wrong. */
export interface Verdict {
  readonly isRight: boolean;
  readonly complaint: string;
}

export interface Judgement {
  /** Verdicts of the checks that the truth decides. */
  readonly verdicts: ReadonlyMap<Check, Verdict>;
  /** True if the reader found a year where none can be known. */
  readonly inventsYear: boolean;
  /** Number of forbidden strings that are left in. */
  readonly forbiddenLeft: number;
  /** Share of the words of the story that are in no field of the article; 0 where its paragraphs are not known. */
  readonly lostShare: number;
}

/** Most characters of a text in a complaint. */
const SHOWN_LENGTH = 110;

export function judgePage({ articles, rejected }: ReadResult, truth: Truth): Judgement {
  const [article] = articles;
  const verdicts = new Map<Check, Verdict>();
  const why = rejected[0] === undefined ? "it gave nothing" : `${rejected[0].code}: ${rejected[0].reason}`;
  if (truth.not_article) {
    const isReason = new RegExp(truth.reason ?? "", "iu").test(rejected[0]?.reason ?? "");
    const complaint = article === undefined ? why : `no article, but ${article.text.length} characters came out`;
    verdicts.set("kind", verdict(article === undefined && isReason, complaint));
    return { verdicts, ...nothing };
  }
  if (tellsNothing(truth)) return { verdicts, ...nothing };
  verdicts.set("kind", verdict(article !== undefined, `an article, but rejected as ${why}`));
  if (article === undefined) return { verdicts, ...nothing, lostShare: 1 };
  for (const [check, found] of compare(article, truth)) verdicts.set(check, found);
  return {
    verdicts,
    inventsYear: truth.date === "" && article.publishedAt !== null,
    forbiddenLeft: forbiddenIn(article, truth).length,
    lostShare: lostShare(article, truth),
  };
}

const nothing = { inventsYear: false, forbiddenLeft: 0, lostShare: 0 } as const;

function lostShare(article: Article, { paragraphs = [] }: Truth): number {
  const words = (texts: readonly string[]) => texts.reduce((sum, text) => sum + text.split(" ").length, 0);
  return words(lostParagraphs(article, paragraphs)) / Math.max(1, words(paragraphs));
}

function lostParagraphs(article: Article, paragraphs: readonly string[]): readonly string[] {
  const whole = squash(`${article.lead} ${article.text}`);
  return paragraphs.filter((text) => !whole.includes(squash(text)));
}

function* compare(article: Article, truth: Truth): Generator<[Check, Verdict]> {
  const { title, date, place, first, last } = truth;
  const body = squash(article.text);
  if (title !== undefined) {
    yield ["title", verdict(squash(article.title ?? "") === squash(title), differs(article.title, title))];
  }
  if (date !== undefined) {
    yield ["date", verdict((article.publishedAt ?? "").slice(0, 10) === date, differs(article.publishedAt, date))];
  }
  if (place !== undefined) yield ["place", verdict((article.place ?? "") === place, differs(article.place, place))];
  if (first !== undefined) {
    yield ["first", verdict(body.startsWith(squash(first)), `begins «${article.text.slice(0, SHOWN_LENGTH)}…»`)];
  }
  if (last !== undefined) {
    yield ["last", verdict(body.endsWith(squash(last)), `ends «…${article.text.slice(-SHOWN_LENGTH)}»`)];
  }
  if (truth.paragraphs !== undefined) {
    const lost = lostParagraphs(article, truth.paragraphs);
    yield ["text", verdict(lost.length === 0, `lost: ${lost.map((text) => text.slice(0, SHOWN_LENGTH)).join(" | ")}`)];
  }
  const left = forbiddenIn(article, truth);
  if (truth.not_in_body.length > 0) yield ["clean", verdict(left.length === 0, `left in: ${left.join(" | ")}`)];
}

function forbiddenIn(article: Article, truth: Truth): string[] {
  const whole = squash(`${article.lead} ${article.text}`);
  return truth.not_in_body.filter((text) => squash(text) !== "" && whole.includes(squash(text)));
}

function tellsNothing({ title, date, place, first, last, not_in_body }: Truth): boolean {
  return [title, date, place, first, last].every((told) => told === undefined) && not_in_body.length === 0;
}

function verdict(isRight: boolean, complaint: string): Verdict {
  return { isRight, complaint: isRight ? "" : complaint };
}

function differs(found: string | null, wanted: string): string {
  return `${found === null ? "none" : `«${found}»`}, not ${wanted === "" ? "none" : `«${wanted}»`}`;
}

/** Truths may hold the page's own entities, and the text what they stand for. */
function squash(text: string): string {
  return foldLine(decodeEntities(text), Number.POSITIVE_INFINITY);
}
