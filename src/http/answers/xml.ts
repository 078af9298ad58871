/**
 * XML text from elements (pure). Everything that is put in is escaped; what XML 1.0 cannot hold is left out.
 */

/** An element, or text. */
type XmlNode = XmlElement | string;

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
}

/** Names are this program's own and are written as they are. */
export function element(
  name: string,
  children: readonly XmlNode[] | string = [],
  attributes: Readonly<Record<string, string>> = {},
): XmlElement {
  return { name, attributes, children: typeof children === "string" ? [children] : children };
}

/** A whole document in UTF-8. */
export function writeXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${writeNode(root)}\n`;
}

function writeNode(node: XmlNode): string {
  if (typeof node === "string") return escapeXml(node);
  const attributes = Object.entries(node.attributes).map(([name, value]) => ` ${name}="${escapeXml(value)}"`);
  const opening = `${node.name}${attributes.join("")}`;
  return node.children.length === 0
    ? `<${opening}/>`
    : `<${opening}>${node.children.map(writeNode).join("")}</${node.name}>`;
}

/** Characters that XML 1.0, section 2.2 forbids; lone surrogates too. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  // Written as they are, attributes would lose them (XML 1.0, section 3.3.3).
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

function escapeXml(text: string): string {
  return text.replace(FORBIDDEN, "").replace(/[&<>"'\t\n\r]/g, (character) => ESCAPES[character] ?? character);
}
