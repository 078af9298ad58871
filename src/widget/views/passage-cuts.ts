/**
 * Passages that are longer than the lines they have: an ellipsis at the end, behind a whole word, which the platform's own
 * (`line-clamp`) cuts; and another at the beginning where what was found would not be seen, as on a phone.
 */

let observer: ResizeObserver | undefined;

/** Cuts the passages of a list before they are painted, and again when it gets another size. Forces one layout for each that is cut. */
export function cutPassages(list: Element): void {
  observer ??= new ResizeObserver((entries) => {
    for (const { target } of entries) for (const passage of target.querySelectorAll(".snippet")) cutPassage(passage);
  });
  // Begun anew it is told of new hits too.
  observer.unobserve(list);
  observer.observe(list);
}

/** Where a passage may end: behind a word before a space that lines may break at. The signs between them go. */
const WORD_END = /[\p{L}\p{N}»”%)](?=[.,;:!?…]*(?:\u00a0[—–-])? )/gu;

/** Words before what was found that stay where the beginning goes. */
const WORDS_BEFORE = 3;

/** Cuts a passage of which not all can be seen. */
function cutPassage(passage: Element): void {
  restore(passage);
  if (isSeenWhole(passage)) return;
  const bottom = passage.getBoundingClientRect().bottom + 1;
  cutEnd(passage, bottom);
  const mark = passage.querySelector("mark");
  if (mark === null || mark.getBoundingClientRect().bottom <= bottom) return;
  restore(passage);
  cutBeginning(mark);
  if (!isSeenWhole(passage)) cutEnd(passage, bottom);
}

/** As it was before it was cut. */
function restore(passage: Element): void {
  for (const cut of passage.querySelectorAll<HTMLElement>(".cut"))
    cut.replaceWith(...(cut.hidden ? cut.childNodes : []));
  passage.normalize();
}

function isSeenWhole({ scrollHeight, clientHeight }: Element): boolean {
  return scrollHeight <= clientHeight + 1;
}

/** Hides what stands before the first mark of a passage but for a few words. */
function cutBeginning(mark: Element): void {
  const before = mark.previousSibling as Text;
  const start = [...before.data.matchAll(/ /g)].at(-WORDS_BEFORE)?.index;
  if (start === undefined) return;
  const [hidden, ellipsis] = [makeCut(), makeCut("…")];
  hidden.hidden = true;
  before.splitText(start + 1).before(hidden, ellipsis);
  hidden.append(before);
}

/** What {@link restore} takes out again. */
function makeCut(...content: (string | Node)[]): HTMLElement {
  const cut = document.createElement("span");
  cut.className = "cut";
  cut.append(...content);
  return cut;
}

/** Puts an ellipsis behind the last word of the passage's lines that leaves room for it. */
function cutEnd(passage: Element, bottom: number): void {
  // What follows goes to the next line, which is not seen.
  const ellipsis = makeCut("…", document.createElement("br"));
  const ends: { readonly node: Text; readonly end: number }[] = [];
  const nodes = document.createTreeWalker(passage, NodeFilter.SHOW_TEXT);
  while (nodes.nextNode()) {
    const node = nodes.currentNode as Text;
    for (const { index } of node.data.matchAll(WORD_END)) ends.push({ node, end: index + 1 });
  }
  const range = document.createRange();
  for (const { node, end } of ends.reverse()) {
    range.setStart(node, end - 1);
    range.setEnd(node, end);
    if (range.getBoundingClientRect().bottom > bottom) continue;
    range.collapse();
    range.insertNode(ellipsis);
    if (ellipsis.getBoundingClientRect().bottom <= bottom) return;
  }
}
