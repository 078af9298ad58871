/**
 * A scraped page to its lines: clean, without the addresses in brackets that text browsers leave and without the signs
 * of wiki and Markdown around headings, links and bold words, each line knowing whether a blank line and whether a link
 * stood there, and whether it was set apart as a heading. What lines mean is for later steps.
 */
import { type LineShape, lineShape } from "./line-shape.ts";
import { collapseSpaces, foldLine } from "./normalize-text.ts";

/** One line of a page as it came. */
export interface PageLine {
  readonly text: string;
  /** A blank line, or the page's beginning, stands before it. */
  readonly isAfterGap: boolean;
  /** Its end was a link: `Спорт [https://…]`, or the address stood alone on the next line. */
  readonly isLink: boolean;
  /** UTF-16 length with the addresses in it: what a program that wrapped the page had to fit. */
  readonly width: number;
  /** Tabs part it, as the cells of a table are copied. */
  readonly isRow?: boolean;
  /** Number of spaces or tabs at its beginning; absent if there are none. */
  readonly indent?: number;
  /** Signs around it or below it said that it is a heading: `**Title**`, `== Title ==`. */
  readonly isHeading?: boolean;
  /** UTF-16 length of the address that the line began with; none where it began with a word. */
  readonly addressWidth?: number;
  /** Cached measures of the text; a line made from this one may still have those of the text before. */
  measures?: { readonly text: string; shape?: LineShape; fold?: string };
}

/** The shape of a line's text, measured when it is first asked for. */
export function shapeOf(line: PageLine): LineShape {
  const measures = measuresOf(line);
  measures.shape ??= lineShape(line.text);
  return measures.shape;
}

/** The fold of a line's text, worked out when it is first asked for. */
export function foldOf(line: PageLine): string {
  const measures = measuresOf(line);
  measures.fold ??= foldLine(line.text);
  return measures.fold;
}

function measuresOf(line: PageLine) {
  if (line.measures?.text !== line.text) line.measures = { text: line.text };
  return line.measures;
}

