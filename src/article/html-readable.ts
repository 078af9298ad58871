/**
 * What Mozilla's Readability takes for the article (layer 1). Its word is one voice among others (html-main.ts), so that
 * where it fails, or a page is too large for it, nothing is lost but the voice.
 */
import { Readability } from "@mozilla/readability";
import type { HtmlLine } from "./html-blocks.ts";
import { readLines } from "./html-blocks.ts";
import { parseDocument } from "./html-dom.ts";
import type { BoundedHtml } from "./html-limits.ts";
import { foldLine } from "./normalize-text.ts";

/** It walks a page up to four times, and some of its steps grow faster than the page. Our decision, by measurement. */
const MAX_ELEMENTS = 12_000;
const MAX_LENGTH = 1_500_000;

/** The places of the lines that it keeps; null where it keeps none or was not asked. `lines` are those of the same page. */
export function findReadable(page: BoundedHtml, lines: readonly HtmlLine[]): ReadonlySet<number> | null {
  if (page.elements > MAX_ELEMENTS || page.html.length > MAX_LENGTH) return null;
  const content = readableContent(page);
  if (content === null) return null;
  const folds = new Set(readLines(content).lines.map(({ text }) => foldLine(text)));
  const kept = [...lines.keys()].filter((line) => folds.has(foldLine(lines[line]?.text ?? "")));
  return kept.length === 0 ? null : new Set(kept);
}

/** It changes the document that it reads, so it gets one of its own. A page that it stumbles over has no readable part. */
function readableContent(page: BoundedHtml): Element | null {
  try {
    const options = {
      serializer: (node: Node) => node as Element,
      disableJSONLD: true,
      maxElemsToParse: 2 * MAX_ELEMENTS,
    };
    return new Readability<Element>(parseDocument(page), options).parse()?.content ?? null;
  } catch {
    return null;
  }
}
