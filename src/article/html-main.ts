/**
 * Which part of a page holds the article (layer 1): Readability's choice, the block that the markup names, and the block
 * that holds most of the sentences are compared by the words of story that each keeps. Line by line, what of it is the
 * article is decided later.
 */

import type { HintedBlock, HtmlLine } from "./html-blocks.ts";
import { attributeOf } from "./html-dom.ts";
import { type BlockHint, blockName, isBodyName } from "./html-hints.ts";
import { lineShape } from "./line-shape.ts";

/** The lines that may be the article or stand at its head, and why the others may not. */
export interface MainText {
  /** Places among the page's lines, ascending. */
  readonly lines: readonly number[];
  /** The hint that a line was left out by; null for a line that is only outside. */
  readonly hintOf: (line: number) => BlockHint | null;
  /** Words of sentences in the part that was chosen. */
  readonly storyWords: number;
}

/** What is compared. */
export interface PageParts {
  readonly lines: readonly HtmlLine[];
  readonly body: Element;
  /** The places of the lines that say the title, ascending. */
  readonly titleLines: readonly number[];
  /** The lines that Readability kept, or null where it was not asked or found nothing. */
  readonly readable: ReadonlySet<number> | null;
}

/** As page-model.ts has it: a sentence of some length, or a paragraph that lost its full stop. */
const STORY_WORDS = 12;
const UNENDED_STORY_WORDS = 40;
const MAX_STORY_LINK_SHARE = 0.5;
/** A block with such a share of the page's sentences is no menu, whatever its name. Comments may outgrow a short note. */
const MAX_HINTED_SHARE: Readonly<Record<BlockHint, number>> = { comments: 0.97, other: 0.5, picture: 0.3 };
/** Of the words of the best choice, a block that the markup names has to keep so many. Our decision, on real pages. */
const MARKED_SHARE = 0.5;
const NAMED_SHARE = 0.6;
const TAGGED_SHARE = 0.8;
/** Below such a share of all sentences Readability has taken the wrong block. */
const MIN_READABLE_SHARE = 0.3;
/** A block is the innermost that holds such a share of the sentences of the one around it. */
const DESCENT_SHARE = 0.8;
/** Lines above the story that may say title, date and author where no title is found there. */
const HEAD_LINES = 8;

/** Chooses. Linear in the lines times the depth of the markup. */
export function chooseMain(parts: PageParts): MainText {
  const chooser = new MainChooser(parts);
  return chooser.choose();
}

type Selection = (line: number) => boolean;

class MainChooser {
  readonly #parts: PageParts;
  /** Words of each line that is a sentence of a story; 0 for others. */
  readonly #words: readonly number[];
  readonly #total: number;
  readonly #wordsIn = new Map<Element, number>();
  readonly #hints: readonly (BlockHint | null)[];

  constructor(parts: PageParts) {
    this.#parts = parts;
    this.#words = parts.lines.map(storyWords);
    this.#total = this.#words.reduce((sum, words) => sum + words, 0);
    this.#count(() => true);
    this.#hints = parts.lines.map((line) => this.#hintOf(line));
    this.#count((line) => this.#hints[line] === null);
  }

