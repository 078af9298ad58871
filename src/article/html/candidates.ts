/**
 * Blocks of a page that may hold its article (layer 1): those that the markup marks or names, and the innermost one that
 * holds most of the sentences. Which of them is believed is decided in html-main.ts.
 */

import { stripGluedMore } from "../line-rules/teaser.ts";
import { lineShape } from "../text/line-shape.ts";
import type { HtmlLine } from "./blocks.ts";
import { attributeOf } from "./dom.ts";
import { blockName, isBodyName } from "./hints.ts";

/** As page-model.ts has it: a sentence of some length, or a paragraph that lost its full stop. */
const STORY_WORDS = 12;
const UNENDED_STORY_WORDS = 40;
const MAX_STORY_LINK_SHARE = 0.5;

/** The words of a line that is a sentence of a story; 0 for others. */
export function storyWords(line: HtmlLine): number {
  if (line.headingLevel > 0 || line.isCaption || line.linkShare > MAX_STORY_LINK_SHARE) return 0;
  const { words, endsSentence } = lineShape(stripGluedMore(line.text));
  return words >= UNENDED_STORY_WORDS || (words >= STORY_WORDS && endsSentence) ? words : 0;
}

/** How many words of sentences each block of a page holds. */
export class BlockWords {
  readonly #wordsIn = new Map<Element, number>();

  /** `words` are those of each line; only lines that `isCounted` count. Linear in the lines times the depth. */
  constructor(lines: readonly HtmlLine[], words: readonly number[], isCounted: (line: number) => boolean) {
    for (const [line, count] of words.entries()) {
      if (count === 0 || !isCounted(line)) continue;
      let element: Element | null = lines[line]?.block ?? null;
      for (; element !== null; element = element.parentElement) this.#wordsIn.set(element, this.of(element) + count);
    }
  }

  of(element: Element): number {
    return this.#wordsIn.get(element) ?? 0;
  }

  /** The blocks that hold any, inner ones before those around them. */
  blocks(): Iterable<Element> {
    return this.#wordsIn.keys();
  }
}

/** A block is the innermost that holds such a share of the sentences of the one around it. */
const DESCENT_SHARE = 0.8;
const PARAGRAPHS: ReadonlySet<string> = new Set("p li blockquote dd dt h1 h2 h3 h4 h5 h6 pre".split(" "));

/** Looks for the blocks of one page. */
export class CandidateBlocks {
  readonly #body: Element;
  readonly #words: BlockWords;
  readonly #names: ReadonlyMap<string, number>;

  constructor(body: Element, lines: readonly HtmlLine[], words: BlockWords) {
    this.#body = body;
    this.#words = words;
    this.#names = countNames(lines);
  }

  /** The block that schema.org's markup calls the article's body; of several side by side, the one around them. */
  marked(minWords: number): Element | null {
    const [first, second] = markedBodies(this.#body, this.#words);
    if (first === undefined) return null;
    const around = second !== undefined && second.parentElement === first.parentElement ? first.parentElement : null;
    const block = around ?? first;
    return this.#words.of(block) >= minWords ? block : null;
  }

  /** The innermost block with a name such as `article__text` that holds enough, and is not one of several of its name. */
  named(minWords: number): Element | null {
    const named = Array.from(this.#words.blocks()).filter(
      (element) =>
        isBodyName(blockName(attributeOf(element, "class"), attributeOf(element, "id"))) && this.#isOne(element),
    );
    return this.#innermostOf(named, minWords);
  }

  /** The innermost `<article>` or `<main>` that holds enough. */
  tagged(minWords: number): Element | null {
    return this.#innermostOf(
      Array.from(this.#body.querySelectorAll("article, main, [role=main], [role=article]")),
      minWords,
    );
  }

  /** Goes down from the body to the block inside that holds nearly all sentences, as long as there is one. */
  innermost(): Element {
    let current = this.#body;
    for (;;) {
      const needed = DESCENT_SHARE * this.#words.of(current);
      const next = Array.from(current.children).find((child) => this.#words.of(child) >= needed);
      if (needed === 0 || next === undefined || !this.#isOne(next)) return current;
      current = next;
    }
  }

  /** Where a page without a long sentence would have its text. */
  empty(): Element {
    return this.#body.querySelector("[itemprop~=articleBody], article, main") ?? this.#body;
  }

  #innermostOf(elements: readonly Element[], minWords: number): Element | null {
    let found: Element | null = null;
    for (const element of elements) {
      const isEnough = this.#words.of(element) >= Math.max(minWords, 1);
      if (isEnough && (found === null || found.contains(element))) found = element;
    }
    return found;
  }

  /** A paragraph, or a block for each paragraph, is no body, however long one of them is. */
  #isOne(element: Element): boolean {
    if (PARAGRAPHS.has(element.localName)) return false;
    return element.className === "" || (this.#names.get(nameOf(element)) ?? 0) <= 1;
  }
}

/** The blocks that are marked as an article's body and hold sentences, in the order of the page. */
export function markedBodies(body: Element, words: BlockWords): Element[] {
  return Array.from(body.querySelectorAll("[itemprop~=articleBody]")).filter((element) => words.of(element) > 0);
}

/** How many of the blocks around lines have a name. Linear: no block is visited twice. */
function countNames(lines: readonly HtmlLine[]): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  const visited = new Set<Element>();
  for (const { block } of lines) {
    let element: Element | null = block;
    for (; element !== null && !visited.has(element); element = element.parentElement) {
      visited.add(element);
      names.set(nameOf(element), (names.get(nameOf(element)) ?? 0) + 1);
    }
  }
  return names;
}

function nameOf(element: Element): string {
  return `${element.localName}.${attributeOf(element, "class")}`;
}
