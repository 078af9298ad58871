/**
 * One hit as DOM (layer 5): title, source and date, passage, in the widget's own shape or in the host's template. Article text
 * only ever becomes text nodes, and links lead to http and https alone.
 */
import type { MarkedText, SearchHit } from "../search-api.ts";
import { make } from "./make-element.ts";
import type { Speech } from "./messages.ts";
import { publicationDate } from "./publication-date.ts";

/** What the hits of one element have in common. */
export interface HitContext {
  readonly speech: Speech;
  /** The host's own shape of a hit, if it gave one. */
  readonly template: HTMLTemplateElement | null;
  readonly target: string | null;
  readonly addressOf: (href: string) => string;
  /** Before a hit is opened; the event that opens it may be stopped. */
  readonly onSelect: (hit: SearchHit, event: Event) => void;
}

/** The original where it has an address, else the article's page at the endpoint. */
export function hitAddress({ url, href }: SearchHit, addressOf: HitContext["addressOf"]): string {
  return url !== null && /^https?:\/\//i.test(url) ? url : addressOf(href);
}

/** Attributes of a link that opens the hit. */
export function linkTo(hit: SearchHit, { addressOf, onSelect, target }: HitContext) {
  const click = (event: Event): void => onSelect(hit, event);
  return { href: hitAddress(hit, addressOf), rel: "noopener", target, click };
}

/** What stands in a hit. The title is a link where `isLinked`; else the whole hit is in one. */
export function hitContent(hit: SearchHit, context: HitContext, isLinked: boolean): Node[] {
  const { speech, template } = context;
  const title = hit.title.text.trim() === "" ? [speech.say("untitled")] : markedText(hit.title);
  if (template !== null) return fromTemplate(template, hit, context, title);
  const meta = [hit.source, publicationDate(hit, speech.language), hit.place].filter(Boolean) as string[];
  return [
    isLinked
      ? make(
          "h3",
          { part: "title", lang: "ru", dir: "auto" },
          make("a", { part: "link", ...linkTo(hit, context) }, ...title),
        )
      : make("div", { part: "title", lang: "ru", dir: "auto" }, ...title),
    make("div", { part: "snippet", lang: "ru", dir: "auto" }, ...markedText(hit.snippet)),
    make("div", { part: "meta" }, ...meta.map((text) => make("span", {}, text))),
  ];
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

/** Fills `data-poisk="title"`, `snippet`, `date` and any other field of the hit; what is not known is removed. */
function fromTemplate(
  template: HTMLTemplateElement,
  hit: SearchHit,
  context: HitContext,
  title: (Node | string)[],
): Node[] {
  const content = document.importNode(template.content, true);
  for (const place of content.querySelectorAll<HTMLElement>("[data-poisk]")) {
    const name = place.dataset.poisk ?? "";
    if (name === "link") {
      const { href, rel, click } = linkTo(hit, context);
      place.setAttribute("href", href);
      place.setAttribute("rel", rel);
      place.addEventListener("click", click);
    } else if (name === "title") place.replaceChildren(...title);
    else if (name === "snippet") place.replaceChildren(...markedText(hit.snippet));
    else {
      const value = name === "date" ? publicationDate(hit, context.speech.language) : hit[name as keyof SearchHit];
      if (typeof value === "string") place.textContent = value;
      else place.remove();
    }
  }
  return [...content.childNodes];
}
