/**
 * Any markup to a document: scripts, styles, pictures as text and forms taken out, only the attributes that are read
 * kept, every element closed, depth and size bounded. So no page can exhaust the stack, the memory or the time of what
 * comes after. No script runs and nothing is fetched: nothing here could. Metadata in scripts (JSON-LD) and the title
 * are handed over beside it.
 */

import { type RejectedPart, rejection } from "../model/rejection.ts";
import { decodeEntities } from "../text/html-entities.ts";
import { type HtmlSink, scanHtml, type TagAttributes } from "./tokens.ts";

/** An element of a page, at most 200 deep. Texts and values have their character references decoded once. */
export class PageElement {
  /** Name in small letters. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly parent: PageElement | null;
  /** Elements and texts, in the order of the page. */
  readonly content: (PageElement | string)[] = [];
  /** Its place in the content of its parent. */
  readonly #place: number;

  /** The last of what is in `parent` so far. */
  constructor(name: string, attributes: ReadonlyMap<string, string>, parent: PageElement | null) {
    this.name = name;
    this.attributes = attributes;
    this.parent = parent;
    this.#place = (parent?.content.push(this) ?? 0) - 1;
  }

  /** The value of an attribute, or "". */
  attribute(name: string): string {
    return this.attributes.get(name) ?? "";
  }

  /** Tells whether an attribute with a list of words has this one. */
  hasWord(attribute: string, word: string): boolean {
    return this.attribute(attribute).split(/\s+/).includes(word);
  }

  /** All text inside. Linear in what is inside, as are `children` and `find`. */
  get text(): string {
    return this.textUpTo(Number.POSITIVE_INFINITY);
  }

  /**
   * So many characters of it and some more, or all: elements lie in one another, and none need read all that is inside
   * for its beginning.
   */
  textUpTo(length: number): string {
    let text = "";
    for (const part of this.content) {
      if (text.length >= length) break;
      text += typeof part === "string" ? part : part.textUpTo(length - text.length);
    }
    return text;
  }

  get children(): PageElement[] {
    return this.content.filter((part) => typeof part !== "string");
  }

  /** The first element inside that is wanted, in the order of the page; or null. */
  find(isWanted: (element: PageElement) => boolean): PageElement | null {
    for (const part of this.content) {
      if (typeof part === "string") continue;
      const found = isWanted(part) ? part : part.find(isWanted);
      if (found !== null) return found;
    }
    return null;
  }

  /** The innermost of itself and the elements around it that is wanted; or null. */
  closest(isWanted: (element: PageElement) => boolean): PageElement | null {
    let element: PageElement | null = this;
    while (element !== null && !isWanted(element)) element = element.parent;
    return element;
  }

  /** Tells whether it is the other or around it. */
  contains(other: PageElement): boolean {
    return other.closest((element) => element === this) !== null;
  }

  /** The element beside it, past texts; or null. */
  sibling(way: "before" | "after"): PageElement | null {
    const step = way === "before" ? -1 : 1;
    const beside = this.parent?.content ?? [];
    let place = this.#place + step;
    while (typeof beside[place] === "string") place += step;
    return (beside[place] as PageElement | undefined) ?? null;
  }
}

/** The parsed page, and facts besides its elements. */
export interface PageDocument {
  /** All of the page, without attributes: its names would speak against each line. */
  readonly body: PageElement;
  /** `<html>` and `<body>` as the page writes them, without content; the first of each. */
  readonly frame: readonly PageElement[];
  /** All elements but the body, in the order of the page. */
  readonly elements: readonly PageElement[];
  /** The content of `<title>` as written, or "". */
  readonly title: string;
  /** The content of each `<script type="application/ld+json">`, in order. */
  readonly jsonLd: readonly string[];
  /** Address from which a browser saved the page, or null. */
  readonly savedFrom: string | null;
  /** True if the page asks for a password. */
  readonly hasPasswordField: boolean;
}

