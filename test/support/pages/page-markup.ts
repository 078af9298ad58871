/** The markup of a document: what its parser reads into the same document again. */
import type { PageElement } from "../inside/articles-html.ts";

const VOID: ReadonlySet<string> = new Set(["base", "br", "hr", "img", "link", "meta"]);

/** Serialises the content of an element. */
export function markupOf(element: PageElement): string {
  return element.content.map((part) => (typeof part === "string" ? escaped(part) : elementOf(part))).join("");
}

function elementOf(element: PageElement): string {
  const { name, attributes } = element;
  const written = Array.from(attributes, ([attribute, value]) => ` ${attribute}="${quoted(value)}"`).join("");
  return VOID.has(name) ? `<${name}${written}>` : `<${name}${written}>${markupOf(element)}</${name}>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

function quoted(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
}
