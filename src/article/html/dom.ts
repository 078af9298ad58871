/**
 * The one place where markup becomes a document (layer 1). Only bounded markup may come here (limits.ts): the parser
 * and those who walk its document go down as deep as the markup does. No script runs and nothing is fetched: linkedom has
 * no means for either.
 */
import { parseHTML } from "linkedom";
import type { BoundedHtml } from "./limits.ts";

/** The document of a page. */
export function parseDocument({ html }: BoundedHtml): Document {
  return parseHTML(html).document;
}

/** A document of its own with a copy of the body; elements that `isLeftOut` are not in it. As deep as the markup. */
export function copyDocument(body: Element, isLeftOut: (element: Element) => boolean): Document {
  const { document } = parseHTML("<!DOCTYPE html><html><head><title></title></head><body></body></html>");
  copyChildren(body, document.body, document, isLeftOut);
  return document;
}

function copyChildren(from: Element, to: Element, document: Document, isLeftOut: (element: Element) => boolean): void {
  for (let child = from.firstChild; child !== null; child = child.nextSibling) {
    if (isText(child)) to.appendChild(document.createTextNode(child.textContent ?? ""));
    else if (isElement(child) && !isLeftOut(child)) {
      const copy = document.createElement(child.localName);
      for (const { name, value } of Array.from(child.attributes)) copy.setAttribute(name, value);
      to.appendChild(copy);
      copyChildren(child, copy, document, isLeftOut);
    }
  }
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