  choose(): MainText {
    const { lines } = this.#parts;
    const end = this.#endOfFirstArticle();
    const isCandidate: Selection = (line) => line < end && this.#hints[line] === null;
    this.#count(isCandidate);
    const chosen = this.#chooseBlock(isCandidate);
    const kept = [...lines.keys()].filter((line) => isCandidate(line) && chosen(line));
    const first = kept.find((line) => (this.#words[line] ?? 0) > 0) ?? kept[0] ?? 0;
    const head = this.#headOf(first).filter((line) => isCandidate(line) && !chosen(line));
    const start = this.#titleBefore(first) ?? head[0] ?? first;
    return {
      lines: [...head, ...kept.filter((line) => line >= start)].sort((a, b) => a - b),
      hintOf: (line) => this.#hints[line] ?? null,
      storyWords: kept.reduce((sum, line) => sum + (this.#words[line] ?? 0), 0),
    };
  }

  /** The first choice in order of trust that keeps enough of what the best keeps. */
  #chooseBlock(isCandidate: Selection): Selection {
    const { body, readable } = this.#parts;
    const innermost = this.#innermost(body);
    const wordsOf = (selection: Selection) =>
      this.#words.reduce((sum, words, line) => sum + (isCandidate(line) && selection(line) ? words : 0), 0);
    const inReadable: Selection = (line) => readable?.has(line) === true;
    const readableWords = wordsOf(inReadable);
    const allWords = this.#wordsIn.get(innermost) ?? 0;
    const best = readableWords >= MIN_READABLE_SHARE * allWords ? readableWords : allWords;
    const block =
      this.#markedBlock(MARKED_SHARE * best) ??
      this.#namedBlock(NAMED_SHARE * best) ??
      this.#taggedBlock(TAGGED_SHARE * best);
    if (best === 0) return this.#inside(this.#emptyBlock() ?? body);
    const isTooWide = block !== null && (this.#wordsIn.get(block) ?? 0) > best / TAGGED_SHARE;
    if (block !== null && !isTooWide) return this.#inside(block);
    return readableWords === best ? inReadable : this.#inside(innermost);
  }

  /** The block that schema.org's markup calls the article's body. */
  #markedBlock(minWords: number): Element | null {
    const marked = Array.from(this.#parts.body.querySelectorAll("[itemprop~=articleBody]"));
    return marked.find((element) => (this.#wordsIn.get(element) ?? 0) >= Math.max(minWords, 1)) ?? null;
  }

  /** The innermost block with a name such as `article__text` that holds enough. */
  #namedBlock(minWords: number): Element | null {
    let found: Element | null = null;
    for (const [element, words] of this.#wordsIn) {
      if (words < Math.max(minWords, 1) || (found !== null && !found.contains(element))) continue;
      if (isBodyName(blockName(attributeOf(element, "class"), attributeOf(element, "id")))) found = element;
    }
    return found;
  }

  /** The innermost `<article>` or `<main>` that holds enough. */
  #taggedBlock(minWords: number): Element | null {
    let found: Element | null = null;
    for (const element of this.#parts.body.querySelectorAll("article, main, [role=main], [role=article]")) {
      const isEnough = (this.#wordsIn.get(element) ?? 0) >= Math.max(minWords, 1);
      if (isEnough && (found === null || found.contains(element))) found = element;
    }
    return found;
  }

  /** Where a page without a long sentence would have its text. */
  #emptyBlock(): Element | null {
    return this.#parts.body.querySelector("[itemprop~=articleBody], article, main");
  }

  /** Goes down from a block to the one inside that holds nearly all of its sentences, as long as there is one. */
  #innermost(from: Element): Element {
    let current = from;
    for (;;) {
      const needed = DESCENT_SHARE * (this.#wordsIn.get(current) ?? 0);
      const next = Array.from(current.children).find((child) => (this.#wordsIn.get(child) ?? 0) >= needed);
      if (needed === 0 || next === undefined || !next.firstElementChild) return current;
      current = next;
    }
  }

  #inside(element: Element): Selection {
    const { lines } = this.#parts;
    const inside = new Map<Element, boolean>();
    return (line) => {
      const block = lines[line]?.block;
      if (block === undefined) return false;
      const known = inside.get(block) ?? element.contains(block);
      inside.set(block, known);
      return known;
    };
  }

  /** Pages that go on with the next article when one scrolls have several; the first is the page's own. */
  #endOfFirstArticle(): number {
    const { lines, body } = this.#parts;
    const bodies = Array.from(body.querySelectorAll("[itemprop~=articleBody]")).filter(
      (element) => (this.#wordsIn.get(element) ?? 0) > 0,
    );
    const headed = Array.from(body.querySelectorAll("article")).filter(
      (element) => element.querySelector("h1") !== null && (this.#wordsIn.get(element) ?? 0) > 0,
    );
    const second = secondOf(bodies) ?? secondOf(headed);
    if (second === null) return lines.length;
    const isInside = this.#inside(second);
    const start = [...lines.keys()].find(isInside);
    return start ?? lines.length;
  }

  /** The lines from the title down to the story. */
  #headOf(first: number): number[] {
    const from = this.#titleBefore(first) ?? Math.max(0, first - HEAD_LINES);
    return Array.from({ length: first - from }, (_, i) => from + i);
  }

  #titleBefore(first: number): number | null {
    return this.#parts.titleLines.findLast((line) => line <= first && this.#hints[line] === null) ?? null;
  }

  /** The hint that holds for a line: of a block that has no title in it and not too much of the page's text. */
  #hintOf(line: HtmlLine): BlockHint | null {
    return line.hints.find((block) => this.#isBelieved(block))?.hint ?? null;
  }

  readonly #believed = new Map<Element, boolean>();

  #isBelieved({ element, hint }: HintedBlock): boolean {
    const known = this.#believed.get(element);
    if (known !== undefined) return known;
    const share = this.#total === 0 ? 0 : (this.#wordsIn.get(element) ?? 0) / this.#total;
    const isBelieved = share <= MAX_HINTED_SHARE[hint] && !this.#holdsArticle(element);
    this.#believed.set(element, isBelieved);
    return isBelieved;
  }

  #holdsArticle(element: Element): boolean {
    const { lines, titleLines } = this.#parts;
    if (
      attributeOf(element, "itemprop") === "articleBody" ||
      element.querySelector("[itemprop~=articleBody]") !== null
    ) {
      return true;
    }
    return titleLines.some((line) => {
      const title = lines[line];
      return title?.headingLevel === 1 && element.contains(title.block);
    });
  }

  /** Sums the words of the selected lines in each block around them. */
  #count(isCounted: Selection): void {
    this.#wordsIn.clear();
    for (const [line, words] of this.#words.entries()) {
      if (words === 0 || !isCounted(line)) continue;
      let element: Element | null = this.#parts.lines[line]?.block ?? null;
      for (; element !== null; element = element.parentElement) {
        this.#wordsIn.set(element, (this.#wordsIn.get(element) ?? 0) + words);
      }
    }
  }
}

/** The second of several blocks that are not inside of each other. */
function secondOf(elements: readonly Element[]): Element | null {
  const [first, ...others] = elements;
  return first === undefined ? null : (others.find((other) => !first.contains(other)) ?? null);
}

function storyWords(line: HtmlLine): number {
  if (line.headingLevel > 0 || line.isCaption || line.linkShare > MAX_STORY_LINK_SHARE) return 0;
  const { words, endsSentence } = lineShape(line.text);
  return words >= UNENDED_STORY_WORDS || (words >= STORY_WORDS && endsSentence) ? words : 0;
}
