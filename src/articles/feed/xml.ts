/**
 * XML as it comes, in chunks, to its elements and texts: a bounded layer over saxes, which builds nothing, expands no
 * entity that a document declares, and opens no address. What is not well-formed is passed over, since many feeds are
 * not; docs/decisions/articles.md#xml-of-feeds-and-exports says why it is this parser.
 */

import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from "saxes";
import { namedCharacters } from "../text/html-entities.ts";

/** Attributes as written but for references, by their names in lower case. */
export type XmlAttributes = ReadonlyMap<string, string>;

/** Receives the parts of a document in order. Names are in lower case, with the usual prefix of their namespace. */
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
const SLICE_CHARACTERS = 16_384;
/**
 * Messages of saxes 6.0.0 about an element that it closed and the end tag does not name, about an end tag that names no
 * open element (before its name and a full stop), and about a `<` that opens nothing.
 */
const UNEXPECTED = "unexpected close tag.";
const UNMATCHED = "unmatched closing tag: ";
const NO_TAG = "disallowed character in tag name";

/** Namespaces by which elements are told, whatever prefix a feed gives them, and how they are called here. */
const PREFIXES: ReadonlyMap<string, string> = new Map([
  ["http://www.w3.org/2005/Atom", "atom:"],
  ["http://purl.org/atom/ns#", "atom:"],
  ["http://www.w3.org/2007/app", "app:"],
  ["http://purl.org/atom/app#", "app:"],
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
  ["http://www.w3.org/1999/xhtml", ""],
]);
/** Namespace of a WordPress export; each of its versions has its own. */
const WORDPRESS_EXPORT = /^https?:\/\/wordpress\.org\/export\/[\d.]{1,9}\/(excerpt\/)?$/;

/** Reads one document. Linear in it; memory is bounded by a piece of it. */
export class XmlReader {
  readonly #parser = new SaxesParser({ xmlns: true, position: false });
  readonly #sink: XmlSink;
  /** Elements that are open, the outermost first: by their names here, and as end tags write them. */
  readonly #open: { readonly name: string; readonly written: string }[] = [];
  /**
   * Number of elements that the parser has closed but not reported, until it is certain that an end tag closed them;
   * and that certainty.
   */
  #closing = 0;
  #isClosingSure = false;
  /** An end tag that closes nothing, as the parser leaves it in the text that follows. */
  #strayEnd = "";
  readonly #source = new XmlSource();
  /** Text that is being parsed, and the number of characters before it. */
  #slice = "";
  #sliceStart = 0;
  #faults = 0;
  #pieceCharacters = 0;
  #fault: string | null = null;
  #isClosed = false;

