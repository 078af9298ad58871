/**
 * Which lines of a page's main part are the article: the rules for text pages (body-lines.ts), and then what the
 * markup knows better than they do: captions, links, subheadings and lists among the paragraphs.
 */

import { chooseBody, isSignature, isSubtitle, isUnendedParagraph, OF_OTHERS } from "../extraction/body-lines.ts";
import { type DropReason, drop, type ModelLine, modelPage, type Story, storyOf } from "../extraction/page-model.ts";
import { isAdvertisingMark, type NoiseKind } from "../line-rules/boilerplate.ts";
import { joinBrokenLines, joinDatelines, joinText, splitCredit } from "../line-rules/line-joins.ts";
import { isPhotoCounter } from "../line-rules/photo-credit.ts";
import { isFinished } from "../text/line-shape.ts";
import { foldLine } from "../text/normalize-text.ts";
import { shapeOf } from "../text/page-lines.ts";
import { type HtmlLine, isLink, isMarkOfBlock } from "./blocks.ts";
import type { PageElement } from "./document.ts";

/** A line as the rules see it, and what the markup has of it. */
type StoryLine = ModelLine<HtmlLine>;

/** A link in a block of its own inside of a sentence. */
const MAX_INNER_LENGTH = 100;
/** No sentence is so long: each block that is joined to it copies it. Untuned. */
const MAX_SENTENCE_LENGTH = 10_000;
const MIN_TEASER_WORDS = 4;
const MIN_PARAGRAPH_WORDS = 12;
/** The last paragraph of a file that was not saved whole has so many. */
const MIN_CUT_WORDS = 8;
const MIN_LEAD_WORDS = 4;
const MAX_LEAD_LINES = 2;
const MAX_LEAD_LENGTH = 1_000;
const MAX_MIXED_LINK_SHARE = 0.5;
/** Fewer words in a cell that holds nothing else are a name or a number. */
const MIN_CELL_WORDS = 4;
/** Most words of a caption; a paragraph has more. */
const MAX_CAPTION_WORDS = 25;
/** Most words of a card about its article. */
const MAX_CARD_WORDS = 60;
const MAX_CREDIT_LENGTH = 90;
const ENDS_WITH_CREDIT =
  /[\p{L}.!?»"] (?:\(?фото|снимок|иллюстрация|кадр)(?: из архива)?:? ?(?:\p{Lu}|©|пресс-)[^.!?]{2,50}\)?\.?$/iu;

/** Kinds of lines behind which no more of the article follows. */
const ENDS: ReadonlySet<NoiseKind> = new Set<NoiseKind>(["end", "reply", "comments", "wall"]);

const CAPTION: DropReason = { kind: "caption", reason: "the caption of a picture" };
const TEMPLATE: DropReason = { kind: "other", reason: "a template that a script was to fill" };
const CELL: DropReason = { kind: "other", reason: "a cell of a table" };
const LINKED: DropReason = { kind: "teaser", reason: "a line that is a link as a whole" };
const CARD: DropReason = { kind: "teaser", reason: "in a block under a link to another article" };
const LEAD_AGAIN: DropReason = { kind: "repeat", reason: "the article says it again" };

/** Reads the lines of the main part. `isTitle` tells a line that says the title. Linear. */
export function readStory(main: readonly HtmlLine[], isTitle: (line: HtmlLine) => boolean): Story {
  const joined = joinDatelines(joinAroundBlocks(joinPreformatted(main)))
    .map(asParagraph)
    .flatMap((line) => (isCreditedCaption(line) ? [line] : splitCredit(line)));
  const alone = blocksOfOneLine(joined);
  const lines = modelHtml(joined);
  const said = new Map<string, number>();
  for (const { fold, isLink } of lines) if (!isLink) said.set(fold, (said.get(fold) ?? 0) + 1);
  for (const line of lines) line.flow = flowKey(line.source, alone);
  const cards = flowsOfCards(lines);
  for (const line of lines) {
    const reason = cards.has(line.flow) && line.dateline === null ? CARD : reasonByMarkup(line, alone);
    if (reason !== null) {
      line.dropped = reason;
      line.noise = reason === CAPTION ? "credit" : reason === LINKED || reason === CARD ? "teaser" : "interface";
      line.role = "noise";
    }
    if (isTitle(line.source)) line.part = "title";
    // Links say a heading too where the page has a table of contents.
    if (line.role === "repeat" && line.source.headingLevel > 1 && said.get(line.fold) === 1) line.role = "heading";
  }
  const chosen = chooseBody(lines);
  keepByMarkup(chosen, alone);
  const lead = findLead(chosen);
  drop(
    chosen.lead.filter(({ part }) => part === "lead"),
    LEAD_AGAIN,
  );
  for (const line of lead) line.part = "lead";
  return storyOf(lines);
}

/** The model of a page's lines, in which the mark of another's advertising is no legal mark. */
export function modelHtml(lines: readonly HtmlLine[]): StoryLine[] {
  const model = modelPage(lines);
  for (const line of model) {
    const isOthers = line.noise === "notice" && isAdvertisingMark(line.text) && isMarkOfBlock(line.source);
    if (isOthers) line.noise = "interface";
  }
  return model;
}

/** A block of its own that a link opens and a sentence or two follow, among the paragraphs of a longer text. */
function flowsOfCards(lines: readonly StoryLine[]): ReadonlySet<unknown> {
  const words = new Map<unknown, number>();
  for (const { source, flow, shape } of lines)
    if (!source.isLink) words.set(flow, (words.get(flow) ?? 0) + shape.words);
  const most = Math.max(0, ...words.values());
  const seen = new Set<unknown>();
  const opened: unknown[] = [];
  for (const { source, flow, below, shape } of lines) {
    const isHeadline = source.isLink && source.headingLevel !== 1 && shape.words >= MIN_TEASER_WORDS;
    if (isHeadline && !seen.has(flow) && below?.flow === flow) opened.push(flow);
    seen.add(flow);
  }
  return new Set(opened.filter((flow) => Math.min(MAX_CARD_WORDS, most) > (words.get(flow) ?? 0)));
}

/**
 * A paragraph that is a link to its source as a whole: a full sentence in a `<p>` beside others. Headlines end nowhere.
 */
function asParagraph(line: HtmlLine): HtmlLine {
  if (!line.isLink || line.headingLevel > 0 || line.isCaption || line.block.name !== "p") return line;
  const { words, endsSentence, endsCut } = shapeOf(line);
  if (!endsSentence || endsCut || words < MIN_PARAGRAPH_WORDS) return line;
  const beside = [line.block.sibling("before"), line.block.sibling("after")];
  const isAmongParagraphs = beside.some((sibling) => sibling?.name === "p" && !isLinkAlone(sibling));
  return isAmongParagraphs ? { ...line, isLink: false, linkShare: 0 } : line;
}

/** A paragraph of a teaser is shorter; a page may have as many lines beside a long one as it likes. */
const MAX_LINK_LENGTH = 2_000;

function isLinkAlone(block: PageElement): boolean {
  const text = block.textUpTo(MAX_LINK_LENGTH).trim();
  return text === "" || text === (block.find(isLink)?.textUpTo(MAX_LINK_LENGTH) ?? "").trim();
}

function endsWithCredit(text: string): boolean {
  const end = text.slice(-MAX_CREDIT_LENGTH);
  return /фото|снимок|иллюстрация|кадр/i.test(end) && ENDS_WITH_CREDIT.test(end);
}

/**
 * Tells whether a picture stands in the line's block or in the one before: a credit may end the story's last paragraph
 * too.
 */
function isUnderPicture({ block }: HtmlLine): boolean {
  const before = block.sibling("before");
  return [block, before].some(
    (element) => element?.name === "img" || element?.find(({ name }) => name === "img") != null,
  );
}

/** «Рабочие депо у ворот. Фото: Иван Петров» under its picture. */
function isCreditedCaption(line: HtmlLine): boolean {
  return endsWithCredit(line.text) && shapeOf(line).words <= MAX_CAPTION_WORDS && isUnderPicture(line);
}

/** A picture, «3 / 14» and what it shows are all of a block. */
const MAX_SLIDE_PARTS = 4;

function isUnderCounter({ above, source }: StoryLine): boolean {
  const slide = source.block.parent;
  if (above === undefined || !isPhotoCounter(above.text) || slide === null) return false;
  return above.source.block.parent === slide && slide.children.length <= MAX_SLIDE_PARTS;
}

/** Finds the reason in the markup alone to drop a line. */
function reasonByMarkup(line: StoryLine, alone: ReadonlySet<PageElement>): DropReason | null {
  const { source } = line;
  if (source.text.includes("{{")) return TEMPLATE;
  if (line.dateline !== null) return null;
  if (source.isCaption) return CAPTION;
  if (isCreditedCaption(source) || isUnderCounter(line)) return CAPTION;
  const isCell = /^t[dh]$/.test(source.block.name) && alone.has(source.block);
  if (isCell && line.shape.words < MIN_CELL_WORDS && line.noise === null) return CELL;
  return source.isLink && source.headingLevel !== 1 && line.noise === null && line.shape.words >= MIN_TEASER_WORDS
    ? LINKED
    : null;
}

/** The lines of a `<pre>` are those of a text page. */
function joinPreformatted(lines: readonly HtmlLine[]): HtmlLine[] {
  const joined: HtmlLine[] = [];
  for (let i = 0; i < lines.length; ) {
    const first = lines[i];
    let end = i + 1;
    while (first?.isPreformatted === true && lines[end]?.isPreformatted === true && lines[end]?.block === first.block)
      end += 1;
    if (first !== undefined && end > i + 1) {
      joined.push(...joinBrokenLines(lines.slice(i, end)).map((line) => ({ ...first, ...line })));
    } else if (first !== undefined) joined.push(first);
    i = end;
  }
  return joined;
}

/**
 * `<div>Текст <div><a>со ссылкой</a></div>, который идёт дальше.</div>`: a block inside of a sentence is a part of it.
 */
function joinAroundBlocks(lines: readonly HtmlLine[]): HtmlLine[] {
  const joined: HtmlLine[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    const [head, inner, tail] = [joined.at(-1), lines[i], lines[i + 1]];
    if (head !== undefined && inner !== undefined && tail !== undefined && isInsideSentence(head, inner, tail)) {
      joined[joined.length - 1] = { ...head, text: joinText(`${head.text} ${inner.text}`, tail.text) };
      i += 1;
    } else if (inner !== undefined) joined.push(inner);
  }
  return joined;
}

function isInsideSentence(head: HtmlLine, inner: HtmlLine, tail: HtmlLine): boolean {
  if (head.block !== tail.block || inner.block === head.block || inner.text.length > MAX_INNER_LENGTH) return false;
  if (head.text.length > MAX_SENTENCE_LENGTH) return false;
  const goesOn = !isFinished(head.text) && /^[\p{Ll},.;:!?)»…—–-]/u.test(tail.text);
  return goesOn && head.block.contains(inner.block);
}

