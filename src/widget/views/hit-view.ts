/**
 * One hit as DOM (layer 5): title, source and date, passage, in the widget's own shape or in the host's template. Article text
 * only ever becomes text nodes, and links lead to http and https alone.
 */
import type { MarkedText, SearchHit } from "../../search-api.ts";
import type { Locale } from "../texts/messages.ts";
import { make } from "./make-element.ts";
import { publicationDate } from "./publication-date.ts";

/** What the hits of one element have in common. */
export interface HitContext {
  readonly locale: Locale;
  /** Makes a hit in the host's own shape, if it gave one. */
  readonly fill: ((hit: SearchHit, context: HitContext) => Node[]) | null;
  readonly target: string | null;
  readonly addressOf: (href: string) => string;
  /** Before a hit is opened; the event that opens it may be stopped. */
  readonly onSelect: (hit: SearchHit, event: MouseEvent) => void;
}

/** The original where it has an address, else the article's page at the endpoint. */
function hitAddress({ url, href }: SearchHit, addressOf: HitContext["addressOf"]): string {
  return url !== null && /^https?:\/\//i.test(url) ? url : addressOf(href);
}

/** Attributes of a link that opens the hit. */
export function linkTo(hit: SearchHit, { addressOf, onSelect, target }: HitContext) {
  const click = (event: MouseEvent): void => onSelect(hit, event);
  return { href: hitAddress(hit, addressOf), rel: "noopener", target, click };
}

/** Articles are Russian, whatever the page is. */
const ofArticle = { lang: "ru", dir: "auto" };

/** What stands in a hit. The title is a link where `isLinked`; else the whole hit is in one. */
export function hitContent(hit: SearchHit, context: HitContext, isLinked: boolean): Node[] {
  const { locale, fill } = context;
  if (fill !== null) return fill(hit, context);
  const title = titleOf(hit, locale);
  const meta = [hit.source, publicationDate(hit, locale.language), hit.place].filter(Boolean) as string[];
  return [
    make(
      isLinked ? "h2" : "div",
      { part: "title", ...ofArticle },
      ...(isLinked ? [make("a", { part: "link", ...linkTo(hit, context) }, ...title)] : title),
    ),
    make("div", { part: "snippet", ...ofArticle }, ...markedText(hit.snippet)),
    make("div", { part: "meta" }, ...meta.map((text) => make("span", {}, text))),
  ];
}

/** The title with its marks, or that there is none. */
export function titleOf({ title }: SearchHit, locale: Locale): (Node | string)[] {
  return title.text.trim() === "" ? [locale.messageOf("untitled")] : markedText(title);
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
