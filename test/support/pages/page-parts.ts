/**
 * The parts of any site's pages: moments as sites write them, seeded choices, paragraphs broken in the ways of
 * scrapers.
 */
import type { InventedArticle } from "./invented-articles.ts";

/** The moment of a page, and random choices that repeat. */
export interface PageMoment {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** A kind of site. */
export interface PageStyle {
  readonly name: string;
  /** Precision of such a page's date: `none` if it has no year. */
  readonly tells: "minute" | "day" | "none";
  /** Agency in its dateline, or null if the site writes none. */
  readonly agency: string | null;
  readonly build: (article: InventedArticle, when: PageMoment, random: PageRandom) => readonly string[];
}

/** Seeded choices. */
export class PageRandom {
  readonly #next: () => number;

  constructor(random32: () => number) {
    this.#next = random32;
  }

  below(limit: number): number {
    return this.#next() % limit;
  }

  one(from: readonly string[]): string {
    return from[this.below(from.length)] ?? "";
  }

  /** So many different entries, in random order. */
  some(from: readonly string[], count: number): string[] {
    const rest = [...from];
    return Array.from({ length: Math.min(count, rest.length) }, () => rest.splice(this.below(rest.length), 1)[0] ?? "");
  }
}

export const GENITIVE = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(" ");
export const SHORT = "янв фев мар апр мая июн июл авг сен окт ноя дек".split(" ");
export const two = (value: number) => String(value).padStart(2, "0");
export const clock = ({ hour, minute }: PageMoment) => `${two(hour)}:${two(minute)}`;
export const dotted = ({ day, month, year }: PageMoment) => `${two(day)}.${two(month)}.${year}`;
export const worded = ({ day, month, year }: PageMoment) => `${day} ${GENITIVE[month - 1]} ${year}`;
export const dayAndMonth = ({ day, month }: PageMoment) => `${day} ${GENITIVE[month - 1]}`;
export const shortDay = ({ day, month }: PageMoment) => `${day} ${SHORT[month - 1]}`;
export const ordinary = (place: string) => place.charAt(0) + place.slice(1).toLowerCase();

/** The paragraphs with the dateline before the first, where the article has one. */
export function opened({ place, paragraphs }: InventedArticle, dateline: (place: string) => string): string[] {
  const [first = "", ...rest] = paragraphs;
  return [place === null ? first : `${dateline(place)}${first}`, ...rest];
}

/** The paragraphs with something between two of them, never between a list and what opens it, nor inside a dialogue. */
export function interrupted(paragraphs: readonly string[], inserts: readonly (readonly string[])[]): string[] {
  const places = [...paragraphs.keys()].filter((i) => i > 0 && mayBreak(paragraphs[i - 1] ?? "", paragraphs[i] ?? ""));
  const lines: string[] = [];
  let used = 0;
  for (const [i, paragraph] of paragraphs.entries()) {
    if (places.includes(i) && used < inserts.length && places.indexOf(i) % 2 === 0) {
      lines.push(...(inserts[used] ?? []));
      used += 1;
    }
    lines.push(paragraph);
  }
  return lines;
}

export function mayBreak(before: string, after: string): boolean {
  return /[.!?»"]$/.test(before) && before.length > 60 && /[.!?]$/.test(after) && !/^(?:—|\d\.)/.test(after);
}

/** A name inside a sentence stood in a link and came out on a line of its own. */
export function withLink(paragraph: string): string {
  const match = /^(.{40,}?[\p{Ll},]) (\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+)(,? \p{Ll}.{20,})$/u.exec(paragraph);
  return match === null ? paragraph : `${match[1]}\n${match[2]}\n${match[3]?.trimStart()}`;
}

/** A link in every third paragraph or so, its address behind its words. */
export function withAddresses(paragraph: string, random: PageRandom): string {
  const words = paragraph.split(" ");
  if (words.length < 8 || random.below(3) > 0) return paragraph;
  const at = 2 + random.below(words.length - 4);
  return [...words.slice(0, at), `[https://site.example/news/${random.below(90_000)}/${"x".repeat(random.below(60))}]`]
    .concat(words.slice(at))
    .join(" ");
}

export function wrap(paragraph: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of paragraph.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > 80) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}
