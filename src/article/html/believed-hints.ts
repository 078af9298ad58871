/**
 * What speaks against lines and is believed (layer 1): names and tags of blocks, cards of other articles, and sentences about
 * the author. Sites give such names to what holds the article too, so that a block with the title, with the marked body or
 * with much of the page's text in it is none of these.
 */

import { lineShape } from "../text/line-shape.ts";
import type { HtmlLine } from "./blocks.ts";
import { BlockWords } from "./candidates.ts";
import type { HintedBlock } from "./context.ts";
import { attributeOf } from "./dom.ts";
import { type BlockHint, blockName, hintStem } from "./hints.ts";

/** The page as the hints are weighed against it. */
interface HintedPage {
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

// Cards of other articles: a linked headline with a sentence or two below it, in a block that is one of several
// alike. Beside a note of one sentence, a column of them holds most of a page's text.

/** So many blocks alike are a list; two may be parts of one article, unless the block around has a name of such lists. */
const MIN_CARDS = 3;
const MIN_NAMED_CARDS = 2;
/** A part of an article that is headed by a link has more words in one of its blocks. */
const MAX_CARD_WORDS = 60;
const MIN_HEADLINE_WORDS = 3;
/** Time, rubric and picture stand between a headline and its text. */
const MAX_BETWEEN = 3;

/** The blocks that are cards. `words` are those of each line that is a sentence of a story. Linear in the lines times the depth. */
function findCards(lines: readonly HtmlLine[], words: readonly number[]): ReadonlySet<Element> {
  const groups = new Map<Element, Map<string, Set<Element>>>();
  const named = new Set<Element>();
  for (const [i, line] of lines.entries()) {
    if ((words[i] ?? 0) === 0) continue;
    const headline = headlineAbove(lines, words, i);
    const card = headline === null ? null : blockAround(headline.block, line.block);
    if (card?.parentElement == null || card.localName === "body") continue;
    const alike = groups.get(card.parentElement) ?? new Map<string, Set<Element>>();
    const name = `${card.localName}.${attributeOf(card, "class")}`;
    if (line.hints.some(({ hint }) => hint === "other")) named.add(card);
    groups.set(card.parentElement, alike.set(name, (alike.get(name) ?? new Set<Element>()).add(card)));
  }
  const wordsIn = new BlockWords(lines, words, () => true);
  const isList = (cards: ReadonlySet<Element>) => {
    const isNamed = [...cards].every((card) => named.has(card));
    const isShort = [...cards].every((card) => wordsIn.of(card) <= MAX_CARD_WORDS);
    return isShort && cards.size >= (isNamed ? MIN_NAMED_CARDS : MIN_CARDS);
  };
  const lists = [...groups.values()].flatMap((alike) => [...alike.values()]).filter(isList);
  return new Set(lists.flatMap((cards) => [...cards]));
}

/** The line above that is a link to another page as a whole; null where a sentence stands between. */
function headlineAbove(lines: readonly HtmlLine[], words: readonly number[], i: number): HtmlLine | null {
  for (let above = i - 1; above >= Math.max(0, i - MAX_BETWEEN); above -= 1) {
    const line = lines[above];
    if (line === undefined || (words[above] ?? 0) > 0 || line.headingLevel === 1) return null;
    if (line.isLink && line.text.split(" ").length >= MIN_HEADLINE_WORDS) return isElsewhere(line) ? line : null;
  }
  return null;
}

/** Items of a live report are headed by links to themselves. */
function isElsewhere({ block }: HtmlLine): boolean {
  const link = block.closest("a[href]") ?? block.querySelector("a[href]");
  return link !== null && !attributeOf(link, "href").includes("#");
}

/** The innermost block that holds both. */
function blockAround(one: Element, other: Element): Element | null {
  const around = new Set<Element>();
  for (let block: Element | null = one; block !== null; block = block.parentElement) around.add(block);
  let common: Element | null = other;
  while (common !== null && !around.has(common)) common = common.parentElement;
  return common;
}
