/**
 * Which pieces of what a query was understood to mean are told to a reader: those by which what is shown differs
 * (pure). The page of results and the widget say them in one sentence, with one way back.
 */
import type { MarkedText, UnderstoodPiece } from "../search-api.ts";

export interface ToldMeaning {
  /** Other names of words that hits of the page are marked by. */
  readonly names: readonly string[];
  /** Dates that narrow, raise, or would leave nothing. */
  readonly dates: readonly UnderstoodPiece[];
  /** Values of `ignore` that search for the words alone; empty if nothing was understood. */
  readonly ids: readonly string[];
}

/** Letters by which a marked form and a name are told to be of one word. Untuned. */
const ALIKE_LETTERS = 4;

/** Words that only ask are not told: taking them for words finds less. */
export function toldMeaning(
  understood: readonly UnderstoodPiece[],
  hits: readonly { readonly title: MarkedText; readonly snippet: MarkedText }[],
): ToldMeaning {
  const dates = understood.filter(({ kind }) => kind === "date");
  const equivalents = understood.filter(({ kind }) => kind === "equivalent");
  const marks =
    equivalents.length === 0 ? [] : hits.flatMap(({ title, snippet }) => [...marked(title), ...marked(snippet)]);
  const isShown = (name: string): boolean => marks.some((mark) => mark.startsWith(beginningOf(name)));
  const namesOf = ({ text, names = [] }: UnderstoodPiece): string[] =>
    names.filter((name) => beginningOf(name) !== beginningOf(text) && isShown(name));
  const told = equivalents.filter((piece) => namesOf(piece).length > 0);
  return { names: [...new Set(told.flatMap(namesOf))], dates, ids: [...dates, ...told].map(({ id }) => id) };
}

function marked({ text, highlights }: MarkedText): string[] {
  return highlights.map(([start, end]) => folded(text.slice(start, end)));
}

function beginningOf(name: string): string {
  return (folded(name).split(" ")[0] ?? "").slice(0, ALIKE_LETTERS);
}

function folded(text: string): string {
  return text.toLowerCase().replaceAll("ё", "е");
}