/** Live pages of a day have some 20,000 elements, articles 500 to 5,000. Untuned. */
const MAX_ELEMENTS = 60_000;
/** Text and tags that are kept; a novel has two million characters. Untuned. */
const MAX_LENGTH = 5_000_000;
/** Deeper elements are opened in place of nested: their text stays. Real pages reach 60. Untuned. */
const MAX_DEPTH = 200;
/** JSON-LD beyond this is a list of a whole shop. Untuned. */
const MAX_JSON_LD_BLOCKS = 50;
const MAX_JSON_LD_LENGTH = 1_000_000;
const MAX_ATTRIBUTE_LENGTH = 2_048;

/** Elements that never have content (HTML Standard, "Void elements"). */
export const voidElements: ReadonlySet<string> = new Set(
  "area base br col embed hr img input link meta param source track wbr".split(" "),
);
const KEPT_VOID: ReadonlySet<string> = new Set(["base", "br", "hr", "img", "link", "meta"]);
/** Elements whose whole content is no text of an article. */
const DROPPED: ReadonlySet<string> = new Set(
  "script style svg math iframe object canvas audio video map select textarea template noscript noembed noframes xmp applet button datalist dialog".split(
    " ",
  ),
);
/** The document's frame is written anew; of the tags in the page the attributes of the first are kept apart. */
const FRAME: ReadonlySet<string> = new Set(["html", "head", "body", "title"]);
/** Elements that begin and end a line (HTML Standard, "Rendering"). */
export const blockElements: ReadonlySet<string> = new Set(
  "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul".split(
    " ",
  ),
);
/** An end tag reaches past these to no element outside of them. */
const SCOPES: ReadonlySet<string> = new Set(["td", "th", "caption"]);
const TABLE_PARTS: ReadonlySet<string> = new Set("table tbody thead tfoot tr td th caption".split(" "));
/** The open elements at the top of the stack that an opening tag ends (HTML Standard, "Optional tags"). */
const ENDED_BY: ReadonlyMap<string, ReadonlySet<string>> = endedBy();

function endedBy(): ReadonlyMap<string, ReadonlySet<string>> {
  const p = new Set(["p"]);
  const cells = new Set(["td", "th", "p"]);
  const rows = new Set(["tr", ...cells]);
  const table = new Map<string, ReadonlySet<string>>([...blockElements].map((name) => [name, p]));
  table.set("li", new Set(["li", "p"]));
  for (const name of ["dt", "dd"]) table.set(name, new Set(["dt", "dd", "p"]));
  for (const name of ["td", "th"]) table.set(name, cells);
  table.set("tr", rows);
  for (const name of ["tbody", "thead", "tfoot"]) table.set(name, new Set(["tbody", "thead", "tfoot", ...rows]));
  for (const name of ["td", "th", "tr", "tbody", "thead", "tfoot", "caption"]) {
    if (!table.has(name)) table.set(name, p);
  }
  return table;
}

const KEPT_ATTRIBUTES: ReadonlySet<string> = new Set(
  "class id itemprop itemtype content property name rel href src role hidden size".split(" "),
);
/**
 * Attributes that hold a moment, in whatever element: `<time datetime>`, `<span data-timestamp>`. Read as `datetime`.
 */
const MOMENT =
  /^(?:datetime|time|data-(?:date|time|datetime|timestamp|unixtime|utime|published|pubdate|publish-date|publication-date|datepub|date-pub|date-published|created|ts))$/;
const HIDING_STYLE = /display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden/i;

