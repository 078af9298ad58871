/**
 * Tables by key : what was worked out for a key, items in groups of one key, and places among keys that ascend.
 */

/**
 * The function, with its last `most` values kept. A cleared Map beats an LRU: words come again
 * (docs/decisions/russian.md#from-a-text-to-tokens).
 */
export function remember<Value>(most: number, make: (key: string) => Value): (key: string) => Value {
  const known = new Map<string, Value>();
  return (key) => {
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const value = make(key);
    if (known.size >= most) known.clear();
    known.set(key, value);
    return value;
  };
}

/** The items by each of their keys, in the order in which these come first. */
export function groupBy<Item, Key>(items: Iterable<Item>, keysOf: (item: Item) => Iterable<Key>): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    for (const key of keysOf(item)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [item]);
      else group.push(item);
    }
  }
  return groups;
}

/** The place of the last item at most `wanted`, or -1; items ascend. */
export function lastAtMost<T extends string | number>(items: ArrayLike<T>, wanted: T): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((items[middle] as T) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
