/**
 * What the elements around a text say of it (layer 1): heading, item, quotation, caption, and the names and tags that speak
 * against it.
 */
import { attributeOf } from "./dom.ts";
import { type BlockHint, blockHint, blockName, isBylineName, isLeadName } from "./hints.ts";

/** A block whose name or tag speaks against it. */
export interface HintedBlock {
  readonly element: Element;
  readonly hint: BlockHint;
}

/** All that is told by the elements around. */
export interface BlockContext {
  /** 1 to 6 for a heading, else 0. */
  readonly headingLevel: number;
  readonly isListItem: boolean;
  readonly isQuote: boolean;
  /** The caption of a figure or a table. */
  readonly isCaption: boolean;
  /** In a block that is named as sites name the sentence under the title. */
  readonly isLead: boolean;
  /** Text that keeps its own line breaks. */
  readonly isPreformatted: boolean;
  /** The outermost block around it that is named for the author, or null. */
  readonly author: Element | null;
  /** Blocks around it that speak against it, the outermost first. */
  readonly hints: readonly HintedBlock[];
}

const HINT_BY_TAG: ReadonlyMap<string, BlockHint> = new Map([
  ["nav", "other"],
  ["menu", "other"],
  ["aside", "other"],
  ["footer", "other"],
  ["figure", "picture"],
  // AMP's elements for what is no text; their fallbacks are texts of their own.
  ...[
    ...[
      "ad",
      "embed",
      "sticky-ad",
      "twitter",
      "instagram",
      "facebook",
      "telegram",
      "iframe",
      "social-share",
      "consent",
    ],
    ...["sidebar", "user-notification", "list", "next-page", "form", "state"],
  ].map((name): [string, BlockHint] => [`amp-${name}`, "other"]),
  ...["carousel", "image-lightbox", "lightbox", "youtube", "video"].map((name): [string, BlockHint] => [
    `amp-${name}`,
    "picture",
  ]),
]);
const HINT_BY_ROLE: ReadonlyMap<string, BlockHint> = new Map([
  ["navigation", "other"],
  ["complementary", "other"],
  ["contentinfo", "other"],
  ["banner", "other"],
  ["search", "other"],
  ["dialog", "other"],
]);

/** Outside of everything. */
export const outsideContext: BlockContext = {
  headingLevel: 0,
  isListItem: false,
  isQuote: false,
  isCaption: false,
  isLead: false,
  isPreformatted: false,
  author: null,
  hints: [],
};

/** What the name of a block says. */
interface NameFacts {
  readonly hint: BlockHint | null;
  readonly isLead: boolean;
  readonly isByline: boolean;
}

const NAMELESS: NameFacts = { hint: null, isLead: false, isByline: false };

/** What the names of a page's blocks say, each worked out once: a page has a thousand blocks and a hundred names. */
export class BlockNames {
  readonly #facts = new Map<string, NameFacts>();

  of(element: Element): NameFacts {
    const [className, id] = [attributeOf(element, "class"), attributeOf(element, "id")];
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

/** What a block adds to what is around it. */
export function blockContext(element: Element, around: BlockContext, names: BlockNames): BlockContext {
  const tag = element.localName;
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

/** What the names of an element add, be it a block or not. */
export function inlineContext(element: Element, around: BlockContext, names: BlockNames): BlockContext {
  const name = names.of(element);
  const hint =
    HINT_BY_TAG.get(element.localName) ??
    HINT_BY_ROLE.get(attributeOf(element, "role")) ??
    hintByType(attributeOf(element, "itemtype")) ??
    name.hint;
  const isLead =
    around.isLead || name.isLead || /^(?:description|alternativeHeadline)$/.test(attributeOf(element, "itemprop"));
  const author = around.author ?? (name.isByline ? element : null);
  if (hint === null && isLead === around.isLead && author === around.author) return around;
  return { ...around, isLead, author, hints: hint === null ? around.hints : [...around.hints, { element, hint }] };
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
