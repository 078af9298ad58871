/**
 * Turns of the event loop (layer 0): long work that lets others run in between.
 */

/** Resolves when timers and all that came in meanwhile have been served. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
