/**
 * The text of an article that a JSON field holds as HTML (layer 1): tags away, a line feed where a block begins or ends,
 * character references decoded. One pass, no regular expressions over the whole: linear for any input. Pages with menus
 * around the text need more than this.
 */
import { decodeEntities } from "./html-entities.ts";

/** Elements that begin and end a line (HTML Standard, "Rendering", flow content), and `br`. */
const BLOCKS: ReadonlySet<string> = new Set(
  "address article aside blockquote br dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split(
    " ",
  ),
);
/** Elements whose content is no text. */
const HIDDEN: ReadonlySet<string> = new Set([
  "script",
  "style",
  "template",
  "noscript",
  "iframe",
  "svg",
  "head",
  "title",
]);
/** Tags that news texts hold: one of them, whole, makes a text HTML. */
const TELLING_TAG =
  /<\/?(?:p|br|div|span|a|b|i|u|em|strong|h[1-6]|ul|ol|li|blockquote|img|figure|table|script|style|section|article)(?:\s[^<>]{0,2000})?\/?>/i;

/** Whether a text is HTML and not plain: «a < b» is plain. */
export function holdsHtml(text: string): boolean {
  return TELLING_TAG.test(text);
}

/** Plain text with blocks parted by blank lines. A `<` that opens no tag stays. */
export function htmlToText(html: string): string {
  const lower = html.toLowerCase();
  const pieces: string[] = [];
  let position = 0;
  while (position < html.length) {
    const open = html.indexOf("<", position);
    if (open === -1) break;
    pieces.push(plainText(html.slice(position, open)));
    const next = skipMarkup(html, lower, open, pieces);
    if (next === open) pieces.push("<");
    position = Math.max(next, open + 1);
  }
  pieces.push(plainText(html.slice(position)));
  return pieces.join("");
}

/** White space of the source is a space; only blocks break lines. */
function plainText(source: string): string {
  return decodeEntities(source.replace(/\s/g, " "));
}

/** One past the comment or tag that begins at `open`, with its line breaks written; `open` itself where none begins. */
function skipMarkup(html: string, lower: string, open: number, pieces: string[]): number {
  if (lower.startsWith("<!--", open)) return endAfter(html, "-->", open + 4);
  const name = /^<\/?([a-z][a-z0-9]{0,20})(?=[\s/>])/.exec(lower.slice(open, open + 24))?.[1];
  if (name === undefined) return lower[open + 1] === "!" || lower[open + 1] === "?" ? endAfter(html, ">", open) : open;
  if (BLOCKS.has(name)) pieces.push("\n\n");
  const end = endAfter(html, ">", open);
  if (!HIDDEN.has(name) || lower[open + 1] === "/") return end;
  const close = lower.indexOf(`</${name}`, end);
  return close === -1 ? html.length : endAfter(html, ">", close);
}

function endAfter(html: string, mark: string, from: number): number {
  const end = html.indexOf(mark, from);
  return end === -1 ? html.length : end + mark.length;
}
