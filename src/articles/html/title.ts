/**
 * The title of an HTML page: what JSON-LD, OpenGraph, the page's own heading and the browser's title agree on,
 * each without the name of the site. Never the site's name.
 */

import {
  knownSite,
  MAX_TITLE_LENGTH,
  noTitle,
  partsOf,
  type TitleWithLines,
  WrittenTitles,
  withoutButton,
} from "../extraction/title.ts";
import { findNoise } from "../line-rules/boilerplate.ts";
import { type Found, joinOrigins, type Origin } from "../news/origin.ts";
import { lineShape } from "../text/line-shape.ts";
import { cleanLine, foldLine } from "../text/normalize-text.ts";
import { foldOf } from "../text/page-lines.ts";
import type { HtmlLine } from "./blocks.ts";

/** The evidence of a page's title. Texts are clean lines. */
interface TitleEvidence {
  /** Titles in JSON-LD, OpenGraph and the like, the most trusted first; then microdata. */
  readonly claimed: readonly Found<string>[];
  /** The content of `<title>`, decoded. */
  readonly browser: string;
  readonly lines: readonly HtmlLine[];
  /** Names of the site, as its tags have them. */
  readonly siteNames: readonly string[];
  /** Accounts whose posts the page shows: «Край. Запись на стене» is the title of none. */
  readonly accounts: readonly string[];
  /** The site's host, or null. */
  readonly host: string | null;
}

const HEADING: readonly Origin[] = ["h1"];
const BROWSER: readonly Origin[] = ["title"];
const MIN_TITLE_WORDS = 2;
/** A line of so many words is no rubric. */
const MIN_SAID_WORDS = 3;
const MAX_UNKNOWN_SITE_WORDS = 3;
/** Each is compared with each. */
const MAX_HEADINGS = 40;
/** «Telegram: Contact @kray», «Край (@kray)»: what a page of posts is called. */
const ACCOUNT = /(?:^|[\s(])@\w{3,40}\)?$/;
/** So many words and a full stop are no menu and no label. Untuned. */
const SENTENCE = /^(?:\S+ ){7,}\S+[.!?…]/;
const CUT_SHORT = /(?:…|\.{3})$/;

/** The title that most sources agree on, and the lines that say it. */
export function findHtmlTitle(evidence: TitleEvidence): TitleWithLines {
  const said = new Set(evidence.lines.filter(isTitleLine).map(foldOf));
  const titles = new WrittenTitles(said, siteFolds(evidence));
  const accounts = evidence.accounts.map((account) => foldLine(account)).filter((fold) => fold !== "");
  const headings = evidence.lines
    .flatMap((line, i) => (line.headingLevel === 1 && isOwn(line) ? [i] : []))
    .slice(0, MAX_HEADINGS);
  const headingTexts = headings.map((i) => evidence.lines[i]?.text ?? "");
  const written: readonly Found<string>[] = [
    ...evidence.claimed,
    ...headingTexts.map((value) => ({ value, origins: HEADING })),
    { value: evidence.browser, origins: BROWSER },
  ];
  const saidPart = (text: string) => (said.has(foldLine(text)) ? null : (titles.saidPart(text)?.title ?? null));
  const browser = cleanLine(evidence.browser);
  const parts = lesserParts(browser, saidPart(browser));
  const heads = new Set(headingTexts.map((text) => foldLine(text)).filter((head) => !parts.has(head)));
  const bare = (text: string) => {
    const part = saidPart(text);
    const isOwnPart = part !== null && !opensWithHeading(text, part, heads);
    return isOwnPart ? part : (titles.split(text, true)?.title ?? text);
  };
  const bared = written
    .map(({ value, origins }) => ({ value: bare(withoutButton(cleanLine(value))), origins }))
    .filter(({ value }) => isTitle(value, accounts) && !titles.isSite(value) && !parts.has(foldLine(value)));
  const texts = bared.map(({ value }) => value);
  const candidates = bared.filter(({ value }) => !isCutShort(value, texts));
  const agreed = mostAgreed(candidates.map(({ value }) => value));
  const lesser = headings.length === 0 ? lesserHeading(evidence.lines) : null;
  if (lesser !== null && (agreed === null || isOfSite(agreed, candidates, evidence.lines))) {
    return { ...noTitle, title: evidence.lines[lesser]?.text ?? null, origins: ["headline"], lines: [lesser] };
  }
  if (agreed === null) return { ...noTitle, lines: [] };
  const isConfirmed = candidates.filter(({ value }) => foldLine(value) === foldLine(agreed)).length > 1;
  const short = withoutShortTail(agreed);
  const isShortClaimed = candidates.some(({ value }) => foldLine(value) === foldLine(short));
  const title = said.has(foldLine(agreed)) || (isConfirmed && !isShortClaimed) ? agreed : short;
  const saying = titles.linesSaying(title, evidence.lines);
  const lines = [...new Set([...saying, ...headingsOfTitle(evidence.lines, headings, saying)])].sort((a, b) => a - b);
  const folds = new Set([foldLine(agreed), foldLine(title)]);
  const origins = joinOrigins(candidates.filter(({ value }) => folds.has(foldLine(value))));
  return { ...noTitle, title, tail: tailAfter(browser, title), tailOrigin: "title", origins, lines, isConfirmed };
}

