/**
 * Passages that are longer than the lines they have: which part of each is seen. The rest stays in the text without a
 * size, so that it is copied and read aloud; an ellipsis is neither.
 */
import { make } from "./make-element.ts";
import { chooseWindow, type Lines, type Piece } from "./passage-window.ts";

let observer: ResizeObserver | undefined;

/**
 * Cuts the passages of a list before they are painted, and again when it gets another size. Forces two layouts for each
 * that is cut.
 */
export function cutPassages(list: Element): void {
  observer ??= new ResizeObserver((entries) => {
    for (const { target } of entries) for (const passage of target.querySelectorAll(".snippet")) cutPassage(passage);
  });
  // Begun anew it is told of new hits too.
  observer.unobserve(list);
  observer.observe(list);
}

/** Cuts a passage of which not all can be seen. */
function cutPassage(passage: Element): void {
  restore(passage);
  if (isSeenWhole(passage)) return;
  const text = passage.textContent;
  const spans = piecesOf(text);
  const { pieces, lines } = measure(passage, text, spans);
  const { from, to: last, isCutBefore, isCutBehind } = chooseWindow(pieces, lines);
  const start = spans[from]?.[0] ?? 0;
  // Lines may break otherwise than was reckoned: then some words less are seen.
  for (let to = last; to > from; to -= 1) {
    const end = spans[to - 1]?.[1] ?? text.length;
    const isCut = isCutBehind || to < last;
    const shown = text.slice(start, end);
    hide(passage, 0, start)?.after(isCutBefore ? makeEllipsis() : "");
    hide(passage, start + (isCut ? shown.replace(LOOSE_END, "") : shown).length, text.length)?.before(
      isCut ? makeEllipsis() : "",
    );
    if (isSeenWhole(passage)) return;
    restore(passage);
  }
}

/** UTF-16 offsets [start, end). */
type Span = readonly [start: number, end: number];

/** A line may end at a space, and behind a hyphen before a letter. */
function piecesOf(text: string): Span[] {
  const spans: Span[] = [];
  for (const { index, 0: word } of text.matchAll(/[^ ]+/g)) {
    let start = index;
    for (const { length } of word.split(/(?<=-)(?=\p{L})/u)) {
      spans.push([start, start + length]);
      start += length;
    }
  }
  return spans;
}

/** Signs that stand before no ellipsis. */
const LOOSE_END = /(?<![\s.,:;!?…(«„—–-])[\s.,:;!?…(«„—–-]+$/u;
/** A word that ends a sentence, if a capital follows: no initial and no abbreviation of one or two letters. */
const SENTENCE_END = /(?:[\p{L}\d%]{3}[.]|[!?…])[»”")]*\s+$/u;
const SENTENCE_START = /^[«„"(—–\s]*[\p{Lu}\d]/u;
const CLAUSE_END = /[,;:—–]\s+$/u;

function opensAt(text: string, start: number): Piece["opens"] {
  if (start === 0) return text.startsWith("…") ? "word" : "sentence";
  const before = text.slice(Math.max(0, start - 8), start);
  if (!before.endsWith(" ")) return "nothing";
  if (SENTENCE_END.test(before) && SENTENCE_START.test(text.slice(start, start + 4))) return "sentence";
  return CLAUSE_END.test(before) ? "clause" : "word";
}

/** Forces one layout. */
function measure(passage: Element, text: string, spans: readonly Span[]): { pieces: Piece[]; lines: Lines } {
  const sign = makeEllipsis();
  passage.append(sign);
  const nodes = textNodes(passage);
  const range = document.createRange();
  const setRange = ([start, end]: Span): DOMRect => {
    const [first, last] = [nodes.find((node) => start < node.end), nodes.find((node) => end <= node.end)];
    if (first && last) range.setStart(first.node, start - first.start);
    if (first && last) range.setEnd(last.node, end - last.start);
    return range.getBoundingClientRect();
  };
  const marked = nodes.filter(({ node }) => node.parentElement !== passage);
  let space = 0;
  const pieces = spans.map(([start, end]): Piece => {
    const hasSpace = text[end] === " ";
    // A space that ends a line has no width.
    if (hasSpace) space = Math.max(space, setRange([end, end + 1]).width);
    return {
      width: setRange([start, end]).width,
      isMarked: marked.some((mark) => mark.start < end && mark.end > start),
      opens: opensAt(text, start),
      hasSpace,
    };
  });
  const { height } = passage.getBoundingClientRect();
  const lineHeight = Number.parseFloat(getComputedStyle(passage).lineHeight);
  const ellipsis = sign.getBoundingClientRect().width;
  sign.remove();
  return {
    pieces,
    lines: { count: Math.max(1, Math.round(height / lineHeight)), width: passage.clientWidth, space, ellipsis },
  };
}

interface PlacedNode {
  readonly node: Text;
  readonly start: number;
  readonly end: number;
}

function textNodes(passage: Element): PlacedNode[] {
  const walker = document.createTreeWalker(passage, NodeFilter.SHOW_TEXT);
  const placed: PlacedNode[] = [];
  for (let end = 0; walker.nextNode(); ) {
    const node = walker.currentNode as Text;
    placed.push({ node, start: end, end: end + node.length });
    end += node.length;
  }
  return placed;
}

/**
 * Takes the size from a part of the passage, which begins or ends it. The outermost node at its inner end, if the part
 * is not empty.
 */
function hide(passage: Element, start: number, end: number): ChildNode | undefined {
  const cuts: HTMLElement[] = [];
  for (const { node, start: from, end: to } of textNodes(passage)) {
    if (to <= start || from >= end) continue;
    const part = from < start ? node.splitText(start - from) : node;
    if (to > end) part.splitText(end - Math.max(from, start));
    const cut = make("span", { class: "cut" });
    part.replaceWith(cut);
    cut.append(part);
    cuts.push(cut);
  }
  const inner = cuts.at(start === 0 ? -1 : 0);
  return [...passage.childNodes].find((child) => child.contains(inner ?? null));
}

function makeEllipsis(): HTMLElement {
  return make("span", { class: "ellipsis", "aria-hidden": "true" });
}

/** Undoes the cut. */
function restore(passage: Element): void {
  for (const sign of passage.querySelectorAll(".ellipsis")) sign.remove();
  for (const cut of passage.querySelectorAll(".cut")) cut.replaceWith(...cut.childNodes);
  passage.normalize();
}

function isSeenWhole({ scrollHeight, clientHeight }: Element): boolean {
  return scrollHeight <= clientHeight + 1;
}
