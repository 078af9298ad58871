/**
 * An ellipsis at the end of passages that are longer than the lines they have (layer 5). The platform's own (`line-clamp`) cuts words.
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

/** Puts an ellipsis behind the last word of the passage's lines that leaves room for it, where not all of the passage can be seen. */
function cutPassage(passage: Element): void {
  passage.querySelector(".cut")?.remove();
  passage.normalize();
  if (passage.scrollHeight <= passage.clientHeight + 1) return;
  const bottom = passage.getBoundingClientRect().bottom + 1;
  const ellipsis = document.createElement("span");
  ellipsis.className = "cut";
  // What follows goes to the next line, which is not seen.
  ellipsis.append("…", document.createElement("br"));
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