/** Tells whether the browser's title alone claims a few words that no line says: «Новости города» of each page. */
function isOfSite(title: string, candidates: readonly Found<string>[], lines: readonly HtmlLine[]): boolean {
  const isLone = candidates.every(({ origins }) => origins === BROWSER);
  const isShort = title.split(" ").length <= MAX_UNKNOWN_SITE_WORDS;
  return isLone && isShort && !lines.some((line) => foldOf(line) === foldLine(title));
}

/** The place of the only heading of the second or third level above the first sentence; null for none. */
function lesserHeading(lines: readonly HtmlLine[]): number | null {
  const sentence = lines.findIndex(
    ({ headingLevel, isLink, text }) => headingLevel === 0 && !isLink && SENTENCE.test(text),
  );
  const [only = null, ...others] = lines
    .slice(0, Math.max(0, sentence))
    .flatMap((line, i) => ((line.headingLevel === 2 || line.headingLevel === 3) && isTitleLine(line) ? [i] : []));
  return others.length === 0 ? only : null;
}

/**
 * The headings of the first level that stand for the title: those down to the one that says it, or to the first of some
 * words. Long reads have others of that level below, over their parts.
 */
function headingsOfTitle(lines: readonly HtmlLine[], headings: readonly number[], saying: readonly number[]): number[] {
  const own = headings.find((i) => saying.includes(i)) ?? headings.find((i) => isTitleLine(lines[i] as HtmlLine));
  return own === undefined ? [...headings] : headings.filter((i) => i <= own);
}

/**
 * The parts of the browser's title but the one that the page says, or its longest: a heading that says one of them
 * names the site or a rubric.
 */
function lesserParts(browser: string, said: string | null): ReadonlySet<string> {
  const parts = partsOf(browser).map((part) => foldLine(part));
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

function isTitle(text: string, accounts: readonly string[]): boolean {
  if (text === "" || text.length > MAX_TITLE_LENGTH || text.includes("{{")) return false;
  const shape = lineShape(text);
  if (shape.words < MIN_TITLE_WORDS && !/\p{L}{4}/u.test(text)) return false;
  return (
    !ACCOUNT.test(text) &&
    !accounts.some((account) => foldLine(text).startsWith(account)) &&
    findNoise(text, shape) !== "interface"
  );
}

function siteFolds({ siteNames, host }: TitleEvidence): ReadonlySet<string> {
  const hostName = host?.replace(/^www\./, "") ?? "";
  return new Set(
    [...siteNames, hostName, hostName.split(".")[0] ?? ""].map((name) => foldLine(name)).filter((name) => name !== ""),
  );
}

/**
 * Finds the addition to the title in the browser's title, behind it or before it, or the site that a title of its own
 * ends with, or "".
 */
function tailAfter(browser: string, title: string): string {
  const fold = foldLine(title);
  if (foldLine(browser).startsWith(fold)) return browser.slice(title.length).replace(/^[\s\-–—|:·•/.]+/u, "");
  const parts = partsOf(browser);
  if (parts.length < 2) return "";
  if (foldLine(browser).endsWith(fold)) return parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  return knownSite(last) === null ? "" : last;
}
