/**
 * The one place where markup becomes a document (layer 1). Only bounded markup may come here (html-limits.ts): the parser
 * and those who walk its document go down as deep as the markup does. No script runs and nothing is fetched: linkedom has
 * no means for either.
 */
import { parseHTML } from "linkedom";
import type { BoundedHtml } from "./html-limits.ts";

/** The document of a page. */
export function parseDocument({ html }: BoundedHtml): Document {
  return parseHTML(html).document;
}

/** An element's attribute, or "". */
export function attributeOf(element: Element, name: string): string {
  return element.getAttribute(name) ?? "";
}

export function isElement(node: Node): node is Element {
  return node.nodeType === 1;
}

export function isText(node: Node): boolean {
  return node.nodeType === 3;
}
