/**
 * The title of an HTML page (layer 1): what JSON-LD, OpenGraph, the page's own heading and the browser's title agree on,
 * each without the name of the site. Never the site's name.
 */

import { publisherOf } from "../../news/agencies.ts";
import { isDateLine } from "../dates/date-formats.ts";
import { noTitle, SITE_DOMAIN, TITLE_SEPARATOR, type TitleWithLines, withoutButton } from "../extraction/title.ts";
import { findNoise } from "../line-rules/boilerplate.ts";
import { lineShape } from "../text/line-shape.ts";
import { cleanLine, foldLine } from "../text/normalize-text.ts";
import { foldOf } from "../text/page-lines.ts";
import type { HtmlLine } from "./blocks.ts";

/** What a page says of its title. Texts are clean lines. */
interface TitleEvidence {
  /** What JSON-LD, OpenGraph and the like say, the most trusted first; then microdata. */
  readonly claimed: readonly string[];
  /** The content of `<title>`, decoded. */
  readonly browser: string;
  readonly lines: readonly HtmlLine[];
  /** Names of the site, as its tags have them. */
  readonly siteNames: readonly string[];
  /** Whose posts the page shows: «Край. Запись на стене» is the title of none. */
  readonly accounts: readonly string[];
  /** The site's host, or null. */
  readonly host: string | null;
}

const MAX_TITLE_LENGTH = 400;
/** A site adds its name, its city and a rubric. */
const MAX_TAILS = 4;
const MAX_TAIL_WORDS = 8;
const MIN_TITLE_WORDS = 2;
/** A line of so many words is no rubric. */
const MIN_SAID_WORDS = 3;
const MAX_UNKNOWN_SITE_WORDS = 3;
const MAX_PARTS = 8;
/** Each is compared with each. */
const MAX_HEADINGS = 40;
/** «Telegram: Contact @kray», «Край (@kray)»: what a page of posts is called. */
const ACCOUNT = /(?:^|[\s(])@\w{3,40}\)?$/;
const CUT_SHORT = /(?:…|\.{3})$/;

/** The title that most sources agree on, and the lines that say it. */
export function findHtmlTitle(evidence: TitleEvidence): TitleWithLines {
  const sites = siteFolds(evidence);
  const accounts = evidence.accounts.map((account) => foldLine(account)).filter((fold) => fold !== "");
  const headings = evidence.lines
    .flatMap((line, i) => (line.headingLevel === 1 && isOwn(line) ? [i] : []))
    .slice(0, MAX_HEADINGS);
  const folds = evidence.lines.map((line) => (line.text.length <= MAX_TITLE_LENGTH ? foldOf(line) : null));
  const said = new Map<string, string>();
  for (const [i, line] of evidence.lines.entries()) if (isTitleLine(line)) said.set(folds[i] ?? "", line.text);
  const headingTexts = headings.map((i) => evidence.lines[i]?.text ?? "");
  const written = [...evidence.claimed, ...headingTexts, evidence.browser].map((text) =>
    withoutButton(cleanLine(text)),
  );
  const parts = lesserParts(evidence.browser, saidPart(evidence.browser, said));
  const heads = new Set(headingTexts.map((text) => foldLine(text)).filter((head) => !parts.has(head)));
  const bare = (text: string) => {
    const part = saidPart(text, said);
    return part === null || opensWithHeading(text, part, heads) ? stripSite(text, sites) : part;
  };
  const titles = written.map(bare).filter((text) => isTitle(text, sites, accounts) && !parts.has(foldLine(text)));
  const candidates = titles.filter((text) => !isCutShort(text, titles));
  const agreed = mostAgreed(candidates);
  if (agreed === null) return { ...noTitle, lines: [] };
  const isConfirmed = candidates.filter((text) => foldLine(text) === foldLine(agreed)).length > 1;
  const short = withoutShortTail(agreed);
  const isShortClaimed = candidates.some((text) => foldLine(text) === foldLine(short));
  const title = said.has(foldLine(agreed)) || (isConfirmed && !isShortClaimed) ? agreed : short;
  const fold = foldLine(title);
  const isSaid = (line: number) => {
    const written = folds[line] ?? "";
    if (written === fold) return folds[line] !== null;
    return written.startsWith(fold) && foldLine(stripSite(evidence.lines[line]?.text ?? "", sites)) === fold;
  };
  const saying = [...evidence.lines.keys()].filter(isSaid);
  const lines = [...new Set([...saying, ...headingsOfTitle(evidence.lines, headings, saying)])].sort((a, b) => a - b);
  return { ...noTitle, title, tail: tailAfter(evidence.browser, title), lines, isConfirmed };
}

