/**
 * The nodes of a plan for what a query says of days: articles that were published then, and those that state the day in
 * their title or text, which the index has a term for (tokenizer/literals.ts).
 */

import { type CalendarDay, isoDay } from "../../articles/news.ts";
import { booleanNode, type DocumentsNode, type QueryNode } from "../../index/read.ts";
import type { PhraseGraph } from "../../russian/queries.ts";
import { anyYearDateTerm, dateTerm, monthTerm, yearlessDateTerm } from "../../russian/words.ts";
import { daysTo, isOfDays, loadPublicationDays, UNDATED } from "../filters/publication-times.ts";
import type { DateReading, DayRange, SaidDay } from "../understanding/dates.ts";
import { termNode, type WordWeights } from "./article-clause-nodes.ts";

/** A stretch [start, end) of the text, and the days whose articles count as having its words. */
export type RaisedDays = Pick<DateReading, "start" | "end" | "from" | "to" | "day" | "ofPublication">;

/**
 * An article of the days of a stretch scores so much for its words, where a word with its root scores 1
 * (docs/decisions/search.md#dates).
 */
const PUBLISHED_WEIGHT = 9;
/** The same for a day of any year, which may be a feast. */
const PUBLISHED_ON_WEIGHT = 5;
/** Weight of a text without a year for a day of a year. Untuned. */
const YEARLESS_WEIGHT = 0.5;

/** An article means the nearest such day where it leaves the year out. */
const MOST_DAYS_FROM_YEARLESS = 183;

/** Makes the nodes of the days of a stretch; each is sufficient. */
export function dateNodes({ from, to, day, ofPublication }: RaisedDays, weights: WordWeights): QueryNode[] {
  if (day === null) return [publishedNode({ from, to }, PUBLISHED_WEIGHT)];
  if (day.year === null) {
    const stated = statedNode(anyYearDateTerm(day), weights);
    return ofPublication ? [stated, publishedOnNode(day, PUBLISHED_ON_WEIGHT)] : [stated];
  }
  const own = { ...day, year: day.year };
  const yearless = booleanNode({ must: [statedNode(yearlessDateTerm(own), weights, YEARLESS_WEIGHT), nearNode(own)] });
  const published = ofPublication ? [publishedNode({ from: own, to: own }, PUBLISHED_WEIGHT)] : [];
  return [statedNode(dateTerm(own), weights), yearless, ...published];
}

/**
 * Makes the phrases to mark in texts that state the days of a stretch: «9 мая» as a whole, and not each of its words.
 */
export function datePhrases({ day }: RaisedDays): PhraseGraph[] {
  if (day === null) return [];
  const { year } = day;
  const [whole, beforeMonth] =
    year === null ? [anyYearDateTerm(day), anyYearDateTerm(day)] : [dateTerm({ ...day, year }), yearlessDateTerm(day)];
  const edges = [
    { from: 0, to: 1, terms: [beforeMonth], form: null },
    { from: 0, to: 2, terms: [whole], form: null },
    { from: 1, to: 2, terms: [monthTerm(day.month)], form: null },
  ];
  return [{ nodes: 3, edges }];
}

/**
 * Tells whether the days of a stretch are one thing, of which an article has all or nothing; «03.05» of one word may be
 * a number too.
 */
export function isOneThing({ day }: RaisedDays, wordCount: number): boolean {
  return day !== null && (day.year !== null || wordCount > 1);
}

function statedNode(term: string, { numberWeight, fields }: WordWeights, weight = 1): QueryNode {
  return termNode(term, null, weight * numberWeight, fields.all);
}

/**
 * The articles that were surely published within some days, each with the score of a word that just these have once:
 * the fewer, the more it says.
 */
function publishedNode({ from, to }: DayRange, boost: number): DocumentsNode {
  return datedNode(`published ${isoDay(from)} to ${isoDay(to)}`, boost, isOfDays({ from, to }));
}

/** Articles span these years (news/calendar-date.ts). */
const [FIRST_YEAR, LAST_YEAR] = [1900, 2100];

/** The articles that were surely published on a day of any year. */
function publishedOnNode({ month, day }: SaidDay, boost: number): DocumentsNode {
  const days = new Set<number>();
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year += 1) days.add(daysTo({ year, month, day }));
  const isThen = (first: number, last: number): boolean => first !== UNDATED && first === last && days.has(first);
  return datedNode(`published ${anyYearDateTerm({ month, day })}`, boost, isThen);
}

/**
 * The articles that may have been published so near to a day that they mean it where they leave the year out. They
 * have no score for it.
 */
function nearNode(own: CalendarDay): DocumentsNode {
  const meant = daysTo(own);
  const most = MOST_DAYS_FROM_YEARLESS;
  return datedNode(null, 0, (first, last) => first === UNDATED || (first - meant <= most && meant - last <= most));
}

/**
 * The live articles whose first and last day pass. A column is looked at, and no posting: requests as
 * loadPublicationDays.
 */
function datedNode(
  name: string | null,
  boost: number,
  isMeant: (firstDay: number, lastDay: number) => boolean,
): DocumentsNode {
  return {
    kind: "documents",
    name,
    boost,
    load: ({ segments }) =>
      Promise.all(
        segments.map(async ({ reader, sets }) => {
          const { firstDays, lastDays } = await loadPublicationDays(reader);
          return sets.liveWhere((ordinal) => isMeant(firstDays[ordinal] ?? UNDATED, lastDays[ordinal] ?? UNDATED));
        }),
      ),
  };
}
