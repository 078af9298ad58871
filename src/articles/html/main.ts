/**
 * Which part of a page holds the article: the block that the markup marks or names, if it holds enough of what the
 * block with most of the sentences holds, else that block. Line by line, what of it is the article is decided later.
 */

import { findDates } from "../dates/date-formats.ts";
import { STORY_WORDS, UNENDED_STORY_WORDS } from "../extraction/page-model.ts";
import { otherStories } from "../extraction/story-evidence.ts";
import { findNoise } from "../line-rules/boilerplate.ts";
import { stripGluedMore } from "../line-rules/teaser.ts";
import { lineShape } from "../text/line-shape.ts";
import { foldOf, shapeOf } from "../text/page-lines.ts";
import { type BlockHint, blockName, type HintedBlock, type HtmlLine, hintStem, isBodyName, isLink } from "./blocks.ts";
import type { PageDocument, PageElement } from "./document.ts";

/** A page whose main part is looked for. */
interface PageParts {
  readonly lines: readonly HtmlLine[];
  readonly document: PageDocument;
  /** The places of the lines that say the title, ascending. */
  readonly titleLines: readonly number[];
}

/** The lines that may be the article or stand at its head, and why the others may not. */
export interface MainText {
  /** Places among the page's lines, ascending. */
  readonly lines: readonly number[];
  /** The hint that a line was left out by; null for a line that is only outside. */
  readonly hintOf: (line: number) => BlockHint | null;
  /**
   * The first of some blocks around each other, the outermost first, that is believed to be none of the article's; null
   * for none.
   */
  readonly hintAmong: (blocks: readonly HintedBlock[]) => BlockHint | null;
  /** Words of sentences in the part that was chosen. */
  readonly storyWords: number;
  /** True if all sentences of the page stand in cards of other articles. */
  readonly isListOfCards: boolean;
}