/**
 * Adds what stands among the paragraphs by the markup: subheadings, items of lists, quotations and short paragraphs of
 * the same flow. A flow is the block that paragraphs are children of, or blocks of one name that hold a paragraph each.
 */
function keepByMarkup({ lines, body }: Story<StoryLine>, alone: ReadonlySet<PageElement>): void {
  const flows = new Flows(alone);
  for (const { role, source } of body) if (role === "story") flows.add(source);
  const isOwn = (line: StoryLine) => !isSettled(line) && isPlain(line) && flows.has(line.source);
  const first = body[0]?.index ?? lines.length;
  const last = body.at(-1)?.index ?? -1;
  for (const line of lines.slice(first, last + 1)) if (isOwn(line) && mayJoinFlow(line)) line.part = "body";
  keepTail(lines.slice(Math.max(first, last + 1)), isOwn);
  const above = lines[first - 1];
  if (above !== undefined && isHeadingLikeOthers(above, lines) && isOwn(above)) above.part = "body";
  dropLastHeadings(lines);
}

/** Tells whether the kind of a line is decided, whatever its markup. */
function isSettled({ part, dropped }: StoryLine): boolean {
  return part === "title" || part === "body" || dropped?.kind === "notice" || dropped === OF_OTHERS;
}

function mayJoinFlow(line: StoryLine): boolean {
  const isUnderRelated = line.above?.noise === "related" && !line.shape.endsSentence;
  return !isLabel(line) && !isUnderRelated;
}

