/**
 * A binary heap (layer 4): the least of its items first.
 */
export class Heap<Item> {
  readonly items: Item[] = [];
  readonly #isLess: (a: Item, b: Item) => boolean;

  constructor(isLess: (a: Item, b: Item) => boolean) {
    this.#isLess = isLess;
  }

  push(item: Item): void {
    const { items } = this;
    let at = items.length;
    for (; at > 0; at = (at - 1) >>> 1) {
      const parent = items[(at - 1) >>> 1];
      if (parent === undefined || !this.#isLess(item, parent)) break;
      items[at] = parent;
    }
    items[at] = item;
  }

  /** Puts an item, which may be the least one changed, in the place of the least. */
  replaceLeast(item: Item): void {
    const { items } = this;
    let at = 0;
    for (let child = 1; child < items.length; child = 2 * at + 1) {
      let least = items[child];
      const right = items[child + 1];
      if (least !== undefined && right !== undefined && this.#isLess(right, least)) {
        least = right;
        child += 1;
      }
      if (least === undefined || !this.#isLess(least, item)) break;
      items[at] = least;
      at = child;
    }
    items[at] = item;
  }
}
