/**
 * One hit as DOM: title, passage, source and date, legal marks, in the widget's own shape or in the host's template.
 * Article text only ever becomes text nodes, and links lead to http and https alone.
 */

import type { MarkedText, SearchHit } from "../../search-api.ts";
import { report } from "../report.ts";
import type { Locale } from "../texts/messages.ts";
import { make } from "./make-element.ts";
import { publicationDate } from "./publication-date.ts";

/** Values shared by the hits of one element. */
export interface HitContext {
  readonly locale: Locale;
  /** Makes a hit in the host's own shape, if it gave one. */
  readonly fill: ((hit: SearchHit) => Node[]) | null;
  /** Makes the picture of a hit, if the site wants pictures. */
  readonly picture: ((hit: SearchHit) => Node | null) | null;
  readonly target: string | null;
  /** Null where the path leads nowhere. */
  readonly addressOf: (href: string) => string | null;
  /** Called before a hit is opened; the event can be cancelled. */
  readonly onSelect: (hit: SearchHit, event: MouseEvent) => void;
}

/**
 * The original where it has an address, else the article's page at the endpoint; of an index that of the site, or null
 * for none.
 */
function hitAddress({ url, href }: SearchHit, addressOf: HitContext["addressOf"]): string | null {
  return /^https?:\/\//i.test(`${url}`) ? `${url}` : addressOf(href);
}

/** Attributes of a link that opens the hit. */
export function linkTo(hit: SearchHit, { addressOf, onSelect, target }: HitContext) {
  const click = (event: MouseEvent): void => onSelect(hit, event);
  return { href: hitAddress(hit, addressOf), rel: "noopener", target, click };
}

/** Articles are Russian, whatever the page is. */
const ofArticle = { lang: "ru", dir: "auto" };

/** The content of a hit. The title is a link if `isLinked`; else the whole hit is in one. */
export function hitContent(hit: SearchHit, context: HitContext, isLinked: boolean): (Node | string)[] {
  const { locale, fill } = context;
  if (fill !== null) return fill(hit);
  const title = markedText(titleOf(hit, locale));
  const { source, publishedAt, place, notice } = hit;
  const date = publicationDate(hit, locale.language);
  const meta = [
    source && make("span", {}, source),
    date && make("time", { datetime: publishedAt }, date),
    place && make("span", {}, place),
    notice && make("span", { part: "legal" }, notice),
  ];
  return [
    context.picture?.(hit) ?? "",
    make(
      isLinked ? "h2" : "div",
      { part: "title", ...ofArticle },
      ...(isLinked ? [make("a", { part: "link", ...linkTo(hit, context) }, ...title)] : title),
    ),
    make("div", { part: "snippet", ...ofArticle }, ...markedText(hit.snippet)),
    make("div", { part: "meta" }, ...meta),
  ];
}

/** The title, or that there is none. */
export function titleOf({ title }: SearchHit, locale: Locale): MarkedText {
  return title.text.trim() === "" ? { text: locale.messageOf("untitled"), highlights: [] } : title;
}

/**
 * Has the hits in `list` read better once what does that is there, after the first of them: from then on before they
 * are painted.
 */
export function refine(list: HTMLElement, { language }: Locale): void {
  if (list.querySelector(".hit") === null) return;
  void import("./refinements.ts").then(({ refineHits }) => refineHits(list, language), report);
}

/** The text with `<mark>` around its ranges; ranges that do not fit are left out. */
export function markedText({ text, highlights }: MarkedText): (Node | string)[] {
  const nodes: (Node | string)[] = [];
  let written = 0;
  for (const [start, end] of highlights) {
    if (start < written || end <= start || end > text.length) continue;
    nodes.push(text.slice(written, start), make("mark", { part: "mark" }, text.slice(start, end)));
    written = end;
  }
  return [...nodes, text.slice(written)];
}
