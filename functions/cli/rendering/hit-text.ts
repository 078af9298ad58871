/** Shows a hit in a terminal: number, title, source and date, the passage with the found words marked. */

import type { SearchParameters } from "../../../src/api/api.ts";
import type { ArticleHit, ArticleSearchResult } from "../../../src/search/search.ts";
import type { MarkedText, UnderstoodPiece } from "../../../src/search-api.ts";
import { toldMeaning } from "../../../src/texts/texts.ts";
import { printable, type Terminal } from "../terminal/terminal.ts";
import { wrapText } from "../terminal/wrap-text.ts";

const INDENT = "    ";

/** The lines of one hit; `rank` counts from 1. */
export function renderHit(hit: ArticleHit, rank: number, terminal: Terminal): string[] {
  const { article } = hit;
  const title = markSlice(hit.title, [0, hit.title.text.length], (part) => terminal.style("bold", part), terminal);
  const origin = [
    article.source,
    article.place,
    dateText(hit),
    hit.isPartial ? "not all of the words" : null,
    sameText(hit),
  ];
  const about = origin.filter((part) => part !== null).map(printable);
  const show = (start: number, end: number) => markSlice(hit.snippet, [start, end], (part) => part, terminal);
  const snippet = wrapText(hit.snippet.text, terminal.columns - INDENT.length, show);
  return [
    `${String(rank).padStart(3)} ${title}`,
    ...(about.length === 0 ? [] : [`${INDENT}${terminal.style("cyan", about.join(" · "))}`]),
    ...snippet.filter((row) => row !== "").map((row) => `${INDENT}${row}`),
    `${INDENT}${terminal.style("dim", printable(`${article.url ?? hit.key} (id ${hit.id})`))}`,
  ];
}

/** Quoted for a shell where the id needs it. */
function sameText({ id, duplicates }: ArticleHit): string | null {
  if (duplicates === undefined) return null;
  const shownId = /^[\w-]+$/.test(id) ? id : `'${id.replaceAll("'", "'\\''")}'`;
  return `${duplicates.count} more the same (--same-as ${shownId})`;
}

/** Describes the number of hits and how many are shown. */
export function summaryText(
  {
    q,
    sort,
    collapse,
    offset,
    sameAs,
    match: askedMatch,
  }: Pick<SearchParameters, "q" | "sort" | "collapse" | "offset" | "sameAs" | "match">,
  { hits, total, totalRest, match }: ArticleSearchResult,
): string {
  const shown = `${offset + 1}–${offset + hits.length}`;
  const order = sort === "relevance" && q.trim() !== "" ? "" : `, the ${sort === "oldest" ? "oldest" : "newest"} first`;
  if (sameAs !== undefined) return `Shown ${shown} of ${total} that are the same${order}.`;
  const groups = collapse === "true" ? ", the same articles counted once" : "";
  if (q.trim() === "") return `Shown ${shown} of ${total}${order}${groups}.`;
  const rest = totalRest > 0 ? `, ${totalRest} more with some of them` : "";
  const counts = {
    all: `${total} with all words${rest}`,
    any: askedMatch === "any" ? `${total} with any of the words` : `none with all words, ${total} with some of them`,
  };
  return `Shown ${shown}${order}; ${counts[match]}${groups}.`;
}

/** Describes the corrections, and how to search for the typed text; nothing without corrections. */
export function correctionLines(
  { appliedText, corrections }: Pick<ArticleSearchResult, "appliedText" | "corrections">,
  terminal: Terminal,
): string[] {
  if (corrections.length === 0) return [];
  const changes = corrections.map(({ from, to }) => `«${printable(from)}» as «${printable(to)}»`);
  const told = `Searched for «${printable(appliedText)}»: took ${changes.join(", ")}. --no-correct takes it as it is.`;
  return [terminal.style("bold", told), ""];
}

/** Describes the correction that was not searched for; nothing without one. */
export function offerLines({ offer }: Pick<ArticleSearchResult, "offer">, terminal: Terminal): string[] {
  return offer === null ? [] : [terminal.style("bold", `Perhaps you meant «${printable(offer)}».`), ""];
}

/** Words that no article has; nothing where all are somewhere. */
export function missingLines({ missing }: Pick<ArticleSearchResult, "missing">): string[] {
  if (missing.length === 0) return [];
  return [`No article has ${missing.map((word) => `«${printable(word)}»`).join(", ")} in any form.`, ""];
}

/** Describes the interpretations of words that change the results, and how to search for the words alone. */
export function understoodLines(
  { understood, hits }: Pick<ArticleSearchResult, "understood" | "hits">,
  terminal: Terminal,
): string[] {
  const { names, dates, ids } = toldMeaning(understood, hits);
  if (ids.length === 0) return [];
  const told = [
    ...(names.length === 0 ? [] : [`Also searched for ${names.map((name) => `«${printable(name)}»`).join(", ")}.`]),
    ...dates.map(dateSentence),
    `Exact words only: ${ids.map((id) => `--ignore "${printable(id)}"`).join(" ")}`,
  ];
  return [terminal.style("dim", told.join(" ")), ""];
}

/** Says what a date did to the answer. */
function dateSentence({ text, days, effect, undated = 0 }: UnderstoodPiece): string {
  const [first, last] = days ?? [`«${printable(text)}»`, ""];
  const when = first === last || last === "" ? first : `${first} to ${last}`;
  if (effect === "none") return `There is nothing of ${when}, so all days are shown.`;
  if (effect === "raise") return `Articles of ${when} come first.`;
  return `Only articles of ${when}, or about that time${undated > 0 ? `; ${undated} more have no date` : ""}.`;
}

/** Describes the parts of a query beyond its bounds, which were not searched for; mostly nothing. */
export function leftOutLines({ leftOut }: Pick<ArticleSearchResult, "leftOut">): string[] {
  if (leftOut.length === 0) return [];
  return [`Not searched for, since the query is too long: ${leftOut.map(printable).join(", ")}`, ""];
}

/** Formats the date with its known precision. */
function dateText({ article: { publishedAt, dateRange } }: ArticleHit): string | null {
  if (publishedAt !== null) return publishedAt.slice(0, 16).replace("T", " ");
  return dateRange === null ? null : `${dateRange[0]} – ${dateRange[1]}`;
}

/** A slice [start, end) of a text with its marks; `plain` styles what lies between them. */
export function markSlice(
  { text, highlights }: MarkedText,
  [start, end]: readonly [number, number],
  plain: (part: string) => string,
  terminal: Terminal,
): string {
  const between = (from: number, to: number): string => (from < to ? plain(printable(text.slice(from, to))) : "");
  let styled = "";
  let written = start;
  for (const [from, to] of highlights) {
    if (to <= start || from >= end) continue;
    const [first, last] = [Math.max(from, start), Math.min(to, end)];
    styled += between(written, first) + terminal.style(["bold", "yellow"], printable(text.slice(first, last)));
    written = last;
  }
  return styled + between(written, end);
}
