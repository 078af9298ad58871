/**
 * What speaks against lines and is believed (layer 1): names and tags of blocks, cards of other articles, and sentences about
 * the author. Sites give such names to what holds the article too, so that a block with the title, with the marked body or
 * with much of the page's text in it is none of these.
 */

import { lineShape } from "../text/line-shape.ts";
import type { HtmlLine } from "./blocks.ts";
import { BlockWords } from "./candidates.ts";
import { findCards } from "./cards.ts";
import type { HintedBlock } from "./context.ts";
import { attributeOf } from "./dom.ts";
import { type BlockHint, blockName, hintStem } from "./hints.ts";

/** The page as the hints are weighed against it. */
export interface HintedPage {
  readonly lines: readonly HtmlLine[];
  readonly body: Element;
  /** The places of the lines that say the title, ascending. */
  readonly titleLines: readonly number[];
}

/** A block with such a share of the page's sentences is no menu, whatever its name. Comments may outgrow a short note. */
const MAX_HINTED_SHARE: Readonly<Record<BlockHint, number>> = {
  author: 0.3,
  comments: 0.97,
  other: 0.5,
  picture: 0.3,
};
/** Cards are other articles' where so many words of sentences stand outside of them: else the page is a list. */
const MIN_OWN_WORDS = 12;
/** A name and a post are shorter; dates stand beside them. */
const MIN_ABOUT_WORDS = 6;

/** Weighs the hints of one page. */
export class BelievedHints {
  readonly #words: BlockWords;
  readonly #total: number;
  /** Blocks around the title or the body. */
  readonly #own: ReadonlySet<Element>;
  readonly #cards: ReadonlySet<Element>;
  /** The cards of a page that has no text but theirs, else none. */
  readonly #list: ReadonlySet<Element>;
  readonly #believed = new Map<Element, boolean>();

  /** `words` are those of each line that is a sentence of a story; 0 for others. */
  constructor({ lines, body, titleLines }: HintedPage, words: readonly number[]) {
    const marked = Array.from(body.querySelectorAll("[itemprop~=articleBody]"));
    const titles = titleLines.map((line) => lines[line]).filter((line) => line?.headingLevel === 1);
    this.#own = blocksAround([...marked, ...titles.map((line) => line?.block ?? body)]);
    const cards = new Set([...findCards(lines, words)].filter((card) => !this.#own.has(card)));
    const outside = new BlockWords(lines, words, (line) => !isInside(lines[line], cards));
    const isList = outside.of(body) < MIN_OWN_WORDS;
    this.#cards = isList ? new Set() : cards;
    this.#list = isList ? cards : new Set();
    this.#words = this.#cards.size > 0 ? outside : new BlockWords(lines, words, () => true);
    this.#total = this.#words.of(body);
  }

  /** Whether the line stands in a card of a page that has few words but those of its cards. */
  isListed(line: HtmlLine): boolean {
    return isInside(line, this.#list);
  }

  /** The hint that holds for a line, or null. */
  of(line: HtmlLine): BlockHint | null {
    let around: HintedBlock | null = null;
    for (const block of line.hints) {
      if (this.#isBelieved(block) && !isPartOf(block, around)) return block.hint;
      around = block;
    }
    if (isInside(line, this.#cards)) return "other";
    return isSentence(line) && line.author !== null && this.#isBelieved({ element: line.author, hint: "author" })
      ? "author"
      : null;
  }

  #isBelieved({ element, hint }: HintedBlock): boolean {
    const known = this.#believed.get(element);
    if (known !== undefined) return known;
    const share = this.#total === 0 ? 0 : this.#words.of(element) / this.#total;
    const isBelieved = share <= MAX_HINTED_SHARE[hint] && !this.#own.has(element);
    this.#believed.set(element, isBelieved);
    return isBelieved;
  }
}

/** `post-popup__date` in a `post-popup__content` that is no popup is none either. */
function isPartOf({ element, hint }: HintedBlock, around: HintedBlock | null): boolean {
  if (hint !== "other" || around?.hint !== hint) return false;
  const stem = stemOf(around.element);
  return stem !== null && stem === stemOf(element);
}

function stemOf(element: Element): string | null {
  return hintStem(blockName(attributeOf(element, "class"), attributeOf(element, "id")));
}

function isSentence({ text }: HtmlLine): boolean {
  const { words, endsSentence } = lineShape(text);
  return words >= MIN_ABOUT_WORDS && endsSentence;
}

/** Whether one of the blocks is around the line. As many steps as the markup is deep. */
function isInside(line: HtmlLine | undefined, blocks: ReadonlySet<Element>): boolean {
  if (blocks.size === 0) return false;
  for (let block = line?.block ?? null; block !== null; block = block.parentElement) if (blocks.has(block)) return true;
  return false;
}

/** The elements and all around them; no element is visited twice. */
function blocksAround(elements: readonly Element[]): ReadonlySet<Element> {
  const around = new Set<Element>();
  for (const element of elements) {
    let block: Element | null = element;
    for (; block !== null && !around.has(block); block = block.parentElement) around.add(block);
  }
  return around;
}