/** Least share of a marked, named or tagged block in the words of the largest block. Untuned. */
const MARKED_SHARE = 0.5;
const NAMED_SHARE = 0.6;
const TAGGED_SHARE = 0.8;
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
  readonly #believed: BelievedHints;

  constructor(parts: PageParts) {
    this.#parts = parts;
    this.#words = parts.lines.map(storyWords);
    this.#believed = new BelievedHints(parts, this.#words);
    this.#hints = parts.lines.map((line) => this.#believed.of(line));
    this.#isListed = parts.lines.map((line) => this.#believed.isListed(line));
  }

  choose(): MainText {
    const { lines } = this.#parts;
    const { start: own, end } = this.#boundsOfArticle();
    const isOwn: Selection = (line) => line >= own && line < end && this.#hints[line] === null;
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
      hintAmong: (blocks) => this.#believed.among(blocks),
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
    const { lines, document } = this.#parts;
    const words = new BlockWords(lines, this.#words, isCandidate);
    const blocks = new CandidateBlocks(document, lines, words);
    const innermost = blocks.innermost();
    const most = words.of(innermost);
    if (most === 0) return this.#inside(blocks.empty());
    const block =
      blocks.marked(MARKED_SHARE * most) ?? blocks.named(NAMED_SHARE * most) ?? blocks.tagged(TAGGED_SHARE * most);
    return this.#inside(block ?? innermost);
  }

  #inside(element: PageElement): Selection {
    const isInside = insideOf(new Set([element]));
    return (line) => isInside(this.#parts.lines[line]);
  }

  /**
   * The lines [start, end) that may hold the page's own article. Pages that go on with the next article when one
   * scrolls have several, of which the first is the page's own; and pages that are drawn twice, for phones and for
   * desks, have the beginning of theirs before the whole.
   */
  #boundsOfArticle(): { readonly start: number; readonly end: number } {
    const { lines } = this.#parts;
    const second = this.#startOfSecondArticle();
    return this.#isFuller(second) ? { start: second, end: lines.length } : { start: 0, end: second };
  }

  /** Tells whether at least half of the sentences before a line are repeated behind it, with more words. */
  #isFuller(line: number): boolean {
    const { lines } = this.#parts;
    const isSaid: Selection = (place) => this.#hints[place] === null && (this.#words[place] ?? 0) > 0;
    const wordsOf = (places: readonly number[]): number =>
      places.reduce((sum, place) => sum + (this.#words[place] ?? 0), 0);
    const before = range(0, line).filter(isSaid);
    const behind = range(line, lines.length).filter(isSaid);
    const texts = new Set(behind.map((place) => lines[place]?.text));
    const repeated = before.filter((place) => texts.has(lines[place]?.text));
    return before.length > 0 && repeated.length * 2 >= before.length && wordsOf(behind) > wordsOf(before);
  }

  /** The first line of it; behind all lines where there is none. */
  #startOfSecondArticle(): number {
    const { lines, document } = this.#parts;
    const { elements } = document;
    const words = new BlockWords(lines, this.#words, (line) => this.#hints[line] === null);
    const scopes = markedBodies(elements, words).map((element) => element.parent?.closest(isArticle) ?? null);
    const headed = new Set<PageElement>();
    for (const heading of elements.filter(isTopHeading)) {
      const article = heading.closest(isArticle);
      if (article !== null && words.of(article) > 0) headed.add(article);
    }
    const second =
      secondOf(scopes.filter((scope) => scope !== null)) ??
      secondOf([...headed]) ??
      secondOf(headedAlike(document, words, (first) => this.#otherArticles(first)));
    if (second === null) return lines.length;
    const start = [...lines.keys()].find(this.#inside(second));
    return start ?? lines.length;
  }

  /**
   * Tells whether a block is no part of a long read: one of its first lines is a date, or it shares no words with the
   * first, which has the title of the page.
   */
  #otherArticles(first: PageElement): (block: PageElement) => boolean {
    const textsOf = (own: readonly number[]) =>
      own.filter((line) => (this.#words[line] ?? 0) > 0).map((line) => this.#parts.lines[line]?.text ?? "");
    const own = this.#linesIn(first);
    const { titleLines } = this.#parts;
    const hasTitle = titleLines.length === 0 || titleLines.some((line) => own.includes(line));
    const isOther = otherStories(() => textsOf(own));
    return (block) => {
      const inside = this.#linesIn(block);
      const isDatedBlock = inside.slice(0, HEAD_LINES).some((line) => isDated(this.#parts.lines[line]));
      return isDatedBlock || (hasTitle && isOther(textsOf(inside)));
    };
  }

  #linesIn(block: PageElement): number[] {
    return [...this.#parts.lines.keys()].filter(this.#inside(block));
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

/** Tells whether a line may be of a story, however short; no notice and no button. */
export function isSentence(line: HtmlLine | undefined): boolean {
  if (line === undefined || line.isLink || line.isCaption || line.headingLevel > 0) return false;
  const shape = shapeOf(line);
  return shape.endsSentence && shape.words >= MIN_SENTENCE_WORDS && findNoise(line.text, shape, foldOf(line)) === null;
}

/**
 * The block of the first heading of the first level, and those like it that hold such a heading and are other articles.
 */
function headedAlike(
  { body, elements }: PageDocument,
  words: BlockWords,
  otherThan: (first: PageElement) => (block: PageElement) => boolean,
): PageElement[] {
  const blocks: PageElement[] = [];
  for (const heading of elements.filter(isTopHeading).slice(0, MAX_HEADINGS)) {
    let block = heading.parent;
    while (block !== null && block !== body && words.of(block) === 0) block = block.parent;
    if (block !== null && block !== body) blocks.push(block);
  }
  const [first] = blocks;
  if (first === undefined) return [];
  const isAlike = (block: PageElement) => nameOf(block) === nameOf(first) && block.parent === first.parent;
  const isOther = otherThan(first);
  return blocks.filter((block) => block === first || (isAlike(block) && isOther(block)));
}

/** The second of several blocks that are not inside of each other. */
function secondOf(elements: readonly PageElement[]): PageElement | null {
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

// Blocks of a page that may hold its article: those that the markup marks or names, and the innermost one that
// holds most of the sentences. chooseMain decides which of them is believed.

const MAX_STORY_LINK_SHARE = 0.5;

/** The words of a line that is a sentence of a story; 0 for others. */
export function storyWords(line: HtmlLine): number {
  if (line.headingLevel > 0 || line.isCaption || line.linkShare > MAX_STORY_LINK_SHARE) return 0;
  const text = stripGluedMore(line.text);
  const { words, endsSentence } = text === line.text ? shapeOf(line) : lineShape(text);
  return words >= UNENDED_STORY_WORDS || (words >= STORY_WORDS && endsSentence) ? words : 0;
}

/** The number of words of sentences in each block of a page. */
class BlockWords {
  readonly #wordsIn = new Map<PageElement, number>();

  /**
   * `words` are those of each line; only lines that `isCounted` count. Linear in the lines and the blocks around them.
   */
  constructor(lines: readonly HtmlLine[], words: readonly number[], isCounted: (line: number) => boolean) {
    for (const [line, count] of words.entries()) {
      const block = lines[line]?.block;
      if (count === 0 || block === undefined || !isCounted(line)) continue;
      for (
        let around: PageElement | null = block;
        around !== null && !this.#wordsIn.has(around);
        around = around.parent
      )
        this.#wordsIn.set(around, 0);
      this.#add(block, count);
    }
    const depths = new Map<PageElement, number>();
    const depthOf = (element: PageElement): number => {
      const depth = depths.get(element) ?? (element.parent === null ? 0 : depthOf(element.parent) + 1);
      depths.set(element, depth);
      return depth;
    };
    const deepestFirst = [...this.#wordsIn.keys()].sort((a, b) => depthOf(b) - depthOf(a));
    for (const element of deepestFirst) {
      if (element.parent !== null) this.#add(element.parent, this.of(element));
    }
  }

  #add(element: PageElement, count: number): void {
    this.#wordsIn.set(element, this.of(element) + count);
  }

  of(element: PageElement): number {
    return this.#wordsIn.get(element) ?? 0;
  }

  /** The blocks that hold any, inner ones before those around them. */
  blocks(): Iterable<PageElement> {
    return this.#wordsIn.keys();
  }
}

/** A block is the innermost that holds such a share of the sentences of the one around it. */
const DESCENT_SHARE = 0.8;
const PARAGRAPHS: ReadonlySet<string> = new Set("p li blockquote dd dt h1 h2 h3 h4 h5 h6 pre".split(" "));

/** Looks for the blocks of one page. */
class CandidateBlocks {
  readonly #document: PageDocument;
  readonly #words: BlockWords;
  readonly #names: ReadonlyMap<string, number>;

  constructor(document: PageDocument, lines: readonly HtmlLine[], words: BlockWords) {
    this.#document = document;
    this.#words = words;
    this.#names = countNames(lines);
  }

  /** The block that schema.org's markup calls the article's body; of several side by side, the one around them. */
  marked(minWords: number): PageElement | null {
    const [first, second] = markedBodies(this.#document.elements, this.#words);
    if (first === undefined) return null;
    const around = second !== undefined && second.parent === first.parent ? first.parent : null;
    const block = around ?? first;
    return this.#words.of(block) >= minWords ? block : null;
  }

  /**
   * The innermost block with a name such as `article__text` that holds enough, and is not one of several of its name.
   */
  named(minWords: number): PageElement | null {
    const named = Array.from(this.#words.blocks()).filter(
      (element) => isBodyName(blockName(element.attribute("class"), element.attribute("id"))) && this.#isOne(element),
    );
    return this.#innermostOf(named, minWords);
  }

  /** The innermost `<article>` or `<main>` that holds enough. */
  tagged(minWords: number): PageElement | null {
    return this.#innermostOf(this.#document.elements.filter(isTagged), minWords);
  }

  /** Goes down from the body to the block inside that holds nearly all sentences, as long as there is one. */
  innermost(): PageElement {
    let current = this.#document.body;
    for (;;) {
      const needed = DESCENT_SHARE * this.#words.of(current);
      const next = current.children.find((child) => this.#words.of(child) >= needed);
      if (needed === 0 || next === undefined || !this.#isOne(next)) return current;
      current = next;
    }
  }

  /** Finds the place of the text in a page without a long sentence. */
  empty(): PageElement {
    const { body, elements } = this.#document;
    return elements.find((element) => isMarked(element) || isArticle(element) || element.name === "main") ?? body;
  }

  #innermostOf(elements: readonly PageElement[], minWords: number): PageElement | null {
    let found: PageElement | null = null;
    for (const element of elements) {
      const isEnough = this.#words.of(element) >= Math.max(minWords, 1);
      if (isEnough && (found === null || found.contains(element))) found = element;
    }
    return found;
  }

  /** A paragraph, or a block for each paragraph, is no body, however long one of them is. */
  #isOne(element: PageElement): boolean {
    if (PARAGRAPHS.has(element.name)) return false;
    return element.attribute("class") === "" || (this.#names.get(nameOf(element)) ?? 0) <= 1;
  }
}

/** The blocks that are marked as an article's body and hold sentences, in the order of the page. */
function markedBodies(elements: readonly PageElement[], words: BlockWords): PageElement[] {
  return elements.filter((element) => isMarked(element) && words.of(element) > 0);
}

function isMarked(element: PageElement): boolean {
  return element.hasWord("itemprop", "articleBody");
}

function isTagged(element: PageElement): boolean {
  return isArticle(element) || element.name === "main" || /^(?:main|article)$/.test(element.attribute("role"));
}

function isArticle({ name }: PageElement): boolean {
  return name === "article";
}

function isTopHeading({ name }: PageElement): boolean {
  return name === "h1";
}

/** Counts the blocks around lines by name. Linear: no block is visited twice. */
function countNames(lines: readonly HtmlLine[]): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  const visited = new Set<PageElement>();
  for (const { block } of lines) {
    let element: PageElement | null = block;
    for (; element !== null && !visited.has(element); element = element.parent) {
      visited.add(element);
      names.set(nameOf(element), (names.get(nameOf(element)) ?? 0) + 1);
    }
  }
  return names;
}

function nameOf(element: PageElement): string {
  return `${element.name}.${element.attribute("class")}`;
}

// What speaks against lines and is believed: names and tags of blocks, cards of other articles, and sentences about the
// author. Sites give such names to what holds the article too, so that a block with the title, with the marked body or
// with much of the page's text in it is none of these.

/**
 * A block with such a share of the page's sentences is no menu, whatever its name. Comments may outgrow a short note.
 */
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
class BelievedHints {
  readonly #words: BlockWords;
  readonly #total: number;
  /** Blocks around the title or the body. */
  readonly #own: ReadonlySet<PageElement>;
  readonly #isInCard: (line: HtmlLine) => boolean;
  readonly #isInBox: (line: HtmlLine) => boolean;
  /** Tells whether the line stands in a card of a page that has few words outside of its cards. */
  readonly isListed: (line: HtmlLine) => boolean;
  readonly #believed = new Map<PageElement, boolean>();

  /** `words` are those of each line that is a sentence of a story; 0 for others. */
  constructor({ lines, document, titleLines }: PageParts, words: readonly number[]) {
    const { body, elements } = document;
    const marked = elements.filter(isMarked);
    const titles = titleLines.map((line) => lines[line]).filter((line) => line?.headingLevel === 1);
    this.#own = blocksAround([...marked, ...titles.map((line) => line?.block ?? body)]);
    const cards = new Set([...findCards(lines, words)].filter((card) => !this.#own.has(card)));
    const isInCard = insideOf(cards);
    const outside = new BlockWords(lines, words, (line) => !isInCard(lines[line]));
    const isList = outside.of(body) < MIN_OWN_WORDS;
    this.#isInCard = isList ? () => false : isInCard;
    this.isListed = isList ? isInCard : () => false;
    this.#words = isList || cards.size === 0 ? new BlockWords(lines, words, () => true) : outside;
    this.#total = this.#words.of(body);
    const boxes = [...findBoxes(lines), ...findFormBoxes(document)].filter((element) =>
      this.#isBelieved({ element, hint: "other" }),
    );
    this.#isInBox = insideOf(new Set(boxes));
  }

  /** The first of some blocks around each other that is believed, or null. */
  among(blocks: readonly HintedBlock[]): BlockHint | null {
    let around: HintedBlock | null = null;
    for (const block of blocks) {
      if (this.#isBelieved(block) && !isPartOf(block, around)) return block.hint;
      around = block;
    }
    return null;
  }

  /** The hint that holds for a line, or null. */
  of(line: HtmlLine): BlockHint | null {
    const hint = this.among(line.hints);
    if (hint !== null) return hint;
    if (this.#isInCard(line) || this.#isInBox(line)) return "other";
    return line.author !== null && isLongSentence(line) && this.#isBelieved({ element: line.author, hint: "author" })
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

/** `post-popup__date` in a `post-popup__content`, or in a `post-popup`, that is no popup is none either. */
function isPartOf({ element, hint }: HintedBlock, around: HintedBlock | null): boolean {
  if (around?.hint !== hint) return false;
  const [name, nameAround] = [element, around.element].map((block) =>
    blockName(block.attribute("class"), block.attribute("id")),
  ) as [string, string];
  const stem = hintStem(name);
  return stem !== null && name.includes(`${stem}_`) && stem === hintStem(nameAround);
}

function isLongSentence(line: HtmlLine): boolean {
  const { words, endsSentence } = shapeOf(line);
  return words >= MIN_ABOUT_WORDS && endsSentence;
}

/** Headings of a box beside the story that explains somebody or something in it. */
const BOX_LABEL =
  /^(?:(?:краткая |наша )?справка|для справки|досье|биография|кто так(?:ой|ая|ие)|что такое)(?: [«"].{1,30}[»"]| \p{Lu}.{1,40})?[:.?]?$/iu;

/** The blocks that such a label and what it heads stand in. */
function findBoxes(lines: readonly HtmlLine[]): PageElement[] {
  const labels = lines.filter(({ text, isLink }) => !isLink && text.length <= MAX_DATED_LENGTH && BOX_LABEL.test(text));
  if (labels.length === 0) return [];
  const counts = new BlockWords(lines, new Array<number>(lines.length).fill(1), () => true);
  return labels.map(({ block }) => {
    let box = block;
    while (counts.of(box) < 2 && box.parent !== null) box = box.parent;
    return box;
  });
}

/** Most characters beside a form that asks for a mail address. Untuned. */
const MAX_FORM_TEXT_LENGTH = 400;

/** Blocks around a form and a few words, such as those of a subscription. */
function findFormBoxes({ body, elements }: PageDocument): PageElement[] {
  return elements
    .filter(({ name }) => name === "form")
    .slice(0, MAX_HEADINGS)
    .flatMap(({ parent }) => parent ?? [])
    .filter((box) => box !== body && box.textUpTo(MAX_FORM_TEXT_LENGTH + 1).length <= MAX_FORM_TEXT_LENGTH);
}

/** Tells whether one of the blocks is around a line. No element is visited twice. */
function insideOf(blocks: ReadonlySet<PageElement>): (line: HtmlLine | undefined) => boolean {
  const known = new Map<PageElement, boolean>();
  const isInside = (block: PageElement | null): boolean => {
    if (block === null) return false;
    const isIn = known.get(block) ?? (blocks.has(block) || isInside(block.parent));
    known.set(block, isIn);
    return isIn;
  };
  return (line) => blocks.size > 0 && isInside(line?.block ?? null);
}

/** The elements and all around them; no element is visited twice. */
function blocksAround(elements: readonly PageElement[]): ReadonlySet<PageElement> {
  const around = new Set<PageElement>();
  for (const element of elements) {
    let block: PageElement | null = element;
    for (; block !== null && !around.has(block); block = block.parent) around.add(block);
  }
  return around;
}

// Cards of other articles: a linked headline with a sentence or two below it, in a block that is one of several
// alike. Beside a note of one sentence, a column of them holds most of a page's text.

/**
 * So many blocks alike are a list; two may be parts of one article, unless the block around has a name of such lists.
 */
const MIN_CARDS = 3;
const MIN_NAMED_CARDS = 2;
/** A part of an article that is headed by a link has more words in one of its blocks. */
const MAX_CARD_WORDS = 60;
const MIN_HEADLINE_WORDS = 3;
/** Time, rubric and picture stand between a headline and its text. */
const MAX_BETWEEN = 3;

/**
 * The blocks that are cards. `words` are those of each line that is a sentence of a story. Linear in the lines times
 * the depth.
 */
function findCards(lines: readonly HtmlLine[], words: readonly number[]): ReadonlySet<PageElement> {
  const groups = new Map<PageElement, Map<string, Set<PageElement>>>();
  const named = new Set<PageElement>();
  const elsewhere = new Map<PageElement, boolean>();
  const isElsewhere = ({ block }: HtmlLine) => {
    const isLeading = elsewhere.get(block) ?? leadsElsewhere(block);
    elsewhere.set(block, isLeading);
    return isLeading;
  };
  for (const [i, line] of lines.entries()) {
    if ((words[i] ?? 0) === 0) continue;
    const above = headlineAbove(lines, words, i);
    const headline = above !== null && isElsewhere(above) ? above : null;
    const card = headline === null ? null : blockAround(headline.block, line.block);
    if (card?.parent == null) continue;
    const alike = groups.get(card.parent) ?? new Map<string, Set<PageElement>>();
    const name = nameOf(card);
    if (line.hints.some(({ hint }) => hint === "other")) named.add(card);
    groups.set(card.parent, alike.set(name, (alike.get(name) ?? new Set<PageElement>()).add(card)));
  }
  const wordsIn = new BlockWords(lines, words, () => true);
  const isList = (cards: ReadonlySet<PageElement>) => {
    const isNamed = [...cards].every((card) => named.has(card));
    const isShort = [...cards].every((card) => wordsIn.of(card) <= MAX_CARD_WORDS);
    return isShort && cards.size >= (isNamed ? MIN_NAMED_CARDS : MIN_CARDS);
  };
  const lists = [...groups.values()].flatMap((alike) => [...alike.values()]).filter(isList);
  return new Set(lists.flatMap((cards) => [...cards]));
}

/** The line above that is a link as a whole; null where a sentence stands between. */
function headlineAbove(lines: readonly HtmlLine[], words: readonly number[], i: number): HtmlLine | null {
  for (let above = i - 1; above >= Math.max(0, i - MAX_BETWEEN); above -= 1) {
    const line = lines[above];
    if (line === undefined || (words[above] ?? 0) > 0 || line.headingLevel === 1) return null;
    if (line.isLink && line.text.split(" ").length >= MIN_HEADLINE_WORDS) return line;
  }
  return null;
}

/**
 * Tells whether a block's link leads to another page: items of a live report are headed by links to themselves. Linear
 * in the block.
 */
function leadsElsewhere(block: PageElement): boolean {
  const link = block.closest(isLink) ?? block.find(isLink);
  return link !== null && !link.attribute("href").includes("#");
}

/** The innermost block that holds both. */
function blockAround(one: PageElement, other: PageElement): PageElement | null {
  const around = new Set<PageElement>();
  for (let block: PageElement | null = one; block !== null; block = block.parent) around.add(block);
  let common: PageElement | null = other;
  while (common !== null && !around.has(common)) common = common.parent;
  return common;
}