/**
 * Keeps what belongs to the story behind its last paragraph. Pictures, teasers and buttons may part the last paragraphs
 * from the others; a signature, or what heads other articles, ends them.
 */
function keepTail(lines: readonly StoryLine[], isOwn: (line: StoryLine) => boolean): void {
  for (const line of lines) {
    if (isSettled(line)) continue;
    const isOfFlow = isOwn(line) && mayJoinFlow(line);
    const isOther = line.noise === null ? isOfFlow && !isTailText(line) : ENDS.has(line.noise);
    if (isSignature(line) || isOther) return;
    if (isOfFlow) line.part = "body";
  }
}

/** A digest has a heading over its first part as over the others. */
function isHeadingLikeOthers({ source: { headingLevel } }: StoryLine, lines: readonly StoryLine[]): boolean {
  return headingLevel >= 2 && lines.some(({ part, source }) => part === "body" && source.headingLevel === headingLevel);
}

/** A heading that nothing follows is one of what was left out. */
function dropLastHeadings(lines: readonly StoryLine[]): void {
  const kept = storyOf(lines).body;
  const lastText = kept.findLastIndex(({ source }) => source.headingLevel === 0);
  if (lastText >= 0) for (const line of kept.slice(lastText + 1)) line.part = null;
}

/**
 * Tells whether a line behind the last paragraph reads as text: an item, a quotation, a sentence, or a last paragraph
 * that is cut.
 */
function isTailText(line: StoryLine): boolean {
  const { shape, source } = line;
  const isCutEnd = line.below === undefined && source.linkShare === 0 && isUnendedParagraph(line, MIN_CUT_WORDS);
  const isSentence = shape.endsOpen || (shape.endsSentence && !shape.endsCut);
  return source.isListItem || source.isQuote || shape.startsItem || isSentence || isCutEnd;
}

