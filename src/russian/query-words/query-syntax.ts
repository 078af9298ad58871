/**
 * The syntax of a query (pure): which stretches of what a reader typed are plain words, phrases, excluded, of a field,
 * or meant in that very form. Stretches only, no words yet: those are query-clauses.ts.
 *
 * Nothing is an error: a sign that stands where it means nothing is text. One pass from left to right, linear in the
 * text: every look-up of a quotation mark is constant or amortised. docs/http-api.md has the language in words for
 * readers.
 */

import { characterClassAt, DIGIT, isWordCharacter } from "../words/character-class.ts";

/** A field that a reader may name. */
type QueryField = "title" | "source";

/** A word or phrase with signs of its own. Offsets [start, end) into the query. */
export interface QueryClause {
  readonly kind: "word" | "phrase";
  /** Start of the text without its signs. */
  readonly start: number;
  readonly end: number;
  /** Start with its signs. */
  readonly outerStart: number;
  readonly outerEnd: number;
  readonly field: QueryField | null;
  readonly isExcluded: boolean;
  /** True for the very form: `!слово`, `!"фраза"`. */
  readonly isExactForm: boolean;
}

/** A query in its parts. */
export interface QuerySyntax {
  /** Clauses in the order of the text. A word without signs is none. */
  readonly clauses: readonly QueryClause[];
  /** Offsets of the bars between alternatives, ascending. */
  readonly bars: readonly number[];
  /** The query with all clauses and their signs blanked out, so that offsets stay: the plain words. */
  readonly plainText: string;
}

/** `title:` and `source:`, in both languages; small letters. */
const FIELD_NAMES: ReadonlyMap<string, QueryField> = new Map([
  ["title", "title"],
  ["заголовок", "title"],
  ["source", "source"],
  ["источник", "source"],
]);
const LONGEST_FIELD_NAME = 9;

/** Characters that the analyzer reads as hyphens (unicode-normalization.ts); longer dashes are punctuation. */
const HYPHENS = "-\u2010\u2011\u2012\u2212";

/** Replacement of a clause: white space, which ends an address, and which no number or date continues across. */
const BLANK = "\t";

/** A query without a stretch [start, end) of it, in which the others stay where they are. */
export function blankOut(query: string, start: number, end: number): string {
  return query.slice(0, start) + BLANK.repeat(end - start) + query.slice(end);
}

/** See the file's head. Never throws. */
export function parseQuerySyntax(query: string): QuerySyntax {
  const quotes = new QuotationMarks(query);
  const clauses: QueryClause[] = [];
  const bars: number[] = [];
  const plain: string[] = [];
  let copied = 0;
  for (let position = 0; position < query.length; ) {
    const clause = readClause(query, position, quotes);
    if (clause !== undefined) {
      clauses.push(clause);
      plain.push(query.slice(copied, position), BLANK.repeat(clause.outerEnd - position));
      copied = clause.outerEnd;
      position = clause.outerEnd;
    } else {
      if (query[position] === "|") bars.push(position);
      position += 1;
    }
  }
  plain.push(query.slice(copied));
  return { clauses, bars, plainText: plain.join("") };
}

/** The clause whose signs begin at a place, or undefined. */
function readClause(query: string, position: number, quotes: QuotationMarks): QueryClause | undefined {
  // `15"` are inches.
  if (position > 0 && endsInWordCharacter(query, position)) return undefined;
  const signs = isStart(query, position) ? readSigns(query, position) : { ...NO_SIGNS, end: position };
  const { field, isExcluded, isExactForm } = signs;
  const common = { field, isExcluded, isExactForm, outerStart: position };
  const phrase = quotes.phraseAt(signs.end);
  if (phrase !== undefined) return { kind: "phrase", ...common, ...phrase, outerEnd: phrase.end + 1 };
  if (signs.end === position) return undefined;
  // Behind signs a phrase that is still being typed is its first word.
  const start = quotes.opensAt(signs.end) ? signs.end + 1 : signs.end;
  if (!isWordCharacter(characterClassAt(query, start))) return undefined;
  // «-5» is a temperature.
  if (isExcluded && start === position + 1 && characterClassAt(query, start) === DIGIT) return undefined;
  const end = endOfWord(query, start);
  return { kind: "word", ...common, start, end, outerEnd: end };
}

type Signs = Pick<QueryClause, "field" | "isExcluded" | "isExactForm"> & { readonly end: number };

