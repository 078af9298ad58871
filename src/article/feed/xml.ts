/**
 * XML as it comes, in chunks, to its elements and texts (layer 1): a bounded layer over saxes, which builds nothing, expands no
 * entity that a document declares, and opens no address. What is not well-formed is passed over, since many feeds are not;
 * docs/decisions/0085-feeds.md says why it is this parser.
 */

import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from "saxes";
import { namedCharacters } from "../text/html-entities.ts";

/** Attributes as written but for references, by their names in lower case. */
export type XmlAttributes = ReadonlyMap<string, string>;

/** What is told of a document, in its order. Names are in lower case, with the usual prefix of their namespace. */
export interface XmlSink {
  open(name: string, attributes: XmlAttributes): void;
  /** Text or CDATA, whole or in pieces, references decoded. */
  text(text: string): void;
  close(name: string): void;
}

/** Deeper nesting is no feed; markup inside of articles stays below 30. Untuned. */
export const MAX_XML_DEPTH = 256;
/** One text, comment, declaration or attribute: four times what an article may have. Untuned. */
const MAX_PIECE_CHARACTERS = 20_000_000;
/** More faults than this, and the document is no XML. Each costs some microseconds. Untuned. */
const MAX_FAULTS = 100_000;
/** So much is written at a time, so that bounds are looked at between. */
const SLICE_CHARACTERS = 65_536;

/** Namespaces by which elements are told, whatever prefix a feed gives them, and how they are called here. */
const PREFIXES: ReadonlyMap<string, string> = new Map([
  ["http://www.w3.org/2005/Atom", "atom:"],
  ["http://purl.org/atom/ns#", "atom:"],
  ["http://purl.org/rss/1.0/", ""],
  ["http://my.netscape.com/rdf/simple/0.9/", ""],
  ["http://backend.userland.com/rss2", ""],
  ["http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf:"],
  ["http://purl.org/rss/1.0/modules/content/", "content:"],
  ["http://purl.org/dc/elements/1.1/", "dc:"],
  ["http://purl.org/dc/terms/", "dcterms:"],
  ["http://search.yahoo.com/mrss/", "media:"],
  ["http://search.yahoo.com/mrss", "media:"],
  ["http://news.yandex.ru", "yandex:"],
  ["http://turbo.yandex.ru", "turbo:"],
  ["http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes:"],
  ["http://www.sitemaps.org/schemas/sitemap/0.9", ""],
  ["http://www.google.com/schemas/sitemap-news/0.9", "news:"],
  ["http://www.w3.org/XML/1998/namespace", "xml:"],
]);
/** Of a WordPress export, each of whose versions has a namespace of its own. */
const WORDPRESS_EXPORT = /^https?:\/\/wordpress\.org\/export\/[\d.]{1,9}\/(excerpt\/)?$/;

/** Reads one document. Linear in it; memory is bounded by a piece of it. */
export class XmlReader {
  readonly #parser = new SaxesParser({ xmlns: true, position: false });
  #depth = 0;
  #faults = 0;
  #pieceCharacters = 0;
  #fault: string | null = null;
  #isClosed = false;

  constructor(sink: XmlSink) {
    const parser = this.#parser;
    // What a document declares itself is not looked at: no entity grows, and none names a file.
    parser.ENTITIES = Object.assign(Object.create(null), Object.fromEntries(namedCharacters));
    parser.on("error", () => {
      this.#faults += 1;
    });
    parser.on("opentag", (tag) => {
      this.#pieceCharacters = 0;
      this.#depth += 1;
      if (this.#depth > MAX_XML_DEPTH) this.#stop(`elements are nested deeper than ${MAX_XML_DEPTH}`);
      if (this.#fault === null) sink.open(nameOf(tag), attributesOf(tag));
    });
    parser.on("closetag", (tag) => {
      this.#pieceCharacters = 0;
      this.#depth -= 1;
      // At the end of a document that is cut short, what is open is closed by the parser, and told of as a fault before.
      if (this.#fault === null && !this.#isClosed) sink.close(nameOf(tag));
    });
    const onText = (text: string): void => {
      this.#pieceCharacters = 0;
      if (this.#fault === null && this.#depth > 0) sink.text(text);
    };
    parser.on("text", onText);
    parser.on("cdata", onText);
    parser.on("comment", () => {
      this.#pieceCharacters = 0;
    });
  }

  /** Why the document was not read to its end, to stand behind "since"; null where nothing is wrong so far. */
  get fault(): string | null {
    return this.#fault;
  }

  /** The next part of the document. What follows a fault is not looked at. */
  write(chunk: string): void {
    for (let start = 0; start < chunk.length && this.#fault === null; start += SLICE_CHARACTERS) {
      const slice = chunk.slice(start, start + SLICE_CHARACTERS);
      this.#pieceCharacters += slice.length;
      this.#parser.write(slice);
      if (this.#pieceCharacters > MAX_PIECE_CHARACTERS) {
        this.#stop(`one of its texts has more than ${MAX_PIECE_CHARACTERS} characters`);
      } else if (this.#faults > MAX_FAULTS) this.#stop("it is not well-formed XML");
    }
  }

  /** Tells that the document ends here. */
  end(): void {
    if (this.#fault !== null || this.#isClosed) return;
    this.#isClosed = true;
    if (this.#depth > 0) this.#stop("it is cut short");
    else this.#parser.close();
  }

  #stop(fault: string): void {
    this.#fault ??= fault;
  }
}

function nameOf({ prefix, local, uri }: Pick<SaxesTagNS, "prefix" | "local" | "uri">): string {
  return prefixOf(prefix, uri) + local.toLowerCase();
}

/** The usual prefix of a namespace; of one that nobody knows, or that is not declared, the prefix as written. */
function prefixOf(prefix: string, uri: string): string {
  const known = PREFIXES.get(uri);
  if (known !== undefined) return known;
  const wordpress = WORDPRESS_EXPORT.exec(uri);
  if (wordpress !== null) return wordpress[1] === undefined ? "wp:" : "excerpt:";
  return prefix === "" ? "" : `${prefix.toLowerCase()}:`;
}

function attributesOf(tag: SaxesTagNS): XmlAttributes {
  const attributes = new Map<string, string>();
  for (const attribute of Object.values(tag.attributes) as SaxesAttributeNS[]) {
    attributes.set(attribute.name.toLowerCase(), attribute.value);
  }
  return attributes;
}
