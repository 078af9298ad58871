/**
 * The one search that all indexes of a segment need (layer 2, pure): which block holds what is wanted.
 */

/** The place of the last item at most `wanted`, or -1; items ascend. */
export function lastAtMost<T extends string | number>(items: readonly T[], wanted: T): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((items[middle] as T) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
