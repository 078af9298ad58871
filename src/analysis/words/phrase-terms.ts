/**
 * Token filter: the terms of what a title offers to searches, words and phrases, for suggestions (layer 1, pure). They stand in a
 * field of their own, a line each, and the tokenizer takes a line for one token. No word of a text begins so, and no edits make
 * a word of one.
 */

/** A word or phrase of a title, in dictionary form. */
export interface TitlePhrase {
  /** Folded, in single spaces. */
  readonly key: string;
  /** As it is to be shown. */
  readonly text: string;
  /** The quarter of a year that the title is of, counted from year 0; null without a date. */
  readonly quarter: number | null;
}

/** Three units, since a slip is two edits at the most. */
const MARK = "\u0001\u0001\u0001";
const BETWEEN = "\u0002";
const RADIX = 36;

/** Whether a text is lines of phrases. */
export function isOfPhrases(text: string): boolean {
  return text.startsWith(MARK);
}

/** The term of a phrase. */
export function phraseTerm({ key, text, quarter }: TitlePhrase): string {
  const capitals = capitalsOf(text);
  const shown = withCapitals(key, capitals) === text ? capitals : text;
  return `${phraseBeginning(key)}${BETWEEN}${shown}${BETWEEN}${quarter?.toString(RADIX) ?? ""}`;
}

/** What the terms begin with of all words and phrases that begin with a folded text. */
export function phraseBeginning(text: string): string {
  return MARK + text;
}

/** Whether a term is of several words. */
export function isOfWords(term: string): boolean {
  return term.includes(" ");
}

/** Whether it is of one. */
export function isOfOneWord(term: string): boolean {
  return !isOfWords(term);
}

/** What a term of {@link phraseTerm} is of. */
export function parsePhraseTerm(term: string): TitlePhrase {
  const [key = "", shown = "", quarter = ""] = term.slice(MARK.length).split(BETWEEN);
  return {
    key,
    text: CAPITALS.test(shown) ? withCapitals(key, shown) : shown,
    quarter: quarter === "" ? null : Number.parseInt(quarter, RADIX),
  };
}

/** By word or part of one, how it is written: 0 in small letters, 1 with a capital, 2 in capitals; none where all are small. */
const CAPITALS = /^[012]*$/;

function capitalsOf(text: string): string {
  const parts = text.split(/[ -]/);
  const capitals = parts.map((part) =>
    part === part.toLowerCase() ? "0" : part.length > 1 && part === part.toUpperCase() ? "2" : "1",
  );
  return capitals.every((one) => one === "0") ? "" : capitals.join("");
}

function withCapitals(key: string, capitals: string): string {
  let place = -1;
  return key.replace(/[^ -]+/g, (part) => {
    place += 1;
    if (capitals[place] === "2") return part.toUpperCase();
    return capitals[place] === "1" ? part.charAt(0).toUpperCase() + part.slice(1) : part;
  });
}

/** A text of words, which begins as no lines of phrases do; all else stays in its place. */
export function withoutPhrases(text: string): string {
  return isOfPhrases(text) ? ` ${text.slice(1)}` : text;
}
