/**
 * The text of an article that a JSON field holds as HTML (layer 1): tags away, a line feed where a block begins or ends,
 * character references decoded. Linear for any input (tokens.ts). Pages with menus around the text need more than this
 * (page.ts).
 */
import { decodeEntities } from "../text/html-entities.ts";
import { blockElements } from "./document.ts";
import { type HtmlSink, scanHtml } from "./tokens.ts";

/** Elements whose content is no text, besides those that the scanner takes whole. */
const HIDDEN: ReadonlySet<string> = new Set(["template", "noscript", "svg", "math", "head", "object", "select"]);
/** Tags that news texts hold: one of them, whole, makes a text HTML. */
const TELLING_TAG =
  /<\/?(?:p|br|div|span|a|b|i|u|em|strong|h[1-6]|ul|ol|li|blockquote|img|figure|table|script|style|section|article)(?:\s[^<>]{0,2000})?\/?>/i;

/** Whether a text is HTML and not plain: «a < b» is plain. */
export function holdsHtml(text: string): boolean {
  return TELLING_TAG.test(text);
}

/** Plain text with blocks parted by blank lines. A `<` that opens no tag stays. */
export function htmlToText(html: string): string {
  const pieces: string[] = [];
  scanHtml(html, textSink(pieces));
  return pieces.join("");
}

function textSink(pieces: string[]): HtmlSink {
  /** The hidden element that is passed over, and how many of its name are open. */
  let hidden: string | null = null;
  let depth = 0;
  const breakLine = (name: string) => {
    if (name === "br" || blockElements.has(name)) pieces.push("\n\n");
  };
  return {
    isDone: false,
    text(written) {
      // White space of the source is a space; only blocks break lines.
      if (hidden === null) pieces.push(decodeEntities(written.replace(/\s/g, " ")));
    },
    open(name) {
      if (hidden === null && HIDDEN.has(name)) hidden = name;
      if (hidden === name) depth += 1;
      if (hidden === null) breakLine(name);
    },
    close(name) {
      if (hidden === null) breakLine(name);
      else if (hidden === name) depth -= 1;
      if (depth === 0) hidden = null;
    },
    raw() {},
  };
}
