/**
 * Reads the XML documents that clients send (deleting many, completing a multipart upload). Entities are never
 * declared nor expanded: a document with a DOCTYPE is refused, and only the five of XML itself and numbered characters
 * are decoded, here.
 */
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { S3Error } from "./s3-error.ts";

/** No document that S3 takes is nested deeper than four elements. */
const MAX_NESTING = 8;

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  alwaysCreateTextNode: true,
  cdataPropName: "#cdata",
  isArray: () => true,
  maxNestedTags: MAX_NESTING,
});

/** An element of a document that was read. Names are without their namespace prefix. */
export class XmlElementReader {
  readonly #node: object;

  constructor(node: object) {
    this.#node = node;
  }

  /** Every child element of this name, in order. */
  all(name: string): XmlElementReader[] {
    const children = ownProperty(this.#node, name);
    if (!Array.isArray(children)) return [];
    return children.filter((child) => typeof child === "object" && child !== null).map((c) => new XmlElementReader(c));
  }

  /** The text of the one child of this name, or null where there is none; two of them are `MalformedXML`. */
  textOf(name: string): string | null {
    const children = this.all(name);
    if (children.length > 1) throw malformedXml(`<${name}> stands twice`);
    return children[0]?.text() ?? null;
  }

  /** The text directly inside this element, with its references decoded; text and CDATA together are refused. */
  text(): string {
    const plain = ownProperty(this.#node, "#text");
    const text = typeof plain === "string" ? plain : "";
    const sections = this.all("#cdata");
    if (sections.length === 0) return decodeReferences(text);
    if (text.trim() !== "") throw malformedXml("text and CDATA in one element");
    return sections.map((section) => section.#raw()).join("");
  }

  #raw(): string {
    const raw = ownProperty(this.#node, "#text");
    return typeof raw === "string" ? raw : "";
  }
}

/** The root element of a document, which must have this name; anything else is `MalformedXML`. */
export function readXml(document: string, rootName: string): XmlElementReader {
  if (/<!(?!--|\[CDATA\[)/.test(document)) throw malformedXml("declarations are not taken");
  let parsed: unknown;
  try {
    const verdict = XMLValidator.validate(document);
    if (verdict !== true) throw new Error(verdict.err.msg);
    parsed = parser.parse(document);
  } catch (cause) {
    throw malformedXml("it is not well-formed", cause);
  }
  const roots = typeof parsed === "object" && parsed !== null ? new XmlElementReader(parsed).all(rootName) : [];
  const [root] = roots;
  if (root === undefined || roots.length > 1) throw malformedXml(`its root is not <${rootName}>`);
  return root;
}

/** The refusal of a document, with the reason after S3's own words. */
export function malformedXml(reason: string, cause?: unknown): S3Error {
  return new S3Error(
    "MalformedXML",
    `The XML you provided was not well-formed or did not validate against our published schema: ${reason}.`,
    { cause },
  );
}

function ownProperty(node: object, name: string): unknown {
  return Object.hasOwn(node, name) ? (node as Readonly<Record<string, unknown>>)[name] : undefined;
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** One pass, so that `&amp;lt;` stays `&lt;`. The longest reference, &#x10FFFF;, has 7 characters after the hash. */
function decodeReferences(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-z]{2,4}));|&/g, (_all, hex, decimal, name) => {
    if (typeof name === "string" && Object.hasOwn(NAMED, name)) return NAMED[name] ?? "";
    const codePoint = typeof hex === "string" ? Number.parseInt(hex, 16) : Number.parseInt(String(decimal), 10);
    const isCharacter = codePoint <= 0x10ffff && !(codePoint >= 0xd800 && codePoint <= 0xdfff);
    if (!isCharacter) throw malformedXml("a reference to no character");
    return String.fromCodePoint(codePoint);
  });
}
