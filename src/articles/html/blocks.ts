/**
 * A document to lines as a reader sees them: a line for each block and each `<br>`, white space as a browser
 * collapses it, and with each line what the markup says of it. Which lines are the article is not decided here.
 */

import { decodeEntities } from "../text/html-entities.ts";
import { collapseSpaces, normalizeText } from "../text/normalize-text.ts";
import type { PageLine } from "../text/page-lines.ts";
import { blockElements, type PageElement } from "./document.ts";

/** One line of a document, and where it stands. */
export interface HtmlLine extends PageLine, BlockContext {
  /** The block that it is a line of. */
  readonly block: PageElement;
  /** Share of the line's characters that are links, in [0, 1]. */
  readonly linkShare: number;
  /** True if all of it is in a large font. */
  readonly isLarge: boolean;
}

/** A value that an element has beside its lines: the moment of `<time>` and its like, as it is written. */
export interface HtmlMoment {
  readonly value: string;
  /** Number of lines before it. */
  readonly line: number;
  readonly hints: readonly HintedBlock[];
}

/** The content of an element that is named as one for the author. */
type HtmlByline = HtmlMoment;

/** A document as its reader sees it. */
export interface HtmlText {
  readonly lines: readonly HtmlLine[];
  readonly moments: readonly HtmlMoment[];
  readonly bylines: readonly HtmlByline[];
}

/** More lines are no page with one article; the rest is left out. Untuned. */
const MAX_LINES = 60_000;
const MAX_BYLINE_LENGTH = 150;
/** The same with the white space of its markup. */
const MAX_BYLINE_SPACED_LENGTH = 15_000;
const MAX_MOMENT_LENGTH = 100;
/** A line that is a link but for a bullet or a time. */
const LINK_SHARE = 0.8;

/** Elements that hold no text of the page. Scripts and their like are gone before (document.ts). */
const SKIPPED: ReadonlySet<string> = new Set(["meta", "link", "base", "img", "title", "head"]);
/** Inline elements that sites style as blocks: two of them side by side are two things. */
const APART: ReadonlySet<string> = new Set(["a", "span", "time", "label", "small", "cite"]);
/** The lines of a document's body, in order. Linear; recursion as deep as the markup, which document.ts bounds. */
export function readLines(root: PageElement): HtmlText {
  const reader = new LineReader();
  reader.readBlock(root, outsideContext);
  return { ...reader, lines: withLargeHeadings(reader.lines) };
}

/** Old pages write their titles in a large font: more lines of it are the text. Untuned. */
const LARGE_FONT = /^(?:[5-7]|\+[2-4])$/;
const MAX_LARGE_LINES = 2;

/** The lines of a page without a heading of the first level: those in a large font are such. */
function withLargeHeadings(lines: readonly HtmlLine[]): readonly HtmlLine[] {
  const large = lines.filter(({ isLarge }) => isLarge);
  if (large.length === 0 || large.length > MAX_LARGE_LINES || lines.some(({ headingLevel }) => headingLevel === 1))
    return lines;
  return lines.map((line) => (line.isLarge ? { ...line, headingLevel: 1 } : line));
}

class LineReader implements HtmlText {
  readonly lines: HtmlLine[] = [];
  readonly moments: HtmlMoment[] = [];
  readonly bylines: HtmlByline[] = [];
  readonly #names = new BlockNames();
  #pieces: string[] = [];
  #textLength = 0;
  #linkLength = 0;
  #linkDepth = 0;
  #largeLength = 0;
  #largeDepth = 0;
  #isAfterGap = true;