/**
 * The headings of the first level that stand for the title: those down to the one that says it, or to the first of some words.
 * Long reads have others of that level below, over their parts.
 */
function headingsOfTitle(lines: readonly HtmlLine[], headings: readonly number[], saying: readonly number[]): number[] {
  const own = headings.find((i) => saying.includes(i)) ?? headings.find((i) => isTitleLine(lines[i] as HtmlLine));
  return own === undefined ? [...headings] : headings.filter((i) => i <= own);
}

/** The parts of the browser's title but the one that the page says, or its longest: a heading that says one of them names the site or a rubric. */
function lesserParts(browser: string, said: string | null): ReadonlySet<string> {
  const parts = cleanLine(browser)
    .slice(0, 2 * MAX_TITLE_LENGTH)
    .split(TITLE_SEPARATOR)
    .map((part) => foldLine(part));
  const longest = parts.reduce((most, part) => Math.max(most, part.length), 0);
  const main = said === null ? null : foldLine(said);
  return new Set(parts.filter((part) => part !== "" && (main === null ? part.length < longest : !main.includes(part))));
}

/** «Заголовок: его подзаголовок», where the page says both, each in its place: the subtitle alone is no title. */
function opensWithHeading(written: string, part: string, heads: ReadonlySet<string>): boolean {
  const fold = foldLine(written, 2 * MAX_TITLE_LENGTH);
  const partFold = foldLine(part);
  return [...heads].some((head) => head !== "" && head !== partFold && fold.startsWith(`${head} ${partFold}`));
}

/** «Заголовок, который не помест…», or without its dots elsewhere, where another source has it whole. */
function isCutShort(title: string, titles: readonly string[]): boolean {
  const fold = foldLine(title);
  if (!titles.some((other) => CUT_SHORT.test(other) && foldLine(other) === fold)) return false;
  return titles.some((other) => foldLine(other).length > fold.length && foldLine(other).startsWith(fold));
}

function isTitleLine({ text, isLink }: HtmlLine): boolean {
  return text.length <= MAX_TITLE_LENGTH && !isLink && text.split(" ").length >= MIN_SAID_WORDS;
}

/** The longest run of a title's parts that a line of the page says: «Сайт :: Новости :: Заголовок», «Заголовок | Сайт». */
function saidPart(written: string, said: ReadonlyMap<string, string>): string | null {
  const text = cleanLine(written).slice(0, 2 * MAX_TITLE_LENGTH);
  if (said.has(foldLine(text))) return null;
  const cuts = [...text.matchAll(TITLE_SEPARATOR)].slice(0, MAX_PARTS);
  const starts = [0, ...cuts.map(({ index, 0: separator }) => index + separator.length)];
  const ends = [...cuts.map(({ index }) => index), text.length];
  let best: string | null = null;
  for (const start of starts) {
    for (const end of ends) {
      const line = end > start ? said.get(foldLine(text.slice(start, end))) : undefined;
      if (line !== undefined && line.length > (best?.length ?? 0)) best = line;
    }
  }
  return best;
}