/** An address in square brackets. The inner class excludes its own end, so the time is linear. */
const BRACKETED_ADDRESS = /\s?\[(?:https?:\/\/|mailto:|javascript:|\/)[^[\]\s]{0,2000}\]/g;
const OPENING_ADDRESS = /^\s{0,20}\[(?:https?:\/\/|mailto:|javascript:|\/)[^[\]\s]{0,2000}\]/;
/** Marks that text browsers and Markdown put before headings, items and quotations. */
const HEADING_MARK = /^(?:\*{2,3}|#{1,6}|>)\s+(?=\S)/;
/** Wiki markup beside the text, as `{{Новости|…}}` and `[[Файл:…|thumb|…]]`, and that of bold and slanted words. */
const WIKI_MEDIA =
  /\{\{[^{}\n]{1,500}\}\}|\[\[(?:файл|изображение|file|image|категория|category):[^[\]\n]{1,500}\]\]/giu;
const WIKI_DATE = /\{\{(?:дата|date)\|([^{}|\n]{4,40})\}\}/giu;
const WIKI_QUOTES = /'{2,5}/g;
/** Wiki citations in the text. */
const WIKI_REFERENCE = /<ref(?:\s[^<>\n]{0,200})?>[^<\n]{0,1000}<\/ref>|<ref\s[^<>\n]{0,200}\/>/giu;
/** `[[Муром|Муроме]]`, `[[Муром]]`. */
const WIKI_LINK = /\[\[(?:[^[\]|\n]{1,200}\|)?([^[\]|\n]{1,300})\]\]/gu;
/** `[[https://…][text]]`, `[[file:…]]`. */
const ORG_LINK = /\[\[(?:https?|file):[^[\]\s]{0,2000}\](?:\[([^[\]\n]{1,300})\])?\]/gu;
/** `[06.05.2021, 10:15:02] Край: text`: who wrote a message, and when, before its first words. */
const CHAT_HEAD = /^\[(\d{1,2}\.\d{2}\.\d{4},? \d{1,2}:\d{2}(?::\d{2})?)\] ([^:\n]{2,60}): /gmu;
/** `[text](https://…)`, and a picture's `![text](https://…)`, which goes as a whole. */
const NAMED_LINK = /!?\[([^[\]]{0,300})\]\((?:https?:\/\/|\/)[^()\s]{1,2000}\)/g;
/** `- [text](https://…)` and nothing else. */
const LINK_ALONE = /^\s{0,9}(?:[-*+]\s{1,3})?\[[^[\]]{1,300}\]\((?:https?:\/\/|\/)[^()\s]{1,2000}\)\s{0,9}$/;
const ANGLED_ADDRESS = /\s?<https?:\/\/[^<>\s]{1,2000}>/g;
/** An address that wrapping broke into two lines. */
const BROKEN_ADDRESS = /(\[https?:\/\/[^[\]\s]{0,300})\n\s{0,9}([^[\]\s]{1,300}\])/g;
/** List of the addresses of links that a text browser numbered in the text. */
const REFERENCES = /\n\s{0,9}(?:References|Ссылки)\s{1,9}(?:Visible links\s{1,9})?1\.\s\S{1,20}:\/\//;
const LINK_NUMBER = /\[\d{1,4}\](?=[\p{L}\d«"])/gu;
/** A row of signs alone: below a heading, or between parts. */
const RULE = /^(?:={3,200}|-{3,200}|\*{3,200}|_{3,200}|~{3,200})$/;
const MAX_HEADING_WORDS = 30;
/** Justified lines have fewer spaces between two words. Untuned. */
const COLUMN_GAP = " ".repeat(5);
const MAX_DECORATION = 6;
/** Three cells or more. */
const ROW = /\S\t+\S[^\t]*\t+\S/;

/** The lines of text that is normalised already. Linear. */
export function splitPageLines(text: string): PageLine[] {
  const lines: PageLine[] = [];
  let isAfterGap = true;
  for (const raw of withoutWiki(withoutNumberedLinks(text))
    .replace(BROKEN_ADDRESS, "$1$2")
    .replace(CHAT_HEAD, "$2, [$1]\n")
    .split("\n")
    .flatMap(columnsOf)) {
    const hasAddress = raw.includes("[") || raw.includes("<http");
    const bare = hasAddress ? withoutAddresses(raw) : raw;
    const written = collapseSpaces(bare);
    const isRule = RULE.test(written);
    if (isRule && !isAfterGap && /^[=-]/.test(written)) markLastAsHeading(lines);
    const { text: line, isHeading } = isRule ? { text: "", isHeading: false } : undecorated(written);
    if (line !== "") {
      const indent = raw.search(/\S/);
      const address = hasAddress ? OPENING_ADDRESS.exec(raw.slice(0, 2_100))?.[0].trim().length : undefined;
      lines.push({
        text: line,
        isAfterGap,
        isLink: hasAddress && (endsWithAddress(raw) || LINK_ALONE.test(raw.slice(0, 2_400))),
        width: raw.trim().length,
        ...(isHeading ? { isHeading } : {}),
        ...(indent > 0 ? { indent } : {}),
        ...(ROW.test(raw) ? { isRow: true } : {}),
        ...(address === undefined ? {} : { addressWidth: address }),
      });
      isAfterGap = false;
    } else if (hasAddress && bare !== raw) markLastAsLink(lines, raw.trim().length);
    else isAfterGap = true;
  }
  return lines;
}

/**
 * Splits the columns of a printed page: «3 Вестник завода 25 ноября». Words of one text are not so far apart.
 */
function columnsOf(raw: string): readonly string[] {
  const line = raw.trim();
  return line.includes(COLUMN_GAP) ? line.split(COLUMN_GAP).flatMap((column) => ["", column]) : [raw];
}

/** `[7]Константин Шопотов`, and the list of numbers below, are of the browser. */
function withoutNumberedLinks(text: string): string {
  const end = text.search(REFERENCES);
  return end < 0 ? text : text.slice(0, end).replace(LINK_NUMBER, "");
}

function withoutWiki(text: string): string {
  if (!text.includes("[[") && !text.includes("{{")) return text;
  return text
    .replace(ORG_LINK, (_, name: string | undefined) => name ?? "")
    .replace(WIKI_DATE, "$1")
    .replace(WIKI_MEDIA, "")
    .replace(WIKI_REFERENCE, "")
    .replace(WIKI_LINK, "$1")
    .replace(WIKI_QUOTES, (quotes: string) => (quotes.length === 3 ? "**" : ""));
}

function withoutAddresses(raw: string): string {
  return raw
    .replace(NAMED_LINK, (link: string, name: string) => (link.startsWith("!") ? "" : name))
    .replace(BRACKETED_ADDRESS, "")
    .replace(ANGLED_ADDRESS, "");
}

/** A line without the signs that set all of it, or bold words in it, apart. */
function undecorated(line: string): { readonly text: string; readonly isHeading: boolean } {
  const marked = line.replace(HEADING_MARK, "");
  const inner = innerOf(marked);
  const bold = (inner ?? marked).split("**");
  const text = bold.length % 2 === 1 ? bold.join("") : (inner ?? marked);
  const isSetApart = inner !== null || /^#{1,6}\s/.test(line);
  const isHeading = isSetApart && !/[.,:;…]$/.test(text) && text.split(" ").length <= MAX_HEADING_WORDS;
  return { text, isHeading };
}

/**
 * Finds the text between equal signs at both ends of a line: `*Title*`, `__Title__`, `== Title ==`; null if there are
 * none.
 */
function innerOf(line: string): string | null {
  const [sign = ""] = line;
  if (!"*_=~".includes(sign) || sign === "") return null;
  let count = 1;
  while (line[count] === sign) count += 1;
  const inner = line.slice(count, line.length - count);
  const isClosed = line.length > 2 * count && line.endsWith(sign.repeat(count)) && !inner.endsWith(sign);
  if (count > MAX_DECORATION || !isClosed) return null;
  if (sign === "=") return count < 2 ? null : inner.trim();
  // «* Признана иноагентом *» is a footnote, and its stars say so.
  const isTight = inner.trim() === inner && !(sign === "*" && count === 1 && /[.,;]$/.test(inner));
  return isTight && !(count < 2 && inner.includes(sign)) ? inner : null;
}

function endsWithAddress(raw: string): boolean {
  return /\[(?:https?:\/\/|mailto:|javascript:|\/)[^[\]\s]{0,2000}\]\s{0,20}$/.test(raw.slice(-2_100));
}

/** Signs below a line make it a heading, where it is short and ends no sentence. */
function markLastAsHeading(lines: PageLine[]): void {
  const last = lines.at(-1);
  if (last === undefined || /[.,:;…]$/.test(last.text) || last.text.split(" ").length > MAX_HEADING_WORDS) return;
  lines[lines.length - 1] = { ...last, isHeading: true };
}

/** An address alone on its line belongs to the text before it. */
function markLastAsLink(lines: PageLine[], width: number): void {
  const last = lines.at(-1);
  if (last !== undefined) lines[lines.length - 1] = { ...last, isLink: true, width };
}
