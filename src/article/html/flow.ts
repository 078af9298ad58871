/**
 * Where the paragraphs of a story stand (layer 1). A flow is the block that paragraphs are children of, or blocks of one
 * name that hold a paragraph each.
 */
import type { HtmlLine } from "./blocks.ts";
import { attributeOf } from "./dom.ts";

/** The blocks that are the block of one line. */
export function blocksOfOneLine(lines: readonly HtmlLine[]): ReadonlySet<Element> {
  const counts = new Map<Element, number>();
  for (const { block } of lines) counts.set(block, (counts.get(block) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count === 1).map(([block]) => block));
}

/** Where the paragraphs of a story stand. */
export class Flows {
  readonly #alone: ReadonlySet<Element>;
  readonly #blocks = new Set<Element>();
  readonly #names = new Set<string>();

  constructor(alone: ReadonlySet<Element>) {
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

  /** Whether the line stands in a flow that was added. */
  has(line: HtmlLine): boolean {
    const flow = flowOf(line, this.#alone);
    return this.#blocks.has(flow) || this.#names.has(flowName(line.block)) || this.#names.has(flowName(flow));
  }
}

/** The block whose children are the paragraphs beside the line: an unnamed `<div>` of one line is a paragraph. */
function flowOf({ block }: HtmlLine, alone: ReadonlySet<Element>): Element {
  let outer = block;
  while (/^(?:li|ul|ol|blockquote|dl|dd|dt)$/.test(outer.parentElement?.localName ?? ""))
    outer = outer.parentElement ?? outer;
  if (/^(?:p|h[1-6]|li|ul|ol|blockquote|dl|dd|dt|pre)$/.test(outer.localName)) return outer.parentElement ?? outer;
  const isParagraph = outer.localName === "div" && attributeOf(outer, "class") === "" && alone.has(outer);
  return isParagraph ? (outer.parentElement ?? outer) : outer;
}

function flowName(element: Element): string {
  const name = attributeOf(element, "class");
  return name === "" ? "" : `${element.localName}.${name}`;
}
