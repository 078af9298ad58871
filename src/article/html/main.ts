/**
 * Which part of a page holds the article (layer 1): Readability's choice, the block that the markup names, and the block
 * that holds most of the sentences are compared by the words of story that each keeps. Line by line, what of it is the
 * article is decided later.
 */

import { findDates } from "../dates/date-formats.ts";
import { findNoise } from "../line-rules/boilerplate.ts";
import { lineShape } from "../text/line-shape.ts";
import { BelievedHints } from "./believed-hints.ts";
import type { HtmlLine } from "./blocks.ts";
import { BlockWords, CandidateBlocks, markedBodies, storyWords } from "./candidates.ts";
import { attributeOf } from "./dom.ts";
import type { BlockHint } from "./hints.ts";

/** The lines that may be the article or stand at its head, and why the others may not. */
export interface MainText {
  /** Places among the page's lines, ascending. */
  readonly lines: readonly number[];
  /** The hint that a line was left out by; null for a line that is only outside. */
  readonly hintOf: (line: number) => BlockHint | null;
  /** Words of sentences in the part that was chosen. */
  readonly storyWords: number;
  /** Whether all sentences of the page stand in cards of other articles. */
  readonly isListOfCards: boolean;
}

/** What is compared. */
interface PageParts {
  readonly lines: readonly HtmlLine[];
  readonly body: Element;
  /** The places of the lines that say the title, ascending. */
  readonly titleLines: readonly number[];
  /** Asks for the lines that Readability keeps; null where it finds nothing. It costs as much as all else. */
  readonly findReadable: () => ReadonlySet<number> | null;
}