  readBlock(element: PageElement, around: BlockContext): void {
    this.#endLine(element.parent ?? element, around);
    this.#isAfterGap = true;
    const context = blockContext(element, around, this.#names);
    this.#readChildren(element, element, context);
    this.#endLine(element, context);
    this.#isAfterGap = true;
  }

  #readChildren(parent: PageElement, block: PageElement, context: BlockContext): void {
    let before: PageElement | null = null;
    for (const child of parent.content) {
      if (typeof child === "string") {
        this.#addText(child, block, context);
        before = null;
      } else {
        if (before !== null && areApart(before, child, this.#pieces.at(-1) ?? "")) this.#pieces.push(" ");
        this.#readElement(child, block, context);
        before = child;
      }
    }
  }

  #readElement(element: PageElement, block: PageElement, context: BlockContext): void {
    const name = element.name;
    if (name === "hr") {
      this.#endLine(block, context);
      this.#isAfterGap = true;
      return;
    }
    if (SKIPPED.has(name) || element.attributes.has("hidden") || this.lines.length >= MAX_LINES) return;
    if (name === "br" && context.headingLevel > 0) {
      this.#pieces.push(" ");
      return;
    }
    if (name === "br") {
      // Two breaks in a row are a gap: the second finds no line to end.
      if (!this.#endLine(block, context)) this.#isAfterGap = true;
      return;
    }
    this.#addValues(element, context);
    const isLinked = isLink(element);
    const isLarge = name === "font" && LARGE_FONT.test(element.attribute("size"));
    if (isLinked) this.#linkDepth += 1;
    if (isLarge) this.#largeDepth += 1;
    if (blockElements.has(name) || OTHER_TAGS.has(name)) {
      this.#endLine(block, context);
      this.readBlock(element, context);
    } else this.#readChildren(element, block, inlineContext(element, context, this.#names));
    if (isLinked) this.#linkDepth -= 1;
    if (isLarge) this.#largeDepth -= 1;
  }

  #addValues(element: PageElement, context: BlockContext): void {
    const written =
      element.attribute("datetime") || (element.name === "time" ? element.textUpTo(MAX_MOMENT_LENGTH + 1) : "");
    const isMoment = written !== "" && written.length <= MAX_MOMENT_LENGTH;
    const isName = !context.isQuote && isByline(element);
    if (!isMoment && !isName) return;
    const { hints } = inlineContext(element, context, this.#names);
    const line = this.lines.length;
    if (isMoment) this.moments.push({ value: written.trim(), line, hints });
    if (!isName) return;
    const value = element.textUpTo(MAX_BYLINE_SPACED_LENGTH).trim();
    if (value !== "" && value.length <= MAX_BYLINE_LENGTH) this.bylines.push({ value, line, hints });
  }

  #addText(text: string, block: PageElement, context: BlockContext): void {
    if (!context.isPreformatted) {
      this.#addPiece(text.replace(/[\r\n]/g, " "));
      return;
    }
    for (const [i, line] of text.split(/\r\n?|\n/).entries()) {
      if (i > 0 && !this.#endLine(block, context)) this.#isAfterGap = true;
      this.#addPiece(line);
    }
  }

  #addPiece(piece: string): void {
    this.#pieces.push(piece);
    const { length } = piece.trim();
    this.#textLength += length;
    if (this.#linkDepth > 0) this.#linkLength += length;
    if (this.#largeDepth > 0) this.#largeLength += length;
  }

  /** Writes the line that has been gathered; whether there was one. */
  #endLine(block: PageElement, context: BlockContext): boolean {
    if (this.#pieces.length === 0) return false;
    // Sites escape twice: the document has decoded `&amp;laquo;` to `&laquo;`.
    const written = decodeEntities(this.#pieces.join(""));
    const text = collapseSpaces(normalizeText(written).replaceAll("\n", " "));
    const isLarge = this.#textLength > 0 && this.#largeLength === this.#textLength;
    const linkShare = this.#textLength === 0 ? 0 : this.#linkLength / this.#textLength;
    this.#pieces = [];
    this.#textLength = 0;
    this.#linkLength = 0;
    this.#largeLength = 0;
    if (text === "") return false;
    const isAfterGap = this.#isAfterGap;
    this.lines.push({
      text,
      isAfterGap,
      isLink: linkShare >= LINK_SHARE,
      width: text.length,
      block,
      linkShare,
      isLarge,
      ...context,
    });
    this.#isAfterGap = false;
    return true;
  }
}

/**
 * `<span>12:30</span><a>Title</a>`: without a space between, yet nobody reads them as one word;
 * `<span>сло</span><span>во</span>` is one.
 */
function areApart(left: PageElement, right: PageElement, before: string): boolean {
  if (!APART.has(left.name) || !APART.has(right.name)) return false;
  if (left.name === "a" || right.name === "a" || left.attributes.has("class") || right.attributes.has("class")) {
    return true;
  }
  return !/\p{L}$/u.test(before.slice(-2)) || !/^\p{Ll}/u.test(right.textUpTo(2));
}

/** Tells whether an element is a link. Without an address it is a mark to jump to, which XHTML pages never end. */
export function isLink({ name, attributes }: PageElement): boolean {
  return name === "a" && attributes.has("href");
}

function isByline(element: PageElement): boolean {
  if (element.attribute("rel").split(" ").includes("author")) return true;
  const name = element.attribute("class");
  return name !== "" && isBylineName(blockName(name, ""));
}

// What the elements around a text say of it: heading, item, quotation, caption, and the names and tags that speak
// against it.

/** A block whose name or tag speaks against it. */
export interface HintedBlock {
  readonly element: PageElement;
  readonly hint: BlockHint;
}

/** All that is told by the elements around. */
interface BlockContext {
  /** 1 to 6 for a heading, else 0. */
  readonly headingLevel: number;
  readonly isListItem: boolean;
  readonly isQuote: boolean;
  /** The caption of a figure or a table. */
  readonly isCaption: boolean;
  /** True in a block that is named as sites name the sentence under the title. */
  readonly isLead: boolean;
  /** Text that keeps its own line breaks. */
  readonly isPreformatted: boolean;
  /** The outermost block around it that is named for the author, or null. */
  readonly author: PageElement | null;
  /** Blocks around it that speak against it, the outermost first. */
  readonly hints: readonly HintedBlock[];
}

function words(table: string): ReadonlySet<string> {
  return new Set(table.split(" "));
}

/** Tags of what is no text, of AMP too: their fallbacks are texts of their own. */
const OTHER_TAGS = words(
  "nav menu aside footer amp-ad amp-embed amp-sticky-ad amp-twitter amp-instagram amp-facebook amp-telegram amp-iframe " +
    "amp-social-share amp-consent amp-sidebar amp-user-notification amp-list amp-next-page amp-form amp-state",
);
const PICTURE_TAGS = words("figure amp-carousel amp-image-lightbox amp-lightbox amp-youtube amp-video");
const OTHER_ROLES = words("navigation complementary contentinfo banner search dialog");

/** Outside of everything. */
const outsideContext: BlockContext = {
  headingLevel: 0,
  isListItem: false,
  isQuote: false,
  isCaption: false,
  isLead: false,
  isPreformatted: false,
  author: null,
  hints: [],
};

/** The facts that the name of a block tells. */
interface NameFacts {
  readonly hint: BlockHint | null;
  readonly isLead: boolean;
  readonly isByline: boolean;
}

const NAMELESS: NameFacts = { hint: null, isLead: false, isByline: false };

/** Facts by the names of a page's blocks, each computed once: a page has a thousand blocks and a hundred names. */
class BlockNames {
  readonly #facts = new Map<string, NameFacts>();

  of(element: PageElement): NameFacts {
    const [className, id] = [element.attribute("class"), element.attribute("id")];
    if (className === "" && id === "") return NAMELESS;
    const written = `${className}#${id}`;
    const known = this.#facts.get(written);
    if (known !== undefined) return known;
    const name = blockName(className, id);
    const facts = { hint: blockHint(name), isLead: isLeadName(name), isByline: isBylineName(name) };
    this.#facts.set(written, facts);
    return facts;
  }
}

/** Adds a block to the context around it. */
function blockContext(element: PageElement, around: BlockContext, names: BlockNames): BlockContext {
  const tag = element.name;
  const named = inlineContext(element, around, names);
  return {
    ...named,
    headingLevel: /^h[1-6]$/.test(tag) ? Number(tag.slice(1)) : around.headingLevel,
    isListItem: around.isListItem || tag === "li",
    isQuote: around.isQuote || tag === "blockquote",
    isCaption: around.isCaption || tag === "figcaption" || tag === "caption",
    isPreformatted: around.isPreformatted || tag === "pre",
  };
}

/** Adds the names of an element, a block or not, to its context. */
function inlineContext(element: PageElement, around: BlockContext, names: BlockNames): BlockContext {
  const name = names.of(element);
  const hint =
    hintByTag(element) ??
    (OTHER_ROLES.has(element.attribute("role")) ? "other" : null) ??
    hintByType(element.attribute("itemtype")) ??
    name.hint;
  const isLead =
    around.isLead || name.isLead || /^(?:description|alternativeHeadline)$/.test(element.attribute("itemprop"));
  const author = around.author ?? (name.isByline ? element : null);
  if (hint === null && isLead === around.isLead && author === around.author) return around;
  return { ...around, isLead, author, hints: hint === null ? around.hints : [...around.hints, { element, hint }] };
}

function hintByTag(element: PageElement): BlockHint | null {
  if (OTHER_TAGS.has(element.name)) return "other";
  return PICTURE_TAGS.has(element.name) && !isWrapper(element) ? "picture" : null;
}

const PICTURED = words("img amp-img figcaption");
const PARAGRAPHS = words("p li blockquote");

/** A `<figure>` around paragraphs alone, as editors that are made of blocks put it around everything. */
function isWrapper(element: PageElement): boolean {
  if (element.name !== "figure" || element.find(({ name }) => PICTURED.has(name)) !== null) return false;
  return element.find(({ name }) => PARAGRAPHS.has(name)) !== null;
}

/** schema.org's types of what is no part of an article's text. */
function hintByType(type: string): BlockHint | null {
  if (type === "") return null;
  if (/(?:Comment|UserComments|Review)$/.test(type)) return "comments";
  if (/(?:ImageObject|VideoObject|ImageGallery)$/.test(type)) return "picture";
  return /(?:BreadcrumbList|WPHeader|WPFooter|WPSideBar|WPAdBlock|SiteNavigationElement|ItemList)$/.test(type)
    ? "other"
    : null;
}

// What the names that sites give to their blocks say of them: words of `class` and `id`, as data. A hint is only
// a hint: main.ts asks how much of the page's text such a block holds before it believes it.

/**
 * `comments`: readers' texts. `other`: menus, teasers, buttons. `picture`: pictures and what stands under them.
 * `author`: sentences about who wrote the article.
 */
export type BlockHint = "author" | "comments" | "other" | "picture";

/** Beginnings of words, so that `related`, `relatedposts` and `sharedaddy` match alike. */
const COMMENTS =
  /^(?:comment|disqus|hypercomments|cackle|feedback|reviews$|discussion|otzyv|kommentar|koment|guestbook)/;
const OTHER =
  /^(?:relat(?:ed|ion)|recommend|teaser|tizer|promo|advert|adfox|banner|sponsor|shar(?:e|ing)|social|subscri|newsletter|breadcrumb|crumbs$|paginat|pager|sidebar|widget|popular|rating|menu|navbar|navigation|inject|readalso|readmore|seealso|similar|partner|relap|mgid|smi2|infox|lentainform|24smi|gnezdo|popup|modal|cookie|login|signin|registration|voting|polls?$|quiz|toolbar|embed|twitter|instagram|donat|counter|hashtag|keyword|rubricator|currency|weather|ticker|newsfeed|newslist|topnews|mostread|trending|onelink|yandex|inset|incut|infobox|factbox|spravka|dossier)/;
const OTHER_WORDS = words(
  "adv ads ad nav footer also more soc tags taglist tagcloud player tweet feed copyrights anonces materials noprint vote votes sharer form forms",
);
const PICTURE = words(
  "caption captions figcaption photo photos photogallery gallery galleries slider carousel picture pictures image images img copyright " +
    "credit credits photoview lightbox infographic infographics video videos",
);
/** Names of the sentence under the title. */
const LEAD = words(
  "lead lede subtitle subtitles subhead announce announcement anons anonce standfirst intro description preface summary",
);
const BYLINE = words("author authors autor avtor byline columnist columnists kolumnist");
/** Names of quotations, whose author wrote nothing of the page: `quote__author`. */
const QUOTED = /^(?:block)?(?:quot|citat|cite$)/;
/**
 * Names of the block that holds the story, whole or in pairs: `article__body`, `js-mediator-article`, `entry-content`.
 */
const BODY_NAME =
  /(?:^|[\s_-])(?:(?:article|news|post|entry|story|topic|material|doc|document|publication|page|single|node|item|detail|content|text|main)[\s_-]{1,2}(?:body|text|content|article|inner|detail|fulltext)|articlebody|articletext|newstext|fulltext|mediator-article|article-?fulltext)(?![a-z])/;
const MAX_NAME_LENGTH = 300;

/** The names of a block in small letters, camel case parted by hyphens: what the functions below take. */
export function blockName(className: string, id: string): string {
  if (className === "" && id === "") return "";
  return `${className} ${id}`
    .slice(0, MAX_NAME_LENGTH)
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase();
}

/** Finds the hint in a name, or null. */
function blockHint(name: string): BlockHint | null {
  let hint: BlockHint | null = null;
  for (const word of name.split(/[^a-z0-9]+/)) {
    if (COMMENTS.test(word)) return "comments";
    if (isOther(word)) hint = "other";
    else if (hint === null && PICTURE.has(word)) hint = "picture";
  }
  return hint;
}

/**
 * Finds the stem of a name that speaks against its block, which may be the name of a block that others are parts of:
 * `post-popup` of `post-popup__date` and of `post-popup`. Null for others.
 */
export function hintStem(name: string): string | null {
  for (const token of name.split(/\s+/)) {
    const parts = token.split("_");
    const end = parts.findIndex((part) => part.split("-").some((word) => isOther(word) || PICTURE.has(word)));
    if (end >= 0) return parts.slice(0, end + 1).join("_");
  }
  return null;
}

function isOther(word: string): boolean {
  return OTHER.test(word) || OTHER_WORDS.has(word);
}

/** Blocks into which systems put advertising: tags of AMP, and beginnings of words in names. */
const SLOT_TAGS = words("amp-ad amp-embed amp-sticky-ad amp-sidebar amp-next-page");
const SLOT =
  /^(?:adfox|adsby|banner|rtb|sidebar|widget|teaser|tizer|relap|mgid|smi2|infox|lentainform|24smi|gnezdo|popup|modal|yandex)/;

/**
 * Tells whether a mark of advertising marks the block that it stands in, and not the article: in a slot, and beside a
 * link in any block that speaks against its text. Marks of the article stand in blocks of such names too
 * (`article__advert`).
 */
export function isMarkOfBlock({ hints, linkShare }: HtmlLine): boolean {
  return hints.some(({ element, hint }) => hint === "other" && (linkShare > 0 || isSlot(element)));
}

function isSlot(element: PageElement): boolean {
  const name = blockName(element.attribute("class"), element.attribute("id"));
  return SLOT_TAGS.has(element.name) || name.split(/[^a-z0-9]+/).some((word) => SLOT.test(word));
}

/** Tells whether a name is of a block with the author: `article__author`, `byline`. */
function isBylineName(name: string): boolean {
  const parts = name.split(/[^a-z0-9]+/);
  return parts.some((word) => BYLINE.has(word)) && !parts.some((word) => QUOTED.test(word));
}

function isLeadName(name: string): boolean {
  return name.split(/[^a-z0-9]+/).some((word) => LEAD.has(word));
}

export function isBodyName(name: string): boolean {
  return BODY_NAME.test(name);
}
