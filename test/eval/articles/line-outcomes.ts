/**
 * Finds the outcome of each line of a page: kept in a paragraph, dropped for a reason, or lost without a word. For the
 * side-by-side report; compares folded text, since a reader joins and parts lines.
 */

import type { Article } from "../../../src/articles/news.ts";
import type { DroppedKind } from "../../support/inside/articles-news.ts";
import { collapseSpaces, decodeEntities, foldLine } from "../../support/inside/articles-text.ts";

/** The place of a line after reading. `missing`: the reader does not mention it. */
export type Place =
  | { readonly to: "title" | "lead" | "missing" }
  | { readonly to: "body"; readonly paragraph: number }
  | { readonly to: "dropped"; readonly kind: DroppedKind; readonly reason: string };

export interface Outcome {
  readonly place: Place;
  /** The text as the reader has it, where that is not the line's own; null where it is, or an earlier line shows it. */
  readonly text: string | null;
}

export interface OriginalLine {
  readonly number: number;
  readonly text: string;
  /** Outcomes in the order of their places in the line; a split line has several. */
  readonly outcomes: readonly Outcome[];
}

interface Target {
  readonly fold: string;
  readonly text: string;
  readonly place: Place;
  isTaken: boolean;
}

/** Shorter parts of a line, or of a paragraph, prove nothing. */
const MIN_PART_LENGTH = 4;

/** The lines that hold more than white space, each with its outcomes. */
export function lineOutcomes(page: string, article: Article): OriginalLine[] {
  const targets = targetsOf(article);
  return page.split(/\r\n?|[\n\v\f\u0085\u2028\u2029]/).flatMap((text, i) => {
    if (text.trim() === "") return [];
    const fold = foldOf(decodeEntities(text));
    return { number: i + 1, text, outcomes: outcomesOf(fold, collapseSpaces(text), targets) };
  });
}

function targetsOf(article: Article): Target[] {
  const target = (text: string, place: Place): Target => ({
    fold: foldOf(text),
    text,
    place,
    isTaken: false,
  });
  return [
    ...article.paragraphs.map((text, i) => target(text, { to: "body", paragraph: i + 1 })),
    ...(article.lead === "" ? [] : [target(article.lead, { to: "lead" })]),
    ...article.droppedLines.map(({ text, kind, reason }) => target(text, { to: "dropped", kind, reason })),
    ...(article.title === null ? [] : [target(article.title, { to: "title" })]),
  ].filter(({ fold }) => fold !== "");
}

/** The same text, else the paragraph that holds the line, else all that the line holds. */
function outcomesOf(fold: string, text: string, targets: readonly Target[]): Outcome[] {
  if (fold === "") return [];
  const same = targets.filter((target) => target.fold === fold);
  const exact = same.find(({ isTaken }) => !isTaken) ?? same.at(-1);
  if (exact !== undefined) return [take(exact, text)];
  const around = targets.find((target) => fold.length >= MIN_PART_LENGTH && target.fold.includes(fold));
  if (around !== undefined) return [take(around, text)];
  const parts = targets
    .filter((target) => target.fold.length >= MIN_PART_LENGTH && fold.includes(target.fold))
    .sort((a, b) => fold.indexOf(a.fold) - fold.indexOf(b.fold));
  return parts.length === 0 ? [{ place: { to: "missing" }, text: null }] : parts.map((part) => take(part, text));
}

/** Folds a text and drops its spaces: where elements meet, one reader sees a space and another none. */
function foldOf(text: string): string {
  return foldLine(text, Number.POSITIVE_INFINITY).replaceAll(" ", "");
}

function take(target: Target, line: string): Outcome {
  const isShown = target.isTaken || target.text === line;
  target.isTaken = true;
  return { place: target.place, text: isShown ? null : target.text };
}
