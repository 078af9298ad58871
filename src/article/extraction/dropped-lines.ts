/**
 * The lines of a page that are not the article, each with what it is and why it went (layer 1): kept apart, not lost, so
 * that an owner sees them. What goes is decided in body-lines.ts.
 */

import type { DroppedLine } from "../../news/article.ts";
import type { NoiseKind } from "../line-rules/boilerplate.ts";
import type { BodyChoice } from "./body-lines.ts";
import type { DropReason, ModelLine } from "./page-model.ts";

const BY_NOISE: Readonly<Record<NoiseKind, DropReason>> = {
  end: { kind: "menu", reason: "a heading that no more of the article follows" },
  feed: { kind: "menu", reason: "a heading over other articles" },
  related: { kind: "menu", reason: "a heading over other articles" },
  more: { kind: "menu", reason: "a link to another article" },
  gallery: { kind: "menu", reason: "a heading over pictures" },
  wall: { kind: "notice", reason: "a call to log in or to subscribe" },
  legal: { kind: "notice", reason: "a notice to readers" },
  notice: { kind: "notice", reason: "a legal mark" },
  credit: { kind: "credit", reason: "the credit of a picture" },
  date: { kind: "date", reason: "a date of the page" },
  comments: { kind: "counter", reason: "a count of comments" },
  counter: { kind: "counter", reason: "a count" },
  address: { kind: "address", reason: "an address" },
  label: { kind: "label", reason: "a labelled line" },
  teaser: { kind: "teaser", reason: "a teaser of another article" },
  interface: { kind: "menu", reason: "a button or a part of a menu" },
};

const TITLE: DropReason = { kind: "title", reason: "the title" };
const REPEAT: DropReason = { kind: "repeat", reason: "stands on the page more than once" };
const LINK: DropReason = { kind: "menu", reason: "a link" };
/** Titles of other articles are at least so long; shorter lines are menus. */
const MIN_HEADLINE_WORDS = 4;

/** Every line that is neither body nor lead, in the order of the page. */
export function droppedLines(
  lines: readonly ModelLine[],
  titleLines: readonly number[],
  choice: BodyChoice,
): DroppedLine[] {
  const kept = new Set([...choice.body, ...choice.lead]);
  const titles = new Set(titleLines);
  const dropped: DroppedLine[] = [];
  for (const [i, line] of lines.entries()) {
    if (kept.has(i)) continue;
    const why = titles.has(i) ? TITLE : (choice.reasons.get(i) ?? reasonOf(line));
    dropped.push({ text: line.text, ...why });
  }
  return dropped;
}

function reasonOf({ noise, role, shape }: ModelLine): DropReason {
  if (role === "repeat") return REPEAT;
  if (noise !== null) return BY_NOISE[noise];
  if (role === "noise") return LINK;
  const isHeadline = (role === "heading" || role === "long") && shape.words >= MIN_HEADLINE_WORDS;
  const kind = isHeadline ? "teaser" : role === "heading" ? "menu" : "other";
  return { kind, reason: "outside the article" };
}