  constructor(sink: XmlSink) {
    const parser = this.#parser;
    this.#sink = sink;
    // What a document declares itself is not looked at: no entity grows, and none names a file.
    parser.ENTITIES = Object.assign(Object.create(null), Object.fromEntries(namedCharacters));
    parser.on("error", ({ message }) => {
      this.#faults += 1;
      if (message === UNEXPECTED) this.#isClosingSure = false;
      if (message.startsWith(UNMATCHED)) this.#onUnmatchedEnd(message.slice(UNMATCHED.length, -1));
      if (message === NO_TAG) this.#onLessThan(parser.position - this.#sliceStart);
    });
    parser.on("opentag", (tag) => {
      this.#pieceCharacters = 0;
      this.#close();
      const name = nameOf(tag);
      this.#open.push({ name, written: tag.name.toLowerCase() });
      if (this.#open.length > MAX_XML_DEPTH) this.#stop(`elements are nested deeper than ${MAX_XML_DEPTH}`);
      if (this.#fault === null) sink.open(name, attributesOf(tag));
    });
    parser.on("closetag", () => {
      this.#pieceCharacters = 0;
      if (this.#isClosingSure) this.#close();
      this.#closing += 1;
      this.#isClosingSure = true;
    });
    parser.on("text", (text) => this.#onText(text));
    parser.on("cdata", (text) => this.#onText(text));
    parser.on("comment", () => {
      this.#pieceCharacters = 0;
    });
  }

  /** Reason why the document was not read to its end, to follow "since"; null if there is no fault so far. */
  get fault(): string | null {
    return this.#fault;
  }

  /** The next part of the document. What follows a fault is not looked at. */
  write(chunk: string): void {
    for (let start = 0; start < chunk.length && this.#fault === null; start += SLICE_CHARACTERS) {
      const slice = chunk.slice(start, start + SLICE_CHARACTERS);
      this.#pieceCharacters += slice.length;
      this.#parse(this.#source.repaired(slice));
      if (this.#pieceCharacters > MAX_PIECE_CHARACTERS) {
        this.#stop(`one of its texts has more than ${MAX_PIECE_CHARACTERS} characters`);
      } else if (this.#faults > MAX_FAULTS) this.#stop("it is not well-formed XML");
    }
  }

  /** Tells that the document ends here. */
  end(): void {
    if (this.#fault !== null || this.#isClosed) return;
    this.#parse(this.#source.rest());
    this.#isClosed = true;
    if (this.#open.length > 0) this.#stop("it is cut short");
    else this.#parser.close();
  }

  #parse(slice: string): void {
    this.#slice = slice;
    this.#parser.write(slice);
    this.#sliceStart += slice.length;
    this.#close();
  }

  /**
   * The parser drops a `<` that opens nothing, with the sign behind it: «дешевле <60 рублей». `end` is where that sign
   * ends.
   */
  #onLessThan(end: number): void {
    const isPair = (this.#slice.charCodeAt(end - 1) & 0xfc00) === 0xdc00;
    this.#onText(`<${this.#slice.slice(Math.max(0, end - (isPair ? 2 : 1)), end)}`);
  }

  #onText(text: string): void {
    this.#pieceCharacters = 0;
    this.#close();
    const isStray = this.#strayEnd !== "" && text.startsWith(this.#strayEnd);
    const own = isStray ? text.slice(this.#strayEnd.length) : text;
    this.#strayEnd = "";
    if (this.#fault === null && this.#open.length > 0 && own !== "") this.#sink.text(own);
  }

  /**
   * The parser has closed all that it knows to be open, for an end tag that it knows no start of: in HTML that was not
   * escaped, or in other letters (`<pubDate>…</pubdate>`). Here all stays open but for what the tag closes.
   */
  #onUnmatchedEnd(written: string): void {
    if (this.#isClosingSure) this.#close();
    const place = this.#open.findLastIndex((element) => element.written === written.toLowerCase());
    this.#closing = place === -1 ? 0 : this.#open.length - place;
    this.#strayEnd = `</${written}>`;
    this.#close();
  }

  #close(): void {
    this.#isClosingSure = false;
    for (; this.#closing > 0; this.#closing -= 1) {
      const element = this.#open.pop();
      // At the end of a document that is cut short, what is open is closed by the parser, and told of as a fault
      // before.
      if (element !== undefined && this.#fault === null && !this.#isClosed) this.#sink.close(element.name);
    }
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

/** An ampersand that begins no reference. */
const BARE_AMPERSAND = /&(?!(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][a-zA-Z\d]{1,31});)/g;
/**
 * Halves of characters beyond the 65,536th, each by a reference of its own, as Java's and JavaScript's strings have
 * them.
 */
const SURROGATES = /(?:&#(?:[xX][dD][89a-fA-F][\da-fA-F]{2}|5[5-7]\d{3});){1,99}/g;
/** Conditions of Internet Explorer, which Word writes into HTML: saxes finds no end of them. */
const CONDITION = /<!\[(?:if[^<>\]]{0,100}|endif)\]>/gi;
const [CDATA_START, CDATA_END] = ["<![CDATA[", "]]>"];
/** The longest of what is looked for, but for conditions. */
const MAX_CARRIED = 40;

/**
 * The source as the parser must have it, outside of CDATA sections, in which all may stand: saxes takes everything from
 * a bare ampersand to the next semicolon for the name of an entity, tags and all. Linear.
 */
class XmlSource {
  #isInCdata = false;
  /** The end of what came, which may be the beginning of what is looked for. */
  #carried = "";

  repaired(slice: string): string {
    const text = this.#carried + slice;
    const pieces: string[] = [];
    let start = 0;
    for (;;) {
      const mark = this.#isInCdata ? CDATA_END : CDATA_START;
      const found = text.indexOf(mark, start);
      const end = found === -1 ? this.#endOfWhole(text, start) : found + mark.length;
      pieces.push(this.#isInCdata ? text.slice(start, end) : repairedMarkup(text.slice(start, end)));
      start = end;
      if (found === -1) break;
      this.#isInCdata = !this.#isInCdata;
    }
    this.#carried = text.slice(start);
    return pieces.join("");
  }

  /** Takes the carried text, at the end of the document. */
  rest(): string {
    const rest = this.#carried;
    this.#carried = "";
    return this.#isInCdata ? rest : repairedMarkup(rest);
  }

  #endOfWhole(text: string, start: number): number {
    const from = Math.max(start, text.length - MAX_CARRIED);
    const tail = text.slice(from);
    const cut = tail.search(
      this.#isInCdata ? /\]{1,2}$/ : /(?:&[^;<>&\s]*|(?:&#[\da-fA-FxX]+;)+(?:&[#\da-fA-FxX]*)?|<[^<>]*)$/,
    );
    return cut === -1 ? text.length : from + cut;
  }
}

function repairedMarkup(text: string): string {
  return text.replace(SURROGATES, charactersOf).replace(BARE_AMPERSAND, "&amp;").replace(CONDITION, "");
}

/** A half that stands alone is no character. */
function charactersOf(references: string): string {
  const codes = references
    .slice(2, -1)
    .split(";&#")
    .map((code) => Number(code.replace(/^x/i, "0x")));
  return String.fromCharCode(...codes)
    .toWellFormed()
    .replaceAll("\uFFFD", "");
}
