/**
 * Makes the remarks above the hits (pure): how the query was corrected and understood, and what is missing. The pages,
 * the search box and its elements show the same sentences in the same order, each with at most one way to go on.
 */
import type { MarkedText, SearchAnswer } from "../search-api.ts";
import type { TextValues } from "./fill-text.ts";
import type { ResultTexts } from "./russian.ts";
import { toldMeaning } from "./told-meaning.ts";

export interface Remark {
  readonly text: string;
  /** Another search: for another text, or for this one without pieces of these ids. */
  readonly wayOn?: { readonly label: string } & ({ readonly text: string } | { readonly ignore: readonly string[] });
}

/** The wording of a page's remarks. */
export interface Voice {
  readonly say: (name: keyof ResultTexts, values?: TextValues) => string;
  /** Days from the first to the last, in words; null where they are none. */
  readonly nameDays: (days: readonly [first: string, last: string]) => string | null;
}

/** The part of an answer that remarks are made from. */
export interface RemarkedAnswer extends Pick<SearchAnswer, "query"> {
  readonly hits: readonly { readonly title: MarkedText; readonly snippet: MarkedText }[];
  /** True if articles with any of the words were asked for. */
  readonly isAnyAsked?: boolean;
}

/** The query with its corrections made. */
export function correctedText({ text, corrections }: Pick<SearchAnswer["query"], "text" | "corrections">): string {
  return corrections.reduce((whole, { from, to }) => whole.replace(from, () => to), text).trim();
}

/** The remarks on an answer, in the order in which they are shown. */
export function remarksOn({ query, hits, isAnyAsked = false }: RemarkedAnswer, voice: Voice): Remark[] {
  const { say } = voice;
  const { text, corrections, offer, leftOut, missing, match } = query;
  const corrected = correctedText(query);
  const literally = { label: say("literally", { text: text.trim() }), ignore: corrections.map(({ id }) => id) };
  return [
    ...(corrections.length > 0 ? [{ text: say("corrected", { text: corrected }), wayOn: literally }] : []),
    ...(offer === null ? [] : [{ text: say("offer"), wayOn: { label: offer, text: offer } }]),
    ...meaningOf({ query, hits }, voice),
    ...(leftOut === undefined ? [] : [{ text: say("leftOut", { text: leftOut.join(" … ") }) }]),
    ...(missing === undefined ? [] : [{ text: say("missing", { n: missing.length, text: missing.join(", ") }) }]),
    ...(match === "any" && !isAnyAsked && missing === undefined && hits.length > 0 ? [{ text: say("anyWord") }] : []),
  ];
}

/** Remarks on parts of the query that were understood as more than words, if they change the results. */
function meaningOf({ query, hits }: RemarkedAnswer, { say, nameDays }: Voice): Remark[] {
  const { names, dates, ids } = toldMeaning(query.understood, hits);
  if (ids.length === 0) return [];
  const quoted = names.map((name) => say("quoted", { text: name }));
  const ofDates = dates.map(({ text, days, effect }) => {
    const name = effect === "none" ? "noDays" : effect === "raise" ? "daysFirst" : "onDays";
    return say(name, { text: (days && nameDays(days)) ?? say("quoted", { text }) });
  });
  const undated = dates.reduce((sum, piece) => sum + (piece.undated ?? 0), 0);
  const sentences = [
    ...(quoted.length > 0 ? [say("alsoNames", { text: quoted.join(", ") })] : []),
    ...ofDates,
    ...(undated > 0 ? [`(${say("undated", { n: undated })})`] : []),
  ];
  return [{ text: sentences.join(" "), wayOn: { label: say("wordsAlone"), ignore: ids } }];
}