const NO_SIGNS = { field: null, isExcluded: false, isExactForm: false } as const;

/** Reads the signs before a word or phrase, in this order: a minus, the name of a field, an exclamation mark. */
function readSigns(query: string, position: number): Signs {
  const isExcluded = HYPHENS.includes(query[position] ?? " ");
  const afterMinus = isExcluded ? position + 1 : position;
  const name = readFieldName(query, afterMinus);
  const afterName = name?.end ?? afterMinus;
  const isExactForm = query[afterName] === "!";
  return { field: name?.field ?? null, isExcluded, isExactForm, end: isExactForm ? afterName + 1 : afterName };
}

/** Tells whether signs may begin here: at the start, after white space or an opening bracket, beside a bar. */
function isStart(query: string, position: number): boolean {
  return position === 0 || /[\s|([{]/.test(query[position - 1] ?? "");
}

function endsInWordCharacter(query: string, position: number): boolean {
  const before = query.charCodeAt(position - 1);
  const isLowSurrogate = before >= 0xdc00 && before <= 0xdfff;
  return isWordCharacter(characterClassAt(query, isLowSurrogate ? position - 2 : position - 1));
}

/** The name of a field and its colon. */
function readFieldName(query: string, position: number): { field: QueryField; end: number } | undefined {
  const colon = query.slice(position, position + LONGEST_FIELD_NAME + 1).indexOf(":");
  if (colon < 0) return undefined;
  const field = FIELD_NAMES.get(query.slice(position, position + colon).toLowerCase());
  return field === undefined ? undefined : { field, end: position + colon + 1 };
}

/** The next white space, bar or end. */
function endOfWord(query: string, start: number): number {
  let end = start;
  while (end < query.length && !/[\s|]/.test(query[end] ?? "")) end += 1;
  return end;
}

/** Closing marks for each opening mark: first its own, else any. */
const OWN_CLOSING: ReadonlyMap<string, string> = new Map([
  ["«", "»"],
  ["‹", "›"],
  ["„", "“”"],
  ["“", "”"],
  ["”", "”"],
  ['"', '"'],
  ["＂", "＂"],
]);
const ANY_CLOSING = '»›“”"＂';

/** The text between two marks, [start, end); the closing mark stands at `end`. */
interface QuotedText {
  readonly start: number;
  readonly end: number;
}

/** The quotation marks of one query; asked from left to right. */
class QuotationMarks {
  readonly #text: string;
  /** The » of each « on the same level. */
  readonly #partners: ReadonlyMap<number, number>;
  /** Place of the next closing mark by set of marks, cached: every stretch is scanned once for each set. */
  readonly #nextPlaces = new Map<string, number>();
  #nextWord = -1;

  constructor(text: string) {
    this.#text = text;
    this.#partners = pairAngles(text);
  }

  /** The phrase whose opening mark stands at a place; undefined where none does, it is never closed, or has no word. */
  phraseAt(position: number): QuotedText | undefined {
    const own = OWN_CLOSING.get(this.#text[position] ?? "");
    if (own === undefined) return undefined;
    const start = position + 1;
    const end = this.#partners.get(position) ?? this.#next(own, start) ?? this.#next(ANY_CLOSING, start);
    return end === undefined || this.#nextWordFrom(start) >= end ? undefined : { start, end };
  }

  opensAt(position: number): boolean {
    return OWN_CLOSING.has(this.#text[position] ?? "");
  }

  #next(marks: string, from: number): number | undefined {
    let place = this.#nextPlaces.get(marks) ?? -1;
    if (place < from) {
      place = from;
      while (place < this.#text.length && !marks.includes(this.#text[place] ?? " ")) place += 1;
      this.#nextPlaces.set(marks, place);
    }
    return place < this.#text.length ? place : undefined;
  }

  #nextWordFrom(from: number): number {
    if (this.#nextWord < from) {
      this.#nextWord = from;
      while (this.#nextWord < this.#text.length && !isWordCharacter(characterClassAt(this.#text, this.#nextWord)))
        this.#nextWord += 1;
    }
    return this.#nextWord;
  }
}

/** «Фонд «Русский мир» заявил» closes at the last one. */
function pairAngles(text: string): Map<number, number> {
  const partners = new Map<number, number>();
  const open: number[] = [];
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === "«") open.push(i);
    else if (text[i] === "»") {
      const opening = open.pop();
      if (opening !== undefined) partners.set(opening, i);
    }
  }
  return partners;
}