/** A block that the markup names and that holds so many of all words needs no second opinion. Of the words of the best choice, a named one has to keep so many. Untuned, on real pages. */
const SURE_SHARE = 0.8;
const MARKED_SHARE = 0.5;
const NAMED_SHARE = 0.6;
const TAGGED_SHARE = 0.8;
/** Below such a share of all sentences Readability has taken the wrong block. */
const MIN_READABLE_SHARE = 0.3;
/** Lines above the story that may say title, date and author where no title is found there. */
const HEAD_LINES = 8;
/** A page's date stands above its title as often as below. */
const LINES_ABOVE_TITLE = 6;
const MIN_SENTENCE_WORDS = 5;
/** Pages that go on without an end are saved with a few articles. */
const MAX_HEADINGS = 20;
const MAX_DATED_LENGTH = 120;
const MAX_DATED_WORDS = 14;

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
  readonly #hints: readonly (BlockHint | null)[];
  readonly #isListed: readonly boolean[];

  constructor(parts: PageParts) {
    this.#parts = parts;
    this.#words = parts.lines.map(storyWords);
    const believed = new BelievedHints(parts, this.#words);
    this.#hints = parts.lines.map((line) => believed.of(line));
    this.#isListed = parts.lines.map((line) => believed.isListed(line));
  }

  choose(): MainText {
    const { lines } = this.#parts;
    const end = this.#endOfFirstArticle();
    const isOwn: Selection = (line) => line < end && this.#hints[line] === null;
    const begin = this.#endOfTeasersAbove(isOwn);
    const isCandidate: Selection = (line) => line >= begin && isOwn(line);
    const chosen = this.#chooseBlock(isCandidate);
    const kept = [...lines.keys()].filter((line) => isCandidate(line) && chosen(line));
    const first = kept.find((line) => (this.#words[line] ?? 0) > 0) ?? kept[0] ?? 0;
    const head = this.#headOf(first).filter((line) => isOwn(line));
    const start = head[0] ?? first;
    const chosenLines = new Set([...head, ...kept.filter((line) => line >= start)]);
    return {
      lines: [...chosenLines].sort((a, b) => a - b),
      hintOf: (line) => this.#hints[line] ?? null,
      storyWords: kept.reduce((sum, line) => sum + (this.#words[line] ?? 0), 0),
      isListOfCards: this.#isListOfCards(),
    };
  }

  /**
   * The title's line where all sentences above it stand beside links, as summaries of other articles do, and a sentence
   * stands near below it; else 0. A short article has fewer words than the cards above it.
   */
  #endOfTeasersAbove(isOwn: Selection): number {
    const { lines, titleLines } = this.#parts;
    const title = titleLines[0] ?? 0;
    const isCard: Selection = (line) => lines[line - 1]?.isLink === true || lines[line + 1]?.isLink === true;
    const areCards = range(0, title).every((line) => (this.#words[line] ?? 0) === 0 || !isOwn(line) || isCard(line));
    const hasText = range(title + 1, Math.min(lines.length, title + HEAD_LINES)).some(
      (line) => isOwn(line) && isSentence(lines[line]),
    );
    return areCards && hasText ? title : 0;
  }

  #isListOfCards(): boolean {
    const { lines } = this.#parts;
    const isOther: Selection = (line) => this.#hints[line] !== null || this.#isListed[line] === true;
    return (
      this.#isListed.includes(true) && [...lines.keys()].every((line) => isOther(line) || !isSentence(lines[line]))
    );
  }

  /** The first choice in order of trust that keeps enough of what the best keeps. */
  #chooseBlock(isCandidate: Selection): Selection {
    const { lines, body } = this.#parts;
    const words = new BlockWords(lines, this.#words, isCandidate);
    const blocks = new CandidateBlocks(body, lines, words);
    const innermost = blocks.innermost();
    const most = words.of(innermost);
    if (most === 0) return this.#inside(blocks.empty());
    const sure = blocks.marked(SURE_SHARE * most) ?? blocks.named(SURE_SHARE * most);
    if (sure !== null) return this.#inside(sure);
    const readable = this.#parts.findReadable();
    const inReadable: Selection = (line) => readable?.has(line) === true;
    const readableWords = this.#words.reduce(
      (sum, count, line) => sum + (isCandidate(line) && inReadable(line) ? count : 0),
      0,
    );
    const isReadableBest = readableWords > 0 && readableWords >= MIN_READABLE_SHARE * most;
    const best = isReadableBest ? readableWords : most;
    const block =
      blocks.marked(MARKED_SHARE * best) ?? blocks.named(NAMED_SHARE * best) ?? blocks.tagged(TAGGED_SHARE * best);
    if (block !== null && words.of(block) <= best / TAGGED_SHARE) return this.#inside(block);
    return isReadableBest ? inReadable : this.#inside(innermost);
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
    const words = new BlockWords(lines, this.#words, (line) => this.#hints[line] === null);
    const scopes = markedBodies(body, words).map(
      (element) => element.parentElement?.closest("article, [itemscope]") ?? null,
    );
    const headed = new Set<Element>();
    for (const heading of body.getElementsByTagName("h1")) {
      const article = heading.closest("article");
      if (article !== null && words.of(article) > 0) headed.add(article);
    }
    const second =
      secondOf(scopes.filter((scope) => scope !== null)) ?? secondOf([...headed]) ?? secondOf(headedAlike(body, words));
    if (second === null) return lines.length;
    const start = [...lines.keys()].find(this.#inside(second));
    return start ?? lines.length;
  }

  /** The lines from the title down to the story, and the dates right above the title. */
  #headOf(first: number): number[] {
    const { lines, titleLines } = this.#parts;
    const title = titleLines.findLast((line) => line <= first && this.#hints[line] === null);
    const from = title ?? Math.max(0, first - HEAD_LINES);
    const above = range(Math.max(0, from - LINES_ABOVE_TITLE), from).filter((line) => isDated(lines[line]));
    return [...above, ...range(from, first)];
  }
}

/** What a story may consist of, however short; no notice and no button. */
function isSentence(line: HtmlLine | undefined): boolean {
  if (line === undefined || line.isLink || line.isCaption || line.headingLevel > 0) return false;
  const shape = lineShape(line.text);
  return shape.endsSentence && shape.words >= MIN_SENTENCE_WORDS && findNoise(line.text, shape) === null;
}

/** Blocks of one name that hold a heading of the first level and sentences each, as the first of them is named. */
function headedAlike(body: Element, words: BlockWords): Element[] {
  const blocks: Element[] = [];
  for (const heading of Array.from(body.getElementsByTagName("h1")).slice(0, MAX_HEADINGS)) {
    let block = heading.parentElement;
    while (block !== null && block !== body && words.of(block) === 0) block = block.parentElement;
    if (block !== null && block !== body) blocks.push(block);
  }
  const name = (block: Element) => `${block.localName}.${attributeOf(block, "class")}`;
  const [first] = blocks;
  if (first === undefined) return [];
  return blocks.filter((block) => name(block) === name(first) && block.parentElement === first.parentElement);
}

/** The second of several blocks that are not inside of each other. */
function secondOf(elements: readonly Element[]): Element | null {
  const [first, ...others] = elements;
  return first === undefined ? null : (others.find((other) => !first.contains(other)) ?? null);
}

/** A short line that holds a date, and is no title of another article. */
function isDated(line: HtmlLine | undefined): boolean {
  if (line === undefined || line.text.length > MAX_DATED_LENGTH || line.text.split(" ").length > MAX_DATED_WORDS)
    return false;
  return findDates(line.text, { today: null }).length > 0;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}
