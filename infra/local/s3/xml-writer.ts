/**
 * Writes the XML documents that S3 answers with: elements and text, nothing else. Text is escaped here and nowhere
 * else, so that no key can break out of its element.
 */

/** Serialised XML; only this file makes it. */
export interface XmlFragment {
  readonly xml: string;
}

type XmlContent = string | number | boolean | readonly XmlFragment[];

/** The namespace of S3's documents. */
const S3_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/**
 * Text for the inside of an element. Control characters become references, as S3 sends them, although XML 1.0 has no
 * place for most: clients that need such keys ask for `encoding-type=url`.
 */
export function escapeXmlText(text: string): string {
  return text.replace(/[&<>"'\p{Cc}\u2028\ufffe\uffff]/gu, (character) => {
    return ESCAPES[character] ?? `&#x${character.charCodeAt(0).toString(16)};`;
  });
}

/** One element: text, or other elements. `name` is ours, never a client's. */
export function xmlElement(name: string, content: XmlContent): XmlFragment {
  const inner =
    typeof content === "object" ? content.map((child) => child.xml).join("") : escapeXmlText(String(content));
  return { xml: `<${name}>${inner}</${name}>` };
}

/** A whole document in S3's namespace. */
export function xmlDocument(rootName: string, content: XmlContent): string {
  const root = xmlElement(rootName, content).xml;
  return `${DECLARATION}<${rootName} xmlns="${S3_NAMESPACE}"${root.slice(rootName.length + 1)}`;
}

/** S3's error document, which has no namespace. */
export function xmlErrorDocument(fields: Readonly<Record<string, string>>): string {
  return (
    DECLARATION +
    xmlElement(
      "Error",
      Object.entries(fields).map(([name, value]) => xmlElement(name, value)),
    ).xml
  );
}
