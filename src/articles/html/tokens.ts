/**
 * HTML to its tokens: tags, text and the content of elements whose content is no markup. One pass that looks at each
 * character a bounded number of times, whatever the input; nothing is built, a sink is told. The rules are those of the
 * HTML Standard's tokenizer ("Tokenization") as far as news pages need them.
 */

/**
 * The attributes of a tag: names in lower case, values as written, with character references. The first of a name
 * counts.
 */
export type TagAttributes = ReadonlyMap<string, string>;

/** Receives the parts of a document in order. */
export interface HtmlSink {
  /** Text between tags as it is written, with character references; `<` that opens no tag is text. */
  text(written: string): void;
  open(name: string, attributes: TagAttributes): void;
  close(name: string): void;
  /** Everything between the tags of an element whose content is no markup; {@link open} was told before. */
  raw(name: string, content: string): void;
  /** True if the rest of the document is not needed. */
  readonly isDone: boolean;
}

/** Elements whose content is text up to their own end tag. The references in `title` and `textarea` stay as written. */
const RAW: ReadonlySet<string> = new Set("script style title textarea xmp iframe noembed noframes".split(" "));
/** Longer names and values are no part of any page that people wrote; they are passed over. */
const MAX_NAME_LENGTH = 40;
const MAX_VALUE_LENGTH = 8_192;
const MAX_ATTRIBUTES = 60;

const LT = 0x3c;
const GT = 0x3e;
const SLASH = 0x2f;
const EQUALS = 0x3d;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;

/** Tells `sink` the tokens of a document. Never throws of itself. Linear in the document. */
export function scanHtml(html: string, sink: HtmlSink): void {
  let position = 0;
  while (position < html.length && !sink.isDone) {
    const open = html.indexOf("<", position);
    if (open === -1) break;
    if (open > position) sink.text(html.slice(position, open));
    position = scanMarkup(html, open, sink);
  }
  if (position < html.length && !sink.isDone) sink.text(html.slice(position));
}

/** One past what begins with the `<` at `open`. */
function scanMarkup(html: string, open: number, sink: HtmlSink): number {
  const next = html.charCodeAt(open + 1);
  if (isLetter(next)) return scanOpenTag(html, open + 1, sink);
  if (next === SLASH && isLetter(html.charCodeAt(open + 2))) return scanCloseTag(html, open + 2, sink);
  if (html.startsWith("<!--", open)) return endOfComment(html, open + 4);
  if (html.startsWith("<![CDATA[", open)) return endAfter(html, "]]>", open);
  if (next === 0x21 || next === 0x3f || next === SLASH) return endAfter(html, ">", open);
  sink.text("<");
  return open + 1;
}

/** `<!-->` and `<!--->` are whole comments; a comment without an end takes the rest. */
function endOfComment(html: string, from: number): number {
  if (html.charCodeAt(from) === GT) return from + 1;
  if (html.startsWith("->", from)) return from + 2;
  return endAfter(html, "-->", from);
}

function scanCloseTag(html: string, from: number, sink: HtmlSink): number {
  const end = endOfName(html, from);
  sink.close(nameAt(html, from, end));
  return endAfter(html, ">", end);
}

/** A tag that the document's end cuts short is none. */
function scanOpenTag(html: string, from: number, sink: HtmlSink): number {
  const nameEnd = endOfName(html, from);
  const name = nameAt(html, from, nameEnd);
  const attributes = new Map<string, string>();
  const end = scanAttributes(html, nameEnd, attributes);
  if (end === -1) return html.length;
  sink.open(name, attributes);
  if (!RAW.has(name)) return end;
  const close = findRawEnd(html, name, end);
  sink.raw(name, html.slice(end, close));
  return close;
}

/** Finds the end tag of a raw element; the document's end if there is none. */
function findRawEnd(html: string, name: string, from: number): number {
  const pattern = new RegExp(`</${name}(?=[\\s/>])`, "gi");
  pattern.lastIndex = from;
  return pattern.exec(html)?.index ?? html.length;
}

/** Fills in the attributes; one past the tag's `>`, or -1 where there is none. */
function scanAttributes(html: string, from: number, attributes: Map<string, string>): number {
  let position = from;
  for (;;) {
    position = skipSpaces(html, position);
    const code = html.charCodeAt(position);
    if (Number.isNaN(code)) return -1;
    if (code === GT) return position + 1;
    if (code === SLASH) {
      position += 1;
      continue;
    }
    const nameEnd = endOfAttributeName(html, position);
    const name = nameAt(html, position, nameEnd);
    const equals = skipSpaces(html, nameEnd);
    if (html.charCodeAt(equals) !== EQUALS) {
      addAttribute(attributes, name, "");
      position = nameEnd;
      continue;
    }
    const value = scanValue(html, skipSpaces(html, equals + 1));
    if (value === null) return -1;
    addAttribute(attributes, name, html.slice(value.from, Math.min(value.to, value.from + MAX_VALUE_LENGTH)));
    position = value.next;
  }
}

function scanValue(html: string, from: number): { from: number; to: number; next: number } | null {
  const quote = html.charCodeAt(from);
  if (quote === DOUBLE_QUOTE || quote === SINGLE_QUOTE) {
    const to = html.indexOf(quote === DOUBLE_QUOTE ? '"' : "'", from + 1);
    return to === -1 ? null : { from: from + 1, to, next: to + 1 };
  }
  let to = from;
  while (to < html.length && !isSpace(html.charCodeAt(to)) && html.charCodeAt(to) !== GT) to += 1;
  return { from, to, next: to };
}

function addAttribute(attributes: Map<string, string>, name: string, value: string): void {
  if (attributes.size < MAX_ATTRIBUTES && !attributes.has(name)) attributes.set(name, value);
}

/** Finds the end of an attribute's name, of at least one character, so that a stray `=` is passed. */
function endOfAttributeName(html: string, from: number): number {
  let end = from + 1;
  while (end < html.length) {
    const code = html.charCodeAt(end);
    if (isSpace(code) || code === SLASH || code === GT || code === EQUALS) break;
    end += 1;
  }
  return end;
}

function endOfName(html: string, from: number): number {
  let end = from;
  while (end < html.length) {
    const code = html.charCodeAt(end);
    if (isSpace(code) || code === SLASH || code === GT || code === LT) break;
    end += 1;
  }
  return end;
}

function nameAt(html: string, from: number, to: number): string {
  return html.slice(from, Math.min(to, from + MAX_NAME_LENGTH)).toLowerCase();
}

function skipSpaces(html: string, from: number): number {
  let position = from;
  while (isSpace(html.charCodeAt(position))) position += 1;
  return position;
}

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
}

function endAfter(html: string, mark: string, from: number): number {
  const end = html.indexOf(mark, from);
  return end === -1 ? html.length : end + mark.length;
}
