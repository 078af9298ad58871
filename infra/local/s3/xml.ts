/**
 * S3's XML documents: written with every text escaped here, so that no key can break out of its element; read without
 * declarations, so that no entity is ever expanded but XML's own.
 */
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { S3Error } from "./s3-error.ts";

/** Serialised XML; only this file makes it. */
export interface XmlFragment {
  readonly xml: string;
}

type XmlContent = string | number | boolean | readonly XmlFragment[];

const S3_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/**
 * One element: text, or other elements. `name` is ours, never a client's. Control characters become references, as S3
 * sends them, although XML 1.0 has no place for most: clients that need such keys ask for `encoding-type=url`.
 */
export function xmlElement(name: string, content: XmlContent): XmlFragment {
  const inner =
    typeof content === "object"
      ? content.map((child) => child.xml).join("")
      : String(content).replace(
          /[&<>"'\p{Cc}\u2028\ufffe\uffff]/gu,
          (character) => `&#x${character.charCodeAt(0).toString(16)};`,
        );
  return { xml: `<${name}>${inner}</${name}>` };
}

/** An element for each property that has a value. */
export function xmlElements(values: Readonly<Record<string, XmlContent | null>>): XmlFragment[] {
  return Object.entries(values).flatMap(([name, content]) => (content === null ? [] : [xmlElement(name, content)]));
}

/** A whole document: in S3's namespace, but for that of an error, which has none. */
export function xmlDocument(rootName: string, content: readonly XmlFragment[]): string {
  const root = xmlElement(rootName, content).xml;
  const namespace = rootName === "Error" ? "" : ` xmlns="${S3_NAMESPACE}"`;
  return `${DECLARATION}<${rootName}${namespace}${root.slice(rootName.length + 1)}`;
}

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  alwaysCreateTextNode: true,
  isArray: () => true,
});

/** An element that was read: its children by name, and its text. */
export interface XmlNode {
  readonly [name: string]: readonly XmlNode[] | undefined;
}

/** The root element of a document, which must have this name; anything else is `MalformedXML`. */
export function readXml(bytes: Uint8Array, rootName: string): XmlNode {
  const document = Buffer.from(bytes).toString("utf8");
  // No client sends CDATA sections, and a document type could declare entities.
  if (/<!(?!--)/.test(document)) throw malformedXml("declarations are not taken");
  const [root, other] = childrenOf(parse(document), rootName);
  if (root === undefined || other !== undefined) throw malformedXml(`its root is not <${rootName}>`);
  return root;
}

function parse(document: string): XmlNode {
  try {
    const verdict = XMLValidator.validate(document);
    if (verdict === true) return parser.parse(document) as XmlNode;
    throw new Error(verdict.err.msg);
  } catch (cause) {
    throw malformedXml("it is not well-formed", { cause });
  }
}

/** Every child element of this name, in order. */
export function childrenOf(node: XmlNode, name: string): readonly XmlNode[] {
  return Object.hasOwn(node, name) ? (node[name] ?? []) : [];
}

/** The text of the first child of this name, or null where there is none. */
export function textOf(node: XmlNode, name: string): string | null {
  const [child] = childrenOf(node, name);
  return child === undefined ? null : decodeReferences(String(child["#text"] ?? ""));
}

const NAMED = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);

/**
 * Decodes references in one pass, so that `&amp;lt;` stays `&lt;`. Any other than a character or XML's five names is
 * `MalformedXML`.
 */
function decodeReferences(text: string): string {
  return text.replace(/&(?:#(x?)([0-9a-fA-F]{1,7});|([a-z]{2,4});)?/g, (reference, hex, digits, name) => {
    const codePoint = Number.parseInt(digits, hex === "x" ? 16 : 10);
    const character = codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : NAMED.get(name);
    if (character === undefined) throw malformedXml(`${reference} refers to no character`);
    return character;
  });
}

/** The refusal of a document, with the reason after S3's own words. */
export function malformedXml(reason: string, options?: ErrorOptions): S3Error {
  return new S3Error(
    "MalformedXML",
    `The XML you provided was not well-formed or did not validate against our published schema: ${reason}.`,
    options,
  );
}
