/**
 * Bounded concurrency.
 */

/**
 * Runs `work` over the items, at most `limit` at once; answers in the items' order. The first failure rejects, and no
 * work begins after it.
 */
export async function mapConcurrently<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const pending = items.entries();
  let hasFailed = false;
  const run = async (): Promise<void> => {
    for (const [i, item] of pending) {
      if (hasFailed) return;
      try {
        results[i] = await work(item);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, run));
  return results;
}