function isPlain({ noise, role, shape, source }: StoryLine): boolean {
  return (
    noise === null &&
    role !== "noise" &&
    role !== "repeat" &&
    shape.words > 0 &&
    !source.isLink &&
    source.linkShare < MAX_MIXED_LINK_SHARE
  );
}

/** A paragraph that neither begins nor ends as a sentence does: the words of a button or of an advertisement. */
function isLabel({ shape, source }: StoryLine): boolean {
  return !source.isListItem && !source.isQuote && shape.startsOpen && !shape.startsItem && !shape.endsSentence;
}

/** The stand-first before a dateline, else the line that is named as one; never what the body says again. */
function findLead({ lines, lead }: Story<StoryLine>): StoryLine[] {
  const { body } = storyOf(lines);
  const first = body[0]?.index ?? 0;
  const title = lines.slice(0, first).findLastIndex(({ part }) => part === "title");
  const isNamed = (line: StoryLine) => {
    if (!line.source.isLead || !isPlain(line) || line.part === "title") return false;
    return line.shape.words >= MIN_LEAD_WORDS && line.text.length <= MAX_LEAD_LENGTH;
  };
  const named = lines
    .slice(title + 1, first)
    .filter(isNamed)
    .slice(0, MAX_LEAD_LINES);
  const found = [
    lead,
    named,
    lines
      .slice(title + 1, first)
      .slice(0, 1)
      .filter(isSubtitleBeside),
  ].find((leads) => leads.length > 0);
  const told = foldLine(body.map(({ text }) => text).join(" "), 20_000);
  return (found ?? []).filter(({ part, text }) => part !== "body" && !told.includes(foldLine(text, MAX_LEAD_LENGTH)));
}

/** Tells whether a line is in the title's block, the one beside it or the one around it. */
function isSubtitleBeside(line: StoryLine): boolean {
  const [block, above] = [line.source.block, line.above?.source.block];
  return (
    isSubtitle(line) && isPlain(line) && (block === above || block === above?.parent || block.parent === above?.parent)
  );
}

// Where the paragraphs of a story stand. A flow is the block that paragraphs are children of, or blocks of one
// name that hold a paragraph each.

/** The blocks that are the block of one line, and not around that of another. */
function blocksOfOneLine(lines: readonly HtmlLine[]): ReadonlySet<PageElement> {
  const counts = new Map<PageElement, number>();
  for (const { block } of lines) counts.set(block, (counts.get(block) ?? 0) + 1);
  const around = new Set<PageElement | null>(lines.map(({ block }) => block.parent));
  return new Set([...counts].filter(([block, count]) => count === 1 && !around.has(block)).map(([block]) => block));
}

/** The places of a story's paragraphs. */
class Flows {
  readonly #alone: ReadonlySet<PageElement>;
  readonly #blocks = new Set<PageElement>();
  readonly #names = new Set<string>();

  constructor(alone: ReadonlySet<PageElement>) {
    this.#alone = alone;
  }

  /** Takes the line's flow for one of the story. */
  add(line: HtmlLine): void {
    const flow = flowOf(line, this.#alone);
    this.#blocks.add(flow);
    const name = flowName(line.block);
    if (name !== "") this.#names.add(name);
    const around = flowName(flow);
    if (around !== "") this.#names.add(around);
  }

  /** Tells whether the line stands in a flow that was added. */
  has(line: HtmlLine): boolean {
    const flow = flowOf(line, this.#alone);
    return this.#blocks.has(flow) || this.#names.has(flowName(line.block)) || this.#names.has(flowName(flow));
  }
}

/** The block whose children are the paragraphs beside the line: an unnamed `<div>` of one line is a paragraph. */
function flowOf({ block }: HtmlLine, alone: ReadonlySet<PageElement>): PageElement {
  let outer = block;
  while (/^(?:li|ul|ol|blockquote|dl|dd|dt)$/.test(outer.parent?.name ?? "")) outer = outer.parent ?? outer;
  if (/^(?:p|h[1-6]|li|ul|ol|blockquote|dl|dd|dt|pre)$/.test(outer.name)) return outer.parent ?? outer;
  const isParagraph = outer.name === "div" && outer.attribute("class") === "" && alone.has(outer);
  return isParagraph ? (outer.parent ?? outer) : outer;
}

/** Makes the key shared by adjacent paragraphs: the name of the block around them, or that block. */
function flowKey(line: HtmlLine, alone: ReadonlySet<PageElement>): unknown {
  const flow = flowOf(line, alone);
  return flowName(flow) || flow;
}

function flowName(element: PageElement): string {
  const name = element.attribute("class");
  return name === "" ? "" : `${element.name}.${name}`;
}
