/**
 * Cards of other articles (layer 1): a linked headline with a sentence or two below it, in a block that is one of several
 * alike. Beside a note of one sentence, a column of them holds most of a page's text.
 */
import type { HtmlLine } from "./blocks.ts";
import { BlockWords } from "./candidates.ts";
import { attributeOf } from "./dom.ts";

/** So many blocks alike are a list; two may be parts of one article, unless the block around has a name of such lists. */
const MIN_CARDS = 3;
const MIN_NAMED_CARDS = 2;
/** A part of an article that is headed by a link has more words in one of its blocks. */
const MAX_CARD_WORDS = 60;
const MIN_HEADLINE_WORDS = 3;
/** Time, rubric and picture stand between a headline and its text. */
const MAX_BETWEEN = 3;

/** The blocks that are cards. `words` are those of each line that is a sentence of a story. Linear in the lines times the depth. */
export function findCards(lines: readonly HtmlLine[], words: readonly number[]): ReadonlySet<Element> {
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
