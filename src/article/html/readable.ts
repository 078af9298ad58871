/**
 * What Mozilla's Readability takes for the article (layer 1). Its word is one voice among others (html-main.ts), so that
 * where it fails, or a page is too large for it, nothing is lost but the voice.
 */
import { Readability } from "@mozilla/readability";
import { foldLine } from "../text/normalize-text.ts";
import type { HtmlLine } from "./blocks.ts";
import { readLines } from "./blocks.ts";
import { copyDocument } from "./dom.ts";
import type { BoundedHtml } from "./limits.ts";

/** It walks a page up to four times, and some of its steps grow faster than the page. Our decision, by measurement. */
const MAX_ELEMENTS = 12_000;
const MAX_LENGTH = 1_500_000;
/**
 * Of all text together, each as often as blocks stand around it: it asks each block anew for all that is in it. A text of
 * 100,000 characters in twenty blocks has two million; two hundred million took 17 seconds of processor. Our decision.
 */
const MAX_NESTED_LENGTH = 10_000_000;
/** A block of so many lines that are all links is a menu or a column of titles: it is not even shown. */
const MIN_LEFT_OUT_LINES = 4;

/** The places of the lines that it keeps; null where it keeps none or was not asked. `lines` are those of the same body. */
export function findReadable(page: BoundedHtml, body: Element, lines: readonly HtmlLine[]): ReadonlySet<number> | null {
  if (page.elements > MAX_ELEMENTS || page.html.length > MAX_LENGTH || nestedLength(lines) > MAX_NESTED_LENGTH)
    return null;
  const content = readableContent(body, lines);
  if (content === null) return null;
  const folds = new Set(readLines(content).lines.map(({ text }) => foldLine(text)));
  const kept = [...lines.keys()].filter((line) => folds.has(foldLine(lines[line]?.text ?? "")));
  return kept.length === 0 ? null : new Set(kept);
}

/** What a page of few elements can have that stand in one another, and much text. Linear in lines and blocks. */
function nestedLength(lines: readonly HtmlLine[]): number {
  const depths = new Map<Element | null, number>([[null, 0]]);
  const depthOf = (block: Element | null): number => {
    const known = depths.get(block);
    if (known !== undefined) return known;
    const depth = 1 + depthOf(block?.parentElement ?? null);
    depths.set(block, depth);
    return depth;
  };
  return lines.reduce((sum, { block, text }) => sum + depthOf(block) * text.length, 0);
}

/** It changes the document that it reads, so it gets one of its own. A page that it stumbles over has no readable part. */
function readableContent(body: Element, lines: readonly HtmlLine[]): Element | null {
  try {
    const menus = menusOf(lines);
    const document = copyDocument(body, (element) => menus.has(element));
    const options = {
      serializer: (node: Node) => node as Element,
      disableJSONLD: true,
      maxElemsToParse: 2 * MAX_ELEMENTS,
    };
    return new Readability<Element>(document, options).parse()?.content ?? null;
  } catch {
    return null;
  }
}

/** The blocks of many lines that are all links, but for times and counters. */
function menusOf(lines: readonly HtmlLine[]): ReadonlySet<Element> {
  const counts = new Map<Element, number>();
  const withText = new Set<Element>();
  for (const { block, isLink, text } of lines) {
    const isText = !isLink && /\p{L}{3}/u.test(text);
    let element: Element | null = block;
    for (; element !== null; element = element.parentElement) {
      counts.set(element, (counts.get(element) ?? 0) + 1);
      if (isText) withText.add(element);
    }
  }
  return new Set(
    [...counts].filter(([block, count]) => count >= MIN_LEFT_OUT_LINES && !withText.has(block)).map(([block]) => block),
  );
}