/** «Заголовок статьи | Сайт»: a short last part that nobody else says is the name of a site that no table knows. */
function withoutShortTail(title: string): string {
  const cut = [...title.matchAll(/\s[-–—|•·]\s|\s?\|\s?|\s::\s/gu)].at(-1);
  if (cut === undefined) return title;
  const head = title.slice(0, cut.index).trim();
  const tail = title.slice(cut.index + cut[0].length).trim();
  const isName =
    tail.split(" ").length <= MAX_UNKNOWN_SITE_WORDS && /^[\p{Lu}\d«"]/u.test(tail) && !/[.!?…]$/.test(tail);
  return isName && head.split(" ").length >= MIN_SAID_WORDS ? head : title;
}

/** A heading of a menu, a widget or the logo's is none of the article's. */
function isOwn({ hints }: HtmlLine): boolean {
  return !hints.some(({ hint }) => hint === "comments");
}

/** The candidate that most of the others say too; of equals the first. */
function mostAgreed(candidates: readonly string[]): string | null {
  const votes = new Map<string, number>();
  for (const text of candidates) votes.set(foldLine(text), (votes.get(foldLine(text)) ?? 0) + 1);
  let best: string | null = null;
  for (const text of candidates) {
    if (best === null || (votes.get(foldLine(text)) ?? 0) > (votes.get(foldLine(best)) ?? 0)) best = text;
  }
  return best;
}

function isTitle(text: string, sites: ReadonlySet<string>, accounts: readonly string[]): boolean {
  if (text === "" || text.length > MAX_TITLE_LENGTH || text.includes("{{")) return false;
  const shape = lineShape(text);
  if (shape.words < MIN_TITLE_WORDS && !/\p{L}{4}/u.test(text)) return false;
  return (
    !isSite(text, sites) &&
    !ACCOUNT.test(text) &&
    !accounts.some((account) => foldLine(text).startsWith(account)) &&
    findNoise(text, shape) !== "interface"
  );
}

/** The text without the names that its end adds: of the site, and of rubrics before those. */
function stripSite(text: string, sites: ReadonlySet<string>): string {
  let title = beforeDay(cleanLine(text).slice(0, 2 * MAX_TITLE_LENGTH));
  for (let i = 0; i < MAX_TAILS; i += 1) {
    const cut = [...title.matchAll(TITLE_SEPARATOR)].findLast(({ index }) => index > 0);
    if (cut === undefined) break;
    const tail = title.slice(cut.index + cut[0].length).trim();
    const words = tail.split(" ").length;
    const isRubric = i > 0 && words <= 3 && findNoise(tail, lineShape(tail)) === "interface";
    if (words > MAX_TAIL_WORDS || (!isSite(tail, sites) && !isRubric)) break;
    title = title.slice(0, cut.index).trim();
  }
  return title;
}

/** «Заголовок - 6 Февраля 2012 - Сайт»: the day alone between two signs ends the title. */
function beforeDay(text: string): string {
  const cuts = [...text.matchAll(TITLE_SEPARATOR)];
  const day = cuts.find(({ index, 0: separator }, i) =>
    isDateLine(text.slice(index + separator.length, cuts[i + 1]?.index)),
  );
  return day === undefined ? text : text.slice(0, day.index);
}

function isSite(written: string, sites: ReadonlySet<string>): boolean {
  const text = withoutDay(written);
  const name = text.replace(/^[«"„]|[»"“]$/gu, "").trim();
  if (publisherOf(text) !== null || publisherOf(name) !== null || SITE_DOMAIN.test(name)) return true;
  return sites.has(foldLine(text));
}

/** «РИА Новости, 01.02.2020»: the day is that of the last edit. */
function withoutDay(site: string): string {
  return site.replace(/,?\s\d{1,2}\.\d{2}\.\d{4}$/, "");
}

function siteFolds({ siteNames, host }: TitleEvidence): ReadonlySet<string> {
  const hostName = host?.replace(/^www\./, "") ?? "";
  return new Set(
    [...siteNames, hostName, hostName.split(".")[0] ?? ""].map((name) => foldLine(name)).filter((name) => name !== ""),
  );
}

/** What the browser's title adds to the title behind it or before it, or the site that a title of its own ends with, or "". */
function tailAfter(browser: string, title: string): string {
  const line = cleanLine(browser);
  const fold = foldLine(title);
  if (foldLine(line).startsWith(fold)) return withoutDay(line.slice(title.length).replace(/^[\s\-–—|:·•/.]+/u, ""));
  const cuts = [...line.matchAll(TITLE_SEPARATOR)];
  const [first] = cuts;
  if (first === undefined) return "";
  if (foldLine(line).endsWith(fold)) return line.slice(0, first.index).trim();
  const last = cuts.at(-1) ?? first;
  const tail = withoutDay(line.slice(last.index + last[0].length).trim());
  return publisherOf(tail) !== null || SITE_DOMAIN.test(tail) ? tail : "";
}