/** «Сохранить как» and SingleFile write the page's address into a comment above it. */
const SAVED_FROM =
  /<!--\s{0,9}(?:saved from url=\(\d{4}\)|Page saved with SingleFile\s{1,9}url: )(https?:\/\/[^\s<>"]{1,2000})/i;
const SAVED_FROM_LENGTH = 5_000;

/** The document of a page, or why it holds no article. Linear in the page. */
export function parseHtml(page: string): PageDocument | RejectedPart {
  const builder = new DocumentBuilder();
  scanHtml(page, builder);
  const savedFrom = SAVED_FROM.exec(page.slice(0, SAVED_FROM_LENGTH))?.[1] ?? null;
  return builder.finish(savedFrom);
}

const NO_ATTRIBUTES: TagAttributes = new Map();

class DocumentBuilder implements HtmlSink {
  readonly #body = new PageElement("body", NO_ATTRIBUTES, null);
  readonly #frame = new Map<string, PageElement>();
  readonly #elements: PageElement[] = [];
  /** Open elements from the outermost to the innermost; their names. */
  readonly #stack: string[] = [];
  /** The innermost open element that is kept. */
  #current = this.#body;
  /** Text that waits for the tag behind it. */
  #text = "";
  /** Open elements beyond MAX_DEPTH that wait for an end tag. */
  #beyond = 0;
  /** The place in the stack of the outermost element that is dropped with its content, or -1. */
  #droppedFrom = -1;
  #isJsonLd = false;
  #title = "";
  readonly #jsonLd: string[] = [];
  #length = 0;
  #hasPasswordField = false;

  get isDone(): boolean {
    return this.#elements.length > MAX_ELEMENTS || this.#length > MAX_LENGTH;
  }

  text(written: string): void {
    if (this.#droppedFrom !== -1) return;
    this.#length += written.length;
    this.#text += written;
  }

  open(written: string, attributes: TagAttributes): void {
    const name = plainName(written);
    if (name === "input" && attributes.get("type")?.toLowerCase() === "password") this.#hasPasswordField = true;
    if (name === "script") this.#isJsonLd = /^application\/ld\+json/i.test(attributes.get("type")?.trim() ?? "");
    if (FRAME.has(name)) {
      if (!this.#frame.has(name)) this.#frame.set(name, new PageElement(name, keptOf(name, attributes), null));
      return;
    }
    if (voidElements.has(name)) {
      if (KEPT_VOID.has(name)) this.#add(name, attributes);
      return;
    }
    this.#endOptional(name);
    if (name === "a") this.#endOpen("a");
    if (this.#stack.length >= MAX_DEPTH) {
      this.#beyond += 1;
      if (blockElements.has(name)) this.#breakLine();
      return;
    }
    this.#stack.push(name);
    if (this.#droppedFrom !== -1) return;
    if (DROPPED.has(name)) this.#droppedFrom = this.#stack.length - 1;
    else this.#current = this.#add(name, attributes);
  }

  /** An end tag without its element breaks the line, as browsers have it for `</p>` and `</br>`. */
  close(written: string): void {
    const name = plainName(written);
    if (FRAME.has(name) || (voidElements.has(name) && name !== "br")) return;
    if (this.#beyond > 0 && name !== "br") this.#beyond -= 1;
    else if (!this.#endOpen(name) && (name === "br" || name === "p")) this.#breakLine();
  }

  raw(name: string, content: string): void {
    if (name === "title" && this.#droppedFrom === -1 && this.#title === "") {
      this.#title = content.slice(0, MAX_ATTRIBUTE_LENGTH);
    }
    const isKept = this.#isJsonLd && this.#jsonLd.length < MAX_JSON_LD_BLOCKS && content.length <= MAX_JSON_LD_LENGTH;
    if (name === "script" && isKept) this.#jsonLd.push(content);
  }

  finish(savedFrom: string | null): PageDocument | RejectedPart {
    if (this.#elements.length > MAX_ELEMENTS) {
      return tooMuch(`more than ${MAX_ELEMENTS} elements; a page with one article has fewer`);
    }
    if (this.#length > MAX_LENGTH) {
      return tooMuch(`more than ${MAX_LENGTH} characters of text and tags; a page with one article has fewer`);
    }
    this.#endText();
    return {
      body: this.#body,
      frame: [...this.#frame.values()],
      elements: this.#elements,
      title: this.#title,
      jsonLd: this.#jsonLd,
      savedFrom,
      hasPasswordField: this.#hasPasswordField,
    };
  }

  /** Ends what the tag's opening ends: `<p>` after `<p>`, `<li>` after `<li>`. */
  #endOptional(name: string): void {
    const ended = ENDED_BY.get(name);
    if (ended === undefined) return;
    let place = this.#stack.length;
    while (place > 0 && ended.has(this.#stack[place - 1] ?? "")) place -= 1;
    this.#popTo(place);
  }

  /**
   * The place of the element that an end tag ends, or -1: text formatting ends no block, and nothing ends a table's
   * cell but its table.
   */
  #findOpen(name: string): number {
    const isBlock = blockElements.has(name);
    for (let place = this.#stack.length - 1; place >= 0; place -= 1) {
      const open = this.#stack[place] ?? "";
      if (open === name) return place;
      if (!isBlock && blockElements.has(open)) return -1;
      if (SCOPES.has(open) && !TABLE_PARTS.has(name)) return -1;
    }
    return -1;
  }

  /** Ends the element of that name which an end tag would end; whether there is one. */
  #endOpen(name: string): boolean {
    const place = this.#findOpen(name);
    if (place !== -1) this.#popTo(place);
    return place !== -1;
  }

  #popTo(place: number): void {
    while (this.#stack.length > place) {
      this.#stack.pop();
      if (this.#droppedFrom === -1) {
        this.#endText();
        this.#current = this.#current.parent ?? this.#body;
      } else if (this.#stack.length === this.#droppedFrom) this.#droppedFrom = -1;
    }
  }

  /** More than two breaks in a row say no more than two. */
  #breakLine(): void {
    const isBreak = (part: PageElement | string | undefined) => typeof part === "object" && part.name === "br";
    const { content } = this.#current;
    if (this.#text !== "" || !isBreak(content.at(-1)) || !isBreak(content.at(-2))) this.#add("br", NO_ATTRIBUTES);
  }

  #endText(): void {
    if (this.#text !== "") this.#current.content.push(decodeEntities(this.#text));
    this.#text = "";
  }

  /** Adds an element to the innermost open one, unless that is dropped. */
  #add(name: string, attributes: TagAttributes): PageElement {
    if (this.#droppedFrom !== -1) return this.#current;
    this.#endText();
    const kept = keptOf(name, attributes);
    this.#length += 2 * name.length + MARKS_LENGTH;
    for (const [attribute, value] of kept) this.#length += attribute.length + value.length + MARKS_LENGTH;
    const element = new PageElement(name, kept, this.#current);
    this.#elements.push(element);
    return element;
  }
}

/** `<p></p>` has so many characters besides its name, and a space, `=` and two quotes stand around an attribute. */
const MARKS_LENGTH = 5;

/** A name that a parser takes for one; `o:p` and its like are no elements of HTML and say nothing. */
function plainName(name: string): string {
  return /^[a-z][a-z0-9-]*$/.test(name) ? name : "span";
}

function keptOf(element: string, attributes: TagAttributes): TagAttributes {
  if (attributes.size === 0) return NO_ATTRIBUTES;
  const kept = new Map<string, string>();
  for (const [name, value] of attributes) {
    const pair = keepAttribute(element, name, decodeEntities(value));
    if (pair !== null) kept.set(pair.name, pair.value);
  }
  return kept;
}

/** The attribute as the document has it, or null for one that is not read. */
function keepAttribute(element: string, name: string, value: string): { name: string; value: string } | null {
  if (name === "style")
    return HIDING_STYLE.test(value.slice(0, MAX_ATTRIBUTE_LENGTH)) ? { name: "hidden", value: "" } : null;
  if (name === "aria-hidden") return value === "true" ? { name: "hidden", value: "" } : null;
  if (MOMENT.test(name)) return { name: "datetime", value: value.slice(0, 100) };
  if (!KEPT_ATTRIBUTES.has(name)) return null;
  if (name === "content") return { name, value };
  if (value.length > MAX_ATTRIBUTE_LENGTH) return null;
  if (name === "src" && element !== "img") return null;
  if ((name === "href" || name === "src") && /^\s{0,9}(?:data|javascript|vbscript):/i.test(value))
    return { name, value: "#" };
  return { name, value };
}

function tooMuch(what: string): RejectedPart {
  return rejection("not-an-article", `The page has ${what}.`);
}
