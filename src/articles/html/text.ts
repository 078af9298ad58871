/**
 * The text of an article that a JSON field holds as HTML: tags away, a line feed where a block begins or ends,
 * character references decoded. Linear for any input (tokens.ts). Pages with menus around the text need more than this
 * (page.ts).
 */
import { decodeEntities } from "../text/html-entities.ts";
import { blockElements, voidElements } from "./document.ts";
import { type HtmlSink, scanHtml, type TagAttributes } from "./tokens.ts";

/** Elements whose content is no text, besides those that the scanner takes whole. */
const HIDDEN: ReadonlySet<string> = new Set(["template", "noscript", "svg", "math", "head", "object", "select"]);
/** Tags that news texts hold: one of them, whole, makes a text HTML. */
const TELLING_TAG =
  /<\/?(?:p|br|div|span|a|b|i|u|em|strong|h[1-6]|ul|ol|li|blockquote|img|figure|table|script|style|section|article|font|nobr|noindex|wbr|sup|sub|small|big|center|strike|pre|hr)(?:\s[^<>]{0,2000})?\/?>/i;

/** Tells whether a text is HTML and not plain: «a < b» is plain. */
export function holdsHtml(text: string): boolean {
  return TELLING_TAG.test(text);
}

/**
 * Plain text with blocks parted by blank lines. A `<` that opens no tag stays. `isLeftOut` says by name and classes
 * which elements are no part of the text; of a text in which one of them has no end all stays.
 */
export function htmlToText(html: string, isLeftOut: IsLeftOut = () => false): string {
  const pieces: string[] = [];
  const sink = new TextSink(pieces, isLeftOut);
  scanHtml(html, sink);
  return sink.isLeavingOut ? htmlToText(html) : pieces.join("");
}

type IsLeftOut = (name: string, classes: string) => boolean;

class TextSink implements HtmlSink {
  readonly isDone = false;
  readonly #pieces: string[];
  readonly #isLeftOut: IsLeftOut;
  /** The element that is passed over, and how many of its name are open. */
  #hidden: string | null = null;
  #depth = 0;
  /** True if the caller leaves it out. */
  isLeavingOut = false;

  constructor(pieces: string[], isLeftOut: IsLeftOut) {
    this.#pieces = pieces;
    this.#isLeftOut = isLeftOut;
  }

  text(written: string): void {
    // White space of the source is a space; only blocks break lines.
    if (this.#hidden === null) this.#pieces.push(decodeEntities(written.replace(/\s/g, " ")));
  }

  open(name: string, attributes: TagAttributes): void {
    if (this.#hidden === null) {
      const isLeftOut = !voidElements.has(name) && this.#isLeftOut(name, attributes.get("class") ?? "");
      if (isLeftOut) this.#breakLine(name);
      if (isLeftOut || HIDDEN.has(name)) this.#hidden = name;
      this.isLeavingOut = isLeftOut;
    }
    if (this.#hidden === name) this.#depth += 1;
    if (this.#hidden === null) this.#breakLine(name);
  }

  close(name: string): void {
    if (this.#hidden === null) this.#breakLine(name);
    else if (this.#hidden === name) this.#depth -= 1;
    if (this.#depth > 0) return;
    this.#hidden = null;
    this.isLeavingOut = false;
  }

  raw(): void {}

  #breakLine(name: string): void {
    if (name === "br" || blockElements.has(name)) this.#pieces.push("\n\n");
  }
}
