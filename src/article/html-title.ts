/**
 * The title of an HTML page (layer 1): what JSON-LD, OpenGraph, the page's own heading and the browser's title agree on,
 * each without the name of the site. Never the site's name.
 */
import { publisherOf } from "./agencies.ts";
import { findNoise } from "./boilerplate.ts";
import type { HtmlLine } from "./html-blocks.ts";
import { lineShape } from "./line-shape.ts";
import { cleanLine, foldLine } from "./normalize-text.ts";

/** What a page says of its title. Texts are clean lines. */
export interface TitleEvidence {
  readonly linked: string | null;
  /** OpenGraph, Twitter and the like, the most trusted first; then microdata. */
  readonly tags: readonly string[];
  /** The content of `<title>`, decoded. */
  readonly browser: string;
  readonly lines: readonly HtmlLine[];
  /** Names of the site, as its tags have them. */
  readonly siteNames: readonly string[];
  /** The site's host, or null. */
  readonly host: string | null;
}

/** The title, and what the browser's title says behind it. */
export interface HtmlTitle {
  readonly title: string | null;
  readonly tail: string;
  /** The places of the lines that say the title or are its heading, ascending. */
  readonly lines: readonly number[];
  /** Whether at least two of the sources say it. */
  readonly isConfirmed: boolean;
}

const MAX_TITLE_LENGTH = 400;
/** «Заголовок - РИА Новости», «Заголовок: Политика: Lenta.ru», «Заголовок | Сайт». */
const SEPARATOR = /\s(?:[-–—|•·]|::|\/{1,2}|»|→|\/\/)\s|\s?\|\s?|:\s|\s\/|\.\s(?=\p{Lu}[\p{L}.]{2,20}$)/gu;
const DOMAIN =
  /^(?:www\.)?[\p{L}\d-]{2,30}(?:\.[\p{L}\d-]{2,30})?\.(?:ru|рф|com|net|org|su|ру|kz|by|ua|info|media|io|me|tv|press|news|online|today|life)$/iu;
/** A site adds its name, its city and a rubric. */
const MAX_TAILS = 4;
const MAX_TAIL_WORDS = 8;
const MIN_TITLE_WORDS = 2;

/** Finds it. */
export function findHtmlTitle(evidence: TitleEvidence): HtmlTitle {
  const sites = siteFolds(evidence);
  const headings = evidence.lines.flatMap((line, i) => (line.headingLevel === 1 && isOwn(line) ? [i] : []));
  const headingTexts = headings.map((i) => evidence.lines[i]?.text ?? "");
  const written = [evidence.linked ?? "", ...evidence.tags, ...headingTexts, evidence.browser];
  const candidates = written.map((text) => stripSite(text, sites)).filter((text) => isTitle(text, sites));
  const title = mostAgreed(candidates);
  if (title === null) return { title: null, tail: "", lines: [], isConfirmed: false };
  const fold = foldLine(title);
  const isSaid = (text: string) => foldLine(stripSite(text, sites)) === fold;
  const lines = evidence.lines.flatMap((line, i) =>
    line.text.length <= MAX_TITLE_LENGTH && (headings.includes(i) || isSaid(line.text)) ? [i] : [],
  );
  return {
    title,
    tail: tailAfter(evidence.browser, title),
    lines,
    isConfirmed: candidates.filter((text) => foldLine(text) === fold).length > 1,
  };
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

function isTitle(text: string, sites: ReadonlySet<string>): boolean {
  if (text === "" || text.length > MAX_TITLE_LENGTH || text.includes("{{")) return false;
  const shape = lineShape(text);
  if (shape.words < MIN_TITLE_WORDS && !/\p{L}{4}/u.test(text)) return false;
  return !isSite(text, sites) && findNoise(text, shape) !== "interface";
}

/** The text without the names that its end adds: of the site, and of rubrics before those. */
export function stripSite(text: string, sites: ReadonlySet<string>): string {
  let title = cleanLine(text).slice(0, 2 * MAX_TITLE_LENGTH);
  for (let i = 0; i < MAX_TAILS; i += 1) {
    const cut = [...title.matchAll(SEPARATOR)].findLast(({ index }) => index > 0);
    if (cut === undefined) break;
    const tail = title.slice(cut.index + cut[0].length).trim();
    const words = tail.split(" ").length;
    const isRubric = i > 0 && words <= 3 && findNoise(tail, lineShape(tail)) === "interface";
    if (words > MAX_TAIL_WORDS || (!isSite(tail, sites) && !isRubric)) break;
    title = title.slice(0, cut.index).trim();
  }
  return title;
}

function isSite(text: string, sites: ReadonlySet<string>): boolean {
  const name = text.replace(/^[«"„]|[»"“]$/gu, "").trim();
  if (publisherOf(text) !== null || publisherOf(name) !== null || DOMAIN.test(name)) return true;
  return sites.has(foldLine(text));
}

function siteFolds({ siteNames, host }: TitleEvidence): ReadonlySet<string> {
  const hostName = host?.replace(/^www\./, "") ?? "";
  return new Set(
    [...siteNames, hostName, hostName.split(".")[0] ?? ""].map((name) => foldLine(name)).filter((name) => name !== ""),
  );
}

/** What the browser's title adds to the title, or "". */
function tailAfter(browser: string, title: string): string {
  const line = cleanLine(browser);
  return foldLine(line).startsWith(foldLine(title)) ? line.slice(title.length).replace(/^[\s\-–—|:·•/.]+/u, "") : "";
}
